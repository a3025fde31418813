"""Turns at the limiter, hours in no time."""

import asyncio
import contextlib
import time
from datetime import timedelta

import pytest

from engine.venues.exchanges.answers import Reply
from engine.venues.exchanges.binance import futures
from engine.venues.exchanges.binance import gateway as binance
from engine.venues.exchanges.binance.spec import BINANCE
from engine.venues.exchanges.bybit import gateway as bybit
from engine.venues.exchanges.bybit.spec import BYBIT
from engine.venues.exchanges.limiter import (
    BUDGET,
    SHARE,
    Endpoint,
    Lane,
    Limiter,
    Rule,
    SharedLimits,
    TurnMissed,
)
from engine.venues.exchanges.okx import gateway as okx
from engine.venues.exchanges.registry import VENUES, exchange_of
from engine.venues.exchanges.rest_client import RateLimitFeedback
from engine.venues.exchanges.server_time import ExchangeTime, to_ms
from tests.support.clock import ManualClock

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def take(
    limiter: Limiter, clock: ManualClock, lane: Lane, cost: float = 1, name: str = "weight"
) -> None:
    await limiter.turn(lane, {name: cost}, clock.monotonic() + HOUR)


def test_a_later_ban_cuts_no_earlier_one_short(clock: ManualClock) -> None:
    limiter = Limiter([], clock)
    limiter.ban(600)
    limiter.ban(1)
    assert limiter.banned_for_s == pytest.approx(600)


async def test_within_any_window_no_more_than_the_rule_is_spent(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 10, 60)], clock)
    granted: list[float] = []
    begun = clock.now()

    async def one() -> None:
        await take(limiter, clock, Lane.CANCEL)
        granted.append((clock.now() - begun).total_seconds())

    async with asyncio.TaskGroup() as group:
        for _ in range(35):
            group.create_task(one())
        await clock.settle()
        assert len(granted) == 10
        for _ in range(40):
            await clock.advance(7)
    assert len(granted) == 35
    for moment in granted:
        assert sum(moment <= other < moment + 60 for other in granted) <= 10


async def test_who_waits_goes_by_lane_then_by_arrival(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 1, 1)], clock)
    order: list[str] = []

    async def one(name: str, lane: Lane) -> None:
        await take(limiter, clock, lane)
        order.append(name)

    await take(limiter, clock, Lane.CANCEL)
    async with asyncio.TaskGroup() as group:
        for name, lane in (
            ("data", Lane.DATA),
            ("pass", Lane.PASS),
            ("query", Lane.QUERY),
            ("create 1", Lane.CREATE),
            ("create 2", Lane.CREATE),
            ("cancel", Lane.CANCEL),
        ):
            group.create_task(one(name, lane))
            await asyncio.sleep(0)
        for _ in range(8):
            await clock.advance(1)
    # A window of one never holds a lane's share of one: each lane waits for an empty window.
    assert order == ["cancel", "create 1", "create 2", "query", "pass", "data"]


async def test_a_dear_turn_is_not_overtaken_by_cheap_ones_for_ever(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 10, 60), Rule("orders", 10, 60)], clock)
    await take(limiter, clock, Lane.CANCEL, 5)
    async with asyncio.TaskGroup() as group:
        dear = group.create_task(take(limiter, clock, Lane.CANCEL, 8))
        await clock.settle()
        cheap = group.create_task(take(limiter, clock, Lane.CANCEL, 1))
        elsewhere = group.create_task(take(limiter, clock, Lane.DATA, 1, "orders"))
        await clock.settle()
        assert (dear.done(), cheap.done(), elsewhere.done()) == (False, False, True)
        await clock.advance(60)
        assert (dear.done(), cheap.done()) == (True, True)


async def as_many_as_go(limiter: Limiter, clock: ManualClock, lane: Lane) -> int:
    """Return how many turns of that lane come at once, one after the other."""
    turns = 0
    with contextlib.suppress(TurnMissed):
        while turns < 1000:
            await limiter.turn(lane, {"weight": 1}, clock.monotonic())
            turns += 1
    return turns


@pytest.mark.parametrize(
    ("lane", "most"), [(Lane.DATA, 40), (Lane.PASS, 40), (Lane.QUERY, 80), (Lane.CREATE, 95)]
)
async def test_whoever_asks_without_end_leaves_what_belongs_to_others(
    lane: Lane, most: int, clock: ManualClock
) -> None:
    limiter = Limiter([Rule("weight", 100, 60)], clock)
    assert await as_many_as_go(limiter, clock, lane) == most


async def test_whatever_is_asked_for_orders_and_cancels_have_their_room(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 100, 60)], clock)
    lanes = (Lane.PASS, Lane.DATA, Lane.QUERY, Lane.CREATE, Lane.CANCEL)
    turns = [await as_many_as_go(limiter, clock, lane) for lane in lanes]
    assert turns == [40, 30, 10, 15, 5]


async def test_an_order_goes_at_once_however_many_questions_wait(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 100, 60)], clock)
    async with asyncio.TaskGroup() as group:
        asking = [
            group.create_task(take(limiter, clock, lane))
            for lane in (Lane.QUERY, Lane.PASS, Lane.DATA)
            for _ in range(200)
        ]
        await clock.settle()
        assert not all(one.done() for one in asking)
        for _ in range(15):
            await limiter.turn(Lane.CREATE, {"weight": 1}, clock.monotonic())
        for one in asking:
            one.cancel()


async def test_passes_that_wait_for_their_budget_keep_no_market_data_waiting(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 100, 60)], clock)
    async with asyncio.TaskGroup() as group:
        passes = [group.create_task(take(limiter, clock, Lane.PASS)) for _ in range(50)]
        await clock.settle()
        assert sum(one.done() for one in passes) == 40
        assert await as_many_as_go(limiter, clock, Lane.DATA) == 30
        for one in passes:
            one.cancel()


async def test_a_budget_is_had_anew_after_each_window(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 100, 60)], clock)
    for _ in range(3):
        assert await as_many_as_go(limiter, clock, Lane.PASS) == 40
        await clock.advance(60)


async def test_a_thousand_who_wait_cost_an_order_no_time(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 5400, 60), Rule("orders", 1000, 60)], clock)
    soon = clock.monotonic()
    for _ in range(4000):
        await limiter.turn(Lane.QUERY, {"weight": 1}, soon)
    async with asyncio.TaskGroup() as group:
        asking = [group.create_task(take(limiter, clock, Lane.PASS)) for _ in range(1000)]
        await clock.settle()
        begun = time.thread_time()  # what it costs, not how long a busy machine lets it wait
        for _ in range(100):
            await limiter.turn(Lane.CREATE, {"weight": 1, "orders": 1}, soon)
        took = time.thread_time() - begun
        for one in asking:
            one.cancel()
    assert took < 0.1, "a turn that is there takes 20 microseconds"


async def test_a_turn_that_cannot_come_in_time_is_refused_at_once_and_costs_nothing(
    clock: ManualClock,
) -> None:
    limiter = Limiter([Rule("weight", 10, 60)], clock)
    await take(limiter, clock, Lane.CANCEL, 10)
    with pytest.raises(TurnMissed) as missed:
        await limiter.turn(Lane.CREATE, {"weight": 5}, clock.monotonic() + timedelta(seconds=5))
    assert missed.value.wait_s == pytest.approx(60)
    assert clock.asleep == 0
    await clock.advance(60)
    await limiter.turn(Lane.CANCEL, {"weight": 10}, clock.monotonic())


async def test_a_turn_after_the_deadline_is_missed(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 10, 60)], clock)
    with pytest.raises(TurnMissed):
        await limiter.turn(Lane.CREATE, {"weight": 1}, clock.monotonic() - timedelta(milliseconds=1))


async def test_a_turn_that_came_while_the_machine_slept_is_missed(clock: ManualClock) -> None:
    """An order waits for its turn, and its deadline goes by with nobody awake."""
    limiter = Limiter([Rule("weight", 10, 60)], clock)
    await take(limiter, clock, Lane.CANCEL, 10)
    async with asyncio.TaskGroup() as group:
        creating = group.create_task(missed_turn(limiter, clock.monotonic() + timedelta(seconds=62)))
        await clock.settle()
        assert not creating.done()
        await clock.suspend(300)
        assert creating.result()
    await limiter.turn(Lane.CANCEL, {"weight": 10}, clock.monotonic())


async def test_one_who_gives_up_waiting_holds_nobody_up(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 1, 10)], clock)
    await take(limiter, clock, Lane.CANCEL)
    async with asyncio.TaskGroup() as group:
        leaver = group.create_task(take(limiter, clock, Lane.CANCEL))
        await clock.settle()
        stayer = group.create_task(take(limiter, clock, Lane.CANCEL))
        await clock.settle()
        leaver.cancel()
        await clock.advance(25)
        assert stayer.done()


async def test_during_a_ban_nobody_goes_and_afterwards_everybody_does(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 100, 60)], clock)
    limiter.ban(600)
    with pytest.raises(TurnMissed) as missed:
        await limiter.turn(Lane.QUERY, {"weight": 1}, clock.monotonic() + timedelta(seconds=10))
    assert missed.value.wait_s == pytest.approx(600)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(take(limiter, clock, Lane.CANCEL))
        await clock.advance(599)
        assert not waiting.done()
        await clock.advance(2)
        assert waiting.done()


async def test_a_ban_catches_those_who_wait_already(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 10, 60)], clock)
    await take(limiter, clock, Lane.CANCEL, 10)
    async with asyncio.TaskGroup() as group:
        until = clock.monotonic() + timedelta(seconds=90)
        creating = group.create_task(missed_turn(limiter, until))
        await clock.settle()
        limiter.ban(600)
        await clock.advance(61)
        assert creating.result()


async def missed_turn(limiter: Limiter, until: timedelta) -> bool:
    try:
        await limiter.turn(Lane.CREATE, {"weight": 1}, until)
    except TurnMissed:
        return True
    return False


async def test_what_the_exchange_counts_is_taken_over_when_it_is_more(clock: ManualClock) -> None:
    limiter = Limiter([Rule("weight", 100, 60)], clock)
    await take(limiter, clock, Lane.CANCEL, 10)
    limiter.heard("weight", 5)
    limiter.heard("weight", 95)
    soon = clock.monotonic() + timedelta(seconds=1)
    await limiter.turn(Lane.CANCEL, {"weight": 5}, soon)
    with pytest.raises(TurnMissed):
        await limiter.turn(Lane.CANCEL, {"weight": 1}, soon)


NOW, IN_90_S = "Tue, 01 Dec 2026 09:00:00 GMT", "Tue, 01 Dec 2026 09:01:30 GMT"
BANS = [
    ("Binance", Reply(429, {"retry-after": "7"}, "{}"), 7),
    ("Binance", Reply(418, {"retry-after": "600"}, "{}"), 600),
    ("Binance", Reply(418, {}, "{}"), 120),
    ("Binance", Reply(429, {}, "<html>"), 30),
    ("Binance", Reply(403, {}, "<html>"), 120),
    ("Binance F", Reply(400, {}, '{"code": -1003, "msg": "Too many requests."}'), 30),
    ("Bybit", Reply(403, {}, "access too frequent"), 600),
    ("Bybit", Reply(200, {}, '{"retCode":10006,"retMsg":"Too many visits."}'), 1),
    ("Binance", Reply(200, {}, "{}"), 0),
    ("Binance", Reply(400, {}, '{"code": -2010, "msg": "x"}'), 0),
    ("Binance", Reply(503, {}, "<html>"), 0),
    ("Binance", Reply(418, {}, '{"code":-1003,"msg":"IP banned until 1500000000000."}'), 120),
    ("Binance", Reply(429, {"retry-after": IN_90_S, "date": NOW}, "{}"), 90),
    ("Bybit", Reply(403, {"retry-after": IN_90_S, "date": NOW}, "{}"), 90),
    ("Binance", Reply(418, {"retry-after": NOW, "date": IN_90_S}, "{}"), 120),
    ("Binance", Reply(418, {"retry-after": IN_90_S}, "{}"), 120),
    ("Binance", Reply(418, {"retry-after": "soon", "date": NOW}, "{}"), 120),
    ("Binance", Reply(418, {"retry-after": "9" * 5000}, "{}"), 3 * 24 * 3600),
    ("OKX", Reply(418, {}, "<html>"), 120),
    ("CoinDCX F", Reply(429, {}, "{}"), 15),
    ("CoinDCX F", Reply(403, {}, "<html>error 1015: you are being rate limited"), 120),
    ("CoinDCX F", Reply(403, {"retry-after": "30"}, "<html>"), 30),
    ("CoinDCX F", Reply(418, {}, ""), 120),
    ("CoinDCX F", Reply(403, {}, '{"status": "error", "message": "Not allowed"}'), 0),
]


@pytest.mark.parametrize(("exchange", "reply", "seconds"), BANS)
def test_an_answer_that_asks_for_rest_gets_it(
    exchange: str, reply: Reply, seconds: float, clock: ManualClock
) -> None:
    limiter = Limiter(VENUES[exchange].limits, clock)
    RateLimitFeedback(exchange_of(exchange).rates, limiter, ExchangeTime(clock)).heard(reply)
    assert limiter.banned_for_s == pytest.approx(seconds)


def test_the_end_of_a_ban_may_stand_in_its_text(clock: ManualClock) -> None:
    time = ExchangeTime(clock)
    time.measured(clock.now() - timedelta(seconds=5), clock.monotonic())
    limiter = Limiter(VENUES["Binance"].limits, clock)
    until = to_ms(clock.now() - timedelta(seconds=5) + timedelta(seconds=200))
    text = f'{{"code":-1003,"msg":"Way too much request weight used; IP banned until {until}."}}'
    RateLimitFeedback(BINANCE.rates, limiter, time).heard(Reply(418, {}, text))
    assert limiter.banned_for_s == pytest.approx(200)


async def test_binances_counts_and_bybits_remaining_are_minded(clock: ManualClock) -> None:
    soon = clock.monotonic() + timedelta(seconds=0.5)
    binances = Limiter(VENUES["Binance"].limits, clock)
    RateLimitFeedback(BINANCE.rates, binances, ExchangeTime(clock)).heard(
        Reply(200, {"x-mbx-used-weight-1m": "5400", "x-mbx-order-count-10s": "3"}, "{}")
    )
    with pytest.raises(TurnMissed):
        await binances.turn(Lane.CANCEL, {"weight": 1}, soon)
    bybits = Limiter(VENUES["Bybit"].limits, clock)
    pace = RateLimitFeedback(BYBIT.rates, bybits, ExchangeTime(clock))
    pace.heard_of(bybit.CREATE, Reply(200, {"x-bapi-limit-status": "0"}, "{}"))
    with pytest.raises(TurnMissed):
        await bybits.turn(Lane.CREATE, bybit.CREATE.costs, soon)
    await bybits.turn(Lane.QUERY, bybit.REALTIME.costs, soon)


def endpoints() -> list[tuple[str, Endpoint]]:
    def in_module(module: object) -> list[Endpoint]:
        return [value for value in vars(module).values() if isinstance(value, Endpoint)]

    def in_calls(calls: object) -> list[Endpoint]:
        names = type(calls).__dataclass_fields__  # type: ignore[attr-defined]  # it is a dataclass
        return [value for name in names if isinstance(value := getattr(calls, name), Endpoint)]

    return (
        [("Binance", item) for item in (*in_calls(binance.SPOT), binance.RIGHTS)]
        + [("Binance F", item) for item in (*in_calls(binance.FUTURES), *in_module(futures))]
        + [(name, item) for name in ("Bybit", "Bybit F") for item in in_module(bybit)]
        + [(name, item) for name in ("OKX", "OKX F") for item in in_module(okx)]
    )


def test_every_call_costs_what_its_exchange_has_rules_for() -> None:
    found = endpoints()
    assert len(found) > 60
    for exchange, endpoint in found:
        known = {rule.name: rule.most for rule in VENUES[exchange].limits}
        share = min(SHARE[endpoint.lane], BUDGET.get(endpoint.lane, 1.0))
        for name, cost in endpoint.costs.items():
            assert cost <= known[name] * share, f"{endpoint.method} can never have a turn"


DOCUMENTED = [
    ("Bybit", bybit.FEES, 5, 1),
    ("Bybit F", bybit.FEES, 5, 1),
    ("Bybit F", bybit.SET_MARGIN_MODE, 5, 1),
    ("Bybit F", bybit.KEY, 10, 1),
    ("OKX F", okx.BILLS, 10, 2),
    ("OKX F", okx.OLD_BILLS, 5, 2),
    ("OKX F", okx.OLD_FILLS, 10, 2),
    ("OKX F", okx.CONFIG, 5, 2),
    ("OKX F", okx.FEES, 5, 2),
    ("OKX F", okx.WALLET, 10, 2),
]
"""Calls that may be made a few times only: so often, within so many seconds."""


@pytest.mark.parametrize(("exchange", "endpoint", "most", "within_s"), DOCUMENTED)
async def test_no_call_is_made_more_often_than_its_exchange_documents(
    exchange: str, endpoint: Endpoint, most: int, within_s: float, clock: ManualClock
) -> None:
    limiter = Limiter(VENUES[exchange].limits, clock)
    made = 0
    with contextlib.suppress(TurnMissed):
        while True:
            await limiter.turn(endpoint.lane, endpoint.costs, clock.monotonic())
            made += 1
    assert 1 <= made <= most
    await clock.advance(within_s)
    await limiter.turn(endpoint.lane, endpoint.costs, clock.monotonic())


RULES = [Rule("weight", 10, 60), Rule("orders", 3, 60, per_account=True)]


def two_accounts(clock: ManualClock) -> tuple[Limiter, Limiter]:
    shared = SharedLimits()
    return Limiter(RULES, clock, shared), Limiter(RULES, clock, shared)


async def test_accounts_at_one_address_share_its_weight_and_each_has_its_own_orders(
    clock: ManualClock,
) -> None:
    first, second = two_accounts(clock)
    soon = clock.monotonic() + timedelta(seconds=1)
    for _ in range(3):
        await first.turn(Lane.CANCEL, {"weight": 1, "orders": 1}, soon)
    with pytest.raises(TurnMissed):
        await first.turn(Lane.CANCEL, {"orders": 1}, soon)
    await second.turn(Lane.CANCEL, {"weight": 1, "orders": 3}, soon)
    with pytest.raises(TurnMissed):
        await second.turn(Lane.CANCEL, {"weight": 7}, soon)
    await first.turn(Lane.CANCEL, {"weight": 6}, soon)
    second.heard("orders", 3)
    first.heard("weight", 10)
    with pytest.raises(TurnMissed):
        await second.turn(Lane.CANCEL, {"weight": 1}, soon)


async def test_a_cancel_of_one_account_goes_before_another_account_s_market_data(clock: ManualClock) -> None:
    first, second = two_accounts(clock)
    await take(first, clock, Lane.CANCEL, 10)
    order: list[str] = []

    async def one(limiter: Limiter, lane: Lane, cost: float) -> None:
        await take(limiter, clock, lane, cost)
        order.append(lane.name)

    async with asyncio.TaskGroup() as group:
        group.create_task(one(first, Lane.DATA, 5))
        await clock.settle()
        group.create_task(one(second, Lane.CANCEL, 6))
        await clock.settle()
        assert not order
        for _ in range(5):
            await clock.advance(30)
    assert order == ["CANCEL", "DATA"]


async def test_a_ban_is_of_the_address_unless_it_is_the_account_s(clock: ManualClock) -> None:
    first, second = two_accounts(clock)
    RateLimitFeedback(BYBIT.rates, first, ExchangeTime(clock)).heard(Reply(200, {}, '{"retCode":10006}'))
    assert [first.banned_for_s, second.banned_for_s] == pytest.approx([1, 0])
    with pytest.raises(TurnMissed):
        await first.turn(Lane.CANCEL, {"weight": 1}, clock.monotonic() + timedelta(seconds=0.5))
    await second.turn(Lane.CANCEL, {"weight": 1}, clock.monotonic() + timedelta(seconds=0.5))
    too_many_orders = Reply(429, {"retry-after": "3"}, '{"code": -1015, "msg": "Too many new orders."}')
    RateLimitFeedback(BINANCE.rates, first, ExchangeTime(clock)).heard(too_many_orders)
    assert [first.banned_for_s, second.banned_for_s] == pytest.approx([3, 0])
    RateLimitFeedback(BYBIT.rates, first, ExchangeTime(clock)).heard(Reply(200, {}, '{"retCode":10018}'))
    RateLimitFeedback(BINANCE.rates, second, ExchangeTime(clock)).heard(
        Reply(418, {"retry-after": "7"}, "{}")
    )
    assert [first.banned_for_s, second.banned_for_s] == pytest.approx([7, 7])
