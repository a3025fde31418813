"""What really happened, in order: the truth that tests compare with."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `at` is true time; amounts in `facts` are exact decimal texts."""

    number: int
    at: datetime
    kind: str
    venue: str = ""
    account: str = ""
    symbol: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "venue": self.venue,
            "account": self.account,
            "symbol": self.symbol,
            "facts": dict(self.facts),
        }


class Journal:
    """An append-only list, kept as JSON lines too when a file is given (an existing file grows)."""

    def __init__(self, now: Callable[[], datetime], path: Path | None = None) -> None:
        self._now = now
        self._entries: list[Entry] = []
        self._file = path.open("a", encoding="utf-8") if path is not None else None

    def write(
        self, kind: str, *, venue: str = "", account: str = "", symbol: str = "", **facts: object
    ) -> Entry:
        """Append what happened now."""
        entry = Entry(
            number=len(self._entries) + 1,
            at=self._now(),
            kind=kind,
            venue=venue,
            account=account,
            symbol=symbol,
            facts={name: _text(value) for name, value in facts.items()},
        )
        self._entries.append(entry)
        if self._file is not None:
            self._file.write(json.dumps(entry.as_json()) + "\n")
            self._file.flush()
        return entry

    def read(  # one filter for each thing a test asks for
        self, *kinds: str, venue: str = "", account: str = "", symbol: str = "", after: int = 0
    ) -> list[Entry]:
        """Return the entries numbered above `after` that fit what is given."""
        return [
            entry
            for entry in self._entries[after:]
            if (not kinds or entry.kind in kinds)
            and venue in {"", entry.venue}
            and account in {"", entry.account}
            and symbol in {"", entry.symbol}
        ]

    def close(self) -> None:
        """Close the file; what is in memory stays."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
