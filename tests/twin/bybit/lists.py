"""Routes that list orders and executions, newest first and page by page."""

import re
from datetime import datetime, timedelta
from typing import TypeVar

from tests.twin.bybit.call import Call, private
from tests.twin.bybit.errors import BybitError
from tests.twin.bybit.house import AppContext
from tests.twin.bybit.order_views import execution_view, order_view
from tests.twin.bybit.orders import check_scope, keys_of, symbol_of, symbols_of_coins
from tests.twin.bybit.text import Json, execution_type, state_name
from tests.twin.core.faults import Operation
from tests.twin.core.reads import Window
from tests.twin.core.values import Fill, Order

Item = TypeVar("Item", Order, Fill)
RECENT = 500
EVERYTHING = 10**9
WEEK = timedelta(days=7)
TOO_LONG = (10001, "The time range between startTime and endTime cannot exceed 7 days")


def realtime(house: AppContext, call: Call) -> object:
    """Return open orders, with openOnly=1 the latest that have ended; by name, both."""
    named = _named(call)
    if named is None:
        check_scope(call)
        found = [order for order in _orders(call) if order.state.is_open is not _wants_closed(call)]
    else:
        found = named
    closed = [order for order in found if not order.state.is_open]
    gone = {order.key for order in closed if not house.remembers(call.venue, order.updated_at)}
    gone |= {order.key for order in closed[:-RECENT]}
    shown = [order for order in found if order.key not in gone]
    rows = [order_view(house, call.venue, order) for order in shown]
    besides = _besides(house, call, Operation.OPEN_ORDERS) if named is None else []
    return _page(call, rows + besides, most=50, default=20)


def history(house: AppContext, call: Call) -> object:
    """Return orders that have ended, named ones too: of the last week unless bounds are given."""
    named, (start, end) = _named(call), _bounds(call)
    found = _orders(call) if named is None else named
    within = [order for order in found if start <= order.created_at <= end]
    ended = [order for order in within if not order.state.is_open and _has_status(call, order)]
    return _page(call, [order_view(house, call.venue, order) for order in ended], most=50, default=20)


def executions(house: AppContext, call: Call) -> object:
    """Return executions: of one order when it is named, whatever else is asked for."""
    order_id, link = call.params.text("orderId", ""), call.params.text("orderLinkId", "")
    fills = call.venue.reads.fills(call.account.name, None, Window(limit=EVERYTHING))
    if order_id or link:
        found = [fill for fill in fills if (fill.order_id == order_id if order_id else _has_name(fill, link))]
    else:
        start, end = _bounds(call)
        symbols = {symbol_of(call)} if call.params.has("symbol") else symbols_of_coins(call)
        if not call.is_spot:
            fills = sorted(fills + _fundings(house, call), key=lambda fill: fill.at)
        found = [fill for fill in fills if fill.symbol in symbols and start <= fill.at <= end]
    kind = call.params.text("execType", "")
    wanted = [fill for fill in found if kind in {"", execution_type(fill)}]
    rows = [execution_view(house, call.venue, fill) for fill in wanted]
    besides = [row for row in _besides(house, call, Operation.TRADES) if kind in {"", row.get("execType")}]
    besides = [
        row
        for row in besides
        if not (order_id or link) or row.get("orderId" if order_id else "orderLinkId") == (order_id or link)
    ]
    return _page(call, rows + besides, most=100, default=50)


def _besides(house: AppContext, call: Call, operation: Operation) -> list[Json]:
    symbol = symbol_of(call) if call.params.has("symbol") else ""
    return house.world.besides.of(call.venue.name, call.account.name, operation, symbol)


def _orders(call: Call) -> list[Order]:
    """Return the account's orders as far as reads have come, oldest first."""
    symbol = symbol_of(call) if call.params.has("symbol") else None
    found = call.venue.reads.orders(call.account.name, symbol, Window(limit=EVERYTHING))
    wanted = symbols_of_coins(call)
    shown = [
        order for order in found if order.symbol == symbol or (symbol is None and order.symbol in wanted)
    ]
    return sorted(shown, key=lambda order: order.created_at)


def _named(call: Call) -> list[Order] | None:
    """Return the order that is named, if it can be seen; None when the request names none."""
    order_id, link = call.params.text("orderId", ""), call.params.text("orderLinkId", "")
    if not order_id and not link:
        return None
    venue, account = call.venue, call.account.name
    seen = [
        venue.reads.order(account, symbol, order_id=number)
        for symbol, number in keys_of(venue, account, order_id, link)
    ]
    return [order for order in seen if order is not None]


def _wants_closed(call: Call) -> bool:
    return call.params.integer("openOnly", 0) != 0


def _has_status(call: Call, order: Order) -> bool:
    return call.params.text("orderStatus", "") in {"", state_name(order, call.venue.kind)}


def _has_name(fill: Fill, link: str) -> bool:
    return fill.client_order_id == link


def _fundings(house: AppContext, call: Call) -> list[Fill]:
    moment = house.world.clock.now() - call.venue.lag.draw()
    return house.fundings(call.account.name, moment)


def _bounds(call: Call) -> tuple[datetime, datetime]:
    """Return the bounds of time: a week at most, the last one without any."""
    start, end = call.params.moment("startTime"), call.params.moment("endTime")
    if start is not None and end is not None and end - start > WEEK:
        raise BybitError(*TOO_LONG)
    if start is not None:
        return start, end or start + WEEK
    end = end or call.now
    return end - WEEK, end


def _page(call: Call, rows: list[Json], *, most: int, default: int) -> Json:
    """Return one page of rows that are given oldest first.

    The cursor counts the older rows that are left, so that new ones do not move the pages. There is one
    after the last page as well, which leads to an empty page.
    """
    limit = call.params.integer("limit", default)
    if not 1 <= limit <= most:
        raise BybitError(10001, f"params error: limit must be between 1 and {most}")
    cursor = re.search(r"\d+(?=%26|&|$)", call.params.text("cursor", ""))
    end = min(int(cursor[0]), len(rows)) if cursor else len(rows)
    shown = rows[max(0, end - limit) : end]
    return {
        "category": call.params.category,
        "list": shown[::-1],
        "nextPageCursor": f"page_token%3D{end - len(shown)}%26" if shown else "",
    }


ROUTES = [
    private("GET", "order/realtime", realtime, Operation.OPEN_ORDERS, limit="orders", of_one=Operation.ORDER),
    private("GET", "order/history", history, Operation.ORDERS, limit="orders", of_one=Operation.ORDER),
    private("GET", "execution/list", executions, Operation.TRADES, limit="executions"),
]
