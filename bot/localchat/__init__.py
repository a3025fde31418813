"""A small, strict Telegram Bot API server on loopback, with a chat page in the browser."""

from bot.localchat.server import LocalChat

__all__ = ["LocalChat"]
