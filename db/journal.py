"""The log lines of people: writing, reading and clearing them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.base import GROWING_ID
from db.codec import asked_from_data, line_from_data
from db.models import ActivityLog, Bot
from db.rows import log_row
from db.session import Database
from db.statements import table
from engine.asked import who_asked
from engine.core.notices import BotRef
from engine.core.types import BotId
from engine.reads.journal import BotDeleted, JournalLine, WordLine
from engine.reads.logs import MOST_COUNTED, AuditPage, AuditQuery, LogEntry, LogLevel, LogPage, LogQuery

READ_AT_ONCE = 100
"""Lines read at once when all are wanted."""
CLEARED_AT_ONCE = 1000
"""A bot's fill never waits behind the deletion of more lines."""
NEWEST = 2**63 - 1
"""Above every id."""
_LINE = table(ActivityLog).c
_COLUMNS = (
    _LINE.id,
    _LINE.owner_id,
    _LINE.bot_id,
    _LINE.level,
    _LINE.message,
    _LINE.timestamp,
    _LINE.extra_data,
)


class DatabaseJournal:
    """`engine.reads.logs.Journal` on a database. All of them raise StorageUnavailable."""

    def __init__(self, database: Database, word_line: WordLine) -> None:
        self._database = database
        self._word_line = word_line

    async def note(
        self, owner_id: int, line: JournalLine, at: datetime, *, bot_id: BotId | None = None
    ) -> None:
        await self._database.execute(insert(ActivityLog), self._row(owner_id, line, at, bot_id))

    @asynccontextmanager
    async def noting(
        self, owner_id: int, line: JournalLine, at: datetime, *, bot_id: BotId | None = None
    ) -> AsyncIterator[None]:
        row = self._row(owner_id, line, at, bot_id)
        with self._database.beside(insert(ActivityLog), row) as noted:
            yield
        if not noted.is_written:
            await self._database.execute(insert(ActivityLog), row)

    def _row(self, owner_id: int, line: JournalLine, at: datetime, bot_id: BotId | None) -> dict[str, Any]:
        return log_row(line, self._word_line, at, owner_id=owner_id, bot_id=bot_id, asked=who_asked())

    async def audit(self, query: AuditQuery) -> AuditPage:
        async with self._database.read() as session:
            found = await _audited(session, query)
            if not found:
                query = replace(query, before=None, after=None)
                found = await _audited(session, query)
            if query.after is not None:
                shown = tuple(found[: query.page_size][::-1])
                beyond = replace(query, after=None, before=shown[-1].id)
                older = bool((await session.execute(_audit_lines(beyond, 1))).all())
                return AuditPage(entries=shown, newer=len(found) > query.page_size, older=older)
            shown = tuple(found[: query.page_size])
            newer = False
            if shown and query.before is not None:
                beyond = replace(query, before=None, after=shown[0].id)
                newer = bool((await session.execute(_audit_lines(beyond, 1))).all())
        return AuditPage(entries=shown, newer=newer, older=len(found) > query.page_size)

    async def logs(self, query: LogQuery) -> LogPage:
        async with self._database.read() as session:
            counts = await _counted(session, replace(query, level=None, before=None, after=None))
            entries, older = await _page(session, query)
            newer = 0
            if entries and not (query.before is None and query.after is None):
                beyond = replace(query, before=None, after=entries[0].id)
                newer = sum((await _counted(session, beyond)).values())
            clearable = bool(await session.scalar(select(_clearable(query).limit(1).exists())))
        return LogPage(entries=tuple(entries), counts=counts, newer=newer, older=older, clearable=clearable)

    async def all_logs(self, query: LogQuery) -> AsyncIterator[LogEntry]:
        """Yield the lines, newest first. Those that come meanwhile are left out."""
        before: int | None = None
        while True:
            async with self._database.read() as session:
                entries = await _entries(session, replace(query, before=before, after=None), READ_AT_ONCE)
            for entry in entries:
                yield entry
            if len(entries) < READ_AT_ONCE:
                return
            before = entries[-1].id

    async def clear(self, query: LogQuery) -> int:
        meant = _meant_by(query) & ~ActivityLog.audit
        async with self._database.read() as session:
            newest = await session.scalar(select(func.max(ActivityLog.id))) or 0
        some = select(ActivityLog.id).where(meant, ActivityLog.id <= newest).limit(CLEARED_AT_ONCE)
        gone = 0
        while went := await self._database.execute(delete(ActivityLog).where(ActivityLog.id.in_(some))):
            gone += went
        return gone

    async def clearable(self, query: LogQuery) -> int:
        some = _clearable(query).limit(MOST_COUNTED + 1)
        async with self._database.read() as session:
            return await session.scalar(select(func.count()).select_from(some.subquery())) or 0


async def _audited(session: AsyncSession, query: AuditQuery) -> list[LogEntry]:
    """Return the lines of a page, and one more if there is any."""
    return [_entry(row) for row in await session.execute(_audit_lines(query, query.page_size + 1))]


def _clearable(query: LogQuery) -> Select[Any]:
    return select(ActivityLog.id).where(_meant_by(query), ~ActivityLog.audit)


def _audit_lines(query: AuditQuery, most: int) -> Select[Any]:
    """Return the question for audit lines: the newest first, after a line the oldest."""
    meant: ColumnElement[bool] = ActivityLog.audit.expression
    if query.owner_id is not None:
        meant &= ActivityLog.owner_id == query.owner_id
    if query.bot_id is not None:
        meant &= ActivityLog.bot_id == query.bot_id
    if query.before is not None:
        meant &= ActivityLog.id < query.before
    if query.after is not None:
        meant &= ActivityLog.id > query.after
    order = ActivityLog.id.desc() if query.after is None else ActivityLog.id.asc()
    lines = select(*_COLUMNS, Bot.number).outerjoin(Bot, Bot.id == ActivityLog.bot_id)
    return lines.where(meant).order_by(order).limit(most)


def _meant_by(query: LogQuery) -> ColumnElement[bool]:
    """Return the condition on `activity_logs` that the query puts, its pages aside."""
    condition: ColumnElement[bool] = ActivityLog.owner_id == query.owner_id
    if query.bot_id is not None:
        condition &= ActivityLog.bot_id == query.bot_id
    return condition if query.level is None else condition & (ActivityLog.level == query.level)


async def _page(session: AsyncSession, query: LogQuery) -> tuple[list[LogEntry], bool]:
    """Return the lines of a page, newest first, and whether there are older ones."""
    size = query.page_size
    if query.after is not None:
        found = await _entries(session, query, size)
        if len(found) == size:
            beyond = replace(query, before=found[-1].id, after=None)
            return found, bool(await _entries(session, beyond, 1))
    found = await _entries(session, replace(query, after=None), size + 1)
    if not found:
        found = await _entries(session, replace(query, before=None, after=None), size + 1)
    return found[:size], len(found) > size


async def _entries(session: AsyncSession, query: LogQuery, most: int) -> list[LogEntry]:
    """Return the newest lines of those that are meant, newest first; the oldest of those after a line."""
    upwards = query.after is not None
    wanted = _nearest_lines(query.level, of_bot=query.bot_id is not None, upwards=upwards)
    found = [_entry(row) for row in await session.execute(wanted, _values(query) | {"most": most})]
    return found[::-1] if upwards else found


async def _counted(session: AsyncSession, query: LogQuery) -> dict[LogLevel, int]:
    """Return how many lines each level that is meant has, counted as far as anybody is told."""
    numbers = await session.execute(_numbers(query.level, of_bot=query.bot_id is not None), _values(query))
    return dict(zip(_levels(query.level), numbers.one(), strict=True))


def _values(query: LogQuery) -> dict[str, Any]:
    return {
        "owner": query.owner_id,
        "bot": query.bot_id,
        "before": NEWEST if query.before is None else query.before,
        "after": 0 if query.after is None else query.after,
    }


def _levels(level: LogLevel | None) -> Sequence[LogLevel]:
    return tuple(LogLevel) if level is None else (level,)


def _in_order(level: LogLevel, most: BindParameter[int], *, of_bot: bool, upwards: bool) -> Subquery:
    """Return the ids of some lines of one level.

    Pairs of level and id are asked for, as they stand in an index, so that no planner takes another way.
    """
    whose: ColumnElement[bool] = ActivityLog.owner_id == bindparam("owner")
    if of_bot:
        own = select(Bot.id).where(Bot.id == bindparam("bot"), Bot.owner_id == bindparam("owner"))
        whose = ActivityLog.bot_id == own.scalar_subquery()
    pair, one = tuple_(ActivityLog.level, ActivityLog.id), literal(level, ActivityLog.level.type)
    before, after = (bindparam(name, type_=GROWING_ID) for name in ("before", "after"))
    order = (column.asc() if upwards else column.desc() for column in (ActivityLog.level, ActivityLog.id))
    return (
        select(ActivityLog.id)
        .where(whose, pair < tuple_(one, before), pair > tuple_(one, after))
        .order_by(*order)
        .limit(most)
        .subquery()
    )


@cache  # to build it takes longer than the answer
def _nearest_lines(level: LogLevel | None, *, of_bot: bool, upwards: bool) -> Select[Any]:
    """Return the question for the newest lines, or with `upwards` the oldest, the levels merged."""
    nearest = ActivityLog.id.asc() if upwards else ActivityLog.id.desc()
    most = bindparam("most", type_=Integer())
    of_levels = [_in_order(one, most, of_bot=of_bot, upwards=upwards) for one in _levels(level)]
    ids = union_all(*(select(lines.c.id) for lines in of_levels)).subquery()
    return (
        select(*_COLUMNS, Bot.number)
        .join(ids, ids.c.id == ActivityLog.id)
        .outerjoin(Bot, Bot.id == ActivityLog.bot_id)
        .order_by(nearest)
        .limit(most)
    )


@cache
def _numbers(level: LogLevel | None, *, of_bot: bool) -> Select[Any]:
    """Return the question for how many lines each level has: one column for each."""
    most = bindparam("most", MOST_COUNTED + 1, type_=Integer())
    of_levels = [_in_order(one, most, of_bot=of_bot, upwards=False) for one in _levels(level)]
    return select(*(select(func.count()).select_from(lines).scalar_subquery() for lines in of_levels))


def _entry(row: Any) -> LogEntry:  # noqa: ANN401 - a row of `_COLUMNS` and the number of its bot
    line = line_from_data(row.extra_data)
    bot = getattr(line, "bot", None)
    label = None if row.bot_id is None else f"#{row.number}"
    if isinstance(bot, BotRef) and not isinstance(line, BotDeleted):  # that one names its bot itself
        label = bot.label
    return LogEntry(
        id=row.id,
        owner_id=row.owner_id,
        at=row.timestamp,
        level=row.level,
        line=line,
        message=row.message,
        bot_id=row.bot_id,
        bot_label=label,
        asked=asked_from_data(row.extra_data),
    )
