"""Foreign errors in our words; secrets in none."""

import logging
from collections.abc import Callable, Iterator

import pytest
from ccxt.base import errors as foreign

from bot.views.call_errors import call_failed
from bot.views.words import named
from engine.core.types import Market
from engine.errors import TryLater, VenueUnavailable
from engine.venue_answers import Rejected
from engine.venues.exchanges.answers import failed
from engine.venues.exchanges.spec import Credentials
from tests.exchanges.bench import Bench, answer
from tests.exchanges.canned import bybit_no
from tests.exchanges.conftest import CREATE_PATH, MakeGateway, MakeOrder
from tests.support.words import EN


def classes(kind: type[BaseException] = foreign.BaseError) -> Iterator[type[BaseException]]:
    yield kind
    for below in kind.__subclasses__():
        yield from classes(below)


@pytest.mark.parametrize("kind", dict.fromkeys(classes()), ids=lambda kind: kind.__name__)
def test_every_class_of_ccxt_has_a_meaning_of_its_own_and_means_try_later(kind: type[BaseException]) -> None:
    assert named("call", kind.__name__) in EN
    error = VenueUnavailable("Binance", failed(kind("https://api/order?signature=abc&apiKey=k")), 5.0)
    assert isinstance(error, TryLater)
    assert error.retry_after_s == 5.0
    assert "signature" not in str(error)
    assert str(error).startswith("Binance: ")


def test_the_walk_has_seen_them_all() -> None:
    names = {name for name in foreign.__all__ if name != "error_hierarchy"}
    assert names == {kind.__name__ for kind in classes()}
    assert all(named("call", name) in EN for name in names)


def test_a_python_error_has_a_meaning_too() -> None:
    assert call_failed(EN, failed(KeyError("orderId"))) == "an unexpected KeyError"


async def test_neither_key_nor_secret_is_told_or_logged(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Bybit quotes the key in a refusal, and ccxt logs headers and signed addresses."""
    caplog.set_level(logging.DEBUG)
    keys = Credentials(api_key="PUBLIC-KEY", secret="PRIVATE-KEY-OF-MINE")
    gateway = make_gateway("Bybit", credentials=keys)
    quoted = bybit_no(10004, "error sign! origin_string[1665382547PUBLIC-KEY5000]")
    bench.put("POST", CREATE_PATH["Bybit"], answer(quoted))
    got = await gateway.create(make_order(), make_market("Bybit"))
    assert isinstance(got, Rejected)
    bench.put("GET", "/v5/order/realtime", answer(quoted))
    with pytest.raises(VenueUnavailable) as raised:
        await gateway.fetch_order(make_order().identity, make_market("Bybit"))
    await bench.stop()
    with pytest.raises(VenueUnavailable) as refused:
        await gateway.balances()
    told = [
        repr(got.reason),
        str(raised.value),
        str(refused.value),
        repr(refused.value.__cause__),
        repr(keys),
    ]
    told += [record.getMessage() for record in caplog.records]
    told += [str(record.exc_info) for record in caplog.records]
    assert bench.asked("POST", CREATE_PATH["Bybit"])[0].headers["x-bapi-api-key"] == "PUBLIC-KEY"
    assert not [line for line in told if "PUBLIC-KEY" in line or "PRIVATE-KEY" in line or "sign=" in line]
