"""What people ask about the real accounts: which modes there are, how they stand, what is open."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from engine.core.orders import Order
from engine.core.reasons.accounts import AboutAccount
from engine.core.reasons.calls import TimedOut
from engine.core.reasons.causes import AccountCause
from engine.core.state import BotState
from engine.core.types import AccountId, BotConfig, Mode
from engine.errors import (
    BadInput,
    LiveSwitchedOff,
    LiveUnconfirmed,
    ModeNotOffered,
    NotPossible,
    TryLater,
    VenueUnavailable,
)
from engine.people import Actor
from engine.policy import may_use
from engine.ports import RealAccount, Venues
from engine.reads.open_orders import OrphanName, OrphanOrder
from engine.reads.views import AccountSilent, AccountStanding, AccountView
from engine.risk.engine import RiskLimits
from engine.second_factor import SecondFactor
from engine.venue_answers import OrderStatus

log = logging.getLogger(__name__)


class RealAccounts:
    """The accounts with keys, as the owner's switch for money allows them."""

    def __init__(
        self, venues: Venues, limits: RiskLimits, within_s: float, second_factor: SecondFactor | None = None
    ) -> None:
        """`within_s`: a person waits that long for an exchange. `second_factor` None: no code is needed."""
        self._venues = venues
        self._limits = limits
        self._within_s = within_s
        self._second_factor = second_factor

    def modes(self, actor: Actor, exchange: str) -> tuple[Mode, ...]:
        """Return the modes the actor is offered there, PAPER first; LIVE only while it is switched on."""
        usable = {
            account.mode
            for account in self._venues.real_accounts()
            if account.venue == exchange and may_use(actor, account)
        }
        modes = self._venues.modes(exchange)
        return tuple(
            mode for mode in modes if mode is Mode.PAPER or (mode in usable and not self.is_off(mode))
        )

    def labels(self, actor: Actor, exchange: str, mode: Mode) -> tuple[str, ...]:
        """Return the labels of the accounts there that the actor may use, the default one's first."""
        here = [one for one in self._venues.real_accounts() if (one.venue, one.mode) == (exchange, mode)]
        return tuple(sorted(one.label for one in here if may_use(actor, one)))

    def has_leverage(self, exchange: str, mode: Mode) -> bool:
        """Say whether a bot there may choose its leverage."""
        return mode is not Mode.PAPER and self._venues.is_derivative(exchange)

    def check_offered(self, actor: Actor, exchange: str, mode: Mode) -> None:
        """Raise ModeNotOffered if no bot can be made there in that mode. An unknown exchange passes."""
        if mode is not Mode.PAPER and exchange in self._venues.exchanges():
            offered = self.modes(actor, exchange)
            if mode not in offered:
                raise ModeNotOffered(exchange, mode, offered)

    async def look(self, actor: Actor) -> tuple[AccountView | AccountSilent, ...]:
        """Ask, side by side, all accounts that the actor may use; one that does not answer is among them."""
        accounts = [one for one in self._venues.real_accounts().items() if may_use(actor, one[0])]
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(self._look_at(*one)) for one in accounts]
        return tuple(task.result() for task in asked)

    async def _look_at(self, account_id: AccountId, account: RealAccount) -> AccountView | AccountSilent:
        try:
            async with asyncio.timeout(self._within_s):
                view = await account.look()
        except TimeoutError:
            return AccountSilent(account_id=account_id, reason=TimedOut(seconds=self._within_s))
        except (TryLater, NotPossible) as e:
            return AccountSilent(account_id=account_id, reason=e.reason)
        return replace(view, switched_off=self.is_off(account_id.mode))

    def standing(self, config: BotConfig) -> AccountStanding | None:
        """Return how the account stands for such a bot; None on paper."""
        mode = config.mode
        if mode is Mode.PAPER:
            return None
        account = self._venues.real_accounts().get(config.account_id)
        if account is None:
            missing = AboutAccount(code=AccountCause.KEYS_MISSING, account_id=config.account_id)
            return AccountStanding(blocked=missing, switched_off=self.is_off(mode))
        standing = account.standing(config.ticker, config.leverage)
        return replace(standing, switched_off=self.is_off(mode))

    def priced_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        """Return when the newest price of the symbol was made, where that is known."""
        account = self._venues.real_accounts().get(account_id)
        return account.priced_at(symbol) if account else None

    def time_there(self, config: BotConfig, now: datetime) -> datetime:
        """Return `now` of our clock by the one that dates what happens at such a bot's account."""
        standing = self.standing(config)
        ahead = standing.clock_ahead if standing is not None else None
        return now if ahead is None else now - ahead

    def orphans(self) -> tuple[OrphanOrder, ...]:
        """Return the open orders with our tag that no bot owns."""
        accounts = self._venues.real_accounts().values()
        return tuple(orphan for account in accounts for orphan in account.orphans.listed())

    async def refresh_orphans(self) -> None:
        """Look for such orders everywhere. An account that does not answer shows what it knew."""
        async with asyncio.TaskGroup() as group:
            for account_id, account in self._venues.real_accounts().items():
                group.create_task(self._refresh_orphans_at(account_id, account))

    async def _refresh_orphans_at(self, account_id: AccountId, account: RealAccount) -> None:
        try:
            async with asyncio.timeout(self._within_s):
                await account.orphans.refresh()
        except (TimeoutError, TryLater, BadInput) as e:
            log.info("orders that no bot owns were not looked for at %s: %s", account_id, e)

    async def find_orphan(self, name: OrphanName) -> Order | None:
        """Ask the exchange for such an order, to give it to a bot. Raises VenueUnavailable, UnknownTicker."""
        account = self._venues.real_accounts().get(name.account_id)
        if account is None:
            return None
        async with self._patience(name.account_id.venue):
            return await account.orphans.find(name.symbol, name.side, name.client_order_id)

    async def order_status(self, state: BotState, order: Order) -> OrderStatus:
        """Ask the exchange how an order of the bot stands. Raises VenueUnavailable."""
        where = state.ref_of(order)
        async with self._patience(where.exchange):
            venue, market = self._venues.venue(where.account_id), state.market
            if state.sent_elsewhere(order):
                market = await venue.market(where.ticker)
            return await venue.order_status(state.bot_id, market, order)

    @asynccontextmanager
    async def _patience(self, exchange: str) -> AsyncIterator[None]:
        """Raise VenueUnavailable when a person would have to wait too long."""
        try:
            async with asyncio.timeout(self._within_s):
                yield
        except TimeoutError:
            raise VenueUnavailable(exchange, TimedOut(seconds=self._within_s)) from None

    def foreign_orders(self) -> int:
        """Return how many orders of others are open on our symbols."""
        return sum(account.standing().foreign_orders for account in self._venues.real_accounts().values())

    async def cancel_orphan(self, account_id: AccountId, client_order_id: str) -> bool:
        """Cancel an order with our tag that no bot owns. Return False when there is none (any more)."""
        account = self._venues.real_accounts().get(account_id)
        return account is not None and await account.orphans.cancel(client_order_id)

    def is_off(self, mode: Mode) -> bool:
        """Say whether the owner has switched that mode off: no order is sent in it but a close."""
        return mode is Mode.LIVE and not self._limits.live_trading

    def check_confirmed(self, actor: Actor, config: BotConfig, *, live_confirmed: bool) -> None:
        """Raise LiveUnconfirmed when orders with money need a person's word that is not there.

        CodeNeeded and CodesLocked where they need a one-time code as well.
        """
        if config.mode is Mode.LIVE and not live_confirmed:
            raise LiveUnconfirmed
        self.check_code(actor, config)

    def check_code(self, actor: Actor, config: BotConfig) -> None:
        """Raise CodeNeeded or CodesLocked where the bot needs a one-time code of that person."""
        if self._second_factor is not None:
            self._second_factor.check(actor, config)

    def check_on(self, mode: Mode) -> None:
        """Raise LiveSwitchedOff when no bot may be set to work in that mode."""
        if self.is_off(mode):
            raise LiveSwitchedOff
