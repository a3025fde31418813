"""One id leads through the log: from a tap to the order at the exchange, and from a fill to its notice."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.process.logs import JsonLines
from tests.real.conftest import all_told, created, program, until
from tests.support.person import Person
from tests.support.wishes import wants_each_fill
from tests.twin import Twin


class Lines(logging.Handler):
    """The log as a file of JSON lines has it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.of: defaultdict[str, list[str]] = defaultdict(list)

    def emit(self, record: logging.LogRecord) -> None:
        line = json.loads(self.format(record))
        self.of[line.get("correlation", "")].append(f"{line['logger']}: {line['message']}")

    def with_text(self, text: str) -> list[str]:
        """Return all lines of the one cause that has a line with the text."""
        [found] = [lines for name, lines in self.of.items() if name and any(text in one for one in lines)]
        return found


@pytest.fixture
def lines() -> Iterator[Lines]:
    found, ours = Lines(), [logging.getLogger(name) for name in ("bot", "db", "engine")]
    for one in ours:
        one.addHandler(found)
        one.setLevel(logging.DEBUG)
    yield found
    for one in ours:
        one.removeHandler(found)
        one.setLevel(logging.NOTSET)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.slow
async def test_from_a_tap_to_the_order_and_from_a_fill_to_its_notice(
    settings: Settings, twin: Twin, owner: Person, lines: Lines, database_url: str
) -> None:
    venue = twin.world.venue("Binance")
    venue.trade("BTCUSDT", Decimal(95000))
    async with program(settings) as app_context:
        await app_context.chat_is_up.wait()
        await owner.send("/newbot BTC/USDT Binance testnet BUY 0.01 94000 96000")
        await owner.reads("Mode: 🧫 TESTNET", within_seconds=60)
        await owner.tap("Create and start")
        await owner.reads("Created and started.", within_seconds=60)

        async def has(orders: int) -> bool:
            return len(created(twin)) == orders

        await until(lambda: has(1))
        await wants_each_fill(owner)
        venue.trade("BTCUSDT", Decimal(93999))
        await until(lambda: has(2))
        await owner.reads("BUY 0.01 BTC @ 94000", within_seconds=60)
        await all_told(database_url)
    entry, leg_out = created(twin)

    tap = lines.with_text(f"order {entry} to BUY 0.01")
    assert any(line.startswith("bot.access.middleware: person 77: tap ") for line in tap)
    assert any("db.ledger: bot " in line for line in tap), "its intent was stored"
    [sent] = [line for line in tap if "order" in line and "accepted as" in line]
    assert "(TESTNET, Binance)" in sent
    assert not any("(fill)" in line for line in tap), "a fill is another cause"

    fill = lines.with_text(f"order {leg_out} to SELL")
    assert any(f"of order {entry}: BUY" in line for line in fill)
    assert any("bot.notifier.sender: notice" in line and "(fill): told in chat" in line for line in fill)
    assert not any("person 77" in line for line in fill), "that is of the tap"
