"""The table of living cards."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, delete, select

from db.chat_models import CardMessageRow
from db.models import Bot
from db.session import Database
from db.statements import table, upsert
from engine.card_messages import CardMessage
from engine.core.types import BotId

_CHANGING = ("message_id", "posted_at", "shown", "label", "exact")
_FORGET = delete(CardMessageRow).where(
    CardMessageRow.chat_id == bindparam("chat"), CardMessageRow.bot_id == bindparam("bot")
)


class DatabaseCardMessages:
    """`engine.card_messages.CardMessages` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keep = upsert(CardMessageRow, database.dialect, _CHANGING)

    async def all(self) -> Sequence[CardMessage]:
        async with self._database.read() as session:
            return [
                CardMessage(**row._asdict()) for row in await session.execute(select(table(CardMessageRow)))
            ]

    async def is_deleted(self, bot_id: BotId) -> bool:
        async with self._database.read() as session:
            return await session.scalar(select(Bot.id).where(Bot.id == bot_id)) is None

    def keep(self, card: CardMessage) -> None:
        self._database.write_behind(self._keep, asdict(card))

    def forget(self, chat_id: int, bot_id: BotId) -> None:
        self._database.write_behind(_FORGET, {"chat": chat_id, "bot": bot_id})
