"""The table of what each audience wants to be told."""

from collections.abc import Callable

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, update

from db.chat_models import KEPT, NoticeSettingsRow, OutboxRow
from db.codec import audience_to_text
from db.models import ActivityLog
from db.rows import log_row
from db.session import Database
from db.statements import table, upsert
from engine.asked import who_asked
from engine.notice_settings import NoticeSettings
from engine.outbox import Audience, KeptFor, ToAlerts
from engine.reads.journal import SettingsChanged, WordLine
from engine.stored_json import Document, StoredJson

DOLLARS = ("USDT", "USDC", "FDUSD", "TUSD", "USD", "DAI")


def _smallest_by_coin(document: Document) -> Document:
    """One number held for every coin: the same of USDT and of BTC. It was meant of a dollar, as a rule."""
    amount = document.pop("smallest_result", None)
    return document if amount is None else document | {"smallest_results": dict.fromkeys(DOLLARS, amount)}


SETTINGS: StoredJson[NoticeSettings] = StoredJson(TypeAdapter(NoticeSettings), [_smallest_by_coin])
_ROW = table(NoticeSettingsRow).c


class DatabaseNoticeSettings:
    """`engine.notice_settings.NoticeSettingsBook` on a database."""

    def __init__(self, database: Database, changed: Callable[[], None], word_line: WordLine) -> None:
        """Have `changed` make the outbox be looked at again."""
        self._database = database
        self._word_line = word_line
        self._changed = changed
        self._known: dict[str, NoticeSettings] = {}
        self._changes = 0

    async def of(self, audience: Audience) -> NoticeSettings:
        """Return what the audience has chosen. This process alone writes it, so it is read once."""
        name, changes = audience_to_text(audience), self._changes
        if (known := self._known.get(name)) is not None:
            return known
        async with self._database.read() as session:
            stored = await session.scalar(select(_ROW.settings).where(_ROW.audience == name))
        found = NoticeSettings() if stored is None else SETTINGS.load(stored)
        if changes == self._changes:
            self._known[name] = found
        return found

    async def change(
        self, audience: Audience, change: Callable[[NoticeSettings], NoticeSettings]
    ) -> NoticeSettings:
        name = audience_to_text(audience)
        again = OutboxRow.kept_for.in_((KeptFor.CYCLE, KeptFor.DIGEST))
        asked = who_asked()

        def work(connection: Connection) -> NoticeSettings:
            wanted = select(_ROW.settings).where(_ROW.audience == name).with_for_update()
            stored = connection.scalar(wanted)
            before = NoticeSettings() if stored is None else SETTINGS.load(stored)
            if (settings := change(before)) == before:
                return before
            connection.execute(
                upsert(NoticeSettingsRow, self._database.dialect, ["settings"]),
                {"audience": name, "settings": SETTINGS.dump(settings)},
            )
            connection.execute(
                update(OutboxRow)
                .where(KEPT, OutboxRow.audience == name, again, OutboxRow.begun_at.is_(None))
                .values(kept_for=None, kept_at=None, bot_id=None)
            )
            changes = settings.changes_from(before)
            if asked is not None and changes:
                line = SettingsChanged(alerts=isinstance(audience, ToAlerts), changes=changes)
                row = log_row(line, self._word_line, asked.at, owner_id=asked.by, asked=asked)
                connection.execute(insert(ActivityLog), row)
            return settings

        try:
            return await self._database.write(work)
        finally:  # a write without an answer may be stored, too
            self._known.pop(name, None)
            self._changes += 1
            self._changed()
