"""What Bybit does with the time of a create."""

from collections.abc import Callable

from engine.core.types import Market
from engine.venue_answers import Accepted, Unknown
from tests.exchanges.bench import Bench, answer
from tests.exchanges.canned import bybit_no, bybit_ok
from tests.exchanges.conftest import CREATE_PATH, MakeGateway, MakeOrder

CLOCK = ("GET", "/v5/market/time")
CREATE = ("POST", CREATE_PATH["Bybit F"])


async def test_a_create_outside_of_its_window_is_no_refusal_and_has_the_clock_measured_again(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    """10002 comes from the door of the exchange; another copy of the request may have come in time."""
    text = "invalid request, please check your server timestamp or recv_window param."
    order, market = make_order(), make_market("Bybit F")
    taken = answer(bybit_ok({"orderId": "1", "orderLinkId": order.client_order_id}))
    bench.put(*CREATE, answer(bybit_no(10002, text)), taken)
    gateway = make_gateway("Bybit F")
    assert isinstance(await gateway.create(order, market), Unknown)
    before = len(bench.asked(*CLOCK))
    assert isinstance(await gateway.create(make_order(), market), Accepted)
    assert len(bench.asked(*CLOCK)) > before
    assert {sent.headers["x-bapi-recv-window"] for sent in bench.asked(*CREATE)} == {"5000"}
