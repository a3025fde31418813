"""Removes what nobody will ask for again."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from db.chat_models import ConfirmationRow, Dialog, OutboxRow
from db.session import Database

NOTICES_KEPT = timedelta(days=30)
QUESTIONS_KEPT = timedelta(days=1)
FORMS_KEPT = timedelta(days=30)


async def tidy(database: Database, now: datetime) -> int:
    """Delete sent notices, old questions and abandoned forms. Return how many rows went.

    What is still owed is never deleted, nor is a key that makes a request safe to repeat. Raises
    StorageUnavailable.
    """

    def work(connection: Connection) -> int:
        sent = delete(OutboxRow).where(OutboxRow.sent_at < now - NOTICES_KEPT, OutboxRow.key.is_(None))
        asked = delete(ConfirmationRow).where(ConfirmationRow.expires_at < now - QUESTIONS_KEPT)
        begun = delete(Dialog).where(Dialog.updated_at < now - FORMS_KEPT)
        return sum(connection.execute(statement).rowcount for statement in (sent, asked, begun))

    return await database.write(work)
