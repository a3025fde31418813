"""Which of Telegram's updates were taken on already."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from db.chat_models import HandledUpdate
from db.session import Database
from db.statements import insert_into

KEPT_FOR = timedelta(days=7)
"""Telegram offers an update for a day."""
TIDY_EVERY = 256


class DatabaseHandledUpdates:
    """`engine.people.HandledUpdates` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first_time(self, update_id: int, at: datetime) -> bool:

        def work(connection: Connection) -> bool:
            if update_id % TIDY_EVERY == 0:
                connection.execute(delete(HandledUpdate).where(HandledUpdate.at < at - KEPT_FOR))
            noted = insert_into(HandledUpdate, connection.dialect.name).on_conflict_do_nothing()
            return connection.execute(noted, {"update_id": update_id, "at": at}).rowcount == 1

        return await self._database.write(work)
