"""Since when the trades of an account are read: the cursor, and what moves it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast

import pytest

from engine.core.events import FeeDiffers, OrderFilled, Pause
from engine.core.types import AccountId, BotId, Fee, Fill, Market, Mode, Side, TradeId
from engine.errors import VenueUnavailable
from engine.venues.live.gateway import Gateway, TradeReport
from tests.support.clock import START, ManualClock
from tests.support.reasons import said
from tests.venues.reconciling import Told, make_stream_facts
from tests.venues.test_reconciler import BOT, KNOWN, MARKET, ORDER, REPORT, HandBooks, HandGateway, trade

EVERY_S = 300
OVERLAP = timedelta(minutes=10)


class ReadGateway(HandGateway):
    """Notes since when it is asked for trades."""

    def __init__(self) -> None:
        super().__init__()
        self.since: list[datetime] = []
        self.is_away = False

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        self.since.append(since)
        if self.is_away:
            raise VenueUnavailable("Bybit", said("away"))
        return await super().trades_since(market, since)


class Books(HandBooks):
    """What a test has booked."""

    def __init__(self) -> None:
        super().__init__()
        self.newest: datetime | None = None
        self.booked: set[TradeId] = set()
        self.fills: dict[TradeId, tuple[BotId, Fill]] = {}
        self.while_looked_up: dict[TradeId, Callable[[], object]] = {}
        """What happens while the books are asked for a fill, the first time."""

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        return self.newest

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side) -> bool:
        return trade_id in self.booked

    async def booked_fill(
        self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side
    ) -> tuple[BotId, Fill] | None:
        self.while_looked_up.pop(trade_id, lambda: None)()
        return self.fills.get(trade_id)


class Stage:
    def __init__(self, books: Books | None = None) -> None:
        self.gateway, self.books, self.clock = ReadGateway(), books or Books(), ManualClock()
        self.told = told = list[Told]()
        account_id = AccountId("Bybit", Mode.TESTNET)
        gateway = cast("Gateway", self.gateway)
        made = make_stream_facts(account_id, gateway, self.books, told, self.clock, lambda: None)
        self.reconciler, self.facts = made

    async def reads(self, after_s: float = EVERY_S) -> timedelta:
        """Have the trades read that much later, and say since how long ago."""
        await self.clock.advance(after_s)
        await self.reconciler.compare({MARKET.symbol: MARKET})
        return self.clock.now() - self.gateway.since[-1]

    def subscribed(self, *, is_so: bool = True) -> None:
        finds = self.reconciler.trades._deps.net_finds  # noqa: SLF001 - as the stream does
        finds.subscribed() if is_so else finds.broke()


async def test_neither_a_fill_nor_an_old_order_moves_it() -> None:
    stage = Stage()
    stage.books.newest = START - timedelta(days=2)
    stage.reconciler.watch(BOT, replace(KNOWN, created_at=START - timedelta(days=30)), MARKET)
    stage.gateway.listed = [REPORT]
    stage.subscribed()
    assert await stage.reads(0) == timedelta(days=30) + OVERLAP, "what was before the start may be missing"
    stage.books.newest = START + timedelta(seconds=EVERY_S)
    assert await stage.reads() == timedelta(seconds=EVERY_S) + OVERLAP, "since the reading before"
    assert len(stage.gateway.since) == 2


async def test_it_is_kept_over_a_restart_and_the_age_of_no_order_counts() -> None:
    stage = Stage()
    old = replace(KNOWN, created_at=START - timedelta(days=30))
    stage.reconciler.watch(BOT, old, MARKET)
    stage.gateway.listed = [REPORT]
    stage.subscribed()
    await stage.reads(0)
    again = Stage(stage.books)
    again.reconciler.watch(BOT, old, MARKET)
    again.gateway.listed = [REPORT]
    assert await again.reads() == timedelta(seconds=EVERY_S) + OVERLAP
    assert stage.books.cursors == {MARKET.symbol: START}, "nothing was subscribed yet"


async def test_it_waits_for_what_was_told_of_an_order_that_is_watched() -> None:
    """The program may end before it is booked."""
    stage = Stage()
    stage.subscribed()
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.gateway.listed = [REPORT]
    await stage.reads(0)
    stage.gateway.trades = [replace(trade("a", "1", None), quantity=Decimal("0.001"))]
    await stage.reads()
    assert len(stage.told) == 1
    assert stage.books.cursors == {MARKET.symbol: START}
    await stage.reads()
    assert stage.books.cursors == {MARKET.symbol: START + timedelta(seconds=2 * EVERY_S)}


async def test_it_stays_while_no_stream_tells() -> None:
    stage = Stage()
    await stage.reads(0)
    assert await stage.reads() == timedelta(seconds=EVERY_S) + OVERLAP
    stage.subscribed()
    assert await stage.reads() == timedelta(seconds=2 * EVERY_S) + OVERLAP
    assert await stage.reads() == timedelta(seconds=EVERY_S) + OVERLAP
    stage.subscribed(is_so=False)
    assert await stage.reads() == timedelta(seconds=EVERY_S) + OVERLAP
    assert await stage.reads() == timedelta(seconds=2 * EVERY_S) + OVERLAP


async def test_a_reading_that_failed_is_made_again_by_the_next_pass() -> None:
    stage = Stage()
    stage.subscribed()
    await stage.reads(0)
    stage.gateway.is_away = True
    with pytest.raises(VenueUnavailable):
        await stage.reads()
    stage.gateway.is_away = False
    assert await stage.reads(12) == timedelta(seconds=EVERY_S + 12) + OVERLAP
    assert len(stage.gateway.since) == 3


async def test_it_waits_for_what_was_told_to_be_booked() -> None:
    stage = Stage()
    stage.subscribed()
    await stage.reads(0)
    stage.gateway.trades = [trade("a", "1", None)]
    assert await stage.reads() == timedelta(seconds=EVERY_S) + OVERLAP
    assert await stage.reads() == timedelta(seconds=2 * EVERY_S) + OVERLAP, "what was told then may be lost"
    stage.books.booked.add(TradeId("a"))
    stage.reconciler.trades.tell_again(MARKET.symbol)
    assert await stage.reads() == timedelta(seconds=EVERY_S) + OVERLAP


async def test_a_fill_whose_telling_was_lost_and_that_rest_has_told_is_as_it_is_booked() -> None:
    stage = Stage()
    shown = trade("a", "1", None)
    stage.books.booked.add(shown.trade_id)
    stage.books.fills[shown.trade_id] = BOT, shown.as_fill(ORDER.client_order_id)
    told = replace(shown, fee=ANOTHER_FEE)
    watched = stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.reconciler.trades.streamed.told(watched, told)
    stage.gateway.trades, stage.gateway.listed = [shown], [REPORT]
    await stage.reads(0)
    assert not any(isinstance(one, FeeDiffers) for one in stage.told)


ANOTHER_FEE = Fee(amount=Decimal(1), coin="USDT", value=Decimal(1))


@pytest.mark.parametrize("watches", [False, True])
async def test_what_was_booked_before_a_restart_is_compared_with_what_is_shown(*, watches: bool) -> None:
    """What the stream had told then, and REST had not shown yet, is known to nobody any more."""
    stage = Stage()
    shown = trade("a", "1", None)
    fill = shown.as_fill(ORDER.client_order_id)
    stage.books.booked.add(shown.trade_id)
    stage.books.fills[shown.trade_id] = BOT, fill
    if watches:
        order = replace(KNOWN, trade_ids=frozenset({shown.trade_id}), filled=shown.quantity)
        stage.reconciler.watch(BOT, order, MARKET)
        stage.gateway.listed = [replace(REPORT, filled=shown.quantity)]
    stage.gateway.trades = [shown]
    await stage.reads(0)
    assert not stage.told, "it is the same"
    stage.reconciler.trades.tell_again(MARKET.symbol)  # as after a restart
    stage.gateway.trades = [replace(shown, fee=ANOTHER_FEE)]
    await stage.reads(0)
    [told] = stage.told
    assert isinstance(told, FeeDiffers)
    assert (told.fill, told.fee) == (fill, ANOTHER_FEE)
    await stage.reads()
    assert len(stage.told) == 1, "once"
    stage.reconciler.trades.tell_again(MARKET.symbol)
    stage.gateway.trades = [replace(shown, price=Decimal(1))]
    await stage.reads()
    assert isinstance(stage.told[-1], Pause)


async def test_a_bot_that_begins_anew_while_a_fill_is_looked_up_is_told_its_fills_in_their_order() -> None:
    """The stream had told the second with another fee, so the books are asked for it."""
    stage = Stage()
    first, second = (replace(trade(name, "1", None), quantity=Decimal("0.001")) for name in "ab")
    watched = stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.reconciler.trades.streamed.told(watched, replace(second, fee=ANOTHER_FEE))
    stage.gateway.trades, stage.gateway.listed = [first, second], [REPORT]

    def begins_anew() -> None:
        stage.told.clear()
        stage.reconciler.begin_anew(BOT, MARKET, KNOWN)

    stage.books.while_looked_up[second.trade_id] = begins_anew
    await stage.reads(0)
    await stage.reads(12)
    fills = [one.fill.trade_id for one in stage.told if isinstance(one, OrderFilled)]
    assert fills == [first.trade_id, second.trade_id]
