"""Kills the real program again and again in the middle of a replay, and compares the books.

    python -m tests.kills.on_paper --kills 200

Half of the kills strike a bot with keys of the exchange twin: see `tests.kills.at_the_twin`. Of the others
each round is one bot on real market data, made in the chat, with the program ended by SIGKILL at
seeded named points until the replay is through. Then the fills in the database must be exactly those
of an independent count, and each must stand exactly once in the chat, in order; or, in every third round,
whose owner wants to hear of neither fills nor cycles, exactly once in the history, in order. A message may be
repeated only for a kill that fell between sending and marking. The PAPER wallet must show, to the last digit,
what it began with, what was added in the chat before, and what the counted fills have moved.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random

from tests.kills import at_the_twin
from tests.kills.judge import HISTORY
from tests.kills.market import SYMBOLS
from tests.kills.tally import LEASE_S, OWED, NewDatabase, Tally, databases, rows
from tests.localchat.controlled import ControlledChat
from tests.support.chat_control import ChatControl
from tests.support.count import Counted, count_trades
from tests.support.forked_program import ForkedProgram
from tests.support.person import Person
from tests.support.program import ROOT
from tests.support.wishes import wants_no_trades

TRADES = ROOT.parent / "shared" / "data" / "xrp_eth_aggtrades_binance_2019-10.csv"
OWNER = 77
LINE = re.compile(r"^(?:BUY|SELL) \S+ XRP @ \S+(?= \(PAPER, Binance\)$| · fee )", re.MULTILINE)
REPEAT = "may be a repeat"
BEGINS_WITH, ADDED = Decimal("0.5"), Decimal("0.25")
"""Of ETH. Of XRP there is nothing."""
FORM_LOST, WALLETS = "The form that was open was lost", "To add any amount to a PAPER wallet"
IN_THE_WALLET = re.compile(r"^(-?[0-9.]+) (XRP|ETH)\b", re.MULTILINE)
KILLED = re.compile(r"killed at point \d+: (.+)")
LARGEST_GAP = 30
"""Named points between two kills at the most. A whole round passes about 150."""


@dataclass
class Round:
    """One bot, one replay, many deaths."""

    seed: int
    database_url: str
    folder: Path
    trailing: Decimal | None
    tally: Tally
    most_kills: int
    muted: bool = False
    """Whether the owner wants to hear of neither fills nor cycles."""
    kills: Counter[str] = field(default_factory=Counter)

    async def play(self) -> None:
        random = Random(self.seed)
        chat = ControlledChat()
        await chat.start()
        program = ForkedProgram(
            self.folder,
            DATABASE_URL=self.database_url,
            TELEGRAM_BOT_TOKEN=chat.token,
            TELEGRAM_API_URL=chat.url,
            TELEGRAM_OWNER_IDS=str(OWNER),
            MARKET_DATA=f"csv:{TRADES}",
            REPLAY_SYMBOL="XRP/ETH",
            REPLAY_SPEED="0",
            PAPER_BALANCE=f"ETH={BEGINS_WITH}",
            SCALPER_LEASE_S=str(LEASE_S),
        )
        try:
            async with ChatControl(chat.page_url) as control:
                await control.person("Kim", person_id=OWNER, started=True)
            async with Person(chat.page_url, OWNER, patience_seconds=60) as person:
                await self._make_bot(person, program, random)
                await self._die_until_done(program, random)
                await self._check_wallet(person)
                await self._end(program)
                await person.catch_up()
                await (self._check_history(person) if self.muted else self._check_chat(person))
            await self._check_books()
        finally:
            await program.kill()
            await chat.stop()
        self.tally.rounds += 1
        self.tally.kills += self.kills

    async def _make_bot(self, person: Person, program: ForkedProgram, random: Random) -> None:
        # The first two points lie around the commit of the start itself: from there on the bot runs.
        await program.start(kill_at=random.randint(2, LARGEST_GAP))
        trail = f"trail {self.trailing}%" if self.trailing else ""
        await program.says("connected as")
        if self.muted:
            await wants_no_trades(person)
        await person.send(f"/accounts topup {ADDED} ETH Binance")
        await person.reads("to your wallet at Binance?")
        await person.tap("Add it")
        await person.reads(f"{BEGINS_WITH + ADDED} ETH")
        await person.send(f"/newbot XRP/ETH Binance BUY 100 0.00148 0.001485 {trail} loop")
        await person.reads("Each cycle brings")
        await person.tap("Create and start")
        async with asyncio.timeout(60):
            while await program.ended(0.1) is None:
                if await self._ask("SELECT count(*) FROM bots WHERE status = 'ACTIVE'"):
                    return

    async def _die_until_done(self, program: ForkedProgram, random: Random) -> None:
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

    async def _end(self, program: ForkedProgram) -> None:
        status = await program.terminate()
        if status != 0:
            self._complain(f"SIGTERM ended with status {status}")

    async def _dead_or_done(self, program: ForkedProgram) -> bool:
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
        return int(await self._ask(OWED))

    async def _ask(self, question: str) -> int:
        rows = await self._rows(question)
        return int(rows[0][0])

    async def _rows(self, question: str) -> list[tuple[str, ...]]:
        return await rows(self.database_url, question)

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

    async def _check_wallet(self, person: Person) -> None:
        await person.send("/accounts")
        shown = (await person.reads(lambda seen: FORM_LOST in seen.text or WALLETS in seen.text)).text
        if FORM_LOST in shown:  # the first kill fell when the form had made the bot and was not closed yet
            await person.send("/accounts")
            shown = (await person.reads(WALLETS)).text
        found = {coin: Decimal(amount) for amount, coin in IN_THE_WALLET.findall(shown)}
        moved = self._expected.moved
        expected = {"XRP": moved.base, "ETH": BEGINS_WITH + ADDED + moved.quote}
        if found != expected:
            self._complain(f"the wallet shows {found}, counted {expected}")

    async def _check_history(self, person: Person) -> None:
        """Every fill stands once in the history, in order, and in no message."""
        found = [json.loads(payload) for (payload,) in await self._rows(HISTORY)]
        kept = [(fill["side"], Decimal(fill["quantity"]), Decimal(fill["price"])) for fill in found]
        if kept != [(fill.side, fill.quantity, fill.price) for fill in self._expected.fills]:
            self._complain(f"{len(kept)} fills in the history, {len(self._expected.fills)} counted")
        if said := [message.text for message in person.messages if LINE.search(message.text)]:
            self._complain(f"muted, and told: {said}")

    async def _check_chat(self, person: Person) -> None:
        if await self._rows(HISTORY):
            self._complain("not muted, and fills are in the history")
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


async def run(kills: int, seed: int, side_by_side: int, new_database: NewDatabase, folder: Path) -> Tally:
    """Play rounds, in turn on SQLite and on PostgreSQL, until so many kills have struck."""
    tally = Tally()
    random = Random(seed)
    numbers = count(1)

    async def play_on() -> None:
        while tally.struck < kills and not tally.complaints:
            number = next(numbers)
            own = folder / f"paper-{number}"
            game = Round(
                seed=random.randrange(10**9),
                database_url=await new_database(number, own),
                folder=own,
                trailing=None if number % 4 < 2 else Decimal("0.1"),
                tally=tally,
                most_kills=kills,
                muted=number % 3 == 0,
            )
            await game.play()
            sys.stdout.write(f"paper round {tally.rounds}: {tally.struck} of {kills} kills\n")
            sys.stdout.flush()

    async with asyncio.TaskGroup() as group:
        for _ in range(side_by_side):
            group.create_task(play_on())
    return tally


async def run_all(options: argparse.Namespace) -> dict[str, Tally]:
    """Run what is wanted: on paper, at the exchange twin, or half of the kills each."""
    shares = {"paper": (options.kills, 0), "real": (0, options.kills)}
    on_paper, at_twin = shares.get(options.only, ((options.kills + 1) // 2, options.kills // 2))
    tallies: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory(prefix="scalper-kill-") as name, databases() as new_database:
        rest = options.seed, options.side_by_side, new_database, Path(name)
        if on_paper and TRADES.exists():
            tallies["on paper"] = await run(on_paper, *rest)
        if at_twin:
            markets = options.markets or tuple(SYMBOLS)
            tallies["at the exchange twin"] = await at_the_twin.run(at_twin, *rest, markets)
    return tallies


def main() -> int:
    """Report, and return 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--side-by-side", type=int, default=2)
    parser.add_argument("--only", choices=("paper", "real"))
    parser.add_argument("--markets", nargs="+", choices=tuple(SYMBOLS), help="at the twin; all by default")
    options = parser.parse_args()
    out = sys.stdout.write
    if not TRADES.exists():
        out(f"kills on paper are skipped: {TRADES} is not there\n")
        if os.environ.get("REQUIRE_ALL"):
            return 1
    begun = time.monotonic()
    tallies = asyncio.run(run_all(options))
    for name, tally in tallies.items():
        out(f"\n{name}: {tally.struck} kills in {tally.rounds} rounds\n{tally.report()}\n")
    failed = sum(len(tally.complaints) for tally in tallies.values())
    passed = sum(tally.rounds for tally in tallies.values()) - bool(failed)
    out(f"\n{time.monotonic() - begun:.0f} s: {passed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
