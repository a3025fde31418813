"""What the simulated exchange refuses an order for."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.core.orders import Order
from engine.core.types import Market
from tests.sim.margins import Promised, in_money
from tests.sim.reference.records import TooDear
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
    lacks = needs + used - Fraction(exchange.wallet[quote])
    if needs <= 0 or lacks <= 0:
        return False
    exchange.chronicle.too_dear(order.client_order_id, TooDear(lacks, _margin_of_others(exchange)))
    return True


def _margin_of_others(exchange: "SimExchange") -> Fraction:
    """Return what orders of others take of the wallet, and positions as far as others have made them."""
    by_others: defaultdict[str, Decimal] = defaultdict(Decimal)
    for trade in exchange.chronicle.traded_by_others:
        by_others[trade.symbol] += trade.side.sign * trade.quantity
    margins = exchange.margins
    total = sum((margins.needs(one.promised) for one in exchange.open_ones if one.foreign), Fraction(0))
    for symbol, quantity in by_others.items():
        position = margins.positions[symbol]
        theirs = min(abs(quantity), abs(position.quantity))
        total += Fraction(theirs) * position.average / Fraction(margins.settings[symbol].leverage)
    return total


def _short_of(exchange: "SimExchange", order: Order, market: Market) -> str | None:
    coin, amount = locks(order, market)
    lacks = Fraction(amount) - Fraction(exchange.free(coin))
    if lacks <= 0:
        return None
    rules = {symbol: market.rules for symbol, market in exchange.markets.items()}
    theirs = (one for one in exchange.open_ones if one.foreign)
    locked = (locks(one.order, rules[one.report.symbol], one.report.filled) for one in theirs)
    others_have = sum((Fraction(has) for of, has in locked if of == coin), Fraction(0))
    exchange.chronicle.too_dear(order.client_order_id, TooDear(lacks, others_have))
    return "insufficient balance"
