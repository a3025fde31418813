"""One bot at work: its queue, its decisions, its place at a venue."""
