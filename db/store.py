"""Everything that is kept, opened and closed in one piece.

await upgrade(url)                                   # db.migrate
async with open_store(url, nursery, word_line) as store:
    await store.ledger.commit(...)
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from db.alert_chat import DatabaseAlertChat
from db.backup_restore import begin_put_right_anew
from db.bot_book import DatabaseBotBook
from db.card_messages import DatabaseCardMessages
from db.confirmations import DatabaseConfirmations
from db.engines import PoolSettings
from db.fill_history import DatabaseFillHistory
from db.handled_updates import DatabaseHandledUpdates
from db.health import DatabaseProbe
from db.history import DatabaseHistory
from db.journal import DatabaseJournal
from db.ledger import DatabaseLedger
from db.notice_history import DatabaseNoticeHistory
from db.notice_settings import DatabaseNoticeSettings
from db.outbox import DatabaseOutbox
from db.paper_wallets import DatabasePaperWallets
from db.people import DatabasePeople
from db.reads import DatabaseReads
from db.session import Database, open_database
from engine.reads.journal import WordLine
from engine.tasks import Nursery


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The engine's ports of storage, kept by one database."""

    database: Database
    """For `db.fsm_storage`, which needs the chat's library and is imported with it."""
    ledger: DatabaseLedger
    fill_history: DatabaseFillHistory
    bot_book: DatabaseBotBook
    reads: DatabaseReads
    history: DatabaseHistory
    journal: DatabaseJournal
    outbox: DatabaseOutbox
    notice_settings: DatabaseNoticeSettings
    notice_history: DatabaseNoticeHistory
    people: DatabasePeople
    confirmations: DatabaseConfirmations
    card_messages: DatabaseCardMessages
    alert_chat: DatabaseAlertChat
    paper_wallets: DatabasePaperWallets
    handled_updates: DatabaseHandledUpdates
    probe: DatabaseProbe
    word_line: WordLine
    """Makes the sentences of the log."""

    async def begin_put_right_anew(self, at: datetime) -> bool:
        """Have bots begin anew that could not be read when a backup was restored, and can be by now.

        Say whether the ledger has met any so far: they can be loaded from then on. Raises StorageUnavailable.
        """
        if not self.ledger.has_older_names:
            return False
        await self.database.write(partial(begin_put_right_anew, at=at, word_line=self.word_line))
        self.ledger.has_older_names = False
        return True


@asynccontextmanager
async def open_store(
    url: str, nursery: Nursery, word_line: WordLine, pool: PoolSettings | None = None
) -> AsyncIterator[Store]:
    """Open the database, whose tables must be there; close it in the end.

    `word_line` makes the sentences of the log.

    Leave before the nursery closes: what waits to be written is written first. Raises SettingsError.
    """
    async with open_database(url, nursery, pool) as database:
        yield store_in(database, word_line)


def store_in(database: Database, word_line: WordLine) -> Store:
    """Return what is kept by a database that is open already."""
    signal = asyncio.Event()
    signal.set()  # what an earlier run of the program left is worth a look
    return Store(
        database=database,
        ledger=DatabaseLedger(database, signal, word_line),
        fill_history=DatabaseFillHistory(database),
        bot_book=DatabaseBotBook(database, word_line),
        reads=DatabaseReads(database),
        history=DatabaseHistory(database),
        journal=DatabaseJournal(database, word_line),
        outbox=DatabaseOutbox(database, signal),
        notice_history=DatabaseNoticeHistory(database),
        notice_settings=DatabaseNoticeSettings(database, signal.set, word_line),
        people=DatabasePeople(database, word_line),
        confirmations=DatabaseConfirmations(database),
        card_messages=DatabaseCardMessages(database),
        alert_chat=DatabaseAlertChat(database, word_line),
        paper_wallets=DatabasePaperWallets(database),
        handled_updates=DatabaseHandledUpdates(database),
        probe=DatabaseProbe(database),
        word_line=word_line,
    )
