"""Every unpleasant answer to a create, with and without the order behind it, through the whole program.

Whatever came back, one create is sent per attempt; an order that is there is found and kept, and one
that is not is proven absent and tried again under another name.
"""

from dataclasses import replace

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.checks import BotDraft
from engine.core.orders import OrderState
from engine.core.reasons.calls import ExchangeSaid
from engine.core.types import BotId, Leg
from tests.real.conftest import (
    ANNA,
    EAGER,
    PRICES,
    SHORT_FENCE,
    created,
    creates,
    failed,
    no_none_on_the_wire,
    passes,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.twin import Answer, Fault, FaultKind, Operation, Twin
from tests.twin.binance import answers
from tests.twin.bybit import answers as bybit_answers
from tests.twin.core.faults import Answer as Reply
from tests.twin.okx import answers as okx_answers

CREATE = (Operation.CREATE,)
SOON = {"Retry-After": "1"}
"""How long to rest after a limit was met: real ones ask for minutes."""
AT_ONCE = {"X-Bapi-Limit-Reset-Timestamp": "1"}
"""When the limit of a second is over, here long ago."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


PROVEN_AT_OKX = {"key_invalid", "partly"}
PROVEN_AT_BYBIT = {"key_invalid", "key_expired", "permission", "wallet_balance"}
FROM_ANYWHERE = {
    "400 without JSON": answers.html(400, "Bad Request"),
    "404 without JSON": answers.html(404, "Not Found"),
    "429 without JSON": Answer(429, "slow down", "text/plain", SOON),
    "html_ok": answers.HTML_OK,
    "empty_object": answers.EMPTY_OBJECT,
    "empty_list": answers.EMPTY_LIST,
    "null": answers.NULL,
    "half_json": answers.HALF_JSON,
    "empty": Answer(200, ""),
}


def _answers_of_bybit() -> dict[str, Reply]:
    """Leave out what proves a refusal; a 403 there asks for ten minutes of silence, here for a second."""
    found = {name.removeprefix("bybit_"): answer for name, answer in bybit_answers.ALL.items()}
    for names, rest in (
        ({"address_blocked", "forbidden"}, SOON),
        ({"too_many_visits", "address_limit", "frequency_protection"}, AT_ONCE),
    ):
        found |= {name: replace(found[name], headers=rest) for name in names}
    found["restarting"] = bybit_answers.error(10019, "service is restarting")
    found["429 in JSON"] = replace(bybit_answers.error(429, "System level protection"), headers=AT_ONCE)
    found["outside of the window"] = bybit_answers.error(
        10002, "invalid request, please check your server timestamp or recv_window param."
    )
    found["duplicate name"] = bybit_answers.error(170141, "Duplicate clientOrderId.")
    found["unheard of"] = bybit_answers.error(179999, "Something new.")
    found["without an id"] = Answer(200, '{"retCode":0,"retMsg":"OK","result":{"orderId":""}}')
    return FROM_ANYWHERE | {name: answer for name, answer in found.items() if name not in PROVEN_AT_BYBIT}


def _answers_of_binance() -> dict[str, Reply]:
    found = {name: answer for name, answer in answers.ALL.items() if name not in {"key_rejected", "banned"}}
    limits = {"too_many_requests", "too_many_orders", "forbidden_page"}
    found |= {name: replace(found[name], headers=SOON) for name in limits}
    found["418 without JSON"] = Answer(418, "teapot", "text/plain", SOON)
    found["duplicate name"] = answers.error(-2010, "Duplicate order sent.")
    found["-2010 unheard of"] = answers.error(-2010, "Something new.")
    found["outside of the window"] = answers.error(
        -1021, "Timestamp for this request is outside of the recvWindow."
    )
    return FROM_ANYWHERE | found


def _answers_of_okx() -> dict[str, Reply]:
    """Leave out what proves a refusal, and "partly", which does so with its own code."""
    found = {name.removeprefix("okx_"): answer for name, answer in okx_answers.ALL.items()}
    limits = {"rate_limit", "subaccount_limit"}
    found |= {name: replace(found[name], headers=SOON) for name in limits}
    found["too late"] = okx_answers.order_error(50036, "The expTime is in the past.")
    found["duplicate name"] = okx_answers.order_error(51016, "Client order ID already exists.")
    found["unheard of"] = okx_answers.order_error(59999, "Something new.")
    row = '{"ordId":"","clOrdId":"x","sCode":"0","sMsg":""}'
    found["without an id"] = Answer(200, f'{{"code":"0","msg":"","data":[{row}]}}')
    return FROM_ANYWHERE | {name: one for name, one in found.items() if name not in PROVEN_AT_OKX}


TABLES = {"Binance": _answers_of_binance, "Bybit": _answers_of_bybit, "OKX": _answers_of_okx}


def _faults(exchange: str, *, takes: bool) -> dict[str, Fault]:
    table = TABLES[exchange]()
    found = {
        name: Fault(FaultKind.ANSWER, CREATE, answer=answer, takes=takes) for name, answer in table.items()
    }
    found["line dropped"] = Fault(FaultKind.LOSE_ANSWER if takes else FaultKind.LOSE_REQUEST, CREATE)
    found["no answer in time"] = (
        Fault(FaultKind.DELAY, CREATE, after_s=2 * SHORT_FENCE.connection.call_timeout_s)
        if takes
        else Fault(FaultKind.LOSE_REQUEST, CREATE, before_s=2 * SHORT_FENCE.connection.call_timeout_s)
    )
    if takes:
        found["cut in the middle"] = Fault(FaultKind.CUT_ANSWER, CREATE)
    return found


async def started_with(app_context: AppContext, twin: Twin, draft: BotDraft, fault: Fault, key: str) -> BotId:
    """Start a bot whose first create, and nothing else, meets the fault; return once it has."""
    state = (await app_context.service.create(ANNA, draft, start=False, key=key)).state
    fault.name = state.naming.name(cycle=state.cycle, leg=Leg.ENTRY, attempt=1)
    twin.world.faults.add(fault)
    await app_context.service.start(ANNA, state.bot_id, None)

    async def has_hit() -> bool:
        return fault.hits == 1

    await until(has_hit)
    return state.bot_id


@pytest.mark.timeout(180)
@pytest.mark.parametrize("takes", [True, False], ids=["accepted", "not accepted"])
@pytest.mark.parametrize("exchange", TABLES)
async def test_every_answer_ends_in_the_right_state(
    settings: Settings, twin: Twin, exchange: str, *, takes: bool
) -> None:
    async with program(settings, SHORT_FENCE) as app_context:
        first = await started(app_context, plain_draft(exchange=exchange), "no fault")
        await resting(app_context, first)
        bots = {
            name: await started_with(app_context, twin, plain_draft(exchange=exchange), fault, name)
            for name, fault in _faults(exchange, takes=takes).items()
        }
        attempts = {name: (await resting(app_context, bot_id)).attempt for name, bot_id in bots.items()}
    assert attempts == dict.fromkeys(bots, 1 if takes else 2)
    assert set(creates(twin).values()) == {1}, "a create is sent once"
    assert len(created(twin)) == len(set(created(twin))) == len(bots) + 1
    assert no_none_on_the_wire(twin)


FUTURES = {
    "Binance F": (answers.UNKNOWN_ERROR, answers.HTML_OK),
    "Bybit F": (bybit_answers.error(110072, "OrderLinkedID is duplicate"), bybit_answers.SERVER_TIMEOUT),
    "OKX F": (okx_answers.ENDPOINT_TIMEOUT, okx_answers.ORDER_TIMED_OUT),
}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("takes", [True, False], ids=["accepted", "not accepted"])
@pytest.mark.parametrize("exchange", FUTURES)
async def test_futures_likewise(settings: Settings, twin: Twin, exchange: str, *, takes: bool) -> None:
    bots = []
    async with program(settings, SHORT_FENCE) as app_context:
        for ticker, answer in zip(PRICES, FUTURES[exchange], strict=True):
            fault = Fault(FaultKind.ANSWER, CREATE, answer=answer, takes=takes)
            bots.append(await started_with(app_context, twin, plain_draft(ticker, exchange), fault, ticker))
        attempts = [(await resting(app_context, bot_id)).attempt for bot_id in bots]
    assert attempts == [1 if takes else 2] * 2
    assert set(creates(twin).values()) == {1}
    assert len(created(twin)) == 2
    assert no_none_on_the_wire(twin)


@pytest.mark.parametrize(
    ("exchange", "code", "text"),
    [
        ("Binance", -2010, "Account has insufficient balance for requested action."),
        ("Binance", -1013, "Filter failure: NOTIONAL"),
        ("Binance", -2015, "Invalid API-key, IP, or permissions for action."),
        ("Bybit", 170131, "Insufficient balance."),
        ("Bybit F", 110007, "ab not enough for new order"),
        ("Bybit F", 10003, "API key is invalid."),
        ("OKX", 51008, "Order failed. Insufficient USDT balance in account."),
        ("OKX F", 51020, "Your order should meet or exceed the minimum order amount."),
    ],
)
async def test_a_proven_refusal_is_one_try_and_one_notice(
    settings: Settings, twin: Twin, exchange: str, code: int, text: str
) -> None:
    errors = {"Binance": answers.error, "OKX": okx_answers.order_error}
    error = errors.get(exchange.removesuffix(" F"), bybit_answers.error)
    async with program(settings, EAGER) as app_context:
        other = await started(app_context, plain_draft("ETH/USDT", exchange), "other")
        name = (await resting(app_context, other)).client_order_id
        refuses = Fault(FaultKind.ANSWER, CREATE, answer=error(code, text), takes=False, times=None)
        twin.world.faults.add(refuses)
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await failed(app_context, bot_id)
        await passes(twin, exchange)
        state = await state_of(app_context, bot_id)
    assert state.order is not None
    assert state.order.state is OrderState.REJECTED
    assert state.order.reason == ExchangeSaid(text=text, number=str(code))
    assert refuses.hits == 1
    assert created(twin) == [name]
