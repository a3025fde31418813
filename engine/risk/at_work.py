"""What the bots of an account have at work, in sums that are kept: no order asks every bot of a thousand.

They are exact: what a bot adds is a multiple of 10^-36, and a sum of those is rounded nowhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from engine.core.money import EXACT, ZERO, exact
from engine.core.orders import Order, OrderState
from engine.core.state import BotState
from engine.core.types import AccountId, BotId, Leg, Side

_SMALLEST = Decimal(1).scaleb(-36)
"""The product of two amounts has no more places."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one bot adds."""

    state: BotState
    reserved: Mapping[str, Decimal]
    exposed: Decimal


class AtWork:
    """Keeps every bot, with what it adds to its account."""

    def __init__(self) -> None:
        self._parts: defaultdict[AccountId, dict[BotId, _Part]] = defaultdict(dict)
        self._account_of: dict[BotId, AccountId] = {}
        self._reserved: defaultdict[tuple[AccountId, str], Decimal] = defaultdict(Decimal)
        self._exposed: defaultdict[tuple[AccountId, str], Decimal] = defaultdict(Decimal)

    def get(self, bot_id: BotId) -> BotState | None:
        part = self._part(bot_id)
        return None if part is None else part.state

    def put(self, state: BotState) -> None:
        """Learn of the bot as it is now."""
        if self.get(state.bot_id) is state:
            return
        self.forget(state.bot_id)
        account_id = self._account_of[state.bot_id] = state.config.account_id
        with exact():
            part = _Part(state, _reserved_by(state), _exposed_by(state))
            self._add(part, 1)
        self._parts[account_id][state.bot_id] = part

    def forget(self, bot_id: BotId) -> None:
        """Let go of what a deleted bot held."""
        part = self._part(bot_id)
        if part is not None:
            with exact():
                self._add(part, -1)
            del self._parts[self._account_of.pop(bot_id)][bot_id]

    def others(self, state: BotState) -> Iterator[BotState]:
        """Yield the other bots of the account where the bot is by now."""
        for bot_id, part in self._parts[state.config.account_id].items():
            if bot_id != state.bot_id:
                yield part.state

    def reserved_by_others(self, state: BotState, coin: str) -> Decimal:
        """Return what the account's other bots hold of the coin, or have promised with open orders.

        An order of unknown fate may have been filled: then the wallet has paid for it already. What it
        stands for counts neither as held nor as promised until somebody knows.
        """
        account_id = state.config.account_id
        own = self._parts[account_id].get(state.bot_id)
        with exact():
            of_it = ZERO if own is None else own.reserved.get(coin, ZERO)
            return self._reserved[account_id, coin] - of_it

    def exposed_by_others(self, state: BotState) -> Decimal:
        """Return what the account's other bots have at work in the same quote, at their entry prices."""
        account_id, quote = state.config.account_id, state.market.quote
        own = self._parts[account_id].get(state.bot_id)
        with exact():
            of_it = own.exposed if own is not None and own.state.market.quote == quote else ZERO
            return self._exposed[account_id, quote] - of_it

    def _part(self, bot_id: BotId) -> _Part | None:
        account_id = self._account_of.get(bot_id)
        return None if account_id is None else self._parts[account_id][bot_id]

    def _add(self, part: _Part, sign: int) -> None:
        account_id = part.state.config.account_id
        for coin, amount in part.reserved.items():
            self._reserved[account_id, coin] += sign * amount
        self._exposed[account_id, part.state.market.quote] += sign * part.exposed


def cost_of(state: BotState, quantity: Decimal, price: Decimal) -> Decimal:
    """Return what an order or a position takes from the wallet: its value, on a perpetual its margin."""
    value = EXACT.multiply(quantity, price)
    if not state.market.derivative:
        return value
    margin = EXACT.divide(value, Decimal(state.config.leverage))
    return margin.quantize(_SMALLEST, ROUND_CEILING, EXACT)


def _reserved_by(state: BotState) -> dict[str, Decimal]:
    """Return what the bot holds or has promised, by coin."""
    market, order, held = state.market, _order_here(state), state.held
    unknown = order is not None and order.state is OrderState.UNKNOWN
    base = quote = ZERO
    if not market.derivative and held > 0:
        perhaps_sold = order.remaining if order and unknown and order.side is Side.SELL else ZERO
        base += max(held - perhaps_sold, ZERO)
    elif market.derivative and held:
        quote += cost_of(state, abs(held), _entry_price(state))
    if order is not None and not unknown and state.order_pending and not order.reduce_only:
        if order.side is Side.BUY or market.derivative:
            quote += cost_of(state, order.remaining, order.price)
        else:  # what is sold from its own holdings is counted there already
            base += max(order.remaining - max(held, ZERO), ZERO)
    return {market.base: base, market.quote: quote}


def _exposed_by(state: BotState) -> Decimal:
    """Return what the bot has at work, in quote."""
    exposed, order = abs(state.held) * _entry_price(state), _order_here(state)
    if order is not None and state.order_pending and order.leg is Leg.ENTRY:
        exposed += order.remaining * order.price
    return exposed


def _order_here(state: BotState) -> Order | None:
    """Return the newest order, if it binds anything of the account where the bot is now."""
    order = state.order
    return None if order is None or state.sent_elsewhere(order) else order


def _entry_price(state: BotState) -> Decimal:
    return state.config.price(state.config.first_order)
