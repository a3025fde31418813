"""Making and deleting bots."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.bot_book import DatabaseBotBook
from db.models import ActivityLog, BookedFillRow, BookedResult, Bot, DayResult, OrderRow, StateOfBot, Trade
from db.store import Store
from engine.core.events import Edit
from engine.core.types import BotId, Status
from engine.errors import BotNotFound, CardOutdated, LimitReached
from engine.reads.journal import JournalLine
from tests.db.trading import CONFIG, MARKET, NOW, OWNER, count, counts, make_trader, new_bot


async def test_a_new_bot_is_stopped_and_logged(store: Store) -> None:
    stored = await store.bot_book.create(new_bot(), 10)
    assert stored.state.status is Status.STOPPED
    assert stored.created_at == NOW
    assert await store.ledger.load(stored.state.bot_id) == stored
    async with store.database.read() as session:
        line = (await session.scalars(select(ActivityLog))).one()
    assert line.bot_id == stored.state.bot_id
    assert line.message == (
        "Created (PAPER, Binance): BTC/USDT, BUY first, 0.01 BTC, buy at 60000, sell at 60600 USDT, loop on"
    )


async def test_the_same_key_gives_the_same_bot(store: Store) -> None:
    new = new_bot(key="one wish")
    bots = await asyncio.gather(*(store.bot_book.create(new, 1) for _ in range(5)))
    assert len({bot.state.bot_id for bot in bots}) == 1
    assert await counts(store, [Bot, StateOfBot, ActivityLog]) == [1, 1, 1]


async def test_the_limit_counts_the_owners_bots_only(store: Store) -> None:
    await store.bot_book.create(new_bot(owner_id=1), 1)
    await store.bot_book.create(new_bot(owner_id=2), 1)
    with pytest.raises(LimitReached) as reached:
        await store.bot_book.create(new_bot(owner_id=1), 1)
    assert reached.value.most == 1
    assert await count(store, Bot) == 2


async def test_a_bot_that_has_changed_since_is_not_deleted(store: Store) -> None:
    trader = await make_trader(store)
    shown = trader.state
    config = replace(trader.state.config, quantity=Decimal("0.02"))
    await trader.take(Edit(at=NOW, config=config, market=MARKET))
    assert trader.state.revision > shown.revision
    with pytest.raises(CardOutdated):
        await store.bot_book.delete(trader.bot_id, NOW, by=OWNER, seen=shown)
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER, seen=trader.state)
    assert await count(store, Bot) == 0


async def test_a_bot_that_has_bought_since_is_not_deleted(store: Store) -> None:
    """A late fill is no change of the bot's: its revision stays."""
    trader = await make_trader(store)
    await trader.start()
    shown = trader.state
    await trader.fill()
    assert (trader.state.revision, trader.state.held > shown.held) == (shown.revision, True)
    with pytest.raises(CardOutdated):
        await store.bot_book.delete(trader.bot_id, NOW, by=OWNER, seen=shown)
    assert await count(store, Bot) == 1


async def test_numbers_are_never_given_twice(store: Store) -> None:
    first, second = [await make_trader(store) for _ in range(2)]
    await store.bot_book.delete(second.bot_id, NOW, by=OWNER)
    third = await make_trader(store)
    numbers = [trader.state.naming.serial for trader in (first, second, third)]
    assert numbers == [1, 2, 3]
    assert first.state.naming.epoch == third.state.naming.epoch


async def test_deleting_takes_trades_along_and_leaves_logs_orders_fills_and_results(store: Store) -> None:
    trader, other = await make_trader(store), await make_trader(store)
    for each in (trader, other):
        await each.start()
        await each.cycles(1)
    kept_models = [OrderRow, BookedFillRow, DayResult, BookedResult]
    kept = await counts(store, kept_models)
    lines = await count(store, ActivityLog)
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    assert await counts(store, [Bot, StateOfBot, Trade]) == [1, 1, 2]
    assert await counts(store, kept_models) == kept
    async with store.database.read() as session:
        logs = list(await session.scalars(select(ActivityLog).order_by(ActivityLog.id)))
    assert len(logs) == lines + 1
    assert {line.owner_id for line in logs} == {OWNER}
    assert trader.bot_id not in {line.bot_id for line in logs}
    assert sum(line.bot_id == other.bot_id for line in logs) == lines / 2
    assert logs[-1].message == "Deleted #1 BTC/USDT (PAPER, Binance): 2 trades, result +4.794 USDT"
    assert logs[-1].audit


async def test_the_alerts_of_all_bots_are_switched_on_with_their_lines_or_of_none(store: Store) -> None:
    first, second = [
        (await store.bot_book.create(new_bot(key=key), 10)).state.ref for key in ("first", "second")
    ]
    for one in (first, second):
        await store.bot_book.set_alerts(one.bot_id, on=False)
    said = []

    def fails_at_the_second(line: JournalLine) -> str:
        said.append(line)
        if len(said) > 1:
            raise ValueError("the disk is full")
        return "on"

    with pytest.raises(ValueError, match="the disk is full"):
        await DatabaseBotBook(store.database, fails_at_the_second).switch_alerts_on(
            [first, second], NOW, by=OWNER
        )
    assert len(said) == 2
    assert await alerts(store) == [False, False]
    await store.bot_book.set_alerts(first.bot_id, on=True)
    await store.bot_book.switch_alerts_on([first, second], NOW, by=OWNER)
    assert await alerts(store) == [True, True]
    async with store.database.read() as session:
        lines = list(await session.scalars(select(ActivityLog).order_by(ActivityLog.id)))
    assert [line.bot_id for line in lines[2:]] == [second.bot_id], "one that was on has no line"
    assert lines[-1].audit


async def alerts(store: Store) -> list[bool]:
    async with store.database.read() as session:
        return list(await session.scalars(select(Bot.alerts).order_by(Bot.number)))


async def test_what_is_not_there_cannot_be_changed(store: Store) -> None:
    nobody = BotId(uuid4())
    with pytest.raises(BotNotFound):
        await store.bot_book.delete(nobody, NOW, by=OWNER)
    with pytest.raises(BotNotFound):
        await store.bot_book.set_alerts(nobody, on=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": Decimal(0)},
        {"quantity": Decimal(-1)},
        {"buy_price": Decimal(0)},
        {"sell_price": CONFIG.buy_price},
        {"buy_price": Decimal(9), "sell_price": Decimal("8.9")},
        {"trailing_percent": Decimal("100.01")},
        {"trailing_percent": Decimal("-0.01")},
    ],
)
async def test_the_tables_refuse_what_cannot_be_traded(store: Store, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        await store.bot_book.create(new_bot(config=replace(CONFIG, **wrong)), 10)
    assert await counts(store, [Bot, StateOfBot, ActivityLog]) == [0, 0, 0]
