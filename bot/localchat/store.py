"""What survives a restart: one SQLite file, written by one thread.

The loop only collects what changed; `flush` hands the collection to the writer's thread as one transaction
and returns when it is committed. Whoever answers a request flushes first, so nothing that somebody has seen
can be forgotten by a killed process. Without a path the same tables live in memory.
"""

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

JsonObject = dict[str, Any]
Statement = tuple[str, tuple[Any, ...]]

KEPT_DELIVERIES = 100_000
TRIMMED_EVERY = 1_000

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS files (file_id TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS delivered (
    number INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER, message_id INTEGER, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS delivered_by_message ON delivered (chat_id, message_id);
"""


class Store:
    """Records by kind and key, contents of files, and the log of deliveries."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.touch(mode=0o600)  # it holds the token and the key
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)
        self._waiting: list[Statement] = []
        self._writer = ThreadPoolExecutor(1, "localchat-store")
        self._last: asyncio.Future[None] | None = None
        self._delivered = 0

    def load(self) -> dict[str, dict[str, JsonObject]]:
        """Return every record, by kind and key, in the order of first writing."""
        found: dict[str, dict[str, JsonObject]] = {}
        for kind, key, body in self._connection.execute("SELECT kind, key, body FROM records ORDER BY rowid"):
            found.setdefault(kind, {})[key] = json.loads(body)
        return found

    def put(self, kind: str, key: str, body: JsonObject) -> None:
        """Remember a record with the next flush."""
        self._waiting.append(
            (
                "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
                (kind, key, json.dumps(body)),
            )
        )

    def drop(self, kind: str, key: str) -> None:
        """Forget a record with the next flush."""
        self._waiting.append(("DELETE FROM records WHERE kind = ? AND key = ?", (kind, key)))

    def put_file(self, file_id: str, content: bytes) -> None:
        """Remember the content of a file with the next flush."""
        self._waiting.append(("INSERT OR REPLACE INTO files VALUES (?, ?)", (file_id, content)))

    def deliver(self, entry: JsonObject) -> None:
        """Append to the log of what the bot delivered; `chat_id` and `message_id` make it searchable."""
        self._waiting.append(
            (
                "INSERT INTO delivered (chat_id, message_id, body) VALUES (?, ?, ?)",
                (entry.get("chat_id"), entry.get("message_id"), json.dumps(entry)),
            )
        )
        self._delivered += 1
        if self._delivered % TRIMMED_EVERY == 0:
            oldest = "DELETE FROM delivered WHERE number <= (SELECT max(number) FROM delivered) - ?"
            self._waiting.append((oldest, (KEPT_DELIVERIES,)))

    async def flush(self) -> None:
        """Commit what was put, dropped and delivered so far; also waits for an earlier flush."""
        if self._waiting:
            batch, self._waiting = self._waiting, []
            self._last = asyncio.get_running_loop().run_in_executor(self._writer, self._write, batch)
        if self._last is not None:
            await asyncio.shield(self._last)

    async def file(self, file_id: str) -> bytes | None:
        """Return the content of a file, None when there is none."""
        row = await self._query("SELECT content FROM files WHERE file_id = ?", (file_id,))
        return row[0][0] if row else None

    async def deliveries(
        self, after: int = 0, chat_id: int | None = None, message_id: int | None = None
    ) -> list[JsonObject]:
        """Return the log behind entry number `after`, oldest first, of one chat or message if asked."""
        rows = await self._query(
            "SELECT number, body FROM delivered WHERE number > ?1 AND (?2 IS NULL OR chat_id = ?2)"
            " AND (?3 IS NULL OR message_id = ?3) ORDER BY number",
            (after, chat_id, message_id),
        )
        return [{"number": number, **json.loads(body)} for number, body in rows]

    async def close(self) -> None:
        """Commit what is waiting and close the file."""
        await self.flush()
        self._writer.shutdown()
        self._connection.close()

    async def _query(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        await self.flush()

        def fetch() -> list[tuple[Any, ...]]:
            return self._connection.execute(statement, values).fetchall()

        return await asyncio.get_running_loop().run_in_executor(self._writer, fetch)

    def _write(self, batch: list[Statement]) -> None:
        self._connection.execute("BEGIN")
        try:
            for statement, values in batch:
                self._connection.execute(statement, values)
        except sqlite3.Error:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
