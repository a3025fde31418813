"""Routes of accounts: wallet, positions, settings, fees, the key itself."""

from tests.twin.bybit.account_views import open_symbols, position_view, wallet_view
from tests.twin.bybit.call import Call, private
from tests.twin.bybit.errors import MODES, SAME_LEVERAGE, UNIFIED, BybitError, malformed
from tests.twin.bybit.house import AppContext
from tests.twin.bybit.orders import symbol_of
from tests.twin.bybit.text import CATEGORIES, at, plain
from tests.twin.core.errors import Refused, Why
from tests.twin.core.faults import Operation

ISOLATED = "ISOLATED_MARGIN"
MARGIN_MODES = {ISOLATED, "REGULAR_MARGIN", "PORTFOLIO_MARGIN"}
HEDGE = 3
NEVER = "2099-01-01T00:00:00Z"
BUSY = {
    Why.OPEN_ORDERS_EXIST: ("3400018", "Open orders exist"),
    Why.POSITION_EXISTS: ("3400019", "Positions exist"),
}


def wallet(house: AppContext, call: Call) -> object:
    """Return the wallet, whole or for some coins."""
    if call.params.text("accountType") != "UNIFIED":
        raise BybitError(10001, "accountType only support UNIFIED.")
    coins = set(call.params.text("coin").split(",")) if call.params.has("coin") else None
    return {"list": [wallet_view(house, call.account, coins)]}


def positions(house: AppContext, call: Call) -> object:
    """Return the position on a symbol even when it is empty, of a coin only those that are not."""
    if call.is_spot:
        raise BybitError(10001, "Illegal category")
    if not call.params.has("symbol") and not call.params.has("settleCoin"):
        text = "params error: Missing some parameters that must be filled in, symbol or settleCoin"
        raise BybitError(10001, text)
    account = call.account.name
    if call.params.has("symbol"):
        symbol, hedged = symbol_of(call), call.venue.contracts.settings(account).hedge
        rows = [
            position_view(house, account, symbol, index=index, empty=hedged)
            for index in ((1, 2) if hedged else (0,))
        ]
    else:
        coin = call.params.text("settleCoin")
        mine = [
            one for one in open_symbols(call.venue, account) if call.venue.symbols[one].margin_coin == coin
        ]
        rows = [position_view(house, account, symbol) for symbol in mine]
        if coin == "USDT":
            rows += house.world.besides.of(call.venue.name, account, Operation.POSITIONS)
    return {"category": CATEGORIES[call.venue.kind], "list": rows, "nextPageCursor": ""}


def set_leverage(_: AppContext, call: Call) -> object:
    """Set the leverage of a contract. 110043 when it is that already."""
    symbol, buy, sell = symbol_of(call), call.params.amount("buyLeverage"), call.params.amount("sellLeverage")
    if buy is None or buy != sell or buy != int(buy):
        raise malformed("leverage")
    position = call.venue.contracts.position(call.account.name, symbol)
    if position.leverage == buy:
        raise BybitError(*SAME_LEVERAGE)
    call.venue.contracts.set_leverage(call.account.name, symbol, int(buy))
    return {}


def switch_mode(_: AppContext, call: Call) -> object:
    """Switch between one-way (0) and hedge mode (3); the twin does so for all symbols."""
    mode = call.params.integer("mode", -1)
    if mode not in {0, HEDGE}:
        raise malformed("mode")
    try:
        call.venue.contracts.set_hedge(call.account.name, hedge=mode == HEDGE)
    except Refused as refused:
        raise BybitError(*MODES[refused.why]) from None
    return {}


def switch_isolated(_: AppContext, __: Call) -> object:
    """Refuse: unified accounts have one margin mode for all symbols."""
    raise BybitError(*UNIFIED)


def set_margin_mode(house: AppContext, call: Call) -> object:
    """Set the margin mode of the account. 3400045 with reasons while anything is open."""
    mode = call.params.text("setMarginMode")
    if mode not in MARGIN_MODES:
        raise malformed("setMarginMode")
    contracts, account = house.linear.contracts, call.account.name
    for symbol in house.linear.symbols:
        try:
            contracts.set_isolated(account, symbol, isolated=mode == ISOLATED)
        except Refused as refused:
            if refused.why is Why.NO_CHANGE:
                continue
            code, text = BUSY[refused.why]
            reasons = [{"reasonCode": code, "reasonMsg": text}]
            raise BybitError(3400045, "Set margin mode failed", {"reasons": reasons}) from None
    return {"reasons": []}


def info(house: AppContext, call: Call) -> object:
    return {
        "marginMode": ISOLATED if house.is_isolated(call.account.name) else "REGULAR_MARGIN",
        "updatedTime": at(call.now),
        "unifiedMarginStatus": 6,
        "dcpStatus": "OFF",
        "timeWindow": 0,
        "smpGroup": 0,
        "isMasterTrader": False,
        "spotHedgingStatus": "OFF",
    }


def fee_rates(_: AppContext, call: Call) -> object:
    fees = call.account.fees if call.is_spot else call.account.perpetual_fees
    names = [symbol_of(call)] if call.params.has("symbol") else list(call.venue.symbols)
    return {
        "category": CATEGORIES[call.venue.kind],
        "list": [
            {
                "symbol": name,
                "baseCoin": "",
                "makerFeeRate": plain(fees.maker),
                "takerFeeRate": plain(fees.taker),
            }
            for name in names
        ],
    }


def key_info(_: AppContext, call: Call) -> object:
    """Return what the key that asks may do."""
    key, account = call.key, call.account
    if key is None:
        raise RuntimeError("a signed route without a key")
    trade = key.can_trade
    return {
        "id": str(account.number),
        "note": account.name,
        "apiKey": key.key,
        "readOnly": 0 if trade or key.can_withdraw else 1,
        "secret": "",
        "permissions": {
            "ContractTrade": ["Order", "Position"] if trade else [],
            "Spot": ["SpotTrade"] if trade else [],
            "Wallet": ["AccountTransfer", *(["Withdraw"] if key.can_withdraw else [])],
            "Options": [],
            "Derivatives": ["DerivativesTrade"] if trade else [],
            "CopyTrading": [],
            "BlockTrade": [],
            "Exchange": [],
            "NFT": [],
            "Affiliate": [],
            "Earn": [],
        },
        "ips": ["*"],
        "type": 1,
        "deadlineDay": 90,
        "expiredAt": NEVER,
        "createdAt": "2026-01-01T00:00:00Z",
        "unified": 0,
        "uta": 1,
        "userID": account.number,
        "inviterID": 0,
        "vipLevel": "No VIP",
        "mktMakerLevel": "0",
        "affiliateID": 0,
        "rsaPublicKey": "",
        "isMaster": True,
        "parentUid": "0",
        "kycLevel": "LEVEL_1",
        "kycRegion": "",
    }


def coins(house: AppContext, call: Call) -> object:
    """Return the coins that can be moved in and out: nothing but their names is true."""
    bases = {rule.base for rule in house.spot.symbols.values()} | {"USDT"}
    wanted = call.params.text("coin", "")
    return {
        "rows": [
            {"name": coin, "coin": coin, "remainAmount": "1000000", "chains": []}
            for coin in sorted(bases)
            if wanted in {"", coin}
        ]
    }


ROUTES = [
    private("GET", "account/wallet-balance", wallet, Operation.BALANCE, limit="wallet", by_category=False),
    private("GET", "account/info", info, Operation.SETTINGS, limit="account", by_category=False),
    private("GET", "account/fee-rate", fee_rates, Operation.SETTINGS, limit="fees"),
    private(
        "POST",
        "account/set-margin-mode",
        set_margin_mode,
        Operation.SETTINGS,
        limit="settings",
        by_category=False,
    ),
    private("GET", "position/list", positions, Operation.POSITIONS, limit="positions"),
    private("POST", "position/set-leverage", set_leverage, Operation.SETTINGS, limit="settings"),
    private("POST", "position/switch-mode", switch_mode, Operation.SETTINGS, limit="settings"),
    private("POST", "position/switch-isolated", switch_isolated, Operation.SETTINGS, limit="settings"),
    private("GET", "user/query-api", key_info, Operation.SETTINGS, limit="account", by_category=False),
    private("GET", "asset/coin/query-info", coins, Operation.RULES, limit="account", by_category=False),
]
