"""Events of private futures streams."""

from datetime import datetime

from tests.twin.binance.futures_views import BOTH
from tests.twin.binance.text import (
    Json,
    at,
    eight,
    plain,
    price_text,
    quantity_text,
    state_name,
    time_in_force_name,
    type_name,
)
from tests.twin.core.accounts import Wallet
from tests.twin.core.events import AccountChanged, Execution, OrderChanged
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Fill, Kind, Order, OrderType
from tests.twin.core.venue import Venue


def order_update(event: OrderChanged, symbol: Symbol, now: datetime) -> Json:
    """Return what has happened to an order. Commission is told only with a fill."""
    order, fill = event.order, event.fill
    details: Json = {
        "s": order.symbol,
        "c": order.client_order_id,
        "S": str(order.side),
        "o": type_name(order, Kind.PERPETUAL),
        "f": time_in_force_name(order, Kind.PERPETUAL),
        "q": quantity_text(order.quantity, symbol),
        "p": price_text(order.price, symbol),
        "ap": price_text(order.average_price, symbol) if order.filled else "0",
        "sp": "0",
        "x": _execution_name(event),
        "X": state_name(order),
        "i": int(order.order_id),
        "l": quantity_text(fill.quantity, symbol) if fill else "0",
        "z": quantity_text(order.filled, symbol),
        "L": price_text(fill.price, symbol) if fill else "0",
    }
    if fill is not None:
        details |= {"n": eight(fill.fee), "N": fill.fee_coin}
    details |= {
        "T": at(order.updated_at),
        "t": fill.trade_id if fill else 0,
        "b": "0",
        "a": "0",
        "m": fill.maker if fill else False,
        "R": order.reduce_only,
        "wt": "CONTRACT_PRICE",
        "ot": type_name(order, Kind.PERPETUAL),
        "ps": BOTH,
        "cp": False,
        "rp": eight(fill.realized) if fill else "0",
        "pP": False,
        "si": 0,
        "ss": 0,
        "V": "EXPIRE_MAKER",
        "pm": "NONE",
        "gtd": 0,
    }
    return {"e": "ORDER_TRADE_UPDATE", "E": at(now), "T": at(order.updated_at), "o": details}


def trade_lite(order: Order, fill: Fill, symbol: Symbol, now: datetime) -> Json:
    """Return the short form of a fill that comes beside the long one."""
    return {
        "e": "TRADE_LITE",
        "E": at(now),
        "T": at(fill.at),
        "s": fill.symbol,
        "q": quantity_text(order.quantity, symbol),
        "p": price_text(order.price, symbol),
        "m": fill.maker,
        "c": order.client_order_id,
        "S": str(fill.side),
        "L": price_text(fill.price, symbol),
        "l": quantity_text(fill.quantity, symbol),
        "t": fill.trade_id,
        "i": int(fill.order_id),
    }


def account_update(event: AccountChanged, venue: Venue, wallet: Wallet, now: datetime) -> Json:
    """Return the balances and positions that have changed."""
    return {
        "e": "ACCOUNT_UPDATE",
        "E": at(now),
        "T": at(now),
        "a": {
            "m": event.because,
            "B": [
                {"a": coin, "wb": eight(wallet.of(coin).total), "cw": eight(wallet.of(coin).total), "bc": "0"}
                for coin in event.coins
            ],
            "P": [_position(venue, event.account, symbol) for symbol in event.positions],
        },
    }


def leverage_update(symbol: str, leverage: int, now: datetime) -> Json:
    return {
        "e": "ACCOUNT_CONFIG_UPDATE",
        "E": at(now),
        "T": at(now),
        "ac": {"s": symbol, "l": leverage},
    }


def listen_key_expired(key: str, now: datetime) -> Json:
    return {"e": "listenKeyExpired", "E": at(now), "listenKey": key}


def _position(venue: Venue, account: str, symbol: str) -> Json:
    position = venue.contracts.position(account, symbol)
    return {
        "s": symbol,
        "pa": quantity_text(position.amount, venue.symbols[symbol]),
        "ep": plain(position.entry_price),
        "bep": plain(position.entry_price),
        "cr": eight(position.realized),
        "up": eight(position.unrealized(venue.markets[symbol].mark_price)),
        "mt": "isolated" if position.isolated else "cross",
        "iw": eight(position.initial_margin if position.isolated else ZERO),
        "ps": BOTH,
    }


def _execution_name(event: OrderChanged) -> str:
    if event.execution is Execution.TRADE and event.order.order_type is OrderType.LIQUIDATION:
        return "CALCULATED"
    if event.execution is Execution.AMENDED:
        return "AMENDMENT"
    return str(event.execution)
