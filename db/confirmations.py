"""The table of questions that are answered once."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from db.chat_models import ConfirmationRow
from db.session import Database
from engine.confirmations import Ask, Confirmation

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
ID_LENGTH = 8
KEPT_FOR = timedelta(days=1)
"""How long after it expired a question can still show its answer to a late tap."""


class DatabaseConfirmations:
    """`engine.confirmations.Confirmations` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(
        self, user_id: int, ask: Ask, target: str, now: datetime, expires_at: datetime
    ) -> Confirmation:
        question = Confirmation(
            id="".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH)),
            user_id=user_id,
            ask=ask,
            target=target,
            expires_at=expires_at,
        )
        row = {
            "id": question.id,
            "user_id": user_id,
            "ask": ask,
            "target": target,
            "expires_at": expires_at,
        }

        def work(connection: Connection) -> None:
            connection.execute(delete(ConfirmationRow).where(ConfirmationRow.expires_at < now - KEPT_FOR))
            connection.execute(insert(ConfirmationRow), row)

        await self._database.write(work)
        return question

    async def claim(self, confirmation_id: str, user_id: int, now: datetime) -> Confirmation | None:
        """Take the question for answering, once.

        Returns None when it does not exist, belongs to someone else, or has expired unanswered. A
        later claim returns it with `answer` set, "" while the first is still being carried out.
        """
        mine = (ConfirmationRow.id == confirmation_id) & (ConfirmationRow.user_id == user_id)
        taken = (
            update(ConfirmationRow)
            .where(mine, ConfirmationRow.answer.is_(None), ConfirmationRow.expires_at > now)
            .values(answer="")
        )
        stored = select(
            ConfirmationRow.id,
            ConfirmationRow.user_id,
            ConfirmationRow.ask,
            ConfirmationRow.target,
            ConfirmationRow.expires_at,
            ConfirmationRow.answer,
        ).where(mine)

        def work(connection: Connection) -> Confirmation | None:
            first = connection.execute(taken).rowcount == 1
            row = connection.execute(stored).one_or_none()
            if row is None or row.answer is None:
                return None
            return Confirmation(
                id=row.id,
                user_id=row.user_id,
                ask=row.ask,
                target=row.target,
                expires_at=row.expires_at,
                answer=None if first else row.answer,
            )

        return await self._database.write(work)

    async def answered(self, confirmation_id: str, answer: str) -> None:
        kept = update(ConfirmationRow).where(ConfirmationRow.id == confirmation_id).values(answer=answer)

        def work(connection: Connection) -> None:
            connection.execute(kept)

        await self._database.write(work)
