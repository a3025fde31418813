"""Binance futures over HTTP: settings, refusals, positions."""

import pytest

from tests.twin import Twin
from tests.twin.asking import D, buy
from tests.twin.core.clock import milliseconds
from tests.twin.raw import RawBinance

ORDER = "/fapi/v1/order"
FIELDS: dict[str, str | int] = {
    "symbol": "BTCUSDT",
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "0.01",
    "price": "94000",
}


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"timeInForce": "GTX", "price": "96000"}, -5022,
         "Due to the order could not be executed as maker, the Post Only order will be rejected."),
        ({"timeInForce": "FOK"}, -5021,
         "Due to the order could not be filled immediately, the FOK order has been rejected."),
        ({"reduceOnly": "true"}, -2022, "ReduceOnly Order is rejected."),
        ({"quantity": "500"}, -2019, "Margin is insufficient."),
        ({"quantity": "0.001"}, -4164,
         "Order's notional must be no smaller than 100 (unless you choose reduce only)."),
        ({"quantity": "0.0105"}, -1111, "Precision is over the maximum defined for this asset."),
        ({"price": "94000.05"}, -1111, "Precision is over the maximum defined for this asset."),
        ({"price": "100000"}, -4016, "Limit price can't be higher than 99750.0."),
        ({"positionSide": "LONG"}, -4061, "Order's position side does not match user's setting."),
        ({"type": "STOP_MARKET"}, -4120,
         "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."),
    ],
)  # fmt: skip
async def test_refusals_have_binances_words(
    twin: Twin, raw: RawBinance, change: dict[str, str], code: int, text: str
) -> None:
    assert await raw.refusal("POST", ORDER, **(FIELDS | change)) == (code, text)
    assert twin.binance.futures.store.open_orders() == []


async def test_a_duplicate_has_a_code_of_its_own(raw: RawBinance) -> None:
    await raw.ask("POST", ORDER, newClientOrderId="one", **FIELDS)
    code, _ = await raw.refusal("POST", ORDER, newClientOrderId="one", **FIELDS)
    assert code == -4116


async def test_an_order_that_queues_too_long_is_refused_by_the_engine(twin: Twin, raw: RawBinance) -> None:
    twin.binance.set_engine_delay("Binance F", 1.0)
    sent = milliseconds(twin.world.clock.server_now())
    code, text = await raw.refusal("POST", ORDER, timestamp=sent, recvWindow=900, **FIELDS)
    assert (code, text) == (-5028, "Timestamp for this request is outside of the ME recvWindow.")


async def test_hedge_mode_refuses_orders_of_one_way_mode(raw: RawBinance) -> None:
    _, done = await raw.ask("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
    assert done == {"code": 200, "msg": "success"}
    _, mode = await raw.ask("GET", "/fapi/v1/positionSide/dual")
    assert mode == {"dualSidePosition": True}
    assert (await raw.refusal("POST", ORDER, **FIELDS))[0] == -4061
    code, _ = await raw.refusal("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
    assert code == -4059


async def test_margin_type_and_leverage_are_kept_per_symbol(twin: Twin, raw: RawBinance) -> None:
    await raw.ask("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=3)
    await raw.ask("POST", "/fapi/v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
    assert (await raw.refusal("POST", "/fapi/v1/marginType", symbol="BTCUSDT", marginType="ISOLATED"))[
        0
    ] == -4046
    assert (await raw.refusal("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=126))[0] == -4028
    _, settings = await raw.ask("GET", "/fapi/v1/symbolConfig")
    assert [(one["symbol"], one["marginType"], one["leverage"]) for one in settings] == [
        ("BTCUSDT", "ISOLATED", 3),
        ("ETHUSDT", "CROSSED", 20),
    ]
    twin.binance.futures.place(buy("94000"))
    twin.binance.futures.trade("BTCUSDT", D("94000"))
    _, positions = await raw.ask("GET", "/fapi/v3/positionRisk")
    assert [(one["positionAmt"], one["entryPrice"]) for one in positions] == [("0.010", "94000")]
    assert positions[0]["isolatedMargin"] == "313.33333333"
    _, account = await raw.ask("GET", "/fapi/v3/account")
    assert account["totalWalletBalance"] == "49999.81200000"
    _, balances = await raw.ask("GET", "/fapi/v3/balance")
    assert {one["asset"]: one["balance"] for one in balances}["USDT"] == "49999.81200000"


async def test_orders_canceled_without_a_fill_are_forgotten_after_a_while(
    twin: Twin, raw: RawBinance
) -> None:
    twin.binance.futures.rules.forget_unfilled_s = 0
    _, order = await raw.ask("POST", ORDER, **FIELDS)
    await raw.ask("DELETE", ORDER, symbol="BTCUSDT", orderId=order["orderId"])
    code, _ = await raw.refusal("GET", ORDER, symbol="BTCUSDT", orderId=order["orderId"])
    assert code == -2013
