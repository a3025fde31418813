"""Everything that venues of one twin share."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from tests.twin.core.accounts import Account, Accounts
from tests.twin.core.besides import Besides
from tests.twin.core.clock import TimeSource, TwinClock
from tests.twin.core.errors import UnknownNameError
from tests.twin.core.faults import Faults, Operation
from tests.twin.core.frames import FrameFaults
from tests.twin.core.journal import Journal
from tests.twin.core.venue import Venue
from tests.twin.core.walk import Walks

KEPT_REQUESTS = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in, refused ones too. `query` is as it was sent, signature and all."""

    at: datetime
    venue: str
    account: str
    operation: Operation
    method: str
    path: str
    query: str
    status: int
    """What was answered; 0 when the connection was closed instead."""


class World:
    """Clock, accounts, journal, faults, and the venues by name."""

    def __init__(self, *, time: TimeSource | None = None, journal_file: Path | None = None) -> None:
        self.clock = TwinClock(time)
        self.journal = Journal(self.clock.now, journal_file)
        self.accounts = Accounts()
        self.faults = Faults(self.journal)
        self.frames = FrameFaults()
        self.besides = Besides()
        self.venues: dict[str, Venue] = {}
        self.requests: deque[Request] = deque(maxlen=KEPT_REQUESTS)
        self.walks = Walks(self.clock)

    def venue(self, name: str) -> Venue:
        try:
            return self.venues[name]
        except KeyError:
            raise UnknownNameError(f"no venue called {name}; there are {', '.join(self.venues)}") from None

    def open_account(self, name: str, wallets: Mapping[str, Mapping[str, Decimal]]) -> Account:
        """Open an account with coins per wallet. ValueError when the name is taken."""
        account = self.accounts.add(Account(name, wallets))
        for wallet, coins in wallets.items():
            for coin, amount in coins.items():
                self.journal.write("deposited", venue=wallet, account=name, coin=coin, amount=amount)
        return account

    async def close(self) -> None:
        """End walks and close the journal's file."""
        await self.walks.stop()
        self.journal.close()
