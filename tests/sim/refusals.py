"""What the simulated exchange refuses an order for."""

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.core.orders import Order
from engine.core.types import Market
from tests.sim.margins import Promised, in_money
from tests.sim.resting import locks

if TYPE_CHECKING:
    from tests.sim.exchange import SimExchange


def why_refused(exchange: "SimExchange", order: Order, symbol: str) -> str | None:
    """Return by which rule of now the order is refused, or None."""
    market = exchange.markets[symbol].rules
    if exchange.markets[symbol].halted:
        return "market is closed"
    if order.price % market.tick or order.quantity % market.step:
        return "filter failure: tick or step"
    if market.derivative and not exchange.margins.settings[symbol].one_way:
        return "position side does not match"
    if order.reduce_only:
        reducible = exchange.margins.reducible(symbol, order.side)
        return None if reducible else "ReduceOnly Order is rejected"
    if order.quantity * order.price < market.min_notional:
        return "filter failure: notional"
    if market.derivative:
        return "margin is insufficient" if _lacks_margin_for(exchange, order, symbol) else None
    return _short_of(exchange, order, market)


def free_of(exchange: "SimExchange", coin: str) -> Decimal:
    """Return how much of the coin is neither locked by an open order nor margin of a position."""
    if exchange.derivative:
        quotes = {market.rules.quote for market in exchange.markets.values()}
        used = exchange.margins.used(one.promised for one in exchange.open_ones)
        return exchange.wallet[coin] - (in_money(used) if coin in quotes else Decimal(0))
    rules = {symbol: market.rules for symbol, market in exchange.markets.items()}
    locked = (locks(one.order, rules[one.report.symbol], one.report.filled) for one in exchange.open_ones)
    return exchange.wallet[coin] - sum((amount for of, amount in locked if of == coin), Decimal(0))


def _lacks_margin_for(exchange: "SimExchange", order: Order, symbol: str) -> bool:
    """Say whether the wallet has not what the order needs beside all that is there."""
    needs = exchange.margins.needs(
        Promised(symbol, order.side, order.quantity, order.price, reduce_only=False)
    )
    quote = exchange.markets[symbol].rules.quote
    used = exchange.margins.used(one.promised for one in exchange.open_ones)
    lacks = needs > 0 and needs + used > exchange.wallet[quote]
    if lacks:
        exchange.chronicle.too_dear(order.client_order_id)
    return lacks


def _short_of(exchange: "SimExchange", order: Order, market: Market) -> str | None:
    coin, amount = locks(order, market)
    if amount <= exchange.free(coin):
        return None
    exchange.chronicle.too_dear(order.client_order_id)
    return "insufficient balance"
