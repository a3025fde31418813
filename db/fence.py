"""The fence: no write passes once the database belongs to another process."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.errors import LeaseLost

# FOR SHARE makes a new owner wait until this transaction has ended. SQLite has one writer anyway.
_OWNER = "SELECT holder, fencing FROM lease WHERE id = 1"
_QUESTION = {"sqlite": _OWNER, "postgresql": f"{_OWNER} FOR SHARE"}


@dataclass(frozen=True, slots=True)
class Ownership:
    """What stands in the lease while this process owns the database."""

    holder: str
    fencing: int


class Fence:
    """Asked first in every transaction. It lets everything pass until there is an ownership to keep."""

    def __init__(self) -> None:
        self.ownership: Ownership | None = None
        self.when_refused: Callable[[LeaseLost], None] = lambda _: None
        """Called on the loop whenever a write was refused."""

    def check(self, connection: Connection) -> None:
        """Raise LeaseLost unless the lease is still ours, and keep it so until the transaction ends."""
        mine = self.ownership
        if mine is None:
            return
        found = connection.exec_driver_sql(_QUESTION[connection.dialect.name]).one_or_none()
        if found is None or (found.holder, found.fencing) != (mine.holder, mine.fencing):
            raise LeaseLost(found.holder if found else None)
