"""Requests that go wrong: what the client sees, and what really happened."""

import asyncio
import time
from datetime import timedelta

import aiohttp
import pytest

from tests.twin import Answer, Fault, FaultKind, Operation, Twin
from tests.twin.binance import answers
from tests.twin.raw import RawBinance
from tests.twin.raw_bybit import RawBybit

CREATE = (Operation.CREATE,)


def _created(twin: Twin) -> list[str]:
    return [entry.facts["client_order_id"] for entry in twin.world.journal.read("order_created")]


async def test_a_lost_request_never_reaches_the_exchange(twin: Twin, raw: RawBinance) -> None:
    number = twin.world.faults.add(Fault(FaultKind.LOSE_REQUEST, CREATE))
    with pytest.raises(aiohttp.ClientError):
        await raw.buy("lost")
    assert _created(twin) == []
    assert (await raw.buy("next"))["status"] == "NEW"
    fault = twin.world.faults.get(number)
    assert fault is not None
    assert fault.hits == 1


async def test_a_lost_answer_leaves_an_order_behind(twin: Twin, raw: RawBinance) -> None:
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, CREATE))
    with pytest.raises(aiohttp.ClientError):
        await raw.buy("taken")
    assert _created(twin) == ["taken"]


async def test_an_answer_can_be_cut_in_the_middle(twin: Twin, raw: RawBinance) -> None:
    twin.world.faults.add(Fault(FaultKind.CUT_ANSWER, CREATE))
    with pytest.raises(aiohttp.ClientPayloadError):
        await raw.buy("cut")
    assert _created(twin) == ["cut"]


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("name", sorted(answers.ALL))
async def test_every_known_answer_can_stand_for_the_true_one(
    twin: Twin, raw: RawBinance, name: str, takes: bool
) -> None:
    answer = answers.ALL[name]
    twin.world.faults.add(Fault(FaultKind.ANSWER, CREATE, answer=answer, takes=takes))
    status, _ = await raw.ask(
        "POST", "/api/v3/order", symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC",
        quantity="0.001", price="94000", newClientOrderId="one",
    )  # fmt: skip
    assert status == answer.status
    assert raw.headers["Content-Type"].startswith(answer.content_type)
    assert _created(twin) == (["one"] if takes else [])


async def test_a_late_request_is_refused_and_a_late_answer_is_not(twin: Twin, raw: RawBinance) -> None:
    twin.world.faults.add(Fault(FaultKind.DELAY, CREATE, before_s=1.2))
    assert (await raw.buy("late", recvWindow="1000"))["code"] == -1021
    twin.world.faults.add(Fault(FaultKind.DELAY, CREATE, queue_s=1.2))
    assert (await raw.buy("queued", recvWindow="1000"))["code"] == -1021
    twin.world.faults.add(Fault(FaultKind.DELAY, CREATE, after_s=0.05))
    begun = time.monotonic()
    assert (await raw.buy("slow", recvWindow="60000"))["status"] == "NEW"
    assert time.monotonic() - begun >= 0.05
    assert _created(twin) == ["slow"]


async def test_a_request_goes_on_when_its_client_has_given_up(twin: Twin, raw: RawBinance) -> None:
    twin.world.faults.add(Fault(FaultKind.DELAY, CREATE, before_s=4))
    with pytest.raises(TimeoutError):
        await _impatiently(raw)
    assert _created(twin) == []
    async with asyncio.timeout(60):
        while not _created(twin):  # noqa: ASYNC110  # two programs over a socket share no event
            await asyncio.sleep(0.01)
    assert _created(twin) == ["left"]


async def _impatiently(raw: RawBinance) -> None:
    async with asyncio.timeout(1):
        await raw.buy("left")


async def test_a_fault_keeps_to_its_operations_account_venue_and_times(twin: Twin, raw: RawBinance) -> None:
    refuse = answers.error(-2015, "no", status=401)
    for fault in (
        Fault(FaultKind.ANSWER, CREATE, account="other", answer=refuse),
        Fault(FaultKind.ANSWER, CREATE, venue="Binance F", answer=refuse),
        Fault(FaultKind.ANSWER, (Operation.CANCEL,), answer=refuse),
    ):
        twin.world.faults.add(fault)
    twice = twin.world.faults.add(Fault(FaultKind.ANSWER, CREATE, answer=refuse, takes=False, times=2))
    outcomes = [(await raw.buy(f"n{number}")).get("code") for number in range(3)]
    assert outcomes == [-2015, -2015, None]
    assert {number: fault.hits for number, fault in twin.world.faults.all().items()} == {
        1: 0,
        2: 0,
        3: 0,
        twice: 2,
    }
    assert len(twin.world.journal.read("fault_hit")) == 2


async def test_a_fault_can_wait_for_one_order_by_its_name(
    twin: Twin, raw: RawBinance, bybit_spot: RawBybit
) -> None:
    for name in ("two", "four"):
        twin.world.faults.add(
            Fault(FaultKind.ANSWER, CREATE, name=name, answer=Answer(body='{"odd":1}'), takes=False)
        )
    assert "orderId" in await raw.buy("one")
    assert await raw.buy("two") == {"odd": 1}
    assert isinstance(await bybit_spot.buy("three"), str)
    with pytest.raises(KeyError):
        await bybit_spot.buy("four")


async def test_an_endless_fault_ends_when_it_is_taken_away(twin: Twin, raw: RawBinance) -> None:
    number = twin.world.faults.add(Fault(FaultKind.ANSWER, answer=Answer(502, "no"), takes=False, times=None))
    assert [(await raw.ask("GET", "/api/v3/time"))[0] for _ in range(3)] == [502] * 3
    twin.world.faults.remove(number)
    assert (await raw.ask("GET", "/api/v3/time"))[0] == 200


async def test_a_ban_shuts_out_one_venue_for_its_time(twin: Twin, raw: RawBinance) -> None:
    twin.binance.ban("Binance", 60)
    assert (await raw.unsigned("GET", "/api/v3/time"))[0] == 418
    assert (await raw.unsigned("GET", "/fapi/v1/time"))[0] == 200
    twin.binance.desks["Binance"].ban.until = twin.world.clock.now() - timedelta(seconds=1)
    assert (await raw.unsigned("GET", "/api/v3/time"))[0] == 200
