"""What the bots of an account have at work, in sums that are kept: no order asks every bot of a thousand.

They are exact: what a bot adds is a multiple of 10^-36, and a sum of those is rounded nowhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from functools import partial

from engine.core.money import EXACT, ZERO, exact
from engine.core.orders import Order, OrderState
from engine.core.quantities import holds_dust
from engine.core.results import Tally
from engine.core.state import BotState
from engine.core.types import AccountId, BotId, Leg, Market, Mode, Side
from engine.risk.paper_wallets import NOTHING, moved_by

_SMALLEST = Decimal(1).scaleb(-36)
"""The product of two amounts has no more places."""


Purse = tuple[AccountId, int]
"""An account, and whose money is there: on paper each person's is their own. 0: that of all."""


def purse_of(state: BotState) -> Purse:
    account_id = state.config.account_id
    return account_id, state.owner_id if account_id.mode is Mode.PAPER else 0


@dataclass(slots=True, eq=False)
class _Sums:
    """The bots of one purse, and what they add up to, by coin."""

    parts: dict[BotId, "_Part"] = field(default_factory=dict)
    reserved: defaultdict[str, Decimal] = field(default_factory=partial(defaultdict, Decimal))
    exposed: defaultdict[str, Decimal] = field(default_factory=partial(defaultdict, Decimal))
    moved: defaultdict[str, Decimal] = field(default_factory=partial(defaultdict, Decimal))


@dataclass(frozen=True, slots=True)
class _Part:
    """What one bot adds."""

    state: BotState
    of: _Sums
    """The purse that it adds to."""
    reserved: Mapping[str, Decimal]
    exposed: Decimal
    moved: Mapping[str, Decimal]
    """On paper: what its fills have moved in the wallet."""


class AtWork:
    """Keeps every bot, with what it adds to its account."""

    def __init__(self) -> None:
        self._purses: defaultdict[Purse, _Sums] = defaultdict(_Sums)
        self._parts: dict[BotId, _Part] = {}

    def get(self, bot_id: BotId) -> BotState | None:
        part = self._parts.get(bot_id)
        return None if part is None else part.state

    def put(self, state: BotState) -> None:
        """Learn of the bot as it is now."""
        was = self._parts.get(state.bot_id)
        if was is not None and was.state is state:
            return
        # Each step of a bot comes here, and hardly any with another purse, whose key takes long to make.
        stays = was is not None and was.state.config is state.config and was.state.owner_id == state.owner_id
        sums = was.of if was is not None and stays else self._purses[purse_of(state)]
        has_moved = was is None or not stays or _money(was.state) != _money(state)
        if was is not None and not has_moved and _binding(was.state.order) == _binding(state.order):
            self._know(_Part(state, was.of, was.reserved, was.exposed, was.moved))
            return
        with exact():
            moved = was.moved if was is not None and not has_moved else _moved_on_paper(state)
            part = _Part(state, sums, _reserved_by(state), _exposed_by(state), moved)
            if was is not None:
                self._take_away(was)
            self._add(part, 1)
        self._know(part)

    def _know(self, part: _Part) -> None:
        bot_id = part.state.bot_id
        part.of.parts[bot_id] = self._parts[bot_id] = part

    def forget(self, bot_id: BotId) -> None:
        """Let go of what a deleted bot held."""
        part = self._parts.pop(bot_id, None)
        if part is not None:
            with exact():
                self._take_away(part)

    def others(self, state: BotState) -> Iterator[BotState]:
        """Yield the other bots of the account where the bot is by now."""
        for bot_id, part in self._purses[purse_of(state)].parts.items():
            if bot_id != state.bot_id:
                yield part.state

    def reserved_by_others(self, state: BotState, coin: str) -> Decimal:
        """Return what the account's other bots hold of the coin, or have promised with open orders.

        An order of unknown fate may have been filled: then the wallet has paid for it already. What it
        stands for counts neither as held nor as promised until somebody knows.
        """
        sums = self._purses[purse_of(state)]
        own = sums.parts.get(state.bot_id)
        with exact():
            of_it = ZERO if own is None else own.reserved.get(coin, ZERO)
            return sums.reserved[coin] - of_it

    def reserved(self, purse: Purse, coin: str) -> Decimal:
        """Return what all bots together hold of the coin, or have promised."""
        return self._purses[purse].reserved[coin]

    def moved(self, purse: Purse, coin: str) -> Decimal:
        """Return what the fills of all bots there are have moved in a wallet on paper."""
        return self._purses[purse].moved[coin]

    def purses_of(self, owner_id: int) -> dict[Purse, set[str]]:
        """Return that person's wallets on paper with bots, each with the coins of their pairs."""
        found: dict[Purse, set[str]] = {}
        for purse, sums in self._purses.items():
            if sums.parts and purse[1] == owner_id:
                found[purse] = {coin for part in sums.parts.values() for coin in part.reserved}
        return found

    def exposed_by_others(self, state: BotState) -> Decimal:
        """Return what the account's other bots have at work in the same quote, at their entry prices."""
        sums, quote = self._purses[purse_of(state)], state.market.quote
        own = sums.parts.get(state.bot_id)
        with exact():
            of_it = own.exposed if own is not None and own.state.market.quote == quote else ZERO
            return sums.exposed[quote] - of_it

    def _take_away(self, part: _Part) -> None:
        self._add(part, -1)
        del part.of.parts[part.state.bot_id]

    def _add(self, part: _Part, sign: int) -> None:
        sums = part.of
        for coin, amount in part.reserved.items():
            sums.reserved[coin] += sign * amount
        for coin, amount in part.moved.items():
            sums.moved[coin] += sign * amount
        sums.exposed[part.state.market.quote] += sign * part.exposed


def cost_of(state: BotState, quantity: Decimal, price: Decimal) -> Decimal:
    """Return what an order or a position takes from the wallet: its value, on a perpetual its margin."""
    value = EXACT.multiply(quantity, price)
    if not state.market.derivative:
        return value
    margin = EXACT.divide(value, Decimal(state.config.leverage))
    return margin.quantize(_SMALLEST, ROUND_CEILING, EXACT)


def margin_of(state: BotState) -> Decimal:
    """Return what the bot's position on a perpetual takes from the wallet; on spot, nothing."""
    if not state.market.derivative or not state.held:
        return ZERO
    return cost_of(state, abs(state.held), _entry_price(state))


def value_of_held(state: BotState) -> Decimal:
    """Return what the bot holds at its entry price, in quote; dust, which is carried along, not counted."""
    return ZERO if holds_dust(state) else EXACT.multiply(abs(state.held), _entry_price(state))


def _reserved_by(state: BotState) -> dict[str, Decimal]:
    """Return what the bot holds or has promised, by coin."""
    market, order, held = state.market, _order_here(state), state.held
    unknown = order is not None and order.state is OrderState.UNKNOWN
    base, quote = ZERO, margin_of(state)
    if not market.derivative and held > 0:
        perhaps_sold = order.remaining if order and unknown and order.side is Side.SELL else ZERO
        base += max(held - perhaps_sold, ZERO)
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


def _money(state: BotState) -> tuple[Tally, Decimal, Market]:
    """Return what `moved_by` goes by."""
    return state.tally, state.pnl, state.market


def _binding(order: Order | None) -> tuple[object, ...] | None:
    """Return all of an order that what it binds goes by: most news of one are that the venue has it."""
    if order is None:
        return None
    figures = order.side, order.leg, order.price, order.quantity, order.filled, order.reduce_only
    return *figures, order.state is OrderState.UNKNOWN, order.final, order.account_id, order.symbol


def _moved_on_paper(state: BotState) -> Mapping[str, Decimal]:
    return moved_by(state) if state.config.mode is Mode.PAPER else NOTHING


def _order_here(state: BotState) -> Order | None:
    """Return the newest order, if it binds anything of the account where the bot is now."""
    order = state.order
    return None if order is None or state.sent_elsewhere(order) else order


def _entry_price(state: BotState) -> Decimal:
    return state.config.price(state.config.first_order)
