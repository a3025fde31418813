"""What stands in the database, by whose it is: read beside the program, without its code."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OF_BOTS = "SELECT b.owner_id, t.* FROM {table} t JOIN bots b ON b.id = t.bot_id"
OWNED = {
    "bots": "SELECT owner_id, bots.* FROM bots",
    "bot_states": OF_BOTS.format(table="bot_states"),
    "orders": OF_BOTS.format(table="orders"),
    "trades": "SELECT owner_id, count(*), max(t.id) FROM trades t JOIN bots b ON b.id = bot_id GROUP BY 1",
    "log lines": "SELECT owner_id, count(*), max(id), sum(length(message)) FROM activity_logs GROUP BY 1",
    "people": "SELECT user_id, people.* FROM people",
    "wallets": "SELECT owner_id, paper_amounts.* FROM paper_amounts",
    "deleted": "SELECT owner_id, deleted_results.* FROM deleted_results",
}
"""Questions whose first column says whose a row is."""


@dataclass(frozen=True, slots=True)
class BotRow:
    number: int
    owner_id: int
    revision: int


class Tables:
    """A look at the program's SQLite file."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        self._version = -1
        self._seen: Mapping[str, Mapping[int, Any]] = {}

    def close(self) -> None:
        self._connection.close()

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(question).fetchall()

    def by_owner(self) -> Mapping[str, Mapping[int, Any]]:
        """Return for each table the rows of each person; the same object while nobody has written."""
        ((version,),) = self.rows("PRAGMA data_version")
        if version != self._version:
            self._version = version
            seen: dict[str, dict[int, list[tuple[Any, ...]]]] = {}
            for table, question in OWNED.items():
                of_table = seen.setdefault(table, {})
                for owner_id, *row in self.rows(question):
                    of_table.setdefault(owner_id, []).append(tuple(row))
            self._seen = seen
        return self._seen

    def bots(self) -> dict[str, BotRow]:
        """Return the bots by their ids, as payloads have them."""
        found = self.rows("SELECT id, number, owner_id, revision FROM bots")
        return {
            str(bot_id): BotRow(number, owner_id, revision) for bot_id, number, owner_id, revision in found
        }

    def roles(self) -> dict[int, str]:
        """Return who is on the list, and as what."""
        return dict(self.rows("SELECT user_id, role FROM people WHERE role IS NOT NULL"))

    def heirs(self) -> dict[int, int]:
        """Return in whose care the bots of whom are."""
        return dict(self.rows("SELECT user_id, heir_id FROM people WHERE heir_id IS NOT NULL"))

    def shares(self) -> set[tuple[str, int]]:
        """Return which bots are shared with whom."""
        return {
            (str(bot_id), user_id) for bot_id, user_id in self.rows("SELECT bot_id, user_id FROM shared_bots")
        }

    def alert_chats(self) -> set[int]:
        """Return where alerts may go that are on their way: what is linked, and what it has become."""
        linked = {chat_id for (chat_id,) in self.rows("SELECT chat_id FROM linked_chat")}
        return linked | {
            now for old, now in self.rows("SELECT chat_id, moved_to FROM moved_chats") if old in linked
        }

    def languages(self) -> dict[int, str]:
        return dict(self.rows("SELECT user_id, language FROM people"))
