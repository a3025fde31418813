"""What must be fast, measured beside its peers and floors: `make bench`. See docs/performance.md."""
