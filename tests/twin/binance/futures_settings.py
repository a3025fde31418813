"""Routes of futures settings: leverage, margin and position mode, fees."""

from collections.abc import Callable, Mapping

from tests.twin.binance.call import Call, signed
from tests.twin.binance.desk import Desk
from tests.twin.binance.errors import (
    MARGIN_TYPE_ORDERS,
    MARGIN_TYPE_POSITION,
    POSITION_SIDE_ORDERS,
    POSITION_SIDE_POSITION,
    SAME_MARGIN_TYPE,
    SAME_MULTI_ASSETS,
    SAME_POSITION_SIDE,
    BinanceError,
    missing,
)
from tests.twin.binance.orders import symbol_of, symbols_of
from tests.twin.binance.text import at, plain
from tests.twin.core.errors import Refused, Why
from tests.twin.core.faults import Operation

DONE = {"code": 200, "msg": "success"}


def symbol_settings(_: Desk, call: Call) -> object:
    found = ((name, call.venue.contracts.position(call.account.name, name)) for name in symbols_of(call))
    return [
        {
            "symbol": name,
            "marginType": "ISOLATED" if position.isolated else "CROSSED",
            "isAutoAddMargin": False,
            "leverage": position.leverage,
            "maxNotionalValue": "1000000000",
        }
        for name, position in found
    ]


def account_settings(_: Desk, call: Call) -> object:
    settings = call.venue.contracts.settings(call.account.name)
    return {
        "feeTier": 0,
        "canTrade": call.key is not None and call.key.can_trade,
        "canDeposit": True,
        "canWithdraw": True,
        "dualSidePosition": settings.hedge,
        "updateTime": at(call.now),
        "multiAssetsMargin": settings.multi_assets,
        "tradeGroupId": -1,
    }


def position_mode(_: Desk, call: Call) -> object:
    return {"dualSidePosition": call.venue.contracts.settings(call.account.name).hedge}


def set_position_mode(_: Desk, call: Call) -> object:
    """Switch hedge mode."""
    hedge = _given_flag(call, "dualSidePosition")
    errors = {
        Why.NO_CHANGE: SAME_POSITION_SIDE,
        Why.OPEN_ORDERS_EXIST: POSITION_SIDE_ORDERS,
        Why.POSITION_EXISTS: POSITION_SIDE_POSITION,
    }
    _try(lambda: call.venue.contracts.set_hedge(call.account.name, hedge=hedge), errors)
    return DONE


def multi_assets(_: Desk, call: Call) -> object:
    return {"multiAssetsMargin": call.venue.contracts.settings(call.account.name).multi_assets}


def set_multi_assets(_: Desk, call: Call) -> object:
    wanted = _given_flag(call, "multiAssetsMargin")
    _try(
        lambda: call.venue.contracts.set_multi_assets(call.account.name, multi_assets=wanted),
        {Why.NO_CHANGE: SAME_MULTI_ASSETS},
    )
    return DONE


def set_leverage(_: Desk, call: Call) -> object:
    """Set the leverage of a symbol."""
    leverage, symbol = call.params.integer("leverage"), symbol_of(call)
    if leverage is None:
        raise missing("leverage")
    call.venue.contracts.set_leverage(call.account.name, symbol, leverage)
    return {"leverage": leverage, "maxNotionalValue": "1000000000", "symbol": symbol}


def set_margin_type(_: Desk, call: Call) -> object:
    """Choose isolated or crossed margin for a symbol."""
    symbol, wanted = symbol_of(call), call.params.text("marginType")
    if wanted not in {"ISOLATED", "CROSSED"}:
        raise BinanceError(
            -1102, "Mandatory parameter 'marginType' was not sent, was empty/null, or malformed."
        )
    errors = {
        Why.NO_CHANGE: SAME_MARGIN_TYPE,
        Why.OPEN_ORDERS_EXIST: MARGIN_TYPE_ORDERS,
        Why.POSITION_EXISTS: MARGIN_TYPE_POSITION,
    }
    isolated = wanted == "ISOLATED"
    _try(lambda: call.venue.contracts.set_isolated(call.account.name, symbol, isolated=isolated), errors)
    return DONE


def commission(_: Desk, call: Call) -> object:
    fees = call.account.perpetual_fees
    return {
        "symbol": symbol_of(call),
        "makerCommissionRate": plain(fees.maker),
        "takerCommissionRate": plain(fees.taker),
        "rpiCommissionRate": "0",
    }


def leverage_brackets(_: Desk, call: Call) -> object:
    """Return leverage brackets: one, without an upper end."""
    wanted = call.params.text("symbol", "")
    return [
        {
            "symbol": name,
            "notionalCoef": 1.0,
            "brackets": [
                {
                    "bracket": 1,
                    "initialLeverage": symbol.max_leverage,
                    "notionalCap": 1_000_000_000,
                    "notionalFloor": 0,
                    "maintMarginRatio": 0.004,
                    "cum": 0.0,
                }
            ],
        }
        for name, symbol in call.venue.symbols.items()
        if wanted in {"", name}
    ]


def _given_flag(call: Call, name: str) -> bool:
    if call.params.text(name).lower() not in {"true", "false"}:
        raise missing(name)
    return call.params.flag(name)


def _try(change: Callable[[], None], errors: Mapping[Why, tuple[int, str]]) -> None:
    try:
        change()
    except Refused as refused:
        if refused.why not in errors:
            raise
        raise BinanceError(*errors[refused.why]) from None


ROUTES = [
    signed("GET", "symbolConfig", symbol_settings, Operation.SETTINGS, weight=5),
    signed("GET", "accountConfig", account_settings, Operation.SETTINGS, weight=5),
    signed("GET", "positionSide/dual", position_mode, Operation.SETTINGS, weight=30),
    signed("POST", "positionSide/dual", set_position_mode, Operation.SETTINGS),
    signed("GET", "multiAssetsMargin", multi_assets, Operation.SETTINGS, weight=30),
    signed("POST", "multiAssetsMargin", set_multi_assets, Operation.SETTINGS),
    signed("POST", "leverage", set_leverage, Operation.SETTINGS),
    signed("POST", "marginType", set_margin_type, Operation.SETTINGS),
    signed("GET", "commissionRate", commission, Operation.SETTINGS, weight=20),
    signed("GET", "leverageBracket", leverage_brackets, Operation.SETTINGS),
]
