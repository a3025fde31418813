"""Every unpleasant answer to a create, with and without the order behind it, through the whole program.

Whatever came back, one create is sent per attempt; an order that is there is found and kept, and one
that is not is proven absent and tried again under another name.
"""

import asyncio

import pytest

from bot.config import Settings
from engine.core.orders import OrderState
from engine.core.types import Status
from tests.real.conftest import (
    created,
    creates,
    no_none_on_the_wire,
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

CREATE = (Operation.CREATE,)
SOON = {"Retry-After": "1"}
"""How long to rest after a limit was met: real ones ask for minutes."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


PROVEN_AT_BYBIT = {"key_invalid", "key_expired", "permission", "wallet_balance"}


def _answers_of_bybit() -> dict[str, Reply]:
    """Leave out what proves a refusal; a 403 there asks for ten minutes of silence, here for a second."""
    found = {name.removeprefix("bybit_"): answer for name, answer in bybit_answers.ALL.items()}
    limits = {"address_blocked", "forbidden", "too_many_visits", "address_limit", "frequency_protection"}
    return {
        name: Answer(answer.status, answer.body, answer.content_type, SOON) if name in limits else answer
        for name, answer in found.items()
        if name not in PROVEN_AT_BYBIT
    }


def _answers_of_binance() -> dict[str, Reply]:
    found = {name: answer for name, answer in answers.ALL.items() if name not in {"key_rejected", "banned"}}
    limits = {"too_many_requests", "too_many_orders", "forbidden_page"}
    found |= {
        name: Answer(found[name].status, found[name].body, found[name].content_type, SOON) for name in limits
    }
    found["400 without JSON"] = answers.html(400, "Bad Request")
    found["404 without JSON"] = answers.html(404, "Not Found")
    found["418 without JSON"] = Answer(418, "teapot", "text/plain", SOON)
    found["duplicate name"] = answers.error(-2010, "Duplicate order sent.")
    found["-2010 unheard of"] = answers.error(-2010, "Something new.")
    found["outside of the window"] = answers.error(
        -1021, "Timestamp for this request is outside of the recvWindow."
    )
    return found


def _faults(exchange: str, *, takes: bool) -> dict[str, Fault]:
    table = _answers_of_binance() if exchange == "Binance" else _answers_of_bybit()
    found = {
        name: Fault(FaultKind.ANSWER, CREATE, answer=answer, takes=takes) for name, answer in table.items()
    }
    found["line dropped"] = Fault(FaultKind.LOSE_ANSWER if takes else FaultKind.LOSE_REQUEST, CREATE)
    if takes:
        found["cut in the middle"] = Fault(FaultKind.CUT_ANSWER, CREATE)
    return found


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("short_fence")
@pytest.mark.parametrize("takes", [True, False], ids=["accepted", "not accepted"])
@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_every_answer_ends_in_the_right_state(
    settings: Settings, twin: Twin, exchange: str, *, takes: bool
) -> None:
    async with program(settings) as house:
        first = await started(house, plain_draft(exchange=exchange), "no fault")
        await resting(house, first)
        bots = {}
        for name, fault in _faults(exchange, takes=takes).items():
            number = twin.world.faults.add(fault)
            bots[name] = await started(house, plain_draft(exchange=exchange), name)

            async def struck(number: int = number) -> bool:
                hit = twin.world.faults.get(number)
                return hit is not None and hit.hits == 1

            await until(struck)
        attempts = {name: (await resting(house, bot_id)).attempt for name, bot_id in bots.items()}
    assert attempts == dict.fromkeys(bots, 1 if takes else 2)
    assert set(creates(twin).values()) == {1}, "a create is sent once"
    assert len(created(twin)) == len(set(created(twin))) == len(bots) + 1
    assert no_none_on_the_wire(twin)


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("short_fence")
@pytest.mark.parametrize("takes", [True, False], ids=["accepted", "not accepted"])
async def test_futures_likewise(settings: Settings, twin: Twin, *, takes: bool) -> None:
    async with program(settings) as house:
        for ticker, name in (("BTC/USDT", "unknown_error"), ("ETH/USDT", "html_ok")):
            twin.world.faults.add(Fault(FaultKind.ANSWER, CREATE, answer=answers.ALL[name], takes=takes))
            bot_id = await started(house, plain_draft(ticker, "Binance F"), name)
            assert (await resting(house, bot_id)).attempt == (1 if takes else 2)
    assert set(creates(twin).values()) == {1}
    assert len(created(twin)) == 2
    assert no_none_on_the_wire(twin)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (-2010, "Account has insufficient balance for requested action."),
        (-1013, "Filter failure: NOTIONAL"),
        (-2015, "Invalid API-key, IP, or permissions for action."),
    ],
)
async def test_a_proven_refusal_is_one_try_and_one_notice(
    settings: Settings, twin: Twin, code: int, text: str
) -> None:
    refusal = answers.error(code, text)
    twin.world.faults.add(Fault(FaultKind.ANSWER, CREATE, answer=refusal, takes=False, times=None))
    async with program(settings) as house:
        bot_id = await started(house, plain_draft())

        async def given_up() -> bool:
            return (await state_of(house, bot_id)).status is Status.ERROR

        await until(given_up)
        await asyncio.sleep(1.5)  # time in which a loop would send more
        state = await state_of(house, bot_id)
    assert state.order is not None
    assert state.order.state is OrderState.REJECTED
    assert text.rstrip(".") in str(state.order.reason)
    assert creates(twin).total() == 1
    assert created(twin) == []
