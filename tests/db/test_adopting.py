"""An order that a bot adopts has one row, and one owner."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.models import OrderRow
from db.store import Store
from engine.core.adoption import as_known
from engine.core.events import (
    AcceptAsIs,
    Adopt,
    LateFilled,
    OrderAbsent,
    OrderCanceled,
    OrderFilled,
    OrderUnknown,
    Pause,
)
from engine.core.ids import OrderNaming
from engine.core.orders import Order, OrderState
from engine.core.state import Phase
from engine.core.types import AccountId, ClientOrderId, Leg, Mode, Side, VenueOrderId
from engine.errors import OrderTaken
from tests.db.trading import CONFIG, NOW, OWNER, Trader, count, fill_of, make_trader
from tests.support.reasons import said

ACCOUNT = AccountId("Binance", Mode.LIVE)
STRAY = Order(
    client_order_id=OrderNaming(epoch=46_000, serial=1).name(cycle=4, leg=Leg.ENTRY, attempt=1),
    side=Side.BUY,
    leg=Leg.ENTRY,
    cycle=0,
    attempt=0,
    price=Decimal(59000),
    quantity=Decimal("0.02"),
    created_at=NOW,
    deadline=NOW,
    state=OrderState.ABSENT,
    venue_order_id=VenueOrderId("1001"),
)


async def live_trader(store: Store) -> Trader:
    return await make_trader(store, config=replace(CONFIG, mode=Mode.LIVE))


async def adopted(store: Store) -> Trader:
    trader = await live_trader(store)
    await trader.take(Adopt(at=NOW, order=STRAY))
    return trader


async def test_the_adopted_order_is_the_bots_and_is_found_by_either_name(store: Store) -> None:
    trader = await adopted(store)
    found = await store.ledger.find_order(trader.bot_id, STRAY.client_order_id)
    assert found == trader.order
    assert found is not None
    assert (found.cycle, found.leg, found.attempt, found.state) == (1, Leg.ENTRY, 1, OrderState.OPEN)
    owner = (trader.bot_id, STRAY.client_order_id)
    for named in (STRAY.client_order_id, None):
        known = await store.fill_history.owner_of(ACCOUNT, "BTC/USDT", named, VenueOrderId("1001"))
        assert known == owner
    await trader.fill("t1")
    assert await store.fill_history.is_booked(ACCOUNT, "BTC/USDT", fill_of(STRAY, "t1").trade_id, STRAY.side)
    assert trader.state.held == Decimal("0.02")
    stored = await store.ledger.load(trader.bot_id)
    assert stored is not None
    assert stored.state == trader.state


@pytest.mark.parametrize("deleted", [False, True])
async def test_an_order_is_adopted_once(store: Store, deleted: bool) -> None:
    first, second = await adopted(store), await live_trader(store)
    if deleted:
        await store.bot_book.delete(first.bot_id, NOW, by=OWNER)
    before = await store.ledger.load(second.bot_id)
    with pytest.raises(OrderTaken):
        await second.take(Adopt(at=NOW, order=STRAY))
    assert await store.ledger.load(second.bot_id) == before
    assert await count(store, OrderRow) == 1
    async with store.database.read() as session:
        assert (await session.scalars(select(OrderRow.bot_id))).one() == first.bot_id
    await second.start()  # it goes on as if nothing had been


async def test_a_bots_own_order_proven_absent_keeps_its_row(store: Store) -> None:
    trader = await live_trader(store)
    await trader.start()
    given_up = trader.order.client_order_id
    await trader.take(OrderUnknown(at=NOW, client_order_id=given_up, reason=said("no answer")))
    await trader.take(OrderAbsent(at=NOW, client_order_id=given_up))
    await trader.accept()
    second = trader.order
    await trader.take(Pause(at=NOW, reason=said("it has appeared")))
    await trader.take(OrderCanceled(at=NOW, client_order_id=second.client_order_id, reported=Decimal(0)))
    row = await known(store, trader, given_up)
    part = fill_of(row, "part", quantity=Decimal("0.004"))
    await trader.take(LateFilled(at=NOW, order=row, fill=part))

    shown = replace(row, venue_order_id=VenueOrderId("77"))
    await trader.take(Adopt(at=NOW, order=as_known(shown, await known(store, trader, given_up))))
    assert trader.state.phase is Phase.WORKING
    found = await known(store, trader, given_up)
    assert found == trader.order
    assert (found.attempt, found.filled, found.venue_order_id) == (3, Decimal("0.004"), "77")
    assert await count(store, OrderRow) == 2
    rest = fill_of(found, "rest", quantity=Decimal("0.006"))
    await trader.take(OrderFilled(at=NOW, client_order_id=given_up, fill=rest))
    assert (trader.state.leg, trader.state.held) == (Leg.EXIT, Decimal("0.01"))


async def known(store: Store, trader: Trader, name: ClientOrderId) -> Order:
    found = await store.ledger.find_order(trader.bot_id, name)
    assert found is not None
    return found


async def test_an_order_taken_as_it_is_stays_so_on_disk(store: Store) -> None:
    trader = await live_trader(store)
    await trader.start()
    await trader.accept()
    name = trader.order.client_order_id
    await trader.take(OrderCanceled(at=NOW, client_order_id=name, reported=Decimal("0.01")))
    await trader.take(Pause(at=NOW, reason=said("short")))
    await trader.take(AcceptAsIs(at=NOW, client_order_id=name))
    assert [bot.state.bot_id for bot in await store.ledger.load_all() if bot.at_work] == [trader.bot_id]
    stored = await store.ledger.load(trader.bot_id)
    assert stored is not None
    assert (stored.state, stored.state.order_pending) == (trader.state, False)
    again = Trader(store.ledger, stored.state)
    await again.take(OrderCanceled(at=NOW, client_order_id=name, reported=Decimal("0.01")))
    assert not again.state.order_pending
