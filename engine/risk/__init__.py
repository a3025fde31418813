"""What an order is asked before it is decided: the money for it, and the owner's limits."""
