"""What people look at: bots, orders, figures, logs. Plain values, never tables."""
