"""Sends the notices of the outbox, in order, each once, however long Telegram is away."""
