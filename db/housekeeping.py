"""Removes what nobody will ask for again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select
from sqlalchemy.orm import Session

from db.base import Base
from db.chat_models import ConfirmationRow, Dialog, HandledUpdate, OutboxRow
from db.models import ActivityLog, DeletedBot
from db.session import Database
from db.statements import table
from engine.outbox import KeptFor

NOTICES_KEPT = timedelta(days=30)
QUESTIONS_KEPT = timedelta(days=1)
"""So long after it expired a question still shows its answer to a late tap."""
FORMS_KEPT = timedelta(days=30)
UPDATES_KEPT = timedelta(days=7)
"""Telegram offers an update for a day."""
DELETED_BOTS_KEPT = timedelta(days=100)
"""No exchange tells anything new of trades that are three months old."""
LOGS_KEPT = timedelta(days=30)
AUDIT_KEPT = timedelta(days=365)
CHUNK = 1000
"""So many rows go in one transaction: what a bot has to store waits for one of them at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How long what people may want to read is kept. Trades and results are kept for ever."""

    logs: timedelta = LOGS_KEPT
    audit: timedelta = AUDIT_KEPT
    """Lines of who had what done."""


async def tidy(database: Database, now: datetime, chunk: int = CHUNK, kept: Kept = Kept()) -> int:
    """Delete old notices, questions, forms, updates and log lines, and deleted bots for good.

    A notice is old so long after it was sent, given up, or kept for the history alone. Return how many rows
    went.

    What is still owed is never deleted, nor is a key that makes a request safe to repeat. The rows are
    looked for by reading, and deleted `chunk` at a time. Raises StorageUnavailable.
    """
    told_before = now - NOTICES_KEPT
    muted_at = func.coalesce(OutboxRow.kept_at, OutboxRow.created_at)
    is_over = (
        (OutboxRow.sent_at < told_before)
        | (OutboxRow.dead_at < told_before)
        | ((OutboxRow.kept_for == KeptFor.HISTORY) & (muted_at < told_before))
    )
    old: tuple[tuple[type[Base], ColumnElement[bool]], ...] = (
        (OutboxRow, is_over & OutboxRow.key.is_(None)),
        (ConfirmationRow, ConfirmationRow.expires_at < now - QUESTIONS_KEPT),
        (Dialog, Dialog.updated_at < now - FORMS_KEPT),
        (HandledUpdate, HandledUpdate.at < now - UPDATES_KEPT),
        (DeletedBot, DeletedBot.until < now - DELETED_BOTS_KEPT),
        (ActivityLog, ~ActivityLog.audit & (ActivityLog.timestamp < now - kept.logs)),
        (ActivityLog, ActivityLog.audit & (ActivityLog.timestamp < now - kept.audit)),
    )
    return sum([await _delete(database, model, which, chunk) for model, which in old])


async def _delete(database: Database, model: type[Base], which: ColumnElement[bool], chunk: int) -> int:
    """Delete these rows of a table, some at a time. Return how many went."""
    (key,) = table(model).primary_key
    gone, wanted = 0, which
    while found := await database.ask(_first_keys(key, wanted, chunk)):
        gone += await database.write(_deletion(model, which & key.in_(found)))
        wanted = which & (key > found[-1])
    return gone


def _first_keys(
    key: ColumnElement[Any], which: ColumnElement[bool], most: int
) -> Callable[[Session], Sequence[Any]]:
    return lambda session: session.scalars(select(key).where(which).order_by(key).limit(most)).all()


def _deletion(model: type[Base], which: ColumnElement[bool]) -> Callable[[Connection], int]:
    return lambda connection: connection.execute(delete(model).where(which)).rowcount
