"""One step is one transaction: all of it, once, or nothing."""

import asyncio
import sqlite3
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db import rows
from db.chat_models import OutboxRow
from db.models import ActivityLog, BookedFillRow, BookedResult, Bot, DayResult, OrderRow, StateOfBot, Trade
from db.store import Store
from engine.core.events import Edit, OrderCanceled, OrderFilled, PriceSeen
from engine.core.machine import step
from engine.core.notices import FillBooked
from engine.core.state import Outcome
from engine.core.types import Mode, Status
from engine.errors import FillAlreadyBooked, StorageUnavailable
from engine.outbox import ToAlerts, ToPerson
from tests.db.trading import CONFIG, NOW, OWNER, count, counts, fill_of, make_trader

TABLES = (StateOfBot, OrderRow, BookedFillRow, Trade, DayResult, BookedResult, ActivityLog, OutboxRow)


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


async def test_lists_show_what_an_edit_has_made_of_a_bot(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    new = replace(CONFIG, sell_price=Decimal(61000), leverage=3)
    await trader.take(Edit(at=NOW, config=new, market=trader.state.market))
    await trader.take(
        OrderCanceled(at=NOW, client_order_id=trader.order.client_order_id, reported=Decimal(0))
    )
    async with store.database.read() as session:
        bot = (await session.scalars(select(Bot))).one()
    assert (bot.sell_price, bot.config["leverage"]) == (Decimal(61000), 3)


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


async def test_all_that_a_step_tells_is_owed_in_its_order(store: Store) -> None:
    trader = await make_trader(store, config=replace(CONFIG, infinite_loop=False))
    await trader.start()
    await trader.cycles(1)
    owed = await store.outbox.waiting(ToPerson(OWNER), 10)
    assert [one.notice.kind for one in owed] == ["fill", "fill", "cycle", "stopped"]


async def test_an_error_in_the_transaction_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    trader = await make_trader(store)
    await trader.start()
    before = await counts(store, TABLES)
    stored = await store.ledger.load(trader.bot_id)
    real = rows.outbox_row
    with monkeypatch.context() as patched:  # the last thing a commit does: the column refuses it
        patched.setattr(rows, "outbox_row", lambda *of: real(*of) | {"kind": None})
        with pytest.raises((IntegrityError, sqlite3.IntegrityError)):
            await trader.fill("t1")
    assert await counts(store, TABLES) == before
    assert await store.ledger.load(trader.bot_id) == stored
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
