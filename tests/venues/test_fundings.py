"""When payments of funding are asked for, what of them is told to whom, and that it is told once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest

from engine.core.events import Event, FundingCharged
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import AccountId, BotId, CoinAmount, FundingId, Market, Mode
from engine.errors import VenueUnavailable
from engine.ports import FillHistory, VenueListener
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.fundings import Fundings
from engine.venues.live.gateway import FundingReport, Gateway
from engine.venues.live.net_finds import NetFinds
from tests.core.story import PERPETUAL
from tests.risk.test_engine import LIVE_F, bot_of, holds
from tests.support.clock import ManualClock

ACCOUNT = AccountId("Binance F", Mode.LIVE)
BOT, OTHER = BotId(UUID(int=7)), BotId(UUID(int=8))
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Paying:
    """An exchange that shows payments, or does not answer."""

    known_drift_s = 0.0

    def __init__(self) -> None:
        self.reports: list[FundingReport] = []
        self.asked_since: list[datetime] = []
        self.is_mute = False

    async def fundings(self, since: datetime) -> Sequence[FundingReport]:
        self.asked_since.append(since)
        if self.is_mute:
            raise VenueUnavailable("Binance F", Plain(Cause.UNEXPECTED))
        return [report for report in self.reports if report.charged_at >= since]

    async def value_of(self, coin: str, market: Market) -> Decimal | None:
        return {"BNB": Decimal(600)}.get(coin)


class Books:
    """Who held what since when, and what is booked."""

    def __init__(self) -> None:
        self.held: Mapping[str, tuple[datetime, datetime, Decimal]] = {}
        self.booked: dict[tuple[str, FundingId], Decimal] = {}
        self.newest: dict[str, datetime] = {}
        self.changes_hands_at: datetime | None = None

    async def newest_funding_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        return self.newest.get(symbol)

    async def funding_booked(
        self, account_id: AccountId, symbol: str, funding_id: FundingId
    ) -> Decimal | None:
        return self.booked.get((symbol, funding_id))

    async def holder_at(
        self, account_id: AccountId, symbol: str, at: datetime
    ) -> tuple[BotId, Decimal] | None:
        since, until, held = self.held.get(symbol, (at, at, Decimal(0)))
        holder = BOT if self.changes_hands_at is None or at <= self.changes_hands_at else OTHER
        return (holder, held) if since <= at < until else None

    async def held_at(self, account_id: AccountId, symbol: str, at: datetime) -> Mapping[BotId, Decimal]:
        found = await self.holder_at(account_id, symbol, at)
        return dict([found]) if found is not None else {}


class Seat:
    """A bot on one perpetual."""

    bot_id = BOT
    market = PERPETUAL

    def __init__(self, held: str) -> None:
        self.held = Decimal(held)


class Stage:
    def __init__(self) -> None:
        self.clock, self.gateway, self.books = ManualClock(), Paying(), Books()
        self.told: list[FundingCharged] = []
        self.seat = Seat("100")
        self.fundings = Fundings(
            AccountDeps(
                account_id=ACCOUNT,
                gateway=cast("Gateway", self.gateway),
                fill_history=cast("FillHistory", self.books),
                is_ours=lambda _: True,
                tell=self.tell,
                clock=self.clock,
                net_finds=NetFinds(self.clock),
            )
        )
        self.hour = self.clock.now().replace(minute=0, second=0, microsecond=0) + HOUR
        self.books.held = {PERPETUAL.symbol: (self.hour - HOUR, self.hour + 9 * HOUR, Decimal(100))}

    def tell(self, bot_id: BotId, event: Event) -> None:
        assert bot_id == BOT
        assert isinstance(event, FundingCharged)
        self.told.append(event)

    async def look(self, at: datetime | None = None) -> int:
        """Make a look at that time, and return how often the exchange has been asked in all."""
        if at is not None:
            await self.clock.advance((at - self.clock.now()).total_seconds())
        await self.fundings.look([cast("VenueListener", self.seat)])
        return len(self.gateway.asked_since)

    def pays(self, amount: str = "-1", at: datetime | None = None, **fields: object) -> None:
        report = {
            "funding_id": FundingId(f"f{len(self.gateway.reports)}"),
            "symbol": PERPETUAL.symbol,
            "amount": Decimal(amount),
            "coin": "USDT",
            "charged_at": at or self.hour,
        }
        self.gateway.reports.append(FundingReport(**(report | fields)))  # type: ignore[arg-type]

    @property
    def amounts(self) -> list[Decimal]:
        return [event.funding.amount for event in self.told]


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_a_held_position_is_asked_about_three_times_an_hour(stage: Stage) -> None:
    assert await stage.look() == 1  # at the start: what was missed
    for _ in range(1, 180):
        await stage.look(stage.clock.now() + MINUTE)
    assert 1 + 3 * 2 <= len(stage.gateway.asked_since) <= 1 + 3 * 3


async def test_without_a_position_nothing_is_asked(stage: Stage) -> None:
    stage.seat.held = Decimal(0)
    await stage.look()
    asked = await stage.look(stage.clock.now() + HOUR)  # there may have been one before the start
    assert asked <= 2
    for _ in range(10):
        assert await stage.look(stage.clock.now() + HOUR) == asked


async def test_a_position_that_was_closed_just_after_the_hour_is_asked_about(stage: Stage) -> None:
    await stage.look()
    await stage.look(stage.hour + timedelta(seconds=5))
    stage.seat.held = Decimal(0)
    stage.fundings.traded()
    stage.pays()
    await stage.look(stage.hour + MINUTE)
    assert stage.amounts == [-1]


async def test_who_held_the_position_at_the_moment_pays_whoever_followed(stage: Stage) -> None:
    stage.books.changes_hands_at = stage.hour
    await stage.look()
    stage.pays()
    await stage.look(stage.hour + MINUTE)
    assert stage.amounts == [-1]


async def test_what_a_stopped_bot_pays_is_asked_for_too(stage: Stage) -> None:
    stage.fundings.follow(holds(bot_of(BOT.int, LIVE_F)))
    for at in (stage.clock.now(), stage.hour - MINUTE, stage.hour + MINUTE):
        await stage.clock.advance((at - stage.clock.now()).total_seconds())
        await stage.fundings.look([])
        if at < stage.hour:
            stage.pays(at=stage.hour)
    assert stage.amounts == [-1, -1]


async def test_what_is_shown_late_is_read_by_the_second_look(stage: Stage) -> None:
    await stage.look()
    await stage.look(stage.hour + MINUTE)
    stage.pays()
    await stage.look(stage.hour + 10 * MINUTE)
    assert stage.amounts == [-1]


async def test_a_reading_that_fails_is_made_again_until_it_goes_through(stage: Stage) -> None:
    await stage.look()
    await stage.look(stage.hour + timedelta(seconds=5))
    stage.seat.held = Decimal(0)
    stage.pays()
    stage.gateway.is_mute = True
    asked = await stage.look(stage.hour + MINUTE)
    for _ in range(29):
        await stage.look(stage.clock.now() + timedelta(seconds=10))
    assert await stage.look() == asked + 4  # a minute apart
    await stage.look(stage.clock.now() + 5 * HOUR)
    stage.gateway.is_mute = False
    await stage.look(stage.clock.now() + 2 * MINUTE)
    assert stage.amounts == [-1]


async def test_what_is_shown_late_is_read_also_when_the_position_was_closed_before_the_start(
    stage: Stage,
) -> None:
    stage.seat.held = Decimal(0)
    await stage.look(stage.hour + 5 * MINUTE)
    stage.pays()
    await stage.look(stage.hour + 10 * MINUTE)
    assert stage.amounts == [-1]


async def test_each_payment_is_told_once(stage: Stage) -> None:
    await stage.look()
    stage.pays()
    stage.books.booked[PERPETUAL.symbol, FundingId("f1")] = Decimal(-2)
    stage.pays("-2")
    for minute in (1, 10, 61, 70, 121):
        await stage.look(stage.hour + minute * MINUTE)
    assert stage.amounts == [-1]


async def test_a_start_reads_from_before_the_newest_that_is_booked(stage: Stage) -> None:
    newest = stage.books.newest[PERPETUAL.symbol] = stage.clock.now() - timedelta(days=30)
    await stage.look()
    assert stage.gateway.asked_since == [newest - timedelta(hours=8)]


async def test_what_others_were_charged_meanwhile_hides_nothing_of_one_that_was_set_aside(
    stage: Stage,
) -> None:
    """While what is stored of a bot cannot be read nobody knows whose payment it is."""
    now, symbol = stage.clock.now(), PERPETUAL.symbol
    stage.books.newest = {symbol: now - timedelta(days=3), "ETH/USDT:USDT": now}
    stage.books.held = {symbol: (now - timedelta(days=5), now, Decimal(100))}
    stage.pays(at=now - timedelta(days=2))
    other = Seat("1")
    other.market = replace(PERPETUAL, symbol="ETH/USDT:USDT")
    stage.fundings.note(cast("VenueListener", other))
    await stage.look()
    assert stage.amounts == [-1]


async def test_a_start_without_any_reads_a_week(stage: Stage) -> None:
    await stage.look()
    assert stage.gateway.asked_since == [stage.clock.now() - timedelta(days=7)]


async def test_a_bot_that_joins_anew_is_told_again_what_is_not_booked(stage: Stage) -> None:
    await stage.look()
    stage.pays()
    await stage.look(stage.hour + MINUTE)
    stage.fundings.begin_anew(cast("VenueListener", stage.seat))
    await stage.look(stage.hour + 2 * MINUTE)
    assert stage.amounts == [-1, -1]


async def test_it_is_told_again_at_once_though_its_position_was_closed_meanwhile(stage: Stage) -> None:
    await stage.look()
    stage.pays()
    await stage.look(stage.hour + MINUTE)
    stage.seat.held = Decimal(0)
    stage.fundings.begin_anew(cast("VenueListener", stage.seat))
    await stage.look(stage.hour + 2 * MINUTE)
    assert stage.amounts == [-1, -1]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"symbol": "ETH/USDT"}, []),
        ({"at": "before"}, []),
        ({"at": "just before"}, [-1]),  # it may be charged a moment after the hour
        ({"position": Decimal(400)}, [Decimal("-0.25")]),
        ({"position": Decimal(100)}, [-1]),
        ({"coin": "BNB"}, [-600]),
    ],
)
async def test_what_is_told_is_what_the_bots_position_paid(
    stage: Stage, fields: dict[str, object], told: list[Decimal]
) -> None:
    begin = stage.hour - HOUR
    times = {"before": begin - MINUTE, "just before": begin - timedelta(seconds=10)}
    stage.pays(**(fields | {"at": times[str(fields["at"])]} if "at" in fields else fields))  # type: ignore[arg-type]
    await stage.look()
    await stage.look(stage.hour + MINUTE)
    await stage.look(stage.hour + 10 * MINUTE)
    assert stage.amounts == told


@pytest.mark.parametrize("apart_s", [-0.001, 0, 0.003, 5, 14])
async def test_a_stamp_beside_the_hour_is_that_hours_also_when_the_books_stay_short(
    stage: Stage, apart_s: float
) -> None:
    stage.books.held = {PERPETUAL.symbol: (stage.hour - HOUR, stage.hour + HOUR, Decimal(40))}
    await stage.look()
    await stage.look(stage.hour)
    stage.pays(position=Decimal(100), at=stage.hour + timedelta(seconds=apart_s))
    await stage.look(stage.hour + MINUTE)
    assert stage.amounts == []
    stage.seat.held = Decimal(0)  # so there is no third look
    await stage.look(stage.hour + 10 * MINUTE)
    assert stage.amounts == [Decimal("-0.4")]


async def test_a_position_beyond_the_books_may_be_fills_that_are_shown_late(stage: Stage) -> None:
    stage.books.held = {PERPETUAL.symbol: (stage.hour - HOUR, stage.hour + HOUR, Decimal(40))}
    await stage.look()
    stage.pays(position=Decimal(100))
    await stage.look(stage.hour + MINUTE)
    assert stage.amounts == []
    stage.books.held = {PERPETUAL.symbol: (stage.hour - HOUR, stage.hour + HOUR, Decimal(100))}
    await stage.look(stage.hour + 10 * MINUTE)
    assert stage.amounts == [-1]


@pytest.mark.parametrize("anew", [False, True])
async def test_the_rest_of_a_payment_is_told_when_the_fills_it_was_for_are_here(
    stage: Stage, *, anew: bool
) -> None:
    """They were still missing when the payment was looked for twice; `anew`: and then came a restart."""
    stage.books.held = {PERPETUAL.symbol: (stage.hour - HOUR, stage.hour + 9 * HOUR, Decimal(40))}
    await stage.look()
    stage.pays(position=Decimal(100))
    await stage.look(stage.hour + MINUTE)
    await stage.look(stage.hour + 10 * MINUTE)
    assert stage.amounts == [Decimal("-0.4")]
    if anew:
        stage.books.booked[PERPETUAL.symbol, stage.told[0].funding.funding_id] = Decimal("-0.4")
        stage.fundings.begin_anew(cast("VenueListener", stage.seat))
        await stage.look(stage.hour + 11 * MINUTE)
        assert stage.amounts == [Decimal("-0.4")]
    stage.books.held = {PERPETUAL.symbol: (stage.hour - HOUR, stage.hour + 9 * HOUR, Decimal(100))}
    for minute in (55, 61, 70):
        await stage.look(stage.hour + minute * MINUTE)
    assert stage.amounts == [Decimal("-0.4"), Decimal("-0.6")]
    assert len({event.funding.funding_id for event in stage.told}) == 2


@pytest.mark.parametrize(("shown", "told"), [(True, []), (False, [Decimal("0.4")])])
async def test_what_is_booked_is_not_taken_back_while_fills_may_be_shown_late(
    stage: Stage, *, shown: bool, told: list[Decimal]
) -> None:
    """It was for all that was known to be held; then a forced close came to light, and fills did not yet.

    Where they never do, the rest of the position was a hand's.
    """
    stage.books.booked[PERPETUAL.symbol, FundingId("f0")] = Decimal(-1)
    stage.books.held = {PERPETUAL.symbol: (stage.hour - HOUR, stage.hour + 9 * HOUR, Decimal(60))}
    stage.pays(position=Decimal(100))
    await stage.clock.advance((stage.hour - stage.clock.now()).total_seconds())
    for minute in (1, 2):
        await stage.look(stage.hour + minute * MINUTE)
        stage.fundings.begin_anew(cast("VenueListener", stage.seat))
    assert stage.amounts == []
    if shown:
        stage.books.held = {PERPETUAL.symbol: (stage.hour - HOUR, stage.hour + 9 * HOUR, Decimal(100))}
    for minute in (3, 10, 55):
        await stage.look(stage.hour + minute * MINUTE)
    assert stage.amounts == told


async def test_what_is_shown_very_late_is_read_also_of_a_position_that_is_closed(stage: Stage) -> None:
    """Its bot has stopped, and nobody holds anything any more."""
    await stage.look()
    await stage.look(stage.hour + timedelta(seconds=5))
    stage.seat.held = Decimal(0)
    stage.fundings.note(cast("VenueListener", stage.seat))
    for minute in (1, 10, 20, 30):
        await stage.look(stage.hour + minute * MINUTE)
    stage.pays()
    for minute in (40, 50, 58):
        await stage.look(stage.hour + minute * MINUTE)
    assert stage.amounts == [-1]


async def test_a_stamp_before_the_entry_is_of_the_position_that_the_entry_made(stage: Stage) -> None:
    began = stage.hour + timedelta(seconds=10)
    stage.books.held = {PERPETUAL.symbol: (began, began + HOUR, Decimal(100))}
    await stage.look()
    stage.pays()
    await stage.look(stage.hour + MINUTE)
    [event] = stage.told
    assert event.funding.charged_at == stage.hour
    assert event.held_at is not None
    assert event.held_at >= began


async def test_a_payment_in_a_coin_without_a_price_is_open(stage: Stage) -> None:
    await stage.look()
    stage.pays(coin="BNFCR")
    await stage.look(stage.hour + MINUTE)
    [event] = stage.told
    assert (event.funding.amount, event.funding.unvalued) == (
        Decimal(0),
        (CoinAmount(amount=Decimal(1), coin="BNFCR"),),
    )
