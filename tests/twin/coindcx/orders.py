"""Routes that change and list orders. A create says only the id, a cancel only that it was heard."""

from collections.abc import Mapping
from datetime import UTC, datetime

from tests.twin.coindcx.call import FUTURES, Call, Route, amount, private, symbol_of
from tests.twin.coindcx.errors import OTHER_LEVERAGE, CoinDCXError, invalid, worded
from tests.twin.coindcx.house import AppContext
from tests.twin.coindcx.text import ORDER_TYPES, TIMES_IN_FORCE, Json, status_of
from tests.twin.coindcx.views import order_view, trade_view
from tests.twin.core.errors import Refused, Why
from tests.twin.core.faults import Operation
from tests.twin.core.reads import Window
from tests.twin.core.values import Order, OrderRequest, OrderType, Side, TimeInForce
from tests.twin.core.venue import Venue

EVERYTHING = 10**9
ACKNOWLEDGED: Mapping[str, object] = {"message": "success", "status": 200, "code": 200}
STATUSES = {
    "open",
    "partially_filled",
    "filled",
    "cancelled",
    "partially_cancelled",
    "rejected",
    "untriggered",
}


def create(house: AppContext, call: Call) -> object:
    """Take an order. The answer is the same whatever becomes of it, a rejection by the engine too."""
    order = call.fields.get("order")
    if not isinstance(order, Mapping):
        raise invalid()
    venue = call.venue(house, order)
    symbol, kind = symbol_of(venue, order.get("pair")), ORDER_TYPES.get(call.text("order_type", order))
    price, quantity = amount(order, "price"), amount(order, "total_quantity")
    if kind is None or quantity is None or (kind is OrderType.MARKET and price is not None):
        raise invalid()
    if kind is OrderType.LIMIT and price is None:
        raise CoinDCXError(422, "Price can't be empty for limit_order Order")
    position = venue.contracts.position(call.account.name, symbol.name)
    if amount(order, "leverage") != position.leverage:
        raise CoinDCXError(422, OTHER_LEVERAGE)
    named = order.get("client_order_id") if house.echoes_ids else ""
    request = OrderRequest(
        account=call.account.name,
        symbol=symbol.name,
        side=_side(order.get("side")),
        order_type=kind,
        client_order_id=named if isinstance(named, str) else "",
        time_in_force=_time_in_force(order, kind),
        quantity=quantity,
        price=price,
    )
    try:
        placed = venue.place(request)
    except Refused as refused:
        raise worded(refused, symbol) from None
    first = venue.store.first(placed.order.key)
    return [order_view(house, venue, first, status="initial")]


def cancel(house: AppContext, call: Call) -> object:
    """Take a cancel of an order that is open."""
    number = call.text("id")
    for venue in house.venues:
        for order in venue.store.open_orders(account=call.account.name):
            if order.order_id == number:
                house.cancel(venue, order)
                return ACKNOWLEDGED
    raise worded(Refused(Why.UNKNOWN_ORDER), house.usdt.symbols["BTCUSDT"])


def orders(house: AppContext, call: Call) -> object:
    """Return the orders of one side in the states that are asked for, newest first."""
    side, wanted = _side(call.fields.get("side")), set(call.text("status").split(","))
    if not wanted <= STATUSES:
        raise invalid()
    found: list[tuple[Venue, Order]] = []
    for venue in call.venues(house):
        seen = venue.reads.orders(call.account.name, None, Window(limit=EVERYTHING))
        found += [(venue, order) for order in seen if order.side is side and status_of(order) in wanted]
    found.sort(key=lambda one: (one[1].created_at, one[1].number), reverse=True)
    rows = [order_view(house, venue, order) for venue, order in found]
    return call.page(house, rows + besides(house, call, Operation.OPEN_ORDERS))


def trades(house: AppContext, call: Call) -> object:
    """Return the fills on a pair from the beginning of one day to that of another, newest first."""
    pair, start, end = call.text("pair"), _day(call.text("from_date")), _day(call.text("to_date"))
    number = call.fields.get("order_id")
    rows = []
    for venue in call.venues(house):
        symbol = symbol_of(venue, pair)
        seen = venue.reads.fills(call.account.name, symbol.name, Window(limit=EVERYTHING))
        rows += [(venue, fill) for fill in seen if start <= fill.at < end and number in {None, fill.order_id}]
    rows.sort(key=lambda one: one[1].at, reverse=True)
    shown = [trade_view(house, venue, fill) for venue, fill in rows]
    return call.page(house, shown + besides(house, call, Operation.TRADES))


def besides(house: AppContext, call: Call, operation: Operation) -> list[Json]:
    return [
        row
        for venue in call.venues(house)
        for row in house.world.besides.of(venue.name, call.account.name, operation)
    ]


def _side(value: object) -> Side:
    if value not in {"buy", "sell"}:
        raise invalid()
    return Side(str(value).upper())


def _time_in_force(order: Mapping[str, object], kind: OrderType) -> TimeInForce:
    given = order.get("time_in_force")
    if kind is OrderType.MARKET:
        if given is not None:
            raise invalid()
        return TimeInForce.IOC
    found = TIMES_IN_FORCE.get(str(given or "good_till_cancel"))
    if found is None:
        raise invalid()
    return found


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise invalid() from None


ROUTES = [
    Route(
        method="POST",
        path=f"{FUTURES}/orders/create",
        operation=Operation.CREATE,
        handler=create,
        fresh=True,
    ),
    private("orders/cancel", cancel, Operation.CANCEL),
    private("orders", orders, Operation.ORDERS),
    private("trades", trades, Operation.TRADES),
]
