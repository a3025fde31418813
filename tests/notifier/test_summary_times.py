"""When the daily summary is due: once a day, whatever clocks do, and once for what was missed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.core.notices import BotRef, PriceStreamSilent
from engine.notice_settings import NoticeSettings
from engine.reads.periods import hour_of
from engine.summaries import without_prices
from tests.views.samples import REF

BERLIN = "Europe/Berlin"
LOOKS = timedelta(minutes=10)


def dues(settings: NoticeSettings, since: datetime, until: datetime) -> dict[date, datetime]:
    """Look again and again, and return which day's summary was due when it was seen first."""
    found: dict[date, datetime] = {}
    now = since
    while now < until:
        if (day := settings.summary_due(now)) is not None:
            found.setdefault(day, now)
        now += LOOKS
    return found


@pytest.mark.parametrize(
    ("hour", "day", "expected"),
    [
        pytest.param(2, date(2026, 3, 29), datetime(2026, 3, 29, 1, tzinfo=UTC), id="the hour is left out"),
        pytest.param(2, date(2026, 10, 25), datetime(2026, 10, 25, 0, tzinfo=UTC), id="the hour comes twice"),
        pytest.param(8, date(2026, 3, 29), datetime(2026, 3, 29, 6, tzinfo=UTC), id="later that day"),
        pytest.param(0, date(2026, 1, 5), datetime(2026, 1, 4, 23, tzinfo=UTC), id="midnight"),
    ],
)
def test_it_is_due_once_on_each_day(hour: int, day: date, expected: datetime) -> None:
    begin = datetime.combine(day - timedelta(days=1), datetime.min.time(), ZoneInfo(BERLIN)).astimezone(UTC)
    settings = NoticeSettings(time_zone=BERLIN).choosing_summary(hour, begin - timedelta(hours=1))
    found = dues(settings, begin, begin + timedelta(days=3))
    assert sorted(found) == [day + timedelta(days=at) for at in (-1, 0, 1)]
    assert found[day] == expected == hour_of(day, hour, ZoneInfo(BERLIN))


def test_nothing_is_due_before_it_was_chosen_and_nothing_once_it_is_off() -> None:
    chosen = datetime(2026, 11, 27, 10, tzinfo=UTC)
    settings = NoticeSettings().choosing_summary(8, chosen)
    assert settings.summary_due(chosen) is None
    assert settings.summary_due(chosen + timedelta(hours=22)) == date(2026, 11, 28)
    off = settings.choosing_summary(None, chosen)
    assert off.summary_due(chosen + timedelta(hours=22)) is None
    assert settings.choosing_summary(24, chosen) == settings


def test_days_that_were_missed_are_caught_up_as_the_newest_alone() -> None:
    settings = NoticeSettings().choosing_summary(8, datetime(2026, 11, 20, tzinfo=UTC))
    assert settings.summary_due(datetime(2026, 11, 27, 7, 59, tzinfo=UTC)) == date(2026, 11, 26)


def silent(begin: float, end: float, bot: BotRef = REF) -> PriceStreamSilent:
    day = datetime(2026, 11, 27, tzinfo=UTC)
    since, at = (day + timedelta(hours=hours) for hours in (begin, end))
    return PriceStreamSilent(bot=bot, since=since, at=at, over=True)


@pytest.mark.parametrize(
    ("silences", "hours"),
    [
        pytest.param([], "0", id="none"),
        pytest.param([silent(1, 2)], "1", id="one"),
        pytest.param([silent(1, 3), silent(2, 4)], "3", id="two bots at once"),
        pytest.param([silent(2, 3), silent(1, 4)], "3", id="one within another"),
        pytest.param([silent(-1, 1), silent(23, 25)], "2", id="over the ends"),
    ],
)
def test_how_long_market_data_was_away_is_counted_once(silences: list[PriceStreamSilent], hours: str) -> None:
    begins = datetime(2026, 11, 27, tzinfo=UTC)
    found = without_prices(silences, (), begins, begins + timedelta(days=1))
    assert found == timedelta(hours=float(Decimal(hours)))
