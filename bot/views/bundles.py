"""Coins that an exchange trades by the thousand: what one 1000PEPE is."""

import re
from decimal import Decimal

from bot.views.html import Html
from bot.views.text import number
from bot.views.words import Words

_BEFORE = re.compile(r"(?P<many>10{3,7})(?P<coin>[A-Z][A-Z0-9]*)")
"""1000PEPE, 1000000MOG. 1INCH is one coin."""
_BEHIND = re.compile(r"(?P<coin>[A-Z]{2,})(?P<many>10{3,7})")
"""SHIB1000."""
_MILLION = re.compile(r"1M(?P<coin>BABYDOGE)")
"""There is a coin 1MX, so what begins like this is known by its whole name."""


def bundle(base: str) -> tuple[Decimal, str] | None:
    """Return how many of which coin one of `base` stands for; None where it is a coin."""
    if found := _BEFORE.fullmatch(base) or _BEHIND.fullmatch(base):
        return Decimal(found["many"]), found["coin"]
    if found := _MILLION.fullmatch(base):
        return Decimal(1_000_000), found["coin"]
    return None


def bundle_lines(words: Words, base: str) -> list[Html]:
    """Return the sentence on what quantities and prices of `base` are of, where that is not one coin."""
    found = bundle(base)
    if found is None:
        return []
    many, coin = found
    return [words("form-bundle", bundle=base, many=number(many), coin=coin)]
