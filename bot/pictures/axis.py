"""Round numbers and moments for the edges of a drawing, and places that keep off each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_CEILING, Decimal

from engine.core.money import exact, plain

_NICE = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720)
_DAYS = (1, 2, 5, 7, 14, 30, 60, 91, 182, 365)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Range:
    """From the least amount to the most, that one above the other."""

    least: Decimal
    most: Decimal

    def share(self, amount: Decimal) -> float:
        """Return where the amount is between them: 0 at the least, 1 at the most."""
        with exact():
            return float(amount - self.least) / float(self.most - self.least)

    def widened(self, by: Decimal) -> "Range":
        """Return it with that share of its length more on either side."""
        with exact():
            more = (self.most - self.least) * by
            return Range(self.least - more, self.most + more)


def range_of(amounts: Sequence[Decimal]) -> Range:
    """Return the range of amounts, of which there is one at least."""
    least, most = min(amounts), max(amounts)
    if least < most:
        return Range(least, most)
    with exact():
        around = abs(least) / 100 or Decimal(1)
        return Range(least - around, most + around)


def round_amounts(of: Range, wanted: int) -> list[Decimal]:
    """Return about so many round amounts in the range, evenly apart."""
    with exact():
        rough = (of.most - of.least) / wanted
        size = Decimal(1).scaleb(rough.adjusted())
        step = next(size * nice for nice in _NICE if size * nice >= rough)
        first = (of.least / step).to_integral_value(ROUND_CEILING)
        count = int((of.most / step).to_integral_value(ROUND_CEILING) - first) + 1
        return [amount for n in range(count) if (amount := (first + n) * step) <= of.most]


def as_read(amounts: Sequence[Decimal]) -> list[str]:
    """Return the amounts as text, all with the places that the finest of them needs."""
    places = max((max(0, -int(plain(one).as_tuple().exponent)) for one in amounts), default=0)
    return [f"{one:.{places}f}" if one else "0" for one in amounts]


def round_moments(begins: datetime, ends: datetime, zone: tzinfo, most: int) -> list[tuple[datetime, str]]:
    """Return at most so many round moments of the zone's clock between the two, and how they are written."""
    length = ends - begins
    for minutes in _MINUTES:
        if length / timedelta(minutes=minutes) <= most:
            return _times(begins, ends, zone, minutes)
    days = next((days for days in _DAYS if length / (_DAY * days) <= most), _DAYS[-1])
    first = begins.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    midnights = (first + _DAY * days * n for n in range(1, most + 2))
    found = [(day.replace(tzinfo=zone).astimezone(UTC), f"{day:%m-%d}") for day in midnights]
    return [(at, text) for at, text in found if begins <= at <= ends][:most]


def _times(begins: datetime, ends: datetime, zone: tzinfo, minutes: int) -> list[tuple[datetime, str]]:
    """Return the times of the clock; midnight is written as its day."""
    step = timedelta(minutes=minutes)
    at = begins.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    found: list[tuple[datetime, str]] = []
    while at <= ends:
        there = at.astimezone(zone)
        if at >= begins and (there.hour * 60 + there.minute) % minutes == 0:
            at_midnight = (there.hour, there.minute) == (0, 0)
            found.append((at, f"{there:%m-%d}" if at_midnight else f"{there:%H:%M}"))
        at += min(step, timedelta(minutes=30))
    return found


def apart(wanted: Sequence[float], least: float, first: float, last: float) -> list[float]:
    """Return places near those wanted, which grow, at least so far from each other and within the two."""
    places: list[float] = []
    for want in wanted:
        place = max(want, first)
        if places:
            place = max(place, places[-1] + least)
        places.append(place)
    limit = last
    for n in range(len(places) - 1, -1, -1):
        places[n] = min(places[n], limit)
        limit = places[n] - least
    return places
