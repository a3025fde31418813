"""Funding of perpetual positions: what the exchange charges is in the results, each payment once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.reasons.accounts import AboveLimit
from engine.core.reasons.causes import Limit
from engine.core.types import BotId, Mode, Side, StopForm
from engine.reads.figures import QuoteFigures
from engine.timings import AccountTimings, EngineTimings
from tests.kills.books import rows
from tests.real.conftest import ANNA, greet, paused, plain_draft, program, resting, started, state_of, until
from tests.support.person import Person
from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.core.values import OrderRequest, OrderType, TimeInForce
from tests.twin.core.values import Side as TwinSide

SYMBOL = "BTCUSDT"
BOTH = pytest.mark.parametrize("exchange", ["Binance F", "Bybit F", "OKX F"])
HOUR_IS_A_SECOND = EngineTimings(
    account=AccountTimings(
        pass_every_s=0.2,
        shortest_pause_s=0.1,
        longest_pause_s=0.3,
        funding_every=timedelta(seconds=1),
        funding_looks=(timedelta(seconds=0.1), timedelta(seconds=0.5)),
        funding_waits=timedelta(seconds=0.5),
        funding_again_after=timedelta(seconds=0.1),
    )
)
RATES = ("0.003", "0.0025", "-0.001")
"""Of the position's value, paid by a long where positive: 950 USDT."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: `tests/db` has the books of both."""
    return sqlite_url


def wallet(twin: Twin, exchange: str) -> Decimal:
    venue = twin.world.venue(exchange)
    return twin.account.wallet(venue.wallet).of("USDT").total


def charge(twin: Twin, exchange: str, *rates: str, symbol: str = SYMBOL) -> Decimal:
    """Charge the position, and return what it has received in all: negative when it has paid."""
    contracts = twin.world.venue(exchange).contracts
    return -sum((contracts.fund("main", symbol, Decimal(rate)).fee for rate in rates), Decimal(0))


async def in_position(app_context: AppContext, twin: Twin, exchange: str) -> BotId:
    draft = plain_draft(exchange=exchange, infinite_loop=False)
    bot_id = await started(app_context, draft)
    await resting(app_context, bot_id)
    twin.world.venue(exchange).trade(SYMBOL, Decimal(93999))
    await resting(app_context, bot_id, Side.SELL)
    return bot_id


def has_funding(app_context: AppContext, bot_id: BotId, amount: Decimal) -> Callable[[], Awaitable[bool]]:
    async def booked() -> bool:
        return (await state_of(app_context, bot_id)).funding == amount

    return booked


async def closed(app_context: AppContext, bot_id: BotId) -> None:
    async def is_closed() -> bool:
        return (await state_of(app_context, bot_id)).cycles == 1

    await until(is_closed)


async def booked_ids(database_url: str) -> list[object]:
    return [row[0] for row in await rows(database_url, "SELECT funding_id FROM fundings ORDER BY charged_at")]


@BOTH
async def test_fundings_of_a_cycle_are_in_its_result_and_told_with_it(
    settings: Settings, twin: Twin, owner: Person, exchange: str, database_url: str
) -> None:
    had = wallet(twin, exchange)
    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        await greet(app_context, owner)
        bot_id = await in_position(app_context, twin, exchange)
        received = charge(twin, exchange, *RATES)
        await until(has_funding(app_context, bot_id, received))
        twin.world.venue(exchange).trade(SYMBOL, Decimal(96001))
        await closed(app_context, bot_id)
        state = await state_of(app_context, bot_id)
        assert state.pnl == wallet(twin, exchange) - had
        cycle = await owner.reads("Cycle 1 of #1 BTC/USDT", within_seconds=60)
        assert f"and {-received.normalize():f} USDT of funding paid." in cycle.text
        [figures] = (await app_context.service.stats(ANNA)).figures[state.config.mode]
        assert figures.total.result == state.pnl
        assert len(await booked_ids(database_url)) == len(RATES)


async def test_a_funding_that_is_read_after_its_cycle_changes_the_result(
    settings: Settings, twin: Twin, owner: Person
) -> None:
    """The exchange does not answer about fundings until the cycle is closed; nothing else waits for that."""
    exchange = "Binance F"
    had, venue = wallet(twin, exchange), twin.world.venue(exchange)
    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        await greet(app_context, owner)
        bot_id = await in_position(app_context, twin, exchange)
        lost = Fault(FaultKind.LOSE_REQUEST, (Operation.FUNDINGS,), venue=exchange, times=None)
        number = twin.world.faults.add(lost)
        charged = charge(twin, exchange, "0.003")
        venue.trade(SYMBOL, Decimal(96001))
        await closed(app_context, bot_id)

        async def was_asked_in_vain() -> bool:
            return lost.hits > 1

        await until(was_asked_in_vain)
        assert (await state_of(app_context, bot_id)).funding == 0
        twin.world.faults.remove(number)
        await until(has_funding(app_context, bot_id, charged))
        state = await state_of(app_context, bot_id)
        assert state.pnl == wallet(twin, exchange) - had
        told = await owner.reads("#1 BTC/USDT: funding", within_seconds=60)
        assert "for a position of a cycle that is closed already" in told.text
        [figures] = (await app_context.service.stats(ANNA)).figures[state.config.mode]
        assert (figures.total.result, figures.today.result) == (state.pnl, state.pnl)


@BOTH
async def test_fundings_of_a_time_away_are_booked_once(
    settings: Settings, twin: Twin, exchange: str, database_url: str
) -> None:
    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        first = charge(twin, exchange, "0.001")
        await until(has_funding(app_context, bot_id, first))
    total = first + charge(twin, exchange, *RATES)
    for _ in range(2):
        async with program(settings, HOUR_IS_A_SECOND) as app_context:
            await until(has_funding(app_context, bot_id, total))
            assert (await state_of(app_context, bot_id)).tally.funding == total
    assert len(await booked_ids(database_url)) == 1 + len(RATES)


async def test_a_stopped_bot_pays_for_its_position(settings: Settings, twin: Twin) -> None:
    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        bot_id = await in_position(app_context, twin, "Binance F")
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)
        charged = charge(twin, "Binance F", "0.001")
        await until(has_funding(app_context, bot_id, charged))


async def test_a_stopped_bots_funding_is_booked_after_a_restart_though_nobody_starts_it(
    settings: Settings, twin: Twin
) -> None:
    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        bot_id = await in_position(app_context, twin, "Binance F")
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)
        first = charge(twin, "Binance F", "0.001")
        await until(has_funding(app_context, bot_id, first))
    total = first + charge(twin, "Binance F", "0.002")
    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        await until(has_funding(app_context, bot_id, total))
        total += charge(twin, "Binance F", "0.003")
        await until(has_funding(app_context, bot_id, total))


@BOTH
async def test_what_others_pay_on_the_account_is_not_booked(
    settings: Settings, twin: Twin, exchange: str, database_url: str
) -> None:
    venue = twin.world.venue(exchange)

    def by_hand(symbol: str, side: TwinSide, quantity: str) -> None:
        venue.place(
            OrderRequest(
                account="main",
                symbol=symbol,
                side=side,
                order_type=OrderType.MARKET,
                time_in_force=TimeInForce.IOC,
                client_order_id=f"web-{symbol}-{side}",
                quantity=Decimal(quantity),
            )
        )

    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        by_hand("ETHUSDT", TwinSide.BUY, "1")
        charge(twin, exchange, "0.003", symbol="ETHUSDT")
        mine = charge(twin, exchange, "0.001")
        await until(has_funding(app_context, bot_id, mine))
        assert len(await booked_ids(database_url)) == 1


async def test_of_a_larger_position_the_bot_pays_for_its_part(settings: Settings, twin: Twin) -> None:
    """Bybit says for how large a position a payment is."""
    venue = twin.world.venue("Bybit F")
    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        bot_id = await in_position(app_context, twin, "Bybit F")
        venue.place(
            OrderRequest(
                account="main",
                symbol=SYMBOL,
                side=TwinSide.BUY,
                order_type=OrderType.MARKET,
                time_in_force=TimeInForce.IOC,
                client_order_id="web",
                quantity=Decimal("0.03"),
            )
        )
        charged = charge(twin, "Bybit F", "0.004")
        await until(has_funding(app_context, bot_id, charged / 4))


async def figures(app_context: AppContext) -> QuoteFigures:
    [found] = (await app_context.service.stats(ANNA)).figures[Mode.TESTNET]
    return found


ABOUT_FUNDINGS = (Operation.FUNDINGS, Operation.TRADES)
"""At Bybit they stand among the trades."""


async def mute_about_fundings(twin: Twin, exchange: str) -> int:
    """Have the exchange answer no more, and return how to end that. No question is under way then."""
    lost = Fault(FaultKind.LOSE_REQUEST, ABOUT_FUNDINGS, venue=exchange, times=None)
    number = twin.world.faults.add(lost)

    async def was_asked_in_vain() -> bool:
        return lost.hits > 0

    await until(was_asked_in_vain)
    return number


@BOTH
@pytest.mark.parametrize("elsewhere", ["Binance"])
@pytest.mark.parametrize("restart", [False, True])
async def test_a_funding_that_is_read_after_its_bot_was_deleted_counts(
    settings: Settings,
    twin: Twin,
    owner: Person,
    exchange: str,
    elsewhere: str,
    database_url: str,
    *,
    restart: bool,
) -> None:
    """In the sums of deleted bots, against the day's limit of loss, and it is told: all once."""
    limited = settings.model_copy(update={"max_daily_loss": {"USDT": Decimal(1)}})
    async with program(limited, HOUR_IS_A_SECOND) as app_context:
        await greet(app_context, owner)
        bot_id = await in_position(app_context, twin, exchange)
        number = await mute_about_fundings(twin, exchange)
        charged = charge(twin, exchange, "0.03")
        twin.world.venue(exchange).trade(SYMBOL, Decimal(96001))
        await closed(app_context, bot_id)
        won = (await state_of(app_context, bot_id)).pnl
        await app_context.service.delete(ANNA, bot_id, None, release=False)
        if not restart:
            twin.world.faults.remove(number)
            await counted(app_context, won + charged)
    if restart:
        twin.world.faults.remove(number)
    async with program(limited, HOUR_IS_A_SECOND) as app_context:
        await counted(app_context, won + charged)
        assert len(await booked_ids(database_url)) == 1
        told = await owner.reads("#1 BTC/USDT: funding", within_seconds=60)
        assert "for a position of a bot that is deleted" in told.text
        other = await started(app_context, plain_draft(exchange=elsewhere), key="two")
        why = await paused(app_context, other)
        assert isinstance(why, AboveLimit)
        assert (why.limit, why.value) == (Limit.DAILY_LOSS, -(won + charged))


async def counted(app_context: AppContext, result: Decimal) -> None:
    """Wait until deleted bots have made that, today and in all."""

    async def is_counted() -> bool:
        return (await figures(app_context)).deleted.result == result

    await until(is_counted)
    found = await figures(app_context)
    assert (found.deleted_today.result, found.total.result) == (result, result)


async def test_a_funding_of_a_position_that_was_let_go_of_counts_when_it_is_read_later(
    settings: Settings, twin: Twin, database_url: str
) -> None:
    """Its cycle will never be closed: no result will tell it."""
    exchange = "Binance F"
    async with program(settings, HOUR_IS_A_SECOND) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)

        async def its_order_has_ended() -> bool:
            return not (await state_of(app_context, bot_id)).order_pending

        await until(its_order_has_ended)
        number = await mute_about_fundings(twin, exchange)
        charged = charge(twin, exchange, "0.003")
        await app_context.service.delete(ANNA, bot_id, None, release=True)
        twin.world.faults.remove(number)
        await counted(app_context, charged)
    assert len(await booked_ids(database_url)) == 1
