"""Days, weeks and months as a person counts them; what was earned is in just one of each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from db.migrate import upgrade, writable_connection
from db.models import BookedResult, DayResult
from db.statements import table
from db.store import Store, open_store
from db.sums import ExactSum
from engine.core.types import Mode
from engine.reads.figures import BotFigures, Figures
from engine.reads.periods import Period, day_at, midnight, span_of
from engine.tasks import Nursery
from tests.db.test_migrations import downgrade
from tests.db.trading import CONFIG, NOW, OWNER, Trader, make_trader
from tests.support.clock import ManualClock
from tests.support.words import line_text

BERLIN, HAVANA, BEIRUT = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Havana"), ZoneInfo("Asia/Beirut")
KATHMANDU, APIA, NEW_YORK = ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Apia"), ZoneInfo("America/New_York")
ONE = Figures(Decimal("4.794"), Decimal("1.206"), trades=2, cycles=1)
HOUR = timedelta(hours=1)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        (BERLIN, date(2026, 3, 29), "2026-03-28T23:00", 23),
        (BERLIN, date(2026, 10, 25), "2026-10-24T22:00", 25),
        (NEW_YORK, date(2026, 11, 1), "2026-11-01T04:00", 25),
        (
            BEIRUT,
            date(2026, 3, 29),
            "2026-03-28T22:00",
            23,
        ),  # there is no midnight: it is one o'clock at once
        (HAVANA, date(2026, 11, 1), "2026-11-01T04:00", 25),  # midnight comes twice: the first begins the day
        (KATHMANDU, date(2026, 3, 1), "2026-02-28T18:15", 24),
        (UTC, date(2026, 3, 1), "2026-03-01T00:00", 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_there_make_it(
    zone: ZoneInfo, day: date, begins: str, hours: int
) -> None:
    span = span_of(Period.DAY, day, zone)
    assert span.begins == at(begins)
    assert span.ends - span.begins == hours * HOUR
    assert day_at(span.begins, zone) == day
    assert day_at(span.begins - timedelta(seconds=1), zone) == day - timedelta(days=1)


def test_a_week_begins_on_monday_and_a_month_on_its_first() -> None:
    sunday = date(2026, 3, 1)
    week, month = span_of(Period.WEEK, sunday, BERLIN), span_of(Period.MONTH, sunday, BERLIN)
    assert (week.first, week.last) == (date(2026, 2, 23), date(2026, 3, 1))
    assert (month.first, month.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert month.ends - month.begins == timedelta(days=31) - HOUR
    assert span_of(Period.MONTH, date(2024, 2, 29), UTC).last == date(2024, 2, 29)
    assert span_of(Period.MONTH, date(2026, 12, 31), UTC).ends == at("2027-01-01T00:00")
    with pytest.raises(ValueError, match="all"):
        span_of(Period.ALL, sunday, UTC)


async def earns_at(trader: Trader, *moments: str) -> None:
    if not trader.state.trades:
        trader.now = at(moments[0])
        await trader.start()
    for moment in moments:
        trader.now = at(moment)
        await trader.cycles(1)


async def of_day(store: Store, day: date, zone: tzinfo = UTC) -> Sequence[BotFigures]:
    span = span_of(Period.DAY, day, zone)
    return await store.reads.figures_between(OWNER, span.begins, span.ends)


async def test_each_result_is_of_the_day_that_it_was_where_the_person_lives(store: Store) -> None:
    trader = await make_trader(store)
    await earns_at(
        trader,
        *("2026-03-28T22:59:59", "2026-03-28T23:00:00"),  # the day of 23 hours begins in Berlin
        *("2026-03-29T12:00:00", "2026-03-29T21:59:59", "2026-03-29T22:00:00"),
    )
    cycles = {}
    for zone in (BERLIN, UTC, KATHMANDU):
        for number in (28, 29, 30):
            found = await of_day(store, date(2026, 3, number), zone)
            cycles[str(zone), number] = sum(one.figures.cycles for one in found)
    assert cycles == {
        ("Europe/Berlin", 28): 1,
        ("Europe/Berlin", 29): 3,
        ("Europe/Berlin", 30): 1,
        ("UTC", 28): 2,
        ("UTC", 29): 3,
        ("UTC", 30): 0,
        ("Asia/Kathmandu", 28): 0,
        ("Asia/Kathmandu", 29): 3,
        ("Asia/Kathmandu", 30): 2,
    }
    [figures] = await of_day(store, date(2026, 3, 29), BERLIN)
    assert figures.figures == ONE + ONE + ONE
    assert (figures.label, figures.bot_id, figures.mode) == ("#1 BTC/USDT", trader.bot_id, Mode.PAPER)


async def test_both_hours_of_the_doubled_one_are_of_the_day_of_25_hours(store: Store) -> None:
    trader = await make_trader(store)
    hours = [at("2026-10-24T22:30") + number * HOUR for number in range(-1, 26)]
    await earns_at(trader, *(f"{hour:%Y-%m-%dT%H:%M}" for hour in hours))
    [day] = await of_day(store, date(2026, 10, 25), BERLIN)
    assert day.figures.cycles == 25


@pytest.mark.parametrize("zone", [BERLIN, HAVANA, KATHMANDU, APIA, ZoneInfo("UTC")], ids=str)
@pytest.mark.parametrize("period", [Period.DAY, Period.WEEK, Period.MONTH])
async def test_the_periods_together_are_all_that_there_is(
    store: Store, zone: ZoneInfo, period: Period
) -> None:
    """Whatever is added up by whole days and what is not: nothing is counted twice or left out."""
    random = Random(f"{zone} {period}")
    traders = [await make_trader(store) for _ in range(3)]
    begin = at("2026-10-20T00:00")
    for trader in traders:
        moments = sorted(begin + timedelta(minutes=random.randrange(60 * 24 * 40)) for _ in range(25))
        await earns_at(trader, *(f"{moment:%Y-%m-%dT%H:%M}" for moment in moments))
    async with store.database.read() as session:
        booked = list(await session.scalars(select(BookedResult)))
    day = day_at(begin, zone) - timedelta(days=1)
    found: list[BotFigures] = []
    while midnight(day, zone) < begin + timedelta(days=42):
        span = span_of(period, day, zone)
        shown = await store.reads.figures_between(OWNER, span.begins, span.ends)
        theirs = [row for row in booked if span.begins <= row.at < span.ends]
        assert sum((one.figures for one in shown), Figures()) == sum(map(figures_of, theirs), Figures())
        found += shown
        day = span.last + timedelta(days=1)
    everything = await store.reads.figures_between(OWNER, None, None)
    for trader, in_all in zip(traders, everything, strict=True):
        of_periods = sum((one.figures for one in found if one.bot_id == trader.bot_id), Figures())
        assert of_periods == in_all.figures
        assert in_all.figures.cycles == 25


def figures_of(row: BookedResult) -> Figures:
    return Figures(row.result, row.fees, row.trades, row.cycles)


async def test_deleted_bots_stay_and_are_one_line_and_other_people_are_not_seen(store: Store) -> None:
    kept, gone, also_gone = [await make_trader(store) for _ in range(3)]
    testnet = await make_trader(store, config=replace(CONFIG, mode=Mode.TESTNET))
    foreign = await make_trader(store, owner_id=77)
    for trader in (kept, gone, also_gone, testnet, foreign):
        await earns_at(trader, "2026-03-01T12:00")
    for trader in (gone, also_gone):
        await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    of_all = await store.reads.figures_between(OWNER, None, None)
    on_its_day = await of_day(store, date(2026, 3, 1))
    assert on_its_day == of_all
    assert [(one.label, one.mode, one.figures) for one in of_all] == [
        ("#1 BTC/USDT", Mode.PAPER, ONE),
        ("#4 BTC/USDT", Mode.TESTNET, ONE),
        ("", Mode.PAPER, ONE + ONE),
    ]
    assert await of_day(store, date(2026, 3, 2)) == []
    assert [one.figures for one in await store.reads.figures_between(77, NOW - HOUR, None)] == [ONE]
    assert await store.reads.figures_between(66, None, None) == []


async def test_when_a_mode_last_earned_is_known(store: Store) -> None:
    trader = await make_trader(store)
    assert await store.reads.newest_result_at(OWNER, Mode.PAPER) is None
    await earns_at(trader, "2026-03-01T12:00", "2026-03-02T12:00")
    assert await store.reads.newest_result_at(OWNER, Mode.PAPER) == at("2026-03-02T12:00")
    assert await store.reads.newest_result_at(OWNER, Mode.LIVE) is None


async def test_a_sum_loses_no_digit_and_no_sign(store: Store) -> None:
    """On SQLite amounts are text, added up in parts."""
    tiny, huge = Decimal("0.000000000000000001"), Decimal("12345678901234567890.987654321987654321")
    minus = huge.copy_negate()  # a minus before it would round it
    trader = await make_trader(store)
    for many, expected in (
        ([tiny, huge], "12345678901234567890.987654321987654322"),
        ([huge, minus, -tiny], "-0.000000000000000001"),
        ([minus, Decimal("0.5")], "-12345678901234567890.487654321987654321"),
        ([Decimal("-0.1")] * 3, "-0.3"),
        ([Decimal(99999999999999999999)] * 9, "899999999999999999991"),
        ([Decimal(0)], "0"),
    ):
        await store.database.execute(table(BookedResult).delete())
        for amount in many:
            row = {"bot_id": trader.bot_id, "owner_id": OWNER, "mode": Mode.PAPER, "quote": "USDT"}
            row |= {"at": NOW, "result": amount, "fees": Decimal(0), "trades": 0, "cycles": 0}
            await store.database.execute(table(BookedResult).insert().inline(), row)
        async with store.database.read() as session:
            found = await session.scalar(select(ExactSum(table(BookedResult).c.result)))
        assert found is not None
        assert f"{found:f}" == expected


async def test_days_of_before_there_were_moments_are_counted_whole(database_url: str) -> None:
    """At their noon: that is on the same day for nearly everybody."""
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        trader, gone = await make_trader(store), await make_trader(store)
        for each in (trader, gone):
            await earns_at(each, "2026-03-01T23:30", "2026-03-02T00:30")
        await store.bot_book.delete(gone.bot_id, NOW, by=OWNER)
    await nursery.close()
    await downgrade(database_url, "0014")
    async with writable_connection(database_url) as connection:
        assert len((await connection.execute(text("SELECT * FROM day_results"))).all()) == 4
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        for zone in (BERLIN, HAVANA, KATHMANDU):
            for number in (1, 2):
                found = await of_day(store, date(2026, 3, number), zone)
                assert [one.figures for one in found] == [ONE, ONE], zone
        async with store.database.read() as session:
            booked = list(await session.scalars(select(BookedResult.at).order_by(BookedResult.id)))
            assert await session.scalar(select(ExactSum(table(DayResult).c.result))) == 4 * ONE.result
        assert booked == [at("2026-03-01T12:00")] * 2 + [at("2026-03-02T12:00")] * 2
        trader.ledger = store.ledger
        await earns_at(trader, "2026-03-02T13:00")
        assert (await of_day(store, date(2026, 3, 2), BERLIN))[0].figures == ONE + ONE
    await nursery.close()
