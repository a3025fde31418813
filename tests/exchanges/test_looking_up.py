"""Orders looked up and cancelled: only a plain "no" is one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from aiohttp import web

from engine.core.orders import OrderEnd, OrderFact
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import NoAnswer, Plain
from engine.core.types import Market, VenueOrderId
from engine.errors import VenueUnavailable
from engine.venues.live.gateway import CancelAnswer, NotFound, OrderReport
from tests.exchanges.bench import Bench, Handler, Seen, answer, hang_up, stay_silent
from tests.exchanges.canned import binance_order, bybit_list, bybit_no, bybit_ok, bybit_order
from tests.exchanges.conftest import IMPATIENT, MakeGateway, MakeOrder
from tests.support.trades import trade_of

OURS = "s00100010000100001"
MarketOf = Callable[[str], Market]
NO_SUCH = answer({"code": -2013, "msg": "Order does not exist."}, 400)


def at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


async def test_binance_finds_an_order_by_our_name(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    raw = binance_order(OURS, status="PARTIALLY_FILLED", executedQty="0.00040000")
    bench.put("GET", "/api/v3/order", answer(raw))
    got = await make_gateway("Binance").fetch_order(make_order().identity, make_market("Binance"))
    assert isinstance(got, OrderReport)
    assert (got.ended, got.filled, got.client_order_id) == (None, Decimal("0.0004"), OURS)
    assert got.created_at == at(1795331639100)
    (seen,) = bench.asked("GET", "/api/v3/order")
    assert seen.params["origClientOrderId"] == OURS
    assert "orderId" not in seen.params


ENDS = {
    "NEW": None,
    "PENDING_NEW": None,
    "FILLED": OrderFact.FILLED,
    "CANCELED": OrderFact.CANCELED,
    "REJECTED": OrderFact.REJECTED,
    "EXPIRED": OrderFact.EXPIRED,
    "EXPIRED_IN_MATCH": OrderFact.EXPIRED,
}


@pytest.mark.parametrize(("status", "ended"), ENDS.items())
async def test_binances_states(
    status: str,
    ended: OrderEnd | None,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    filled = "0.00100000" if ended is OrderFact.FILLED else "0.00000000"
    bench.put("GET", "/api/v3/order", answer(binance_order(OURS, status=status, executedQty=filled)))
    got = await make_gateway("Binance").fetch_order(make_order().identity, make_market("Binance"))
    assert isinstance(got, OrderReport)
    assert got.ended is ended


async def test_binance_says_of_an_archived_order_that_it_has_traded_nothing(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    text = "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
    bench.put("GET", "/api/v3/order", answer({"code": -2026, "msg": text}, 400))
    bench.put("DELETE", "/api/v3/order", answer({"code": -2026, "msg": text}, 400))
    gateway, market, identity = make_gateway("Binance"), make_market("Binance"), make_order().identity
    numbered = replace(identity, venue_order_id=VenueOrderId("28"))
    got = await gateway.fetch_order(numbered, market)
    assert isinstance(got, OrderReport)
    assert (got.venue_order_id, got.ended, got.filled) == ("28", OrderFact.CANCELED, Decimal(0))
    named = await gateway.fetch_order(identity, market)
    assert isinstance(named, OrderReport)  # it has been there: as never arrived it would be sent anew
    assert (named.ended, named.filled) == (OrderFact.CANCELED, Decimal(0))
    assert await gateway.cancel(numbered, market) is CancelAnswer.NO_SUCH_ORDER
    with pytest.raises(VenueUnavailable):
        await gateway.fetch_order(replace(numbered, shape=None), market)


NO_ANSWERS: list[tuple[str, Handler]] = [
    ("no answer", stay_silent),
    ("hung up", hang_up),
    ("502", answer("<html>", 502)),
    ("404 page", answer("<html>Not Found</html>", 404)),
    ("null", answer("null")),
    ("{}", answer({})),
    ("[]", answer([])),
    ("another code", answer({"code": -1000, "msg": "Unknown error"}, 400)),
    ("unknown state", answer(binance_order(OURS, status="DREAMING"))),
    ("filled by nothing", answer(binance_order(OURS, status="FILLED"))),
    ("another's order", answer(binance_order("web_1"))),
    ("another side", answer(binance_order(OURS, side="SELL"))),
    ("not a number", answer(binance_order(OURS, executedQty="NaN"))),
    ("a redirect", answer("", 302, Location="/api/v3/time")),
]


@pytest.mark.parametrize("handler", [case[1] for case in NO_ANSWERS], ids=[case[0] for case in NO_ANSWERS])
async def test_only_the_explicit_code_means_not_found(
    handler: Handler,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    bench.put("GET", "/api/v3/order", handler, NO_SUCH)
    gateway = make_gateway("Binance", timings=IMPATIENT)
    if handler is hang_up:
        bench.put("GET", "/api/v3/order", hang_up, hang_up, NO_SUCH)  # aiohttp repeats a GET once
    with pytest.raises(VenueUnavailable):
        await gateway.fetch_order(make_order().identity, make_market("Binance"))
    assert await gateway.fetch_order(make_order().identity, make_market("Binance")) == NotFound()


async def test_a_canceled_order_may_bear_the_name_of_its_cancel(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    bench.put("GET", "/api/v3/order", answer(binance_order("cancel-1", status="CANCELED")))
    got = await make_gateway("Binance").fetch_order(make_order().identity, make_market("Binance"))
    assert isinstance(got, OrderReport)
    assert got.client_order_id == OURS


async def test_bybit_looks_among_recent_orders_then_in_the_history(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    bench.put("GET", "/v5/order/realtime", answer(bybit_list()))
    canceled = bybit_order(OURS, orderStatus="Cancelled", cumExecQty="0.0004")
    bench.put("GET", "/v5/order/history", answer(bybit_list(canceled)), answer(bybit_list()))
    gateway = make_gateway("Bybit F")
    got = await gateway.fetch_order(make_order().identity, make_market("Bybit F"))
    assert isinstance(got, OrderReport)
    assert (got.ended, got.filled) == (OrderFact.CANCELED, Decimal("0.0004"))
    assert await gateway.fetch_order(make_order().identity, make_market("Bybit F")) == NotFound()
    for path in ("/v5/order/realtime", "/v5/order/history"):
        assert bench.asked("GET", path)[0].params["orderLinkId"] == OURS
        assert "orderId" not in bench.asked("GET", path)[0].params


BYBITS_ENDS = [
    ({"orderStatus": "New"}, None, None),
    ({"orderStatus": "PartiallyFilled", "cumExecQty": "0.0004"}, None, None),
    ({"orderStatus": "Untriggered", "price": ""}, None, None),
    ({"orderStatus": "Filled", "cumExecQty": "0.001"}, OrderFact.FILLED, None),
    ({"orderStatus": "PartiallyFilledCanceled", "cumExecQty": "0.0004"}, OrderFact.CANCELED, None),
    (
        {"orderStatus": "Cancelled", "cancelType": "CancelByUser", "rejectReason": "EC_PerCancelRequest"},
        OrderFact.CANCELED,
        None,
    ),
    ({"orderStatus": "Cancelled", "cancelType": "UNKNOWN"}, OrderFact.CANCELED, None),
    (
        {"orderStatus": "Cancelled", "cancelType": "CancelBySmp", "rejectReason": "EC_NoError"},
        OrderFact.EXPIRED,
        ExchangeCode(said="CancelBySmp", cause=Cause.SELF_TRADE),
    ),
    (
        {"orderStatus": "PartiallyFilledCanceled", "rejectReason": "EC_NoImmediateQtyToFill"},
        OrderFact.EXPIRED,
        ExchangeCode(said="EC_NoImmediateQtyToFill", cause=Cause.NOTHING_OFFERED),
    ),
    (
        {"orderStatus": "Cancelled", "cancelType": "CancelByDCP", "rejectReason": "EC_Others"},
        OrderFact.EXPIRED,
        ExchangeCode(said="EC_Others"),
    ),
    (
        {"orderStatus": "Rejected", "cumExecQty": "", "rejectReason": "EC_ReachRiskPriceLimit"},
        OrderFact.REJECTED,
        ExchangeCode(said="EC_ReachRiskPriceLimit", cause=Cause.PRICE_LIMIT),
    ),
    (
        {"orderStatus": "Rejected", "rejectReason": "EC_New"},
        OrderFact.REJECTED,
        ExchangeCode(said="EC_New"),
    ),
]


@pytest.mark.parametrize(("shown", "ended", "reason"), BYBITS_ENDS)
async def test_bybits_states_and_why(
    shown: dict[str, str],
    ended: OrderEnd | None,
    reason: ExchangeCode | None,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    bench.put("GET", "/v5/order/realtime", answer(bybit_list(bybit_order(OURS, **shown))))
    got = await make_gateway("Bybit").fetch_order(make_order().identity, make_market("Bybit"))
    assert isinstance(got, OrderReport)
    assert (got.ended, got.reason) == (ended, reason)
    assert got.filled == Decimal(shown.get("cumExecQty") or 0)


async def test_an_order_older_than_a_week_is_looked_for_week_by_week(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    """Without times Bybit's history shows the last seven days only, named orders too."""
    week_ms = 7 * 24 * 3600 * 1000
    order = make_order()
    placed = order.created_at - timedelta(days=20)
    placed_ms = int(placed.timestamp() * 1000)

    async def history(seen: Seen, request: web.Request) -> web.StreamResponse:
        end = int(seen.params.get("endTime", placed_ms + 20 * week_ms))
        start = int(seen.params.get("startTime", end - week_ms))
        assert end - start <= week_ms
        raw = bybit_order(OURS, orderStatus="Filled", cumExecQty="0.001", createdTime=str(placed_ms))
        return await answer(bybit_list(*[raw] * (start <= placed_ms <= end)))(seen, request)

    bench.put("GET", "/v5/order/realtime", answer(bybit_list()))
    bench.put("GET", "/v5/order/history", history)
    gateway = make_gateway("Bybit F")
    market = make_market("Bybit F")
    assert await gateway.fetch_order(order.identity, market) == NotFound()
    assert len(bench.asked("GET", "/v5/order/history")) == 1, "a young order is not looked for in old weeks"
    got = await gateway.fetch_order(replace(order, created_at=placed).identity, market)
    assert isinstance(got, OrderReport)
    assert got.ended is OrderFact.FILLED


async def test_a_copy_that_bybit_turned_down_is_not_taken_for_the_order(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    """A line may deliver a create twice; the second one is rejected for its name, and bears it."""
    first = bybit_order(OURS, orderId="1")
    copy = bybit_order(OURS, orderId="2", orderStatus="Rejected", rejectReason="EC_DuplicatedClOrdID")
    bench.put("GET", "/v5/order/realtime", answer(bybit_list(copy, first)), answer(bybit_list(copy)))
    bench.put("GET", "/v5/order/history", answer(bybit_list()))
    gateway = make_gateway("Bybit F")
    got = await gateway.fetch_order(make_order().identity, make_market("Bybit F"))
    assert isinstance(got, OrderReport)
    assert (got.venue_order_id, got.ended) == ("1", None)
    with pytest.raises(VenueUnavailable) as hidden:
        await gateway.fetch_order(make_order().identity, make_market("Bybit F"))
    assert hidden.value.reason == NoAnswer(exchange="Bybit F", why=Plain(Cause.NAMESAKE_HIDDEN))


async def test_an_order_that_was_made_smaller_and_filled_has_ended(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    """Bybit trims an order that may only reduce a position; a person may change one at its website."""
    trimmed = bybit_order(OURS, orderStatus="Filled", qty="0.0004", cumExecQty="0.0004")
    bench.put("GET", "/v5/order/realtime", answer(bybit_list(trimmed)))
    got = await make_gateway("Bybit F").fetch_order(make_order().identity, make_market("Bybit F"))
    assert isinstance(got, OrderReport)
    assert (got.ended, got.filled) == (OrderFact.EXPIRED, Decimal("0.0004"))
    assert got.reason == Plain(Cause.MADE_SMALLER)


async def test_bybits_history_must_answer_before_an_order_is_not_found(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    bench.put("GET", "/v5/order/realtime", answer(bybit_list()))
    bench.put("GET", "/v5/order/history", answer(bybit_no(10016, "System error.")))
    with pytest.raises(VenueUnavailable):
        await make_gateway("Bybit").fetch_order(make_order().identity, make_market("Bybit"))


@pytest.mark.parametrize(
    ("exchange", "path"), [("Binance", "/api/v3/order"), ("Bybit", "/v5/order/realtime")]
)
async def test_an_order_is_found_by_the_exchanges_id(
    exchange: str, path: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    raw = binance_order("web_1") if exchange == "Binance" else bybit_list(bybit_order(""))
    bench.put("GET", path, answer(raw))
    got = await make_gateway(exchange).order_of(trade_of("28"), make_market(exchange))
    assert isinstance(got, OrderReport)
    assert got.client_order_id == ("web_1" if exchange == "Binance" else None)
    (seen,) = bench.asked("GET", path)
    assert seen.params["orderId"] == "28"
    assert not {"origClientOrderId", "orderLinkId"} & seen.params.keys()


CANCELS: list[tuple[str, Handler, CancelAnswer]] = [
    ("Binance", answer(binance_order(OURS, status="CANCELED")), CancelAnswer.TAKEN),
    ("Binance", answer({"code": -2011, "msg": "Unknown order sent."}, 400), CancelAnswer.NO_SUCH_ORDER),
    ("Binance", answer({"code": -1000, "msg": "x"}, 400), CancelAnswer.UNCLEAR),
    ("Binance", answer("<html>", 503), CancelAnswer.UNCLEAR),
    ("Binance", stay_silent, CancelAnswer.UNCLEAR),
    ("Bybit", answer(bybit_ok({"orderId": "1", "orderLinkId": OURS})), CancelAnswer.TAKEN),
    ("Bybit", answer(bybit_no(170213, "Order does not exist.")), CancelAnswer.NO_SUCH_ORDER),
    (
        "Bybit F",
        answer(bybit_no(110001, "order not exists or too late to cancel")),
        CancelAnswer.NO_SUCH_ORDER,
    ),
    ("Bybit F", answer(bybit_no(10016, "System error")), CancelAnswer.UNCLEAR),
]


@pytest.mark.parametrize(("exchange", "handler", "expected"), CANCELS)
async def test_cancels(
    exchange: str,
    handler: Handler,
    expected: CancelAnswer,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    where = ("DELETE", "/api/v3/order") if exchange == "Binance" else ("POST", "/v5/order/cancel")
    bench.put(*where, handler)
    assert (
        await make_gateway(exchange, timings=IMPATIENT).cancel(make_order().identity, make_market(exchange))
        is expected
    )
    assert OURS in bench.asked(*where)[0].raw
