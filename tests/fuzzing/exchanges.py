"""Payloads of exchanges, by REST and by stream: what they say is read, or cannot be."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.core.types import Market
from engine.venues.exchanges.answers import ExchangeRefusal, Reply, Unreadable, listing, mapping
from engine.venues.exchanges.binance import answers as binance_answers
from engine.venues.exchanges.binance import streams as binance_streams
from engine.venues.exchanges.binance import values as binance
from engine.venues.exchanges.bybit import answers as bybit_answers
from engine.venues.exchanges.bybit import streams as bybit_streams
from engine.venues.exchanges.bybit import values as bybit
from engine.venues.exchanges.coindcx import answers as coindcx_answers
from engine.venues.exchanges.coindcx import streams as coindcx_streams
from engine.venues.exchanges.coindcx import values as coindcx
from engine.venues.exchanges.okx import answers as okx_answers
from engine.venues.exchanges.okx import streams as okx_streams
from engine.venues.exchanges.okx import values as okx
from engine.venues.exchanges.server_time import from_ms
from engine.venues.exchanges.spec import RawNews, StreamRules
from engine.venues.exchanges.streams import STREAM_FAULTS, AccountListener
from tests.core.story import MARKET, PERPETUAL
from tests.fuzzing.odd import Draw, Json, spoiled

Run = Callable[[Draw, list[Json]], None]

KNOWN = (Unreadable, ExchangeRefusal)
SIZE = Decimal("0.01")
MS = 1_700_000_000_000

BINANCE_ORDER = {
    "symbol": "BTCUSDT",
    "orderId": 12,
    "clientOrderId": "sm4i000100001e0001",
    "side": "BUY",
    "price": "94000.00",
    "origQty": "0.01",
    "executedQty": "0.00",
    "status": "NEW",
    "time": MS,
    "updateTime": MS,
    "expiryReason": "",
}
BINANCE_TRADE = {
    "id": 5,
    "orderId": 12,
    "price": "94000.00",
    "qty": "0.01",
    "commission": "0.0001",
    "commissionAsset": "BNB",
    "time": MS,
    "isBuyer": True,
    "isMaker": False,
}
BYBIT_ROW = {
    "symbol": "BTCUSDT",
    "category": "spot",
    "orderId": "1523",
    "orderLinkId": "sm4i000100001e0001",
    "side": "Buy",
    "price": "94000",
    "qty": "0.01",
    "cumExecQty": "0",
    "orderStatus": "New",
    "createdTime": str(MS),
    "rejectReason": "EC_NoError",
    "cancelType": "UNKNOWN",
    "execId": "a1",
    "execType": "Trade",
    "execPrice": "94000",
    "execQty": "0.01",
    "execFee": "0.00001",
    "feeCurrency": "BTC",
    "execTime": str(MS),
    "isMaker": True,
    "orderQty": "0.01",
    "leavesQty": "0",
    "extraFees": '[{"feeCoin":"USDT","fee":"0.1"}]',
}
OKX_ROW = {
    "instId": "BTC-USDT",
    "instType": "SPOT",
    "category": "normal",
    "ordId": "77",
    "clOrdId": "sm4i000100001e0001",
    "side": "buy",
    "px": "94000",
    "sz": "1",
    "accFillSz": "1",
    "state": "filled",
    "cTime": str(MS),
    "cancelSource": "",
    "tradeId": "9",
    "fillPx": "94000",
    "fillSz": "1",
    "fillTime": str(MS),
    "fillFee": "-0.1",
    "fillFeeCcy": "USDT",
    "fee": "-0.1",
    "feeCcy": "USDT",
    "execType": "T",
    "billId": "8",
    "subType": "1",
    "pnl": "-0.1",
    "ccy": "USDT",
    "ts": str(MS),
    "tgtCcy": "",
}
COINDCX_ROW = {
    "id": "f00",
    "pair": "B-BTC_USDT",
    "side": "buy",
    "status": "open",
    "total_quantity": 0.01,
    "remaining_quantity": 0.01,
    "cancelled_quantity": 0,
    "price": 94000.5,
    "created_at": MS,
    "order_id": "f00",
    "quantity": 0.01,
    "timestamp": 1_700_000_000_000.25,
    "is_maker": False,
    "fee_amount": 0.1,
    "parent_type": "Funding",
    "amount": -0.1,
}
BINANCE_RULES = {
    "quotePrecision": 8,
    "baseAssetPrecision": 8,
    "filters": [
        {"filterType": "PRICE_FILTER", "tickSize": "0.01"},
        {"filterType": "LOT_SIZE", "minQty": "0.0001", "stepSize": "0.00001"},
        {"filterType": "NOTIONAL", "minNotional": "5"},
    ],
}
BYBIT_RULES = {
    "priceFilter": {"tickSize": "0.01"},
    "lotSizeFilter": {"basePrecision": "0.00001", "minOrderQty": "0.0001", "minOrderAmt": "5"},
}
OKX_RULES = {"tickSz": "0.1", "lotSz": "1", "minSz": "1", "ctVal": "0.01", "ctMult": "1"}
COINDCX_RULES = {
    "price_increment": 0.1,
    "quantity_increment": 0.001,
    "min_quantity": 0.001,
    "min_notional": 6,
}


def _rest(
    read: Callable[[Reply], Json], *reads: Callable[[Json], object]
) -> Callable[[Draw, list[Json]], None]:
    """Return what reads an answer as the gateway does: text, payload, values."""

    def run(draw: Draw, samples: list[Json]) -> None:
        is_raw, which, status = draw.below(16) == 0, draw.below(len(reads)), (200, 400, 503)[draw.below(3)]
        body = draw.rest().decode("utf-8", "replace") if is_raw else json.dumps(spoiled(draw, samples))
        try:
            found = reads[which](read(Reply(status, {}, body)))
        except ExchangeRefusal as e:
            check([e.code, e.text])
            return
        except Unreadable as e:
            check(str(e))
            return
        check(found)

    return run


def check(value: Any) -> None:  # noqa: ANN401 - whatever was read
    """Demand values that the engine can go on with: finite amounts, texts that are texts, aware moments."""
    match value:
        case Decimal():
            assert value.is_finite(), value
        case str():
            assert value.isprintable(), ascii(value)  # what cannot be stored is not handed on
        case datetime():
            assert value.tzinfo is not None
        case Mapping():
            check([*value, *value.values()])
        case list() | tuple():
            for one in value:
                check(one)
        case _ if is_dataclass(value) and not isinstance(value, type):
            check([getattr(value, one.name) for one in fields(value)])
            for name in ("venue_order_id", "client_order_id", "trade_id", "symbol"):
                assert isinstance(getattr(value, name, None), str | None), name


def _row(payload: Json) -> Mapping[str, Json]:
    return mapping(payload[0]) if isinstance(payload, list) and payload else mapping(payload)


binance_rest = _rest(
    binance_answers.read,
    lambda payload: binance.order_report(payload, "BTC/USDT"),
    lambda payload: binance.trade_report(_row(payload), MARKET, {"BNB": Decimal(600)}),
    lambda payload: binance.funding_report(_row(payload), "BTC/USDT"),
    binance.spot_balances,
    binance.futures_balances,
    binance.public_trades,
    lambda payload: binance_answers.rules(_row(payload)),
    lambda payload: [binance.order_report(row, "BTC/USDT") for row in listing(payload)],
)
bybit_rest = _rest(
    bybit_answers.read,
    lambda payload: bybit.order_report(_row(payload), "BTC/USDT"),
    lambda payload: bybit.trade_report(_row(payload), MARKET, {}),
    lambda payload: bybit.trade_report(_row(payload), PERPETUAL, {}),
    lambda payload: bybit.funding_report(_row(payload), "BTC/USDT"),
    bybit.balances,
    lambda payload: bybit_answers.rules(_row(payload)),
)
okx_rest = _rest(
    okx_answers.read,
    lambda payload: okx.order_report(_row(payload), "BTC/USDT", SIZE),
    lambda payload: okx.trade_report(_row(payload), MARKET, {}, SIZE),
    lambda payload: okx.funding_report(_row(payload), "BTC/USDT", SIZE),
    okx.balances,
    lambda payload: okx_answers.rules(_row(payload)),
)
coindcx_rest = _rest(
    coindcx_answers.read,
    lambda payload: coindcx.order_report(_row(payload), "BTC/USDT"),
    lambda payload: coindcx.trade_reports([_row(payload)], PERPETUAL),
    lambda payload: coindcx.funding_report(_row(payload), "BTC/USDT", "USDT"),
    lambda payload: coindcx.wallet_total(payload, "USDT"),
    coindcx.conversion,
    coindcx.best_prices,
    lambda payload: coindcx_answers.rules(_row(payload)),
)


@dataclass(frozen=True)
class Stream:
    """How the messages of an exchange's streams are read."""

    rules: StreamRules
    told: Callable[[RawNews, Market], object]


def _binance_told(news: RawNews, market: Market) -> object:
    report = binance.order_report(news.order, market.symbol)
    if news.trade is None or not binance.names_its_fee(news.trade):
        return report
    binance.fee_coin(news.trade)
    return report, binance.trade_report(news.trade, market, {})


def _bybit_told(news: RawNews, market: Market) -> object:
    if news.trade is None:
        return bybit.order_report(mapping(news.order), market.symbol)
    bybit.fee_parts(news.trade, market)
    return bybit.execution(news.trade, market, {})


def _okx_told(news: RawNews, market: Market) -> object:
    order = mapping(news.order)
    if news.trade is None:
        return okx.order_report(order, market.symbol, SIZE)
    okx.fee_part(news.trade, market)
    return okx.execution(order, news.trade, market, {}, SIZE)


STREAMS = {
    "binance": Stream(binance_streams.SPOT, _binance_told),
    "binance futures": Stream(binance_streams.FUTURES, _binance_told),
    "bybit": Stream(bybit_streams.SPOT, _bybit_told),
    "okx": Stream(okx_streams.SPOT, _okx_told),
}


def stream(name: str) -> Run:
    """Return what hears a message as our listeners do."""
    side = STREAMS[name]

    def run(draw: Draw, samples: list[Json]) -> None:
        message = spoiled(draw, samples)
        listener = AccountListener(replace(side.rules, is_private=lambda _: True))
        listener.heard("", message)
        while not listener.queue.empty():
            news = listener.queue.get_nowait()
            if not isinstance(news, RawNews):
                continue
            try:
                found = side.told(news, MARKET)
            except KNOWN:
                continue
            check(found)
        _prints(side.rules.prints(message))

    return run


def coindcx_stream(draw: Draw, samples: list[Json]) -> None:
    """Hear a public event, and what an event tells of an order."""
    message = spoiled(draw, samples)
    _prints(coindcx_streams.prints(message))
    if isinstance(message, dict):
        try:
            check(coindcx.order_report(message, "BTC/USDT"))
        except KNOWN:
            return


def _prints(read: Iterable[tuple[str, str, int]]) -> None:
    try:
        for _, price, at_ms in read:
            check(Decimal(price))
            from_ms(at_ms)
    except (*STREAM_FAULTS, Unreadable, AssertionError):
        return  # the stream ends aloud, and is opened anew


def _binance_report(kind: str) -> Json:
    order = {"e": kind, "s": "BTCUSDT", "c": "sm4i000100001e0001", "C": "", "i": 12, "S": "BUY", "O": MS}
    trade = {"x": "TRADE", "t": 5, "L": "94000", "l": "0.01", "n": "0.1", "N": "USDT", "m": False, "T": MS}
    return order | trade | {"p": "94000", "q": "0.01", "z": "0.01", "X": "FILLED"}


REST_SAMPLES: dict[str, list[Json]] = {
    "binance": [
        BINANCE_ORDER,
        BINANCE_TRADE,
        [BINANCE_TRADE],
        [BINANCE_ORDER],
        {"tranId": 1, "income": "0.1", "asset": "USDT", "time": MS},
        {"balances": [{"asset": "BTC", "free": "1", "locked": "0"}]},
        [{"asset": "USDT", "balance": "1"}],
        [{"p": "94000", "T": MS}, {"price": "1", "time": MS}],
        BINANCE_RULES,
        {"code": -2010, "msg": "Account has insufficient balance"},
    ],
    "bybit": [
        {"retCode": 0, "retMsg": "OK", "result": BYBIT_ROW, "time": MS},
        {"retCode": 0, "retMsg": "OK", "result": {"list": [BYBIT_ROW]}, "time": MS},
        {"retCode": 0, "result": {"list": [{"coin": [{"coin": "BTC", "walletBalance": "1"}]}]}},
        {"retCode": 0, "retMsg": "OK", "result": BYBIT_RULES},
        {"retCode": 170131, "retMsg": "Insufficient balance.", "result": {}},
    ],
    "okx": [
        {"code": "0", "msg": "", "data": [OKX_ROW]},
        {"code": "0", "msg": "", "data": [{"details": [{"ccy": "BTC", "cashBal": "1"}]}]},
        {"code": "0", "msg": "", "data": [OKX_RULES]},
        {"code": "1", "msg": "", "data": [{"sCode": "51008", "sMsg": "Insufficient balance"}]},
    ],
    "coindcx": [
        COINDCX_ROW,
        [COINDCX_ROW],
        COINDCX_RULES,
        {"status": "error", "message": "Insufficient funds"},
        [{"currency_short_name": "USDT", "balance": "1", "locked_balance": "0"}],
        {"asks": {"94000": "1"}, "bids": {"93999": "1"}},
        [{"symbol": "USDTINR", "conversion_price": 84.5}],
    ],
}
STREAM_SAMPLES: dict[str, list[Json]] = {
    "binance": [
        _binance_report("executionReport"),
        {"event": _binance_report("executionReport")},
        {"e": "trade", "s": "BTCUSDT", "p": "94000", "T": MS},
        {"stream": "x", "data": {"e": "aggTrade", "s": "BTCUSDT", "p": "94000", "T": MS, "X": "MARKET"}},
        {"event": {"e": "outboundAccountPosition"}},
        {"event": {"e": "eventStreamTerminated"}},
    ],
    "binance futures": [
        {"e": "ORDER_TRADE_UPDATE", "o": _binance_report("")},
        {"e": "ACCOUNT_UPDATE", "a": {}},
        {"e": "listenKeyExpired"},
    ],
    "bybit": [
        {"topic": "order", "data": [BYBIT_ROW]},
        {"topic": "execution", "data": [BYBIT_ROW]},
        {"topic": "publicTrade.BTCUSDT", "data": [{"s": "BTCUSDT", "p": "94000", "T": MS, "BT": False}]},
        {"op": "pong"},
    ],
    "okx": [
        {"arg": {"channel": "orders"}, "data": [OKX_ROW]},
        {"arg": {"channel": "trades"}, "data": [{"instId": "BTC-USDT", "px": "94000", "ts": str(MS)}]},
        {"event": "notice", "code": "64008"},
    ],
    "coindcx": [COINDCX_ROW, {"pr": "f", "s": "B-BTC_USDT", "p": "94000", "T": MS}],
}
