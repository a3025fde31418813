"""Orders, trades, positions and wallets as CoinDCX shows them."""

from collections.abc import Iterable
from decimal import Decimal

from tests.twin.coindcx.house import COIN, AppContext
from tests.twin.coindcx.text import (
    Json,
    at,
    figure,
    fraction_of_ms,
    identity,
    pair_of,
    stage_of,
    status_of,
    type_of,
)
from tests.twin.core.accounts import Account
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Fill, Order, Side, State
from tests.twin.core.venue import Venue

PERCENT = 100


def order_view(house: AppContext, venue: Venue, order: Order, *, status: str = "") -> Json:
    """Return an order. There is no filled quantity: it is what remains and is cancelled that is told."""
    left = order.remaining
    open_, cancelled = (left, ZERO) if order.state.is_open or order.state is State.REJECTED else (ZERO, left)
    leverage = venue.contracts.position(order.account, order.symbol).leverage
    fees = house.world.accounts.named(order.account).perpetual_fees
    view: Json = {
        "id": order.order_id,
        "pair": pair_of(venue.symbols[order.symbol]),
        "side": order.side.lower(),
        "status": status or status_of(order),
        "order_type": type_of(order),
        "stop_trigger_instruction": "last_price",
        "notification": "no_notification",
        "leverage": float(leverage),
        "maker_fee": figure(fees.maker * (1 + fees.tax) * PERCENT),
        "taker_fee": figure(fees.taker * (1 + fees.tax) * PERCENT),
        "liquidation_fee": None,
        "fee_amount": figure(fees_of(venue, order)),
        "price": figure(order.price),
        "stop_price": 0.0,
        "avg_price": figure(order.average_price),
        "total_quantity": figure(order.quantity),
        "remaining_quantity": figure(open_),
        "cancelled_quantity": figure(cancelled),
        "ideal_margin": figure(order.quantity * order.price / leverage),
        "order_category": None,
        "stage": stage_of(order),
        "group_id": None,
        "position_margin_type": _margin_type(venue, order.account, order.symbol),
        "display_message": order.ended_because if order.state is State.REJECTED else None,
        "group_status": None,
        "metatags": None,
        "margin_currency_short_name": house.margin_of(venue),
        "settlement_currency_conversion_price": figure(house.conversion_of(venue)),
        "created_at": at(order.created_at),
        "updated_at": at(order.updated_at),
    }
    if house.echoes_ids and order.client_order_id:
        view["client_order_id"] = order.client_order_id
    return view


def fees_of(venue: Venue, order: Order) -> Decimal:
    """Return what an order has cost in fees, tax included, when it was as it is given."""
    fees = told = ZERO
    for fill in _fills_of(venue, order):
        if told < order.filled:
            told += fill.quantity
            fees += fill.fee + fill.tax
    return fees


def _fills_of(venue: Venue, order: Order) -> Iterable[Fill]:
    return (fill for _, fill in venue.store.fills if (fill.symbol, fill.order_id) == order.key)


def trade_view(house: AppContext, venue: Venue, fill: Fill) -> Json:
    """Return a fill. It has no id."""
    return {
        "price": figure(fill.price),
        "quantity": figure(fill.quantity),
        "is_maker": fill.maker,
        "fee_amount": figure(fill.fee + fill.tax),
        "pair": pair_of(venue.symbols[fill.symbol]),
        "side": fill.side.lower(),
        "timestamp": fraction_of_ms(fill.at),
        "order_id": fill.order_id,
        "settlement_currency_conversion_price": figure(house.conversion_of(venue)),
        "margin_currency_short_name": house.margin_of(venue),
    }


def position_view(house: AppContext, venue: Venue, account: str, symbol: Symbol) -> Json:
    """Return a position, an empty one too. What the mark price is, it does not say then."""
    position = venue.contracts.position(account, symbol.name)
    waiting = dict.fromkeys(Side, ZERO)
    for order in venue.store.open_orders(account=account, symbol=symbol.name):
        waiting[order.side] += order.remaining
    flat = not position.amount
    return {
        "id": position_id(venue, account, symbol),
        "pair": pair_of(symbol),
        "active_pos": figure(position.amount),
        "inactive_pos_buy": figure(waiting[Side.BUY]),
        "inactive_pos_sell": figure(waiting[Side.SELL]),
        "avg_price": figure(position.entry_price),
        "liquidation_price": figure(position.liquidation_price),
        "locked_margin": figure(position.initial_margin),
        "locked_user_margin": figure(position.initial_margin),
        "locked_order_margin": 0.0,
        "take_profit_trigger": None,
        "stop_loss_trigger": None,
        "leverage": float(position.leverage),
        "maintenance_margin": None if flat else 0.4,
        "mark_price": None if flat else figure(venue.markets[symbol.name].mark_price),
        "margin_type": _margin_type(venue, account, symbol.name),
        "settlement_currency_avg_price": None if flat else figure(house.conversion_of(venue)),
        "margin_currency_short_name": house.margin_of(venue),
        "updated_at": at(position.updated_at or house.world.clock.server_now()),
    }


def position_id(venue: Venue, account: str, symbol: Symbol) -> str:
    return identity("position", venue.name, account, symbol.name)


def wallet_view(house: AppContext, venue: Venue, account: Account) -> Json:
    """Return the futures wallet of one currency: what is free and what is bound, as texts."""
    total = account.wallet(venue.wallet).of(COIN).free
    free = venue.contracts.margins.available(account.name, COIN)
    return {
        "id": identity("wallet", venue.name, account.name),
        "currency_short_name": house.margin_of(venue),
        "balance": _plain(house.in_margin(venue, free)),
        "locked_balance": _plain(house.in_margin(venue, total - free)),
        "cross_order_margin": "0.0",
        "cross_user_margin": "0.0",
    }


def ledger_view(house: AppContext, venue: Venue, fill: Fill, *, stage: str) -> Json:
    """Return a row of the ledger, in the margin's currency: a fill, or what a position has paid."""
    funding = stage == "funding"
    return {
        "pair": pair_of(venue.symbols[fill.symbol]),
        "stage": stage,
        "amount": figure(house.in_margin(venue, -fill.fee if funding else fill.realized)),
        "fee_amount": 0.0 if funding else figure(house.in_margin(venue, fill.fee + fill.tax)),
        "source": "system" if funding else "user",
        "parent_type": "Derivatives::Futures::" + ("Funding" if funding else "Order"),
        "parent_id": identity("funding", venue.name, fill.symbol, fill.trade_id)
        if funding
        else fill.order_id,
        "settlement_amount": 0.0,
        "margin_currency_short_name": house.margin_of(venue),
        "position_id": position_id(venue, fill.account, venue.symbols[fill.symbol]),
        "created_at": at(fill.at),
        "updated_at": at(fill.at),
    }


def _margin_type(venue: Venue, account: str, symbol: str) -> str:
    return "isolated" if venue.contracts.position(account, symbol).isolated else "crossed"


def _plain(value: Decimal) -> str:
    return f"{value.normalize() + ZERO:f}"
