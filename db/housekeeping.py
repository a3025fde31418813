"""Removes what nobody will ask for again."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete

from db.chat_models import ConfirmationRow, Dialog, HandledUpdate, OutboxRow
from db.models import DeletedBot
from db.session import Database
from engine.outbox import KeptFor

NOTICES_KEPT = timedelta(days=30)
QUESTIONS_KEPT = timedelta(days=1)
"""So long after it expired a question still shows its answer to a late tap."""
FORMS_KEPT = timedelta(days=30)
UPDATES_KEPT = timedelta(days=7)
"""Telegram offers an update for a day."""
DELETED_BOTS_KEPT = timedelta(days=100)
"""No exchange tells anything new of trades that are three months old."""


async def tidy(database: Database, now: datetime) -> int:
    """Delete sent notices, old questions, abandoned forms, old updates, and deleted bots for good.

    Return how many rows went.

    What is still owed is never deleted, nor is a key that makes a request safe to repeat. Raises
    StorageUnavailable.
    """
    old = (
        delete(OutboxRow).where(OutboxRow.sent_at < now - NOTICES_KEPT, OutboxRow.key.is_(None)),
        delete(OutboxRow).where(
            OutboxRow.kept_for == KeptFor.HISTORY,
            OutboxRow.created_at < now - NOTICES_KEPT,
            OutboxRow.key.is_(None),
        ),
        delete(ConfirmationRow).where(ConfirmationRow.expires_at < now - QUESTIONS_KEPT),
        delete(Dialog).where(Dialog.updated_at < now - FORMS_KEPT),
        delete(HandledUpdate).where(HandledUpdate.at < now - UPDATES_KEPT),
        delete(DeletedBot).where(DeletedBot.until < now - DELETED_BOTS_KEPT),
    )

    def work(connection: Connection) -> int:
        return sum(connection.execute(statement).rowcount for statement in old)

    return await database.write(work)
