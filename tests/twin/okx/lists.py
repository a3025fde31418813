"""Routes that look orders, fills and bills up, newest first and page by page."""

from datetime import timedelta

from tests.twin.core.faults import Operation
from tests.twin.core.reads import Window
from tests.twin.core.values import Fill, Order
from tests.twin.core.venue import Venue
from tests.twin.okx import errors
from tests.twin.okx.call import Call, Rows, private
from tests.twin.okx.errors import OkxError, malformed
from tests.twin.okx.house import Bill
from tests.twin.okx.order_views import fill_view, order_view
from tests.twin.okx.symbols import instrument_id, instrument_type
from tests.twin.okx.text import Json, at, plain

EVERYTHING = 10**9
PAGE = 100
FUNDING_FEE = "8"
PAID, RECEIVED = "173", "174"


def order(call: Call) -> Rows:
    """Return one order: by `ordId` when there is one, else the youngest of that name."""
    venue, symbol = call.instrument()
    number, name = call.params.given("ordId"), call.params.given("clOrdId")
    seen = venue.reads.order(
        call.account.name, symbol.name, order_id=number or None, client_order_id=name or None
    )
    if seen is None:
        raise OkxError(*errors.NO_ORDER)
    return [order_view(call.house, venue, seen)]


def pending(call: Call) -> Rows:
    """Return what is open."""
    rows = [row for row in _orders(call) if row["state"] in {"live", "partially_filled"}]
    return _page(call, rows + _besides(call, Operation.OPEN_ORDERS), "ordId")


def history(call: Call) -> Rows:
    """Return what has ended in the last seven days."""
    return _ended(call, timedelta(days=7))


def archive(call: Call) -> Rows:
    """Return what has ended in the last three months."""
    return _ended(call, timedelta(days=90))


def fills(call: Call) -> Rows:
    """Return fills of the last three days."""
    return _fills(call, timedelta(days=3))


def fills_archive(call: Call) -> Rows:
    """Return fills of the last three months; of which type of instrument has to be said."""
    if not call.params.has("instType"):
        raise malformed("instType")
    return _fills(call, timedelta(days=90))


def bills(call: Call) -> Rows:
    """Return payments of funding of the last seven days; nothing else is kept here."""
    return _bills(call, timedelta(days=7))


def bills_archive(call: Call) -> Rows:
    """Return payments of funding of the last three months."""
    return _bills(call, timedelta(days=90))


def _besides(call: Call, operation: Operation) -> Rows:
    account, kept = call.account.name, call.house.world.besides
    names = sorted({venue.name for venue, _ in call.asked_about()})
    besides = [row for name in names for row in kept.of(name, account, operation)]
    wanted = call.params.given("instId")
    return [row for row in besides if wanted in {"", row.get("instId")}]


def _orders(call: Call) -> Rows:
    """Return the orders asked for as far as reads have come, oldest first."""
    found: list[tuple[Venue, Order]] = []
    for venue, symbol in call.asked_about():
        orders = venue.reads.orders(call.account.name, symbol.name, Window(limit=EVERYTHING))
        found += [(venue, one) for one in orders]
    found.sort(key=lambda one: one[1].created_at)
    return [order_view(call.house, venue, one) for venue, one in found]


def _ended(call: Call, span: timedelta) -> Rows:
    if not call.params.has("instType"):
        raise malformed("instType")
    oldest = at(call.now - span)
    rows = [row for row in _orders(call) if row["state"] in {"filled", "canceled"}]
    return _page(call, [row for row in rows if int(str(row["uTime"])) >= int(oldest)], "ordId")


def _fills(call: Call, span: timedelta) -> Rows:
    begin, end = call.params.moment("begin"), call.params.moment("end")
    oldest = max(begin, call.now - span) if begin is not None else call.now - span
    found: list[tuple[Venue, Fill]] = []
    for venue, symbol in call.asked_about():
        mine = venue.reads.fills(call.account.name, symbol.name, Window(limit=EVERYTHING))
        found += [(venue, one) for one in mine if oldest <= one.at and (end is None or one.at <= end)]
    number = call.params.given("ordId")
    rows = [fill_view(call.house, venue, one) for venue, one in found if number in {"", one.order_id}]
    besides = [row for row in _besides(call, Operation.TRADES) if number in {"", row.get("ordId")}]
    rows.sort(key=lambda row: int(str(row["billId"])))
    return _page(call, rows + besides, "billId")


def _bills(call: Call, span: timedelta) -> Rows:
    venue = call.house.swap
    begin = max(call.params.moment("begin") or call.now - span, call.now - span)
    end = call.params.moment("end") or call.now
    moment = call.house.world.clock.now() - venue.lag.draw()
    wanted = call.params.given("type") in {"", FUNDING_FEE} and call.params.given("instType") in {"", "SWAP"}
    paid = call.house.fundings(call.account.name, moment) if wanted else []
    rows = [_bill(call, bill) for bill in paid if begin <= bill.payment.at <= end]
    return _page(call, rows, "billId")


def _bill(call: Call, bill: Bill) -> Json:
    """Return a bill; of an isolated position the coins go to and fro between it and the wallet."""
    venue, payment = call.house.swap, bill.payment
    rule, amount = venue.symbols[payment.symbol], -payment.fee
    isolated = venue.contracts.position(payment.account, payment.symbol).isolated
    return {
        "billId": str(bill.number),
        "instType": instrument_type(rule),
        "instId": instrument_id(rule),
        "ccy": payment.fee_coin,
        "type": FUNDING_FEE,
        "subType": RECEIVED if amount > 0 else PAID,
        "bal": plain(call.account.wallet(venue.wallet).of(payment.fee_coin).total),
        "balChg": "0" if isolated else plain(amount),
        "posBal": "0",
        "posBalChg": plain(amount) if isolated else "0",
        "pnl": plain(amount),
        "fee": "0",
        "sz": plain(payment.quantity / call.house.size(venue, payment.symbol)),
        "px": plain(payment.price),
        "mgnMode": "isolated" if isolated else "cross",
        "ordId": "",
        "clOrdId": "",
        "tradeId": "",
        "execType": "",
        "from": "",
        "to": "",
        "notes": "",
        "tag": "",
        "ts": at(payment.at),
    }


def _page(call: Call, rows: Rows, key: str) -> Rows:
    """Return one page, newest first, of rows given oldest first: `after` the one that has that id."""
    limit = call.params.integer("limit", PAGE)
    if not 1 <= limit <= PAGE:
        raise malformed("limit")
    rows = rows[::-1]
    after, ids = call.params.given("after"), [row.get(key) for row in rows]
    if after:
        rows = rows[ids.index(after) + 1 :] if after in ids else []
    return rows[:limit]


ROUTES = [
    private("GET", "trade/order", order, Operation.ORDER, limit="order", by_instrument=True),
    private("GET", "trade/orders-pending", pending, Operation.OPEN_ORDERS, limit="pending"),
    private("GET", "trade/orders-history", history, Operation.ORDERS, limit="history"),
    private("GET", "trade/orders-history-archive", archive, Operation.ORDERS, limit="archive"),
    private("GET", "trade/fills", fills, Operation.TRADES, limit="fills"),
    private("GET", "trade/fills-history", fills_archive, Operation.TRADES, limit="fills archive"),
    private("GET", "account/bills", bills, Operation.FUNDINGS, limit="bills"),
    private("GET", "account/bills-archive", bills_archive, Operation.FUNDINGS, limit="bills archive"),
]
