"""What concerns the process itself: its log, its files, its place on the machine."""
