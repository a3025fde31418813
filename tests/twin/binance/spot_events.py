"""Events of private spot streams."""

from datetime import datetime
from itertools import count

from tests.twin.binance.spot_views import STP
from tests.twin.binance.text import Json, at, eight, state_name, time_in_force_name, type_name
from tests.twin.core.accounts import Wallet
from tests.twin.core.events import AccountChanged, Execution, OrderChanged
from tests.twin.core.values import ZERO, Kind

_execution_ids = count(1)


def execution_report(event: OrderChanged, now: datetime) -> Json:
    """Return what has happened to an order. After a cancel `c` is the cancel's own name, `C` the order's."""
    order, fill = event.order, event.fill
    renamed = event.execution is Execution.CANCELED and bool(order.cancel_client_id)
    last_quote = fill.price * fill.quantity if fill else ZERO
    report: Json = {
        "e": "executionReport",
        "E": at(now),
        "s": order.symbol,
        "c": order.cancel_client_id if renamed else order.client_order_id,
        "S": str(order.side),
        "o": type_name(order, Kind.SPOT),
        "f": time_in_force_name(order, Kind.SPOT),
        "q": eight(order.quantity),
        "p": eight(order.price),
        "P": eight(ZERO),
        "F": eight(ZERO),
        "g": -1,
        "C": order.client_order_id if renamed else "",
        "x": _execution_name(event),
        "X": state_name(order),
        "r": "NONE",
        "i": int(order.order_id),
        "l": eight(fill.quantity if fill else ZERO),
        "z": eight(order.filled),
        "L": eight(fill.price if fill else ZERO),
        "n": eight(fill.fee) if fill else "0",
        "N": fill.fee_coin if fill else None,
        "T": at(order.updated_at),
        "t": fill.trade_id if fill else -1,
        "I": next(_execution_ids),
        "w": order.state.is_open,
        "m": fill.maker if fill else False,
        "M": fill is not None,
        "O": at(order.created_at),
        "Z": eight(order.filled_quote),
        "Y": eight(last_quote),
        "Q": eight(order.quote_quantity),
        "W": at(order.created_at),
        "V": STP,
    }
    return report | ({"A": eight(order.prevented)} if order.prevented else {})


def _execution_name(event: OrderChanged) -> str:
    if event.execution is Execution.PREVENTED or state_name(event.order) == "EXPIRED_IN_MATCH":
        return "TRADE_PREVENTION"
    return "REPLACED" if event.execution is Execution.AMENDED else str(event.execution)


def account_position(event: AccountChanged, wallet: Wallet, now: datetime) -> Json:
    """Return the balances that have changed."""
    return {
        "e": "outboundAccountPosition",
        "E": at(now),
        "u": at(now),
        "B": [
            {"a": coin, "f": eight(wallet.of(coin).free), "l": eight(wallet.of(coin).locked)}
            for coin in event.coins
        ],
    }
