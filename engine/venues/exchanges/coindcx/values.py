"""CoinDCX's orders, trades and wallets in our values."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Context, Decimal
from hashlib import blake2b

from engine.core.money import ZERO, plain
from engine.core.orders import Order, OrderEnd, OrderFact
from engine.core.types import FundingId, Market, TradeId, VenueOrderId
from engine.venues.exchanges.answers import (
    Json,
    Unreadable,
    integer,
    listing,
    mapping,
    number,
    number_or_none,
    short,
    text,
)
from engine.venues.exchanges.server_time import EPOCH
from engine.venues.exchanges.values import (
    FIRST_MS,
    as_booked,
    fee_of,
    has_taken,
    moment,
    on_wire,
    side_of,
    traded,
)
from engine.venues.live.gateway import FundingReport, OrderReport, TradeReport

log = logging.getLogger(__name__)

OPEN = ("open", "partially_filled", "untriggered")
ENDED = ("filled", "cancelled", "partially_cancelled", "rejected")
ENDS: Mapping[str, OrderEnd] = {
    "filled": OrderFact.FILLED,
    "cancelled": OrderFact.CANCELED,
    "partially_cancelled": OrderFact.CANCELED,
    "rejected": OrderFact.REJECTED,
}
GOING_ON = frozenset({"initial", *OPEN})
LIQUIDATED = "liquidate"
"""The stage of the exchange's own order that closes a position by force."""
_NOTHING = frozenset({None, "", "None", "null"})


_BINARY = Context(prec=15)
"""So many digits a binary fraction keeps of any number."""


def figure(raw: Mapping[str, Json], name: str) -> Decimal:
    """Return a number as it was meant. Raises Unreadable.

    They come as numbers of JSON, which are reckoned with as binary fractions: 0.1 + 0.2 is told as
    0.30000000000000004, and a position or an order of that would never agree with its fills.
    """
    told = number(raw, name)
    return _BINARY.plus(told) if isinstance(raw.get(name), Decimal) else told


def create_params(order: Order, pair: str, margin: str, leverage: int) -> dict[str, object]:
    """Return what asks for an order. There is no word for one that may only reduce."""
    return {
        "order": {
            "side": order.side.value.lower(),
            "pair": pair,
            "order_type": "limit_order",
            "price": on_wire(order.price),
            "total_quantity": on_wire(order.quantity),
            "leverage": leverage,
            "notification": "no_notification",
            "time_in_force": "immediate_or_cancel" if order.immediate else "good_till_cancel",
            "hidden": False,
            "post_only": False,
            "margin_currency_short_name": margin,
            "position_margin_type": "isolated",
        }
    }


def accepted_id(payload: Json, order: Order, pair: str) -> VenueOrderId:
    """Return the exchange's number of a create that it has taken. Raises Unreadable for anything less."""
    rows = listing(payload)
    if len(rows) != 1:
        raise Unreadable(f"{len(rows)} orders for one create")
    raw = rows[0]
    if (text(raw, "pair"), side_of(raw), figure(raw, "total_quantity")) != (pair, order.side, order.quantity):
        raise Unreadable("the answer is about another order")
    return VenueOrderId(text(raw, "id"))


def order_report(raw: Mapping[str, Json], symbol: str) -> OrderReport:
    """Return an order. Its quantities outrank its label. Raises Unreadable."""
    status = text(raw, "status").lower().replace("canceled", "cancelled")
    quantity = figure(raw, "total_quantity")
    ended = ENDS.get(status)
    if ended is None or ended is OrderFact.CANCELED:
        number(raw, "remaining_quantity")  # left out, it would be taken for filled
    filled = ZERO if ended is OrderFact.REJECTED else quantity - _amount(raw, "remaining_quantity")
    if ended is not OrderFact.REJECTED:
        filled -= _amount(raw, "cancelled_quantity")
    if not ZERO <= filled <= quantity:
        raise Unreadable(f"the quantities of an order do not add up in {short(raw)}")
    if ended is None and status not in GOING_ON:
        log.warning("an order in the unknown state %s is taken for open", short(status))
    if (
        ended is OrderFact.FILLED and filled < quantity
    ):  # what is left of it may trade, what is cancelled may not
        ended = None if _amount(raw, "remaining_quantity") else OrderFact.CANCELED
    return OrderReport(
        venue_order_id=VenueOrderId(text(raw, "id")),
        client_order_id=None,
        symbol=symbol,
        side=side_of(raw),
        price=as_booked(_amount(raw, "price")),
        quantity=as_booked(quantity),
        filled=as_booked(filled),
        ended=ended,
        created_at=moment_of(number(raw, "created_at")),
    )


def trade_reports(rows: Iterable[Mapping[str, Json]], market: Market) -> list[TradeReport]:
    """Return all fills of a reading, the oldest first. Raises Unreadable.

    They have no id of the exchange's. It is made of what they say, which does not change, and of how many
    have said just the same before: an order can be filled twice in one moment, at one price.
    """
    said = Counter[TradeId]()
    found = []
    for raw in rows:
        at, price, quantity = number(raw, "timestamp"), number(raw, "price"), number(raw, "quantity")
        order_id, side = text(raw, "order_id"), side_of(raw)
        figures = f"{plain(at):f} {plain(price):f} {plain(quantity):f} {side}"
        digest = blake2b(f"{order_id} {figures}".encode(), digest_size=12).hexdigest()
        same = TradeId(f"{order_id}:{digest}")
        said[same] += 1
        found.append(
            TradeReport(
                trade_id=TradeId(f"{same}:{said[same]}"),
                venue_order_id=VenueOrderId(order_id),
                client_order_id=None,
                symbol=market.symbol,
                side=side,
                price=traded(figure(raw, "price")),
                quantity=traded(figure(raw, "quantity")),
                fee=fee_of([(market.quote, _amount(raw, "fee_amount"))], market, price, {}),
                executed_at=moment_of(at),
                taker=has_taken(raw.get("is_maker")),
            )
        )
    return sorted(found, key=lambda trade: (trade.executed_at, trade.trade_id))


def moment_of(milliseconds: Decimal) -> datetime:
    """Return a moment that is told in milliseconds with digits behind the point. Raises Unreadable."""
    if milliseconds < FIRST_MS:
        raise Unreadable(f"{milliseconds:e} is no moment in milliseconds")
    try:
        return EPOCH + timedelta(microseconds=int(milliseconds * 1000))
    except OverflowError:
        raise Unreadable(f"{milliseconds:e} is no moment") from None


def funding_report(raw: Mapping[str, Json], symbol: str, coin: str) -> FundingReport:
    """Return a payment of funding from the ledger, in the currency of the margin. Raises Unreadable."""
    at, charged_at = integer(raw, "created_at"), moment(raw, "created_at")
    return FundingReport(
        funding_id=FundingId(f"{text(raw, 'pair')}:{coin}:{at}"),
        symbol=symbol,
        amount=plain(number(raw, "amount")),
        coin=coin,
        charged_at=charged_at,
    )


def wallet_total(payload: Json, currency: str) -> Decimal | None:
    """Return free and bound together; None where that cannot be read, zero where there is no such wallet."""
    rows = listing(payload)
    for row in rows:
        if row.get("currency_short_name") == currency:
            parts = [number_or_none(row, name) for name in ("balance", "locked_balance")]
            known = [part for part in parts if part is not None]
            return plain(sum(known, ZERO)) if len(known) == len(parts) else None
    return None if any(not row.get("currency_short_name") for row in rows) else ZERO


def conversion(payload: Json) -> Decimal:
    """Return how many INR CoinDCX takes for one USDT. Raises Unreadable."""
    for row in listing(payload):
        pair = (row.get("margin_currency_short_name"), row.get("target_currency_short_name"))
        if pair == ("INR", "USDT") and (price := number(row, "conversion_price")) > 0:
            return price
    raise Unreadable("no conversion of INR")


def best_prices(payload: Json) -> tuple[Decimal, Decimal]:
    """Return the best bid and ask of a book that is told in no order; 0 for an empty side."""
    book = mapping(payload)
    bids, asks = (
        [number({"p": price}, "p") for price in mapping(book.get(side))] for side in ("bids", "asks")
    )
    return max(bids, default=ZERO), min(asks, default=ZERO)


def _amount(raw: Mapping[str, Json], name: str) -> Decimal:
    """Return a number, 0 where there is none in any of the ways in which CoinDCX says so."""
    value = raw.get(name)
    return ZERO if isinstance(value, str | None) and value in _NOTHING else figure(raw, name)
