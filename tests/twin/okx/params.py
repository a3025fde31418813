"""What a request asks for, checked as OKX does."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from tests.twin.core.values import Side
from tests.twin.okx.errors import malformed

CLIENT_ID = re.compile(r"[A-Za-z0-9]{1,32}")
DECIMAL = re.compile(r"\d{1,20}(\.\d{1,20})?")
INTEGER = re.compile(r"\d{1,19}")


class Params:
    """Fields by name: texts from a query, JSON values from a body."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = {name: value for name, value in fields.items() if value is not None and value != ""}

    def has(self, name: str) -> bool:
        return name in self._fields

    def given(self, name: str) -> str:
        """Return a text as it was given, empty when it is none."""
        value = self._fields.get(name)
        return value if isinstance(value, str) else ""

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text. 51000 when it is none, or absent without a default."""
        value = self._fields.get(name, default)
        if not isinstance(value, str):
            raise malformed(name)
        return value

    def amount(self, name: str) -> Decimal | None:
        """Return an amount; None when it is absent. Whole numbers may be given as such."""
        if not self.has(name):
            return None
        value = self._fields[name]
        text = str(value) if type(value) is int else self.text(name)
        if not DECIMAL.fullmatch(text):
            raise malformed(name)
        return Decimal(text)

    def integer(self, name: str, default: int) -> int:
        """Return a whole number, given as such or as a text."""
        text = str(self._fields.get(name, default))
        if not INTEGER.fullmatch(text):
            raise malformed(name)
        return int(text)

    def moment(self, name: str) -> datetime | None:
        if not self.has(name):
            return None
        return datetime.fromtimestamp(self.integer(name, 0) / 1_000, UTC)

    def flag(self, name: str) -> bool:
        return str(self._fields.get(name, "false")).lower() == "true"

    def side(self) -> Side:
        value = self.text("side")
        if value not in {"buy", "sell"}:
            raise malformed("side")
        return Side(value.upper())

    def client_id(self) -> str:
        """Return the client's name for an order, empty when there is none. 51000 when it is not legal."""
        name = self.text("clOrdId", "")
        if name and not CLIENT_ID.fullmatch(name):
            raise malformed("clOrdId")
        return name
