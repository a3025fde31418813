"""Bans, outages, hands at the exchange, fees and empty wallets, through the whole program."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.orders import OrderState
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.state import Phase
from engine.core.types import Side, Status
from engine.timings import ConnectionTimings, EngineTimings
from tests.kills.books import booked_fills, rows
from tests.real.conftest import (
    ANNA,
    EAGER,
    asked,
    created,
    creates,
    fields,
    passes,
    paused,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.twin import Fault, FaultKind, FrameFault, FrameFaultKind, Operation, Stream, Twin
from tests.twin.asking import buy
from tests.twin.binance import answers
from tests.twin.bybit import answers as bybit_answers
from tests.twin.core.accounts import FeeCoin
from tests.twin.okx import answers as okx_answers

SYMBOL = "BTCUSDT"
BAN_S = 3.0


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


@pytest.mark.parametrize(
    ("exchange", "elsewhere"), [("Binance", "Binance F"), ("Bybit", "Binance"), ("OKX F", "Binance")]
)
async def test_no_call_during_a_ban_and_nothing_is_lost_by_it(
    settings: Settings, twin: Twin, exchange: str, elsewhere: str
) -> None:
    connection = ConnectionTimings(longest_ban_s=BAN_S)  # Bybit asks for ten minutes, without saying so
    venue = twin.world.venue(exchange)
    async with program(settings, EngineTimings(connection=connection)) as app_context:
        other = await started(app_context, plain_draft(exchange=elsewhere), "other account")
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        before = len(twin.world.requests)
        twin.exchanges.of(exchange).ban(exchange, BAN_S)
        venue.trade(SYMBOL, Decimal(93999))  # filled while nobody may ask
        order = await resting(app_context, bot_id, Side.SELL)
        during = [one for one in list(twin.world.requests)[before:] if one.status in {403, 418, 429}]
        assert order.attempt > 0
        assert (await state_of(app_context, other)).status is Status.ACTIVE
    assert during
    after = max(one.at for one in during) - during[0].at
    assert after < timedelta(seconds=BAN_S / 2), "the first says it; the others had left before its answer"
    assert len(twin.world.journal.read("order_filled", venue=exchange)) == 1


STORMS = {
    "Binance": replace(answers.TOO_MANY_REQUESTS, headers={"Retry-After": "1"}),
    "Bybit F": replace(bybit_answers.TOO_MANY_VISITS, headers={"X-Bapi-Limit-Reset-Timestamp": "1"}),
    "OKX F": replace(okx_answers.RATE_LIMIT, headers={"Retry-After": "1"}),
}


@pytest.mark.parametrize("exchange", STORMS)
async def test_a_storm_of_refusals_for_haste_is_waited_out(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    storm = STORMS[exchange]
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        fault = Fault(FaultKind.ANSWER, answer=storm, takes=False, times=3, venue=exchange)
        number = twin.world.faults.add(fault)
        twin.world.venue(exchange).trade(SYMBOL, Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
        found = twin.world.faults.get(number)
    assert found is not None
    assert found.hits == 3
    assert set(creates(twin).values()) == {1}


MAINTENANCE = {
    "Binance": answers.SERVICE_UNAVAILABLE,
    "Bybit": bybit_answers.SYSTEM_ERROR,
    "OKX": okx_answers.SYSTEM_ERROR,
}


@pytest.mark.parametrize("exchange", MAINTENANCE)
async def test_nothing_is_sent_in_an_outage_and_before_all_is_compared(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
    twin.world.venue(exchange).trade(SYMBOL, Decimal(93999))  # filled while the program is away
    down = MAINTENANCE[exchange]
    number = twin.world.faults.add(
        Fault(FaultKind.ANSWER, answer=down, takes=False, times=None, venue=exchange)
    )
    before = len(twin.world.requests)
    async with program(settings, EAGER) as app_context:
        await asked(twin, exchange, Operation.RULES, times=3)  # in vain, and the bot waits for them
        assert all(one.operation is not Operation.CREATE for one in list(twin.world.requests)[before:])
        twin.world.faults.remove(number)
        over = len(twin.world.requests)
        await resting(app_context, bot_id, Side.SELL)
    answered = [one.operation for one in list(twin.world.requests)[over:]]
    assert answered.index(Operation.OPEN_ORDERS) < answered.index(Operation.CREATE)
    assert answered.index(Operation.TRADES) < answered.index(Operation.CREATE)


@pytest.mark.parametrize("exchange", ["Binance", "Bybit", "Bybit F", "OKX F"])
async def test_an_order_cancelled_by_hand_pauses_and_asks(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        order = await resting(app_context, bot_id)
        foreign = venue.place(buy("90000", "0.02", name="web_by_hand"))
        venue.cancel("main", SYMBOL, order_id=order.venue_order_id, cancel_client_id="web")
        assert await paused(app_context, bot_id) == Plain(Cause.CANCELED_THERE)
        await passes(twin, exchange)
        assert creates(twin).total() == 1
        report = await app_context.service.start(ANNA, bot_id, None)
        assert report.state.status is Status.ACTIVE
        assert (await resting(app_context, bot_id)).attempt == 2
    assert foreign.order.order_id in {one.order_id for one in venue.store.open_orders()}
    canceled = [fields(one) for one in twin.world.requests if one.operation is Operation.CANCEL]
    assert not [one for one in canceled if {"web_by_hand", foreign.order.order_id} & set(one.values())]


FEES = [
    ("Binance", FeeCoin.RECEIVED, "BTC"),
    ("Binance", FeeCoin.BNB, "BNB"),
    ("Bybit", FeeCoin.RECEIVED, "BTC"),
    ("Bybit", FeeCoin.QUOTE, "USDT"),
    ("Bybit", FeeCoin.BNB, "BNB"),  # stands for a coin of its own that lowers the fee
    ("Bybit F", FeeCoin.QUOTE, "USDT"),
    ("OKX", FeeCoin.RECEIVED, "BTC"),
    ("OKX F", FeeCoin.QUOTE, "USDT"),
]
PARTS = {"Bybit F": ("0.003", "0.002", "0.005")}


@pytest.mark.parametrize(("exchange", "coin", "named"), FEES)
async def test_partial_fills_and_their_fees_make_the_exit(
    settings: Settings, twin: Twin, database_url: str, exchange: str, coin: FeeCoin, named: str
) -> None:
    venue = twin.world.venue(exchange)
    twin.account.fees.coin = coin
    venue.deposit("main", "BNB", Decimal(1))
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        for part in PARTS.get(exchange, ("0.003", "0.00007", "0.00693")):
            venue.trade(SYMBOL, Decimal(93999), Decimal(part))
        order = await resting(app_context, bot_id, Side.SELL)
        state = await state_of(app_context, bot_id)
    bought = [quantity for _, quantity, _, _ in await booked_fills(database_url)]
    fees = await rows(database_url, "SELECT commission_amount, commission_coin FROM trades")
    assert sum(bought) == Decimal("0.01")
    assert len(bought) == 3
    assert {name for _, name in fees} == {named}
    paid = sum((Decimal(str(amount)) for amount, name in fees if name == "BTC"), Decimal(0))
    assert state.held == Decimal("0.01") - paid
    assert order.quantity == (state.held // state.market.step) * state.market.step


@pytest.mark.parametrize("exchange", ["Binance", "Bybit", "Bybit F", "OKX F"])
async def test_too_little_money_is_said_with_figures_and_nothing_is_sent(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    twin.world.venue(exchange).deposit("main", "USDT", Decimal(-99_900))
    small, large = plain_draft("ETH/USDT", exchange, quantity=Decimal("0.01")), plain_draft(exchange=exchange)
    async with program(settings) as app_context:
        await resting(app_context, await started(app_context, small, "small"))
        bot_id = await started(app_context, large, "large")
        reason = await paused(app_context, bot_id)
    assert isinstance(reason, InsufficientFunds)
    assert (reason.needed, reason.coin) == (Decimal(940), "USDT")
    assert creates(twin).total() == 1


@pytest.mark.parametrize("exchange", ["Binance", "Bybit", "OKX"])
async def test_money_taken_away_is_one_try(settings: Settings, twin: Twin, exchange: str) -> None:
    draft = plain_draft(exchange=exchange)
    async with program(settings, EAGER) as app_context:
        await resting(
            app_context, await started(app_context, replace(draft, quantity=Decimal("0.001")), "first")
        )
        twin.world.venue(exchange).deposit("main", "USDT", Decimal(-99_906))
        bot_id = await started(app_context, draft, "second")

        async def given_up() -> bool:
            state = await state_of(app_context, bot_id)
            return state.status is Status.ERROR or state.phase is Phase.PAUSED

        await until(given_up)
        await passes(twin, exchange)
    assert creates(twin).total() <= 2
    assert len(created(twin)) == 1


async def test_twenty_bots_on_money_for_ten(settings: Settings, twin: Twin) -> None:
    twin.world.venue("Binance").deposit("main", "USDT", Decimal(-100_000 + 1_000))
    draft = plain_draft(quantity=Decimal("0.001"))  # 94 USDT each
    async with program(settings, EAGER) as app_context:
        await resting(app_context, await started(app_context, draft, "bot 0"))
        bots = await asyncio.gather(
            *(started(app_context, draft, f"bot {number}") for number in range(1, 20))
        )

        async def all_settled() -> bool:
            states = [await state_of(app_context, bot_id) for bot_id in bots]
            return all(
                state.phase is Phase.PAUSED or (state.order and state.order.state is OrderState.OPEN)
                for state in states
            )

        await until(all_settled)
        await passes(twin, "Binance")
        states = [await state_of(app_context, bot_id) for bot_id in bots]
    resting_now = [state for state in states if state.order and state.order.state is OrderState.OPEN]
    waiting = [state for state in states if state.phase is Phase.PAUSED]
    assert (len(resting_now) + 1, len(waiting)) == (10, 10)
    assert creates(twin).total() == len(created(twin)) == 10
    assert all(isinstance(state.pause_reason, InsufficientFunds) for state in waiting)


async def test_a_fill_that_no_stream_tells_is_found_by_the_next_pass(settings: Settings, twin: Twin) -> None:
    for stream in (Stream.PRIVATE, Stream.API):
        twin.world.frames.add(FrameFault(FrameFaultKind.DROP, (stream,)))
    async with program(settings) as app_context:
        bots = {
            exchange: await started(app_context, plain_draft(exchange=exchange), exchange)
            for exchange in ("Binance", "Binance F", "Bybit", "Bybit F")
        }
        for bot_id in bots.values():
            await resting(app_context, bot_id)

        def passes_of(exchange: str) -> int:
            asked = [one.operation for one in twin.world.requests if one.venue == exchange]
            return asked[asked.index(Operation.CREATE) :].count(Operation.OPEN_ORDERS)

        async def all_are_looked_at() -> bool:
            return all(map(passes_of, bots))

        await until(all_are_looked_at)  # by the pass that the order itself has woken
        for exchange in bots:
            twin.world.venue(exchange).trade(SYMBOL, Decimal(93999))
        before, after = {exchange: passes_of(exchange) for exchange in bots}, dict[str, int]()

        async def all_are_booked() -> bool:
            for exchange, bot_id in bots.items():
                if (await state_of(app_context, bot_id)).trades and exchange not in after:
                    after[exchange] = passes_of(exchange)
            return len(after) == len(bots)

        await until(all_are_booked, within_s=60)
    # The exit that follows wakes another one at once, which may be counted.
    assert all(1 <= after[exchange] - before[exchange] <= 2 for exchange in bots), (before, after)


@pytest.mark.parametrize("exchange", ["Binance", "Bybit", "OKX"])
async def test_a_pair_taken_off_the_exchange_stops_its_own_bot_alone(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings) as app_context:
        gone = await started(app_context, plain_draft("ETH/USDT", exchange), "gone")
        stays = await started(app_context, plain_draft(exchange=exchange), "stays")
        await resting(app_context, gone)
        await resting(app_context, stays)
        venue.trade("ETHUSDT", Decimal(3349))
        venue.change_symbol("ETHUSDT", trading=False)
        venue.trade(SYMBOL, Decimal(93999))
        await resting(app_context, stays, Side.SELL)

        async def stands_still() -> bool:
            state = await state_of(app_context, gone)
            return state.phase is Phase.PAUSED or state.status is Status.ERROR

        await until(stands_still)
        assert (await state_of(app_context, stays)).status is Status.ACTIVE


@pytest.mark.parametrize("exchange", ["Binance", "Bybit F"])
async def test_orders_of_two_symbols_are_told_apart(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    """Binance numbers the orders of each symbol by themselves."""
    async with program(settings) as app_context:
        ether = await started(app_context, plain_draft("ETH/USDT", exchange), "ether")
        coin = await started(app_context, plain_draft(exchange=exchange), "coin")
        names = {(await resting(app_context, bot_id)).venue_order_id for bot_id in (ether, coin)}
        assert len(names) == (1 if exchange == "Binance" else 2)
    twin.world.venue(exchange).trade(SYMBOL, Decimal(93999))  # while the program is away
    async with program(settings) as app_context:
        await resting(app_context, coin, Side.SELL)
        assert (await state_of(app_context, ether)).trades == 0
    assert await rows(database_url, "SELECT symbol FROM trades") == [("BTC/USDT",)]
