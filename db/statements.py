"""The statements on the way from a fill to the next order, built once for each database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Executable, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from db.chat_models import OutboxRow
from db.models import ActivityLog, BookedFillRow, Bot, DayResult, OrderRow, StateOfBot, Trade

AnyInsert = sqlite.Insert | postgresql.Insert
_INSERT: dict[str, Callable[[Table], AnyInsert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

CHANGING_COLUMNS_OF_BOT = (
    "ticker",
    "quote",
    "exchange",
    "mode",
    "first_order",
    "quantity",
    "buy_price",
    "sell_price",
    "trailing_percent",
    "infinite_loop",
    "status",
    "paused",
    "revision",
    "pnl",
    "total_trades",
    "last_fill_time",
    "updated_at",
    "config",
)
CHANGING_COLUMNS_OF_ORDER = (
    "state",
    "venue_order_id",
    "filled",
    "reported",
    "reason",
    "updated_at",
    # its place, for a bot can go on with an order that it had given up
    "leg",
    "cycle",
    "attempt",
    "reduce_only",
    "immediate",
    "closing",
)
FIXED_COLUMNS_OF_ORDER = ("bot_id", "side", "price", "quantity")


def table(model: type[DeclarativeBase]) -> Table:
    """Return the table of a model, for statements that need no objects."""
    found = model.__table__
    if not isinstance(found, Table):
        raise TypeError(f"{model.__name__} is no table")
    return found


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
    where = None
    for condition in same:
        where = condition if where is None else where & condition
    return insert.on_conflict_do_update(
        index_elements=list(target.primary_key.columns),
        set_={name: new[name] for name in changing},
        where=where,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStatements:
    """What a commit of the ledger consists of. Keys prefixed `the_` name the row."""

    guard_fill: Executable
    move_state: Executable
    update_bot: Executable
    keep_order: Executable
    add_trade: Executable
    day: Executable
    keep_day: Executable
    add_log: Executable
    owe: Executable


@cache
def ledger_statements(dialect: str) -> LedgerStatements:
    """Return the statements for "sqlite" or "postgresql"."""
    state, bot, day = table(StateOfBot), table(Bot), table(DayResult)
    return LedgerStatements(
        guard_fill=table(BookedFillRow).insert(),
        move_state=update(state)
        .where(state.c.bot_id == bindparam("the_bot"), state.c.version == bindparam("the_version"))
        .values({name: bindparam(name) for name in ("version", "state", "feed_offset", "order_pending")}),
        update_bot=update(bot)
        .where(bot.c.id == bindparam("the_bot"))
        .values({name: bindparam(name) for name in CHANGING_COLUMNS_OF_BOT})
        .returning(bot.c.alerts),
        keep_order=upsert(OrderRow, dialect, CHANGING_COLUMNS_OF_ORDER, FIXED_COLUMNS_OF_ORDER),
        add_trade=table(Trade).insert().inline(),
        day=select(day.c.result, day.c.fees, day.c.trades, day.c.cycles).where(
            day.c.bot_id == bindparam("bot_id"),
            day.c.mode == bindparam("mode"),
            day.c.quote == bindparam("quote"),
            day.c.day == bindparam("day"),
        ),
        keep_day=upsert(DayResult, dialect, ("result", "fees", "trades", "cycles")),
        add_log=table(ActivityLog).insert().inline(),
        owe=table(OutboxRow).insert().inline(),
    )
