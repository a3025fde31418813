"""The questions of the chat."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from db import bot_reads, log_reads
from db.session import Database
from db.stats import stats
from engine.core.types import BotId
from engine.reads.views import BotCard, BotFilter, BotPage, LogEntry, LogPage, LogQuery, Stats


class DatabaseReads:
    """`engine.reads.views.Reads` on a database. All of them raise StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def bot_page(self, owner_id: int, which: BotFilter, page: int, page_size: int) -> BotPage:
        async with self._database.read() as session:
            return await bot_reads.bot_page(session, owner_id, which, page, page_size)

    async def bot(self, owner_id: int, bot_id: BotId) -> BotCard | None:
        """Return the stored part of a card, or None if it is not this person's."""
        async with self._database.read() as session:
            found = await bot_reads.cards(session, owner_id, bot_id)
        return found[0] if found else None

    async def bots(self, owner_id: int) -> Sequence[BotCard]:
        async with self._database.read() as session:
            return await bot_reads.cards(session, owner_id)

    async def stats(self, owner_id: int, day: datetime) -> Stats:
        async with self._database.read() as session:
            return await stats(session, owner_id, day)

    async def logs(self, query: LogQuery) -> LogPage:
        async with self._database.read() as session:
            return await log_reads.log_page(session, query)

    def all_logs(self, query: LogQuery) -> AsyncIterator[LogEntry]:
        return log_reads.all_logs(self._database, query)
