"""What lists show besides what the twin keeps itself: rows as an exchange would write them."""

from collections import defaultdict

from tests.twin.core.faults import Operation

Json = dict[str, object]


class Besides:
    """Hedged positions, coins with odd fields and the like: they are told, and nothing is done with them."""

    def __init__(self) -> None:
        self._rows: defaultdict[tuple[str, str, Operation], list[Json]] = defaultdict(list)

    def add(self, venue: str, operation: Operation, row: Json, *, account: str = "main") -> None:
        """Have an account's lists of that kind show the row, last."""
        self._rows[venue, account, operation].append(row)

    def of(self, venue: str, account: str, operation: Operation, symbol: str = "") -> list[Json]:
        """Return the rows, all or those of a symbol."""
        rows = self._rows[venue, account, operation]
        return [dict(row) for row in rows if symbol in {"", row.get("symbol")}]
