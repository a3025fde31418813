"""Writing and clearing log lines."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from db.log_reads import meant_by
from db.models import MESSAGE_LENGTH, ActivityLog
from db.session import Database
from db.types import storable
from engine.core.types import BotId
from engine.reads.views import LogLevel, LogQuery

CHUNK = 1000
"""Lines deleted in one unit of work: a bot's fill never waits behind all of them."""


class DatabaseJournal:
    """`engine.reads.views.Journal` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(
        self,
        owner_id: int,
        level: LogLevel,
        message: str,
        at: datetime,
        *,
        bot_id: BotId | None = None,
        audit: bool = False,
    ) -> None:
        """Store one line, cut to 500 characters. An audit line is never cleared."""
        line = {
            "owner_id": owner_id,
            "level": level,
            "message": storable(message)[:MESSAGE_LENGTH],
            "timestamp": at,
            "bot_id": bot_id,
            "audit": audit,
        }

        def work(connection: Connection) -> None:
            connection.execute(insert(ActivityLog), line)

        await self._database.write(work)

    async def clear(self, query: LogQuery) -> int:
        """Delete what the query means at this moment, audit lines excepted. Return how many went."""
        meant = meant_by(query) & ~ActivityLog.audit
        async with self._database.read() as session:
            newest = await session.scalar(select(func.max(ActivityLog.id)).where(meant))
        if newest is None:
            return 0
        some = select(ActivityLog.id).where(meant, ActivityLog.id <= newest).limit(CHUNK)

        def work(connection: Connection) -> int:
            return connection.execute(delete(ActivityLog).where(ActivityLog.id.in_(some))).rowcount

        gone = 0
        while went := await self._database.write(work):
            gone += went
        return gone

    async def clearable(self, query: LogQuery) -> int:
        """Return how many lines `clear` would delete."""
        wanted = select(func.count()).select_from(ActivityLog).where(meant_by(query), ~ActivityLog.audit)
        async with self._database.read() as session:
            return await session.scalar(wanted) or 0
