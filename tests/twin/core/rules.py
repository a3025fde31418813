"""In what venues differ beside their wire, and the filters that every order must pass."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tests.twin.core.errors import Refused, Why
from tests.twin.core.market import Market
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import Kind, OrderRequest, OrderType, Side, TimeInForce, floor_to, is_multiple


class Unique(StrEnum):
    """Among which orders a client id must be unique."""

    OPEN = "open"
    EVER = "ever"


class UnfitOrder(StrEnum):
    """What becomes of a post-only order that would take, or a fill-or-kill order that cannot be whole."""

    REFUSED = "refused"
    ENDED = "ended"
    """It is accepted, then ends at once without a fill."""


class SelfTrade(StrEnum):
    """What happens when an order meets another of its own account."""

    HAPPENS = "happens"
    ENDS_MAKER = "ends maker"
    """The order that rested ends, and the one that came goes on."""
    ENDS_TAKER = "ends taker"
    TAKES_FROM_BOTH = "takes from both"
    """What would have traded is taken from both, and the one with nothing left ends."""


@dataclass(slots=True)
class Rules:
    """May be changed while the venue runs. `forget_unfilled_s`: orders that ended without a fill can no
    longer be read after so many seconds; None keeps them.
    """

    client_ids: Unique = Unique.OPEN
    self_trade: SelfTrade = SelfTrade.HAPPENS
    post_only: UnfitOrder = UnfitOrder.REFUSED
    fill_or_kill: UnfitOrder = UnfitOrder.ENDED
    forget_unfilled_s: float | None = None
    band_moves_price: bool = False
    """Whether a limit price outside the band is moved to its edge, in silence, where others refuse it."""
    small_reducing: bool = True
    """Whether an order that only reduces a position may be worth less than the smallest."""


MOST_DIGITS = 8


def check_filters(
    request: OrderRequest,
    symbol: Symbol,
    market: Market,
    quantity: Decimal,
    open_orders: int,
    rules: Rules,
) -> None:
    """Raise Refused for the first filter that the order does not pass."""
    if not symbol.trading:
        raise Refused(Why.CLOSED, symbol.name)
    if quantity <= 0 or (request.price is not None and request.price <= 0):
        raise Refused(Why.NOT_POSITIVE)
    price = market.best(request.side) if request.price is None else request.price
    if request.price is not None:
        _check_price(request.price, request.side, symbol, market)
    _check_quantity(quantity, symbol, is_market=request.order_type is OrderType.MARKET)
    exempt = request.reduce_only and rules.small_reducing
    if price * quantity < symbol.min_notional and not exempt:
        raise Refused(Why.NOTIONAL, f"{symbol.min_notional:f}")
    if (
        request.time_in_force in {TimeInForce.GTC, TimeInForce.POST_ONLY}
        and open_orders >= symbol.max_open_orders
    ):
        raise Refused(Why.TOO_MANY_OPEN)


def within_band(price: Decimal, side: Side, symbol: Symbol, market: Market) -> Decimal:
    """Return the price, moved to the edge of the band where it is outside of it."""
    highest = floor_to(market.mark_price * symbol.percent_up, symbol.tick)
    lowest = -floor_to(-market.mark_price * symbol.percent_down, symbol.tick)
    if side is Side.BUY and price > highest:
        return highest
    return lowest if side is Side.SELL and price < lowest else price


def _check_price(price: Decimal, side: Side, symbol: Symbol, market: Market) -> None:
    if not is_multiple(price, Decimal(1).scaleb(-_most_digits(symbol, symbol.price_digits))):
        raise Refused(Why.PRECISION_PRICE, "price")
    if not is_multiple(price, symbol.tick):
        raise Refused(Why.PRICE_TICK)
    if price > symbol.max_price:
        raise Refused(Why.PRICE_RANGE)
    highest = market.mark_price * symbol.percent_up
    lowest = market.mark_price * symbol.percent_down
    if price > highest and not (symbol.one_sided and side is Side.SELL):
        raise Refused(Why.PERCENT_PRICE, f"above {floor_to(highest, symbol.tick):f}")
    if price < lowest and not (symbol.one_sided and side is Side.BUY):
        raise Refused(Why.PERCENT_PRICE, f"below {floor_to(lowest, symbol.tick):f}")


def _check_quantity(quantity: Decimal, symbol: Symbol, *, is_market: bool) -> None:
    if not is_multiple(quantity, Decimal(1).scaleb(-_most_digits(symbol, symbol.quantity_digits))):
        raise Refused(Why.PRECISION_QUANTITY, "quantity")
    if quantity < symbol.min_quantity:
        raise Refused(Why.QUANTITY_LOW)
    if quantity > symbol.max_quantity:
        raise Refused(Why.QUANTITY_HIGH)
    if is_market and quantity > symbol.max_market_quantity:
        raise Refused(Why.MARKET_QUANTITY_HIGH)
    if not is_multiple(quantity, symbol.step):
        raise Refused(Why.QUANTITY_STEP)


def _most_digits(symbol: Symbol, own: int) -> int:
    """Spot takes the digits of a coin before it looks at the step; a contract takes only its own."""
    return MOST_DIGITS if symbol.kind is Kind.SPOT else own
