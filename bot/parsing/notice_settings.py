"""What is typed behind /settings: quiet 22:30-07:00, zone Europe/Berlin, smallest 0.5 USDT, each or off."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import time
from decimal import Decimal

from bot.config.values import COIN
from bot.parsing.values import ALIKE, Unclear, read_number
from bot.parsing.zones import read_zone
from bot.views.text import number
from engine.notice_settings import NoticeSettings, QuietHours

OFF = "off"
_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-\u2014]\s*(\d{1,2})(?:[:.](\d{2}))?")
_WITH_COIN = re.compile(r"(?P<amount>.*\d[.,]?)\s*(?P<coin>[A-Za-z]{2,}[A-Za-z0-9]*)")
_END_OF_DAY = (24, 0)
MOST = 1_000_000_000
Change = Callable[[NoticeSettings], NoticeSettings]


def read_choice(written: str, coins: Collection[str] = ()) -> Change | None:
    """Return what is to be changed; None where that cannot be understood.

    `coins`: in which the person's bots have results. An amount of none is of that one, where there is one.
    Raises Unclear for an amount that cannot be read, or in two ways, or of which it is not clear what of.
    """
    name, _, value = written.strip().partition(" ")
    value = value.strip()
    try:
        match name.lower():
            case "quiet":
                quiet = None if value.lower() == OFF else _hours(value)
                return lambda settings: replace(settings, quiet=quiet)
            case "zone":
                zone = None if value.lower() == OFF else _zone(value)
                return lambda settings: replace(settings, time_zone=zone)
            case "smallest":
                return _smallest(value, coins)
            case _:
                return None
    except Unclear:
        raise
    except (ValueError, KeyError, OSError):  # no time, no such zone, no such amount
        return None


def _zone(value: str) -> str:
    name = read_zone(value)
    if name is None:
        raise ValueError(value)
    return name


def _hours(value: str) -> QuietHours:
    """Return the hours: 22:30-07:00, 22.30 - 7.00 and 22-7 are read, and 24:00 is midnight."""
    said = _HOURS.fullmatch(value.translate(ALIKE))
    if said is None:
        raise ValueError(value)
    begins, ends = _time(said[1], said[2]), _time(said[3], said[4])
    if begins == ends:
        raise ValueError(value)
    return QuietHours(begins=begins, ends=ends)


def _time(hour: str, minute: str | None) -> time:
    at = int(hour), int(minute or 0)
    return time(*((0, 0) if at == _END_OF_DAY else at))


def _smallest(value: str, coins: Collection[str]) -> Change:
    """Read 0.5 USDT, off, off BTC, and 0.5 where there is one coin alone."""
    first, _, rest = value.partition(" ")
    if first.lower() == OFF and not rest:
        return lambda settings: replace(settings, smallest_results={})
    if first.lower() == OFF:
        named = _coin(rest)
        return lambda settings: settings.choosing_smallest(named, None)
    said = _WITH_COIN.fullmatch(value.translate(ALIKE))
    amount = _amount(said["amount"] if said else value)
    if said is None and len(coins) != 1:
        offered = ", ".join(sorted(coins)) or "none"
        example = f"{number(amount)} {next(iter(sorted(coins)), 'USDT')}"
        raise Unclear("settings-which-coin", amount=number(amount), coins=offered, example=example)
    coin = _coin(said["coin"]) if said else next(iter(coins))
    return lambda settings: settings.choosing_smallest(coin, amount)


def _coin(written: str) -> str:
    if not COIN.fullmatch(written.strip()):
        raise ValueError(written)
    return written.strip().upper()


def _amount(value: str) -> Decimal:
    if not value:
        raise ValueError(value)
    amount = read_number(value, example="0.5")
    if not 0 < amount < MOST:
        raise ValueError(value)
    return amount
