"""The tables of the chat: what is owed to it, who may use it, and where its conversations stand."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, column
from sqlalchemy.orm import Mapped, mapped_column

from db.base import GROWING_ID, PERSON_ID, Base, choice
from db.models import Bot
from engine.confirmations import Ask
from engine.outbox import KeptFor
from engine.people import Role


class OutboxRow(Base):
    """One notice for one audience."""

    __tablename__ = "outbox"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(GROWING_ID, primary_key=True)
    audience: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[str]
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    chat_id: Mapped[int | None] = mapped_column(PERSON_ID)
    message_id: Mapped[int | None] = mapped_column(PERSON_ID)
    dead_at: Mapped[datetime | None]
    dead_reason: Mapped[str | None]
    kept_for: Mapped[KeptFor | None] = mapped_column(choice(KeptFor))
    kept_at: Mapped[datetime | None]
    """Since when it is kept."""
    bot_id: Mapped[UUID | None]
    """Of a fill that is kept for its cycle: whose."""
    cause: Mapped[str | None] = mapped_column(String(120))
    """Of what can happen again and again: what it is the same as."""


_OUTBOX = OutboxRow.__table__.c
UNSENT = _OUTBOX.sent_at.is_(None) & _OUTBOX.dead_at.is_(None)
WAITING = UNSENT & _OUTBOX.kept_for.is_(None)
KEPT = UNSENT & _OUTBOX.kept_for.is_not(None)
Index(
    "ix_outbox_kept",
    OutboxRow.audience,
    OutboxRow.kept_for,
    OutboxRow.id,
    sqlite_where=KEPT,
    postgresql_where=KEPT,
)
Index("ix_outbox_audience_id", OutboxRow.audience, OutboxRow.id)
Index(
    "ix_outbox_message",
    OutboxRow.chat_id,
    OutboxRow.message_id,
    sqlite_where=_OUTBOX.message_id.is_not(None),
    postgresql_where=_OUTBOX.message_id.is_not(None),
)
Index(
    "ix_outbox_cause",
    OutboxRow.audience,
    OutboxRow.cause,
    OutboxRow.id,
    sqlite_where=_OUTBOX.cause.is_not(None),
    postgresql_where=_OUTBOX.cause.is_not(None),
)
Index(
    "ix_outbox_waiting",
    OutboxRow.audience,
    OutboxRow.id,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)


class NoticeSettingsRow(Base):
    """What one audience wants to be told."""

    __tablename__ = "notice_settings"

    audience: Mapped[str] = mapped_column(String(40), primary_key=True)
    settings: Mapped[str]


class PersonRow(Base):
    """Somebody on the list, or who was there."""

    __tablename__ = "people"

    user_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    name: Mapped[str]
    chat_id: Mapped[int | None] = mapped_column(PERSON_ID)
    unreachable: Mapped[str | None]
    admitted_at: Mapped[datetime]
    language: Mapped[str | None] = mapped_column(String(16))
    role: Mapped[Role | None] = mapped_column(choice(Role))
    """None: taken off the list."""
    heir_id: Mapped[int | None] = mapped_column(PERSON_ID)
    """Who cares for the bots of somebody who was taken off, or only reads now."""


class InvitationRow(Base):
    """A link by which somebody comes onto the list, once."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    made_by: Mapped[int] = mapped_column(PERSON_ID)
    expires_at: Mapped[datetime]


class GivenAccount(Base):
    """A real account that a trader may use."""

    __tablename__ = "given_accounts"

    user_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(String(70), primary_key=True)


class SharedBot(Base):
    """A bot that somebody may read who does not own it."""

    __tablename__ = "shared_bots"

    user_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    bot_id: Mapped[UUID] = mapped_column(ForeignKey(Bot.id, ondelete="CASCADE"), primary_key=True)


class Pairing(Base):
    """The pairing code that is valid now, hashed: one row, or none."""

    __tablename__ = "pairing"
    __table_args__ = (CheckConstraint(column("id") == 1, name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
    missed: Mapped[int]


class Stranger(Base):
    """Somebody who wrote and may not command."""

    __tablename__ = "strangers"

    user_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    first_seen_at: Mapped[datetime]


class ConfirmationRow(Base):
    """A question that is answered once."""

    __tablename__ = "confirmations"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    user_id: Mapped[int] = mapped_column(PERSON_ID)
    ask: Mapped[Ask] = mapped_column(choice(Ask))
    target: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[str | None]


class Dialog(Base):
    """Where a conversation stands."""

    __tablename__ = "dialogs"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    state: Mapped[str | None]
    data: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class HandledUpdate(Base):
    """An update that was taken, so that it is not taken again."""

    __tablename__ = "handled_updates"

    update_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)


class CardMessageRow(Base):
    """The message that is one bot's card for one person. It outlives its bot: the card has to say so."""

    __tablename__ = "card_messages"

    chat_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    bot_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(PERSON_ID)
    posted_at: Mapped[datetime]
    shown: Mapped[str] = mapped_column(String(64))
    label: Mapped[str]
    exact: Mapped[bool]


class LinkedChatRow(Base):
    """The group, or topic in it, that alerts go to because an owner linked it: one row, or none."""

    __tablename__ = "linked_chat"
    __table_args__ = (CheckConstraint(column("id") == 1, name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(PERSON_ID)
    thread_id: Mapped[int | None] = mapped_column(PERSON_ID)
    title: Mapped[str]
    linked_at: Mapped[datetime]


class MovedChat(Base):
    """A group that became a supergroup, which has another number."""

    __tablename__ = "moved_chats"

    chat_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    moved_to: Mapped[int] = mapped_column(PERSON_ID)
