"""The notices of the outbox, read as a history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from db.chat_models import OutboxRow
from db.outbox import NOTICES, NoticeRows, read_notices
from db.session import Database
from db.statements import table
from engine.core.notices import PriceStreamSilent
from engine.notice_history import HistoryPage, HistoryQuery
from engine.outbox import Audience, Owed

_ROW = table(OutboxRow).c
PRICE_STREAM = "price stream"
"""The code of `PriceStreamSilent`."""


class DatabaseNoticeHistory:
    """`engine.notice_history.NoticeHistory` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, query: HistoryQuery) -> HistoryPage:
        found = list(await self._read(replace(query, page_size=query.page_size + 1)))
        if not found and (query.before is not None or query.after is not None):
            return await self.page(replace(query, before=None, after=None))
        more = len(found) > query.page_size
        if query.after is None:
            found = found[: query.page_size]
            newer = query.before is not None and bool(found) and await self._is_any_newer(query, found[0])
            return HistoryPage(notices=found, newer=newer, older=more)
        return HistoryPage(notices=found[more:], newer=more, older=True)

    async def silences(self, audience: Audience, since: datetime) -> Sequence[PriceStreamSilent]:
        wanted = NOTICES.where(_ROW.kind == PRICE_STREAM, _ROW.created_at >= since)
        found = await read_notices(self._database, wanted.order_by(_ROW.id), audience)
        return [one.notice for one in found if isinstance(one.notice, PriceStreamSilent)]

    async def _is_any_newer(self, query: HistoryQuery, than: Owed) -> bool:
        return bool(await self._read(replace(query, before=None, after=than.id, page_size=1)))

    async def _read(self, query: HistoryQuery) -> Sequence[Owed]:
        """Return those that are meant, newest first."""
        each = [await self._read_of(audience, query) for audience in query.audiences]
        found = sorted(chain.from_iterable(each), key=lambda one: one.id, reverse=True)
        return found[: query.page_size] if query.after is None else found[-query.page_size :]

    async def _read_of(self, audience: Audience, query: HistoryQuery) -> Sequence[Owed]:
        wanted: NoticeRows = NOTICES.limit(query.page_size)
        if query.bot_id is not None:  # its id stands in no other notice
            wanted = wanted.where(_ROW.payload.contains(str(query.bot_id), autoescape=True))
        if query.since is not None:
            wanted = wanted.where(_ROW.created_at >= query.since)
        if query.until is not None:
            wanted = wanted.where(_ROW.created_at < query.until)
        if query.after is not None:
            wanted = wanted.where(_ROW.id > query.after).order_by(_ROW.id)
            return await read_notices(self._database, wanted, audience)
        if query.before is not None:
            wanted = wanted.where(_ROW.id < query.before)
        return await read_notices(self._database, wanted.order_by(_ROW.id.desc()), audience)
