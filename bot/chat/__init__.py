"""The chat at work: what carries updates to the handlers and their answers back."""
