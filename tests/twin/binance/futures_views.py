"""Futures orders, trades and positions as Binance shows them."""

from decimal import Decimal

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
from tests.twin.core.perpetual import MAINTENANCE
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Fill, Kind, Order, Side, to_coin
from tests.twin.core.venue import Venue

BOTH = "BOTH"


def order_view(order: Order, symbol: Symbol, *, created: bool = False) -> Json:
    """Return an order; the answer to a creation or a cancel has no `time`, and no sums since July 2026."""
    view: Json = {
        "orderId": int(order.order_id),
        "symbol": order.symbol,
        "status": state_name(order),
        "clientOrderId": order.client_order_id,
        "price": price_text(order.price, symbol),
        "origQty": quantity_text(order.quantity, symbol),
        "executedQty": quantity_text(order.filled, symbol),
        "timeInForce": time_in_force_name(order, Kind.PERPETUAL),
        "type": type_name(order, Kind.PERPETUAL),
        "reduceOnly": order.reduce_only,
        "closePosition": False,
        "side": str(order.side),
        "positionSide": BOTH,
        "stopPrice": "0",
        "workingType": "CONTRACT_PRICE",
        "priceProtect": False,
        "origType": type_name(order, Kind.PERPETUAL),
        "priceMatch": "NONE",
        "selfTradePreventionMode": "EXPIRE_MAKER",
        "goodTillDate": 0,
        "updateTime": at(order.updated_at),
    }
    if created:
        return view | {"cumQty": quantity_text(order.filled, symbol)}
    sums: Json = {
        "avgPrice": price_text(order.average_price, symbol) if order.filled else "0.00",
        "cumQuote": plain(order.filled_quote),
    }
    return view | sums | {"time": at(order.created_at)}


def trade_view(fill: Fill, symbol: Symbol) -> Json:
    return {
        "buyer": fill.side is Side.BUY,
        "commission": eight(fill.fee),
        "commissionAsset": fill.fee_coin,
        "id": fill.trade_id,
        "maker": fill.maker,
        "orderId": int(fill.order_id),
        "price": price_text(fill.price, symbol),
        "qty": quantity_text(fill.quantity, symbol),
        "quoteQty": plain(fill.price * fill.quantity),
        "realizedPnl": eight(fill.realized),
        "side": str(fill.side),
        "positionSide": BOTH,
        "symbol": fill.symbol,
        "time": at(fill.at),
        "marginAsset": symbol.margin_coin,
    }


def risk_view(venue: Venue, account: str, name: str, *, old: bool) -> Json:
    """Return a position. The old form (version 2) tells leverage and margin type, the new one margins."""
    position, market, symbol = (
        venue.contracts.position(account, name),
        venue.markets[name],
        venue.symbols[name],
    )
    mark = market.mark_price
    margin = position.initial_margin if position.isolated else ZERO
    view: Json = {
        "symbol": name,
        "positionSide": BOTH,
        "positionAmt": quantity_text(position.amount, symbol),
        "entryPrice": plain(position.entry_price),
        "breakEvenPrice": plain(position.entry_price),
        "markPrice": eight(mark),
        "unRealizedProfit": eight(position.unrealized(mark)),
        "liquidationPrice": plain(to_coin(position.liquidation_price)),
        "isolatedMargin": eight(margin),
        "notional": plain(position.amount * mark),
        "isolatedWallet": eight(margin),
        "updateTime": at(position.updated_at) if position.updated_at else 0,
    }
    if old:
        return view | {
            "leverage": str(position.leverage),
            "maxNotionalValue": "1000000000",
            "marginType": "isolated" if position.isolated else "cross",
            "isAutoAddMargin": "false",
        }
    return view | {
        "marginAsset": symbol.margin_coin,
        "initialMargin": eight(venue.contracts.margins.margin(account, name)),
        "maintMargin": eight(_maintenance(position.amount, mark)),
        "positionInitialMargin": eight(position.initial_margin),
        "openOrderInitialMargin": eight(
            venue.contracts.margins.margin(account, name) - position.initial_margin
        ),
        "adl": 0,
        "bidNotional": "0",
        "askNotional": "0",
    }


def account_position_view(venue: Venue, account: str, name: str) -> Json:
    """Return a position as the account lists it."""
    position, mark = venue.contracts.position(account, name), venue.markets[name].mark_price
    margin = position.initial_margin if position.isolated else ZERO
    bound = venue.contracts.margins.margin(account, name)
    return {
        "symbol": name,
        "positionSide": BOTH,
        "positionAmt": quantity_text(position.amount, venue.symbols[name]),
        "entryPrice": plain(position.entry_price),
        "unrealizedProfit": eight(position.unrealized(mark)),
        "isolatedMargin": eight(margin),
        "notional": plain(position.amount * mark),
        "isolatedWallet": eight(margin),
        "initialMargin": eight(bound),
        "positionInitialMargin": eight(position.initial_margin),
        "openOrderInitialMargin": eight(bound - position.initial_margin),
        "maintMargin": eight(_maintenance(position.amount, mark)),
        "leverage": str(position.leverage),
        "isolated": position.isolated,
        "updateTime": at(position.updated_at) if position.updated_at else 0,
    }


def _maintenance(amount: Decimal, mark: Decimal) -> Decimal:
    return to_coin(abs(amount) * mark * MAINTENANCE)
