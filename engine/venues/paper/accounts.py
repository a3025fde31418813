"""The paper side of every exchange, over one source of prices."""

from collections.abc import Mapping, Sequence

from engine.core.types import AccountId, Mode
from engine.errors import UnknownExchange
from engine.ports import RealAccount
from engine.venues.exchanges.registry import VENUES
from engine.venues.paper.feeds.sources import Source
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.paper.venue import PaperVenue, Runs


class PaperVenues:
    """Meets `engine.ports.Venues`, in mode PAPER only."""

    def __init__(self, source: Source, replay_config: ReplayConfig) -> None:
        runs = Runs()
        self._source = source
        self._venues = {name: PaperVenue(name, source, replay_config, runs) for name in VENUES}

    def venue(self, account_id: AccountId) -> PaperVenue:
        """Return the exchange. Raises UnknownExchange for others, and for modes other than PAPER."""
        venue = self._venues.get(account_id.venue)
        if venue is None or account_id.mode is not Mode.PAPER:
            raise UnknownExchange(account_id.venue, tuple(self._venues))
        return venue

    def replay(self, account_id: AccountId) -> PaperVenue:
        """Return the same: whatever its prices come from, each of its bots has a present of its own."""
        return self.venue(account_id)

    def real_accounts(self) -> Mapping[AccountId, RealAccount]:
        """Return nothing: this is paper."""
        return {}

    def exchanges(self) -> Sequence[str]:
        """Return the exchanges."""
        return tuple(self._venues)

    def modes(self, exchange: str) -> Sequence[Mode]:  # noqa: ARG002 - the same everywhere
        """Return PAPER."""
        return (Mode.PAPER,)

    def is_derivative(self, exchange: str) -> bool:
        venue = VENUES.get(exchange)
        return venue is not None and venue.derivative

    def symbols(self, account_id: AccountId) -> Sequence[str]:
        """Return some symbols to offer there. Raises UnknownExchange."""
        self.venue(account_id)
        return self._source.symbols(account_id.venue)

    async def close(self) -> None:
        """Let go of connections. The tasks are the nursery's."""
        await self._source.close()
