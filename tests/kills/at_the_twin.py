"""Kills the real program while it trades through real ccxt.pro at the exchange twin.

Each round has a twin, a chat and two bots of its own, one plain and one that trails. The program is
ended by SIGKILL at a named point of its own, at the very moment when the twin has taken something
and not answered yet, or at a moment drawn by chance; and started again. In the end all bots are
stopped from the chat, and the twin's journal must agree with the database and with the chat.
"""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from random import Random

from bot.localchat import LocalChat
from engine.crash_points import CrashPoint
from tests.kills.alike import Alike
from tests.kills.judge import Judge
from tests.kills.market import SYMBOLS, Mover, drafts, is_nameless, seed_bots, settings_at
from tests.kills.tally import LEASE_S, OWED, NewDatabase, Tally, rows
from tests.localchat.controlled import ControlledChat
from tests.support.chat_control import ChatControl
from tests.support.forked_program import ForkedProgram
from tests.support.person import Person
from tests.twin import Twin
from tests.twin.core.events import Event, Execution, OrderChanged

OWNER = 77
KILLS_PER_ROUND = 12
"""At most: where fewer are wanted in all, they are spread over a round at each market."""
LAG_S = 0.4
"""How late, at most, Bybit and CoinDCX show what has become of an order."""
POINT_WITHIN_S = 40.0
"""A point that is not come to by then is given up, and the kill strikes where the program is."""
TRADES_AGAIN_WITHIN_S = 60.0
STOPPED_WITHIN_S = 120.0
"""Where nothing waits for a core it takes some seconds."""
BY_CHANCE = 0.25
"""Of the kills: at a drawn moment; and, where orders have no name, of the others: as an order is taken."""
KILLED = re.compile(r"killed at point \d+: (.+)")
AT_RANDOM = "moment drawn by chance"
ORDER_TAKEN = "order taken by the exchange, not answered"
CANCEL_TAKEN = "cancel taken by the exchange, not answered"
PLACES = (*(point.value for point in CrashPoint), ORDER_TAKEN, CANCEL_TAKEN)
"""Sixteen."""
HURRIED = {"SCALPER_LEASE_S": "1", "SCALPER_FENCE_S": "2"}
AT_TWIN = {ORDER_TAKEN: Execution.NEW, CANCEL_TAKEN: Execution.CANCELED}


@dataclass
class RealRound:
    """Two bots, one exchange, many deaths."""

    number: int
    exchange: str
    database_url: str
    folder: Path
    places: Iterator[str]
    tally: Tally
    kills: int
    most_kills: int
    random: Random
    twin: Twin = field(default_factory=Twin)
    chat: LocalChat = field(default_factory=ControlledChat)
    kill_on: Execution | None = None
    """The event at the twin that is to be the program's last."""
    program: ForkedProgram = field(init=False)
    alike: Alike = field(init=False)
    by_chance: float = BY_CHANCE
    hurried: bool = False
    """Whether leases and fences are short: a kill is soon made up for."""
    _has_written: bool = False

    async def play(self) -> None:
        await self.twin.start()
        await self.chat.start()
        environment = self._environment()
        pace = HURRIED if self.hurried else {"SCALPER_LEASE_S": str(LEASE_S)}
        self.program = ForkedProgram(self.folder, SCALPER_EDIT_EVERY_S="1.5", **pace, **environment)
        venue = self.twin.world.venue(self.exchange)
        venue.bus.listen(self._strike_at_twin)
        if self.exchange.startswith(("Bybit", "CoinDCX")):
            venue.lag.set(0.0, LAG_S)
        self.alike = Alike(venue, self.database_url, self.random)
        mover = Mover(self.twin, self.exchange, self.random, self.alike.held)
        try:
            async with asyncio.TaskGroup() as group:
                moving = group.create_task(mover.run())
                async with ChatControl(self.chat.page_url) as control:
                    await control.person("Kim", person_id=OWNER, started=True)
                await seed_bots(environment, self.folder, OWNER, drafts(self.exchange))
                # From the start, for the chat's page shows only the newest messages to who comes late.
                async with Person(self.chat.page_url, OWNER, patience_seconds=60) as person:
                    await self._die_again_and_again(person)
                    await self._stop_and_compare(person)
                moving.cancel()
        finally:
            await self.program.kill()
            await self.chat.stop()
            await self.twin.stop()
        self.tally.rounds += 1

    def _environment(self) -> dict[str, str]:
        return settings_at(self.twin, self.chat, self.exchange, self.database_url, OWNER)

    # --- dying -----------------------------------------------------------------------------------------

    async def _die_again_and_again(self, person: Person) -> None:
        for _ in range(self.kills):
            if self.tally.struck >= self.most_kills:
                break
            await self._live_and_die(self._next_place(), person)
            await person.catch_up()

    def _next_place(self) -> str:
        if self.random.random() < self.by_chance:
            return AT_RANDOM
        asked = is_nameless(self.exchange) and self.random.random() < self.by_chance
        return ORDER_TAKEN if asked else next(self.places)

    async def _write_once(self, person: Person) -> None:
        """Have the owner write: to somebody who never has, notices rest, and none would be on its way."""
        await self.program.says("connected as")
        await person.send("/start")
        await person.reads("/newbot")
        self._has_written = True

    async def _live_and_die(self, place: str, person: Person) -> None:
        if not self._has_written and place not in AT_TWIN:
            await self.program.start()
            await self._write_once(person)
            await self.program.kill()
        begun, orders_before = time.monotonic(), len(self._judge.orders)
        self.kill_on = None
        if place in AT_TWIN or place == AT_RANDOM:
            await self.program.start()
        else:
            # Notices are put together, so there are few of them in a short life.
            number = 1 if "notice" in place else self.random.randint(1, 3)
            await self.program.start(kill_at=number, kill_point=place)
        if not self._has_written:
            await self._write_once(person)
        within_s = self.random.uniform(0.5, 10) if place == AT_RANDOM else POINT_WITHIN_S
        self.kill_on = AT_TWIN.get(place)
        back = False
        while time.monotonic() - begun < within_s:
            if await self.program.ended(0.05) is not None:
                break
            await self.alike.answer(person)
            if not back and len(self._judge.orders) > orders_before:
                back = True
                self.tally.back_after_s.append(time.monotonic() - begun)
        self._count(place)
        await self.program.kill()

    def _strike_at_twin(self, event: Event) -> None:
        """End the program while the twin holds its answer."""
        if not (isinstance(event, OrderChanged) and event.execution is self.kill_on):
            return
        asked = is_nameless(self.exchange) and event.execution is Execution.NEW
        if not self.program.is_running or (asked and not self.alike.may_place(event.order)):
            return
        self.kill_on = None
        with suppress(ProcessLookupError):  # it was faster
            os.kill(self.program.pid, signal.SIGKILL)
        if asked:
            asyncio.get_running_loop().call_soon(self.alike.place, event.order)

    def _count(self, place: str) -> None:
        named = KILLED.findall(self.program.output)
        by_itself = not self.program.is_running and not named
        if by_itself and not (place in AT_TWIN and self.kill_on is None):
            raise AssertionError(f"the program ended by itself:\n{self.program.output}")
        struck = named[-1] if named else place if by_itself else AT_RANDOM
        self.tally.kills[struck] += 1
        self.tally.places[f"{self.exchange}, {self.database_url.partition(':')[0]}"] += 1
        self.tally.struck += 1

    # --- the end -----------------------------------------------------------------------------------------

    @property
    def _judge(self) -> Judge:
        return Judge(self.twin, self.database_url, others=frozenset(self.alike.theirs.values()))

    async def _stop_and_compare(self, person: Person) -> None:
        await self.program.start()
        await self._everyone_trades_again(person)
        await self.program.says("connected as")
        await self._all_stopped(person)
        await self._none_left(OWED)
        await person.catch_up()
        messages = person.messages
        status = await self.program.terminate()
        complaints = [f"SIGTERM ended with status {status}"] if status else []
        complaints += await self._judge.complaints(messages)
        complaints += self.alike.complaints
        open_now = self.twin.world.venue(self.exchange).store.open_orders(account=self.twin.account.name)
        complaints += [f"still open: {order.client_order_id}" for order in open_now]
        self.tally.repeats += self._judge.repeats(messages)
        self.tally.fills += len(self._judge.fills)
        self.tally.orders += len(self._judge.orders)
        self.tally.asked += len(self.alike.answered)
        where = f"{self.exchange} round {self.number} ({self.database_url.partition(':')[0]})"
        self.tally.complaints += [f"{where}: {complaint}" for complaint in complaints]

    async def _everyone_trades_again(self, person: Person) -> None:
        """Wait until each bot has sent an order of its own in this life of the program."""
        begun, known = time.monotonic(), len(self._judge.orders)
        missing = set(SYMBOLS[self.exchange])
        while missing or self.alike.waiting:
            await asyncio.sleep(0.1)
            await self.alike.answer(person)
            missing -= {entry.symbol for entry in self._judge.orders[known:]}
            waited_s = time.monotonic() - begun
            if waited_s > TRADES_AGAIN_WITHIN_S:
                states = await rows(self.database_url, "SELECT state FROM bot_states")
                self.tally.complaints.append(
                    f"{self.exchange} round {self.number}: no order on {missing} for {waited_s:.0f} s, "
                    f"{len(self.alike.waiting)} orders to be asked about\n"
                    f"{states}\n"
                    f"{self.program.output[-4000:]}"
                )
                return
        self.tally.all_back_after_s.append(time.monotonic() - begun)

    async def _all_stopped(self, person: Person) -> None:
        begun = time.monotonic()
        while await self._ask("SELECT count(*) FROM bots WHERE status <> 'STOPPED'"):
            if time.monotonic() - begun > STOPPED_WITHIN_S:
                states = await rows(self.database_url, "SELECT state FROM bot_states")
                self.tally.complaints.append(
                    f"{self.exchange} round {self.number}: not all are stopped after {STOPPED_WITHIN_S} s\n"
                    f"{states}\n{self.program.output[-4000:]}"
                )
                return
            await person.send("/stop_all now")
            await asyncio.sleep(2)
        await self._none_left("SELECT count(*) FROM bot_states WHERE order_pending")

    async def _none_left(self, question: str) -> None:
        """Wait until the answer is none. The database is the only one who knows, so it is asked."""
        async with asyncio.timeout(60):
            while True:
                if not await self._ask(question):
                    return
                await asyncio.sleep(0.2)

    async def _ask(self, question: str) -> int:
        return int((await rows(self.database_url, question))[0][0])


def place_of(number: int, exchanges: Sequence[str]) -> tuple[str, int]:
    """Return market and database number of a round, from 0: the markets in turn.

    Each turn over them begins with the other kind of database, so that all pairs come about.
    """
    turn, place = divmod(number, len(exchanges))
    return exchanges[place], place + turn + 1


def kills_of(number: int, kills: int, markets: int) -> int:
    """Return how many kills a round has: those that are wanted in all are spread over the markets."""
    place = number % markets
    return min(KILLS_PER_ROUND, max(1, kills * (place + 1) // markets - kills * place // markets))


async def run(
    kills: int,
    seed: int,
    side_by_side: int,
    new_database: NewDatabase,
    folder: Path,
    exchanges: Sequence[str] = tuple(SYMBOLS),
) -> Tally:
    """Play rounds, in turn at each market and on each database, until so many kills have struck."""
    tally, random, numbers = Tally(), Random(seed), count()
    places = cycle(random.sample(PLACES, len(PLACES)))

    async def play_on() -> None:
        while tally.struck < kills and not tally.complaints:
            number = next(numbers)
            exchange, database = place_of(number, exchanges)
            own = folder / f"real-{number}"
            own.mkdir(parents=True)
            game = RealRound(
                number=number,
                exchange=exchange,
                database_url=await new_database(database, own),
                folder=own,
                places=places,
                tally=tally,
                kills=kills_of(number, kills, len(exchanges)),
                most_kills=kills,
                random=Random(random.randrange(10**9)),
            )
            await game.play()
            sys.stdout.write(f"real round {tally.rounds}: {tally.struck} of {kills} kills\n")
            sys.stdout.flush()

    async with asyncio.TaskGroup() as group:
        for _ in range(side_by_side):
            group.create_task(play_on())
    return tally
