"""What becomes of a create, answer by answer."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.core.reasons.calls import ExchangeSaid
from engine.core.types import Market
from engine.errors import VenueUnavailable
from engine.timings import ConnectionTimings, EngineTimings
from engine.venue_answers import Accepted, NeverSent, Rejected, Unknown
from tests.exchanges.bench import Bench, Handler, Seen, answer, cut_off, hang_up, stay_silent
from tests.exchanges.canned import bybit_no, bybit_ok, okx_no, okx_ok, okx_order_no
from tests.exchanges.conftest import CREATE_PATH, IMPATIENT, MakeGateway, MakeOrder
from tests.support.clock import ManualClock

OURS = "s00100010000100001"
BINANCE_OK = {"symbol": "BTCUSDT", "orderId": 28, "clientOrderId": OURS, "transactTime": 1795331639100}
BYBIT_OK = bybit_ok({"orderId": "1321003749386327552", "orderLinkId": OURS})
OKX_ROW = {"ordId": "312269865356374016", "clOrdId": OURS, "tag": "", "sCode": "0", "sMsg": "Order placed"}
OKX_OK = okx_ok(OKX_ROW)
TAKEN = {"Binance": BINANCE_OK, "Bybit": BYBIT_OK, "OKX": OKX_OK}
NUMBERS = {"Binance": "28", "Bybit": "1321003749386327552", "OKX": "312269865356374016"}


def binance_no(code: int, text: str, status: int = 400) -> Handler:
    return answer({"code": code, "msg": text}, status)


UNKNOWN_EVERYWHERE: dict[str, Handler] = {
    "no answer in time": stay_silent,
    "hung up": hang_up,
    "cut in the middle": cut_off,
    "502": answer("<html>Bad Gateway</html>", 502),
    "503": answer("<html>Service Unavailable</html>", 503),
    "504": answer("<html>Gateway Time-out</html>", 504),
    "400 without JSON": answer("<html>Bad Request</html>", 400),
    "404 without JSON": answer("<html>Not Found</html>", 404),
    "403 page": answer("<html>Forbidden</html>", 403),
    "429": answer("{}", 429, Retry_After="1"),
    "418": answer("{}", 418, Retry_After="1"),
    "redirect": answer("", 307, Location="/elsewhere"),
    "200 with HTML": answer("<html>hello</html>"),
    "200 with {}": answer({}),
    "200 with []": answer([]),
    "200 with null": answer("null"),
    "200 with nothing": answer(""),
    "200 with broken JSON": answer('{"orderId": 28, '),
    "200 with a number": answer("28"),
}
UNKNOWN_AT_BINANCE: dict[str, Handler] = {
    "-1000": binance_no(-1000, "An unknown error occurred while processing the request."),
    "-1001": binance_no(-1001, "Internal error; unable to process your request. Please try again."),
    "-1003": binance_no(-1003, "Too many requests queued."),
    "-1006": binance_no(-1006, "An unexpected response was received. Execution status unknown."),
    "-1007": binance_no(-1007, "Timeout waiting for response from backend server."),
    "-1008": binance_no(-1008, "Server is currently overloaded with other requests."),
    "-1015": binance_no(-1015, "Too many new orders."),
    "-1021": binance_no(-1021, "Timestamp for this request is outside of the recvWindow."),
    "duplicate": binance_no(-2010, "Duplicate order sent."),
    "duplicate of futures": binance_no(-4116, "ClientOrderId is duplicated."),
    "-2010 with an unheard text": binance_no(-2010, "Something new."),
    "a proof, but as a 503": binance_no(-2010, "Account has insufficient balance for requested action.", 503),
    "an unheard code": binance_no(-9999, "Whatever."),
    "503 unknown": binance_no(-1000, "Unknown error, please check your request or try again later.", 503),
    "accepted without an id": answer({"symbol": "BTCUSDT", "clientOrderId": OURS}),
    "accepted with id null": answer(BINANCE_OK | {"orderId": None}),
    "accepted with id 0": answer(BINANCE_OK | {"orderId": 0}),
    "accepted, another's": answer(BINANCE_OK | {"clientOrderId": "web_1"}),
}
UNKNOWN_AT_BYBIT: dict[str, Handler] = {
    "10000": answer(bybit_no(10000, "Server Timeout")),
    "10002": answer(bybit_no(10002, "The request time exceeds the time window range.")),
    "10006": answer(bybit_no(10006, "Too many visits. Exceeded the API Rate Limit.")),
    "10016": answer(bybit_no(10016, "System error. Please try again later.")),
    "10019": answer(bybit_no(10019, "service is restarting")),
    "170007": answer(bybit_no(170007, "Timeout waiting for response from backend server.")),
    "170146": answer(bybit_no(170146, "Order creation timeout")),
    "170149": answer(bybit_no(170149, "Create order failed")),
    "110079": answer(bybit_no(110079, "The order is processing and can not be operated")),
    "duplicate": answer(bybit_no(110072, "OrderLinkedID is duplicate")),
    "duplicate of spot": answer(bybit_no(170141, "Duplicate clientOrderId")),
    "an unheard code": answer(bybit_no(999999, "Whatever.")),
    "a proof that doubts itself": answer(bybit_no(10001, "System error, try again")),
    "accepted without an id": answer(bybit_ok({"orderLinkId": OURS})),
    "accepted with an empty id": answer(bybit_ok({"orderId": "", "orderLinkId": OURS})),
    "accepted with id null": answer(bybit_ok({"orderId": None, "orderLinkId": OURS})),
    "accepted, another's": answer(bybit_ok({"orderId": "1", "orderLinkId": "x"})),
    "accepted without a result": answer(bybit_ok(None)),
}
UNKNOWN_AT_OKX: dict[str, Handler] = {
    "50001": answer(okx_no(50001, "Service temporarily unavailable. Please try again later."), 503),
    "50004": answer(okx_no(50004, "API endpoint request timeout (please check the request result)."), 400),
    "50011": answer(okx_no(50011, "Rate limit reached."), 429),
    "50013": answer(okx_no(50013, "Systems are busy. Please try again later.")),
    "50026": answer(okx_no(50026, "System error. Please try again later."), 500),
    "50036": answer(okx_order_no(50036, "The expTime can't be earlier than the current system time.")),
    "50102": answer(okx_no(50102, "Timestamp request expired."), 401),
    "51030": answer(okx_order_no(51030, "Funding fee is being settled.")),
    "51054": answer(okx_order_no(51054, "Request timed out. Please try again."), 500),
    "51149": answer(okx_order_no(51149, "Order timed out. Please try again later."), 500),
    "duplicate": answer(okx_order_no(51016, "Client order ID already exists.")),
    "an unheard code": answer(okx_order_no(59999, "Whatever.")),
    "a proof, but as a 500": answer(okx_order_no(51008, "Order failed."), 500),
    "a proof that doubts itself": answer(okx_order_no(51000, "System error, try again")),
    "accepted without an id": answer(okx_ok(OKX_ROW | {"ordId": ""})),
    "accepted with id null": answer(okx_ok(OKX_ROW | {"ordId": None})),
    "accepted, another's": answer(okx_ok(OKX_ROW | {"clOrdId": "x"})),
    "accepted without a word of the order": answer(okx_ok(OKX_ROW | {"sCode": None})),
    "accepted without an order": answer(okx_ok()),
    "two orders": answer(okx_ok(OKX_ROW, OKX_ROW)),
    "a code that is a number": answer(OKX_OK | {"code": 0}),
    "partly": answer(OKX_OK | {"code": "2"}),
}
CASES = [
    pytest.param(exchange, handler, id=f"{exchange}: {name}")
    for exchange, answers in (
        ("Binance", UNKNOWN_EVERYWHERE | UNKNOWN_AT_BINANCE),
        ("Binance F", UNKNOWN_AT_BINANCE),
        ("Bybit", UNKNOWN_AT_BYBIT),
        ("Bybit F", UNKNOWN_EVERYWHERE | UNKNOWN_AT_BYBIT),
        ("OKX", UNKNOWN_AT_OKX),
        ("OKX F", UNKNOWN_EVERYWHERE | UNKNOWN_AT_OKX),
    )
    for name, handler in answers.items()
]


@pytest.mark.parametrize(("exchange", "handler"), CASES)
async def test_what_is_neither_an_id_nor_a_proof_is_unknown_and_sent_once(
    exchange: str,
    handler: Handler,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    bench.put("POST", CREATE_PATH[exchange], handler)
    got = await make_gateway(exchange, timings=IMPATIENT).create(make_order(), make_market(exchange))
    assert isinstance(got, Unknown), got
    assert len(bench.asked("POST", CREATE_PATH[exchange])) == 1
    assert not bench.asked("POST", "/elsewhere")


@pytest.mark.parametrize("exchange", CREATE_PATH)
async def test_an_order_is_accepted_with_the_exchanges_id(
    exchange: str,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    named = exchange.removesuffix(" F")
    bench.put("POST", CREATE_PATH[exchange], answer(TAKEN[named]))
    got = await make_gateway(exchange).create(make_order(), make_market(exchange))
    assert got == Accepted(venue_order_id=NUMBERS[named])  # type: ignore[arg-type]  # a plain str here


REFUSALS = [
    ("Binance", binance_no(-2010, "Account has insufficient balance for requested action.")),
    ("Binance", binance_no(-1013, "Filter failure: NOTIONAL")),
    ("Binance", binance_no(-2010, "Market is closed.")),
    ("Binance", binance_no(-1111, "Parameter 'quantity' has too much precision.")),
    ("Binance", binance_no(-2015, "Invalid API-key, IP, or permissions for action.", 401)),
    ("Binance F", binance_no(-2019, "Margin is insufficient.")),
    ("Binance F", binance_no(-2022, "ReduceOnly Order is rejected.")),
    ("Binance F", binance_no(-4164, "Order's notional must be no smaller than 100.")),
    ("Binance F", binance_no(-4061, "Order's position side does not match user's setting.")),
    ("Binance", binance_no(-1010, "This account may not place or cancel orders.")),
    ("Binance F", binance_no(-2017, "API Keys are locked on this account.", 401)),
    ("Binance F", binance_no(-4401, "Futures Trading Risk Control Rules of large position holding.")),
    ("Binance F", binance_no(-4402, "This feature is currently not available in your region.")),
    ("Binance F", binance_no(-4411, "Please sign TradFi-Perps agreement contract fapi.")),
    ("Bybit", answer(bybit_no(10009, "Service Restricted: unavailable for your region."))),
    ("Bybit", answer(bybit_no(170381, "Order quantity too large."))),
    ("Bybit", answer(bybit_no(170348, "Please go to (https://www.bybit-tr.com) to proceed."))),
    ("Bybit F", answer(bybit_no(33004, "Your api key has expired"))),
    ("Bybit F", answer(bybit_no(30228, "No new positions during delisting"))),
    ("Bybit F", answer(bybit_no(110120, "Order price cannot be smaller than 1, the price limitation"))),
    ("Bybit F", answer(bybit_no(110124, "Trading is temporarily restricted due to a cooling-off period."))),
    ("Bybit F", answer(bybit_no(110125, "You must agree to the Trading Terms before trading this contract"))),
    ("OKX", answer(okx_order_no(51129, "The value of the position has reached the limit."))),
    ("OKX F", answer(okx_order_no(51155, "Trading of this pair is restricted by local compliance."))),
    ("OKX F", answer(okx_order_no(51187, "The sum exceeds the platform limit."))),
    ("OKX F", answer(okx_no(50029, "Your account has triggered OKX risk control."))),
    ("Bybit", answer(bybit_no(170131, "Insufficient balance."))),
    ("Bybit", answer(bybit_no(170140, "Order value exceeded lower limit."))),
    ("Bybit", answer(bybit_no(10005, "Permission denied, please check your API key permissions."))),
    ("Bybit F", answer(bybit_no(110007, "ab not enough for new order"))),
    ("Bybit F", answer(bybit_no(110017, "current position is zero, cannot fix reduce-only order qty"))),
    ("OKX", answer(okx_order_no(51008, "Order failed. Insufficient USDT balance in account."))),
    ("OKX", answer(okx_no(51000, "Parameter px error"))),
    ("OKX", answer(okx_no(50105, 'Request header "OK-ACCESS-PASSPHRASE" incorrect.'), 401)),
    ("OKX", answer(okx_order_no(51008, "Order failed.") | {"code": "2"})),
    ("OKX F", answer(okx_order_no(51169, "Order failed because you don't have any positions to reduce."))),
    ("OKX F", answer(okx_order_no(51121, "Order quantity must be a multiple of the lot size."))),
]


@pytest.mark.parametrize(("exchange", "handler"), REFUSALS)
async def test_a_proven_refusal_is_rejected_with_the_exchanges_words(
    exchange: str,
    handler: Handler,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    bench.put("POST", CREATE_PATH[exchange], handler)
    got = await make_gateway(exchange).create(make_order(), make_market(exchange))
    assert isinstance(got, Rejected), got
    assert isinstance(got.reason, ExchangeSaid)
    assert got.reason.number


async def test_spot_proofs_prove_nothing_on_futures(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    bench.put("POST", CREATE_PATH["Binance"], binance_no(-2019, "Margin is insufficient."))
    got = await make_gateway("Binance").create(make_order(), make_market("Binance"))
    assert isinstance(got, Unknown)


async def test_a_refused_connection_proves_that_nothing_was_sent(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    gateway = make_gateway("Binance")
    await gateway.clock_drift_s()
    await gateway.market("BTC/USDT")
    await bench.stop()
    with pytest.raises(VenueUnavailable):
        await gateway.last_price(make_market("Binance"))  # takes the connection that was kept open
    got = await gateway.create(make_order(), make_market("Binance"))
    assert isinstance(got, NeverSent), got


async def test_a_kept_connection_that_turns_out_dead_proves_nothing(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    gateway = make_gateway("Binance")
    await gateway.clock_drift_s()
    await gateway.market("BTC/USDT")
    await bench.stop()
    got = await gateway.create(make_order(), make_market("Binance"))
    assert isinstance(got, Unknown), got


async def test_a_failed_handshake_proves_that_nothing_was_sent(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    plain = bench.urls
    encrypted = f"https://127.0.0.1:{bench.port}/api/v3"  # nobody speaks TLS there
    gateway = make_gateway("Binance", exchange_urls={"Binance": plain | {"private": encrypted}})
    got = await gateway.create(make_order(), make_market("Binance"))
    assert isinstance(got, NeverSent), got
    assert not bench.asked("POST", CREATE_PATH["Binance"])


async def test_a_connection_that_does_not_come_about_until_the_deadline_sends_nothing(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    async def hear_only(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(hear_only, "127.0.0.1", 0) as deaf:
        port = deaf.sockets[0].getsockname()[1]
        private = {"private": f"https://127.0.0.1:{port}/api/v3"}  # the handshake is never answered
        gateway = make_gateway(
            "Binance",
            exchange_urls={"Binance": bench.urls | private},
            timings=EngineTimings(connection=ConnectionTimings(call_timeout_s=4)),
        )
        await gateway.market("BTC/USDT")
        order = make_order()
        got = await gateway.create(
            replace(order, deadline=order.created_at + timedelta(seconds=1)), make_market("Binance")
        )
        took = datetime.now(UTC) - order.created_at  # noqa: TID251 - requests go in real time
        assert isinstance(got, NeverSent), got
        assert took < timedelta(seconds=3)


async def test_an_exchange_that_tells_no_time_is_sent_nothing(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    gateway = make_gateway("Binance")
    bench.put("GET", "/api/v3/time", answer("<html>", 502))
    got = await gateway.create(make_order(), make_market("Binance"))
    assert isinstance(got, NeverSent), got
    assert not bench.asked("POST", CREATE_PATH["Binance"])


async def test_after_its_deadline_an_order_is_not_sent(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    order = make_order()
    late = replace(order, created_at=order.created_at - timedelta(seconds=6))
    late = replace(late, deadline=late.created_at + timedelta(seconds=5))
    got = await make_gateway("Binance").create(late, make_market("Binance"))
    assert isinstance(got, NeverSent), got
    assert not bench.asked("POST", CREATE_PATH["Binance"])


async def test_a_cancelled_create_says_nothing_and_was_sent_once(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    bench.put("POST", CREATE_PATH["Binance"], stay_silent)
    gateway = make_gateway("Binance", timings=EngineTimings(connection=ConnectionTimings(call_timeout_s=10)))
    async with asyncio.TaskGroup() as group:
        creating = group.create_task(gateway.create(make_order(), make_market("Binance")))
        await bench.until(lambda: bool(bench.asked("POST", CREATE_PATH["Binance"])))
        creating.cancel()
    assert creating.cancelled()
    assert len(bench.asked("POST", CREATE_PATH["Binance"])) == 1


@pytest.mark.parametrize("exchange", CREATE_PATH)
async def test_the_signed_time_is_the_intents(
    exchange: str,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    """Our clock stands in January; the exchange's is real. The order was decided 3 s ago, by its clock."""
    clock = ManualClock()
    gateway = make_gateway(exchange, clock)
    await gateway.clock_drift_s()
    now = gateway.now()
    assert now is not None
    decided = now - timedelta(seconds=3)
    clock.set_ahead(7200)
    order = make_order(created_at=decided, deadline=now + timedelta(seconds=2))
    await gateway.create(order, make_market(exchange))
    (sent,) = bench.asked("POST", CREATE_PATH[exchange])
    real_now = datetime.now(UTC).timestamp()  # noqa: TID251 - what the bench's clock shows
    signed, window_s = signed_at(sent)
    assert signed == pytest.approx(decided.timestamp(), abs=0.002)
    assert signed == pytest.approx(real_now - 3, abs=1)
    assert window_s == pytest.approx(5, abs=0.002)


def signed_at(sent: Seen) -> tuple[float, float]:
    """Return when a request says that it was made, and for how many seconds it may be taken."""
    if "exptime" in sent.headers:  # OKX dates in words, and says until when
        at = datetime.fromisoformat(sent.headers["ok-access-timestamp"]).timestamp()
        return at, int(sent.headers["exptime"]) / 1000 - at
    at_ms = sent.params.get("timestamp") or sent.headers["x-bapi-timestamp"]
    window_ms = sent.params.get("recvWindow") or sent.headers["x-bapi-recv-window"]
    return int(at_ms) / 1000, int(window_ms) / 1000


async def test_a_late_arrival_carries_the_old_time_and_its_refusal_is_no_proof(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    """Should a send be late in spite of everything, the exchange can see it and refuse it."""
    stale = binance_no(-1021, "Timestamp for this request is outside of the recvWindow.")
    bench.put("POST", CREATE_PATH["Binance"], stale)
    order = make_order()
    decided = order.created_at - timedelta(seconds=30)
    got = await make_gateway("Binance").create(replace(order, created_at=decided), make_market("Binance"))
    assert isinstance(got, Unknown)
    (sent,) = bench.asked("POST", CREATE_PATH["Binance"])
    assert int(sent.params["timestamp"]) / 1000 == pytest.approx(decided.timestamp(), abs=1)


async def test_a_refused_timestamp_has_the_clock_measured_again(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    stale = binance_no(-1021, "Timestamp for this request is outside of the recvWindow.")
    bench.put("POST", CREATE_PATH["Binance"], stale)
    gateway = make_gateway("Binance")
    await gateway.create(make_order(), make_market("Binance"))
    before = len(bench.asked("GET", "/api/v3/time"))
    await gateway.create(make_order(), make_market("Binance"))
    assert len(bench.asked("GET", "/api/v3/time")) > before
