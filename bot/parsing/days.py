"""Days that people ask for: as they type them, and as buttons carry them."""

from datetime import date

from bot.parsing.values import ALIKE

_FIRST, _LAST = date(2000, 1, 1), date(9000, 1, 1)


def day_at(number: int) -> date | None:
    """Return the day of that ordinal; None where there is none that anything can be of."""
    return date.fromordinal(number) if _FIRST.toordinal() <= number <= _LAST.toordinal() else None


def read_day(written: str) -> date | None:
    """Return a day like 2026-11-28, in digits of any script; None where it is none."""
    try:
        return day_at(date.fromisoformat(written.strip().translate(ALIKE)).toordinal())
    except ValueError:
        return None
