"""Turn what a person typed into a configuration that can be traded, or say all that is wrong.

Prices go to the tick and quantities down to the step; what changed is reported as typed -> used.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from engine.core.money import ZERO, ceil_to, exact, fits_storage, floor_to, quantize, round_to
from engine.core.reasons.accounts import AboveLimit
from engine.core.trailing import touches
from engine.core.types import BotConfig, Market, Mode, Side

HUNDRED = Decimal(100)
MOST_LEVERAGE = 125
"""No exchange offers more; which less a symbol offers, its exchange says."""
PERCENT_STEP = Decimal("0.01")
"""Smallest step of a trailing percentage."""


class Field(StrEnum):
    """The parts of a bot that a person chooses."""

    TICKER = "ticker"
    EXCHANGE = "exchange"
    MODE = "mode"
    FIRST_ORDER = "first order"
    QUANTITY = "quantity"
    BUY_PRICE = "buy price"
    SELL_PRICE = "sell price"
    TRAILING = "trailing"
    LOOP = "loop"
    LEVERAGE = "leverage"


class Problem(StrEnum):
    MISSING = "missing"
    NOT_POSITIVE = "not_positive"
    TOO_MANY_DIGITS = "too_many_digits"
    BELOW_TICK = "below_tick"
    BELOW_STEP = "below_step"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    BELOW_NOTIONAL = "below_notional"
    NOT_ABOVE_BUY = "not_above_buy"
    NOT_A_PERCENT = "not_a_percent"
    NOT_A_LEVERAGE = "not_a_leverage"
    NO_LEVERAGE_HERE = "no_leverage_here"


class Caution(StrEnum):
    """What is allowed and worth a warning."""

    FEES_EAT_SPREAD = "fees_eat_spread"
    FILLS_AT_ONCE = "fills_at_once"
    NEEDS_BASE = "needs_base"
    MAY_BE_LIQUIDATED = "may_be_liquidated"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotDraft:
    """What a person has said so far. None: not said yet (for `trailing_percent`: no trailing)."""

    ticker: str | None = None
    exchange: str | None = None
    mode: Mode = Mode.PAPER
    first_order: Side | None = None
    quantity: Decimal | None = None
    buy_price: Decimal | None = None
    sell_price: Decimal | None = None
    trailing_percent: Decimal | None = None
    infinite_loop: bool = False
    leverage: int = 1
    account: str = ""
    """The label of the account, as in `AccountId`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityLimits:
    """The owner's smallest and largest quantity of an order, in base."""

    smallest: Decimal = Decimal("0.001")
    largest: Decimal = Decimal(1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    field: Field
    problem: Problem
    limit: Decimal | None = None
    """The number that it missed, in the field's own unit (a notional in quote)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """A number that had to go to the tick or the step (a percentage: to 0.01)."""

    field: Field
    typed: Decimal
    used: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What one cycle would bring if both legs fill at their prices, in quote.

    The same arithmetic as a booked cycle's: on spot the fee of a buy is taken in the coin bought, so
    that much less is sold (or more is bought back). What rounding to the step leaves over is ignored.
    """

    fees: Decimal
    net: Decimal
    break_even_percent: Decimal
    """The spread between buy and sell price that pays both fees, in percent of the buy price, rounded up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """The first order needs more of a coin than a wallet on paper has."""

    coin: str
    needed: Decimal
    available: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The answer to a draft. `config` is None exactly when there are complaints."""

    draft: BotDraft
    market: Market
    last_price: Decimal | None
    config: BotConfig | None
    priced_at: datetime | None = None
    """When the last price was made, where that is known."""
    complaints: tuple[Complaint, ...] = ()
    adjusted: tuple[Adjusted, ...] = ()
    cautions: tuple[Caution, ...] = ()
    estimate: Estimate | None = None
    shortage: Shortage | None = None
    above_limit: AboveLimit | None = None
    """Which of the owner's limits its entry is above, so that it would not be sent."""
    """A new bot could be made, and would pause."""


def review(draft: BotDraft, market: Market, last_price: Decimal | None, limits: QuantityLimits) -> Review:
    """Check the whole draft against the market and the owner's limits.

    The worth of the exit is checked as well: what is left after a base fee must still be sellable.
    """
    checked = _DraftReview(market)
    quantity = checked.amount(Field.QUANTITY, draft.quantity)
    buy_price = checked.amount(Field.BUY_PRICE, draft.buy_price)
    sell_price = checked.amount(Field.SELL_PRICE, draft.sell_price)
    if draft.first_order is None:
        checked.complain(Field.FIRST_ORDER, Problem.MISSING)
    if quantity is not None:
        checked.check_quantity(quantity, limits, draft.first_order)
    if buy_price is not None and sell_price is not None:
        if sell_price <= buy_price:
            checked.complain(Field.SELL_PRICE, Problem.NOT_ABOVE_BUY, buy_price)
        if quantity is not None:
            checked.check_notional(quantity, buy_price, sell_price, draft.first_order)
    trailing_percent = checked.percent(draft.trailing_percent)
    checked.check_leverage(draft.leverage, draft.mode)
    config = None
    if not checked.complaints and quantity and buy_price and sell_price and draft.first_order:
        config = BotConfig(
            ticker=market.symbol,
            exchange=market.venue,
            mode=draft.mode,
            first_order=draft.first_order,
            quantity=quantity,
            buy_price=buy_price,
            sell_price=sell_price,
            trailing_percent=trailing_percent,
            infinite_loop=draft.infinite_loop,
            leverage=draft.leverage,
            account=draft.account,
        )
    figures = estimate(config, market) if config else None
    return Review(
        draft=draft,
        market=market,
        last_price=last_price,
        config=config,
        complaints=tuple(checked.complaints),
        adjusted=tuple(checked.adjusted),
        cautions=_cautions(config, figures, market, last_price) if config and figures else (),
        estimate=figures,
    )


def large_enough(config: BotConfig, market: Market) -> bool:
    """Say whether both legs of a cycle by `config` are large enough for the market."""
    checked = _DraftReview(market)
    quantity = floor_to(config.quantity, market.step)
    checked.check_quantity(quantity, QuantityLimits(smallest=ZERO, largest=quantity), config.first_order)
    checked.check_notional(quantity, config.buy_price, config.sell_price, config.first_order)
    return not checked.complaints


def estimate(config: BotConfig, market: Market) -> Estimate:
    """Return what one cycle brings when both legs fill at their prices.

    They rest and make the market. With trailing they are sent once the price has turned, and take what rests.
    """
    with exact():
        fee = market.maker_fee
        if config.trailing_percent is not None:
            fee = max(fee, market.taker_fee)
        keep = 1 - fee
        bought = sold = config.quantity
        if not market.derivative and config.first_order is Side.BUY:
            sold = bought * keep
        elif not market.derivative:
            bought = sold / keep
        traded_both_ways = min(bought, sold)
        earned = quantize(traded_both_ways * (config.sell_price - config.buy_price))
        fees = quantize((bought * config.buy_price + sold * config.sell_price) * fee)
        even = 2 * fee / keep if market.derivative else 1 / (keep * keep) - 1
        even_percent = ceil_to(even * 100, Decimal("0.0001"))
        return Estimate(fees=fees, net=earned - fees, break_even_percent=even_percent)


def _cautions(
    config: BotConfig, figures: Estimate, market: Market, last_price: Decimal | None
) -> tuple[Caution, ...]:
    first, is_plain = config.first_order, config.trailing_percent is None
    holds = {
        Caution.FEES_EAT_SPREAD: figures.net <= 0,
        Caution.FILLS_AT_ONCE: (
            last_price is not None and is_plain and touches(first, config.price(first), last_price)
        ),
        Caution.NEEDS_BASE: (first is Side.SELL and not market.derivative and config.mode is not Mode.PAPER),
        Caution.MAY_BE_LIQUIDATED: config.leverage > 1,
    }
    return tuple(caution for caution, true in holds.items() if true)


class _DraftReview:
    """Looks at one field after the other and keeps what it finds."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.complaints: list[Complaint] = []
        self.adjusted: list[Adjusted] = []

    def complain(self, field: Field, problem: Problem, limit: Decimal | None = None) -> None:
        self.complaints.append(Complaint(field=field, problem=problem, limit=limit))

    def amount(self, field: Field, typed: Decimal | None) -> Decimal | None:
        """Return the amount on the grid, or None after a complaint."""
        if typed is None:
            self.complain(field, Problem.MISSING)
            return None
        if not typed.is_finite() or typed <= 0:
            self.complain(field, Problem.NOT_POSITIVE)
            return None
        if not fits_storage(typed):
            self.complain(field, Problem.TOO_MANY_DIGITS)
            return None
        is_price = field is not Field.QUANTITY
        grid = self.market.tick if is_price else self.market.step
        used = round_to(typed, grid) if is_price else floor_to(typed, grid)
        if used <= 0:
            self.complain(field, Problem.BELOW_TICK if is_price else Problem.BELOW_STEP, grid)
            return None
        if used != typed:
            self.adjusted.append(Adjusted(field=field, typed=typed, used=used))
        return used

    @property
    def kept(self) -> Decimal:
        """The fraction of a bought quantity that can be sold again, at the least."""
        market = self.market
        return Decimal(1) if market.derivative else 1 - max(market.maker_fee, market.taker_fee)

    def check_quantity(self, quantity: Decimal, limits: QuantityLimits, first_order: Side | None) -> None:
        smallest = max(self.market.min_quantity, self.market.step)
        if first_order is not Side.SELL:
            with exact():
                smallest = ceil_to(smallest / self.kept, self.market.step)
        smallest = max(limits.smallest, smallest)
        if quantity < smallest:
            self.complain(Field.QUANTITY, Problem.BELOW_MINIMUM, smallest)
        elif quantity > limits.largest:
            self.complain(Field.QUANTITY, Problem.ABOVE_MAXIMUM, limits.largest)

    def check_notional(
        self, quantity: Decimal, buy_price: Decimal, sell_price: Decimal, first_order: Side | None
    ) -> None:
        """Check the value of both legs, or of the entry alone where an exit may be worth less."""
        with exact():
            sellable = floor_to(quantity * self.kept, self.market.step)
            worth = {Side.BUY: quantity * buy_price, Side.SELL: sellable * sell_price}
        counts = {first_order} if self.market.reducing_exempt and first_order is not None else set(Side)
        if min(worth[side] for side in counts) < self.market.min_notional:
            self.complain(Field.QUANTITY, Problem.BELOW_NOTIONAL, self.market.min_notional)

    def check_leverage(self, leverage: int, mode: Mode) -> None:
        if not 1 <= leverage <= MOST_LEVERAGE:
            self.complain(Field.LEVERAGE, Problem.NOT_A_LEVERAGE)
        elif leverage > 1 and (mode is Mode.PAPER or not self.market.derivative):
            self.complain(Field.LEVERAGE, Problem.NO_LEVERAGE_HERE)

    def percent(self, typed: Decimal | None) -> Decimal | None:
        """Return the trailing percentage on its grid; None for no trailing, or after a complaint."""
        if typed is None:
            return None
        used = round_to(typed, PERCENT_STEP) if typed.is_finite() and abs(typed) <= HUNDRED else ZERO
        if used <= 0:
            self.complain(Field.TRAILING, Problem.NOT_A_PERCENT)
            return None
        if used != typed:
            self.adjusted.append(Adjusted(field=Field.TRAILING, typed=typed, used=used))
        return used
