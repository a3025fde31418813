"""What a request asks for, checked as OKX does."""

import re
from decimal import Decimal

from tests.twin.core.values import Side
from tests.twin.fields import Fields
from tests.twin.okx.errors import malformed

CLIENT_ID = re.compile(r"[A-Za-z0-9]{1,32}")


class Params(Fields):
    """An amount that is whole may be given as a number."""

    sides = {"buy": Side.BUY, "sell": Side.SELL}  # noqa: RUF012 - read only

    def _malformed(self, name: str) -> Exception:
        return malformed(name)

    def amount(self, name: str) -> Decimal | None:
        value = self._fields.get(name)
        return self._decimal(name, str(value)) if type(value) is int else super().amount(name)

    def client_id(self) -> str:
        """Return the client's name for an order, empty when there is none. 51000 when it is not legal."""
        name = self.text("clOrdId", "")
        if name and not CLIENT_ID.fullmatch(name):
            raise malformed("clOrdId")
        return name
