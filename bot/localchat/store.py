"""What survives a restart: one SQLite file, written by one thread.

The loop only collects what changed; `flush` hands the collection to the writer's thread as one transaction
and returns when it is committed. Whoever answers a request flushes first, so nothing that somebody has seen
can be forgotten by a killed process. Without a path the same tables live in memory.
"""

import asyncio
import json
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.localchat.model import JsonObject

log = logging.getLogger(__name__)

Statement = tuple[str, tuple[Any, ...]]

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS files (file_id TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


class Store:
    """Records by kind and key, and contents of files."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.touch(mode=0o600)  # it holds the token and the key
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)
        self._waiting: list[Statement] = []
        self._unwritten: list[Statement] = []
        """What the writer's thread has taken; after a failure it goes with the next flush."""
        self._writer = ThreadPoolExecutor(1, "localchat-store")
        self._last: asyncio.Future[None] | None = None

    def load(self) -> dict[str, dict[str, JsonObject]]:
        """Return every record, by kind and key, in the order of first writing."""
        found: dict[str, dict[str, JsonObject]] = {}
        for kind, key, body in self._connection.execute("SELECT kind, key, body FROM records ORDER BY rowid"):
            found.setdefault(kind, {})[key] = json.loads(body)
        return found

    def put(self, kind: str, key: str, body: JsonObject) -> None:
        """Remember a record with the next flush."""
        statement = "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
        self._waiting.append((statement, (kind, key, json.dumps(body))))

    def drop(self, kind: str, key: str) -> None:
        """Forget a record with the next flush."""
        self._waiting.append(("DELETE FROM records WHERE kind = ? AND key = ?", (kind, key)))

    def put_file(self, file_id: str, content: bytes) -> None:
        """Remember the content of a file with the next flush."""
        self._waiting.append(("INSERT OR REPLACE INTO files VALUES (?, ?)", (file_id, content)))

    def drop_file(self, file_id: str) -> None:
        """Forget the content of a file with the next flush."""
        self._waiting.append(("DELETE FROM files WHERE file_id = ?", (file_id,)))

    async def flush(self) -> None:
        """Commit what was put and dropped so far; also waits for an earlier flush."""
        if self._waiting or self._has_failed():
            batch, self._waiting = self._waiting, []
            self._last = asyncio.get_running_loop().run_in_executor(self._writer, self._write, batch)
        if self._last is not None:
            await asyncio.shield(self._last)

    def _has_failed(self) -> bool:
        last = self._last
        return last is not None and last.done() and not last.cancelled() and last.exception() is not None

    async def file(self, file_id: str) -> bytes | None:
        """Return the content of a file, None when there is none."""
        await self.flush()

        def fetch() -> tuple[bytes] | None:
            content = "SELECT content FROM files WHERE file_id = ?"
            row: tuple[bytes] | None = self._connection.execute(content, (file_id,)).fetchone()
            return row

        row = await asyncio.get_running_loop().run_in_executor(self._writer, fetch)
        return row[0] if row else None

    async def close(self) -> None:
        """Commit what is waiting and close the file. What cannot be written any more is logged."""
        try:
            await self.flush()
        except sqlite3.Error as e:
            log.warning("the last messages of the local chat are not stored: %s", e)
        self._writer.shutdown()
        self._connection.close()

    def _write(self, batch: list[Statement]) -> None:
        self._unwritten += batch
        self._connection.execute("BEGIN")
        try:
            for statement, values in self._unwritten:
                self._connection.execute(statement, values)
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._unwritten.clear()
