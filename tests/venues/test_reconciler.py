"""What an account makes of what it is told: the exchange is played by hand, time is moved."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest

from engine.core.events import (
    OrderAccepted,
    OrderAmended,
    OrderCanceled,
    OrderExpired,
    OrderFilled,
    OrderRejected,
    Pause,
)
from engine.core.orders import Order, OrderFact, OrderIdentity, advance
from engine.core.reasons.calls import UnreadableAnswer
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.types import AccountId, BotId, ClientOrderId, Leg, Market, Mode, Side, TradeId, VenueOrderId
from engine.errors import VenueUnavailable
from engine.venue_answers import Absent, CannotTell, Present, after_find
from engine.venues.live.gateway import CancelAnswer, Gateway, NotFound, OrderReport, TradeReport
from tests.support.clock import START, ManualClock
from tests.support.reasons import said
from tests.support.trades import trade_of
from tests.venues.reconciling import NoFundings, Told, make_reconciler

BOT = BotId(UUID(int=1))
MARKET = Market(
    venue="Bybit", symbol="BTC/USDT", base="BTC", quote="USDT", tick=Decimal("0.01"), step=Decimal("0.0001")
)
ORDER = Order(
    client_order_id=ClientOrderId("s00100010000100001"),
    side=Side.BUY,
    leg=Leg.ENTRY,
    cycle=1,
    attempt=1,
    price=Decimal(94000),
    quantity=Decimal("0.01"),
    created_at=START,
    deadline=START + timedelta(seconds=5),
)
KNOWN = replace(ORDER, venue_order_id=VenueOrderId("1"))
REPORT = OrderReport(
    venue_order_id=VenueOrderId("1"),
    client_order_id=ORDER.client_order_id,
    symbol="BTC/USDT",
    side=Side.BUY,
    price=ORDER.price,
    quantity=ORDER.quantity,
    filled=Decimal(0),
    ended=None,
    created_at=START,
)
FILLED = replace(REPORT, ended=OrderFact.FILLED, filled=ORDER.quantity)


def trade(name: str, venue_order_id: str, client_order_id: ClientOrderId | None) -> TradeReport:
    return trade_of(venue_order_id, trade_id=TradeId(name), client_order_id=client_order_id)


class HandGateway:
    """Answers what a test has put here."""

    knows_our_names = True

    def __init__(self) -> None:
        self.listed: list[OrderReport] = []
        self.found: OrderReport | NotFound = NotFound()
        self.trades: list[TradeReport] = []
        self.asked_by_venue_id: list[VenueOrderId] = []
        self.meanwhile: Callable[[], object] = lambda: None
        """Happens while the trades of an order are on their way."""
        self.while_looked_up: Callable[[], object] = lambda: None
        self.unreadable: set[VenueOrderId] = set()
        """Orders that are told in a way of which nothing can be made."""
        self.has_unreadable_trades = False
        self.cancelled: list[VenueOrderId | None] = []

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        return self.listed

    async def fetch_order(self, identity: OrderIdentity, market: Market) -> OrderReport | NotFound:
        self.while_looked_up()
        if identity.venue_order_id in self.unreadable:
            raise VenueUnavailable("Bybit", UnreadableAnswer())
        return self.found

    async def cancel(self, identity: OrderIdentity, market: Market) -> CancelAnswer:
        self.cancelled.append(identity.venue_order_id)
        return CancelAnswer.UNCLEAR

    async def renamed(self, order: Order, market: Market) -> Sequence[OrderReport]:
        return ()

    async def order_of(self, trade: TradeReport, market: Market) -> OrderReport | NotFound:
        self.asked_by_venue_id.append(trade.venue_order_id)
        return NotFound()

    async def trades_of(self, market: Market, order: Order, name: VenueOrderId) -> Sequence[TradeReport]:
        self.meanwhile()
        if self.has_unreadable_trades:
            raise VenueUnavailable("Bybit", UnreadableAnswer())
        return [one for one in self.trades if one.venue_order_id == name]

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        return self.trades


class HandBooks(NoFundings):
    """Nothing is booked; one order is ours."""

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        return None

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side) -> bool:
        return False

    async def owner_of(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId | None,
        venue_order_id: VenueOrderId,
    ) -> tuple[BotId, ClientOrderId] | None:
        return (BOT, ORDER.client_order_id) if venue_order_id == "1" else None

    async def given_up_by(
        self, account_id: AccountId, symbol: str, client_order_id: ClientOrderId
    ) -> BotId | None:
        return None

    async def replaced_by(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId,
        venue_order_id: VenueOrderId,
    ) -> BotId | None:
        return None


class Stage:
    """A reconciler, what it asks and what it tells."""

    def __init__(self) -> None:
        self.gateway = HandGateway()
        self.clock = ManualClock()
        self.told: list[Told] = []
        self.reconciler = make_reconciler(
            AccountId("Bybit", Mode.TESTNET),
            cast("Gateway", self.gateway),
            HandBooks(),
            self.told,
            self.clock,
        )

    async def passes(self, *, after_s: float = 0) -> list[Told]:
        """Make a pass that much later, and return what was told in it."""
        await self.clock.advance(after_s)
        before = len(self.told)
        await self.reconciler.compare({MARKET.symbol: MARKET})
        return self.told[before:]


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_an_order_that_cannot_be_seen_for_a_minute_is_asked_about(stage: Stage) -> None:
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    assert await stage.passes() == []
    assert await stage.passes(after_s=59) == []
    (pause,) = await stage.passes(after_s=1)
    assert isinstance(pause, Pause)
    assert pause.reason == AboutOrder(code=OrderCause.UNKNOWN_THERE, client_order_id=KNOWN.client_order_id)


async def test_an_order_that_cannot_be_read_keeps_nothing_back_from_others(stage: Stage) -> None:
    """It is in a state that is new to us, say. The orders beside it go on, and nothing is believed of it."""
    other = replace(
        KNOWN, client_order_id=ClientOrderId("s00100020000100001"), venue_order_id=VenueOrderId("2")
    )
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.reconciler.watch(BotId(UUID(int=2)), other, MARKET)
    report = replace(FILLED, venue_order_id=VenueOrderId("2"), client_order_id=other.client_order_id)
    stage.gateway.found, stage.gateway.unreadable = report, {VenueOrderId("1")}
    stage.gateway.trades = [
        replace(trade("a", "2", other.client_order_id), client_order_id=other.client_order_id)
    ]
    (fill,) = await stage.passes()
    assert isinstance(fill, OrderFilled)
    assert stage.reconciler.unreadable is not None
    assert await stage.reconciler.compare({MARKET.symbol: MARKET}) == (), "nor is its symbol known through"
    stage.gateway.found, stage.gateway.unreadable, stage.gateway.trades = FILLED, set(), []
    await stage.passes()
    assert stage.reconciler.unreadable is None


async def test_an_order_that_cannot_be_read_is_cancelled_again_as_any_other(stage: Stage) -> None:
    watched = stage.reconciler.watch(BOT, KNOWN, MARKET)
    watched.cancel_asked_at = stage.clock.monotonic()  # and it was not taken
    stage.gateway.unreadable = {VenueOrderId("1")}
    await stage.passes(after_s=1)
    assert stage.gateway.cancelled == []
    await stage.passes(after_s=5)
    await stage.passes(after_s=1)
    assert stage.gateway.cancelled == [VenueOrderId("1")]


async def test_an_order_whose_fills_cannot_be_read_ends_all_the_same_and_a_person_is_asked(
    stage: Stage,
) -> None:
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    part = Decimal("0.004")
    stage.gateway.found = replace(REPORT, ended=OrderFact.CANCELED, filled=part)
    stage.gateway.has_unreadable_trades = True
    (end,) = await stage.passes()
    assert isinstance(end, OrderCanceled)
    assert stage.reconciler.unreadable is not None
    assert await stage.passes(after_s=59) == []
    (pause,) = await stage.passes(after_s=1)
    assert isinstance(pause, Pause)
    assert pause.reason == AboutOrder(code=OrderCause.FILLS_MISSING, client_order_id=KNOWN.client_order_id)
    stage.gateway.has_unreadable_trades = False
    stage.gateway.trades = [replace(trade("a", "1", ORDER.client_order_id), quantity=part)]
    (fill,) = await stage.passes(after_s=1)
    assert isinstance(fill, OrderFilled)
    assert stage.reconciler.unreadable is None


async def test_a_bot_that_begins_anew_is_asked_as_soon_as_one_that_does_not(stage: Stage) -> None:
    """Its driver may fall more often than once a minute."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.gateway.found = FILLED  # and its trades stay away
    assert await stage.passes() == []
    for _ in range(2):
        stage.reconciler.left(BOT, MARKET.symbol)
        stage.reconciler.begin_anew(BOT, MARKET, KNOWN)
        assert await stage.passes(after_s=29) == []
    _, pause = await stage.passes(after_s=2)
    assert isinstance(pause, Pause)
    assert pause.reason == AboutOrder(code=OrderCause.FILLS_MISSING, client_order_id=KNOWN.client_order_id)


async def test_trades_that_an_open_order_denies_wait_no_longer_for_a_bot_that_begins_anew(
    stage: Stage,
) -> None:
    """A read that lags shows it open; what has made it whole is told after a minute all the same."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    still_open = replace(REPORT, filled=ORDER.quantity)
    stage.gateway.listed, stage.gateway.found, stage.gateway.trades = [still_open], still_open, [AS_SENT]
    assert await stage.passes() == []
    for _ in range(2):
        stage.reconciler.begin_anew(BOT, MARKET, KNOWN)
        assert await stage.passes(after_s=29) == []
    (fill,) = await stage.passes(after_s=2)
    assert isinstance(fill, OrderFilled)


async def test_who_was_asked_and_begins_anew_is_asked_again_after_a_minute_of_its_own(stage: Stage) -> None:
    """A person has heard of it, and has had the bot go on."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.gateway.found = FILLED
    assert await stage.passes() == []
    assert isinstance((await stage.passes(after_s=60))[-1], Pause)
    ended = advance(KNOWN, OrderFact.CANCELED, reported=FILLED.filled)
    stage.reconciler.begin_anew(BOT, MARKET, ended)
    assert await stage.passes(after_s=1) == []
    assert await stage.passes(after_s=59) == []
    assert isinstance((await stage.passes(after_s=1))[-1], Pause)


async def test_whose_driver_falls_over_the_question_is_asked_again_at_once(stage: Stage) -> None:
    """It has not stored the end that it was told with the question, and nothing else tells that."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.gateway.found = FILLED  # and its trades stay away
    assert await stage.passes() == []
    told = [type(event) for event in await stage.passes(after_s=60)]
    assert told == [OrderCanceled, Pause]
    stage.reconciler.left(BOT, MARKET.symbol)
    stage.reconciler.begin_anew(BOT, MARKET, KNOWN)
    assert [type(event) for event in await stage.passes(after_s=1)] == told


@pytest.mark.parametrize("leaves", [False, True], ids=["its trades are told", "it leaves after that"])
async def test_how_an_order_ended_is_told_again_to_a_bot_that_cannot_ask(stage: Stage, leaves: bool) -> None:
    """Its books may have come to know a fill, and with that the order, before it is back to ask about it."""
    watched = stage.reconciler.watch(BOT, ORDER, MARKET)
    number, part = VenueOrderId("2"), Decimal("0.004")  # by which the books do not know it
    stage.gateway.trades = [replace(trade("a", number, None), quantity=part)]
    stage.gateway.found = replace(REPORT, venue_order_id=number, ended=OrderFact.EXPIRED, filled=part)
    assert isinstance(await stage.reconciler.find(BOT, ORDER, MARKET), Present)
    assert not stage.reconciler.is_watched(watched), "all of it is told"
    for _ in range(2):
        if leaves:
            stage.reconciler.left(BOT, MARKET.symbol)
        stage.reconciler.begin_anew(BOT, MARKET, ORDER)
    told = [event for _ in range(3) for event in await stage.passes(after_s=12)]
    assert [type(event) for event in told] == [OrderFilled, OrderExpired]


async def test_a_moment_in_which_an_order_was_not_seen_yet_is_not_held_against_it_for_ever(
    stage: Stage,
) -> None:
    """Right after its create Bybit may not list it, and at its end the trades come a little later."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    assert await stage.passes() == []  # not seen yet
    stage.gateway.listed = [REPORT]
    assert await stage.passes(after_s=1) == []
    stage.gateway.listed, stage.gateway.found = [], FILLED
    assert await stage.passes(after_s=3600) == []  # filled, and its trades are late
    stage.gateway.trades = [trade("a", "1", ORDER.client_order_id)]
    (fill,) = await stage.passes(after_s=1)
    assert isinstance(fill, OrderFilled)


async def test_an_order_of_unknown_fate_may_have_been_turned_down_after_it_was_taken(stage: Stage) -> None:
    stage.gateway.found = replace(REPORT, ended=OrderFact.REJECTED, reason=said("too dear"))
    answer = await stage.reconciler.find(BOT, ORDER, MARKET)
    (event,) = after_find(ORDER, answer, START)
    assert isinstance(event, OrderRejected)
    assert event.reason == said("too dear")


async def test_what_became_of_an_order_is_answered_with_all_its_fills_in_their_order(stage: Stage) -> None:
    """What a pass has told waits in the bot's queue, and the answer comes before it."""
    unsure = stage.reconciler.watch(BOT, ORDER, MARKET)
    part = replace(REPORT, filled=Decimal("0.004"))
    first = replace(trade("a", "1", ORDER.client_order_id), quantity=part.filled)
    stage.gateway.listed, stage.gateway.trades = [part], [first]
    assert [type(event) for event in await stage.passes()] == [OrderAccepted, OrderFilled]
    second = replace(trade("b", "1", ORDER.client_order_id), quantity=ORDER.quantity - part.filled)
    stage.gateway.found, stage.gateway.trades = FILLED, [first, second]
    answer = await stage.reconciler.find(BOT, unsure.order, MARKET)
    assert isinstance(answer, Present)
    assert [fill.trade_id for fill in answer.fills] == ["a", "b"]


async def test_an_order_whose_trade_is_shown_is_not_absent(stage: Stage) -> None:
    """The lists of orders may lag, or forget; the trades name it."""
    stage.gateway.trades = [trade("x", "9", ClientOrderId("s00990010000100001"))]
    await stage.clock.advance(60)
    assert isinstance(await stage.reconciler.find(BOT, ORDER, MARKET), CannotTell)
    assert isinstance(await stage.reconciler.find(BOT, ORDER, MARKET), Absent)
    assert stage.gateway.asked_by_venue_id == [], "another's trade says nothing of ours"
    stage.gateway.trades = [trade("a", "1", ORDER.client_order_id)]
    for _ in range(3):
        assert isinstance(await stage.reconciler.find(BOT, ORDER, MARKET), CannotTell)
    stage.gateway.found = FILLED
    assert isinstance(await stage.reconciler.find(BOT, ORDER, MARKET), Present)


def test_one_that_was_turned_down_and_yet_traded_is_told_whole() -> None:
    fill = trade("a", "1", None).as_fill(ORDER.client_order_id)
    answer = Present(venue_order_id=VenueOrderId("1"), fills=(fill,), ended=OrderFact.REJECTED)
    told = after_find(ORDER, answer, START)
    assert [type(event) for event in told] == [OrderAccepted, OrderFilled, OrderRejected]


async def test_a_fill_whose_other_side_bears_the_same_id_is_told(stage: Stage) -> None:
    """An order placed by hand has met one of a bot that has stopped."""
    stage.gateway.trades = [trade("a", "2", None), trade("a", "1", None)]
    (told,) = await stage.passes()
    assert isinstance(told, OrderFilled)
    assert told.client_order_id == ORDER.client_order_id


async def test_a_fill_of_an_earlier_order_is_told_again_to_a_bot_that_begins_anew(stage: Stage) -> None:
    """It may have fallen with the news still in its queue."""
    stage.gateway.trades = [trade("a", "1", None)]
    assert len(await stage.passes()) == 1
    assert await stage.passes(after_s=600) == [], "one that is there has been told"
    stage.reconciler.begin_anew(BOT, MARKET, None)
    (told,) = await stage.passes()
    assert isinstance(told, OrderFilled)
    assert told.fill.trade_id == "a"


async def test_what_a_pass_learns_for_a_bot_that_begins_anew_meanwhile_does_not_hide_the_end(
    stage: Stage,
) -> None:
    """Told by one that is looked at no more, the bot would not ask, and nobody look how it ends."""

    def begins_anew() -> None:
        stage.reconciler.begin_anew(BOT, MARKET, ORDER)

    stage.reconciler.watch(BOT, KNOWN, MARKET)
    part = replace(REPORT, filled=Decimal("0.004"))
    stage.gateway.listed = [part]
    stage.gateway.trades = [replace(trade("a", "1", ORDER.client_order_id), quantity=part.filled)]
    stage.gateway.meanwhile = begins_anew
    (fill,) = await stage.passes()
    assert isinstance(fill, OrderFilled)
    stage.gateway.meanwhile = lambda: None
    stage.gateway.listed, stage.gateway.found = [], replace(part, ended=OrderFact.CANCELED)
    (ended,) = await stage.passes(after_s=1)
    assert isinstance(ended, OrderCanceled)


LARGER = replace(REPORT, quantity=Decimal("0.02"))
"""As a hand has made it; reads that lag show it as it was."""
AS_SENT = trade("a", "1", ORDER.client_order_id)


async def test_trades_that_would_make_it_whole_wait_while_reads_call_it_open(stage: Stage) -> None:
    """Trades are shown at once, the order as it was before a hand made it larger, and was traded with."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    part, rest = replace(AS_SENT, quantity=Decimal("0.004")), replace(AS_SENT, trade_id=TradeId("b"))
    rest = replace(rest, quantity=Decimal("0.006"))
    stage.gateway.listed = [replace(REPORT, filled=part.quantity)]
    stage.gateway.found = stage.gateway.listed[0]
    stage.gateway.trades = [part, rest]
    (fill,) = await stage.passes()
    assert isinstance(fill, OrderFilled)
    assert fill.fill.trade_id == "a"
    assert stage.reconciler.holds_back
    stage.gateway.listed = [replace(LARGER, filled=ORDER.quantity)]
    stage.gateway.found = stage.gateway.listed[0]
    amended, fill = await stage.passes(after_s=1)
    assert isinstance(amended, OrderAmended)
    assert isinstance(fill, OrderFilled)
    assert fill.fill.trade_id == "b"
    assert not stage.reconciler.holds_back


async def test_a_reading_of_trades_makes_nothing_whole_that_is_called_open(stage: Stage) -> None:
    """The list comes first and shows nothing yet; the trades come after it."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.gateway.listed, stage.gateway.found, stage.gateway.trades = [REPORT], REPORT, [AS_SENT]
    assert await stage.passes() == []
    assert stage.reconciler.holds_back
    assert await stage.passes(after_s=1) == []
    stage.gateway.listed, stage.gateway.found = [], FILLED
    (fill,) = await stage.passes(after_s=1)
    assert isinstance(fill, OrderFilled)
    assert not stage.reconciler.holds_back


async def test_an_open_order_is_not_shown_as_small_as_what_it_has_traded(stage: Stage) -> None:
    """A hand has made it smaller and larger again, and a read that lags comes between."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    part = replace(AS_SENT, quantity=Decimal("0.004"))
    stage.gateway.listed, stage.gateway.trades = [replace(REPORT, filled=part.quantity)], [part]
    assert len(await stage.passes()) == 1
    stage.gateway.listed = [replace(REPORT, quantity=part.quantity, filled=part.quantity)]
    assert await stage.passes(after_s=1) == []
    stage.gateway.listed, stage.gateway.found = [], replace(stage.gateway.listed[0], ended=OrderFact.FILLED)
    (amended,) = await stage.passes(after_s=1)
    assert isinstance(amended, OrderAmended)
    assert amended.quantity == part.quantity


async def test_fills_come_in_their_order_to_a_bot_that_falls_while_they_are_read(stage: Stage) -> None:
    """What it had in its queue is told again, and before what comes after that."""

    def falls() -> None:
        stage.gateway.while_looked_up = lambda: None
        stage.reconciler.left(BOT, MARKET.symbol)

    stage.reconciler.watch(BOT, KNOWN, MARKET)
    part, rest = replace(AS_SENT, quantity=Decimal("0.004")), replace(AS_SENT, trade_id=TradeId("b"))
    stage.gateway.trades = [part, replace(rest, quantity=Decimal("0.006"))]
    stage.gateway.listed, stage.gateway.found = [REPORT], FILLED
    stage.gateway.while_looked_up = falls
    told = await stage.passes()
    assert [one.fill.trade_id for one in told if isinstance(one, OrderFilled)] == ["a", "a", "b"]


async def test_an_answer_about_its_fate_makes_nothing_whole_that_is_called_open(stage: Stage) -> None:
    part = replace(REPORT, filled=Decimal("0.004"))
    stage.gateway.found, stage.gateway.trades = part, [AS_SENT]
    answer = await stage.reconciler.find(BOT, ORDER, MARKET)
    assert isinstance(answer, Present)
    assert answer.fills == ()
    stage.gateway.listed = [replace(LARGER, filled=ORDER.quantity)]
    told = await stage.passes(after_s=1)
    assert [type(event) for event in told] == [OrderAmended, OrderFilled]


async def test_trades_do_not_wait_for_ever_for_an_end_that_is_not_told(stage: Stage) -> None:
    """A trade is a fact: an exchange that goes on to call the order open is not waited for."""
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    stage.gateway.listed, stage.gateway.found, stage.gateway.trades = [REPORT], REPORT, [AS_SENT]
    assert await stage.passes() == []
    assert await stage.passes(after_s=59) == []
    (fill,) = await stage.passes(after_s=1)
    assert isinstance(fill, OrderFilled)
    assert not stage.reconciler.holds_back


async def test_one_that_has_ended_is_nobodys_order_while_lists_go_on_to_show_it(stage: Stage) -> None:
    """It ends in the pass that began with a list in which it was open, and the next list lags."""
    orphans = stage.reconciler._orphans  # noqa: SLF001 - what /orders shows, and what a bot pauses for
    stage.reconciler.watch(BOT, KNOWN, MARKET)
    part, rest = replace(AS_SENT, quantity=Decimal("0.007")), replace(AS_SENT, quantity=Decimal("0.003"))
    stage.gateway.trades = [part, replace(rest, trade_id=TradeId("b"))]
    stage.gateway.listed, stage.gateway.found = [replace(REPORT, filled=part.quantity)], FILLED
    assert {type(event) for event in await stage.passes()} == {OrderFilled}
    assert stage.reconciler.watched(KNOWN.client_order_id) is None
    assert orphans.listed() == ()
    assert await stage.passes(after_s=1) == []
    assert orphans.listed() == ()
    stage.gateway.listed = [replace(REPORT, venue_order_id=VenueOrderId("2"))]
    await stage.passes(after_s=1)
    assert len(orphans.listed()) == 1, "another one of its name is"
