"""SQLite's log of writes, brought into the database file beside the commits: none of them waits for that.

A log that is wholly in the file is written over from its beginning, as often as it can be. To sync what is
written over costs a tenth of what it costs to sync a file that grows.
"""

import logging
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from pathlib import Path
from typing import cast

from sqlalchemy import Connection

CHANGES = 1_000
"""Rows changed from one checkpoint to the next. A fill changes about fifteen, and takes about 25 pages."""
LONGEST_LOG = 6_000
"""Pages. While one commit follows the other it is never wholly in the file: one of them sees to that then."""
PASSES = 2
"""Beside commits at most. Each is shorter than the one before, and fewer commits come in between."""
ROOM = 13 * 1024 * 1024
"""Bytes written to make the log as long as it gets. The last two million of them stay in memory."""
CHECKPOINT = "PRAGMA wal_checkpoint(PASSIVE)"
COMMITS = "PRAGMA data_version"
"""Another number whenever another connection has committed."""
THREAD = "database checkpoints"
log = logging.getLogger(__name__)


class Checkpoints:
    """For the one connection that writes. As much is on disk as without: a commit syncs the log itself."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=THREAD)
        self._running: Future[int] | None = None
        self._at_changes = 0

    def make_room(self, raw: sqlite3.Connection) -> None:
        """Have the log grow now, before anybody waits for a commit. Nothing of that is ever committed."""
        written = Path(f"{self._file}-wal")
        if not written.exists() or written.stat().st_size >= ROOM // 2:
            return  # there is none in memory; another process may be at work with a long one
        try:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("CREATE TABLE room (bytes BLOB)")
            raw.execute("INSERT INTO room VALUES (zeroblob(?))", (ROOM,))
        except sqlite3.Error:  # disk full, say: the log grows as it is needed
            log.exception("the log of %s has no room", self._file)
        finally:
            raw.rollback()

    def after_commit(self, raw: sqlite3.Connection) -> None:
        """Have a checkpoint begun if it is due; let the log begin anew if it has become too long."""
        if self._running is not None and self._running.done():
            over, self._running = self._running, None
            if over.result() > LONGEST_LOG:
                self._checkpoint(raw)  # little is left to do
        if self._running is None and raw.total_changes - self._at_changes >= CHANGES:
            self._at_changes = raw.total_changes
            self._running = self._thread.submit(self._checkpoint)

    def close(self) -> None:
        """Return once the last one is through."""
        self._thread.shutdown()

    def _checkpoint(self, raw: sqlite3.Connection | None = None) -> int:
        """Bring the log into the file until nothing has come meanwhile.

        Return how many pages the next commit is written behind: none, once all of them are in the file.
        """
        pages = 0
        try:
            with closing(sqlite3.connect(self._file)) if raw is None else nullcontext(raw) as used:
                for _ in range(PASSES):
                    before = used.execute(COMMITS).fetchall()
                    _, pages, brought = used.execute(CHECKPOINT).fetchone()
                    if brought == pages and used.execute(COMMITS).fetchall() == before:
                        return 0
        except sqlite3.Error:  # disk full, say: commits tell that to whom it concerns
            log.exception("a checkpoint of %s failed", self._file)
            return 0
        return pages


def raw_sqlite(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection: what it does is part of the same transaction."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)
