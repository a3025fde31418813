"""What a request asks for, where its fields are texts of a query or JSON values of a body."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from tests.twin.core.values import Side

DECIMAL = re.compile(r"\d{1,20}(\.\d{1,20})?")
INTEGER = re.compile(r"\d{1,19}")


class Fields:
    """Fields by name; empty ones are absent. Each exchange says how it refuses one: `_malformed`."""

    sides: Mapping[str, Side]
    """What the exchange calls them."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = {name: value for name, value in fields.items() if value is not None and value != ""}

    def _malformed(self, name: str) -> Exception:
        raise NotImplementedError

    def has(self, name: str) -> bool:
        return name in self._fields

    def given(self, name: str) -> str:
        """Return a text as it was given, empty when it is none."""
        value = self._fields.get(name)
        return value if isinstance(value, str) else ""

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text. Refused when it is none, or absent without a default."""
        value = self._fields.get(name, default)
        if not isinstance(value, str):
            raise self._malformed(name)
        return value

    def amount(self, name: str) -> Decimal | None:
        """Return an amount, which must be a text; None when it is absent."""
        return self._decimal(name, self.text(name)) if self.has(name) else None

    def _decimal(self, name: str, text: str) -> Decimal:
        if not DECIMAL.fullmatch(text):
            raise self._malformed(name)
        return Decimal(text)

    def integer(self, name: str, default: int) -> int:
        """Return a whole number, given as such or as a text."""
        text = str(self._fields.get(name, default))
        if not INTEGER.fullmatch(text):
            raise self._malformed(name)
        return int(text)

    def moment(self, name: str) -> datetime | None:
        if not self.has(name):
            return None
        return datetime.fromtimestamp(self.integer(name, 0) / 1_000, UTC)

    def flag(self, name: str) -> bool:
        return str(self._fields.get(name, "false")).lower() == "true"

    def side(self) -> Side:
        side = self.sides.get(self.text("side"))
        if side is None:
            raise self._malformed("side")
        return side


def json_object(body: str) -> dict[str, object] | None:
    """Return the fields of a body; None when it is no JSON object."""
    try:
        fields = json.loads(body or "{}")
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None
