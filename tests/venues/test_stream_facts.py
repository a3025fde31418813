"""What an account makes of its own stream: the exchange is played by hand, time is moved."""

import asyncio
import gc
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import cast

import pytest

from engine.core.events import FeeDiffers, OrderAmended, OrderCanceled, OrderFilled, Pause
from engine.core.orders import Order, OrderFact, OrderIdentity
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.types import AccountId, ClientOrderId, Fee, Market, Mode, Side, TradeId, VenueOrderId
from engine.errors import VenueUnavailable
from engine.venue_answers import Accepted, CannotTell, NeverSent, PlaceAnswer, Present, Rejected, Unknown
from engine.venues.live.gateway import AccountEvent, Execution, Gateway, MarketOf, NotFound, OrderReport
from engine.venues.live.stream_facts import ASKED_AT_ONCE
from engine.venues.live.watched_order import Watched
from tests.support.clock import ManualClock
from tests.support.reasons import said
from tests.venues.reconciling import Told, make_stream_facts
from tests.venues.test_reconciler import (
    BOT,
    FILLED,
    KNOWN,
    MARKET,
    ORDER,
    REPORT,
    HandBooks,
    HandGateway,
    trade,
)

OTHERS = ClientOrderId("web_1")


class AskedGateway(HandGateway):
    """Notes which orders it is asked about, and by what."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[OrderIdentity] = []
        self.away = False
        self.silent_about: set[VenueOrderId] = set()

    async def account_events(self, market_of: MarketOf) -> AsyncGenerator[AccountEvent]:
        yield None
        await asyncio.Event().wait()

    async def fetch_order(self, identity: OrderIdentity, market: Market) -> OrderReport | NotFound:
        self.asked.append(identity)
        if identity.venue_order_id in self.silent_about:
            await asyncio.Event().wait()
        if self.away:
            raise VenueUnavailable("Bybit", said("away"))
        return await super().fetch_order(identity, market)


class Stage:
    """What the stream tells, what is told to the bot, and what is asked."""

    def __init__(self, gateway: AskedGateway | None = None) -> None:
        self.gateway = gateway or AskedGateway()
        self.clock = ManualClock()
        self.told: list[Told] = []
        self.woken = 0
        self.reconciler, self.facts = make_stream_facts(
            AccountId("Bybit", Mode.TESTNET),
            cast("Gateway", self.gateway),
            HandBooks(),
            self.told,
            self.clock,
            self._wake,
        )
        self.watched = self.reconciler.watch(BOT, KNOWN, MARKET)

    def _wake(self) -> None:
        self.woken += 1

    def hears(self, *events: AccountEvent) -> list[str]:
        """Take them, and return which fills were told at once."""
        before = len(self.told)
        for event in events:
            self.facts.take(event)
        return [one.fill.trade_id for one in self.told[before:] if isinstance(one, OrderFilled)]

    @property
    def is_quiet(self) -> bool:
        """Nothing was asked, and no pass is wanted."""
        return not self.gateway.asked and not self.woken


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    jobs = *(stage.facts.ask() for _ in range(ASKED_AT_ONCE)), stage.facts.listen()
    tasks = [asyncio.get_running_loop().create_task(job) for job in jobs]
    await stage.clock.settle()
    assert stage.woken == 1, "the stream is subscribed, and what was before has to be looked at"
    stage.woken = 0
    yield stage
    for task in tasks:
        task.cancel()


def fill(name: str, size: str, filled: str, of: str = ORDER.quantity.to_eng_string()) -> Execution:
    """Return a fill of the order as the stream tells it. `of`: what the order is for."""
    return Execution(
        trade=replace(trade(name, "1", ORDER.client_order_id), quantity=Decimal(size)),
        quantity=Decimal(of),
        filled=Decimal(filled),
        ended=Decimal(filled) >= Decimal(of),
    )


def other(execution: Execution, **changes: object) -> Execution:
    """Return it as one of another order, symbol or side."""
    return replace(execution, trade=replace(execution.trade, **changes))  # type: ignore[arg-type]  # a test's


FIRST, SECOND, LAST = fill("a", "0.004", "0.004"), fill("b", "0.003", "0.007"), fill("c", "0.003", "0.01")


async def test_fills_are_told_at_once_and_nothing_is_asked(stage: Stage) -> None:
    assert stage.hears(FIRST) == ["a"]
    assert stage.hears(SECOND, LAST) == ["b", "c"]
    await stage.clock.advance(60)
    assert stage.is_quiet
    assert await passes(stage) == [], "it is over, and known to be"


async def passes(stage: Stage) -> list[Told]:
    before = len(stage.told)
    await stage.reconciler.compare({MARKET.symbol: MARKET})
    return stage.told[before:]


async def test_what_is_told_twice_or_minutes_late_means_nothing(stage: Stage) -> None:
    assert stage.hears(FIRST, FIRST) == ["a"]
    assert stage.hears(SECOND, LAST, FIRST, LAST) == ["b", "c"]
    await stage.clock.advance(300)
    assert stage.hears(SECOND, FILLED, REPORT) == []
    await stage.clock.advance(5)
    assert stage.is_quiet


async def test_of_orders_that_are_over_no_more_is_kept_than_what_is_compared(stage: Stage) -> None:
    def watches() -> int:
        gc.collect()  # other tests have left some
        return sum(type(one) is Watched for one in gc.get_objects())

    before = watches()
    for number in range(2, 20):
        name, venue_order_id = ClientOrderId(f"s0010001000010000{number}"), VenueOrderId(str(number))
        order = replace(KNOWN, client_order_id=name, venue_order_id=venue_order_id)
        stage.reconciler.watch(BOT, order, MARKET)
        whole = fill(f"a{number}", "0.01", "0.01")
        of_it = other(whole, venue_order_id=venue_order_id, client_order_id=name)
        assert stage.hears(of_it, of_it) == [whole.trade.trade_id]
    assert watches() <= before


async def test_a_fill_is_the_same_whoever_tells_it(stage: Stage) -> None:
    """REST may be first, and shows it by the same key."""
    stage.gateway.listed = [replace(REPORT, filled=Decimal("0.004"))]
    stage.gateway.trades = [FIRST.trade]
    assert len(await passes(stage)) == 1
    assert stage.hears(FIRST, SECOND) == ["b"]
    stage.gateway.trades = [FIRST.trade, SECOND.trade]
    stage.gateway.listed = [replace(REPORT, filled=Decimal("0.007"))]
    assert await passes(stage) == []


async def test_messages_that_change_places_are_told_in_their_order(stage: Stage) -> None:
    assert stage.hears(SECOND, LAST) == []
    await stage.clock.advance(0.05)
    assert stage.hears(FIRST) == ["a", "b", "c"]
    await stage.clock.advance(60)
    assert stage.is_quiet


async def test_a_fill_that_is_missing_in_the_middle_is_asked_for_that_order_alone(stage: Stage) -> None:
    assert stage.hears(FIRST, LAST) == ["a"]
    stage.gateway.found = FILLED
    stage.gateway.trades = [one.trade for one in (FIRST, SECOND, LAST)]
    await stage.clock.advance(0.09)
    assert stage.is_quiet, "it may be under way"
    await stage.clock.advance(0.2)
    fills = [one.fill.trade_id for one in stage.told if isinstance(one, OrderFilled)]
    assert (fills, stage.woken) == (["a", "b", "c"], 0)
    assert [one.venue_order_id for one in stage.gateway.asked] == ["1"]


async def test_it_is_asked_again_while_rest_lags(stage: Stage) -> None:
    stage.hears(FIRST, LAST)
    stage.gateway.found, stage.gateway.trades = replace(REPORT, filled=Decimal("0.004")), [FIRST.trade]
    await stage.clock.advance(0.5)
    assert len(stage.gateway.asked) == 1
    stage.gateway.found = FILLED
    stage.gateway.trades = [one.trade for one in (FIRST, SECOND, LAST)]
    await stage.clock.advance(1)
    assert len(stage.told) == 3
    await stage.clock.advance(60)
    assert len(stage.gateway.asked) == 2


@pytest.mark.parametrize(
    "odd",
    [
        replace(fill("a", "0.01", "0.01"), ended=False),
        replace(fill("a", "0.004", "0.004"), ended=True),
        fill("a", "0.004", "0.004", of="0.02"),
        other(FIRST, side=Side.SELL),
        fill("a", "0.004", "0.003"),
    ],
)
async def test_what_contradicts_itself_or_the_order_is_asked_before_it_is_told(
    stage: Stage, odd: Execution
) -> None:
    stage.gateway.found = REPORT
    assert stage.hears(odd) == []
    await stage.clock.advance(0.3)
    assert stage.gateway.asked


@pytest.mark.parametrize(
    "strange",
    [
        other(FIRST, venue_order_id=VenueOrderId("2")),
        other(FIRST, symbol="ETH/USDT"),
        other(FIRST, symbol="ETH/USDT", client_order_id=OTHERS),
        other(FIRST, venue_order_id=VenueOrderId("2"), client_order_id=OTHERS),
        other(FIRST, client_order_id=ClientOrderId("s00990010000100001")),
    ],
)
async def test_what_is_of_another_order_is_told_to_nobody(stage: Stage, strange: Execution) -> None:
    """A hand may give our name to another order; then somebody has to look."""
    assert stage.hears(strange) == []
    await stage.clock.advance(10)
    assert not stage.gateway.asked
    assert stage.woken == (strange.trade.client_order_id != OTHERS)


async def test_an_order_is_known_by_its_number_where_its_name_was_taken(stage: Stage) -> None:
    assert stage.hears(other(FIRST, client_order_id=OTHERS)) == ["a"]


class KnowsNumbersAlone(AskedGateway):
    """A hand has taken the names from all orders."""

    async def fetch_order(self, identity: OrderIdentity, market: Market) -> OrderReport | NotFound:
        found = await super().fetch_order(identity, market)
        return found if identity.venue_order_id is not None else NotFound()


@pytest.mark.parametrize(("number", "is_believed"), [("1", True), ("2", False)])
async def test_one_that_is_not_found_by_its_name_is_asked_for_by_the_number_that_was_told(
    number: str, *, is_believed: bool
) -> None:
    """Unless that is the number of another order of ours."""
    stage = Stage(KnowsNumbersAlone())
    stage.reconciler.watch(BOT, order_number(2), MARKET)
    stage.reconciler.forget(KNOWN)
    stage.reconciler.watch(BOT, ORDER, MARKET)
    told = replace(REPORT, venue_order_id=VenueOrderId(number))
    stage.gateway.found = told
    stage.hears(told)
    answer = await stage.reconciler.find(BOT, ORDER, MARKET)
    assert isinstance(answer, Present) is is_believed


async def test_a_fill_may_come_before_the_answer_to_the_create(stage: Stage) -> None:
    stage.reconciler.forget(KNOWN)
    unsure = stage.reconciler.watch(BOT, ORDER, MARKET)
    assert stage.hears(FIRST) == ["a"]
    assert unsure.venue_order_id == "1"
    await stage.clock.advance(60)
    for _ in range(3):  # the lists of orders lag, and deny it
        assert isinstance(await stage.reconciler.find(BOT, ORDER, MARKET), CannotTell)
    assert stage.hears(SECOND) == ["b"]


REFUSED = replace(REPORT, ended=OrderFact.REJECTED)


@pytest.mark.parametrize("told", [FIRST, SECOND, REPORT], ids=["a fill", "a later fill", "that it is open"])
@pytest.mark.parametrize("answer", [Rejected(reason=said("no")), NeverSent(reason=said("no"))])
async def test_an_answer_that_denies_what_the_stream_has_told_is_not_believed(
    stage: Stage, told: Execution | OrderReport, answer: PlaceAnswer
) -> None:
    """Believed, the next order would go out beside it."""
    stage.reconciler.forget(KNOWN)
    unsure = stage.reconciler.watch(BOT, ORDER, MARKET)
    stage.hears(told)
    assert isinstance(stage.facts.believed(unsure, answer), Unknown)
    assert stage.reconciler.is_watched(unsure)
    assert isinstance(stage.told[-1], Pause)


@pytest.mark.parametrize("number", ["1", "2"])
async def test_an_answer_with_another_number_than_the_fill_before_it_has_a_person_look(
    stage: Stage, number: str
) -> None:
    stage.reconciler.forget(KNOWN)
    unsure = stage.reconciler.watch(BOT, ORDER, MARKET)
    stage.hears(FIRST)
    answer = Accepted(venue_order_id=VenueOrderId(number))
    assert stage.facts.believed(unsure, answer) is answer
    assert unsure.venue_order_id == number
    assert isinstance(stage.told[-1], Pause) is (number != FIRST.trade.venue_order_id)


@pytest.mark.parametrize("told", [None, REFUSED])
async def test_a_refusal_that_nothing_denies_is_believed(stage: Stage, told: OrderReport | None) -> None:
    stage.reconciler.forget(KNOWN)
    unsure = stage.reconciler.watch(BOT, ORDER, MARKET)
    stage.hears(told)
    answer = Rejected(reason=said("no"))
    assert stage.facts.believed(unsure, answer) is answer
    assert not stage.reconciler.is_watched(unsure)


CANCELED = replace(REPORT, ended=OrderFact.CANCELED, filled=Decimal("0.007"))


async def test_an_end_is_not_taken_from_the_stream_without_the_fill_that_is_missing(stage: Stage) -> None:
    stage.hears(FIRST, CANCELED)
    assert len(stage.told) == 1
    stage.gateway.found, stage.gateway.trades = CANCELED, [FIRST.trade]
    await stage.clock.advance(0.3)
    ended = stage.told[-1]
    assert isinstance(ended, OrderCanceled)
    assert ended.reported == Decimal("0.007")
    assert stage.hears(SECOND) == ["b"], "late, and booked all the same"


async def test_an_order_changed_by_hand_is_asked_about(stage: Stage) -> None:
    larger = replace(REPORT, quantity=Decimal("0.02"))
    stage.gateway.found = larger
    stage.hears(larger)
    await stage.clock.advance(0.3)
    (changed,) = stage.told
    assert isinstance(changed, OrderAmended)
    assert stage.hears(fill("a", "0.01", "0.01", of="0.02")) == ["a"]
    await stage.clock.advance(60)
    assert (len(stage.gateway.asked), stage.woken) == (1, 0)


async def test_news_of_an_order_that_say_nothing_new_are_no_reason_to_ask(stage: Stage) -> None:
    stage.hears(REPORT, FIRST, replace(REPORT, filled=Decimal("0.004")))
    await stage.clock.advance(60)
    assert stage.is_quiet


async def test_an_order_whose_fills_come_by_another_way_than_its_state_waits_for_them(stage: Stage) -> None:
    """Bybit tells the two on two topics."""
    stage.hears(FILLED)
    await stage.clock.advance(0.05)
    assert stage.hears(FIRST, SECOND, LAST) == ["a", "b", "c"]
    await stage.clock.advance(60)
    assert stage.is_quiet


async def test_what_cannot_be_asked_now_is_left_to_a_pass(stage: Stage) -> None:
    stage.gateway.away = True
    stage.hears(CANCELED)
    await stage.clock.advance(0.3)
    assert (len(stage.gateway.asked), stage.woken) == (1, 1)


async def test_a_fill_of_an_order_that_is_watched_no_more_is_looked_for(stage: Stage) -> None:
    stage.hears(FIRST, SECOND, LAST)
    await passes(stage)  # all trades were read just now
    late = fill("d", "0.001", "0.011")
    assert stage.hears(late) == []
    assert stage.woken == 1
    stage.gateway.trades = [one.trade for one in (FIRST, SECOND, LAST, late)]
    told = await passes(stage)
    assert "d" in [one.fill.trade_id for one in told if isinstance(one, OrderFilled)]


async def test_what_came_before_a_subscription_is_looked_for(stage: Stage) -> None:
    stage.hears(FIRST, SECOND, LAST)
    await passes(stage)
    stage.gateway.trades = [fill("d", "0.001", "0.011").trade]
    assert await passes(stage) == [], "all trades were read just now"
    stage.hears(None)
    assert [one.fill.trade_id for one in await passes(stage) if isinstance(one, OrderFilled)] == ["d"]


async def test_a_report_of_more_than_was_told_is_asked_about(stage: Stage) -> None:
    stage.hears(replace(REPORT, filled=Decimal("0.004")))
    await stage.clock.advance(0.3)
    assert len(stage.gateway.asked) == 1


async def test_the_number_of_an_answer_tells_its_fills_where_they_bear_no_name(stage: Stage) -> None:
    stage.reconciler.forget(KNOWN)
    unsure = stage.reconciler.watch(BOT, ORDER, MARKET)
    answer = Accepted(venue_order_id=VenueOrderId("1"))
    assert stage.facts.believed(unsure, answer) == answer
    assert stage.hears(other(FIRST, client_order_id=None)) == ["a"]


async def test_a_bot_that_fell_is_told_all_again(stage: Stage) -> None:
    """What it was told lay in its queue, and is booked nowhere."""
    stage.hears(FIRST, SECOND, LAST)
    stage.reconciler.left(BOT, MARKET.symbol)
    stage.reconciler.begin_anew(BOT, MARKET, KNOWN)
    stage.gateway.found = FILLED
    stage.gateway.trades = [one.trade for one in (FIRST, SECOND, LAST)]
    assert stage.hears(LAST) == [], "the two before it are missing"
    await stage.clock.advance(0.3)
    assert [one.fill.trade_id for one in stage.told[3:] if isinstance(one, OrderFilled)] == ["a", "b", "c"]


async def test_a_cancel_of_ours_is_asked_about_when_nobody_tells_its_end(stage: Stage) -> None:
    stage.gateway.found = replace(REPORT, ended=OrderFact.CANCELED)
    stage.facts.expect(stage.watched, its_end=True)
    await stage.clock.advance(0.3)
    assert [type(one) for one in stage.told] == [OrderCanceled]
    assert TradeId("a") not in stage.watched.told


@pytest.mark.parametrize(
    ("shown", "pauses"),
    [
        ({}, False),
        ({"fee": Fee(amount=Decimal(1), coin="USDT", value=Decimal(1))}, False),
        ({"price": Decimal(93999)}, True),
        ({"quantity": Decimal("0.003")}, True),
    ],
)
async def test_a_fill_that_rest_shows_otherwise_has_a_person_look(
    stage: Stage, shown: dict[str, object], *, pauses: bool
) -> None:
    stage.hears(FIRST)
    stage.gateway.listed = [replace(REPORT, filled=Decimal("0.004"))]
    stage.gateway.trades = [other(FIRST, **shown).trade]
    told = await passes(stage)
    reason = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=ORDER.client_order_id)
    assert [one.reason for one in told if isinstance(one, Pause)] == ([reason] if pauses else [])
    await stage.clock.advance(300)
    assert not await passes(stage), "once"


ANOTHER_FEE = Fee(amount=Decimal(1), coin="USDT", value=Decimal(1))


async def test_a_fee_that_rest_shows_otherwise_is_told_once_with_the_fill_as_it_was_told(
    stage: Stage,
) -> None:
    stage.hears(FIRST, SECOND)
    stage.gateway.listed = [replace(REPORT, filled=Decimal("0.007"))]
    stage.gateway.trades = [other(FIRST, fee=ANOTHER_FEE).trade, SECOND.trade]
    told = await passes(stage)
    fill = FIRST.trade.as_fill(ORDER.client_order_id)
    assert [(one.fill, one.fee) for one in told if isinstance(one, FeeDiffers)] == [(fill, ANOTHER_FEE)]
    await stage.clock.advance(300)
    assert not await passes(stage), "once"


@pytest.mark.parametrize("coin", ["", "BNB"])
async def test_of_nothing_the_coin_means_nothing(stage: Stage, coin: str) -> None:
    nothing = Fee(amount=Decimal(0), coin="USDT", value=Decimal(0))
    stage.hears(other(FIRST, fee=replace(nothing, coin=coin)))
    stage.gateway.listed = [replace(REPORT, filled=Decimal("0.004"))]
    stage.gateway.trades = [other(FIRST, fee=nothing).trade]
    assert not await passes(stage)


def order_number(number: int) -> Order:
    name = ClientOrderId(f"s0010001000010000{number}")
    return replace(KNOWN, client_order_id=name, venue_order_id=VenueOrderId(str(number)))


async def test_different_orders_are_asked_about_at_once_and_each_once(stage: Stage) -> None:
    """One whose answer does not come holds up no other."""
    stage.gateway.found = replace(REPORT, ended=OrderFact.CANCELED)
    stage.gateway.silent_about = {VenueOrderId("2")}
    for number in range(2, 9):
        watched = stage.reconciler.watch(BOT, order_number(number), MARKET)
        stage.facts.expect(watched, its_end=True)
    await stage.clock.advance(0.5)
    asked = [one.venue_order_id for one in stage.gateway.asked]
    assert sorted(map(str, asked)) == [str(number) for number in range(2, 9)]
    again = stage.reconciler.watched(order_number(2).client_order_id)
    assert again is not None
    stage.facts.expect(again, its_end=True)
    await stage.clock.advance(0.5)
    assert len(stage.gateway.asked) == 7, "that one is being asked about"
