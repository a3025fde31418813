"""The last question before an order is decided: the money, and the owner's limits.

The risk engine knows every bot's holdings and open orders, and what the wallet showed last; on paper, what
the wallet has (`engine.risk.paper_wallets`), and there are no limits:

    available = wallet - what other orders have reserved - base held by all other bots

The answer is a reason, and the bot pauses with it: one try, one notice, no loop of refusals. It is
given and remembered without a pause in between, and one process owns the database, so twenty bots on
a balance for ten cannot all be told yes.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from engine.core.checks import QuantityLimits, Shortage
from engine.core.copies import changed
from engine.core.money import exact
from engine.core.notices import BotRef
from engine.core.orders import Order
from engine.core.reasons.accounts import (
    AboutAccount,
    AboveLimit,
    InsufficientFunds,
    LimitMissing,
    MoneyReason,
    PositionOccupied,
)
from engine.core.reasons.causes import AccountCause, Cause, Limit
from engine.core.reasons.reason import Plain, Reason
from engine.core.state import BotState, FollowOrder, Outcome, Phase, PlaceOrder
from engine.core.types import AccountId, BotConfig, BotId, Leg, Market, Mode, Side, Status, account_named
from engine.risk.at_work import AtWork, Purse, cost_of, margin_of, purse_of, value_of_held
from engine.risk.funds import Amount, Funds, WalletOf, WalletRefresh
from engine.risk.paper_wallets import ANY_COIN, CoinBalance, PaperWallet, PaperWallets, moved_by
from engine.timings import FundsTimings

RefreshWallet = Callable[[AccountId, datetime | None], Awaitable[WalletRefresh]]
"""Looks at the account's wallet now, or a little later: at that moment, by the exchange's clock."""
BlockedOf = Callable[[BotState], Reason | None]
"""A bot -> why no new entry of it may go to its account; None when it may."""
Limits = Mapping[str, Decimal]
"""Quote coin -> amount in it."""
_Results = tuple[date, Mode, str]
"""A UTC day, and in which mode and quote coin results are added up."""
_Counted = dict[str, tuple[_Results, Decimal]]
"""The name of what adds to results -> where it was counted, and how much."""
IS_OFF = Plain(Cause.LIVE_IS_OFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLimits:
    """The owner's limits. LIVE needs all three for a quote coin; TESTNET obeys those that are set."""

    live_trading: bool = False
    order_value: Limits = field(default_factory=dict)
    exposure: Limits = field(default_factory=dict)
    daily_loss: Limits = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The owner's limits on what people may ask for, from the settings."""

    quantities: QuantityLimits = field(default_factory=QuantityLimits)
    bots_per_person: int = 10
    close_slippage_percent: Decimal = Decimal("0.5")
    limits: RiskLimits = field(default_factory=RiskLimits)
    """What bots of real accounts may put at risk, and whether LIVE is switched on."""


class RiskEngine:
    """Knows every bot of a real account, and says yes or why not."""

    def __init__(
        self,
        limits: RiskLimits,
        wallet_of: WalletOf,
        blocked_of: BlockedOf = lambda _: None,
        refresh_wallet: RefreshWallet | None = None,
        timings: FundsTimings = FundsTimings(),
        is_derivative: Callable[[str], bool] = lambda _: False,
        paper: PaperWallets | None = None,
    ) -> None:
        """`is_derivative`: whether an exchange is one of perpetuals. Without `paper` PAPER has plenty."""
        self.paper = paper or PaperWallets({ANY_COIN: Decimal(10) ** 18})
        self._limits = limits
        self._funds = Funds(wallet_of, timings)
        self._refresh_wallet = refresh_wallet
        self._blocked_of = blocked_of
        self._is_derivative = is_derivative
        self._bots = AtWork()
        self._results: defaultdict[_Results, Decimal] = defaultdict(Decimal)
        self._noted: defaultdict[BotId, _Counted] = defaultdict(dict)
        """Bot -> what its last step that was stored added to results, and where that was counted."""
        self._claimed: defaultdict[BotId, _Counted] = defaultdict(dict)
        """Likewise, of what may not be stored."""
        self._pnl: dict[BotId, Decimal] = {}
        """Bot -> its result by what is stored, as far as that is noted."""

    def know(self, states: Iterable[BotState]) -> None:
        """Learn of the bots there are, stopped ones included. A deleted one has nothing at work."""
        for state in states:
            self._pnl[state.bot_id] = state.pnl
            if state.deleted:
                self._bots.forget(state.bot_id)
            else:
                self._bots.put(state)

    def begin_anew(self, state: BotState) -> None:
        """Learn what is stored of a bot that gets a new driver: the one before may have fallen.

        What a step of it has claimed, and could not note any more, counts as noted if it is stored.
        """
        known = self._pnl.get(state.bot_id, state.pnl)
        self.know([state])
        if state.pnl != known:
            self._noted[state.bot_id] = self._claimed.pop(state.bot_id, {})

    def meet(self, state: BotState) -> None:
        """Learn of a bot that is new, unless it is known by now."""
        if self._bots.get(state.bot_id) is None:
            self.know([state])

    def know_results(self, day: date, results: Mapping[tuple[Mode, str], Decimal]) -> None:
        """Learn what has been earned on a day already, in quote."""
        for (mode, quote), amount in results.items():
            self._results[day, mode, quote] = amount

    def note(self, outcome: Outcome) -> None:
        self.know([outcome.state])
        if outcome.results:
            self._count(outcome)
            self._noted[outcome.state.bot_id] = self._claimed.pop(outcome.state.bot_id)

    def drop(self, before: BotState, outcome: Outcome) -> None:
        """Forget what that step of the bot has claimed: it is not stored, and never will be."""
        self.know([before])
        claimed, noted = self._claimed[before.bot_id], self._noted[before.bot_id]
        for name in outcome.results.keys() & claimed.keys():
            self._add(claimed.pop(name), -1)
            if name in noted:  # it had been counted as what it is
                self._add(noted[name], 1)

    def _count(self, outcome: Outcome) -> None:
        """Count what the step adds to results. Once or twice is the same."""
        state = outcome.state
        claimed, noted = self._claimed[state.bot_id], self._noted[state.bot_id]
        for name, (day, result) in outcome.results.items():
            if (earlier := claimed.get(name) or noted.get(name)) is not None:
                self._add(earlier, -1)
            claimed[name] = (day, state.config.mode, state.market.quote), result
            self._add(claimed[name], 1)

    def _add(self, counted: tuple[_Results, Decimal], sign: int) -> None:
        where, result = counted
        with exact():
            self._results[where] += sign * result

    def forget(self, bot_id: BotId) -> None:
        """Let go of what a deleted bot held. What it has moved in a wallet on paper stays."""
        state = self._bots.get(bot_id)
        if state is not None and state.config.mode is Mode.PAPER:
            for coin, amount in moved_by(state).items():
                self.paper.add((state.owner_id, state.config.exchange), coin, amount)
        self._bots.forget(bot_id)

    def paper_wallets(self, owner_id: int) -> tuple[PaperWallet, ...]:
        """Return that person's wallets on paper, of each exchange where anything was done."""
        wallets: dict[str, set[str]] = {}
        for (account_id, _), traded in self._bots.purses_of(owner_id).items():
            wallets[account_id.venue] = traded
        for exchange, named in self.paper.of(owner_id).items():
            wallets[exchange] = wallets.get(exchange, set()) | set(named)
        return tuple(
            PaperWallet(
                exchange=exchange,
                coins={coin: self._balance(owner_id, exchange, coin) for coin in sorted(coins)},
            )
            for exchange, coins in sorted(wallets.items())
            if coins
        )

    def shortage(self, owner_id: int, config: BotConfig, market: Market) -> Shortage | None:
        """Return what the first order of a new bot needs beyond that person's wallet on paper there."""
        side, leverage = config.first_order, Decimal(config.leverage)
        spends_quote = side is Side.BUY or market.derivative
        coin = market.quote if spends_quote else market.base
        needed = config.quantity
        if spends_quote:
            price = config.buy_price if side is Side.BUY else config.sell_price
            with exact():
                value = config.quantity * price
                needed = value / leverage if market.derivative else value
        available = self._balance(owner_id, config.exchange, coin).available
        if config.mode is not Mode.PAPER or needed <= available:
            return None
        return Shortage(coin=coin, needed=needed, available=available)

    def above_order_value(self, config: BotConfig, market: Market) -> AboveLimit | None:
        """Return that an entry of the bot is worth more than one order may be. On paper it may."""
        most = self._limits.order_value.get(market.quote)
        with exact():
            value = config.quantity * config.price(config.side(Leg.ENTRY))
        if config.mode is Mode.PAPER or most is None or value <= most:
            return None
        return AboveLimit(limit=Limit.ORDER_VALUE, value=value, most=most, coin=market.quote)

    def _balance(self, owner_id: int, exchange: str, coin: str) -> CoinBalance:
        purse = account_named(exchange, Mode.PAPER, ""), owner_id
        with exact():
            total = self._on_paper(purse, coin)
            return CoinBalance(total, total - self._bots.reserved(purse, coin))

    def _on_paper(self, purse: Purse, coin: str) -> Decimal:
        account_id, owner_id = purse
        beside = self.paper.beside_bots((owner_id, account_id.venue), coin)
        return beside + self._bots.moved(purse, coin)

    def claim(self, outcome: Outcome, *, ask_funds: bool = True) -> Reason | None:
        """Return why the order of this step must not be decided; None when it may, or there is none.

        What it needs is taken at once. When the step is not stored after all, say so by `drop`.
        Without `ask_funds` it is left to the exchange to judge whether there is money for it.
        """
        # Before they are stored: a driver that falls then notes nothing, and the coins have moved.
        for booked, told in outcome.told_fills:
            if told.bot.mode is not Mode.PAPER:
                self._funds.note(self._where_it_traded(outcome.state, told.bot), [booked.fill])
        if outcome.state.config.mode is Mode.PAPER:  # the wallet there is what the fills have moved
            self._note_holdings(outcome)
        self._count(outcome)
        request = next((one for one in outcome.requests if isinstance(one, PlaceOrder | FollowOrder)), None)
        is_asked = request is not None or self._begins_to_watch(outcome.state)
        why: Reason | None = None
        if is_asked:
            with exact():
                objections = self._objections(outcome, request, ask_funds=ask_funds)
                why = next((one for one in objections if one is not None), None)
        if is_asked and why is None:
            self._bots.put(outcome.state)
        else:
            self._note_holdings(outcome)
        return why

    def _where_it_traded(self, state: BotState, where: BotRef) -> BotState:
        """Return the bot as it was there: an order of before it changed its pair may have traded."""
        if where == state.ref:
            return state
        config = replace(state.config, exchange=where.exchange, mode=where.mode, account=where.account)
        stays = where.exchange == state.config.exchange
        market = replace(
            state.market,
            symbol=where.ticker,
            base=where.base,
            quote=where.quote,
            derivative=state.market.derivative if stays else self._is_derivative(where.exchange),
        )
        return replace(state, config=config, market=market)

    def _note_holdings(self, outcome: Outcome) -> None:
        """Have the bot hold what it has filled: the coins are there, and nobody else's to take."""
        before = self._bots.get(outcome.state.bot_id)
        if before is None or not outcome.fills:
            return
        orders = {order.client_order_id: order for order in outcome.orders}
        was = before.order
        order = orders.get(was.client_order_id, was) if was is not None else None
        state = outcome.state
        self._bots.put(changed(before, tally=state.tally, pnl=state.pnl, order=order))

    def stops_going_on(self, before: BotState, outcome: Outcome) -> Reason | None:
        """Return why a bot must not go on with the order a pause has kept; None if it may, or does not."""
        goes_on = before.kept_order is not None and outcome.state.phase is Phase.WORKING
        return self._switched_off(outcome.state) if goes_on else None

    async def refresh_wallet(self, state: BotState, why_not: Reason) -> WalletRefresh:
        """Look at the wallet, and the orders, of a bot that was told no."""
        if self._refresh_wallet is None or state.config.mode is Mode.PAPER:
            return WalletRefresh.AS_BEFORE
        account_id = state.config.account_id
        is_short = isinstance(why_not, InsufficientFunds)
        return await self._refresh_wallet(account_id, self._funds.sure_from(account_id) if is_short else None)

    def _objections(
        self, outcome: Outcome, request: PlaceOrder | FollowOrder | None, *, ask_funds: bool
    ) -> Iterator[Reason | None]:
        state = outcome.state
        if state.config.mode is Mode.PAPER:  # it is nobody's money: it can be too little, and nothing else
            yield self._short_of(state, request.order) if isinstance(request, PlaceOrder) else None
            return
        if request is None:  # the rest is asked when the trail turns
            yield self._occupied(state)
            return
        order = request.order
        if isinstance(request, FollowOrder):  # it is at the exchange: no funds or limits undo it
            goes_on = state.phase is not Phase.PAUSED and not order.closing
            yield self._switched_off(state) if goes_on else None
            yield self._occupied(state) if order.leg is Leg.ENTRY else None
            return
        if not order.closing:
            yield self._switched_off(state)
            if order.leg is Leg.ENTRY:
                yield self._occupied(state)  # first: a stopped bot's position is nothing strange
                yield self._blocked_of(state)
                yield self._over(outcome, order)
        if ask_funds:
            yield self._short_of(state, order)

    def _begins_to_watch(self, state: BotState) -> bool:
        """Say whether the bot begins to wait for an entry on a perpetual: from then on it has the symbol."""
        if not state.market.derivative or state.phase is not Phase.WATCHING or state.leg is Leg.EXIT:
            return False
        before = self._bots.get(state.bot_id)
        return before is None or before.phase is not Phase.WATCHING or _place(before) != _place(state)

    def _switched_off(self, state: BotState) -> Reason | None:
        """With the switch off nothing is sent but a close, which a person has asked for."""
        off = state.config.mode is Mode.LIVE and not self._limits.live_trading
        return IS_OFF if off else None

    # --- limits, for entries: no limit stops an exit -----------------------------------------------------

    def _occupied(self, state: BotState) -> Reason | None:
        """On a perpetual there is one position per account and symbol, so there is one bot for it."""
        if not state.market.derivative:
            return None
        for other in self._bots.others(state):
            works = other.status is Status.ACTIVE and other.phase is not Phase.PAUSED
            may_trade = works or other.held or other.order_pending or other.may_have_foreseen_out
            if other.config.ticker == state.config.ticker and may_trade:
                return PositionOccupied(bot_number=other.naming.serial, symbol=state.config.ticker)
        return None

    def _over(self, outcome: Outcome, order: Order) -> MoneyReason | None:
        state = outcome.state
        quote, value = state.market.quote, order.price * order.quantity
        today = order.created_at.astimezone(UTC).date()
        lost = -self._results[today, state.config.mode, quote]
        exposed = self._bots.exposed_by_others(state) + value_of_held(state) + value
        limits = (
            (Limit.ORDER_VALUE, self._limits.order_value.get(quote), value),
            (Limit.EXPOSURE, self._limits.exposure.get(quote), exposed),
            (Limit.DAILY_LOSS, self._limits.daily_loss.get(quote), lost),
        )
        for limit, most, _ in limits:
            if most is None and state.config.mode is Mode.LIVE:
                return LimitMissing(limit=limit, coin=quote)
        for limit, most, figure in limits:
            if most is not None and (figure > most or (limit is Limit.DAILY_LOSS and figure == most)):
                return AboveLimit(limit=limit, value=figure, most=most, coin=quote)
        return None

    # --- funds ------------------------------------------------------------------------------------------

    def _short_of(self, state: BotState, order: Order) -> AboutAccount | InsufficientFunds | None:
        if order.reduce_only:
            return None
        market = state.market
        spends_quote = order.side is Side.BUY or market.derivative
        coin = market.quote if spends_quote else market.base
        needed = cost_of(state, order.quantity, order.price) if spends_quote else order.quantity
        has = self._has(state, coin)
        if has is None:
            return AboutAccount(code=AccountCause.WALLET_UNSEEN, account_id=state.config.account_id)
        own = order.leg is Leg.EXIT and not spends_quote  # from its own fills: nobody else's to promise
        available = has.at_most if own else has.surely - self._bots.reserved_by_others(state, coin)
        available -= margin_of(state)  # an entry that goes on adds to the position that there is
        if needed <= available:
            return None
        return InsufficientFunds(coin=coin, needed=needed, available=available)

    def _has(self, state: BotState, coin: str) -> Amount | None:
        if state.config.mode is not Mode.PAPER:
            return self._funds.of(state, coin)
        total = self._on_paper(purse_of(state), coin)
        return Amount(total, total)


def _place(state: BotState) -> tuple[AccountId, str]:
    return state.config.account_id, state.config.ticker
