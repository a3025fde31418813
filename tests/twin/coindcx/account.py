"""Routes about positions, their settings, wallets and the ledger."""

from tests.twin.coindcx.call import Call, Route, private, symbol_of
from tests.twin.coindcx.errors import CoinDCXError, invalid, worded
from tests.twin.coindcx.house import AppContext
from tests.twin.coindcx.orders import ACKNOWLEDGED, EVERYTHING, besides
from tests.twin.coindcx.text import Json, identity, pair_of, stage_of
from tests.twin.coindcx.views import ledger_view, position_view, wallet_view
from tests.twin.core.errors import Refused, Why
from tests.twin.core.faults import Operation
from tests.twin.core.reads import Window
from tests.twin.core.values import Fill
from tests.twin.core.venue import Venue

STAGES = {"all", "default", "funding", "exit", "tpsl_exit", "liquidation"}


def positions(house: AppContext, call: Call) -> object:
    """Return the positions, empty ones too."""
    pairs = call.fields.get("pairs")
    wanted = None if pairs is None else set(str(pairs).split(","))
    account = call.account.name
    traded = any(venue.store.keys(account) for venue in house.venues)
    if house.denies_positions and not traded:
        raise CoinDCXError(404, "not_found")
    rows: list[Json] = []
    for venue in call.venues(house):
        shown = [one for one in venue.listed if wanted is None or pair_of(one) in wanted]
        rows += [position_view(house, venue, account, symbol) for symbol in shown]
        rows += house.world.besides.of(venue.name, account, Operation.POSITIONS)
    return call.page(house, rows)


def update_leverage(house: AppContext, call: Call) -> object:
    venue = call.venue(house)
    symbol = symbol_of(venue, call.fields.get("pair"))
    try:
        venue.contracts.set_leverage(call.account.name, symbol.name, call.count("leverage", 0))
    except Refused as refused:
        raise worded(refused, symbol) from None
    return ACKNOWLEDGED


def margin_type(house: AppContext, call: Call) -> object:
    """Set the kind of margin of a flat position. INR takes isolated alone."""
    venue, kind = call.venue(house), call.text("margin_type")
    symbol = symbol_of(venue, call.fields.get("pair"))
    if kind not in {"isolated", "crossed"} or (venue is house.inr and kind == "crossed"):
        raise invalid()
    try:
        venue.contracts.set_isolated(call.account.name, symbol.name, isolated=kind == "isolated")
    except Refused as refused:
        if refused.why is not Why.NO_CHANGE:
            raise worded(refused, symbol) from None
    return [position_view(house, venue, call.account.name, symbol)]


def wallets(house: AppContext, call: Call) -> object:
    return [wallet_view(house, venue, call.account) for venue in house.venues]


def transactions(house: AppContext, call: Call) -> object:
    """Return the ledger, newest first: a row for each fill and each payment of funding."""
    stage = call.text("stage")
    if stage not in STAGES:
        raise invalid()
    rows: list[tuple[Fill, Json]] = []
    for venue in call.venues(house):
        account, window = call.account.name, Window(limit=EVERYTHING)
        rows += [
            (fill, ledger_view(house, venue, fill, stage="funding"))
            for fill in venue.reads.fundings(account, window)
        ]
        rows += [
            (fill, ledger_view(house, venue, fill, stage=_stage_of(venue, fill)))
            for fill in venue.reads.fills(account, None, window)
        ]
    rows.sort(key=lambda row: row[0].at, reverse=True)
    shown = [row for _, row in rows if stage in {"all", row["stage"]}]
    return call.page(house, shown + besides(house, call, Operation.FUNDINGS))


def _stage_of(venue: Venue, fill: Fill) -> str:
    order = venue.store.get((fill.symbol, fill.order_id))
    return "liquidation" if order is not None and stage_of(order) == "liquidate" else "default"


def user_info(_: AppContext, call: Call) -> object:
    return [{"coindcx_id": identity("user", call.account.name), "first_name": call.account.name}]


ROUTES = [
    private("positions", positions, Operation.POSITIONS),
    private("positions/update_leverage", update_leverage, Operation.SETTINGS),
    private("positions/margin_type", margin_type, Operation.SETTINGS),
    private("positions/transactions", transactions, Operation.FUNDINGS),
    private("wallets", wallets, Operation.BALANCE, method="GET"),
    Route(method="POST", path="/exchange/v1/users/info", operation=Operation.SETTINGS, handler=user_info),
]
