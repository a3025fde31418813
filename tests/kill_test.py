"""Kills the real program again and again in the middle of a replay, and compares the books.

    python -m tests.kill_test --kills 200

Each round is one bot on real market data, made in the chat, with the program ended by SIGKILL at
seeded named points until the replay is through. Then the fills in the database must be exactly those
of an independent count, and each must stand exactly once in the chat, in order. A message may be
repeated only for a kill that fell between sending and marking.
"""

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.config_values import database_address
from bot.localchat import LocalChat
from tests.chat_control import ChatControl
from tests.count import Counted, count_trades
from tests.person import Person
from tests.postgres_server import running_server
from tests.program import ROOT, Program

NewDatabase = Callable[[int, Path], Awaitable[str]]
TRADES = ROOT.parent / "shared" / "data" / "xrp_eth_aggtrades_binance_2019-10.csv"
OWNER = 77
LINE = re.compile(r"^(?:BUY|SELL) \S+ XRP @ \S+ \(PAPER, Binance\)$", re.MULTILINE)
REPEAT = "may be a repeat"
KILLED = re.compile(r"killed at point \d+: (.+)")
LARGEST_GAP = 30
"""Named points between two kills at the most. A whole round passes about 150."""


@dataclass
class Tally:
    """What came of all rounds."""

    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    repeats: int = 0
    complaints: list[str] = field(default_factory=list)

    struck: int = 0


@dataclass
class Round:
    """One bot, one replay, many deaths."""

    seed: int
    database_url: str
    folder: Path
    trailing: Decimal | None
    tally: Tally
    most_kills: int
    kills: Counter[str] = field(default_factory=Counter)

    async def play(self) -> None:
        random = Random(self.seed)
        chat = LocalChat(allow_control=True)
        await chat.start()
        program = Program(
            self.folder,
            DATABASE_URL=self.database_url,
            TELEGRAM_BOT_TOKEN=chat.token,
            TELEGRAM_API_URL=chat.url,
            TELEGRAM_OWNER_IDS=str(OWNER),
            MARKET_DATA=f"csv:{TRADES}",
            REPLAY_SYMBOL="XRP/ETH",
            REPLAY_SPEED="0",
        )
        try:
            async with ChatControl(chat.page_url) as control:
                await control.person("Kim", person_id=OWNER, started=True)
            async with Person(chat.page_url, OWNER, patience_seconds=60) as person:
                await self._make_bot(person, program, random)
                await self._die_until_done(program, random)
                await person.catch_up()
                self._check_chat(person)
            await self._check_books()
        finally:
            await program.kill()
            await chat.stop()
        self.tally.rounds += 1
        self.tally.kills += self.kills

    async def _make_bot(self, person: Person, program: Program, random: Random) -> None:
        await program.start(kill_at=random.randint(1, LARGEST_GAP))
        trail = f"trail {self.trailing}%" if self.trailing else ""
        await program.says("connected as")
        await person.send(f"/newbot XRP/ETH Binance BUY 100 0.00148 0.001485 {trail} loop")
        await person.reads("Each cycle brings")
        await person.tap("Create and start")

    async def _die_until_done(self, program: Program, random: Random) -> None:
        while True:
            done = await self._dead_or_done(program)
            if done:
                break
            point = KILLED.findall(program.output)
            if not point:
                raise AssertionError(f"the program ended by itself:\n{program.output}")
            self.kills[point[-1]] += 1
            self.tally.struck += 1
            more = self.tally.struck < self.most_kills
            await program.start(kill_at=random.randint(1, LARGEST_GAP) if more else 0)
        status = await program.terminate()
        if status != 0:
            self._complain(f"SIGTERM ended with status {status}")

    async def _dead_or_done(self, program: Program) -> bool:
        """Return False once the process is dead, True once the replay is over and all is told."""
        async with asyncio.timeout(180):
            while program.is_running:
                if await program.ended(0.2) is not None:
                    return False
                over = "market data has ended" in program.output or not await self._is_trading()
                if over and not await self._owed():
                    return True
        return False

    async def _is_trading(self) -> bool:
        return bool(await self._ask("SELECT count(*) FROM bots WHERE status = 'ACTIVE'"))

    async def _owed(self) -> int:
        return int(await self._ask("SELECT count(*) FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL"))

    async def _ask(self, question: str) -> int:
        rows = await self._rows(question)
        return int(rows[0][0])

    async def _rows(self, question: str) -> list[tuple[str, ...]]:
        engine = create_async_engine(database_address(self.database_url))
        try:
            async with engine.connect() as connection:
                return [tuple(row) for row in await connection.execute(text(question))]
        finally:
            await engine.dispose()

    @property
    def _expected(self) -> Counted:
        return count_trades(
            TRADES,
            quantity=Decimal(100),
            buy=Decimal("0.00148"),
            sell=Decimal("0.001485"),
            trailing=self.trailing,
        )

    async def _check_books(self) -> None:
        expected = self._expected
        rows = await self._rows("SELECT side, quantity, price, executed_at FROM trades ORDER BY id")
        booked = [(side, Decimal(quantity), Decimal(price)) for side, quantity, price, _ in rows]
        counted = [(fill.side, fill.quantity, fill.price) for fill in expected.fills]
        if booked != counted:
            self._complain(f"{len(booked)} fills in the books, {len(counted)} counted")
        ((pnl,),) = await self._rows("SELECT pnl FROM bots")
        if Decimal(pnl) != expected.result:
            self._complain(f"result {pnl}, counted {expected.result}")

    def _check_chat(self, person: Person) -> None:
        expected = [fill.line for fill in self._expected.fills]
        told, repeats = 0, 0
        for message in person.messages:
            lines = LINE.findall(message.text) if message.by_bot else []
            if lines == expected[told : told + len(lines)]:
                told += len(lines)
            elif REPEAT in message.text and lines == expected[told - len(lines) : told]:
                repeats += 1
            else:
                self._complain(f"the chat says {lines} after {told} fills")
                return
        if told != len(expected):
            self._complain(f"{told} of {len(expected)} fills stand in the chat")
        if repeats > self.kills["after notice"]:
            self._complain(f"{repeats} repeats for {self.kills['after notice']} kills after sending")
        self.tally.repeats += repeats

    def _complain(self, what: str) -> None:
        self.tally.complaints.append(f"seed {self.seed} ({self.database_url.split(':')[0]}): {what}")


async def run(kills: int, seed: int, side_by_side: int) -> Tally:
    """Play rounds, in turn on SQLite and on PostgreSQL, until so many kills have struck."""
    tally = Tally()
    random = Random(seed)
    with tempfile.TemporaryDirectory(prefix="scalper-kill-") as name, _databases() as new_database:
        numbers = count(1)

        async def play_on() -> None:
            while tally.struck < kills and not tally.complaints:
                number = next(numbers)
                folder = Path(name) / str(number)
                game = Round(
                    seed=random.randrange(10**9),
                    database_url=await new_database(number, folder),
                    folder=folder,
                    trailing=None if number % 4 < 2 else Decimal("0.1"),
                    tally=tally,
                    most_kills=kills,
                )
                await game.play()
                sys.stdout.write(f"round {tally.rounds}: {tally.struck} of {kills} kills\n")
                sys.stdout.flush()

        async with asyncio.TaskGroup() as group:
            for _ in range(side_by_side):
                group.create_task(play_on())
    return tally


@contextmanager
def _databases() -> Iterator[NewDatabase]:
    """Give fresh databases: even numbers on PostgreSQL, odd ones on SQLite."""
    with ExitStack() as stack:
        server = os.environ.get("TEST_POSTGRES_DSN") or stack.enter_context(running_server())

        async def new_database(number: int, folder: Path) -> str:
            if number % 2:
                return f"sqlite:///{folder}/scalper.db"
            name = f"kill_test_{os.getpid()}_{number}"
            connection = await asyncpg.connect(server)
            try:
                await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            finally:
                await connection.close()
            address = make_url(server).set(drivername="postgresql", database=name)
            return address.render_as_string(hide_password=False)

        yield new_database


def main() -> int:
    """Report, and return 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--side-by-side", type=int, default=2)
    options = parser.parse_args()
    if not TRADES.exists():
        sys.stderr.write(f"skipped: {TRADES} is not there\n")
        return 1 if os.environ.get("REQUIRE_ALL") else 0
    begun = time.monotonic()
    tally = asyncio.run(run(options.kills, options.seed, options.side_by_side))
    out = sys.stdout.write
    out(f"\n{tally.struck} kills in {tally.rounds} rounds, {time.monotonic() - begun:.0f} s:\n")
    for point, number in tally.kills.most_common():
        out(f"  {number:4} {point}\n")
    out(f"  {tally.repeats} messages repeated, each after a kill between sending and marking\n")
    for complaint in tally.complaints:
        out(f"WRONG: {complaint}\n")
    out(f"{tally.rounds - bool(tally.complaints)} passed, {len(tally.complaints)} failed\n")
    return 1 if tally.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
