"""Symbols that are halted or not listed any more: what there is and was can still be asked about."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.core.orders import Order
from engine.core.types import Market, VenueOrderId
from engine.errors import NotTraded, UnknownTicker, VenueUnavailable
from engine.timings import EngineTimings, MarketDataTimings
from engine.venue_answers import NeverSent
from engine.venues.exchanges.registry import VENUES
from engine.venues.live.gateway import CancelAnswer, Gateway, NotFound
from tests.exchanges import canned
from tests.exchanges.bench import Bench, Handler, answer
from tests.exchanges.canned import (
    binance_order,
    binance_symbol,
    binance_trade,
    bybit_execution,
    bybit_list,
    bybit_no,
    bybit_ok,
    bybit_order,
    bybit_symbol,
    okx_fill,
    okx_instrument,
    okx_no,
    okx_ok,
    okx_order,
)
from tests.exchanges.conftest import BY_CCXT, CREATE_PATH, MakeGateway, MakeOrder
from tests.support.clock import ManualClock
from tests.support.trades import trade_of

MarketOf = Callable[[str], Market]
VENUE_ID = VenueOrderId("28")
STATUS = {"Binance": "BREAK", "Binance F": "SETTLING", "Bybit": "Closed", "Bybit F": "Closed"}
HALTED = {
    **{name: {"status": status} for name, status in STATUS.items()},
    "OKX": {"state": "suspend"},
    "OKX F": {"state": "suspend"},
}


def lists(bench: Bench, exchange: str, *symbols: dict[str, Any]) -> None:
    """Have the exchange list these symbols."""
    if exchange.startswith("Binance"):
        root = "/fapi/v1" if exchange.endswith(" F") else "/api/v3"
        bench.put("GET", f"{root}/exchangeInfo", answer({"rateLimits": [], "symbols": list(symbols)}))
    elif exchange.startswith("OKX"):
        bench.put("GET", "/api/v5/public/instruments", answer(okx_ok(*symbols)))
    else:
        listed = bybit_ok({"category": "x", "list": list(symbols), "nextPageCursor": ""})
        bench.put("GET", "/v5/market/instruments-info", answer(listed))


def symbol(exchange: str, coin: str, **changes: object) -> dict[str, Any]:
    futures = exchange.endswith(" F")
    if exchange.startswith("Binance"):
        return binance_symbol(coin, "USDT", futures=futures) | changes
    if exchange.startswith("OKX"):
        return okx_instrument(coin, "USDT", swap=futures) | changes
    return bybit_symbol(coin, "USDT", linear=futures) | changes


def halt(bench: Bench, exchange: str) -> None:
    """Halt BTC/USDT. Bybit shows what is traded, and nothing else."""
    others = [symbol(exchange, "ETH")]
    if not exchange.startswith("Bybit"):
        others.append(symbol(exchange, "BTC", **HALTED[exchange]))
    lists(bench, exchange, *others)


def lay_answers(bench: Bench, exchange: str, order: Order) -> None:
    """Put an open order with one trade on the bench."""
    name = order.client_order_id
    if exchange.startswith("Binance"):
        root, trades = ("/fapi/v1", "userTrades") if exchange.endswith(" F") else ("/api/v3", "myTrades")
        mine, trade = binance_order(name), binance_trade(1, side="BUY", buyer=True, maker=False)
        bench.put("GET", f"{root}/openOrders", answer([mine]))
        bench.put("GET", f"{root}/order", answer(mine))
        bench.put("DELETE", f"{root}/order", answer(mine | {"status": "CANCELED"}))
        bench.put("GET", f"{root}/{trades}", answer([trade | {"time": canned.now_ms()}]))
    elif exchange.startswith("OKX"):
        of = {"instId": "BTC-USDT-SWAP" if exchange.endswith(" F") else "BTC-USDT"}
        own = okx_order(name, **of)
        bench.put("GET", "/api/v5/trade/orders-pending", answer(okx_ok(own)))
        bench.put("GET", "/api/v5/trade/order", answer(okx_ok(own)))
        bench.put("POST", "/api/v5/trade/cancel-order", answer(okx_ok({"ordId": "1", "sCode": "0"})))
        bench.put("GET", "/api/v5/trade/fills", answer(okx_ok(okx_fill(1, ts=str(canned.now_ms()), **of))))
    else:
        mine = bybit_order(name)
        bench.put("GET", "/v5/order/realtime", answer(bybit_list(mine)))
        bench.put("POST", "/v5/order/cancel", answer(bybit_ok({"orderId": "1", "orderLinkId": name})))
        trade = bybit_execution(1, execTime=str(canned.now_ms()))
        bench.put("GET", "/v5/execution/list", answer(bybit_list(trade)))


Question = Callable[[Gateway, Market, Order], Awaitable[object]]
QUESTIONS: dict[str, Question] = {
    "open orders": lambda gateway, market, _: gateway.open_orders([market]),
    "order": lambda gateway, market, order: gateway.fetch_order(order.identity, market),
    "order by its number": lambda gateway, market, _: gateway.order_of(trade_of(VENUE_ID), market),
    "trades": lambda gateway, market, order: gateway.trades_since(market, order.created_at),
    "trades of an order": lambda gateway, market, order: gateway.trades_of(market, order, VENUE_ID),
}


@pytest.mark.parametrize("exchange", BY_CCXT)
async def test_orders_and_trades_of_a_halted_symbol_are_still_told(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    gateway, market, order = make_gateway(exchange), make_market(exchange), make_order()
    halt(bench, exchange)  # before anything was loaded: as after a restart
    lay_answers(bench, exchange, order)
    for question in QUESTIONS.values():
        assert await question(gateway, market, order) not in ([], NotFound())
    assert await gateway.cancel(order.identity, market) is CancelAnswer.TAKEN


@pytest.mark.parametrize("exchange", BY_CCXT)
async def test_no_new_order_is_sent_and_no_rules_are_told_for_it(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    gateway = make_gateway(exchange)
    halt(bench, exchange)
    with pytest.raises(UnknownTicker) as refused:
        await gateway.market("BTC/USDT")
    assert isinstance(refused.value, NotTraded) is not exchange.startswith("Bybit")
    assert isinstance(await gateway.create(make_order(), make_market(exchange)), NeverSent)
    assert bench.asked("POST", CREATE_PATH[exchange]) == []


@pytest.mark.parametrize("exchange", BY_CCXT)
async def test_a_symbol_that_was_halted_is_found_traded_again(
    exchange: str, bench: Bench, make_gateway: MakeGateway
) -> None:
    clock = ManualClock()
    gateway = make_gateway(exchange, clock)
    await gateway.market("BTC/USDT")
    halt(bench, exchange)
    await gateway.market("BTC/USDT")  # the list is young enough
    await clock.advance(600)
    with pytest.raises(UnknownTicker):
        await gateway.market("BTC/USDT")
    await clock.advance(60)  # what is missing has to be quite new
    lists(bench, exchange, symbol(exchange, "BTC"))
    assert (await gateway.market("BTC/USDT")).symbol == "BTC/USDT"


# --- not known any more -------------------------------------------------------------------------------

UNKNOWN = {
    "Binance": answer({"code": -1121, "msg": "Invalid symbol."}, 400),
    "Binance F": answer({"code": -1121, "msg": "Invalid symbol."}, 400),
    "Bybit": answer(bybit_no(170121, "Invalid symbol.")),
    "Bybit F": answer(bybit_no(10001, "params error: symbol invalid BTCUSDT")),
    "OKX": answer(okx_no(51001, "Instrument ID doesn't exist.")),
    "OKX F": answer(okx_no(51001, "Instrument ID doesn't exist.")),
}


def answer_everywhere(bench: Bench, how: Handler) -> None:
    for path in ("/api/v3/", "/fapi/v1/"):
        for call in ("openOrders", "order", "myTrades", "userTrades"):
            bench.put("GET", path + call, how)
    for call in ("order/realtime", "order/history", "execution/list"):
        bench.put("GET", f"/v5/{call}", how)
    for call in ("orders-pending", "order", "fills", "fills-history"):
        bench.put("GET", f"/api/v5/trade/{call}", how)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("exchange", BY_CCXT)
async def test_the_exchanges_word_that_it_knows_no_such_symbol_is_told_apart(
    exchange: str,
    question: Question,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    gateway, market, order = make_gateway(exchange), make_market(exchange), make_order()
    lists(bench, exchange, symbol(exchange, "ETH"))
    answer_everywhere(bench, UNKNOWN[exchange])
    with pytest.raises(UnknownTicker) as refused:
        await question(gateway, market, order)
    assert (refused.value.ticker, refused.value.exchange) == ("BTC/USDT", exchange)
    is_binance = exchange.startswith("Binance")
    other = {"code": -1100, "msg": "Illegal characters."} if is_binance else bybit_no(10001, "params error")
    answer_everywhere(bench, answer(other, 400 if is_binance else 200))
    with pytest.raises(VenueUnavailable):
        await question(gateway, market, order)


@pytest.mark.parametrize("exchange", ["Binance", "Bybit F"])
async def test_a_name_that_is_another_symbols_is_not_asked_about(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    """BTCUSDT is the pair of another coin there now: its orders are not ours."""
    other = {"baseAsset": "BTCU"} if exchange == "Binance" else {"baseCoin": "BTCU"}
    gateway, order = make_gateway(exchange), make_order()
    lists(bench, exchange, symbol(exchange, "BTC", **other))
    lay_answers(bench, exchange, order)
    for question in QUESTIONS.values():
        with pytest.raises(UnknownTicker, match="BTC/USDT"):
            await question(gateway, make_market(exchange), order)
    paths = {seen.path for seen in bench.seen}
    assert not {path for path in paths if "order" in path.lower() or "trade" in path.lower()}


@pytest.mark.parametrize(
    ("exchange", "ticker", "name"),
    [
        ("Binance", "BTC/USDC", "BTCUSDC"),
        ("Binance F", "1000PEPE/USDT", "1000PEPEUSDT"),
        ("Bybit", "BTC/USDC", "BTCUSDC"),
        ("Bybit F", "BTC/USDC", "BTCPERP"),
        ("OKX", "BTC/USDC", "BTC-USDC"),
        ("OKX F", "BTC/USDC", "BTC-USDC-SWAP"),
    ],
)
def test_how_exchanges_name_most_symbols(exchange: str, ticker: str, name: str) -> None:
    assert VENUES[exchange].likely_id(ticker) == name


# --- fees ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("later", [answer({"code": -1000, "msg": "?"}, 500), answer({}, 502)])
async def test_fees_that_cannot_be_asked_for_are_what_they_were(
    later: Handler, bench: Bench, make_gateway: MakeGateway
) -> None:
    parts: Iterable[str] = ("standardCommission", "specialCommission", "taxCommission")
    none = {"maker": "0", "taker": "0", "buyer": "0", "seller": "0"}
    commission = dict.fromkeys(parts, none) | {"standardCommission": none | {"maker": "0.0004"}}
    bench.put("GET", "/api/v3/account/commission", answer(commission))
    timings = EngineTimings(market_data=MarketDataTimings(fees_fresh=timedelta()))
    gateway = make_gateway("Binance", timings=timings)
    assert (await gateway.market("BTC/USDT")).maker_fee == Decimal("0.0004")
    bench.put("GET", "/api/v3/account/commission", later)
    assert (await gateway.market("BTC/USDT")).maker_fee == Decimal("0.0004")
    assert len(bench.asked("GET", "/api/v3/account/commission")) >= 2
