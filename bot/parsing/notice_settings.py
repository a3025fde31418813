"""What is typed behind /settings: quiet 22:30-07:00, zone Europe/Berlin, smallest 0.5, each or off."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from decimal import Decimal, InvalidOperation

from bot.parsing.zones import read_zone
from engine.notice_settings import NoticeSettings, QuietHours

OFF = "off"
MOST, MOST_LETTERS = 1_000_000_000, 30
Change = Callable[[NoticeSettings], NoticeSettings]


def read_choice(written: str) -> Change | None:
    """Return what is to be changed; None where that cannot be understood."""
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
                smallest = None if value.lower() == OFF else _amount(value)
                return lambda settings: replace(settings, smallest_result=smallest)
            case _:
                return None
    except (ValueError, KeyError, OSError, InvalidOperation):  # no time, no such zone, no number
        return None


def _zone(value: str) -> str:
    name = read_zone(value)
    if name is None:
        raise ValueError(value)
    return name


def _hours(value: str) -> QuietHours:
    begins, ends = (time.fromisoformat(part.strip().zfill(5)) for part in value.replace("–", "-").split("-"))
    if begins == ends or begins.tzinfo or ends.tzinfo:
        raise ValueError(value)
    return QuietHours(begins=begins, ends=ends)


def _amount(value: str) -> Decimal:
    amount = Decimal(value.replace(",", "."))
    if not 0 < amount < MOST or len(value) > MOST_LETTERS:
        raise ValueError(value)
    return amount
