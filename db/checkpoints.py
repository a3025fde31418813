"""SQLite's log of writes, brought into the database file beside the commits: none of them waits for that."""

import logging
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import cast

from sqlalchemy import Connection

CHANGES = 2_000
"""Rows changed from one checkpoint to the next. A fill changes about fifteen."""
LONGEST_LOG = 16_000
"""Pages. It begins anew once it is wholly in the file, and never is while one commit follows the other."""
CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"
THREAD = "database checkpoints"
log = logging.getLogger(__name__)


class Checkpoints:
    """For the one connection that writes. As much is on disk as without: a commit syncs the log itself."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=THREAD)
        self._running: Future[int] | None = None
        self._at_changes = 0

    def before_transaction(self, connection: Connection) -> None:
        """Have a checkpoint begun if it is due; let the log begin anew if it has become too long."""
        raw = raw_sqlite(connection)
        if self._running is not None and self._running.done():
            if self._running.result() > LONGEST_LOG:
                raw.execute(CHECKPOINT).fetchall()  # little is left to do
            self._running = None
        if self._running is None and raw.total_changes - self._at_changes >= CHANGES:
            self._at_changes = raw.total_changes
            self._running = self._thread.submit(self._checkpoint)

    def close(self) -> None:
        """Return once the last one is through."""
        self._thread.shutdown()

    def _checkpoint(self) -> int:
        """Return how long the log is, in pages."""
        try:
            with closing(sqlite3.connect(self._file)) as beside:
                _, pages, _ = beside.execute(CHECKPOINT).fetchone()
        except sqlite3.Error:  # disk full, say: commits tell that to whom it concerns
            log.exception("a checkpoint of %s failed", self._file)
            return 0
        return int(pages)


def raw_sqlite(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection: what it does is part of the same transaction."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)
