"""What an account makes of orders that have the shape of one of its own, and no name."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

from engine.core.orders import Order, OrderIdentity, OrderState
from engine.core.types import AccountId, BotId, ClientOrderId, Leg, Market, Mode, Side, TradeId, VenueOrderId
from engine.venue_answers import Absent, Ambiguous, CannotTell, FindAnswer, Present
from engine.venues.live.gateway import Candidates, Gateway, NotFound, OrderReport, TradeReport
from tests.support.clock import START, ManualClock
from tests.venues.reconciling import NoFundings, Told, make_reconciler

ONE, TWO = BotId(UUID(int=1)), BotId(UUID(int=2))
MARKET = Market(
    venue="Nameless",
    symbol="BTC/USDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.0001"),
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
    state=OrderState.UNKNOWN,
)
EQUAL = replace(ORDER, client_order_id=ClientOrderId("s00100020000100001"))
FENCE_S = 17


def report(number: str) -> OrderReport:
    return OrderReport(
        venue_order_id=VenueOrderId(number),
        client_order_id=None,
        symbol=MARKET.symbol,
        side=ORDER.side,
        price=ORDER.price,
        quantity=ORDER.quantity,
        filled=Decimal(0),
        ended=None,
        created_at=START,
    )


class NamelessExchange:
    """Shows the same orders for every shape."""

    def __init__(self, *numbers: str) -> None:
        self.orders = tuple(report(number) for number in numbers)
        self.changed: tuple[OrderReport, ...] = ()
        """Orders of that time and side with other figures."""
        self.not_for = set[ClientOrderId]()
        """Orders whose time is another one."""

    async def fetch_order(self, identity: OrderIdentity, market: Market) -> Candidates | NotFound:
        is_shown = (self.orders or self.changed) and identity.client_order_id not in self.not_for
        return Candidates(orders=self.orders, changed=self.changed) if is_shown else NotFound()

    async def renamed(self, order: Order, market: Market) -> Sequence[OrderReport]:
        return ()

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        return ()


class Books(NoFundings):
    """The orders of bots, by the exchange's number."""

    def __init__(self) -> None:
        self.owners: dict[VenueOrderId, tuple[BotId, ClientOrderId]] = {}

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        return None

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side) -> bool:
        return False

    async def owner_of(
        self, account_id: AccountId, symbol: str, name: ClientOrderId | None, number: VenueOrderId
    ) -> tuple[BotId, ClientOrderId] | None:
        return self.owners.get(number)

    async def given_up_by(self, account_id: AccountId, symbol: str, name: ClientOrderId) -> BotId | None:
        return None

    async def replaced_by(
        self, account_id: AccountId, symbol: str, name: ClientOrderId, number: VenueOrderId
    ) -> BotId | None:
        return None


class Stage:
    """A reconciler, and how long ago its bots decided their orders."""

    def __init__(self, *numbers: str) -> None:
        self.clock, self.books, self.told = ManualClock(), Books(), list[Told]()
        self.exchange = NamelessExchange(*numbers)
        gateway = cast("Gateway", self.exchange)
        account_id = AccountId("Nameless", Mode.TESTNET)
        self.reconciler = make_reconciler(account_id, gateway, self.books, self.told, self.clock)

    async def fate(
        self, bot_id: BotId = ONE, order: Order = ORDER, *, at_s: float | None = None
    ) -> FindAnswer:
        if at_s is not None:
            await self.clock.advance(at_s - (self.clock.now() - START).total_seconds())
        return await self.reconciler.find(bot_id, order, MARKET)


def numbers_in(answer: FindAnswer) -> list[str]:
    assert isinstance(answer, Ambiguous)
    return [one.venue_order_id for one in answer.candidates]


async def test_the_only_one_is_the_order_once_it_cannot_be_on_its_way_any_more() -> None:
    stage = Stage("1")
    assert isinstance(await stage.fate(at_s=FENCE_S - 1), CannotTell)
    answer = await stage.fate(at_s=FENCE_S)
    assert isinstance(answer, Present)
    assert answer.venue_order_id == "1"


async def test_two_are_asked_about_only_when_no_more_can_become_known() -> None:
    stage = Stage("1", "2")
    assert isinstance(await stage.fate(at_s=FENCE_S - 1), CannotTell)
    assert numbers_in(await stage.fate(at_s=FENCE_S)) == ["1", "2"]


async def test_without_any_the_order_is_absent_after_its_fence() -> None:
    stage = Stage()
    assert isinstance(await stage.fate(at_s=FENCE_S), CannotTell)
    assert isinstance(await stage.fate(), Absent)


async def test_another_bots_order_is_left_out_watched_or_in_the_books() -> None:
    stage = Stage("1", "2", "3")
    stage.reconciler.watch(TWO, replace(EQUAL, venue_order_id=VenueOrderId("1")), MARKET)
    stage.books.owners[VenueOrderId("2")] = (TWO, ClientOrderId("s00100020000100007"))
    answer = await stage.fate(at_s=FENCE_S)
    assert isinstance(answer, Present)
    assert answer.venue_order_id == "3"


async def test_an_order_of_the_same_bot_is_left_out_too_and_the_order_itself_is_not() -> None:
    stage = Stage("1", "2")
    stage.books.owners[VenueOrderId("1")] = (ONE, ClientOrderId("s00100010000100000"))
    stage.books.owners[VenueOrderId("2")] = (ONE, ORDER.client_order_id)
    answer = await stage.fate(at_s=FENCE_S)
    assert isinstance(answer, Present)
    assert answer.venue_order_id == "2"


async def test_while_an_equal_order_may_be_on_its_way_the_only_one_may_be_that_one() -> None:
    stage = Stage("1")
    later = replace(EQUAL, state=OrderState.INTENT, deadline=ORDER.deadline + timedelta(seconds=30))
    stage.reconciler.watch(TWO, later, MARKET)
    assert isinstance(await stage.fate(at_s=FENCE_S), CannotTell)
    assert isinstance(await stage.fate(at_s=FENCE_S + 29), CannotTell)
    assert numbers_in(await stage.fate(at_s=FENCE_S + 30)) == ["1"]


async def test_one_order_that_may_be_either_bots_is_asked_about_for_both() -> None:
    """Whoever took it might leave another's order of that shape to the other one."""
    stage = Stage("1")
    stage.reconciler.watch(TWO, EQUAL, MARKET)
    assert numbers_in(await stage.fate(at_s=FENCE_S)) == ["1"]
    assert numbers_in(await stage.fate(TWO, EQUAL)) == ["1"]


async def test_once_it_is_said_whose_it_is_the_other_one_is_absent() -> None:
    stage = Stage("1")
    stage.reconciler.watch(TWO, EQUAL, MARKET)
    assert isinstance(await stage.fate(at_s=FENCE_S), Ambiguous)
    adopted = replace(ORDER, state=OrderState.OPEN, venue_order_id=VenueOrderId("1"))
    stage.reconciler.watch(ONE, adopted, MARKET)
    assert isinstance(await stage.fate(TWO, EQUAL), CannotTell)
    assert isinstance(await stage.fate(TWO, EQUAL), Absent)


async def test_once_it_is_said_that_it_is_not_the_first_ones_it_is_the_other_ones() -> None:
    stage = Stage("1")
    stage.reconciler.watch(TWO, EQUAL, MARKET)
    assert isinstance(await stage.fate(at_s=FENCE_S), Ambiguous)
    stage.reconciler.accept_as_is(ORDER.client_order_id)
    assert isinstance(await stage.fate(TWO, EQUAL), Present)


async def test_an_order_that_cannot_have_come_at_that_time_is_no_rival() -> None:
    stage = Stage("1")
    stage.exchange.not_for.add(EQUAL.client_order_id)
    stage.reconciler.watch(TWO, EQUAL, MARKET)
    assert isinstance(await stage.fate(at_s=FENCE_S), Present)


async def test_an_order_of_another_price_is_no_rival() -> None:
    stage = Stage("1")
    stage.reconciler.watch(TWO, replace(EQUAL, price=Decimal(93000)), MARKET)
    assert isinstance(await stage.fate(at_s=FENCE_S), Present)


def changed(number: str, *, price: str = "93990") -> OrderReport:
    return replace(report(number), price=Decimal(price))


async def test_one_that_a_hand_may_have_changed_is_asked_about_and_never_absent() -> None:
    stage = Stage()
    stage.exchange.changed = (changed("1"),)
    assert isinstance(await stage.fate(at_s=FENCE_S - 1), CannotTell)
    assert numbers_in(await stage.fate(at_s=FENCE_S)) == ["1"]
    seen = await stage.reconciler.lookup.status(ORDER, MARKET)
    assert [(one.venue_order_id, one.price) for one in seen.candidates] == [("1", Decimal(93990))]


async def test_one_of_its_shape_may_be_anothers_where_a_hand_may_have_changed_the_order() -> None:
    stage = Stage("1")
    stage.exchange.changed = (changed("2"),)
    assert numbers_in(await stage.fate(at_s=FENCE_S)) == ["1", "2"]
    seen = await stage.reconciler.lookup.status(ORDER, MARKET)
    assert [one.venue_order_id for one in seen.candidates] == ["1", "2"]


async def test_a_person_is_shown_the_changed_one_beside_those_of_its_shape() -> None:
    """It may be changed while they are asked which of two it is."""
    stage = Stage("1", "2")
    assert numbers_in(await stage.fate(at_s=FENCE_S)) == ["1", "2"]
    stage.exchange.orders, stage.exchange.changed = (report("2"),), (changed("1"),)
    seen = await stage.reconciler.lookup.status(ORDER, MARKET)
    assert [one.venue_order_id for one in seen.candidates] == ["2", "1"]


async def test_where_those_of_its_shape_are_others_the_changed_one_is_asked_about() -> None:
    stage = Stage("1")
    stage.exchange.changed = (changed("2"),)
    stage.books.owners[VenueOrderId("1")] = (TWO, EQUAL.client_order_id)
    assert numbers_in(await stage.fate(at_s=FENCE_S)) == ["2"]


async def test_another_order_of_ours_is_none_that_a_hand_has_changed() -> None:
    stage = Stage()
    stage.exchange.changed = (changed("1"), changed("2"), changed("3", price="93000"))
    stage.reconciler.watch(TWO, replace(EQUAL, venue_order_id=VenueOrderId("1")), MARKET)
    stage.books.owners[VenueOrderId("2")] = (ONE, ClientOrderId("s00100010000100000"))
    # Of this one it is not known yet that it is number 3, but it looks like it.
    stage.reconciler.watch(TWO, in_doubt("s00100020000100002", price=Decimal(93000)), MARKET)
    assert isinstance(await stage.fate(at_s=FENCE_S), CannotTell)
    assert isinstance(await stage.fate(), Absent)


async def test_a_changed_one_may_be_that_of_another_order_on_its_way_to_that_side() -> None:
    stage = Stage()
    stage.exchange.changed = (changed("1"),)
    later = in_doubt(
        "s00100020000100002", price=Decimal(93000), deadline=ORDER.deadline + timedelta(seconds=30)
    )
    stage.reconciler.watch(TWO, later, MARKET)
    assert isinstance(await stage.fate(at_s=FENCE_S), CannotTell)
    assert numbers_in(await stage.fate(at_s=FENCE_S + 30)) == ["1"]


def in_doubt(name: str, **changes: object) -> Order:
    return replace(EQUAL, client_order_id=ClientOrderId(name), **changes)  # type: ignore[arg-type]  # a test's wishes
