"""Orders and fills, as lists and streams show them."""

from tests.twin.core.values import Fill, Kind, Order, OrderType, Side
from tests.twin.core.venue import Venue
from tests.twin.okx.house import AppContext
from tests.twin.okx.symbols import instrument_id, instrument_type
from tests.twin.okx.text import (
    CATEGORIES,
    Json,
    at,
    cancel_source,
    client_id,
    execution_type,
    order_type,
    plain,
    state_name,
    sub_type,
    trade_id,
)

NOTHING: Json = {
    "algoClOrdId": "",
    "algoId": "",
    "attachAlgoClOrdId": "",
    "attachAlgoOrds": [],
    "ccy": "",
    "linkedAlgoOrd": {"algoId": ""},
    "quickMgnType": "",
    "rebate": "0",
    "slOrdPx": "",
    "slTriggerPx": "",
    "slTriggerPxType": "",
    "source": "",
    "stpId": "",
    "stpMode": "cancel_maker",
    "tag": "",
    "tpOrdPx": "",
    "tpTriggerPx": "",
    "tpTriggerPxType": "",
}


def order_view(house: AppContext, venue: Venue, order: Order) -> Json:
    """Return an order as REST shows it; quantities of contracts are numbers of contracts."""
    rule, spot = venue.symbols[order.symbol], venue.kind is Kind.SPOT
    size = house.size(venue, order.symbol)
    by_value = order.quote_quantity if spot else None
    fee_coin, rebate_coin = (rule.base, rule.quote) if order.side is Side.BUY else (rule.quote, rule.base)
    return NOTHING | {
        "instType": instrument_type(rule),
        "instId": instrument_id(rule),
        "ordId": order.order_id,
        "clOrdId": client_id(order),
        "px": "" if order.order_type is OrderType.MARKET else plain(order.price),
        "sz": plain(by_value) if by_value else plain(order.quantity / size),
        "tgtCcy": ("quote_ccy" if by_value else "base_ccy") if spot else "",
        "ordType": order_type(order),
        "side": order.side.lower(),
        "posSide": "" if spot else "net",
        "tdMode": "cash" if spot else _margin_mode(venue, order),
        "lever": "" if spot else str(venue.contracts.position(order.account, order.symbol).leverage),
        "reduceOnly": str(order.reduce_only).lower(),
        "state": state_name(order),
        "category": CATEGORIES.get(order.client_order_id, "normal"),
        "cancelSource": cancel_source(order),
        "cancelSourceReason": "",
        "accFillSz": plain(order.filled / size),
        "avgPx": plain(order.average_price) if order.filled else "",
        "fee": plain(-house.fees_of(venue, order.key)),
        "feeCcy": fee_coin if spot else rule.margin_coin,
        "rebateCcy": rebate_coin if spot else rule.margin_coin,
        "pnl": "0",
        "cTime": at(order.created_at),
        "uTime": at(order.updated_at),
        **_last_fill(house, venue, order),
    }


def streamed_order(house: AppContext, venue: Venue, order: Order) -> Json:
    """Return an order as the stream tells it: with the fee of its last fill, told again and again."""
    fill = house.last_fill(venue, order.key)
    return order_view(house, venue, order) | {
        "amendResult": "",
        "amendSource": "",
        "code": "0",
        "execType": execution_type(fill) if fill else "",
        "fillFee": plain(-fill.fee) if fill else "0",
        "fillFeeCcy": fill.fee_coin if fill else "",
        "fillNotionalUsd": plain(fill.price * fill.quantity) if fill else "",
        "lastPx": plain(venue.markets[order.symbol].last),
        "msg": "",
        "notionalUsd": plain(order.price * order.quantity),
        "reqId": "",
    }


def fill_view(house: AppContext, venue: Venue, fill: Fill) -> Json:
    rule = venue.symbols[fill.symbol]
    return {
        "instType": instrument_type(rule),
        "instId": instrument_id(rule),
        "tradeId": trade_id(fill),
        "ordId": fill.order_id,
        "clOrdId": client_id(fill),
        "billId": str(house.bill_of(venue, fill)),
        "subType": sub_type(fill),
        "tag": "",
        "fillPx": plain(fill.price),
        "fillSz": plain(fill.quantity / house.size(venue, fill.symbol)),
        "fillIdxPx": plain(fill.price),
        "fillPnl": plain(fill.realized),
        "fillPxVol": "",
        "fillPxUsd": "",
        "fillMarkVol": "",
        "fillFwdPx": "",
        "fillMarkPx": plain(venue.markets[fill.symbol].mark_price),
        "side": fill.side.lower(),
        "posSide": "net" if venue.kind is Kind.PERPETUAL else "",
        "execType": execution_type(fill),
        "feeCcy": fill.fee_coin,
        "fee": plain(-fill.fee),
        "feeRate": "",
        "ts": at(fill.at),
        "fillTime": at(fill.at),
    }


def _last_fill(house: AppContext, venue: Venue, order: Order) -> Json:
    fill = house.last_fill(venue, order.key)
    if fill is None:
        return {"fillPx": "", "fillSz": "0", "fillTime": "", "tradeId": ""}
    return {
        "fillPx": plain(fill.price),
        "fillSz": plain(fill.quantity / house.size(venue, fill.symbol)),
        "fillTime": at(fill.at),
        "tradeId": trade_id(fill),
    }


def _margin_mode(venue: Venue, order: Order) -> str:
    return "isolated" if venue.contracts.position(order.account, order.symbol).isolated else "cross"
