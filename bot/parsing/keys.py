"""What looks like a key of an exchange, its secret, or a bot's token: it has no business in a chat."""

import re

from bot.config.values import BOT_TOKEN, PLACEHOLDER

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY")
_NAMED = re.compile(
    r"(?<![a-z])(?:api[ _-]?key|secret(?:[ _-]?key)?|passphrase|private[ _-]?key|bot[ _-]?token)"
    r"\s*[:=]\s*[\"']?([^\s\"']{8,})",
    re.IGNORECASE,
)
"""BINANCE_SECRET_KEY=..., api key: ..."""
_RUN = re.compile(r"[A-Za-z0-9_-]+")
_SHAPES = re.compile(r"[0-9A-F]{32}|[0-9a-f]{48}|[0-9a-f]{64}")
"""OKX’s secrets, CoinDCX’s keys and secrets. Ids of orders are numbers or UUIDs, and addresses are longer."""
_MIXED = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])(?:[A-Za-z0-9]{18}|[A-Za-z0-9]{36}|[A-Za-z0-9]{64})")
"""Bybit’s keys, Bybit’s secrets, both of Binance: no address and no word of ours is as long as these."""
_WORDS = re.compile(r"(?:[A-Z]?[a-z]+)(?:[A-Z][a-z]+)*[0-9]*")
"""LikeThisOne2026: a name somebody has chosen."""


def holds_key(text: str) -> bool:
    """Say whether some of the text looks like a key, a secret or a token."""
    if _PRIVATE_KEY.search(text) or BOT_TOKEN.search(text):
        return True
    if any(not PLACEHOLDER.fullmatch(found[1]) for found in _NAMED.finditer(text)):
        return True
    return any(_is_key(run) for run in _RUN.findall(text))


def _is_key(run: str) -> bool:
    if _SHAPES.fullmatch(run):
        return not run.isdecimal()
    return bool(_MIXED.fullmatch(run)) and not _WORDS.fullmatch(run)
