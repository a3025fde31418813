"""The log lines of people: writing, reading and clearing them."""

from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.codec import line_from_data
from db.models import ActivityLog, Bot
from db.reads import paged
from db.rows import log_row
from db.session import Database
from engine.core.notices import BotRef
from engine.core.types import BotId
from engine.reads.journal import BotDeleted, JournalLine, WordLine
from engine.reads.logs import LogEntry, LogLevel, LogPage, LogQuery

READ_AT_ONCE = 500
"""Lines read at once when all are wanted."""
CLEARED_AT_ONCE = 1000
"""A bot's fill never waits behind the deletion of more lines."""


class DatabaseJournal:
    """`engine.reads.logs.Journal` on a database. All of them raise StorageUnavailable."""

    def __init__(self, database: Database, word_line: WordLine) -> None:
        self._database = database
        self._word_line = word_line

    async def note(
        self, owner_id: int, line: JournalLine, at: datetime, *, bot_id: BotId | None = None
    ) -> None:
        row = log_row(line, self._word_line, at, owner_id=owner_id, bot_id=bot_id)
        await self._database.execute(insert(ActivityLog), row)

    async def logs(self, query: LogQuery) -> LogPage:
        per_level = (
            select(ActivityLog.level, func.count()).where(_of_any_level(query)).group_by(ActivityLog.level)
        )
        async with self._database.read() as session:
            found = dict((await session.execute(per_level)).all())
            total = sum(found.values()) if query.level is None else found.get(query.level, 0)
            pages, page = paged(total, query.page, query.page_size)
            entries = await _entries(session, query, offset=page * query.page_size, limit=query.page_size)
        counts = {level: found.get(level, 0) for level in LogLevel}
        return LogPage(entries=tuple(entries), page=page, pages=pages, counts=counts)

    async def all_logs(self, query: LogQuery) -> AsyncIterator[LogEntry]:
        """Yield the lines, newest first. Those that come meanwhile are left out."""
        before: int | None = None
        while True:
            async with self._database.read() as session:
                entries = await _entries(session, query, limit=READ_AT_ONCE, before=before)
            for entry in entries:
                yield entry
            if len(entries) < READ_AT_ONCE:
                return
            before = entries[-1].id

    async def clear(self, query: LogQuery) -> int:
        meant = _meant_by(query) & ~ActivityLog.audit
        async with self._database.read() as session:
            newest = await session.scalar(select(func.max(ActivityLog.id)).where(meant))
        if newest is None:
            return 0
        some = select(ActivityLog.id).where(meant, ActivityLog.id <= newest).limit(CLEARED_AT_ONCE)
        gone = 0
        while went := await self._database.execute(delete(ActivityLog).where(ActivityLog.id.in_(some))):
            gone += went
        return gone

    async def clearable(self, query: LogQuery) -> int:
        wanted = select(func.count()).select_from(ActivityLog).where(_meant_by(query), ~ActivityLog.audit)
        async with self._database.read() as session:
            return await session.scalar(wanted) or 0


def _of_any_level(query: LogQuery) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = ActivityLog.owner_id == query.owner_id
    return condition if query.bot_id is None else condition & (ActivityLog.bot_id == query.bot_id)


def _meant_by(query: LogQuery) -> ColumnElement[bool]:
    """Return the condition on `activity_logs` that the query puts, its pages aside."""
    condition = _of_any_level(query)
    return condition if query.level is None else condition & (ActivityLog.level == query.level)


async def _entries(
    session: AsyncSession, query: LogQuery, *, limit: int, offset: int = 0, before: int | None = None
) -> list[LogEntry]:
    wanted = (
        select(ActivityLog, Bot.number)
        .outerjoin(Bot, Bot.id == ActivityLog.bot_id)
        .where(_meant_by(query), true() if before is None else ActivityLog.id < before)
        .order_by(ActivityLog.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [_entry(row, number) for row, number in await session.execute(wanted)]


def _entry(row: ActivityLog, number: int | None) -> LogEntry:
    line = line_from_data(row.extra_data)
    bot = getattr(line, "bot", None)
    label = None if row.bot_id is None else f"#{number}"
    if isinstance(bot, BotRef) and not isinstance(line, BotDeleted):  # that one names its bot itself
        label = f"#{bot.number} {bot.ticker}"
    return LogEntry(
        id=row.id,
        at=row.timestamp,
        level=row.level,
        line=line,
        message=row.message,
        bot_id=row.bot_id,
        bot_label=label,
    )
