"""Wallets and positions, as routes and streams show them."""

from decimal import Decimal

from tests.twin.core.accounts import Account, Balance
from tests.twin.core.faults import Operation
from tests.twin.core.perpetual import MAINTENANCE
from tests.twin.core.values import ZERO, to_coin
from tests.twin.okx.house import AppContext
from tests.twin.okx.symbols import instrument_id, instrument_type
from tests.twin.okx.text import Json, at, plain

SPOT_AND_FUTURES = "2"


def config_view(house: AppContext, account: Account, rights: str) -> Json:
    """Return how an account is set up."""
    hedge = house.swap.contracts.settings(account.name).hedge
    return {
        "acctLv": SPOT_AND_FUTURES,
        "acctStpMode": "cancel_maker",
        "autoLoan": False,
        "ctIsoMode": "automatic",
        "enableSpotBorrow": False,
        "greeksType": "PA",
        "ip": "",
        "kycLv": "2",
        "label": account.name,
        "level": "Lv1",
        "mainUid": str(account.number),
        "mgnIsoMode": "automatic",
        "opAuth": "1",
        "perm": rights,
        "posMode": "long_short_mode" if hedge else "net_mode",
        "roleType": "0",
        "spotRoleType": "0",
        "type": "0",
        "uid": str(account.number),
    }


def balance_view(house: AppContext, account: Account, moment: str, coins: set[str] | None = None) -> Json:
    """Return the one wallet of an account, whole or for some coins; much in it is empty."""
    held = account.wallet(house.spot.wallet).coins()
    rows = [
        _coin(house, account, coin, balance, moment)
        for coin, balance in sorted(held.items())
        if (balance.total if coins is None else coin in coins)
    ]
    besides = house.world.besides.of(house.spot.name, account.name, Operation.BALANCE)
    total = sum((Decimal(str(row["eqUsd"])) for row in rows), ZERO)
    return {
        "adjEq": "",
        "availEq": "",
        "borrowFroz": "",
        "details": [*rows, *besides],
        "imr": "",
        "isoEq": "0",
        "mgnRatio": "",
        "mmr": "",
        "notionalUsd": "",
        "ordFroz": "",
        "totalEq": plain(total),
        "uTime": moment,
        "upl": "",
    }


def position_view(house: AppContext, account: str, symbol: str) -> Json:
    """Return a position in contracts: negative for a short."""
    venue = house.swap
    position = venue.contracts.position(account, symbol)
    market, rule = venue.markets[symbol], venue.symbols[symbol]
    value = abs(position.amount) * position.entry_price
    moment = at(position.updated_at) if position.updated_at else ""
    liquidation = plain(position.liquidation_price) if position.isolated and position.amount else ""
    return {
        "instType": instrument_type(rule),
        "instId": instrument_id(rule),
        "mgnMode": "isolated" if position.isolated else "cross",
        "posId": str(1_000_000 + sum(map(ord, symbol))),
        "posSide": "net",
        "pos": plain(position.amount / house.size(venue, symbol)),
        "availPos": "",
        "avgPx": plain(to_coin(position.entry_price)) if position.amount else "",
        "lever": str(position.leverage),
        "liqPx": liquidation,
        "markPx": plain(market.mark_price),
        "margin": plain(position.initial_margin) if position.isolated else "",
        "mmr": plain(to_coin(value * MAINTENANCE)),
        "upl": plain(to_coin(position.unrealized(market.mark_price))),
        "realizedPnl": plain(position.realized),
        "notionalUsd": plain(to_coin(abs(position.amount) * market.mark_price)),
        "adl": "1",
        "ccy": rule.margin_coin,
        "tradeId": str(market.trades[-1].trade_id) if market.trades else "",
        "cTime": moment,
        "uTime": moment,
    }


def open_positions(house: AppContext, account: str) -> list[str]:
    """Return the symbols on which an account has a position."""
    contracts = house.swap.contracts
    return [name for name in house.swap.symbols if contracts.position(account, name).amount]


def _coin(house: AppContext, account: Account, coin: str, balance: Balance, moment: str) -> Json:
    margins, name = house.swap.contracts.margins, account.name
    mine = [symbol for symbol, rule in house.swap.symbols.items() if rule.margin_coin == coin]
    held = [(margins.position(name, symbol), house.swap.markets[symbol].mark_price) for symbol in mine]
    profit = sum((position.unrealized(mark) for position, mark in held), ZERO)
    bound = sum((margins.margin(name, symbol) for symbol in mine), ZERO)
    return {
        "ccy": coin,
        "cashBal": plain(balance.total),
        "availBal": plain(balance.free - bound),
        "frozenBal": plain(balance.locked + bound),
        "ordFrozen": plain(balance.locked),
        "eq": plain(balance.total + profit),
        "eqUsd": plain((balance.total + profit) * _dollars(house, coin)),
        "upl": plain(profit),
        "availEq": "",
        "borrowFroz": "",
        "crossLiab": "",
        "disEq": "",
        "interest": "",
        "isoEq": "0",
        "isoLiab": "",
        "liab": "",
        "maxLoan": "",
        "mgnRatio": "",
        "spotInUseAmt": "",
        "stgyEq": "0",
        "twap": "0",
        "uTime": moment,
    }


def _dollars(house: AppContext, coin: str) -> Decimal:
    """Return what a coin is worth; zero where nothing says so."""
    market = house.spot.markets.get(f"{coin}USDT")
    return market.last if market else Decimal(coin == "USDT")
