"""Public routes: time, rules, prices."""

from tests.twin.core.faults import Operation
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue
from tests.twin.okx.call import Call, Rows, public
from tests.twin.okx.candles import candles, is_bar
from tests.twin.okx.errors import malformed
from tests.twin.okx.house import AppContext
from tests.twin.okx.market_views import book_view, ticker_view, trade_view
from tests.twin.okx.symbols import instrument_id, instrument_type
from tests.twin.okx.text import Json, at, plain

LISTED = "1606468572000"
TYPES = {"SPOT", "SWAP", "FUTURES", "OPTION", "MARGIN"}
RECENT, OLD = 300, 100
"""Most candles at once, of the youngest 1,440 and of all."""


def server_time(call: Call) -> Rows:
    return [{"ts": at(call.now)}]


def status(_: Call) -> Rows:
    return []


def instruments(call: Call) -> Rows:
    """Return the rules of one instrument or of all of a type, halted ones included."""
    kind, house = call.params.text("instType"), call.house
    if kind not in TYPES:
        raise malformed("instType")
    wanted = call.params.given("instId")
    found = [
        (venue, symbol)
        for venue, symbol in house.of_type(kind)
        if symbol.listed and wanted in {"", instrument_id(symbol)}
    ]
    if wanted and not found:
        call.instrument()
    return [venue.row(symbol, _rules(house, venue, symbol)) for venue, symbol in found]  # type: ignore[misc]  # garbled rows are anything


def ticker(call: Call) -> Rows:
    venue, symbol = call.instrument()
    return [ticker_view(call.house, venue, symbol.name, call.now)]


def tickers(call: Call) -> Rows:
    found = call.house.of_type(call.params.text("instType"))
    return [ticker_view(call.house, venue, symbol.name, call.now) for venue, symbol in found if symbol.listed]


def books(call: Call) -> Rows:
    venue, symbol = call.instrument()
    return [book_view(call.house, venue, symbol.name, call.params.integer("sz", 1), call.now)]


def trades(call: Call) -> Rows:
    """Return public trades, newest first."""
    venue, symbol = call.instrument()
    recent = list(venue.markets[symbol.name].trades)[::-1][: call.params.integer("limit", 100)]
    return [trade_view(call.house, venue, trade) for trade in recent]


def recent_candles(call: Call) -> Rows:
    return _candles(call, RECENT)


def old_candles(call: Call) -> Rows:
    return _candles(call, OLD)


def _candles(call: Call, most: int) -> Rows:
    venue, symbol = call.instrument()
    bar = call.params.text("bar", "1m")
    if not is_bar(bar):
        raise malformed("bar")
    return candles(  # type: ignore[return-value]  # candles are lists
        venue.markets[symbol.name],
        bar,
        now=call.now,
        before=call.params.moment("before"),
        after=call.params.moment("after"),
        limit=min(call.params.integer("limit", 100), most),
    )


def _rules(house: AppContext, venue: Venue, rule: Symbol) -> Json:
    spot, size = venue.kind is Kind.SPOT, house.size(venue, rule.name)
    return {
        "alias": "",
        "baseCcy": rule.base if spot else "",
        "category": "1",
        "ctMult": "" if spot else "1",
        "ctType": "" if spot else "linear",
        "ctVal": "" if spot else plain(size),
        "ctValCcy": "" if spot else rule.base,
        "expTime": at(rule.delivered_at) if rule.delivered_at else "",
        "instFamily": "" if spot else f"{rule.base}-{rule.quote}",
        "instId": instrument_id(rule),
        "instIdCode": sum(map(ord, instrument_id(rule))),
        "instType": instrument_type(rule),
        "lever": "" if spot else str(rule.max_leverage),
        "listTime": LISTED,
        "lotSz": plain(rule.step / size),
        "maxIcebergSz": plain(rule.max_quantity / size),
        "maxLmtAmt": "20000000",
        "maxLmtSz": plain(rule.max_quantity / size),
        "maxMktAmt": "20000000",
        "maxMktSz": plain(rule.max_market_quantity / size),
        "maxStopSz": plain(rule.max_quantity / size),
        "maxTriggerSz": plain(rule.max_quantity / size),
        "maxTwapSz": plain(rule.max_quantity / size),
        "minSz": plain(rule.min_quantity / size),
        "optType": "",
        "quoteCcy": rule.quote if spot else "",
        "ruleType": "normal",
        "settleCcy": "" if spot else rule.margin_coin,
        "state": "live" if rule.trading else "suspend",
        "stk": "",
        "tickSz": plain(rule.tick),
        "uly": "" if spot else f"{rule.base}-{rule.quote}",
    }


ROUTES = [
    public("public/time", server_time, Operation.TIME),
    public("system/status", status, Operation.TIME),
    public("public/instruments", instruments, Operation.RULES),
    public("market/ticker", ticker, Operation.MARKET),
    public("market/tickers", tickers, Operation.MARKET),
    public("market/books", books, Operation.MARKET),
    public("market/trades", trades, Operation.MARKET),
    public("market/candles", recent_candles, Operation.MARKET),
    public("market/history-candles", old_candles, Operation.MARKET),
]
