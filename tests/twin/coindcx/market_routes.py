"""Public routes. The book that is margined in USDT is the one whose market is shown."""

from datetime import UTC, datetime
from decimal import Decimal

from tests.twin.bybit.candles import candles
from tests.twin.coindcx.call import FUTURES, Call, public, symbol_of
from tests.twin.coindcx.errors import CoinDCXError, invalid
from tests.twin.coindcx.house import AppContext
from tests.twin.coindcx.text import Json, at, figure, pair_of
from tests.twin.core.faults import Operation
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import Side
from tests.twin.core.venue import Venue

DEPTHS = {"10", "20", "50"}
MINUTES = {"1": "1", "5": "5", "15": "15", "30": "30", "60": "60", "240": "240", "1D": "D", "D": "D"}
SHOWN_TRADES = 50
MOST_CANDLES = 1_000
ONE = Decimal(1)
PERCENT = 100


def active_instruments(house: AppContext, call: Call) -> object:
    venue = _venue(house, call, "margin_currency_short_name[]")
    return [pair_of(symbol) for symbol in venue.listed if symbol.trading]


def instrument(house: AppContext, call: Call) -> object:
    venue = _venue(house, call, "margin_currency_short_name")
    symbol = symbol_of(venue, call.fields.get("pair"))
    return {"instrument": venue.row(symbol, instrument_view(house, venue, symbol))}


def instrument_view(house: AppContext, venue: Venue, symbol: Symbol) -> Json:
    """Return the rules of a pair. Fees and bands are told in percent, tax included."""
    margin = house.margin_of(venue)
    return {
        "settle_currency_short_name": "USDT",
        "quote_currency_short_name": symbol.quote,
        "position_currency_short_name": symbol.base,
        "underlying_currency_short_name": symbol.base,
        "status": "active" if symbol.trading else "inactive",
        "pair": pair_of(symbol),
        "kind": "perpetual",
        "settlement": "never",
        "max_leverage_long": 10.0,
        "max_leverage_short": 10.0,
        "unit_contract_value": 1.0,
        "price_increment": figure(symbol.tick),
        "quantity_increment": figure(symbol.step),
        "min_trade_size": figure(symbol.min_quantity),
        "min_price": figure(symbol.tick),
        "max_price": figure(symbol.max_price),
        "min_quantity": figure(symbol.min_quantity),
        "max_quantity": figure(symbol.max_quantity),
        "max_market_order_quantity": figure(symbol.max_market_quantity),
        "min_notional": figure(symbol.min_notional),
        "max_notional": 320000.0,
        "maker_fee": 0.0236,
        "taker_fee": 0.059,
        "liquidation_fee": 1.0,
        "is_inverse": False,
        "is_quanto": False,
        "allow_post_only": False,
        "allow_hidden": False,
        "exit_only": False,
        "multiplier_up": figure((symbol.percent_up - ONE) * PERCENT),
        "multiplier_down": figure((ONE - symbol.percent_down) * PERCENT),
        "margin_currency_short_name": margin,
        "time_in_force_options": ["good_till_cancel", "immediate_or_cancel", "fill_or_kill"],
        "order_types": ["market_order", "limit_order", "stop_limit", "stop_market"],
        "dynamic_position_leverage_details": {
            "5": 15000000.0,
            "10": 1000000.0,
            str(symbol.max_leverage): 100000.0,
        },
        "dynamic_safety_margin_details": {"50000": 1.5, "100000": 2.0},
    }


def trades(house: AppContext, call: Call) -> object:
    """Return the last public trades, newest first. They have no ids."""
    symbol = symbol_of(house.usdt, call.fields.get("pair"))
    shown = list(house.usdt.markets[symbol.name].trades)[-SHOWN_TRADES:]
    return [
        {
            "price": figure(trade.price),
            "quantity": figure(trade.quantity),
            "timestamp": at(trade.at),
            "is_maker": trade.taker is Side.SELL,
        }
        for trade in reversed(shown)
    ]


def order_book(house: AppContext, call: Call) -> object:
    """Return both sides as objects, price to quantity, in no order."""
    symbol = symbol_of(house.usdt, str(call.fields["pair"]).removesuffix("-futures"))
    depth = str(call.fields["depth"])
    if depth not in DEPTHS:
        raise invalid()
    book = {
        name: {
            str(price): str(quantity)
            for price, quantity in reversed(house.usdt.book(symbol.name, side, int(depth)))
        }
        for name, side in (("asks", Side.SELL), ("bids", Side.BUY))
    }
    return {"ts": at(call.now), "vs": house.usdt.markets[symbol.name].updates} | book


def candlesticks(house: AppContext, call: Call) -> object:
    """Return candles, oldest first; their bounds are asked for in seconds and told in milliseconds."""
    symbol = symbol_of(house.usdt, call.fields.get("pair"))
    if call.fields.get("pcode") != "f" or not call.fields.get("from") or not call.fields.get("to"):
        raise CoinDCXError(400, "Invalid Request")
    interval = MINUTES.get(str(call.fields.get("resolution")))
    if interval is None:
        raise CoinDCXError(400, "Invalid Request", "BFF-SO-004")
    start, end = (datetime.fromtimestamp(call.count(name, 0), UTC) for name in ("from", "to"))
    rows = candles(
        house.usdt.markets[symbol.name], interval, now=call.now, start=start, end=end, limit=MOST_CANDLES
    )
    names = ("open", "high", "low", "close", "volume")
    return {
        "s": "ok",
        "data": [
            {"time": int(row[0])} | {name: float(value) for name, value in zip(names, row[1:6], strict=True)}
            for row in reversed(rows)
        ],
    }


def prices_view(venue: Venue, symbol: Symbol, now: datetime) -> Json:
    market = venue.markets[symbol.name]
    return {
        "ls": figure(market.last),
        "mp": figure(market.mark_price),
        "fr": 0.00005,
        "efr": 0.00005,
        "mkt": symbol.name,
        "btST": at(now),
        "bmST": at(now),
    }


def current_prices(house: AppContext, call: Call) -> object:
    rows = {pair_of(symbol): prices_view(house.usdt, symbol, call.now) for symbol in house.usdt.listed}
    return {"ts": at(call.now), "vs": 1, "prices": rows}


def conversions(house: AppContext, call: Call) -> object:
    if not house.tells_conversion:
        return []
    return [
        {
            "symbol": "USDTINR",
            "margin_currency_short_name": "INR",
            "target_currency_short_name": "USDT",
            "conversion_price": figure(house.conversion),
            "last_updated_at": at(call.now),
        }
    ]


def _venue(house: AppContext, call: Call, name: str) -> Venue:
    found = house.of_margin(call.fields.get(name, "USDT"))
    if found is None:
        raise invalid()
    return found


ROUTES = [
    public(f"{FUTURES}/data/active_instruments", active_instruments, Operation.RULES),
    public(f"{FUTURES}/data/instrument", instrument, Operation.RULES),
    public(f"{FUTURES}/data/trades", trades),
    public("/market_data/v3/orderbook/{pair}/{depth}", order_book),
    public("/market_data/candlesticks", candlesticks),
    public("/market_data/v3/current_prices/futures/rt", current_prices),
    public("/api/v1/derivatives/futures/data/conversions", conversions),
]
