"""Every account of this installation: the paper side of each exchange, and the real ones with keys."""

from collections.abc import Mapping, Sequence

from engine.core.types import BotConfig, Mode
from engine.errors import UnknownExchange
from engine.ports import Venue
from engine.risk.funds import Wallet, WalletRefresh
from engine.venues.live.account import Account
from engine.venues.paper.accounts import PaperVenues
from engine.venues.paper.feeds.synthetic import CHARACTERS


class VenueRegistry:
    """Meets `engine.ports.Venues`. A real account uses its own exchange's prices, never a paper feed."""

    def __init__(self, paper: PaperVenues, accounts: Mapping[tuple[str, Mode], Account]) -> None:
        self._paper = paper
        self._accounts = dict(accounts)

    def venue(self, exchange: str, mode: Mode) -> Venue:
        """Return the account. Raises UnknownExchange for one that is not offered in that mode."""
        if mode is Mode.PAPER:
            return self._paper.venue(exchange, mode)
        account = self._accounts.get((exchange, mode))
        if account is None:
            raise UnknownExchange(exchange, tuple(name for name, of in self._accounts if of is mode))
        return account

    def exchanges(self) -> Sequence[str]:
        """Return the exchanges a bot can be made for."""
        return self._paper.exchanges()

    def modes(self, exchange: str) -> Sequence[Mode]:
        """Return the modes that are offered there, PAPER first."""
        return (Mode.PAPER, *(mode for name, mode in self._accounts if name == exchange))

    def symbols(self, exchange: str, mode: Mode) -> Sequence[str]:
        """Return some symbols to offer there. Raises UnknownExchange."""
        if mode is Mode.PAPER:
            return self._paper.symbols(exchange, mode)
        self.venue(exchange, mode)
        return tuple(CHARACTERS)

    async def refresh_wallet(self, exchange: str, mode: Mode) -> WalletRefresh:
        """Look at the account's wallet now."""
        account = self._accounts.get((exchange, mode))
        return await account.refresh_wallet() if account else WalletRefresh.AS_BEFORE

    def wallet_of(self, exchange: str, mode: Mode) -> Wallet | None:
        """Return what the account's wallet showed last; None for paper, and before the first look."""
        account = self._accounts.get((exchange, mode))
        return account.wallet if account else None

    def blocked_of(self, config: BotConfig) -> str | None:
        """Return why no new entry of such a bot may go to its account; None when it may."""
        account = self._accounts.get((config.exchange, config.mode))
        return account.blocked_on(config.ticker, config.leverage) if account else None

    def real_accounts(self) -> Mapping[tuple[str, Mode], Account]:
        """Return the accounts with keys, by exchange and mode."""
        return self._accounts

    async def close(self) -> None:
        """Close all connections."""
        for account in self._accounts.values():
            await account.close()
        await self._paper.close()
