"""Log lines: which ones a query means, page by page or all of them."""

from collections.abc import AsyncIterator

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.bot_reads import paged
from db.codec import line_from_data
from db.models import ActivityLog, Bot
from db.session import Database
from engine.reads.views import LogEntry, LogLevel, LogPage, LogQuery

CHUNK = 500
"""Lines read at once when all are wanted."""


def meant_by(query: LogQuery) -> ColumnElement[bool]:
    """Return the condition on `activity_logs` that the query puts, its pages aside."""
    condition = _of_any_level(query)
    return condition if query.level is None else condition & (ActivityLog.level == query.level)


async def log_page(session: AsyncSession, query: LogQuery) -> LogPage:
    """Return one page of log lines, newest first. A page past the end is the last."""
    per_level = (
        select(ActivityLog.level, func.count().label("total"))
        .where(_of_any_level(query))
        .group_by(ActivityLog.level)
    )
    found = {row.level: row.total for row in await session.execute(per_level)}
    total = sum(found.values()) if query.level is None else found.get(query.level, 0)
    pages, page = paged(total, query.page, query.page_size)
    entries = await _entries(session, query, offset=page * query.page_size, limit=query.page_size)
    counts = {level: found.get(level, 0) for level in LogLevel}
    return LogPage(entries=tuple(entries), page=page, pages=pages, counts=counts)


async def all_logs(database: Database, query: LogQuery) -> AsyncIterator[LogEntry]:
    """Yield every line that the query means, newest first. Lines that come meanwhile are left out."""
    before: int | None = None
    while True:
        async with database.read() as session:
            entries = await _entries(session, query, limit=CHUNK, before=before)
        for entry in entries:
            yield entry
        if len(entries) < CHUNK:
            return
        before = entries[-1].id


def _of_any_level(query: LogQuery) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = ActivityLog.owner_id == query.owner_id
    return condition if query.bot_id is None else condition & (ActivityLog.bot_id == query.bot_id)


async def _entries(
    session: AsyncSession, query: LogQuery, *, limit: int, offset: int = 0, before: int | None = None
) -> list[LogEntry]:
    condition = meant_by(query)
    if before is not None:
        condition &= ActivityLog.id < before
    wanted = (
        select(ActivityLog, Bot.number, Bot.ticker)
        .outerjoin(Bot, Bot.id == ActivityLog.bot_id)
        .where(condition)
        .order_by(ActivityLog.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        LogEntry(
            id=line.id,
            at=line.timestamp,
            level=line.level,
            line=line_from_data(line.extra_data),
            message=line.message,
            bot_id=line.bot_id,
            bot_label=_label(number, ticker),
        )
        for line, number, ticker in await session.execute(wanted)
    ]


def _label(number: int | None, ticker: str | None) -> str | None:
    return None if number is None else f"#{number} {ticker}"
