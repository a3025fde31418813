"""One step is one transaction: all of it, once, or nothing."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.views.journal import line_text
from db import rows
from db.chat_models import OutboxRow
from db.ledger import DatabaseLedger
from db.models import ActivityLog, BookedFillRow, Bot, DayResult, OrderRow, StateOfBot, Trade
from db.outbox_signal import OutboxSignal
from db.store import Store
from engine.core.events import OrderCanceled, OrderFilled, PriceSeen
from engine.core.machine import step
from engine.core.notices import FillBooked
from engine.core.state import Outcome
from engine.core.types import BotId, ClientOrderId, Mode, Side, Status
from engine.errors import BotNotFound, FillAlreadyBooked, StateOutdated, StorageUnavailable
from engine.outbox import ToAlerts, ToPerson
from tests.db.trading import CONFIG, NOW, OWNER, count, counts, fill_of, make_trader

TABLES = (StateOfBot, OrderRow, BookedFillRow, Trade, DayResult, ActivityLog, OutboxRow)


async def test_a_commit_keeps_the_whole_step(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    await trader.accept()
    trader.feed_offset = 41
    await trader.fill("t1")
    stored = await store.ledger.load(trader.bot_id)
    assert stored is not None
    assert stored.state == trader.state
    assert stored.feed_offset == 41
    assert stored.created_at == NOW
    async with store.database.read() as session:
        trade = (await session.scalars(select(Trade))).one()
        bot = (await session.scalars(select(Bot))).one()
    assert (trade.quantity, trade.price, trade.side) == (Decimal("0.01"), Decimal(60000), "BUY")
    assert (trade.commission, trade.commission_coin, trade.pnl) == (Decimal("0.6"), "USDT", None)
    assert trade.exchange_order_id is not None
    assert trade.exchange_order_id.startswith("venue-")
    assert (bot.status, bot.total_trades, bot.last_fill_time) == (Status.ACTIVE, 1, NOW)
    assert await count(store, OrderRow) == 2
    assert await count(store, BookedFillRow) == 1


async def test_the_fill_that_closes_a_cycle_carries_its_result(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    await trader.cycles(1)
    result = Decimal(6) - Decimal("0.6") - Decimal("0.606")
    async with store.database.read() as session:
        results = list(await session.scalars(select(Trade.pnl).order_by(Trade.id)))
        pnl = await session.scalar(select(Bot.pnl))
    assert results == [None, result]
    assert pnl == result


async def test_an_order_is_found_again_as_it_was(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    await trader.accept()
    entry = trader.order
    part = fill_of(entry, "part", quantity=Decimal("0.004"))
    await trader.take(OrderFilled(at=NOW, client_order_id=entry.client_order_id, fill=part))
    assert await store.ledger.find_order(trader.bot_id, entry.client_order_id) == trader.order
    partly = trader.order
    assert partly.trade_ids == {"part"}
    await trader.take(
        OrderFilled(
            at=NOW,
            client_order_id=entry.client_order_id,
            fill=fill_of(entry, "rest", quantity=Decimal("0.006")),
        )
    )
    assert trader.order.client_order_id != entry.client_order_id
    found = await store.ledger.find_order(trader.bot_id, entry.client_order_id)
    assert found is not None
    assert found.filled == Decimal("0.01")
    assert found.trade_ids == {"part", "rest"}
    assert await store.ledger.find_order(BotId(uuid4()), entry.client_order_id) is None
    assert await store.ledger.find_order(trader.bot_id, ClientOrderId("unheard")) is None


async def test_a_crash_in_the_transaction_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    trader = await make_trader(store)
    await trader.start()
    before = await counts(store, TABLES)
    stored = await store.ledger.load(trader.bot_id)
    real = rows.outbox_rows

    def power_cut(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(rows, "outbox_rows", power_cut)  # the last thing a commit does
    with pytest.raises(ZeroDivisionError):
        await trader.fill("t1")
    assert await counts(store, TABLES) == before
    assert await store.ledger.load(trader.bot_id) == stored
    monkeypatch.setattr(rows, "outbox_rows", real)
    await trader.fill("t1")
    assert await count(store, Trade) == 1


async def test_a_fill_is_booked_once_and_the_second_leaves_nothing(store: Store) -> None:
    first, second = await make_trader(store), await make_trader(store)
    await first.start()
    await second.start()
    await first.fill("same")
    before, stored = await counts(store, TABLES), await store.ledger.load(second.bot_id)
    with pytest.raises(FillAlreadyBooked):
        await second.fill("same")
    assert await counts(store, TABLES) == before
    assert await store.ledger.load(second.bot_id) == stored
    await second.fill("another")


async def test_a_trade_id_counts_per_account_and_symbol(store: Store) -> None:
    for changed in (
        {},
        {"exchange": "Bybit"},
        {"ticker": "ETH/USDT"},
        {"mode": Mode.TESTNET},
    ):
        trader = await make_trader(store, config=replace(CONFIG, **changed))
        await trader.start()
        await trader.fill("same")
    assert await count(store, BookedFillRow) == 4


async def test_a_refused_unit_does_not_hurt_its_batch(store: Store) -> None:
    traders = [await make_trader(store) for _ in range(6)]
    for trader in traders:
        await trader.start()
    await traders[0].fill("taken")
    taken = ["taken", "a", "taken", "b", "c"]
    answers = await asyncio.gather(
        *(trader.fill(name) for trader, name in zip(traders[1:], taken, strict=True)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [
        FillAlreadyBooked,
        Outcome,
        FillAlreadyBooked,
        Outcome,
        Outcome,
    ]
    assert await count(store, Trade) == 4


async def test_a_fill_of_a_deleted_bot_cannot_be_booked_again(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    await trader.fill("old")
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    other = await make_trader(store)
    await other.start()
    with pytest.raises(FillAlreadyBooked):
        await other.fill("old")


async def test_a_deleted_bot_takes_no_step(store: Store) -> None:
    trader = await make_trader(store)
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    with pytest.raises(BotNotFound):
        await trader.start()
    assert await count(store, OrderRow) == 0


async def test_a_step_from_an_outdated_state_is_refused(store: Store) -> None:
    trader = await make_trader(store)
    elsewhere = DatabaseLedger(store.database, OutboxSignal(), line_text)
    await elsewhere.load(trader.bot_id)
    await trader.start()
    with pytest.raises(StateOutdated):
        await elsewhere.commit(Outcome(state=replace(trader.state, cycle=9)), None, NOW)
    stored = await store.ledger.load(trader.bot_id)
    assert stored is not None
    assert stored.state == trader.state


async def test_a_commit_whose_answer_was_lost_is_done_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    trader = await make_trader(store)
    await trader.start()
    order = trader.order
    outcome = step(
        trader.state,
        OrderFilled(at=NOW, client_order_id=order.client_order_id, fill=fill_of(order, "t1")),
    )
    _lose_next_answer(store, monkeypatch)
    with pytest.raises(StorageUnavailable):
        await store.ledger.commit(outcome, 7, NOW)
    before = await counts(store, TABLES)
    await store.ledger.commit(outcome, 7, NOW)
    assert await counts(store, TABLES) == before
    assert await count(store, Trade) == 1
    trader.state = outcome.state
    await trader.fill("t2")
    assert await count(store, Trade) == 2


async def test_after_a_lost_answer_another_step_must_load_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    trader = await make_trader(store)
    _lose_next_answer(store, monkeypatch)
    with pytest.raises(StorageUnavailable):
        await trader.start()
    with pytest.raises(StateOutdated):
        await store.ledger.commit(Outcome(state=trader.state), None, NOW)
    stored = await store.ledger.load(trader.bot_id)
    assert stored is not None
    trader.state = stored.state
    await trader.fill("t1")


async def test_a_commit_that_was_not_done_is_done_the_second_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    trader = await make_trader(store)
    real = store.database.write

    async def unavailable(_: object) -> None:
        raise StorageUnavailable("gone")

    monkeypatch.setattr(store.database, "write", unavailable)
    with pytest.raises(StorageUnavailable):
        await trader.start()
    monkeypatch.setattr(store.database, "write", real)
    await trader.start()
    assert await count(store, OrderRow) == 1


def _lose_next_answer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = store.database.write

    async def write(unit: object) -> None:
        monkeypatch.setattr(store.database, "write", real)
        await real(unit)  # type: ignore[arg-type] # any unit
        raise StorageUnavailable("the connection was lost")

    monkeypatch.setattr(store.database, "write", write)


async def test_the_owner_is_told_always_and_the_alert_chat_when_wanted(store: Store) -> None:
    quiet, loud = await make_trader(store), await make_trader(store, alerts=True)
    await quiet.start()
    await loud.start()
    await quiet.fill("q")
    await loud.fill("l")
    for_owner = await store.outbox.waiting(ToPerson(OWNER), 10)
    for_alerts = await store.outbox.waiting(ToAlerts(), 10)
    assert [owed.notice.trade_id for owed in for_owner if isinstance(owed.notice, FillBooked)] == ["q", "l"]
    assert [owed.notice for owed in for_alerts] == [for_owner[1].notice]
    await store.bot_book.set_alerts(loud.bot_id, on=False)
    await loud.fill("l2")
    assert len(await store.outbox.waiting(ToAlerts(), 10)) == 1


@pytest.mark.parametrize("other", [{"price": Decimal(1)}, {"quantity": Decimal(1)}, {"side": Side.SELL}])
async def test_an_order_never_turns_into_another(store: Store, other: dict[str, Any]) -> None:
    trader = await make_trader(store)
    await trader.start()
    order = replace(trader.order, **other)
    with pytest.raises(StateOutdated, match="another one on disk"):
        await store.ledger.commit(Outcome(state=trader.state, orders=(order,)), None, NOW)
    assert await store.ledger.find_order(trader.bot_id, order.client_order_id) == trader.order


async def test_load_active_finds_those_with_something_to_do(store: Store) -> None:
    stopped, active, order_pending = [await make_trader(store) for _ in range(3)]
    await active.start()
    await order_pending.start()
    await order_pending.accept()
    await order_pending.take(
        OrderCanceled(at=NOW, client_order_id=order_pending.order.client_order_id, reported=Decimal("0.01"))
    )
    waits_for_fills = replace(order_pending.state, status=Status.STOPPED)
    await store.ledger.commit(Outcome(state=waits_for_fills), None, NOW)
    found = [bot.state.bot_id for bot in await store.ledger.load_active()]
    assert found == [active.bot_id, order_pending.bot_id]
    assert stopped.bot_id not in found


async def test_a_fill_belongs_to_the_account_it_was_made_on(store: Store) -> None:
    """A change of the configuration can take force in the step that books a fill."""
    trader = await make_trader(store)
    await trader.start()
    order = trader.order
    outcome = step(
        trader.state,
        OrderFilled(at=NOW, client_order_id=order.client_order_id, fill=fill_of(order, "t1")),
    )
    moved = replace(outcome.state, config=replace(CONFIG, mode=Mode.TESTNET, exchange="Bybit"))
    await store.ledger.commit(replace(outcome, state=moved, orders=()), None, NOW)
    async with store.database.read() as session:
        trade = (await session.scalars(select(Trade))).one()
        day = (await session.scalars(select(DayResult))).one()
        guard = (await session.scalars(select(BookedFillRow))).one()
    assert (trade.mode, trade.exchange, day.mode) == (Mode.PAPER, "Binance", Mode.PAPER)
    assert guard.account == "Binance:PAPER"


async def test_a_step_without_rows_moves_state_and_feed_offset(store: Store) -> None:
    trader = await make_trader(store, config=replace(CONFIG, trailing_percent=Decimal("0.5")))
    await trader.start()
    before = await counts(store, TABLES)
    trader.feed_offset = 12
    await trader.take(PriceSeen(at=NOW, price=Decimal(59990)))
    assert await counts(store, TABLES) == before
    stored = await store.ledger.load(trader.bot_id)
    assert stored is not None
    assert (stored.feed_offset, stored.state.trail) == (12, trader.state.trail)
