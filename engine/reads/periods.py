"""Days, weeks and months as the person counts them: they begin at midnight where they live."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class Period(StrEnum):
    """How long figures are looked at."""

    DAY = "day"
    WEEK = "week"
    """From Monday on."""
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days of a place: from the first to the last, both in it."""

    first: date
    last: date
    zone: tzinfo

    @property
    def begins(self) -> datetime:
        """The first moment in it, in UTC."""
        return midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after it, in UTC."""
        return midnight(self.last + _DAY, self.zone)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the moment in UTC at which the day begins there.

    Where a clock goes on at midnight the day begins with the moment it does so; where midnight comes twice it
    begins with the first.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def span_of(period: Period, day: date, zone: tzinfo) -> Span:
    """Return the day, the week or the month that the day is in. ALL is no span: ValueError."""
    match period:
        case Period.DAY:
            return Span(day, day, zone)
        case Period.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Span(monday, monday + _WEEK - _DAY, zone)
        case Period.MONTH:
            first = day.replace(day=1)
            following = (first + timedelta(days=32)).replace(day=1)
            return Span(first, following - _DAY, zone)
        case _:
            raise ValueError(period)


def day_at(moment: datetime, zone: tzinfo) -> date:
    """Return the day that it is there then."""
    return moment.astimezone(zone).date()


def hour_of(day: date, hour: int, zone: tzinfo) -> datetime:
    """Return the moment in UTC at which it is that full hour there on that day.

    Where the clock leaves the hour out it is the moment at which it goes on; where the hour comes twice it
    is the first of the two.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def newest_day_with(hour: int, now: datetime, zone: tzinfo) -> date:
    """Return the day on which it was that hour there last, up to now."""
    today = day_at(now, zone)
    days = (today - _DAY * passed for passed in range(3))  # a place may have left a day out
    return next(day for day in days if hour_of(day, hour, zone) <= now)
