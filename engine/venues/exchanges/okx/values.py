"""OKX's orders, trades and wallets in our values. `size`: how many coins one of what it counts stands for."""

from collections.abc import Mapping
from decimal import Decimal

from engine.core.money import exact, plain
from engine.core.orders import Order, OrderEnd, OrderFact
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause, Force
from engine.core.types import FundingId, Market, Side, TradeId, VenueOrderId
from engine.venues.exchanges.answers import (
    Json,
    Unreadable,
    listing,
    number,
    number_or_zero,
    text,
    text_or_empty,
)
from engine.venues.exchanges.values import (
    CoinPrices,
    as_booked,
    fee_of,
    has_taken,
    moment,
    on_wire,
    our_name,
    side_of,
    traded,
    wallet_of,
)
from engine.venues.live.gateway import Execution, FundingReport, OrderReport, TradeReport

ENDS: Mapping[str, OrderEnd | None] = {
    "live": None,
    "partially_filled": None,
    "filled": OrderFact.FILLED,
    "canceled": OrderFact.CANCELED,
    "mmp_canceled": OrderFact.CANCELED,
}
ASKED_FOR = frozenset({"", "1"})
"""The cancelSource of a cancel that was asked for, by us too, or of which nothing is said."""
CAUSES = {
    "0": Cause.CANCELED_BY_EXCHANGE,
    "2": Cause.NOTHING_TO_REDUCE,
    "3": Cause.MARGIN_NEEDED,
    "6": Cause.BEING_DELEVERAGED,
    "7": Cause.PAIR_CLOSED,
    "13": Cause.NOTHING_OFFERED,
    "14": Cause.NOTHING_OFFERED,
    "15": Cause.PRICE_LIMIT,
    "22": Cause.NOTHING_TO_REDUCE,
    "23": Cause.NOTHING_TO_REDUCE,
    "27": Cause.PRICE_LIMIT,
    "32": Cause.SELF_TRADE,
}
"""What cancelSource means."""
FORCES = {
    **dict.fromkeys(map(str, range(100, 108)), Force.LIQUIDATION),
    **dict.fromkeys(("112", "113"), Force.SETTLEMENT),
    **dict.fromkeys(map(str, range(125, 129)), Force.DELEVERAGING),
}
"""The subTypes of fills by which a position is closed by force."""
MAKER = "M"
QUOTE_SIZED = "quote_ccy"


def create_params(order: Order, market_id: str, size: Decimal, *, derivative: bool) -> dict[str, object]:
    params: dict[str, object] = {
        "instId": market_id,
        "tdMode": "isolated" if derivative else "cash",
        "side": order.side.value.lower(),
        "ordType": "ioc" if order.immediate else "limit",
        "sz": on_wire(counted(order.quantity, size)),
        "px": on_wire(order.price),
        "clOrdId": order.client_order_id,
    }
    return params | {"reduceOnly": order.reduce_only} if derivative else params


def counted(coins: Decimal, size: Decimal) -> Decimal:
    """Return a quantity as OKX counts it. What is no multiple of anything there, it refuses."""
    with exact():
        return coins / size


def in_coins(raw: Mapping[str, Json], name: str, size: Decimal) -> Decimal:
    """Return a field in coins. Raises Unreadable."""
    with exact():
        return as_booked(number(raw, name) * size)


def accepted_id(payload: Json, order: Order) -> VenueOrderId:
    """Return the exchange's id of a create it has taken. Raises Unreadable for anything less."""
    rows = listing(payload)
    if len(rows) != 1 or text(rows[0], "sCode") != "0":
        raise Unreadable("the answer is not about one order")
    if text(rows[0], "clOrdId") != order.client_order_id:
        raise Unreadable("the answer does not name our order")
    return VenueOrderId(text(rows[0], "ordId"))


def order_report(raw: Mapping[str, Json], symbol: str, size: Decimal) -> OrderReport:
    """Return an order; one that the exchange cancelled by itself has expired. Raises Unreadable."""
    state = text(raw, "state")
    if state not in ENDS:
        raise Unreadable(f"an order in the unknown state {state}")
    ended, reason = ENDS[state], _why_ended(raw)
    if ended is OrderFact.CANCELED and reason is not None:
        ended = OrderFact.EXPIRED
    filled = in_coins(raw, "accFillSz", size) if raw.get("accFillSz") else Decimal(0)
    # An order at market may be of so much of the quote coin. It never rests.
    quantity = filled if raw.get("tgtCcy") == QUOTE_SIZED else in_coins(raw, "sz", size)
    return OrderReport(
        venue_order_id=VenueOrderId(text(raw, "ordId")),
        client_order_id=our_name(raw, "clOrdId"),
        symbol=symbol,
        side=side_of(raw),
        price=as_booked(number_or_zero(raw, "px")),
        quantity=quantity,
        filled=filled,
        ended=ended,
        created_at=moment(raw, "cTime"),
        reason=reason,
    )


def _why_ended(raw: Mapping[str, Json]) -> ExchangeCode | None:
    """Return why the exchange has ended an order; None where it was asked to, or does not say."""
    source = text_or_empty(raw, "cancelSource")
    if source in ASKED_FOR:
        return None
    return ExchangeCode(said=f"cancelSource {source}", cause=CAUSES.get(source))


def force_of(raw: Mapping[str, Json]) -> Force | None:
    """Return why the exchange has made a fill by itself; None for one of somebody's order.

    The numbers of such fills are below zero; of a kind that is new they are taken for a liquidation.
    """
    known = FORCES.get(str(raw.get("subType") or ""))
    return known or (Force.LIQUIDATION if str(raw.get("tradeId") or "").startswith("-") else None)


def fees_of_group(raw: Mapping[str, Json], group: object) -> tuple[Decimal, Decimal] | None:
    """Return maker's and taker's fee of a group of instruments, the only one where one is told; else None.

    What is paid is below zero there. Raises Unreadable.
    """
    groups = listing(raw.get("feeGroup") or [])
    own = [one for one in groups if one.get("groupId") == group] or groups
    return (-number(own[0], "maker"), -number(own[0], "taker")) if len(own) == 1 else None


def fee_part(raw: Mapping[str, Json], market: Market) -> tuple[str, Decimal]:
    """Return coin and amount of what a fill cost; there a cost is below zero. Raises Unreadable."""
    amount = -number(raw, "fee")
    return text_or_empty(raw, "feeCcy") or _usual_coin(raw, market, amount), amount


def _usual_coin(raw: Mapping[str, Json], market: Market, amount: Decimal) -> str:
    """Return the coin where the exchange leaves it out: what was received; a rebate, what was given."""
    if market.derivative:
        return market.quote
    receives_base = (side_of(raw) is Side.BUY) == (amount >= 0)
    return market.base if receives_base else market.quote


def own_trade_id(raw: Mapping[str, Json]) -> TradeId:
    """Return an id that this side of a trade does not share with the other. Raises Unreadable.

    OKX lets no two orders of an account trade with each other; that is its promise, and not ours.
    """
    named = text_or_empty(raw, "tradeId") or f"bill{text(raw, 'billId')}"
    return TradeId(f"{named}:{side_of(raw)}")


def trade_report(raw: Mapping[str, Json], market: Market, prices: CoinPrices, size: Decimal) -> TradeReport:
    """Return a fill as REST lists it. Raises Unreadable."""
    price = traded(number(raw, "fillPx"))
    return TradeReport(
        trade_id=own_trade_id(raw),
        venue_order_id=VenueOrderId(text(raw, "ordId")),
        client_order_id=our_name(raw, "clOrdId"),
        symbol=market.symbol,
        side=side_of(raw),
        price=price,
        quantity=traded(in_coins(raw, "fillSz", size)),
        fee=fee_of([fee_part(raw, market)], market, price, prices),
        executed_at=moment(raw, "fillTime" if raw.get("fillTime") else "ts"),
        taker=has_taken(raw.get("execType") == MAKER),
    )


def streamed_fill(order: Mapping[str, Json]) -> Mapping[str, Json] | None:
    """Return the fill that a message about an order tells, as REST would list it; None where it tells none.

    Each message tells the last fill again. It is news where the order has just been filled; told twice, it is
    known by its id. One without an id, or without its fee, is asked for.
    """
    if order["state"] not in {"filled", "partially_filled"} or not order.get("tradeId"):
        return None
    if not order.get("fillFee") or not Decimal(str(order.get("fillSz") or 0)):
        return None
    names = ("tradeId", "ordId", "clOrdId", "instId", "side", "fillPx", "fillSz", "fillTime", "execType")
    fee = {"fee": order["fillFee"], "feeCcy": order.get("fillFeeCcy")}
    return {name: order.get(name) for name in names} | fee


def execution(
    order: Mapping[str, Json], fill: Mapping[str, Json], market: Market, prices: CoinPrices, size: Decimal
) -> Execution:
    """Return a fill of the stream, and what the message says of its order. Raises Unreadable."""
    report = order_report(order, market.symbol, size)
    return Execution(
        trade=trade_report(fill, market, prices, size),
        quantity=report.quantity,
        filled=report.filled,
        ended=report.ended is not None,
    )


def funding_report(raw: Mapping[str, Json], symbol: str, size: Decimal) -> FundingReport:
    """Return a payment of funding from the bills; what is paid is below zero. Raises Unreadable."""
    return FundingReport(
        funding_id=FundingId(text(raw, "billId")),
        symbol=symbol,
        amount=plain(number(raw, "pnl")),
        coin=text(raw, "ccy"),
        charged_at=moment(raw, "ts"),
        position=abs(in_coins(raw, "sz", size)),
    )


def balances(payload: Json) -> dict[str, Decimal | None]:
    """Return coin -> free and locked together, None where that cannot be read. Raises Unreadable."""
    rows = [row for account in listing(payload) for row in listing(account.get("details"))]
    return wallet_of(rows, "ccy", "cashBal")
