"""This machine's clock and the exchange's are apart: what is owed is traded and told all the same."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.context import AppContext
from engine.clock import SystemClock
from engine.core.state import Phase
from engine.core.types import BotId, Side, StopForm
from engine.crash_points import no_crash
from engine.timings import AccountTimings, EngineTimings
from tests.real.conftest import ANNA, greet, plain_draft, resting, started, state_of, until
from tests.support.person import Person
from tests.support.wishes import wants_each_fill
from tests.twin import Twin
from tests.twin.core.venue import Venue

EXCHANGES = ["Binance", "Bybit", "Binance F", "Bybit F", "OKX", "OKX F"]
HOUR_S = 3600.0
QUICK = EngineTimings(account=AccountTimings(pass_every_s=0.5))
D = Decimal


class OffClock(SystemClock):
    """The machine's clock, ahead by so much; what goes only forward is not touched."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        self.ahead_s = ahead_s

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.ahead_s)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


@asynccontextmanager
async def program(settings: Settings, clock: OffClock) -> AsyncIterator[AppContext]:
    async with open_app(settings, clock=clock, crash_hook=no_crash, timings=QUICK) as app_context:
        yield app_context


Market = Callable[[], None]
"""Has prices come about."""


def no_market() -> None:
    """Nothing trades."""


async def holds(app: AppContext, bot_id: BotId, market: Market = no_market) -> None:
    async def does() -> bool:
        market()
        return (await state_of(app, bot_id)).held != 0

    await until(does)


async def has_closed(app: AppContext, bot_id: BotId, market: Market = no_market) -> None:
    async def is_over() -> bool:
        market()
        state = await state_of(app, bot_id)
        return state.trades >= 2 and state.phase is Phase.IDLE and not state.order_pending

    await until(is_over)


async def closes(app: AppContext, bot_id: BotId) -> None:
    """Ask again where a busy machine was too late for the price: what is left is never chased."""

    async def is_closed() -> bool:
        state = await state_of(app, bot_id)
        stands = state.phase is Phase.IDLE and not state.order_pending
        if stands and state.held:
            await app.service.stop(ANNA, bot_id, StopForm.CLOSE, None)
        return stands and not state.held

    await until(is_closed)


def prints(venue: Venue, symbol: str, *prices: int) -> Market:
    """Return what has the symbol trade at these prices, as often as it is called: a stream may open late."""

    def trade() -> None:
        for price in prices:
            venue.trade(symbol, D(price))

    return trade


class PlainAndTrailing:
    """Exits that rest, and exits that follow prices."""

    async def enter(self, app: AppContext, venue: Venue) -> None:
        once = partial(plain_draft, exchange=venue.name, infinite_loop=False)
        self.plain = await started(app, once(), "plain")
        trailing = once("ETH/USDT", trailing_percent=D("0.5"))
        self.trailing = await started(app, trailing, "trailing")
        await resting(app, self.plain)
        await holds(app, self.trailing, prints(venue, "ETHUSDT", 3345, 3330, 3349, 3348))

    async def leave(self, app: AppContext, venue: Venue) -> None:
        venue.trade("BTCUSDT", D(93999))
        await resting(app, self.plain, Side.SELL)
        venue.trade("BTCUSDT", D(96001))
        await has_closed(app, self.plain)
        await has_closed(app, self.trailing, prints(venue, "ETHUSDT", 3455, 3490, 3460, 3461))


class BackAndClosed:
    """Buys what was sold first back, and closes at once."""

    async def enter(self, app: AppContext, venue: Venue) -> None:
        once = partial(plain_draft, exchange=venue.name, infinite_loop=False)
        back = once(first_order=Side.SELL, buy_price=D(94900), sell_price=D(95100))
        self.back = await started(app, back, "back")
        self.closed = await started(app, once("ETH/USDT"), "closed")
        await resting(app, self.back)
        await resting(app, self.closed)
        venue.trade("ETHUSDT", D(3349))
        await resting(app, self.closed, Side.SELL)

    async def leave(self, app: AppContext, venue: Venue) -> None:
        venue.trade("BTCUSDT", D(95101))
        await resting(app, self.back, Side.BUY)
        venue.trade("BTCUSDT", D(94899))
        await app.service.stop(ANNA, self.closed, StopForm.CLOSE, None)
        await has_closed(app, self.back)
        await closes(app, self.closed)


ANY_LEGS = pytest.mark.parametrize("legs", [PlainAndTrailing, BackAndClosed])
Legs = type[PlainAndTrailing | BackAndClosed]


@pytest.mark.parametrize("ahead_s", [12.0, -12.0, HOUR_S, -HOUR_S])
@ANY_LEGS
@pytest.mark.parametrize("exchange", EXCHANGES)
async def test_exits_are_sent_after_the_clock_was_set_wrong(
    settings: Settings, twin: Twin, exchange: str, legs: Legs, ahead_s: float
) -> None:
    made, venue, clock = legs(), twin.world.venue(exchange), OffClock()
    async with program(settings, clock) as app:
        await made.enter(app, venue)
        clock.ahead_s = ahead_s
        await made.leave(app, venue)


@pytest.mark.parametrize("ahead_s", [5.0, -5.0, 12.0, -60.0, 60.0])
@ANY_LEGS
@pytest.mark.parametrize("exchange", EXCHANGES)
async def test_exits_are_sent_after_a_start_by_a_wrong_clock(
    settings: Settings, twin: Twin, exchange: str, legs: Legs, ahead_s: float
) -> None:
    made, venue = legs(), twin.world.venue(exchange)
    async with program(settings, OffClock()) as app:
        await made.enter(app, venue)
    async with program(settings, OffClock(ahead_s)) as app:
        await made.leave(app, venue)


@pytest.mark.parametrize("exchange", EXCHANGES)
@pytest.mark.parametrize("ahead_s", [HOUR_S, -HOUR_S])
async def test_a_clock_that_is_set_right_holds_nothing_up(
    settings: Settings, twin: Twin, owner: Person, exchange: str, ahead_s: float
) -> None:
    """Orders are sent and told of at once, whatever the clock said when the program began."""
    clock, venue = OffClock(ahead_s), twin.world.venue(exchange)
    async with program(settings, clock) as app:
        await greet(app, owner)
        await wants_each_fill(owner)
        clock.ahead_s = 0
        bot_id = await started(app, plain_draft(exchange=exchange, infinite_loop=False))
        await resting(app, bot_id)
        venue.trade("BTCUSDT", D(93999))
        await owner.reads("BUY 0.01 BTC", within_seconds=60)
        await resting(app, bot_id, Side.SELL)
        venue.trade("BTCUSDT", D(96001))
        await owner.reads("SELL 0.0", within_seconds=60)
        assert (await state_of(app, bot_id)).cycles == 1


@pytest.mark.parametrize(("ahead_s", "seconds_ago", "is_old"), [(HOUR_S, 0, False), (-HOUR_S, 540, True)])
async def test_how_old_a_command_is_is_told_by_telegrams_time(
    settings: Settings, owner: Person, ahead_s: float, seconds_ago: int, is_old: bool
) -> None:
    async with program(settings, OffClock(ahead_s)) as app:
        await greet(app, owner)
        await owner.send("/newbot", seconds_ago=seconds_ago)
        await owner.reads("You sent this 9 min ago" if is_old else "Which trading pair?", within_seconds=60)
