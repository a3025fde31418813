"""The statements on the way from a fill to the next order, and what they are built with."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Table, Update, and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from db.chat_models import OutboxRow
from db.models import (
    ActivityLog,
    BookedFillRow,
    BookedResult,
    Bot,
    DayResult,
    FundingRow,
    OrderRow,
    StateOfBot,
    Trade,
)
from db.prepared import Statement
from db.types import ADD_AMOUNTS, Amount

AnyInsert = sqlite.Insert | postgresql.Insert
_INSERT: dict[str, Callable[[Table], AnyInsert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def table(model: type[DeclarativeBase]) -> Table:
    """Return the table of a model, for statements that need no objects."""
    return cast(Table, model.__table__)


def insert_into(model: type[DeclarativeBase], dialect: str) -> AnyInsert:
    """Return an insert that can be given an ON CONFLICT."""
    return _INSERT[dialect](table(model))


def upsert(
    model: type[DeclarativeBase], dialect: str, changing: Iterable[str], fixed: Iterable[str] = ()
) -> AnyInsert:
    """Return an insert that changes the `changing` columns where the primary key is there already.

    A row that differs in a `fixed` column is left alone: the row count is 0 then.
    """
    target = table(model)
    insert = insert_into(model, dialect)
    new = insert.excluded
    same = [target.c[name] == new[name] for name in fixed]
    return insert.on_conflict_do_update(
        index_elements=list(target.primary_key.columns),
        set_={name: new[name] for name in changing},
        where=and_(*same) if same else None,
    )


def _all_but(model: type[DeclarativeBase], *names: str) -> list[str]:
    return [column.name for column in table(model).columns if column.name not in names]


_STATE, _BOT = table(StateOfBot).c, table(Bot).c
_FIXED_IN_BOT = ("id", "owner_id", "number", "creation_key", "alerts", "created_at")
_FIXED_IN_ORDER = ("bot_id", "side")
_OF_NEW_ORDER = ("client_order_id", "account", "symbol", "created_at", "deadline")
"""The others change: a bot can go on with an order that it had given up, a hand can change its figures."""

_FIGURES = ("result", "fees", "trades", "cycles")
_MOVES_WITH_STATE = (
    *("status", "paused", "revision", "updated_at"),
    *("pnl", "fees", "cycles", "total_trades", "last_fill_time"),
)


def _update_bot(*names: str) -> Update:
    changed: dict[str, BindParameter[Any]] = {name: bindparam(name) for name in names}
    return update(table(Bot)).where(_BOT.id == bindparam("the_bot")).values(changed)


def _adding_up(model: type[DeclarativeBase], dialect: str, names: Iterable[str]) -> AnyInsert:
    insert = insert_into(model, dialect)
    summed = {name: _sum(dialect, table(model).c[name], insert.excluded[name]) for name in names}
    return insert.on_conflict_do_update(index_elements=list(table(model).primary_key.columns), set_=summed)


def _sum(dialect: str, one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    is_text = dialect == "sqlite" and isinstance(one.type, Amount)
    return getattr(func, ADD_AMOUNTS)(one, other) if is_text else one + other


# What a commit of the ledger consists of. Keys prefixed `the_` name the row.
GUARD_FILL = Statement(table(BookedFillRow).insert(), _all_but(BookedFillRow, "quantity"))
ADD_FUNDING = Statement(table(FundingRow).insert(), _all_but(FundingRow))
MOVE_STATE = Statement(
    update(table(StateOfBot))
    .where(_STATE.bot_id == bindparam("the_bot"), _STATE.version == bindparam("the_version"))
    .values({name: bindparam(name) for name in _all_but(StateOfBot, "bot_id")})
)
UPDATE_BOT = Statement(_update_bot(*_all_but(Bot, *_FIXED_IN_BOT)))
MOVE_BOT = Statement(_update_bot(*_MOVES_WITH_STATE))
"""Likewise, for a bot whose configuration and market are as they were."""
MOVE_BOT_AT_WORK = Statement(_update_bot(*(name for name in _MOVES_WITH_STATE if name != "status")))
"""Likewise, for one whose status is as it was, on SQLite: that writes what is in an index, be it the same."""
KEEP_ORDER = Statement(
    {
        dialect: upsert(
            OrderRow, dialect, _all_but(OrderRow, *_FIXED_IN_ORDER, *_OF_NEW_ORDER), _FIXED_IN_ORDER
        )
        for dialect in _INSERT
    },
    _all_but(OrderRow),
)
ADD_TRADE = Statement(table(Trade).insert().inline(), _all_but(Trade, "id"))
ADD_TO_DAY = Statement(
    {dialect: _adding_up(DayResult, dialect, _FIGURES) for dialect in _INSERT}, _all_but(DayResult)
)
ADD_RESULT = Statement(table(BookedResult).insert().inline(), _all_but(BookedResult, "id"))
ADD_LOG = Statement(table(ActivityLog).insert().inline(), _all_but(ActivityLog, "id"))
_OF_NOTICE = ("audience", "kind", "payload", "created_at", "cause")
OWE = Statement(table(OutboxRow).insert().inline(), _OF_NOTICE)
OWE_ALERTS = Statement(
    table(OutboxRow)
    .insert()
    .inline()
    .from_select(
        _OF_NOTICE,
        select(*(bindparam(name, type_=table(OutboxRow).c[name].type) for name in _OF_NOTICE)).where(
            _BOT.id == bindparam("id"), _BOT.alerts
        ),
    )
)
"""Likewise, where the bot by that `id` tells the alert chat."""
