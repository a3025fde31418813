"""The door for updates: who may come in, how often, and what everybody else gets."""
