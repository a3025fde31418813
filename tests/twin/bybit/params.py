"""What a request asks for, checked as Bybit does."""

import re

from tests.twin.bybit.errors import BybitError, malformed
from tests.twin.core.values import Side
from tests.twin.fields import Fields

LINK_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")


class Params(Fields):
    """Amounts must be texts in a body, too."""

    sides = {"Buy": Side.BUY, "Sell": Side.SELL}  # noqa: RUF012 - read only

    def _malformed(self, name: str) -> Exception:
        return malformed(name)

    @property
    def category(self) -> str:
        """Return the category as it was given, empty when it is no text."""
        return self.given("category")

    @property
    def named(self) -> str:
        """Return the client's name of an order as it was given, empty when there is none."""
        return self.given("orderLinkId")

    def link_id(self) -> str:
        """Return the client's name for an order, empty when there is none. 10001 when it is not legal."""
        name = self.text("orderLinkId", "")
        if name and not LINK_ID.fullmatch(name):
            raise BybitError(10001, "OrderLinkID can not be longer than 36 and only letters, digits, - and _")
        return name
