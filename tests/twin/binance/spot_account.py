"""Routes of spot accounts: balances, what a key may do, fees, limits."""

from tests.twin.binance.call import Call, Route, Security
from tests.twin.binance.desk import Desk, unit_of
from tests.twin.binance.text import Json, at, eight, plain
from tests.twin.core.faults import Operation


def account(desk: Desk, call: Call) -> object:
    """Return balances, rates and permissions."""
    fees, key = call.account.fees, call.key
    hide_empty = call.params.flag("omitZeroBalances")
    balances = [
        {"asset": coin, "free": eight(balance.free), "locked": eight(balance.locked)}
        for coin, balance in sorted(call.account.wallet(call.venue.wallet).coins().items())
        if balance.total or not hide_empty
    ] + desk.world.besides.of(call.venue.name, call.account.name, Operation.BALANCE)
    return {
        "makerCommission": int(fees.maker * 10_000),
        "takerCommission": int(fees.taker * 10_000),
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": {
            "maker": eight(fees.maker),
            "taker": eight(fees.taker),
            "buyer": "0.00000000",
            "seller": "0.00000000",
        },
        "canTrade": key is not None and key.can_trade,
        "canWithdraw": True,
        "canDeposit": True,
        "brokered": False,
        "requireSelfTradePrevention": False,
        "preventSor": False,
        "updateTime": at(call.now),
        "accountType": "SPOT",
        "balances": balances,
        "permissions": ["TRD_GRP_004"],
        "uid": call.account.number,
    }


def restrictions(_: Desk, call: Call) -> object:
    """Return what the key of the request may do."""
    key = call.key
    trade = key is not None and key.can_trade
    return {
        "ipRestrict": False,
        "createTime": at(call.now) - 86_400_000,
        "enableReading": True,
        "enableWithdrawals": key is not None and key.can_withdraw,
        "enableInternalTransfer": False,
        "enableMargin": False,
        "enableFutures": trade,
        "permitsUniversalTransfer": False,
        "enableVanillaOptions": False,
        "enableFixApiTrade": False,
        "enableFixReadOnly": False,
        "enableSpotAndMarginTrading": trade,
        "enablePortfolioMarginTrading": False,
    }


def trade_fee(_: Desk, call: Call) -> object:
    wanted = call.params.text("symbol", "")
    fees = call.account.fees
    return [
        {"symbol": name, "makerCommission": plain(fees.maker), "takerCommission": plain(fees.taker)}
        for name in call.venue.symbols
        if wanted in {"", name}
    ]


def commission(_: Desk, call: Call) -> object:
    fees = call.account.fees
    rates: Json = {
        "maker": eight(fees.maker),
        "taker": eight(fees.taker),
        "buyer": "0.00000000",
        "seller": "0.00000000",
    }
    nothing: Json = dict.fromkeys(rates, "0.00000000")
    return {
        "symbol": call.venue.symbol(call.params.text("symbol")).name,
        "standardCommission": rates,
        "specialCommission": nothing,
        "taxCommission": nothing,
        "discount": {
            "enabledForAccount": fees.coin == "bnb",
            "enabledForSymbol": True,
            "discountAsset": "BNB",
            "discount": "0.75000000",
        },
    }


def order_limits(desk: Desk, call: Call) -> object:
    """Return how many orders the account has sent, per interval."""
    return [
        {
            "rateLimitType": "ORDERS",
            "interval": unit_of(name),
            "intervalNum": int(name[:-1]),
            "limit": counted.limit,
            "count": counted.used(desk.world.clock.now()),
        }
        for name, counted in desk.order_counts(call.account.name).items()
    ]


def nothing(_: Desk, __: Call) -> object:
    """Return an empty list: coins, margin pairs and the like are not kept."""
    return []


ROUTES = [
    Route(
        method="GET",
        paths=("/api/v3/account",),
        operation=Operation.BALANCE,
        handler=account,
        security=Security.SIGNED,
        weight=20,
        ws_method="account.status",
    ),
    Route(
        method="GET",
        paths=("/api/v3/account/commission",),
        operation=Operation.SETTINGS,
        handler=commission,
        security=Security.SIGNED,
        weight=20,
        ws_method="account.commission",
    ),
    Route(
        method="GET",
        paths=("/api/v3/rateLimit/order",),
        operation=Operation.SETTINGS,
        handler=order_limits,
        security=Security.SIGNED,
        weight=40,
        ws_method="account.rateLimits.orders",
    ),
    Route(
        method="GET",
        paths=("/sapi/v1/account/apiRestrictions",),
        operation=Operation.SETTINGS,
        handler=restrictions,
        security=Security.SIGNED,
    ),
    Route(
        method="GET",
        paths=("/sapi/v1/asset/tradeFee",),
        operation=Operation.SETTINGS,
        handler=trade_fee,
        security=Security.SIGNED,
    ),
    Route(
        method="GET",
        paths=(
            "/sapi/v1/capital/config/getall",
            "/sapi/v1/margin/allPairs",
            "/sapi/v1/margin/allAssets",
            "/sapi/v1/margin/isolated/allPairs",
        ),
        operation=Operation.SETTINGS,
        handler=nothing,
        security=Security.KEY,
        weight=10,
    ),
]
