"""Every account of this installation: the paper side of each exchange, and the real ones with keys."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from engine.core.reasons.reason import Reason
from engine.core.state import BotState
from engine.core.types import AccountId, Mode
from engine.errors import UnknownAccount, UnknownExchange
from engine.ports import ReplayVenue, Venue
from engine.reads.health import JobHealth, LimitHealth, VenuesHealth
from engine.reads.views import PriceSource
from engine.risk.funds import Wallet, WalletRefresh
from engine.venues.exchanges.registry import VENUES
from engine.venues.live.account import Account
from engine.venues.live.market_watch import RULES
from engine.venues.paper.feeds.sources import Source
from engine.venues.paper.feeds.synthetic import CHARACTERS
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.paper.venue import PaperVenue, Runs


class VenueRegistry:
    """Meets `engine.ports.Venues`. Paper has one source of prices, a real account its exchange's own."""

    def __init__(
        self,
        source: Source,
        replay_config: ReplayConfig,
        accounts: Mapping[AccountId, Account] | None = None,
        limits: Callable[[], Sequence[LimitHealth]] = tuple,
    ) -> None:
        """`limits`: how much of the exchanges' limits is used."""
        runs = self._runs = Runs()
        self._limits = limits
        self._source = source
        self._paper = {name: PaperVenue(name, source, replay_config, runs) for name in VENUES}
        self._accounts = dict(accounts or {})

    def venue(self, account_id: AccountId) -> Venue:
        if account_id.mode is Mode.PAPER:
            return self.paper(account_id.venue)
        account = self._accounts.get(account_id)
        if account is None:
            raise UnknownAccount(account_id)
        return account

    def paper(self, exchange: str) -> PaperVenue:
        """Return the paper side of an exchange. Raises UnknownExchange."""
        venue = self._paper.get(exchange)
        if venue is None:
            raise UnknownExchange(exchange, tuple(self._paper))
        return venue

    def replay(self, account_id: AccountId) -> ReplayVenue | None:
        return self.paper(account_id.venue) if account_id.mode is Mode.PAPER else None

    def exchanges(self) -> Sequence[str]:
        return tuple(self._paper)

    def modes(self, exchange: str) -> Sequence[Mode]:
        return (Mode.PAPER, *dict.fromkeys(one.mode for one in self._accounts if one.venue == exchange))

    def is_derivative(self, exchange: str) -> bool:
        venue = VENUES.get(exchange)
        return venue is not None and venue.derivative

    def prices_of(self, mode: Mode) -> PriceSource:
        if mode is Mode.PAPER:
            return self._source.prices
        return PriceSource.TEST_VENUE if mode is Mode.TESTNET else PriceSource.EXCHANGE

    def symbols(self, account_id: AccountId) -> Sequence[str]:
        self.venue(account_id)
        on_paper = account_id.mode is Mode.PAPER
        return self._source.symbols(account_id.venue) if on_paper else tuple(CHARACTERS)

    async def refresh_wallet(self, account_id: AccountId, not_before: datetime | None) -> WalletRefresh:
        account = self._accounts.get(account_id)
        return await account.refresh_wallet(not_before) if account else WalletRefresh.AS_BEFORE

    def wallet_of(self, account_id: AccountId) -> Wallet | None:
        """Return what the account's wallet showed last; None for paper, and before the first look."""
        account = self._accounts.get(account_id)
        return account.wallet if account else None

    def blocked_of(self, state: BotState) -> Reason | None:
        """Return why no new entry of the bot may go to its account; None when it may."""
        config, account = state.config, self._accounts.get(state.config.account_id)
        if account is None:
            return None
        return account.blocked_on(config.ticker, config.leverage, holds=bool(state.held))

    def real_accounts(self) -> Mapping[AccountId, Account]:
        return self._accounts

    def health(self) -> VenuesHealth:
        at_work = [account for account in self._accounts.values() if account.is_at_work]
        rules = [found for account in at_work if (found := account.rules_health()) is not None]
        return VenuesHealth(
            symbols=(*self._runs.health(), *(one for account in at_work for one in account.symbols_health())),
            accounts=tuple(account.health() for account in at_work),
            limits=tuple(self._limits()),
            rules=JobHealth.of_parts(RULES, rules),
        )

    async def close(self) -> None:
        for account in self._accounts.values():
            await account.close()
        await self._source.close()
