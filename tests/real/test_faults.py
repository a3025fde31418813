"""Bans, outages, hands at the exchange, fees and empty wallets, through the whole program."""

import asyncio
from decimal import Decimal

import pytest

from bot.config import Settings
from bot.house import House
from engine.core.orders import OrderState
from engine.core.state import Phase
from engine.core.types import BotId, Side, Status
from tests.books import booked_fills, rows
from tests.real.conftest import (
    created,
    creates,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.twin import Fault, FaultKind, FrameFault, FrameFaultKind, Operation, Stream, Twin
from tests.twin.binance import answers
from tests.twin.core.accounts import FeeCoin
from tests.twin.core.values import OrderRequest, OrderType, TimeInForce
from tests.twin.core.values import Side as TwinSide

SYMBOL = "BTCUSDT"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


async def paused(house: House, bot_id: BotId) -> str:
    """Wait until the bot has paused, and return why."""

    async def is_paused() -> bool:
        return (await state_of(house, bot_id)).phase is Phase.PAUSED

    await until(is_paused)
    return str((await state_of(house, bot_id)).pause_reason)


async def test_no_call_during_a_ban_and_nothing_is_lost_by_it(settings: Settings, twin: Twin) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings) as house:
        other = await started(house, plain_draft(exchange="Binance F"), "other account")
        bot_id = await started(house, plain_draft())
        await resting(house, bot_id)
        before = len(twin.world.requests)
        twin.binance.ban("Binance", 4.0)
        venue.trade(SYMBOL, Decimal(93999))  # filled while nobody may ask
        order = await resting(house, bot_id, Side.SELL)
        during = [one for one in list(twin.world.requests)[before:] if one.status == 418]
        assert order.attempt > 0
        assert (await state_of(house, other)).status is Status.ACTIVE
    assert 1 <= len(during) <= 2, "the first says that there is a ban, and one may have been under way"
    assert len(twin.world.journal.read("order_filled", venue="Binance")) == 1


async def test_a_storm_of_429_is_waited_out(settings: Settings, twin: Twin) -> None:
    storm = answers.error(-1003, "Too much request weight used.", status=429, **{"Retry-After": "1"})
    async with program(settings) as house:
        bot_id = await started(house, plain_draft())
        await resting(house, bot_id)
        fault = Fault(FaultKind.ANSWER, answer=storm, takes=False, times=3, venue="Binance")
        number = twin.world.faults.add(fault)
        twin.world.venue("Binance").trade(SYMBOL, Decimal(93999))
        await resting(house, bot_id, Side.SELL)
        found = twin.world.faults.get(number)
    assert found is not None
    assert found.hits == 3
    assert set(creates(twin).values()) == {1}


@pytest.mark.usefixtures("short_fence")
async def test_nothing_is_sent_in_an_outage_and_before_all_is_compared(
    settings: Settings, twin: Twin
) -> None:
    async with program(settings) as house:
        bot_id = await started(house, plain_draft())
        await resting(house, bot_id)
    twin.world.venue("Binance").trade(SYMBOL, Decimal(93999))  # filled while the program is away
    down = answers.error(-1000, "Service Unavailable.", status=503)
    number = twin.world.faults.add(
        Fault(FaultKind.ANSWER, answer=down, takes=False, times=None, venue="Binance")
    )
    before = len(twin.world.requests)
    async with program(settings) as house:
        await asyncio.sleep(3)  # an outage takes its time
        assert all(one.operation is not Operation.CREATE for one in list(twin.world.requests)[before:])
        twin.world.faults.remove(number)
        await resting(house, bot_id, Side.SELL)
    answered = [one.operation for one in list(twin.world.requests)[before:] if one.status == 200]
    assert answered.index(Operation.OPEN_ORDERS) < answered.index(Operation.CREATE)
    assert answered.index(Operation.TRADES) < answered.index(Operation.CREATE)


async def test_an_order_cancelled_by_hand_pauses_and_asks(settings: Settings, twin: Twin) -> None:
    venue = twin.world.venue("Binance")
    foreign = venue.place(
        OrderRequest(
            account="main",
            symbol=SYMBOL,
            side=TwinSide.BUY,
            order_type=OrderType.LIMIT,
            time_in_force=TimeInForce.GTC,
            client_order_id="web_by_hand",
            quantity=Decimal("0.02"),
            price=Decimal(90000),
        )
    )
    async with program(settings) as house:
        bot_id = await started(house, plain_draft())
        order = await resting(house, bot_id)
        venue.cancel("main", SYMBOL, order_id=order.venue_order_id, cancel_client_id="web")
        assert "cancel" in await paused(house, bot_id)
        await asyncio.sleep(1)  # time in which it would be placed again
        assert creates(twin).total() == 1
        report = await house.service.start(77, bot_id, None)
        assert report.state.status is Status.ACTIVE
        assert (await resting(house, bot_id)).attempt == 2
    assert foreign.order.order_id in {one.order_id for one in venue.store.open_orders()}
    touched = [
        one
        for one in twin.world.requests
        if one.operation is Operation.CANCEL
        and ("web_by_hand" in one.query or f"orderId={foreign.order.order_id}" in one.query)
    ]
    assert touched == []


@pytest.mark.parametrize("coin", [FeeCoin.RECEIVED, FeeCoin.BNB], ids=["base fee", "BNB fee"])
async def test_partial_fills_and_their_fees_make_the_exit(
    settings: Settings, twin: Twin, database_url: str, coin: FeeCoin
) -> None:
    venue = twin.world.venue("Binance")
    twin.account.fees.coin = coin
    async with program(settings) as house:
        bot_id = await started(house, plain_draft())
        await resting(house, bot_id)
        for part in ("0.003", "0.00007", "0.00693"):
            venue.trade(SYMBOL, Decimal(93999), Decimal(part))
        order = await resting(house, bot_id, Side.SELL)
        held = (await state_of(house, bot_id)).held
    bought = [quantity for _, quantity, _, _ in await booked_fills(database_url)]
    fees = await rows(database_url, "SELECT commission_amount, commission_coin FROM trades")
    assert sum(bought) == Decimal("0.01")
    assert len(bought) == 3
    assert {name for _, name in fees} == {"BTC" if coin is FeeCoin.RECEIVED else "BNB"}
    paid = sum((Decimal(str(amount)) for amount, name in fees if name == "BTC"), Decimal(0))
    assert held == Decimal("0.01") - paid
    assert order.quantity == (held // Decimal("0.00001")) * Decimal("0.00001")


async def test_too_little_money_is_said_with_figures_and_nothing_is_sent(
    settings: Settings, twin: Twin
) -> None:
    twin.world.venue("Binance").deposit("main", "USDT", Decimal(-99_900))
    async with program(settings) as house:
        await resting(house, await started(house, plain_draft(quantity=Decimal("0.001")), "small"))
        bot_id = await started(house, plain_draft(), "large")
        reason = await paused(house, bot_id)
    assert "940" in reason
    assert "USDT" in reason
    assert creates(twin).total() == 1


async def test_money_taken_away_is_one_try(settings: Settings, twin: Twin) -> None:
    async with program(settings) as house:
        await resting(house, await started(house, plain_draft(quantity=Decimal("0.001")), "first"))
        twin.world.venue("Binance").deposit("main", "USDT", Decimal(-99_906))
        bot_id = await started(house, plain_draft(), "second")

        async def given_up() -> bool:
            state = await state_of(house, bot_id)
            return state.status is Status.ERROR or state.phase is Phase.PAUSED

        await until(given_up)
        await asyncio.sleep(1.5)  # time in which a loop would send more
    assert creates(twin).total() <= 2
    assert len(created(twin)) == 1


async def test_twenty_bots_on_money_for_ten(settings: Settings, twin: Twin) -> None:
    twin.world.venue("Binance").deposit("main", "USDT", Decimal(-100_000 + 1_000))
    draft = plain_draft(quantity=Decimal("0.001"))  # 94 USDT each
    async with program(settings) as house:
        await resting(house, await started(house, draft, "bot 0"))
        bots = await asyncio.gather(*(started(house, draft, f"bot {number}") for number in range(1, 20)))
        await asyncio.sleep(3)  # time in which a loop would send more
        states = [await state_of(house, bot_id) for bot_id in bots]
    resting_now = [state for state in states if state.order and state.order.state is OrderState.OPEN]
    waiting = [state for state in states if state.phase is Phase.PAUSED]
    assert (len(resting_now) + 1, len(waiting)) == (10, 10)
    assert creates(twin).total() == len(created(twin)) == 10
    assert all("are available" in str(state.pause_reason) for state in waiting)


async def test_a_silent_stream_delays_a_fill_by_less_than_20_s(settings: Settings, twin: Twin) -> None:
    for stream in (Stream.PRIVATE, Stream.API):
        twin.world.frames.add(FrameFault(FrameFaultKind.DROP, (stream,)))
    async with program(settings) as house:
        bot_id = await started(house, plain_draft())
        await resting(house, bot_id)
        await asyncio.sleep(0.5)  # the pass that the order itself has woken is over
        twin.world.venue("Binance").trade(SYMBOL, Decimal(93999))

        async def booked() -> bool:
            return (await state_of(house, bot_id)).trades == 1

        await until(booked, within_s=20)


async def test_a_pair_taken_off_the_exchange_stops_its_own_bot_alone(settings: Settings, twin: Twin) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings) as house:
        gone = await started(house, plain_draft("ETH/USDT"), "gone")
        stays = await started(house, plain_draft(), "stays")
        await resting(house, gone)
        await resting(house, stays)
        venue.trade("ETHUSDT", Decimal(3349))
        venue.change_symbol("ETHUSDT", trading=False)
        venue.trade(SYMBOL, Decimal(93999))
        await resting(house, stays, Side.SELL)

        async def stands_still() -> bool:
            state = await state_of(house, gone)
            return state.phase is Phase.PAUSED or state.status is Status.ERROR

        await until(stands_still)
        assert (await state_of(house, stays)).status is Status.ACTIVE


async def test_orders_of_two_symbols_with_the_same_number_are_told_apart(
    settings: Settings, twin: Twin, database_url: str
) -> None:
    """Binance numbers the orders of each symbol by themselves."""
    async with program(settings) as house:
        ether = await started(house, plain_draft("ETH/USDT"), "ether")
        coin = await started(house, plain_draft(), "coin")
        same = (await resting(house, ether)).venue_order_id, (await resting(house, coin)).venue_order_id
        assert same[0] == same[1]
    twin.world.venue("Binance").trade(SYMBOL, Decimal(93999))  # while the program is away
    async with program(settings) as house:
        await resting(house, coin, Side.SELL)
        assert (await state_of(house, ether)).trades == 0
    assert await rows(database_url, "SELECT symbol FROM trades") == [("BTC/USDT",)]
