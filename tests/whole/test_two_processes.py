"""Two processes on one database: one trades, the other says whom it waits for, and takes over."""

import asyncio
import os
import re
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.localchat import LocalChat
from tests.kills.books import booked_fills, result_of_all_bots, rows
from tests.support.count import Counted, count_trades
from tests.support.forked_program import ForkedProgram
from tests.support.person import Person
from tests.whole.conftest import OWNER

LEASE_S = 6.0
BOT = "/newbot XRP/ETH Binance BUY 100 0.00148 0.001485 loop"
REPEAT = "may be a repeat"
LINE = re.compile(r"^(?:BUY|SELL) \S+ XRP @ \S+(?= \(PAPER, Binance\)$| · fee )", re.MULTILINE)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


class Pair:
    """Two programs of one installation, and what they must have done when the replay is over."""

    def __init__(self, folder: Path, database_url: str, chat: LocalChat, trades: Path) -> None:
        self.database_url = database_url
        address = make_url(database_url)
        plain = address.set(drivername=address.get_backend_name())
        self._settings = {
            "SCALPER_DATA_DIR": str(folder / "data"),
            "DATABASE_URL": plain.render_as_string(hide_password=False),
            "TELEGRAM_BOT_TOKEN": chat.token,
            "TELEGRAM_API_URL": chat.url,
            "TELEGRAM_OWNER_IDS": str(OWNER),
            "MARKET_DATA": f"csv:{trades}",
            "REPLAY_SYMBOL": "XRP/ETH",
            "REPLAY_SPEED": "20000",
            "SCALPER_LEASE_S": str(LEASE_S),
        }
        self.first = ForkedProgram(folder / "first", **self._settings)
        self.second = ForkedProgram(folder / "second", **self._settings)
        self.expected = count_trades(
            trades, quantity=Decimal(100), buy=Decimal("0.00148"), sell=Decimal("0.001485")
        )

    async def start(self, kim: Person) -> None:
        """Have the first one trade, and the second one wait for it."""
        await self.first.start()
        await self.first.says("connected as")
        await self.second.start()
        line = await self.second.says("Scalper is waiting:")
        assert f"process {self.first.pid} " in line
        await kim.send(BOT)
        await kim.reads("Each cycle brings")
        await kim.tap("Create and start")
        await kim.reads(self.expected.fills[0].line, within_seconds=60)

    async def stop_in_between(self) -> None:
        """Stop the first one as a suspended machine would, but not while it holds SQLite's lock."""
        while True:
            os.kill(self.first.pid, signal.SIGSTOP)
            if await asyncio.to_thread(_can_write, self.database_url):
                return
            os.kill(self.first.pid, signal.SIGCONT)
            await asyncio.sleep(0.01)

    async def takes_over(self, kim: Person) -> None:
        """The second one goes on, and in the end all is as if there had been one."""
        await self.second.says("connected as", within_s=LEASE_S + 120)
        ((owner,),) = await rows(self.database_url, "SELECT holder FROM lease")
        assert f"process {self.second.pid} " in str(owner)
        await self.second.says("market data has ended", within_s=120)
        await kim.reads(f"Cycle {self.expected.cycles} of", within_seconds=60)
        await self.books_agree(self.expected)
        await kim.catch_up()
        said = [message.text for message in kim.messages if message.by_bot]
        told = [line for text in said if REPEAT not in text for line in LINE.findall(text)]
        assert told == [fill.line for fill in self.expected.fills]
        assert sum(REPEAT in text for text in said) <= 1  # the first one ended between sending and marking

    async def books_agree(self, expected: Counted) -> None:
        assert await booked_fills(self.database_url) == [
            (fill.side, fill.quantity, fill.price, fill.timestamp_ms) for fill in expected.fills
        ]
        assert await result_of_all_bots(self.database_url) == expected.result


def _can_write(database_url: str) -> bool:
    address = make_url(database_url)
    if address.get_backend_name() != "sqlite":
        return True
    connection = sqlite3.connect(str(address.database), timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


@pytest.fixture
async def pair(tmp_path: Path, database_url: str, chat: LocalChat, trades: Path) -> AsyncIterator[Pair]:
    made = Pair(tmp_path, database_url, chat, trades)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(made.first.kill)
        stack.push_async_callback(made.second.kill)
        yield made


async def test_killed_the_second_goes_on(pair: Pair, kim: Person) -> None:
    await pair.start(kim)
    await pair.first.kill()
    await pair.takes_over(kim)
    assert await pair.second.terminate() == 0


async def test_stopped_for_longer_than_the_lease_it_is_refused_and_ends(pair: Pair, kim: Person) -> None:
    await pair.start(kim)
    await pair.stop_in_between()
    await pair.second.says("connected as")
    fencing = await rows(pair.database_url, "SELECT fencing, holder FROM lease")
    os.kill(pair.first.pid, signal.SIGCONT)
    assert await pair.first.ended(60) == 3
    assert f"process {pair.second.pid} " in await _sentence(pair.first)
    assert "Traceback" not in pair.first.output
    assert await rows(pair.database_url, "SELECT fencing, holder FROM lease") == fencing
    await pair.takes_over(kim)
    assert await pair.second.terminate() == 0


async def _sentence(program: ForkedProgram) -> str:
    return next(line for line in program.output.splitlines() if line.startswith("Scalper is stopping:"))


async def test_the_one_that_waits_can_be_told_to_end_and_need_not_wait_for_an_orderly_end(
    pair: Pair, kim: Person
) -> None:
    await pair.start(kim)
    assert await pair.second.terminate() == 0
    assert pair.first.is_running
    await pair.second.start()
    await pair.second.says("Scalper is waiting:")
    assert await pair.first.terminate() == 0
    await pair.takes_over(kim)
    assert await pair.second.terminate() == 0
