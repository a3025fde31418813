"""Streams through the real ccxt.pro, over real sockets."""

import asyncio
import contextlib
import copy
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.compression_utils import ZLibCompressor
from ccxt.async_support.base.ws.cache import ArrayCache

from engine.clock import SystemClock
from engine.core.orders import OrderFact
from engine.core.types import ClientOrderId, CoinAmount, Fee, Market, Side, TradeId, VenueOrderId
from engine.errors import VenueUnavailable
from engine.timings import ConnectionTimings, EngineTimings
from engine.venues.exchanges.server_time import from_ms
from engine.venues.live.gateway import AccountEvent, Execution, Gateway, OrderReport, Print, TradeReport
from tests.exchanges.bench import Bench, answer
from tests.exchanges.canned import now_ms
from tests.exchanges.conftest import MakeGateway
from tests.support.clock import ManualClock

MarketOf = Callable[[str], Market]
Kind = TypeVar("Kind")
PUBLIC = {
    "Binance": "/stream/ws/",
    "Binance F": "/futures/public/ws/",
    "Bybit": "/v5/public/spot",
    "Bybit F": "/v5/public/linear",
    "OKX": "/ws/v5/public",
    "OKX F": "/ws/v5/public",
}
PRIVATE = {
    "Binance": "/ws-api/v3",
    "Binance F": "/futures/private/ws",
    "Bybit": "/v5/private",
    "Bybit F": "/v5/private",
    "OKX": "/ws/v5/private",
    "OKX F": "/ws/v5/private",
}


def speak(bench: Bench, exchange: str) -> None:
    """Answer subscriptions as the exchange does."""
    if exchange.startswith("Binance"):

        def reply(path: str, message: dict[str, object]) -> list[object]:
            result: object = {"subscriptionId": 0} if "ws-api" in path else None
            return [{"id": message["id"], "status": 200, "result": result}]

    elif exchange.startswith("OKX"):

        def reply(path: str, message: dict[str, object]) -> list[object]:
            if message["op"] == "login":
                return [{"event": "login", "code": "0", "msg": "", "connId": "a"}]
            (argument,) = cast("list[dict[str, str]]", message["args"])
            answers: list[object] = [{"event": message["op"], "arg": argument, "connId": "a"}]
            count = {"event": "channel-conn-count", "channel": argument["channel"], "connCount": "1"}
            return [*answers, count] if path.endswith("/private") else answers

    else:

        def reply(path: str, message: dict[str, object]) -> list[object]:
            if message["op"] == "ping":
                return [{"op": "pong", "req_id": message.get("req_id"), "ret_msg": "pong", "success": True}]
            return [{"success": True, "ret_msg": "", "op": message["op"], "req_id": message.get("req_id")}]

    bench.replies = reply
    bench.put("POST", "/fapi/v1/listenKey", answer({"listenKey": "key1"}), answer({"listenKey": "key2"}))


def trade_message(exchange: str, *prices: str, symbol: str = "BTCUSDT", **changes: str | bool) -> object:
    if exchange.startswith("Binance"):
        (price,) = prices
        trade = {"e": "trade", "E": now_ms(), "s": symbol, "t": 1, "p": price, "q": "0.1", "T": now_ms()}
        return trade | {"m": True} | changes
    if exchange.startswith("OKX"):
        base = symbol.removesuffix("USDT")
        of = f"{base}-USDT-SWAP" if exchange.endswith(" F") else f"{base}-USDT"
        told = [
            {"instId": of, "tradeId": "1", "px": price, "sz": "1", "side": "buy", "ts": str(now_ms())}
            for price in prices
        ]
        return {"arg": {"channel": "trades", "instId": of}, "data": told}
    rows = [
        {"T": now_ms(), "s": symbol, "S": "Buy", "v": "0.1", "p": price, "i": "1", "BT": False} | changes
        for price in prices
    ]
    return {"topic": f"publicTrade.{symbol}", "type": "snapshot", "ts": now_ms(), "data": rows}


@asynccontextmanager
async def following(gateway: Gateway, market: Market) -> AsyncIterator["asyncio.Queue[Print | Exception]"]:
    """Follow a symbol's prints into a queue, an error last."""
    heard: asyncio.Queue[Print | Exception] = asyncio.Queue()

    async def follow() -> None:
        try:
            async with aclosing(gateway.prints(market)) as stream:
                async for item in stream:
                    if item is not None:
                        heard.put_nowait(item)
        except VenueUnavailable as e:
            heard.put_nowait(e)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(follow())
        yield heard
        task.cancel()


async def subscribed(bench: Bench, times: int = 1) -> None:
    def asked() -> bool:
        wanted = [
            message
            for _, message in bench.said
            if isinstance(message, dict)
            and ({message.get("method"), message.get("op")} & {"SUBSCRIBE", "subscribe"})
        ]
        return len(wanted) >= times

    await bench.until(asked)


@pytest.mark.parametrize("exchange", PUBLIC)
async def test_every_print_of_a_burst_arrives_exactly(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, exchange)
    async with following(make_gateway(exchange), make_market(exchange)) as heard:
        await subscribed(bench)
        for number in range(200):
            await bench.tell(PUBLIC[exchange], trade_message(exchange, f"95000.{number:03}"))
        got = [await heard.get() for _ in range(200)]
    assert [item.price for item in got if isinstance(item, Print)] == [
        Decimal(f"95000.{number:03}") for number in range(200)
    ]
    first = got[0]
    assert isinstance(first, Print)
    assert abs((SystemClock().now() - first.at).total_seconds()) < 5


@pytest.mark.parametrize("exchange", PUBLIC)
async def test_prices_that_nothing_traded_at_are_dropped(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, exchange)
    elsewhere = {"X": "INSURANCE_FUND"} if exchange.startswith("Binance") else {"BT": True}
    # At OKX block trades have a channel of their own.
    besides = [] if exchange.startswith("OKX") else [trade_message(exchange, "2", **elsewhere)]
    async with following(make_gateway(exchange), make_market(exchange)) as heard:
        await subscribed(bench)
        for message in (
            trade_message(exchange, "0"),
            trade_message(exchange, "-1"),
            trade_message(exchange, "1", symbol="ETHUSDT"),
            *besides,
            trade_message(exchange, "95000"),
        ):
            await bench.tell(PUBLIC[exchange], message)
        got = await heard.get()
    assert isinstance(got, Print)
    assert got.price == 95000


@pytest.mark.parametrize("after_a_print", [True, False])
@pytest.mark.parametrize("exchange", PUBLIC)
async def test_a_break_is_told_and_the_stream_can_be_opened_again(
    exchange: str, after_a_print: bool, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, exchange)
    gateway, market = make_gateway(exchange), make_market(exchange)
    for attempt in (1, 2):
        async with following(gateway, market) as heard:
            await subscribed(bench, attempt)
            if after_a_print:
                await bench.tell(PUBLIC[exchange], trade_message(exchange, "95000"))
                assert isinstance(await heard.get(), Print)
            await bench.break_sockets(PUBLIC[exchange])
            assert isinstance(await heard.get(), VenueUnavailable)


@pytest.mark.parametrize("exchange", PUBLIC)
async def test_ccxt_keeps_no_more_trades_the_more_often_a_stream_is_opened(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """It sees the first message of each, and would keep a thousand trades of each symbol."""
    before = alive(ArrayCache)
    speak(bench, exchange)
    gateway, market = make_gateway(exchange), make_market(exchange)
    for attempt in (1, 2, 3):
        async with following(gateway, market) as heard:
            await subscribed(bench, attempt)
            await bench.tell(PUBLIC[exchange], trade_message(exchange, "95000"))
            assert isinstance(await heard.get(), Print)
            await bench.break_sockets(PUBLIC[exchange])
            assert isinstance(await heard.get(), VenueUnavailable)
    assert {len(one) for one in made_since(before, ArrayCache)} == {1}


@pytest.mark.parametrize("exchange", PUBLIC)
async def test_no_line_has_a_compressor_of_its_own(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """One takes a third of a MiB, and stays a while when its line has broken."""
    before = alive(ZLibCompressor)
    speak(bench, exchange)
    async with following(make_gateway(exchange), make_market(exchange)) as heard:
        await subscribed(bench)
        await bench.tell(PUBLIC[exchange], trade_message(exchange, "95000"))
        assert isinstance(await heard.get(), Print)
        assert made_since(before, ZLibCompressor) == []


def alive(kind: type[Kind]) -> list[Kind]:
    """Return what there is of that kind in the whole process: other tests have left some."""
    return [one for one in gc.get_objects() if isinstance(one, kind)]


def made_since(before: Sequence[Kind], kind: type[Kind]) -> list[Kind]:
    """Return what is alive and was not before."""
    gc.collect()
    known = {id(one) for one in before}  # they are alive still, so nothing new has one of these
    return [one for one in alive(kind) if id(one) not in known]


async def test_a_print_that_cannot_be_read_ends_the_stream_aloud(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, caplog: pytest.LogCaptureFixture
) -> None:
    speak(bench, "Binance")
    async with following(make_gateway("Binance"), make_market("Binance")) as heard:
        await subscribed(bench)
        await bench.tell("/stream/ws/", trade_message("Binance", "95000"))
        assert isinstance(await heard.get(), Print)
        await bench.tell("/stream/ws/", {"e": "trade", "s": "BTCUSDT"})
        assert isinstance(await heard.get(), VenueUnavailable)
    assert "could not be read" in caplog.text


@pytest.mark.parametrize("exchange", ["Binance", "Bybit", "OKX F"])
async def test_leaving_a_symbol_unsubscribes_and_coming_back_subscribes(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, exchange)
    gateway, market = make_gateway(exchange), make_market(exchange)
    for attempt in (1, 2):
        async with following(gateway, market) as heard:
            await subscribed(bench, attempt)
            await bench.tell(PUBLIC[exchange], trade_message(exchange, "95000"))
            assert isinstance(await heard.get(), Print)
        left = [m for _, m in bench.said if "unsubscribe" in str(m).lower()]
        assert len(left) == attempt


async def test_an_exchange_that_cannot_be_reached_is_told(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    gateway = make_gateway("Binance")
    await gateway.market("BTC/USDT")
    await bench.stop()
    async with following(gateway, make_market("Binance")) as heard:
        assert isinstance(await heard.get(), VenueUnavailable)


# --- the account's own stream ------------------------------------------------------------------------


Heard = asyncio.Queue[AccountEvent | VenueUnavailable]


@asynccontextmanager
async def listening(gateway: Gateway, market: Market | None = None) -> AsyncIterator[Heard]:
    """Listen to what the account's stream tells of a market, an error last."""
    heard: Heard = asyncio.Queue()

    def market_of(symbol: str) -> Market | None:
        return market if market is not None and symbol == market.symbol else None

    async def listen() -> None:
        try:
            async with aclosing(gateway.account_events(market_of)) as events:
                async for event in events:
                    heard.put_nowait(event)
        except VenueUnavailable as e:
            heard.put_nowait(e)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(listen())
        yield heard
        task.cancel()


async def stands(heard: Heard) -> None:
    """Return when the stream has said that it is there, however often."""
    assert await heard.get() is None
    await no_more(heard)


async def no_more(heard: Heard, quiet_s: float = 0.2) -> int:
    """Return how many nudges came until none had for a while."""
    count = 0
    with contextlib.suppress(TimeoutError):
        while True:
            async with asyncio.timeout(quiet_s):
                assert await heard.get() is None
            count += 1
    return count


FILLED = {
    "Binance": {
        "subscriptionId": 0,
        "event": {
            "e": "executionReport", "E": 1, "s": "BTCUSDT", "c": "s1", "C": "", "S": "BUY", "o": "LIMIT",
            "f": "GTC", "q": "0.001", "p": "95000.00", "x": "TRADE", "X": "FILLED", "i": 28, "l": "0.001",
            "z": "0.001", "L": "95000.00", "n": "0.000001", "N": "BTC", "T": 1795331639199, "t": 56,
            "m": False, "O": 1795331639100, "Z": "95", "Y": "95", "W": 1795331639100,
        },
    },
    "Binance F": {
        "e": "ORDER_TRADE_UPDATE", "E": 1, "T": 1,
        "o": {
            "s": "BTCUSDT", "c": "s1", "S": "SELL", "o": "LIMIT", "f": "GTC", "q": "0.001", "p": "95000.0",
            "ap": "95000.0", "x": "TRADE", "X": "FILLED", "i": 22542179, "l": "0.001", "z": "0.001",
            "L": "95000.0", "N": "USDT", "n": "0.0190", "T": 1795331639198, "t": 901, "m": True, "R": True,
            "ps": "BOTH", "rp": "1.2",
        },
    },
    "Bybit": {
        "topic": "execution", "id": "1", "creationTime": 1795331639250,
        "data": [{
            "category": "spot", "symbol": "BTCUSDT", "execId": "7e2a", "orderId": "1321",
            "orderLinkId": "s1", "side": "Buy", "execPrice": "95000.1", "execQty": "0.001",
            "orderQty": "0.003", "leavesQty": "0.001",
            "execType": "Trade", "execFee": "0.052",
            "feeCurrency": "USDT", "isMaker": False, "execTime": "1795331639240", "seq": 1,
        }],
    },
    "Bybit F": {
        "topic": "execution", "id": "1", "creationTime": 1795331639250,
        "data": [{
            "category": "linear", "symbol": "BTCUSDT", "execId": "7e2a", "orderId": "1321",
            "orderLinkId": "s1", "side": "Sell", "execPrice": "95000.1", "execQty": "0.001",
            "orderQty": "0.001", "leavesQty": "0",
            "execType": "Trade", "execFee": "0.052",
            "feeCurrency": "", "isMaker": True, "execTime": "1795331639240", "seq": 1,
        }],
    },
    "OKX": {
        "arg": {"channel": "orders", "instType": "SPOT", "uid": "1"},
        "data": [{
            "instType": "SPOT", "instId": "BTC-USDT", "ordId": "3122", "clOrdId": "s1", "side": "buy",
            "px": "95000", "sz": "0.003", "accFillSz": "0.002", "state": "partially_filled", "tgtCcy": "",
            "category": "normal", "cancelSource": "", "tradeId": "56", "fillPx": "95000.1", "fillSz": "0.001",
            "fillTime": "1795331639240", "fillFee": "-0.000001", "fillFeeCcy": "BTC", "execType": "T",
            "cTime": "1795331639100", "uTime": "1795331639240",
        }],
    },
    "OKX F": {
        "arg": {"channel": "orders", "instType": "SWAP", "uid": "1"},
        "data": [{
            "instType": "SWAP", "instId": "BTC-USDT-SWAP", "ordId": "3122", "clOrdId": "s1", "side": "sell",
            "px": "95000", "sz": "0.1", "accFillSz": "0.1", "state": "filled", "tgtCcy": "",
            "category": "normal", "cancelSource": "", "tradeId": "901", "fillPx": "95000.1", "fillSz": "0.1",
            "fillTime": "1795331639240", "fillFee": "-0.019", "fillFeeCcy": "USDT", "execType": "M",
            "cTime": "1795331639100", "uTime": "1795331639240",
        }],
    },
}  # fmt: skip
TOLD = {
    "Binance": Execution(
        trade=TradeReport(
            trade_id=TradeId("56"), venue_order_id=VenueOrderId("28"), client_order_id=ClientOrderId("s1"),
            symbol="BTC/USDT", side=Side.BUY, price=Decimal(95000), quantity=Decimal("0.001"),
            fee=Fee(amount=Decimal("0.000001"), coin="BTC", value=Decimal("0.095")),
            executed_at=from_ms(1795331639199), taker=True,
        ),
        quantity=Decimal("0.001"), filled=Decimal("0.001"), ended=True,
    ),
    "Binance F": Execution(
        trade=TradeReport(
            trade_id=TradeId("901"), venue_order_id=VenueOrderId("22542179"),
            client_order_id=ClientOrderId("s1"), symbol="BTC/USDT", side=Side.SELL, price=Decimal(95000),
            quantity=Decimal("0.001"),
            fee=Fee(amount=Decimal("0.019"), coin="USDT", value=Decimal("0.019")),
            executed_at=from_ms(1795331639198), taker=False,
        ),
        quantity=Decimal("0.001"), filled=Decimal("0.001"), ended=True,
    ),
    "Bybit": Execution(
        trade=TradeReport(
            trade_id=TradeId("7e2a:BUY"), venue_order_id=VenueOrderId("1321"),
            client_order_id=ClientOrderId("s1"), symbol="BTC/USDT", side=Side.BUY,
            price=Decimal("95000.1"), quantity=Decimal("0.001"),
            fee=Fee(amount=Decimal("0.052"), coin="USDT", value=Decimal("0.052")),
            executed_at=from_ms(1795331639240), taker=True,
        ),
        quantity=Decimal("0.003"), filled=Decimal("0.002"), ended=False,
    ),
    "Bybit F": Execution(
        trade=TradeReport(
            trade_id=TradeId("7e2a:SELL"), venue_order_id=VenueOrderId("1321"),
            client_order_id=ClientOrderId("s1"), symbol="BTC/USDT", side=Side.SELL,
            price=Decimal("95000.1"), quantity=Decimal("0.001"),
            fee=Fee(amount=Decimal("0.052"), coin="USDT", value=Decimal("0.052")),
            executed_at=from_ms(1795331639240), taker=False,
        ),
        quantity=Decimal("0.001"), filled=Decimal("0.001"), ended=True,
    ),
    "OKX": Execution(
        trade=TradeReport(
            trade_id=TradeId("56:BUY"), venue_order_id=VenueOrderId("3122"),
            client_order_id=ClientOrderId("s1"), symbol="BTC/USDT", side=Side.BUY,
            price=Decimal("95000.1"), quantity=Decimal("0.001"),
            fee=Fee(amount=Decimal("0.000001"), coin="BTC", value=Decimal("0.0950001")),
            executed_at=from_ms(1795331639240), taker=True,
        ),
        quantity=Decimal("0.003"), filled=Decimal("0.002"), ended=False,
    ),
    "OKX F": Execution(
        trade=TradeReport(
            trade_id=TradeId("901:SELL"), venue_order_id=VenueOrderId("3122"),
            client_order_id=ClientOrderId("s1"), symbol="BTC/USDT", side=Side.SELL,
            price=Decimal("95000.1"), quantity=Decimal("0.001"),
            fee=Fee(amount=Decimal("0.019"), coin="USDT", value=Decimal("0.019")),
            executed_at=from_ms(1795331639240), taker=False,
        ),
        quantity=Decimal("0.001"), filled=Decimal("0.001"), ended=True,
    ),
}  # fmt: skip
"""What these messages say."""


def told(exchange: str, **changes: object) -> object:
    """Return the message of the fill, with other fields."""
    message = copy.deepcopy(FILLED[exchange])
    match message:
        case {"event": dict(inner)} | {"o": dict(inner)} | {"data": [dict(inner)]}:
            inner.update(changes)
        case _:
            raise AssertionError(message)
    return message


@pytest.mark.parametrize("exchange", FILLED)
async def test_the_account_stream_says_that_it_is_there_tells_every_fill_and_its_own_end(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, exchange)
    async with listening(make_gateway(exchange), make_market(exchange)) as heard:
        await stands(heard)
        for _ in range(3):
            await bench.tell(PRIVATE[exchange], FILLED[exchange])
            assert await heard.get() == TOLD[exchange]
        assert await no_more(heard) == 0
        await bench.break_sockets(PRIVATE[exchange])
        assert isinstance(await heard.get(), VenueUnavailable)


async def test_an_order_is_as_old_as_its_news_not_as_the_telling_of_it(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """Futures do not say when an order was created: the time of its first news is that, `E` is later."""
    speak(bench, "Binance F")
    resting = told("Binance F", x="NEW", X="NEW", l="0", z="0", t=0, T=1795331639198)
    assert isinstance(resting, dict)
    async with listening(make_gateway("Binance F"), make_market("Binance F")) as heard:
        await stands(heard)
        await bench.tell(PRIVATE["Binance F"], resting | {"E": 1795331639201})
        event = await heard.get()
        assert isinstance(event, OrderReport)
        assert event.created_at == from_ms(1795331639198)


@pytest.mark.parametrize(
    ("exchange", "name"), [("Binance", "outboundAccountPosition"), ("Binance F", "TRADE_LITE")]
)
async def test_ccxt_keeps_no_balances_while_the_next_order_waits(
    exchange: str, name: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, exchange)
    gateway = make_gateway(exchange)
    kept: dict[str, object] = gateway._client.balance  # type: ignore[attr-defined] # noqa: SLF001 - ccxt's own
    async with listening(gateway, make_market(exchange)) as heard:
        await stands(heard)
        position = {"e": name, "E": now_ms(), "u": now_ms(), "B": [{"a": "BTC", "f": "1", "l": "0"}]}
        await bench.tell(PRIVATE[exchange], {"subscriptionId": 0, "event": position})
        await bench.tell(PRIVATE[exchange], FILLED[exchange])
        assert await heard.get() == TOLD[exchange]
        assert not any("BTC" in str(of_kind) for of_kind in kept.values())


NO_FILLS = {
    "Binance": (
        *({"L": "?"}, {"L": "0.00000000"}, {"l": "0.00000000"}, {"t": -1}),
        *({"n": "0.1", "N": None}, {"C": "autoclose-1"}, {"X": "NEW_ADL"}),
    ),
    "Binance F": ({"L": "?"}, {"t": 0}, {"n": "0.1", "N": None}, {"c": "adl_autoclose"}, {"x": "CALCULATED"}),
    "Bybit": (
        *({"execPrice": "?"}, {"execQty": "0"}, {"execQty": "1e25"}),
        *({"execType": "Funding"}, {"execType": "CorporateAction"}),
    ),
    "Bybit F": ({"execPrice": ""}, {"execType": "BustTrade"}, {"execType": "Settle"}, {"leavesQty": ""}),
    "OKX": ({"fillPx": "?"}, {"tradeId": ""}, {"fillSz": "0"}, {"fillFee": ""}, {"state": "canceled"}),
    "OKX F": ({"sz": ""}, {"category": "adl"}, {"category": "full_liquidation"}, {"fillPx": ""}),
}


@pytest.mark.parametrize("exchange", FILLED)
async def test_what_is_no_fill_or_cannot_be_read_is_not_told_as_one(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """It has somebody look all the same."""
    speak(bench, exchange)
    async with listening(make_gateway(exchange), make_market(exchange)) as heard:
        await stands(heard)
        for changes in NO_FILLS[exchange]:
            await bench.tell(PRIVATE[exchange], told(exchange, **changes))
            event = await heard.get()
            assert event is None or isinstance(event, OrderReport), changes
        await bench.tell(PRIVATE[exchange], {"e": "what", "topic": "what"})
        assert await heard.get() is None


async def test_what_cannot_be_read_behind_a_fill_has_somebody_look(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """One message of Bybit's may hold several, and the first is still to be taken then."""
    speak(bench, "Bybit")
    async with listening(make_gateway("Bybit"), make_market("Bybit")) as heard:
        await stands(heard)
        message = cast("dict[str, object]", told("Bybit"))
        message["data"] = [*cast("list[object]", message["data"]), "what"]
        await bench.tell(PRIVATE["Bybit"], message)
        assert await heard.get() == TOLD["Bybit"]
        assert await heard.get() is None


OF_OTHERS = {
    "Binance": ({"s": "ETHUSDT"},),
    "Binance F": ({"s": "ETHUSDT"},),
    "Bybit": ({"symbol": "ETHUSDT"}, {"category": "linear"}),
    "Bybit F": ({"symbol": "ETHUSDT"}, {"category": "spot"}, {"category": "inverse"}),
    "OKX": ({"instId": "ETH-USDT"}, {"instType": "MARGIN"}),
    "OKX F": ({"instId": "ETH-USDT-SWAP"}, {"instType": "FUTURES"}),
}


@pytest.mark.parametrize("exchange", FILLED)
async def test_what_happens_elsewhere_is_not_told(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """Bybit's one stream carries the orders of both its markets, on symbols of the same name."""
    speak(bench, exchange)
    async with listening(make_gateway(exchange), make_market(exchange)) as heard:
        await stands(heard)
        for changes in OF_OTHERS[exchange]:
            await bench.tell(PRIVATE[exchange], told(exchange, **changes))
        await bench.tell(PRIVATE[exchange], FILLED[exchange])
        assert await heard.get() == TOLD[exchange]


async def test_futures_leave_out_a_fee_that_is_zero(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, "Binance F")
    async with listening(make_gateway("Binance F"), make_market("Binance F")) as heard:
        await stands(heard)
        message = told("Binance F", n=None, N=None)
        await bench.tell(PRIVATE["Binance F"], message)
        event = await heard.get()
    assert isinstance(event, Execution)
    assert event.trade.fee.value == 0
    assert not event.trade.fee.unvalued


async def test_a_fee_in_a_coin_whose_price_is_not_told_holds_no_fill_up(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, "Binance")
    async with listening(make_gateway("Binance"), make_market("Binance")) as heard:
        await stands(heard)
        bench.put("GET", "/api/v3/ticker/price", answer("<html>", 503))
        await bench.tell(PRIVATE["Binance"], told("Binance", n="0.001", N="BNB"))
        event = await heard.get()
    assert isinstance(event, Execution)
    assert event.trade.fee.unvalued == (CoinAmount(amount=Decimal("0.001"), coin="BNB"),)


async def test_a_fee_in_a_third_coin_is_valued_by_a_price_that_is_asked_for_once_in_a_while(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, "Binance")
    async with listening(make_gateway("Binance"), make_market("Binance")) as heard:
        await stands(heard)
        for _ in range(3):
            await bench.tell(PRIVATE["Binance"], told("Binance", n="0.001", N="BNB"))
            event = await heard.get()
            assert isinstance(event, Execution)
            assert event.trade.fee.value > 0
    assert len(bench.asked("GET", "/api/v3/ticker/price")) == 1


async def test_a_cancel_at_binance_names_the_order_in_another_field(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, "Binance")
    canceled = told("Binance", x="CANCELED", X="CANCELED", c="web_1", C="s1", t=-1, z="0", l="0")
    async with listening(make_gateway("Binance"), make_market("Binance")) as heard:
        await stands(heard)
        await bench.tell(PRIVATE["Binance"], canceled)
        event = await heard.get()
    assert isinstance(event, OrderReport)
    assert (event.client_order_id, event.ended) == ("s1", OrderFact.CANCELED)


@pytest.mark.parametrize("exchange", FILLED)
async def test_each_account_stream_is_a_new_one_and_says_so(
    exchange: str, bench: Bench, make_gateway: MakeGateway
) -> None:
    speak(bench, exchange)
    gateway = make_gateway(exchange)
    for _ in range(3):
        async with listening(gateway) as heard:
            assert await heard.get() is None
        await bench.until(lambda: not bench.open_paths(PRIVATE[exchange]))


async def test_the_address_of_a_futures_stream_names_the_events_that_are_wanted(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    """As Binance documents it; without them some have been told nothing at all."""
    speak(bench, "Binance F")
    async with listening(make_gateway("Binance F")) as heard:
        assert await heard.get() is None
        (path,) = bench.open_paths("/futures/private/ws")
    query = parse_qs(urlsplit(path).query)
    assert query["listenKey"] == ["key1"]
    (events,) = query["events"]
    assert {"ORDER_TRADE_UPDATE", "listenKeyExpired"} <= set(events.split("/"))


async def test_an_expired_listen_key_ends_the_stream_and_the_next_has_a_new_one(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    speak(bench, "Binance F")
    gateway = make_gateway("Binance F")
    async with listening(gateway) as heard:
        assert await heard.get() is None
        assert "key1" in bench.open_paths("/futures/private/ws")[0]
        await bench.tell("/futures/private/ws", {"e": "listenKeyExpired", "E": 1, "listenKey": "key1"})
        assert isinstance(await heard.get(), VenueUnavailable)
    async with listening(gateway) as heard:
        assert await heard.get() is None
        assert "key2" in bench.open_paths("/futures/private/ws")[-1]


async def test_the_listen_key_is_renewed_until_it_is_lost(bench: Bench, make_gateway: MakeGateway) -> None:
    speak(bench, "Binance F")
    lost = answer({"code": -1125, "msg": "This listenKey does not exist."}, 400)
    busy = answer("<html>", 503)
    renewed = answer({"listenKey": "key1"})
    bench.put("PUT", "/fapi/v1/listenKey", renewed, busy, renewed, lost)
    clock = ManualClock()
    async with listening(make_gateway("Binance F", clock)) as heard:
        assert await heard.get() is None
        for minutes, times in ((20, 1), (20, 2), (1, 3)):
            await clock.sleepers()
            await clock.advance(minutes * 60 - 1)
            assert len(bench.asked("PUT", "/fapi/v1/listenKey")) == times - 1
            await clock.advance(1)
            await bench.until(lambda times=times: len(bench.asked("PUT", "/fapi/v1/listenKey")) == times)  # type: ignore[misc]  # mypy cannot infer a default
        while not heard.empty():
            assert heard.get_nowait() is None, "only the connecting"
        await clock.sleepers()
        await clock.advance(20 * 60)
        assert isinstance(await heard.get(), VenueUnavailable)


async def test_of_more_than_can_be_followed_the_extremes_and_the_newest_are_kept(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """A frame is read in one go, so a long one is a consumer that cannot keep up."""
    speak(bench, "Bybit")
    gateway = make_gateway("Bybit", timings=EngineTimings(connection=ConnectionTimings(most_waiting=50)))
    waves = [str(95_000 + number % 7) for number in range(40)]
    async with following(gateway, make_market("Bybit")) as heard:
        await subscribed(bench)
        await bench.tell(PUBLIC["Bybit"], trade_message("Bybit", *waves, "94000", *waves, "95003.5"))
        got: list[Print] = []
        while not got or got[-1].price != Decimal("95003.5"):
            item = await heard.get()
            assert isinstance(item, Print)
            got.append(item)
    assert len(got) <= 53
    assert min(one.price for one in got) == Decimal(94_000)
    assert max(one.price for one in got) == Decimal(95_006)


async def test_a_refused_subscription_is_told_without_the_key(
    bench: Bench, make_gateway: MakeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    bench.replies = lambda path, message: [
        {
            "id": message["id"],
            "status": 401,
            "error": {"code": -2015, "msg": "Invalid API-key the-public-key"},
        }
    ]
    async with listening(make_gateway("Binance")) as heard:
        error = await heard.get()
    assert isinstance(error, VenueUnavailable)
    assert "the-public-key" not in str(error) + caplog.text


async def test_a_server_that_answers_no_ping_is_noticed(bench: Bench, make_gateway: MakeGateway) -> None:
    """Bybit's pings are messages; here nobody answers them."""
    speak(bench, "Bybit")
    answering = bench.replies
    bench.replies = lambda path, message: [] if message["op"] == "ping" else answering(path, message)
    async with listening(make_gateway("Bybit", heartbeat_s=0.1)) as heard:
        while (error := await heard.get()) is None:
            pass
    assert isinstance(error, VenueUnavailable)


@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_a_silent_socket_is_noticed_within_the_heartbeat(
    exchange: str, bench: Bench, make_gateway: MakeGateway
) -> None:
    """Measured by the loop's own timers: what keeps them waiting keeps the pings waiting, too."""
    speak(bench, exchange)
    answering, heartbeat_s = bench.replies, 1.5
    bench.replies = lambda path, message: [] if message.get("op") == "ping" else answering(path, message)
    bench.answers_pings = False
    async with listening(make_gateway(exchange, heartbeat_s=heartbeat_s)) as heard:
        await bench.until(lambda: bool(bench.said))
        async with asyncio.timeout(heartbeat_s * 2):  # the second half is for a busy machine
            while (error := await heard.get()) is None:
                pass
    assert isinstance(error, VenueUnavailable)


@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_a_quiet_socket_that_answers_at_once_stays(
    exchange: str, bench: Bench, make_gateway: MakeGateway
) -> None:
    """An answer is there sooner after its ping than the next look comes after its own time."""
    speak(bench, exchange)
    async with listening(make_gateway(exchange, heartbeat_s=6)) as heard:

        async def breaks() -> None:
            while await heard.get() is None:
                pass

        await stands(heard)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(breaks(), 9)  # four pings


def lines(bench: Bench, exchange: str) -> int:
    """Return how many public connections are open."""
    return len(bench.open_paths(PUBLIC[exchange]))


@pytest.mark.parametrize("after_a_print", [True, False])
@pytest.mark.parametrize("exchange", PUBLIC)
async def test_prints_that_are_dropped_come_by_a_new_line(
    exchange: str, after_a_print: bool, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, exchange)
    gateway, market = make_gateway(exchange), make_market(exchange)
    async with following(gateway, market) as heard:
        await subscribed(bench)
        if after_a_print:
            await bench.tell(PUBLIC[exchange], trade_message(exchange, "95000"))
            assert isinstance(await heard.get(), Print)
        await gateway.drop_prints(market)
        assert isinstance(await heard.get(), VenueUnavailable)
    await bench.until(lambda: lines(bench, exchange) == 0)
    async with following(gateway, market) as heard:
        await subscribed(bench, 2)
        await bench.tell(PUBLIC[exchange], trade_message(exchange, "95001"))
        assert isinstance(await heard.get(), Print)


async def test_dropped_prints_leave_a_line_that_tells_of_others_alone(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """At Bybit all symbols come by one line."""
    speak(bench, "Bybit")
    gateway, silent = make_gateway("Bybit"), make_market("Bybit")
    lively = replace(silent, symbol="ETH/USDT", base="ETH")
    async with following(gateway, lively) as others:
        await subscribed(bench)
        async with following(gateway, silent) as heard:
            await subscribed(bench, 2)
            await bench.tell(PUBLIC["Bybit"], trade_message("Bybit", "95000"))
            assert isinstance(await heard.get(), Print)
            await bench.tell(PUBLIC["Bybit"], trade_message("Bybit", "3400", symbol="ETHUSDT"))
            assert isinstance(await others.get(), Print)
            await gateway.drop_prints(silent)
        async with following(gateway, silent) as heard:
            await subscribed(bench, 3)
            await bench.tell(PUBLIC["Bybit"], trade_message("Bybit", "95001"))
            assert isinstance(await heard.get(), Print)
        await bench.tell(PUBLIC["Bybit"], trade_message("Bybit", "3401", symbol="ETHUSDT"))
        assert isinstance(await others.get(), Print)
        assert lines(bench, "Bybit") == 1


async def test_who_was_never_heard_of_is_told_when_the_line_is_closed(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    speak(bench, "Bybit")
    gateway, market = make_gateway("Bybit"), make_market("Bybit")
    async with following(gateway, replace(market, symbol="ETH/USDT", base="ETH")) as others:
        await subscribed(bench)
        async with following(gateway, market):
            await subscribed(bench, 2)
            await gateway.drop_prints(market)
            assert isinstance(await others.get(), VenueUnavailable)
