"""`python -m bot check EXCHANGE`, in this process, at the twin."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.check import KEY, UNREADABLE, check
from bot.config.settings import Settings
from bot.process.arguments import CheckWanted, read_arguments
from engine.clock import SystemClock
from tests.twin import Answer, Fault, FaultKind, Operation, Twin

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
    keys |= {
        "okx_api_key": SecretStr(key.key),
        "okx_secret_key": SecretStr(key.secret),
        "okx_passphrase": SecretStr(key.passphrase),
    }
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


REFUSED = Answer(401, '{"code":"50111","msg":"Invalid key","status":"error","message":"Invalid credentials"}')
ODD = {
    "null": (Answer(200, "null"), UNREADABLE),
    "a page": (Answer(200, "<html>Please wait", "text/html"), UNREADABLE),
    "no list": (Answer(200, '{"code":"0","data":null,"result":null}'), UNREADABLE),
    "refused": (REFUSED, KEY),
}
SIGNED = (
    *(Operation.BALANCE, Operation.TRADES, Operation.ORDERS),
    *(Operation.OPEN_ORDERS, Operation.POSITIONS, Operation.SETTINGS),
)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("exchange", ["CoinDCX", "OKX", "Binance"])
async def test_whatever_is_answered_is_a_line_with_a_way_out(
    settings: Settings, twin: Twin, exchange: str, odd: str
) -> None:
    answer, way_out = ODD[odd]
    if exchange == "Binance" and odd == "refused":
        answer = Answer(401, '{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}')
    twin.world.faults.add(Fault(FaultKind.ANSWER, SIGNED, times=None, answer=answer))
    console = Console()
    assert await run(settings, exchange, console) == 1
    assert len(console.failed) >= 2
    ways_out = (way_out, "Take the right to withdraw from the key, at the exchange.")
    assert [line for line in console.failed if not line.endswith(ways_out)] == []
    key = twin.account.keys[0]
    assert not [line for line in console.said for one in (key.key, key.secret, key.passphrase) if one in line]


@pytest.mark.parametrize("exchange", ["CoinDCX", "OKX", "Binance"])
async def test_a_list_of_symbols_that_is_none_is_no_missing_symbol(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    answer = Answer(200, "null")
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.RULES,), times=None, answer=answer))
    console = Console()
    assert await run(settings, exchange, console) == 1
    assert console.failed
    assert all(line.endswith(UNREADABLE) for line in console.failed)


async def test_a_clock_that_is_off_is_told_and_what_to_do(settings: Settings, twin: Twin) -> None:
    twin.world.clock.offset = timedelta(minutes=3)
    console = Console()
    await run(settings, "CoinDCX", console)
    assert sum("Set its clock." in line for line in console.said) == 2


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
