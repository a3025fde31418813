"""What goes past SQLAlchemy is stored as SQLAlchemy would store it."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any, cast
from uuid import UUID
from weakref import WeakSet

import pytest
from sqlalchemy import Column, delete, select

from db import statements
from db.base import Base
from db.chat_models import OutboxRow
from db.models import (
    ActivityLog,
    BookedFillRow,
    BookedResult,
    Bot,
    DayResult,
    Installation,
    OrderRow,
    StateOfBot,
    Trade,
)
from db.one_statement import OneStatement
from db.prepared import RUNNERS, CoreRunner
from db.statements import table
from db.store import Store, store_in
from db.types import ValueRefused
from engine.core.events import Edit
from engine.core.state import Outcome
from engine.core.types import Mode, Side
from engine.errors import FillAlreadyBooked, StateOutdated
from engine.ports import Ledger, TakenStep
from tests.db.trading import CONFIG, NOW, make_trader
from tests.support.words import line_text

TABLES = (
    Installation,
    Bot,
    StateOfBot,
    OrderRow,
    BookedFillRow,
    Trade,
    DayResult,
    BookedResult,
    ActivityLog,
    OutboxRow,
)
TRADE = {
    "bot_id": UUID(int=7),
    "account": "Binance:PAPER",
    "exchange": "Binance",
    "mode": Mode.PAPER,
    "symbol": "BTC/USDT",
    "quote": "USDT",
    "trade_id": "t1",
    "client_order_id": "o1",
    "exchange_order_id": None,
    "side": Side.BUY,
    "quantity": Decimal("0.01"),
    "price": Decimal(60000),
    "pnl": Decimal("-1.5"),
    "commission": Decimal(0),
    "commission_amount": Decimal(0),
    "commission_coin": "USDT",
    "executed_at": NOW,
    "extra_data": {"leg": "ENTRY"},
}
GUARD = {
    "account": "a",
    "symbol": "s",
    "trade_id": "t",
    "side": Side.BUY,
    "client_order_id": "o",
    "executed_at": NOW,
    "booked_at": NOW,
}
RESULT = {
    "bot_id": UUID(int=7),
    "owner_id": 7,
    "mode": Mode.PAPER,
    "quote": "USDT",
    "at": NOW,
    "result": Decimal(1),
    "fees": Decimal(0),
    "trades": 2,
    "cycles": 1,
}


class _Moment(datetime):
    """One that can be watched to go."""


class _Number(Decimal):
    """Likewise."""


class _Kept:
    """A ledger that keeps steps until they are stored together."""

    def __init__(self) -> None:
        self.steps: list[TakenStep] = []

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        self.steps.append(TakenStep(outcome, feed_offset, at))


async def a_story(store: Store, *, together: bool = False) -> None:
    """Trade as bots do: fills of two days, an edit, a bot that tells the alert chat.

    `together`: what each of them does is stored in one stretch.
    """
    loud = await make_trader(store, alerts=True, key="loud")
    trailing = replace(CONFIG, trailing_percent=Decimal("0.5"), ticker="ETH/USDT")
    quiet = await make_trader(store, config=trailing, key="quiet")
    kept = {trader.bot_id: _Kept() for trader in (loud, quiet)} if together else {}
    for trader in (loud, quiet):
        await trader.start()
        trader.ledger = cast(Ledger, kept.get(trader.bot_id, store.ledger))
    dearer = replace(trailing, sell_price=Decimal(60700))
    await quiet.take(Edit(at=NOW, config=dearer, market=quiet.state.market))
    await loud.accept()
    await loud.cycles(2)
    loud.later(days=1)
    await loud.cycles(1)
    for one in kept.values():
        await store.ledger.commit_all(one.steps)


async def what_is_stored(store: Store) -> dict[str, list[Any]]:
    async with store.database.read() as session:
        return {
            model.__tablename__: [
                [value for name, value in row.items() if name != "id" or model is Bot]
                for row in (await session.execute(select(table(model)).order_by(*_first(model)))).mappings()
            ]
            for model in TABLES
        }


def _first(model: type[Base]) -> list[Column[Any]]:
    return list(table(model).columns)[:3]


async def emptied(store: Store) -> None:
    for model in reversed(TABLES):
        await store.database.execute(delete(model))


async def test_what_goes_past_sqlalchemy_is_stored_as_by_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.bot_book.secrets.randbelow", lambda _: 5)
    stored = []
    for by_core in (False, True):
        if by_core:
            monkeypatch.setitem(RUNNERS, store.database.dialect, CoreRunner)
            monkeypatch.setattr(OneStatement, "__call__", lambda *_: None)
        numbers = count(1)
        monkeypatch.setattr("db.bot_book.uuid4", lambda numbers=numbers: UUID(int=next(numbers)))
        await a_story(store_in(store.database, line_text))
        stored.append(await what_is_stored(store))
        await emptied(store)
    assert stored[0] == stored[1]
    assert all(stored[0].values())


async def test_a_stretch_is_stored_as_its_steps_one_by_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.bot_book.secrets.randbelow", lambda _: 5)
    stored = []
    for together in (False, True):
        numbers = count(1)
        monkeypatch.setattr("db.bot_book.uuid4", lambda numbers=numbers: UUID(int=next(numbers)))
        await a_story(store_in(store.database, line_text), together=together)
        stored.append(await what_is_stored(store))
        await emptied(store)
    for name, rows in stored[0].items():
        assert sorted(map(repr, stored[1][name])) == sorted(map(repr, rows)), name


@dataclass
class _Outcomes:
    """A ledger that keeps the outcomes of a bot until they are stored."""

    steps: list[Outcome] = field(default_factory=list)

    async def commit(self, outcome: Outcome, _feed_offset: int | None, _at: datetime) -> None:
        self.steps.append(outcome)


async def test_steps_of_bots_at_once_are_stored_as_one_by_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.bot_book.secrets.randbelow", lambda _: 5)
    stored = []
    for at_once in (False, True):
        numbers = count(1)
        monkeypatch.setattr("db.bot_book.uuid4", lambda numbers=numbers: UUID(int=next(numbers)))
        ledger = store_in(store.database, line_text).ledger
        of_bots = [await _kept_steps(store, number) for number in range(6)]
        for steps in zip(*of_bots, strict=True):
            if at_once:
                await asyncio.gather(*(ledger.commit(outcome, None, NOW) for outcome in steps))
            else:
                for outcome in steps:
                    await ledger.commit(outcome, None, NOW)
        stored.append(await what_is_stored(store))
        await emptied(store)
    for name, rows in stored[0].items():
        assert sorted(map(repr, stored[1][name])) == sorted(map(repr, rows)), name


async def _kept_steps(store: Store, number: int) -> list[Outcome]:
    """Return what a bot does: one in two tells the alert chat, one in three is given another price."""
    trader = await make_trader(
        store, alerts=number % 2 == 0, key=f"key of {number}", name=f"{{\"\\{number}' ह🙂\n"
    )
    kept = _Outcomes()
    trader.ledger = cast(Ledger, kept)
    await trader.start()
    for fill in range(5):
        await trader.fill(f"{number}, {{{fill}}}")
    price = Decimal(60700) if number % 3 == 0 else Decimal(60600)
    await trader.take(Edit(at=NOW, config=replace(CONFIG, sell_price=price), market=trader.state.market))
    return kept.steps


async def test_a_step_that_is_refused_among_others_hides_nothing_and_undoes_nothing(store: Store) -> None:
    traders = [await make_trader(store) for _ in range(4)]
    for trader in traders:
        await trader.start()
    await traders[0].fill("taken")
    outdated = replace(traders[3], ledger=store_in(store.database, line_text).ledger)
    await store.ledger.load(traders[3].bot_id)
    await outdated.fill("of another ledger")
    names = ("a", "taken", "b")
    answers = await asyncio.gather(
        *(trader.fill(name) for trader, name in zip(traders[:3], names, strict=True)),
        traders[3].fill("c"),
        return_exceptions=True,
    )
    assert [type(answer) for answer in answers] == [Outcome, FillAlreadyBooked, Outcome, StateOutdated]
    for trader in (traders[0], traders[2]):
        stored = await store.ledger.load(trader.bot_id)
        assert stored is not None
        assert stored.state == trader.state
    async with store.database.read() as session:
        found = list(await session.scalars(select(Trade.trade_id).order_by(Trade.id)))
    assert found == ["taken", "of another ledger", "a", "b"]


@pytest.mark.parametrize(
    "changed", [{"price": 60000.0}, {"price": Decimal("1E-19")}, {"executed_at": NOW.replace(tzinfo=None)}]
)
def test_a_value_that_its_column_refuses_is_refused(changed: dict[str, Any]) -> None:
    statements.ADD_TRADE.bind(TRADE)  # what is remembered of this one does not let its like pass
    with pytest.raises(ValueRefused):
        statements.ADD_TRADE.bind(TRADE | changed)


def test_what_is_remembered_of_steps_does_not_grow_with_them() -> None:
    """Moments and amounts of a step come once: remembered by each column, they are tens of MiB together."""
    alive = WeakSet[_Moment | _Number]()
    for number in range(5000):
        at, later = (_Moment.fromtimestamp(number + start, UTC) for start in (0, 10_000_000))
        amount = _Number(number)
        alive.update((at, later, amount))
        statements.ADD_TRADE.bind(TRADE | {"executed_at": at, "commission": amount, "pnl": amount})
        statements.GUARD_FILL.bind(GUARD | {"executed_at": at, "booked_at": later})
        statements.ADD_RESULT.bind(RESULT | {"at": later, "result": amount})
    assert len(alive) < 5000


def test_a_row_has_just_the_columns_of_its_table() -> None:
    assert TRADE.keys() | {"id"} == set(Trade.__table__.columns.keys())
    with pytest.raises(KeyError, match="a_new_column"):
        statements.ADD_TRADE.bind(TRADE | {"a_new_column": 1})
    with pytest.raises(KeyError, match="pnl"):
        statements.ADD_TRADE.bind({name: value for name, value in TRADE.items() if name != "pnl"})


def test_a_moment_is_stored_in_utc_whatever_its_zone() -> None:
    bound = statements.GUARD_FILL.bind(GUARD | {"booked_at": NOW.astimezone(UTC)})
    assert bound[-2] == bound[-1]
