"""Routes of futures accounts: balances, positions, listen keys."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.twin.binance.call import Call, Route, Security, signed
from tests.twin.binance.desk import Desk
from tests.twin.binance.errors import NO_LISTEN_KEY, BinanceError
from tests.twin.binance.futures_views import account_position_view, risk_view
from tests.twin.binance.orders import symbols_of, window_of
from tests.twin.binance.text import Json, at, eight
from tests.twin.core.faults import Operation
from tests.twin.core.values import ZERO


def account(_: Desk, call: Call) -> object:
    """Return balances and positions. Only symbols in use are listed, as version 3 does."""
    name = call.account.name
    assets = [_asset(call, coin) for coin in _coins(call)]
    used = [
        symbol
        for symbol in call.venue.symbols
        if call.venue.contracts.margins.margin(name, symbol)
        or call.venue.contracts.position(name, symbol).amount
    ]
    total: Json = {
        f"total{field[0].upper()}{field[1:]}": _sum(assets, field)
        for field in (
            "initialMargin",
            "maintMargin",
            "walletBalance",
            "unrealizedProfit",
            "marginBalance",
            "positionInitialMargin",
            "openOrderInitialMargin",
            "crossWalletBalance",
            "crossUnPnl",
        )
    }
    return total | {
        "availableBalance": _sum(assets, "availableBalance"),
        "maxWithdrawAmount": _sum(assets, "maxWithdrawAmount"),
        "canTrade": call.key is not None and call.key.can_trade,
        "feeTier": 0,
        "multiAssetsMargin": call.venue.contracts.settings(name).multi_assets,
        "assets": assets,
        "positions": [account_position_view(call.venue, name, symbol) for symbol in used],
    }


def balance(desk: Desk, call: Call) -> object:
    besides = desk.world.besides.of(call.venue.name, call.account.name, Operation.BALANCE)
    return [
        {
            "accountAlias": f"a{call.account.number}",
            "asset": view["asset"],
            "balance": view["walletBalance"],
            "crossWalletBalance": view["crossWalletBalance"],
            "crossUnPnl": view["crossUnPnl"],
            "availableBalance": view["availableBalance"],
            "maxWithdrawAmount": view["maxWithdrawAmount"],
            "marginAvailable": True,
            "updateTime": view["updateTime"],
        }
        for view in (_asset(call, coin) for coin in _coins(call))
    ] + besides


def positions(desk: Desk, call: Call) -> object:
    """Return what is in use (version 3)."""
    margins = call.venue.contracts.margins
    return [
        risk_view(call.venue, call.account.name, symbol, old=False)
        for symbol in symbols_of(call)
        if margins.margin(call.account.name, symbol) or margins.position(call.account.name, symbol).amount
    ] + desk.world.besides.of(call.venue.name, call.account.name, Operation.POSITIONS)


def positions_of_all(_: Desk, call: Call) -> object:
    """Return every symbol (version 2)."""
    return [risk_view(call.venue, call.account.name, symbol, old=True) for symbol in symbols_of(call)]


def income(desk: Desk, call: Call) -> object:
    """Return what positions have paid or received; the twin keeps no other income."""
    window = window_of(call, first="page")
    paid = call.venue.reads.fundings(call.account.name, replace(window, first_id=None))
    rows: list[Json] = [
        {
            "symbol": fill.symbol,
            "incomeType": "FUNDING_FEE",
            "income": eight(-fill.fee),
            "asset": fill.fee_coin,
            "info": "FUNDING_FEE",
            "time": at(fill.at),
            "tranId": fill.trade_id,
            "tradeId": "",
        }
        for fill in paid
    ]
    besides = desk.world.besides.of(call.venue.name, call.account.name, Operation.FUNDINGS)
    kind = call.params.text("incomeType", "")
    return [row for row in rows + besides if kind in {"", row.get("incomeType")}]


def create_listen_key(desk: Desk, call: Call) -> object:
    return {"listenKey": desk.listen_keys.create(call.account.name)}


def keep_listen_key(desk: Desk, call: Call) -> object:
    """Keep the key alive. -1125 when it has expired."""
    key = desk.listen_keys.keep_alive(call.account.name)
    if key is None:
        raise BinanceError(*NO_LISTEN_KEY)
    return {"listenKey": key}


def delete_listen_key(desk: Desk, call: Call) -> object:
    desk.listen_keys.delete(call.account.name)
    return {}


def _coins(call: Call) -> list[str]:
    return sorted({"USDT", "BNB", *call.account.wallet(call.venue.wallet).coins()})


def _asset(call: Call, coin: str) -> Json:
    name, margins = call.account.name, call.venue.contracts.margins
    wallet = call.account.wallet(call.venue.wallet).of(coin).total
    mine = [symbol for symbol, rule in call.venue.symbols.items() if rule.margin_coin == coin]
    held = [(margins.position(name, symbol), call.venue.markets[symbol].mark_price) for symbol in mine]
    profit = sum((position.unrealized(mark) for position, mark in held), ZERO)
    bound = sum((margins.margin(name, symbol) for symbol in mine), ZERO)
    in_positions = sum((position.initial_margin for position, _ in held), ZERO)
    available = eight(max(ZERO, margins.available(name, coin)))
    return {
        "asset": coin,
        "walletBalance": eight(wallet),
        "unrealizedProfit": eight(profit),
        "marginBalance": eight(wallet + profit),
        "maintMargin": eight(sum((abs(p.amount) * mark * Decimal("0.004") for p, mark in held), ZERO)),
        "initialMargin": eight(bound),
        "positionInitialMargin": eight(in_positions),
        "openOrderInitialMargin": eight(bound - in_positions),
        "crossWalletBalance": eight(wallet),
        "crossUnPnl": eight(profit),
        "availableBalance": available,
        "maxWithdrawAmount": available,
        "updateTime": at(call.now),
    }


def _sum(assets: list[Json], field: str) -> str:
    return eight(sum((Decimal(str(asset[field])) for asset in assets if asset["asset"] == "USDT"), ZERO))


def _listen_key(method: str, handler: Callable[[Desk, Call], object]) -> Route:
    return Route(
        method=method,
        paths=("/fapi/v1/listenKey",),
        operation=Operation.STREAM,
        handler=handler,
        security=Security.KEY,
    )


ROUTES = [
    signed("GET", "account", account, Operation.BALANCE, weight=5, versions=(2, 3)),
    signed("GET", "balance", balance, Operation.BALANCE, weight=5, versions=(2, 3)),
    signed("GET", "income", income, Operation.FUNDINGS, weight=30),
    signed("GET", "positionRisk", positions_of_all, Operation.POSITIONS, weight=5, versions=(1, 2)),
    signed("GET", "positionRisk", positions, Operation.POSITIONS, weight=5, versions=(3,)),
    _listen_key("POST", create_listen_key),
    _listen_key("PUT", keep_listen_key),
    _listen_key("DELETE", delete_listen_key),
]
