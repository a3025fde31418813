"""What a request asks for, checked as Binance does."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from tests.twin.binance.errors import BinanceError, illegal, missing
from tests.twin.core.values import Side

SPOT_CLIENT_ID = r"^[a-zA-Z0-9-_]{1,36}$"
FUTURES_CLIENT_ID = r"^[\.A-Z\:/a-z0-9_-]{1,36}$"
DECIMAL = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"
MOST_MILLISECONDS = 10**14
"""Later than this it must be microseconds."""


class Params:
    """Texts by name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def has(self, name: str) -> bool:
        return bool(self._texts.get(name))

    @property
    def named(self) -> str:
        """Return the client's name of a new order, empty when there is none."""
        return self._texts.get("newClientOrderId", "")

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text. -1102 when it is absent and there is no default."""
        value = self._texts.get(name) or default
        if value is None:
            raise missing(name)
        return value

    def decimal(self, name: str) -> Decimal | None:
        """Return an amount, or None when it is absent. -1100 when it is not one."""
        if not self.has(name):
            return None
        text = self._texts[name]
        if not re.fullmatch(DECIMAL, text):
            raise illegal(name, DECIMAL)
        try:
            return Decimal(text)
        except InvalidOperation:
            raise illegal(name, DECIMAL) from None

    def integer(self, name: str, default: int | None = None) -> int | None:
        """Return a whole number, or the default when it is absent. -1100 when it is not one."""
        if not self.has(name):
            return default
        text = self._texts[name]
        if not re.fullmatch(r"-?\d{1,20}", text):
            raise illegal(name, r"^[0-9]{1,20}$")
        return int(text)

    def moment(self, name: str) -> datetime | None:
        number = self.integer(name)
        if number is None:
            return None
        return datetime.fromtimestamp(number / (1_000_000 if number > MOST_MILLISECONDS else 1_000), UTC)

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self._texts.get(name, "true" if default else "false").lower() == "true"

    def side(self) -> Side:
        try:
            return Side(self.text("side"))
        except ValueError:
            raise BinanceError(-1117, "Invalid side.") from None

    def client_id(self, name: str, pattern: str) -> str | None:
        """Return a client order id, or None when it is absent. -1100 when it is not legal."""
        value = self._texts.get(name)
        if not value:
            return None
        if not re.fullmatch(pattern, value):
            raise illegal(name, pattern)
        return value
