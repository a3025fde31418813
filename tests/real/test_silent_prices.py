"""Streams of prices that stay open, answer pings, and tell nothing, while the market trades."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.config.values import MarketSource
from bot.context import AppContext
from bot.views.card import card_text
from engine.core.state import Phase
from engine.core.types import BotId, Mode, Side
from engine.timings import EngineTimings, MarketDataTimings, SilenceTimings
from tests.acceptance import acceptance
from tests.real.conftest import ANNA, asked, greet, plain_draft, printed, program, started, state_of, until
from tests.support.person import Person
from tests.support.words import EN
from tests.twin import FrameFault, Operation, Stream, Twin
from tests.twin.core.frames import FrameFaultKind

EXCHANGES = ("Binance", "Binance F", "Bybit", "Bybit F")
QUICK = SilenceTimings(
    ask_after=timedelta(seconds=0.6),
    ask_most=timedelta(seconds=1.2),
    ask_again_after=timedelta(seconds=0.4),
    late_by=timedelta(seconds=0.3),
    reopen_first=timedelta(seconds=1),
    reopen_most=timedelta(seconds=2),
    told_after=timedelta(seconds=1.5),
)
TIMINGS = EngineTimings(market_data=MarketDataTimings(silence=QUICK))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


def mute(twin: Twin, exchange: str, symbol: str = "", lines: int | None = None) -> None:
    """Have nothing of the exchange's public streams arrive; pings are answered."""
    fault = FrameFault(FrameFaultKind.DROP, (Stream.PUBLIC,), venue=exchange, containing=symbol, lines=lines)
    twin.world.frames.add(fault)


async def watching(app_context: AppContext, exchange: str, ticker: str = "BTC/USDT") -> BotId:
    """Start a bot that waits for a price below that of now."""
    draft = plain_draft(ticker, exchange, trailing_percent=Decimal("0.1"))
    return await started(app_context, draft, ticker)


async def no_prices_since(app_context: AppContext, bot_id: BotId) -> bool:
    standing = (await app_context.service.card(ANNA, bot_id)).standing
    return standing is not None and standing.no_prices_since is not None


async def hears(app_context: AppContext, twin: Twin, exchange: str, bot_id: BotId) -> None:
    """Trade at a price that arms nothing until the stream has told of it."""
    ticker = (await state_of(app_context, bot_id)).config.ticker
    price = Decimal(95000) if ticker == "BTC/USDT" else Decimal(3400)

    async def told() -> bool:
        printed(twin, exchange, ticker.replace("/", ""), price)
        return (await app_context.service.card(ANNA, bot_id)).priced_at is not None

    await until(told)


async def armed(app_context: AppContext, twin: Twin, exchange: str, bot_id: BotId) -> None:
    """Trade once below the price that the bot waits for, and wait until it knows."""
    ticker = (await state_of(app_context, bot_id)).config.ticker
    price = Decimal(93000) if ticker == "BTC/USDT" else Decimal(3300)
    printed(twin, exchange, ticker.replace("/", ""), price)

    async def is_armed() -> bool:
        return (await state_of(app_context, bot_id)).trail is not None

    await until(is_armed, within_s=60)


async def bought(app_context: AppContext, twin: Twin, exchange: str, bot_id: BotId) -> None:
    """Let the price turn, and wait until the order that follows has filled."""
    printed(twin, exchange, "BTCUSDT", Decimal(93500))

    async def holds() -> bool:
        return (await state_of(app_context, bot_id)).side is Side.SELL

    await until(holds, within_s=60)


@acceptance(21)
async def test_a_trail_goes_on_and_its_owner_is_told(
    settings: Settings, twin: Twin, owner: Person, exchange: str
) -> None:
    async with program(settings, TIMINGS) as app_context:
        bot_id = await watching(app_context, exchange)
        await greet(app_context, owner)
        await hears(app_context, twin, exchange, bot_id)
        mute(twin, exchange)
        await armed(app_context, twin, exchange, bot_id)
        printed(twin, exchange, "BTCUSDT", Decimal(93001))
        silent = await owner.reads("#1 BTC/USDT: no live prices since", within_seconds=60)
        assert "its price stream is silent" in silent.text
        card = await app_context.service.card(ANNA, bot_id)
        assert "No live prices since" in card_text(EN, card, app_context.clock.now())

        await bought(app_context, twin, exchange, bot_id)
        twin.world.frames.clear()

        async def is_over() -> bool:
            printed(twin, exchange, "BTCUSDT", Decimal(93500))
            return not await no_prices_since(app_context, bot_id)

        await until(is_over, within_s=60)
        over = await owner.reads("#1 BTC/USDT has live prices again", within_seconds=60)
        assert over.message_id == silent.message_id
        assert sum("live prices" in seen.text for seen in owner.shown.values()) == 1
        card = await app_context.service.card(ANNA, bot_id)
        assert "No live prices" not in card_text(EN, card, app_context.clock.now())


@pytest.mark.parametrize("symbol", ["", "BTCUSDT"], ids=["all of it", "one symbol"])
@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_a_new_line_tells_again(settings: Settings, twin: Twin, exchange: str, symbol: str) -> None:
    """What is open then stays so and tells nothing; what is opened later is fine."""
    venue = twin.world.venue(exchange)
    async with program(settings, TIMINGS) as app_context:
        bot_id = await watching(app_context, exchange)
        other = await watching(app_context, exchange, "ETH/USDT")
        await hears(app_context, twin, exchange, bot_id)
        await hears(app_context, twin, exchange, other)
        lines = twin.world.frames.newest_line
        mute(twin, exchange, symbol, lines=lines)
        others = []

        async def is_opened_anew() -> bool:
            venue.trade("BTCUSDT", Decimal(95000))
            if symbol:
                venue.trade("ETHUSDT", Decimal(3400))
                others.append(await no_prices_since(app_context, other))
            return twin.world.frames.newest_line > lines

        await until(is_opened_anew, within_s=60)
        assert not any(others)
        was = (await app_context.service.card(ANNA, bot_id)).priced_at

        async def is_over() -> bool:
            venue.trade("BTCUSDT", Decimal(95000))
            card = await app_context.service.card(ANNA, bot_id)
            return card.priced_at != was and not await no_prices_since(app_context, bot_id)

        await until(is_over, within_s=60)
        assert twin.world.frames.all()


@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_silent_from_the_first_moment(settings: Settings, twin: Twin, exchange: str) -> None:
    venue = twin.world.venue(exchange)
    venue.trade("BTCUSDT", Decimal(95000))
    mute(twin, exchange)
    async with program(settings, TIMINGS) as app_context:
        bot_id = await watching(app_context, exchange)

        async def is_silent() -> bool:
            venue.trade("BTCUSDT", Decimal(95000))
            return await no_prices_since(app_context, bot_id)

        await until(is_silent, within_s=60)
        await armed(app_context, twin, exchange, bot_id)
        await bought(app_context, twin, exchange, bot_id)


@pytest.mark.parametrize("exchange", EXCHANGES)
async def test_paper_on_public_prices_is_told_as_a_real_account_is(
    settings: Settings, twin: Twin, owner: Person, exchange: str
) -> None:
    venue, keyless = twin.world.venue(exchange), {"binance_api_key": None, "bybit_api_key": None}
    public = settings.model_copy(update={**keyless, "market_data": MarketSource("live")})
    async with program(public, TIMINGS) as app_context:
        draft = plain_draft(exchange=exchange, mode=Mode.PAPER, trailing_percent=Decimal("0.1"))
        bot_id = await started(app_context, draft)
        await greet(app_context, owner)
        await hears(app_context, twin, exchange, bot_id)
        lines = twin.world.frames.newest_line
        mute(twin, exchange)

        async def is_silent() -> bool:
            venue.trade("BTCUSDT", Decimal(95000))
            return await no_prices_since(app_context, bot_id)

        await until(is_silent, within_s=60)
        card = await app_context.service.card(ANNA, bot_id)
        assert "No live prices since" in card_text(EN, card, app_context.clock.now())
        await armed(app_context, twin, exchange, bot_id)
        await bought(app_context, twin, exchange, bot_id)

        async def is_told() -> bool:
            venue.trade("BTCUSDT", Decimal(95000))
            return (await state_of(app_context, bot_id)).silent_since is not None

        await until(is_told, within_s=60)
        await owner.reads("#1 BTC/USDT: no live prices since", within_seconds=60)
        assert twin.world.frames.newest_line > lines
        twin.world.frames.clear()

        async def is_over() -> bool:
            venue.trade("BTCUSDT", Decimal(95000))
            return not await no_prices_since(app_context, bot_id)

        await until(is_over, within_s=60)
        await owner.reads("has live prices again", within_seconds=60)


@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_a_quiet_market_is_no_silent_stream(settings: Settings, twin: Twin, exchange: str) -> None:
    async with program(settings, TIMINGS) as app_context:
        bot_id = await watching(app_context, exchange)
        await hears(app_context, twin, exchange, bot_id)
        lines = twin.world.frames.newest_line
        await asked(twin, exchange, Operation.MARKET, 4)
        assert not await no_prices_since(app_context, bot_id)
        assert (await state_of(app_context, bot_id)).phase is Phase.WATCHING
        assert twin.world.frames.newest_line == lines
