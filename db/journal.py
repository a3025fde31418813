"""Writing and clearing log lines."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from db.log_reads import meant_by
from db.models import ActivityLog
from db.rows import log_row
from db.session import Database
from engine.core.types import BotId
from engine.reads.journal import JournalLine, WordLine
from engine.reads.views import LogQuery

CHUNK = 1000
"""A bot's fill never waits behind the deletion of more lines."""


class DatabaseJournal:
    """`engine.reads.views.Journal` on a database."""

    def __init__(self, database: Database, word_line: WordLine, chunk: int = CHUNK) -> None:
        """`chunk`: lines deleted in one unit of work."""
        self._database = database
        self._chunk = chunk
        self._word_line = word_line

    async def note(
        self,
        owner_id: int,
        line: JournalLine,
        at: datetime,
        *,
        bot_id: BotId | None = None,
    ) -> None:
        row = log_row(line, self._word_line, at, owner_id=owner_id, bot_id=bot_id)

        def work(connection: Connection) -> None:
            connection.execute(insert(ActivityLog), row)

        await self._database.write(work)

    async def clear(self, query: LogQuery) -> int:
        meant = meant_by(query) & ~ActivityLog.audit
        async with self._database.read() as session:
            newest = await session.scalar(select(func.max(ActivityLog.id)).where(meant))
        if newest is None:
            return 0
        some = select(ActivityLog.id).where(meant, ActivityLog.id <= newest).limit(self._chunk)

        def work(connection: Connection) -> int:
            return connection.execute(delete(ActivityLog).where(ActivityLog.id.in_(some))).rowcount

        gone = 0
        while went := await self._database.write(work):
            gone += went
        return gone

    async def clearable(self, query: LogQuery) -> int:
        wanted = select(func.count()).select_from(ActivityLog).where(meant_by(query), ~ActivityLog.audit)
        async with self._database.read() as session:
            return await session.scalar(wanted) or 0
