"""Every account of this installation: the paper side of each exchange, and the real ones with keys."""

from collections.abc import Mapping, Sequence

from engine.core.reasons.reason import Reason
from engine.core.types import AccountId, BotConfig, Mode
from engine.errors import UnknownAccount
from engine.ports import ReplayVenue, Venue
from engine.risk.funds import Wallet, WalletRefresh
from engine.venues.live.account import Account
from engine.venues.paper.accounts import PaperVenues
from engine.venues.paper.feeds.synthetic import CHARACTERS


class VenueRegistry:
    """Meets `engine.ports.Venues`. A real account uses its own exchange's prices, never a paper feed."""

    def __init__(self, paper: PaperVenues, accounts: Mapping[AccountId, Account]) -> None:
        self._paper = paper
        self._accounts = dict(accounts)

    def venue(self, account_id: AccountId) -> Venue:
        """Return the account. Raises UnknownAccount, UnknownExchange for one that there is not."""
        if account_id.mode is Mode.PAPER:
            return self._paper.venue(account_id)
        account = self._accounts.get(account_id)
        if account is None:
            raise UnknownAccount(account_id)
        return account

    def replay(self, account_id: AccountId) -> ReplayVenue | None:
        """Return the replay port of a paper account; None for a real one."""
        return self._paper.replay(account_id) if account_id.mode is Mode.PAPER else None

    def exchanges(self) -> Sequence[str]:
        """Return the exchanges a bot can be made for."""
        return self._paper.exchanges()

    def modes(self, exchange: str) -> Sequence[Mode]:
        return (Mode.PAPER, *dict.fromkeys(one.mode for one in self._accounts if one.venue == exchange))

    def is_derivative(self, exchange: str) -> bool:
        return self._paper.is_derivative(exchange)

    def symbols(self, account_id: AccountId) -> Sequence[str]:
        """Return some symbols to offer there. Raises as `venue`."""
        if account_id.mode is Mode.PAPER:
            return self._paper.symbols(account_id)
        self.venue(account_id)
        return tuple(CHARACTERS)

    async def refresh_wallet(self, account_id: AccountId) -> WalletRefresh:
        """Look at the account's wallet now."""
        account = self._accounts.get(account_id)
        return await account.refresh_wallet() if account else WalletRefresh.AS_BEFORE

    def wallet_of(self, account_id: AccountId) -> Wallet | None:
        """Return what the account's wallet showed last; None for paper, and before the first look."""
        account = self._accounts.get(account_id)
        return account.wallet if account else None

    def blocked_of(self, config: BotConfig) -> Reason | None:
        """Return why no new entry of such a bot may go to its account; None when it may."""
        account = self._accounts.get(config.account_id)
        return account.blocked_on(config.ticker, config.leverage) if account else None

    def real_accounts(self) -> Mapping[AccountId, Account]:
        return self._accounts

    async def close(self) -> None:
        """Close all connections."""
        for account in self._accounts.values():
            await account.close()
        await self._paper.close()
