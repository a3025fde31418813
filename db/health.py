"""How the database is doing, and what waits in it."""

import threading

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.chat_models import WAITING, OutboxRow
from db.session import Database
from db.statements import table
from engine.errors import StorageUnavailable
from engine.reads.health import StoredHealth, WriterHealth

_ROW = table(OutboxRow).c
_BACKLOG = select(func.count(), func.min(_ROW.created_at)).where(WAITING)


class DatabaseProbe:
    """`engine.reads.health.StorageProbe` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._under_way = threading.Lock()

    async def look(self) -> StoredHealth:
        """Ask what waits. Raises StorageUnavailable, also while nothing can be stored.

        One question at a time: those of a database that hangs would take every thread.
        """

        def ask(session: Session) -> StoredHealth:
            if not self._under_way.acquire(blocking=False):
                raise StorageUnavailable("it has not answered the last question yet")
            try:
                waiting, oldest = session.execute(_BACKLOG).one()
            finally:
                self._under_way.release()
            return StoredHealth(notices_waiting=waiting, oldest_notice_at=oldest)

        if (why := self._database.cannot_store) is not None:
            raise StorageUnavailable(why)
        return await self._database.ask(ask)

    def writer(self) -> WriterHealth:
        return self._database.writer_health()
