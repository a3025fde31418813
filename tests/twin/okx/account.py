"""Routes of accounts: set-up and rights of the key, wallet, positions, leverage, fees."""

from tests.twin.core.accounts import Fees
from tests.twin.core.errors import Refused, Why
from tests.twin.core.faults import Operation
from tests.twin.core.values import Kind
from tests.twin.okx import errors
from tests.twin.okx.account_views import balance_view, config_view, open_positions, position_view
from tests.twin.okx.call import Call, Rows, private
from tests.twin.okx.errors import OkxError, malformed
from tests.twin.okx.text import at, plain

MARGIN_MODES = {"cross", "isolated"}
POSITION_MODES = {"net_mode": False, "long_short_mode": True}


def config(call: Call) -> Rows:
    """Return how the account is set up, and what the key that asks may do."""
    if call.key is None:
        raise RuntimeError("a signed route without a key")
    rights = ["read_only"]
    rights += ["trade"] if call.key.can_trade else []
    rights += ["withdraw"] if call.key.can_withdraw else []
    return [config_view(call.house, call.account, ",".join(rights))]


def balance(call: Call) -> Rows:
    """Return the wallet, whole or for some coins."""
    coins = set(call.params.text("ccy").split(",")) if call.params.has("ccy") else None
    return [balance_view(call.house, call.account, at(call.now), coins)]


def positions(call: Call) -> Rows:
    """Return the positions; on one instrument it may be an empty one."""
    account, house = call.account.name, call.house
    wanted = {symbol.name for _, symbol in call.asked_about()} & set(open_positions(house, account))
    rows = [position_view(house, account, symbol) for symbol in sorted(wanted)]
    besides = house.world.besides.of(house.swap.name, account, Operation.POSITIONS)
    named = call.params.given("instId")
    return rows + [row for row in besides if named in {"", row.get("instId")}]


def leverage(call: Call) -> Rows:
    """Return the leverage of a contract."""
    _, symbol = call.instrument()
    mode = _margin_mode(call)
    held = call.house.swap.contracts.position(call.account.name, symbol.name)
    instrument = call.params.text("instId")
    row: dict[str, object] = {"instId": instrument, "mgnMode": mode, "ccy": "", "lever": str(held.leverage)}
    hedge = call.house.swap.contracts.settings(call.account.name).hedge
    return [row | {"posSide": side} for side in (("long", "short") if hedge else ("net",))]


def set_leverage(call: Call) -> Rows:
    """Set the leverage of a contract; one that it has already is as good. The twin has one for both modes."""
    _, symbol = call.instrument()
    mode, wanted = _margin_mode(call), call.params.amount("lever")
    if wanted is None or wanted != int(wanted):
        raise malformed("lever")
    call.house.swap.contracts.set_leverage(call.account.name, symbol.name, int(wanted))
    row = {"instId": call.params.text("instId"), "mgnMode": mode, "posSide": "net", "lever": str(int(wanted))}
    return [dict(row)]


def set_position_mode(call: Call) -> Rows:
    """Set one-way (net) or hedge mode; 59000 while there is anything open. The same again is as good."""
    mode = call.params.text("posMode")
    if mode not in POSITION_MODES:
        raise malformed("posMode")
    try:
        call.house.swap.contracts.set_hedge(call.account.name, hedge=POSITION_MODES[mode])
    except Refused as refused:
        if refused.why is not Why.NO_CHANGE:
            raise OkxError(*errors.POSITION_MODE) from None
    return [{"posMode": mode}]


def fees(call: Call) -> Rows:
    """Return the account's fees: what is paid is below zero; contracts have fields by their coin."""
    kind = call.params.text("instType")
    maker, taker = _rates(call.account.fees) if kind == "SPOT" else ("-0.0002", "-0.0005")
    linear_maker, linear_taker = _rates(call.account.perpetual_fees) if kind == "SWAP" else ("", "")
    row: dict[str, object] = {
        "category": "1",
        "instType": kind,
        "level": "Lv1",
        "maker": maker,
        "taker": taker,
        "makerU": linear_maker,
        "takerU": linear_taker,
        "makerUSDC": linear_maker,
        "takerUSDC": linear_taker,
        "delivery": "",
        "exercise": "",
        "ruleType": "normal",
        "ts": at(call.now),
        "fiat": [],
    }
    return [row]


def _rates(of: Fees) -> tuple[str, str]:
    return plain(-of.maker), plain(-of.taker)


def _margin_mode(call: Call) -> str:
    venue, _ = call.instrument()
    mode = call.params.text("mgnMode")
    if mode not in MARGIN_MODES or venue.kind is Kind.SPOT:
        raise malformed("mgnMode")
    return mode


ROUTES = [
    private("GET", "account/config", config, Operation.SETTINGS, limit="config"),
    private("GET", "account/balance", balance, Operation.BALANCE, limit="balance"),
    private("GET", "account/positions", positions, Operation.POSITIONS, limit="positions"),
    private("GET", "account/leverage-info", leverage, Operation.SETTINGS, limit="leverage info"),
    private("POST", "account/set-leverage", set_leverage, Operation.SETTINGS, limit="leverage"),
    private(
        "POST", "account/set-position-mode", set_position_mode, Operation.SETTINGS, limit="position mode"
    ),
    private("GET", "account/trade-fee", fees, Operation.SETTINGS, limit="fees"),
]
