"""What of an order is sent, exchange by exchange."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.core.types import Market
from tests.exchanges.bench import Bench
from tests.exchanges.conftest import CREATE_PATH, MakeGateway, MakeOrder

OURS = "s00100010000100001"
SPOT_ORDER = {
    "symbol": "BTCUSDT",
    "side": "BUY",
    "type": "LIMIT",
    "quantity": "0.001",
    "price": "95000",
    "newClientOrderId": OURS,
}
ON_THE_WIRE = [
    ("Binance", {}, SPOT_ORDER | {"timeInForce": "GTC"}, {"reduceOnly"}),
    ("Binance", {"immediate": True}, SPOT_ORDER | {"timeInForce": "IOC"}, {"reduceOnly"}),
    ("Binance F", {}, SPOT_ORDER | {"timeInForce": "GTC"}, {"reduceOnly", "positionSide"}),
    ("Binance F", {"reduce_only": True}, SPOT_ORDER | {"reduceOnly": "true"}, {"positionSide"}),
    (
        "Bybit",
        {"quantity": Decimal("1E+1"), "price": Decimal("0.00000012")},
        {
            "category": '"spot"',
            "side": '"Buy"',
            "orderType": '"Limit"',
            "qty": '"10"',
            "price": '"0.00000012"',
            "timeInForce": '"GTC"',
            "orderLinkId": f'"{OURS}"',
            "isLeverage": "0",
        },
        {"reduceOnly", "positionIdx"},
    ),
    (
        "Bybit F",
        {"reduce_only": True, "immediate": True},
        {
            "category": '"linear"',
            "timeInForce": '"IOC"',
            "reduceOnly": "true",
            "positionIdx": "0",
            "orderLinkId": f'"{OURS}"',
        },
        {"isLeverage"},
    ),
    (
        "OKX",
        {"quantity": Decimal("1E+1"), "price": Decimal("0.00000012")},
        {
            "instId": '"BTC-USDT"',
            "tdMode": '"cash"',
            "side": '"buy"',
            "ordType": '"limit"',
            "sz": '"10"',
            "px": '"0.00000012"',
            "clOrdId": f'"{OURS}"',
        },
        {"reduceOnly", "posSide", "tag", "expTime"},
    ),
    (
        "OKX F",
        {"reduce_only": True, "immediate": True, "quantity": Decimal("0.123")},
        {
            "instId": '"BTC-USDT-SWAP"',
            "tdMode": '"isolated"',
            "ordType": '"ioc"',
            "sz": '"12.3"',  # contracts of a hundredth of a coin
            "reduceOnly": "true",
        },
        {"posSide", "tag", "expTime"},
    ),
]


@pytest.mark.parametrize(("exchange", "changes", "expected", "absent"), ON_THE_WIRE)
async def test_what_stands_on_the_wire(
    exchange: str,
    changes: dict[str, object],
    expected: dict[str, str],
    absent: set[str],
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: Callable[[str], Market],
    make_order: MakeOrder,
) -> None:
    await make_gateway(exchange).create(make_order(**changes), make_market(exchange))
    (sent,) = bench.asked("POST", CREATE_PATH[exchange])
    assert expected.items() <= sent.params.items()
    assert not absent & sent.params.keys()
