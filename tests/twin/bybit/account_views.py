"""Wallets and positions, as routes and streams show them."""

from decimal import Decimal

from tests.twin.bybit.house import AppContext
from tests.twin.bybit.text import CATEGORIES, Json, at, plain, price_text, quantity_text, sequence
from tests.twin.core.accounts import Account, Balance
from tests.twin.core.faults import Operation
from tests.twin.core.perpetual import MAINTENANCE
from tests.twin.core.values import ZERO, to_coin
from tests.twin.core.venue import Venue


def wallet_view(house: AppContext, account: Account, coins: set[str] | None = None) -> Json:
    """Return the one wallet of a unified account, in dollars and by coin; of `coins` even if empty."""
    held = account.wallet(house.spot.wallet).coins()
    rows = [
        _coin(house, account, coin, balance)
        for coin, balance in sorted(held.items())
        if (balance.total if coins is None else coin in coins)
    ]
    besides = house.world.besides.of(house.spot.name, account.name, Operation.BALANCE)

    def total(field: str) -> str:
        return plain(
            sum((Decimal(str(row[field])) * _dollars(house, str(row["coin"])) for row in rows), ZERO)
        )

    initial = Decimal(total("totalOrderIM")) + Decimal(total("totalPositionIM"))
    margin = Decimal(total("equity"))
    return {
        "accountType": "UNIFIED",
        "accountLTV": "0",
        "accountIMRate": plain(to_coin(initial / margin)) if margin else "0",
        "accountMMRate": "0",
        "totalEquity": plain(margin),
        "totalWalletBalance": total("walletBalance"),
        "totalMarginBalance": plain(margin),
        "totalAvailableBalance": plain(margin - initial),
        "totalPerpUPL": total("unrealisedPnl"),
        "totalInitialMargin": plain(initial),
        "totalMaintenanceMargin": total("totalPositionMM"),
        "coin": [*rows, *besides],
    }


def position_view(
    house: AppContext, account: str, symbol: str, *, index: int = 0, empty: bool = False
) -> Json:
    """Return a position, also where there is none."""
    venue, margins = house.linear, house.linear.contracts.margins
    market, rule = venue.markets[symbol], venue.symbols[symbol]
    position = margins.position(account, symbol)
    amount = ZERO if empty else position.amount
    value, isolated = abs(amount) * position.entry_price, house.is_isolated(account)
    moment = at(position.updated_at) if position.updated_at else "0"
    margin = plain(to_coin(value / position.leverage)) if amount else "0"
    liquidation = price_text(position.liquidation_price, rule) if isolated and amount else ""
    return {
        "positionIdx": index,
        "riskId": 1,
        "riskLimitValue": "2000000",
        "symbol": symbol,
        "side": "" if not amount else "Buy" if amount > 0 else "Sell",
        "size": quantity_text(abs(amount), rule) if amount else "0",
        "avgPrice": plain(to_coin(position.entry_price)) if amount else "0",
        "positionValue": plain(value) if amount else "",
        "tradeMode": 0,
        "positionStatus": "Normal",
        "autoAddMargin": 0,
        "adlRankIndicator": 2 if amount else 0,
        "leverage": str(position.leverage),
        "positionBalance": margin,
        "markPrice": price_text(market.mark_price, rule),
        "liqPrice": liquidation,
        "bustPrice": "",
        "positionMM": plain(to_coin(value * MAINTENANCE)) if amount else "",
        "positionIM": margin if amount else "",
        "tpslMode": "Full",
        "takeProfit": "",
        "stopLoss": "",
        "trailingStop": "0",
        "sessionAvgPrice": "",
        "unrealisedPnl": plain(to_coin(position.unrealized(market.mark_price))) if amount else "",
        "curRealisedPnl": plain(position.realized),
        "cumRealisedPnl": plain(position.realized),
        "isReduceOnly": False,
        "mmrSysUpdatedTime": "",
        "leverageSysUpdatedTime": "",
        "createdTime": moment,
        "updatedTime": moment,
        "seq": sequence(market.trades[-1].trade_id) if market.trades and amount else -1,
    }


def streamed_position(house: AppContext, account: str, symbol: str) -> Json:
    view = position_view(house, account, symbol)
    return view | {"category": CATEGORIES[house.linear.kind], "entryPrice": view["avgPrice"]}


def _coin(house: AppContext, account: Account, coin: str, balance: Balance) -> Json:
    margins, name = house.linear.contracts.margins, account.name
    mine = [symbol for symbol, rule in house.linear.symbols.items() if rule.margin_coin == coin]
    held = [(margins.position(name, symbol), house.linear.markets[symbol].mark_price) for symbol in mine]
    profit = sum((position.unrealized(mark) for position, mark in held), ZERO)
    in_positions = sum((position.initial_margin for position, _ in held), ZERO)
    bound = sum((margins.margin(name, symbol) for symbol in mine), ZERO)
    maintenance = sum((abs(position.amount) * mark * MAINTENANCE for position, mark in held), ZERO)
    return {
        "coin": coin,
        "equity": plain(balance.total + profit),
        "usdValue": plain((balance.total + profit) * _dollars(house, coin)),
        "walletBalance": plain(balance.total),
        "locked": plain(balance.locked),
        "free": "",
        "spotHedgingQty": "0",
        "borrowAmount": "0",
        "availableToBorrow": "",
        "availableToWithdraw": "",
        "accruedInterest": "0",
        "totalOrderIM": plain(bound - in_positions),
        "totalPositionIM": plain(in_positions),
        "totalPositionMM": plain(to_coin(maintenance)),
        "unrealisedPnl": plain(profit),
        "cumRealisedPnl": plain(sum((position.realized for position, _ in held), ZERO)),
        "bonus": "0",
        "collateralSwitch": True,
        "marginCollateral": True,
    }


def _dollars(house: AppContext, coin: str) -> Decimal:
    """Return what a coin is worth; zero where nothing says so."""
    market = house.spot.markets.get(f"{coin}USDT")
    return market.last if market else Decimal(coin == "USDT")


def open_symbols(venue: Venue, account: str) -> list[str]:
    """Return the symbols on which an account has a position."""
    return [name for name in venue.symbols if venue.contracts.position(account, name).amount]
