"""`python -m bot check EXCHANGE`, in this process, at the twin."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.check import check
from bot.config.settings import Settings
from bot.process.arguments import CheckWanted, read_arguments
from engine.clock import SystemClock
from tests.twin import Twin

VENUES = {
    "Binance": ["Binance", "Binance F"],
    "Bybit": ["Bybit", "Bybit F"],
    "CoinDCX": ["CoinDCX F", "CoinDCX F INR"],
}
CHANGES = {"order_created", "order_canceled", "setting_changed"}


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    twin = Twin()
    await twin.start()
    for venue in (venue for venues in VENUES.values() for venue in venues):
        twin.world.venue(venue).trade("BTCUSDT", Decimal(95000))
    yield twin
    await twin.stop()


@pytest.fixture
def settings(twin: Twin) -> Settings:
    key = twin.account.keys[0]
    keys = {
        f"{exchange}_{name}": SecretStr(value)
        for exchange in ("binance", "bybit", "coindcx")
        for name, value in (("api_key", key.key), ("secret_key", key.secret))
    }
    plain = Settings(_env_file=None, exchange_urls=twin.urls, coindcx_testnet=False)
    return plain.model_copy(update=keys)


class Console:
    """What was said, and who answers."""

    def __init__(self, answer: str = "") -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self._answer = answer

    def ask(self, question: str) -> str:
        self.asked.append(question)
        return self._answer

    @property
    def failed(self) -> list[str]:
        return [line for line in self.said if "[failed]" in line]


async def run(settings: Settings, exchange: str, console: Console, *, place: bool = False) -> int:
    return await check(
        settings,
        exchange,
        symbol="BTC/USDT",
        place=place,
        clock=SystemClock(),
        say=console.said.append,
        ask=console.ask,
    )


@pytest.mark.parametrize("exchange", VENUES)
async def test_it_reads_and_changes_nothing(settings: Settings, twin: Twin, exchange: str) -> None:
    console = Console()
    status = await run(settings, exchange.lower(), console)
    assert (status, console.failed) == (0, [])
    assert all(
        any(line.strip().startswith(f"{venue},") for line in console.said) for venue in VENUES[exchange]
    )
    assert not {entry.kind for entry in twin.world.journal.read()} & CHANGES
    assert console.asked == []


@pytest.mark.parametrize("exchange", VENUES)
async def test_a_yes_places_one_order_and_cancels_it(settings: Settings, twin: Twin, exchange: str) -> None:
    console = Console("yes")
    status = await run(settings, exchange, console, place=True)
    assert (status, console.failed) == (0, [])
    assert len(console.asked) == 2
    for venue in VENUES[exchange]:
        assert len(twin.world.journal.read("order_created", venue=venue)) == 1
        assert len(twin.world.journal.read("order_canceled", venue=venue)) == 1
        assert not twin.world.venue(venue).store.open_orders()


@pytest.mark.parametrize("answer", ["", "no", "y"])
async def test_without_a_yes_nothing_is_placed(settings: Settings, twin: Twin, answer: str) -> None:
    console = Console(answer)
    assert await run(settings, "CoinDCX", console, place=True) == 0
    assert len(console.asked) == 2
    assert not {entry.kind for entry in twin.world.journal.read()} & CHANGES


async def test_a_key_that_is_refused_is_told(settings: Settings, twin: Twin) -> None:
    twin.account.keys[0].enabled = False
    console = Console()
    assert await run(settings, "CoinDCX", console) == 1
    assert any("wallet" in line and "Invalid credentials" in line for line in console.failed)


async def test_without_keys_it_says_which_to_set(twin: Twin) -> None:
    nobody = Settings(_env_file=None, exchange_urls=twin.urls)
    console = Console()
    assert await run(nobody, "CoinDCX", console) == 2
    assert "COINDCX_API_KEY" in console.said[0]
    assert "COINDCX_TESTNET=false" in console.said[1]
    assert await run(nobody, "Nowhere", console) == 2


def test_the_command_line() -> None:
    assert read_arguments([]) is None
    assert read_arguments(["check", "coindcx"]) == CheckWanted("coindcx", "BTC/USDT", place=False)
    wanted = CheckWanted("okx", "ETH/USDT", place=True)
    assert read_arguments(["check", "okx", "--pair", "ETH/USDT", "--place"]) == wanted
    with pytest.raises(SystemExit):
        read_arguments(["check"])
