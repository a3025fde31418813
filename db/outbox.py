"""The table of notices owed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, select, union, update
from sqlalchemy.orm import Session

from db.chat_models import KEPT, UNSENT, WAITING, OutboxRow
from db.codec import NOTICE, audience_from_text, audience_to_text, correlation_of, problem_of
from db.models import Bot
from db.rows import outbox_row
from db.session import Database
from db.statements import insert_into, table
from engine.core.types import BotId, Status
from engine.correlation import correlation_id
from engine.notices import Notice, NoticeUnreadable
from engine.outbox import CLOSED, Audience, KeptFor, Owed

log = logging.getLogger(__name__)

NoticeRows = Select[
    int, str, datetime, datetime | None, KeptFor | None, datetime | None, str | None, int | None, int | None
]

_ROW = table(OutboxRow).c
# Asked every few seconds, and after each step that tells something.
_AUDIENCES = union(
    select(_ROW.audience).where(WAITING),
    select(_ROW.audience).where(KEPT, _ROW.kept_for != KeptFor.HISTORY),
)
NOTICES = select(
    *(_ROW.id, _ROW.payload, _ROW.created_at, _ROW.begun_at, _ROW.kept_for, _ROW.sent_at),
    *(_ROW.cause, _ROW.chat_id, _ROW.message_id),
).where(_ROW.audience == bindparam("audience"))
_NOTICES = NOTICES.order_by(_ROW.id)
_OLDEST = _NOTICES.where(WAITING).limit(bindparam("most"))
_FIRST = _NOTICES.where(WAITING, _ROW.key == bindparam("the_key"))
_KEPT = _NOTICES.where(KEPT, _ROW.kept_for == bindparam("what_for")).limit(bindparam("most"))
_KEPT_FILLS = _NOTICES.where(KEPT, _ROW.kept_for == KeptFor.CYCLE)
_OTHER = table(OutboxRow).alias().c
# What waits may be the end that takes them along: whether there is any, and what bots do, is of one moment.
_LOOSE = _KEPT_FILLS.where(
    ~exists().where(
        table(Bot).c.id == _ROW.bot_id, table(Bot).c.status == Status.ACTIVE, ~table(Bot).c.paused
    ),
    ~exists().where(
        _OTHER.audience == bindparam("audience"),
        *(_OTHER.sent_at.is_(None), _OTHER.dead_at.is_(None), _OTHER.kept_for.is_(None)),
    ),
).limit(bindparam("most"))
_TOLD = _NOTICES.where(_ROW.chat_id == bindparam("chat"), _ROW.message_id == bindparam("message"))
# Where it was told in an answer, there is no message that could be changed.
_LAST = (
    select(_ROW.chat_id, _ROW.message_id)
    .where(_ROW.audience == bindparam("audience"), _ROW.cause == bindparam("cause"))
    .where(_ROW.sent_at.is_not(None), _ROW.message_id > 0)
    .order_by(_ROW.id.desc())
    .limit(1)
)
_TOLD_LAST = _NOTICES.where(
    _ROW.chat_id == _LAST.with_only_columns(_ROW.chat_id).scalar_subquery(),
    _ROW.message_id == _LAST.with_only_columns(_ROW.message_id).scalar_subquery(),
)


class _DecidedAnewError(Exception):
    """A row is not as it was read."""


class DatabaseOutbox:
    """`engine.outbox.Outbox` on a database. The ledger sets its signal, too."""

    def __init__(self, database: Database, signal: asyncio.Event) -> None:
        self._database = database
        self._signal = signal
        self._first: dict[Audience, str] = {}
        """By their keys, the notices that come before what waits."""

    async def owe(
        self, audience: Audience, notice: Notice, *, key: str | None = None, first: bool = False
    ) -> None:
        """Store a notice; a key is at most 200 characters."""
        new = insert_into(OutboxRow, self._database.dialect).on_conflict_do_nothing()
        row = outbox_row(audience, notice, notice.at, correlation=correlation_id())
        try:
            await self._database.execute(new, row | {"key": key})
            if first and key is not None:
                self._first[audience] = key
        finally:
            self._signal.set()

    async def audiences(self) -> Sequence[Audience]:
        found = await self._database.ask(lambda session: sorted(session.scalars(_AUDIENCES)))
        return [audience_from_text(text) for text in found]

    async def waiting(self, audience: Audience, most: int) -> Sequence[Owed]:
        return await self._read(_OLDEST, audience, most=most)

    async def first(self, audience: Audience) -> Sequence[Owed]:
        key = self._first.get(audience)
        found = () if key is None else await self._read(_FIRST, audience, the_key=key)
        if not found:
            self._first.pop(audience, None)
        return found

    async def begin(self, notices: Sequence[Owed], at: datetime) -> bool:
        as_read: defaultdict[KeptFor | None, list[int]] = defaultdict(list)
        for one in notices:
            as_read[one.kept_for].append(one.id)

        def work(connection: Connection) -> None:
            for kept_for, ids in as_read.items():
                these = OutboxRow.id.in_(ids), UNSENT, OutboxRow.kept_for == kept_for
                marked = connection.execute(update(OutboxRow).where(*these).values(begun_at=at))
                if marked.rowcount != len(ids):
                    raise _DecidedAnewError

        try:
            await self._database.write(work)
        except _DecidedAnewError:
            return False
        return True

    async def unsent(self, ids: Sequence[int]) -> None:
        await self._mark(ids, begun_at=None)

    async def delivered(self, ids: Sequence[int], chat_id: int, message_id: int, at: datetime) -> None:
        await self._mark(ids, sent_at=at, chat_id=chat_id, message_id=message_id)

    async def told_in(self, audience: Audience, chat_id: int, message_id: int) -> Sequence[Owed]:
        return await self._read(_TOLD, audience, chat=chat_id, message=message_id)

    async def told_last(self, audience: Audience, cause: str) -> Sequence[Owed]:
        return await self._read(_TOLD_LAST, audience, cause=cause)

    async def close(self, audience: Audience, chat_id: int, message_id: int) -> None:
        there = OutboxRow.chat_id == chat_id, OutboxRow.message_id == message_id
        mine = OutboxRow.audience == audience_to_text(audience), ~OutboxRow.cause.endswith(CLOSED)
        closed = OutboxRow.cause + CLOSED
        await self._database.execute(update(OutboxRow).where(*there, *mine).values(cause=closed))

    async def again(self, ids: Sequence[int]) -> None:
        await self._mark(ids, kept_for=None, kept_at=None, begun_at=None)

    async def keep(
        self, ids: Sequence[int], what_for: KeptFor, at: datetime, bot_id: BotId | None = None
    ) -> None:
        await self._mark(ids, kept_for=what_for, kept_at=at, bot_id=bot_id)

    async def kept(self, audience: Audience, what_for: KeptFor, most: int) -> Sequence[Owed]:
        return await self._read(_KEPT, audience, what_for=what_for, most=most)

    async def kept_fills(self, audience: Audience, bots: Collection[BotId], most: int) -> Sequence[Owed]:
        return (
            await self._read(_KEPT_FILLS.where(_ROW.bot_id.in_(bots)).limit(most), audience) if bots else ()
        )

    async def loose_fills(self, audience: Audience, most: int) -> Sequence[Owed]:
        return await self._read(_LOOSE, audience, most=most)

    async def undeliverable(self, ids: Sequence[int], reason: str, at: datetime) -> None:
        await self._mark(ids, dead_at=at, dead_reason=reason)

    async def _read(self, wanted: NoticeRows, audience: Audience, **values: int | str) -> Sequence[Owed]:
        return await read_notices(self._database, wanted, audience, **values)

    async def changed(self) -> None:
        await self._signal.wait()
        self._signal.clear()

    async def _mark(self, ids: Sequence[int], **columns: Any) -> None:  # noqa: ANN401 - columns of several types
        marked = update(OutboxRow).where(OutboxRow.id.in_(ids), UNSENT).values(**columns)
        await self._database.execute(marked)


async def read_notices(
    database: Database, wanted: NoticeRows, audience: Audience, **values: int | str
) -> Sequence[Owed]:
    """Return what the rows of `NOTICES`, narrowed by `wanted`, tell."""

    def look(session: Session) -> Sequence[Owed]:
        return [
            Owed(
                id=row.id,
                audience=audience,
                notice=_readable(row),
                created_at=row.created_at,
                uncertain=row.begun_at is not None,
                kept_for=row.kept_for,
                sent_at=row.sent_at,
                cause=row.cause,
                chat_id=row.chat_id,
                message_id=row.message_id,
                correlation=correlation_of(row.payload),
            )
            for row in session.execute(wanted, {"audience": audience_to_text(audience), **values})
        ]

    return await database.ask(look)


def _readable(row: Any) -> Notice:  # noqa: ANN401 - a row of `NOTICES`
    """Return the notice that the row tells, or what stands for one that cannot be read."""
    try:
        return _notice_in(row.payload)
    except Exception as e:  # noqa: BLE001 - upgraders may meet anything in what somebody has changed by hand
        log.error("notice %s cannot be read (%s)", row.id, problem_of(e))  # noqa: TRY400 - no traceback needed
        return NoticeUnreadable(at=row.created_at)


@lru_cache(maxsize=512)
def _notice_in(payload: str) -> Notice:
    """Return the notice that a row tells. What waits, or was told, is read again with every look at it."""
    return NOTICE.load(payload)
