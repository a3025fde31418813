"""The lean exchange: takes orders, tells of fills, counts what it is asked. It refuses nothing."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import count

from tests.bench.server import views
from tests.bench.server.views import Placed
from tests.bench.server.weights import weight_of
from tests.bench.server.wire import Connection, Request, Sent

Route = Callable[[Request], bytes]
LISTEN_KEY = "a" * 60


class NotServed(Exception):
    """The lean exchange has not all that was asked for: what was measured is not what happens."""


class LeanExchange:
    """One account at a spot market. `on_order` hears of each order as it arrives."""

    def __init__(self, symbols: tuple[str, ...], line_s: float, on_order: Callable[[Placed], None]) -> None:
        self.symbols = symbols
        self.line_s = line_s
        self.spent: list[tuple[float, str, int]] = []
        """When something was asked for, which call it was, and its weight."""
        self.unknown = Counter[str]()
        self.is_followed = asyncio.Event()
        """Set once somebody wants to be told of trades."""
        self.orders: dict[int, Placed] = {}
        self.open: dict[int, Placed] = {}
        self._on_order = on_order
        self._by_name: dict[str, Placed] = {}
        self._numbers, self._trade_numbers = count(1), count(1)
        self._private: dict[Connection, tuple[bytes, bytes]] = {}
        self._streams: dict[str, dict[Connection, bool]] = {}
        self._is_combined: dict[Connection, bool] = {}
        self._info, self._account = views.exchange_info(symbols), views.account(symbols)
        self._routes = self._known_routes()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """Serve on a port of loopback. Raises NotServed if anything was asked for that is not there."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Connection(self), "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for socket in list(self._is_combined):
                socket.close()
        if self.unknown:
            raise NotServed(sorted(self.unknown))

    # --- what a script of a row does ------------------------------------------------------------------

    def fill(self, order: Placed, sent: Sent) -> None:
        """Fill an order whole, and tell."""
        order.status, order.filled = "FILLED", order.quantity
        del self.open[order.number]
        self.tell_account(views.execution_report(order), sent)
        self.tell_account(views.account_position(order.symbol))

    def tell_account(self, event: bytes, sent: Sent | None = None) -> None:
        for socket, (before, after) in list(self._private.items()):
            socket.tell(before + event + after, sent)

    def print_trade(
        self, symbol: str, price: str, quantity: str = "1.00000", sent: Sent | None = None
    ) -> None:
        """Tell the public of a trade."""
        for socket, text in self.trade_texts(symbol, price, quantity):
            socket.tell(text, sent)

    def trade_texts(
        self, symbol: str, price: str, quantity: str = "1.00000"
    ) -> list[tuple[Connection, bytes]]:
        """Return who is to be told of a trade of now, in which words."""
        event = views.public_trade(symbol, next(self._trade_numbers), price, quantity, views.now_ms())
        stream = f"{symbol.lower()}@trade"
        wrapped = b'{"stream":"' + stream.encode() + b'","data":' + event + b"}"
        listeners = self._streams.get(stream, {}).items()
        return [(socket, wrapped if combined else event) for socket, combined in listeners]

    # --- REST -----------------------------------------------------------------------------------------

    def answer(self, request: Request) -> tuple[bytes, str]:
        call = f"{request.method} {request.path}"
        route = self._routes.get(call)
        name, weight = weight_of(call, request.params)
        self.spent.append((request.at, name, weight))
        if route is None:
            self.unknown[call] += 1
            return b"{}", ""
        return route(request), ""

    def _known_routes(self) -> dict[str, Route]:
        fixed = {
            "GET /api/v3/ping": b"{}",
            "GET /api/v3/account": self._account,
            "GET /sapi/v1/account/apiRestrictions": views.compact(
                {"enableSpotAndMarginTrading": True, "enableWithdrawals": False, "ipRestrict": True}
            ),
            "GET /sapi/v1/asset/tradeFee": b"[]",
            "GET /api/v3/klines": b"[]",
            "GET /api/v3/aggTrades": b"[]",
            "GET /api/v3/trades": b"[]",
            "POST /api/v3/userDataStream": views.compact({"listenKey": LISTEN_KEY}),
            "PUT /api/v3/userDataStream": b"{}",
            "DELETE /api/v3/userDataStream": b"{}",
        }
        routes: dict[str, Route] = {call: _always(body) for call, body in fixed.items()}
        return routes | {
            "GET /api/v3/time": lambda _: views.compact({"serverTime": views.now_ms()}),
            "GET /api/v3/exchangeInfo": lambda _: self._info,
            "GET /api/v3/account/commission": lambda request: views.commission(request.params["symbol"]),
            "GET /api/v3/ticker/price": _price,
            "GET /api/v3/ticker/bookTicker": _best,
            "GET /api/v3/openOrders": self._open_orders,
            "GET /api/v3/myTrades": self._trades,
            "GET /api/v3/order": lambda request: views.compact(views.order_view(self._asked(request))),
            "POST /api/v3/order": self._create,
            "DELETE /api/v3/order": self._cancel,
        }

    def _create(self, request: Request) -> bytes:
        params = request.params
        order = Placed(
            number=next(self._numbers),
            symbol=params["symbol"],
            name=params.get("newClientOrderId", ""),
            side=params["side"],
            price=Decimal(params["price"]),
            quantity=Decimal(params["quantity"]),
            at=request.at,
            created_ms=views.now_ms(),
        )
        self.orders[order.number] = self.open[order.number] = self._by_name[order.name] = order
        asyncio.get_running_loop().call_soon(self._took, order)
        return views.created(order)

    def _took(self, order: Placed) -> None:
        self.tell_account(views.execution_report(order))
        self._on_order(order)

    def _cancel(self, request: Request) -> bytes:
        order = self._asked(request)
        order.status = "CANCELED"
        self.open.pop(order.number, None)
        asyncio.get_running_loop().call_soon(self.tell_account, views.execution_report(order))
        return views.compact(views.order_view(order) | {"origClientOrderId": order.name})

    def _asked(self, request: Request) -> Placed:
        params = request.params
        if "orderId" in params:
            return self.orders[int(params["orderId"])]
        return self._by_name[params["origClientOrderId"]]

    def _open_orders(self, request: Request) -> bytes:
        symbol = request.params.get("symbol")
        found = [order for order in self.open.values() if symbol in {None, order.symbol}]
        return views.compact([views.order_view(order) for order in found])

    def _trades(self, request: Request) -> bytes:
        params = request.params
        if "orderId" in params:
            found = [self.orders[int(params["orderId"])]]
        else:
            since = int(params.get("startTime", "0"))
            orders = self.orders.values()
            found = [one for one in orders if one.symbol == params["symbol"] and one.created_ms >= since]
        return views.compact([views.trade_of(order) for order in found if order.filled])

    # --- websockets -----------------------------------------------------------------------------------

    def opened(self, socket: Connection, path: str, query: str) -> None:
        self._is_combined[socket] = path.endswith("/stream")
        named = query.removeprefix("streams=").split("/") if query.startswith("streams=") else []
        self._subscribe(socket, named)

    def heard(self, socket: Connection, text: bytes) -> None:
        message = json.loads(text)
        method: str = message["method"]
        result: object = None
        if method == "SUBSCRIBE":
            self._subscribe(socket, message["params"])
        elif method.startswith("userDataStream.subscribe"):
            self._private[socket] = (b'{"subscriptionId":0,"event":', b"}")
            result = {"subscriptionId": 0}
        elif method not in {"UNSUBSCRIBE", "session.status", "userDataStream.unsubscribe"}:
            self.unknown[method] += 1
        socket.tell(views.compact({"id": message.get("id"), "status": 200, "result": result}))

    def closed(self, socket: Connection) -> None:
        self._private.pop(socket, None)
        self._is_combined.pop(socket, None)
        for listeners in self._streams.values():
            listeners.pop(socket, None)

    def _subscribe(self, socket: Connection, streams: list[str]) -> None:
        for stream in streams:
            if stream == LISTEN_KEY:
                self._private[socket] = (b'{"stream":"' + LISTEN_KEY.encode() + b'","data":', b"}")
            else:
                self._streams.setdefault(stream, {})[socket] = self._is_combined[socket]
                self.is_followed.set()


def _always(body: bytes) -> Route:
    return lambda _: body


def _price(request: Request) -> bytes:
    return views.compact({"symbol": request.params.get("symbol"), "price": str(views.LAST)})


def _best(request: Request) -> bytes:
    bid, ask = views.LAST - Decimal("0.01"), views.LAST + Decimal("0.01")
    prices = {"bidPrice": str(bid), "bidQty": "10", "askPrice": str(ask), "askQty": "10"}
    return views.compact({"symbol": request.params.get("symbol")} | prices)
