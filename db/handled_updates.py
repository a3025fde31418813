"""Which of Telegram's updates were taken on already."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.chat_models import HandledUpdate
from db.session import Database
from db.statements import insert_into

OFFERED_FOR = timedelta(days=2)
"""Telegram offers an update for a day."""


class DatabaseHandledUpdates:
    """`engine.people.HandledUpdates` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taken: set[int] | None = None
        """Those of the last days, and all since."""

    async def first_time(self, update_id: int, at: datetime) -> bool:
        """Return at once: the note is queued before all that comes of the update."""
        taken = self._taken if self._taken is not None else await self._stored(at)
        if update_id in taken:
            return False
        taken.add(update_id)
        noted = insert_into(HandledUpdate, self._database.dialect).on_conflict_do_nothing()
        self._database.write_behind(noted, {"update_id": update_id, "at": at})
        return True

    async def _stored(self, now: datetime) -> set[int]:
        wanted = select(HandledUpdate.update_id).where(HandledUpdate.at > now - OFFERED_FOR)
        async with self._database.read() as session:
            found = set(await session.scalars(wanted))
        if self._taken is None:  # another update may have been quicker
            self._taken = found
        return self._taken
