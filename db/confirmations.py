"""The table of questions that are answered once."""

import secrets
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from db.chat_models import ConfirmationRow
from db.session import Database
from db.statements import table
from engine.confirmations import Ask, Confirmation

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
ID_LENGTH = 8


class DatabaseConfirmations:
    """`engine.confirmations.Confirmations` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, user_id: int, ask: Ask, target: str, expires_at: datetime) -> Confirmation:
        question = Confirmation(
            id="".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH)),
            user_id=user_id,
            ask=ask,
            target=target,
            expires_at=expires_at,
        )
        row = asdict(question)
        del row["expired"]
        await self._database.execute(insert(ConfirmationRow), row)
        return question

    async def claim(self, confirmation_id: str, user_id: int, now: datetime) -> Confirmation | None:
        mine = (ConfirmationRow.id == confirmation_id) & (ConfirmationRow.user_id == user_id)
        taken = (
            update(ConfirmationRow)
            .where(mine, ConfirmationRow.answer.is_(None), ConfirmationRow.expires_at > now)
            .values(answer="")
        )

        def work(connection: Connection) -> Confirmation | None:
            first = connection.execute(taken).rowcount == 1
            row = connection.execute(select(table(ConfirmationRow)).where(mine)).one_or_none()
            if row is None:
                return None
            found = Confirmation(**row._asdict())
            return replace(found, answer=None) if first else replace(found, expired=found.answer is None)

        return await self._database.write(work)

    async def answered(self, confirmation_id: str, answer: str) -> None:
        kept = update(ConfirmationRow).where(ConfirmationRow.id == confirmation_id).values(answer=answer)
        await self._database.execute(kept)
