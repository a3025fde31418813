"""One soak: the real program with many bots, for long and in trouble, at exchange twin and local chat."""

import asyncio
import socket
import sys
from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from tests.kills.judge import Judge
from tests.kills.market import Mover, seed_bots, settings_at
from tests.kills.tally import OWED, rows
from tests.localchat.controlled import ControlledChat
from tests.localchat.faults import Fault, FaultKind
from tests.soak import disk
from tests.soak.bots import BOTS, drafts
from tests.soak.gauge import Gauge, Sample
from tests.soak.keeper import LOST_DATABASE, Keeper
from tests.soak.report import LONG_ENOUGH_S, MOST_SLOPE_MIB_H, leaks, slope_mib_h
from tests.soak.troubles import Plan, Troubles
from tests.support.chat_control import ChatControl
from tests.support.person import Person
from tests.support.postgres_server import Server
from tests.support.program import Program
from tests.twin import Twin

OWNER = 77
PAUSE_S = 3.0
"""Between two steps of the market: each bot trades twice in sixteen."""
OF_THE_SYSTEM = {"MALLOC_ARENA_MAX": "1"}
"""As image, unit and `make run` set it."""
FALLS_BESIDE = 20
"""So many tasks may fall for other reasons: what asks the database while it is away."""
QUIET_AFTER_S = 20.0
"""So long after the market stands still what it has caused is through."""


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass(slots=True)
class Soak:
    """Everything of one run. `complaints` is empty when all is well."""

    name: str
    plan: Plan
    seed: int
    exchange: str
    folder: Path
    database_url: str
    server: Server | None
    """PostgreSQL, which is ended and begun in the middle; None: SQLite in the data folder."""
    has_disk: bool
    twin: Twin = field(default_factory=Twin)
    chat: ControlledChat = field(default_factory=ControlledChat)
    troubles: Troubles = field(default_factory=Troubles)
    samples: list[Sample] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    cut: int = 0
    """How many streams; each is a task that falls and begins anew, on a busy machine twice."""
    idle_cpu: float = 0.0
    fills: int = 0
    orders: int = 0
    repeats: int = 0
    keeper: Keeper = field(init=False)
    port: int = field(default_factory=free_port)

    async def prepare(self) -> None:
        """Begin the exchange and the chat, and make the bots. `close` ends what was begun."""
        await self.twin.start()
        await self.chat.start()
        environment = self._environment()
        self.keeper = Keeper(Program(self.folder, **environment, **OF_THE_SYSTEM))
        async with ChatControl(self.chat.page_url) as control:
            await control.person("Kim", person_id=OWNER, started=True)
        fields = {name: value for name, value in environment.items() if name != "MONITORING_PORT"}
        await seed_bots(fields, self.folder, OWNER, drafts(self.exchange))

    async def run(self) -> None:
        """Live through it, and compare."""
        async with Person(self.chat.page_url, OWNER, patience_seconds=60) as person:
            await self._begin(person)
            await self._live(person)
            await self._stop_and_compare(person)

    async def close(self) -> None:
        """End all of it."""
        await self.keeper.program.kill()
        await self.chat.stop()
        await self.twin.stop()

    def _environment(self) -> dict[str, str]:
        return {
            **settings_at(self.twin, self.chat, self.exchange, self.database_url, OWNER),
            "MAX_BOTS_PER_USER": str(BOTS),
            "LOG_FILE_PATH": str(self.folder / "data" / "scalper.log"),
            "MONITORING_PORT": str(self.port),
        }

    async def _begin(self, person: Person) -> None:
        await self.keeper.program.start()
        await self.keeper.program.says("connected as")
        await person.send("/start")
        await person.reads("/newbot")

    # --- living --------------------------------------------------------------------------------------------

    async def _live(self, person: Person) -> None:
        self.troubles = Troubles()
        mover = Mover(self.twin, self.exchange, Random(self.seed), pause_s=PAUSE_S)
        async with asyncio.TaskGroup() as group:
            always = [group.create_task(self.keeper.run()), group.create_task(self._look(person))]
            moving = [group.create_task(mover.run()), group.create_task(self._cut_streams())]
            once = [group.create_task(trouble) for trouble in self._troubles()]
            await asyncio.sleep(self.plan.quiet_from_s)
            for task in moving:
                task.cancel()
            self.troubles.note("quiet")
            await asyncio.sleep(QUIET_AFTER_S)
            await self._rest(self.plan.length_s - self.plan.quiet_from_s - QUIET_AFTER_S)
            for task in (*always, *once):
                task.cancel()

    async def _rest(self, seconds: float) -> None:
        gauge = Gauge(self.port)
        await gauge.look(self.keeper.program.pid)
        await asyncio.sleep(max(seconds, 10.0))
        if sample := await gauge.look(self.keeper.program.pid):
            self.idle_cpu = sample.cpu_percent

    async def _look(self, person: Person) -> None:
        gauge = Gauge(self.port)
        while True:
            if self.keeper.program.is_running and (sample := await gauge.look(self.keeper.program.pid)):
                self.samples.append(sample)
                self._say(
                    f"{sample.at_s / 60:.1f} min: {sample.rss_mib:.1f} MiB, {len(self._judge.fills)} fills"
                )
            await person.catch_up()
            await asyncio.sleep(self.plan.look_every_s)

    async def _cut_streams(self) -> None:
        while True:
            await asyncio.sleep(self.plan.cut_every_s)
            cut = self.twin.exchanges.of(self.exchange).close_streams(self.exchange, 1006)
            self.cut += cut
            self.troubles.note(f"{cut} streams cut")

    def _troubles(self) -> list[Coroutine[None, None, None]]:
        plan, trouble, data = self.plan, self.troubles.trouble, self.folder / "data"
        wanted = [trouble("Telegram away", plan.telegram_away, self._hide, self.chat.faults.clear)]
        if (server := self.server) is not None:
            wanted.append(trouble("database away", plan.database_away, server.stop, server.start))
        if self.has_disk:
            fill, free = partial(disk.fill, data), partial(disk.free, data)
            wanted.append(trouble("disk full", plan.disk_full, fill, free))
        return wanted

    def _hide(self) -> None:
        self.chat.faults.add(Fault(FaultKind.LOSE_REQUEST, times=None))

    # --- the end -------------------------------------------------------------------------------------------

    @property
    def _judge(self) -> Judge:
        return Judge(self.twin, self.database_url)

    async def _stop_and_compare(self, person: Person) -> None:
        async with asyncio.timeout(180):
            while await self._ask("SELECT count(*) FROM bots WHERE status <> 'STOPPED'"):
                await person.send("/stop_all now")
                await asyncio.sleep(3)
            await self._none_left("SELECT count(*) FROM bot_states WHERE order_pending")
            await self._none_left(OWED)
        await person.catch_up()
        if status := await self.keeper.program.terminate():
            self.complaints.append(f"SIGTERM ended with status {status}")
        self.complaints += await self._judge.complaints(person.messages)
        open_now = self.twin.world.venue(self.exchange).store.open_orders(account=self.twin.account.name)
        self.complaints += [f"still open: {order.client_order_id}" for order in open_now]
        self.fills, self.orders = len(self._judge.fills), len(self._judge.orders)
        self.repeats = self._judge.repeats(person.messages)
        self._judge_figures()

    def _judge_figures(self) -> None:
        for at, status in self.keeper.ends:
            at_s = at - self.troubles.begun
            excused = self.server is not None and 0 < at_s - self.plan.database_away[0] < 60
            if status != LOST_DATABASE or not excused:
                self.complaints.append(f"ended by itself with status {status} at {at_s / 60:.1f} min")
        falls = max((one.falls or 0 for one in self.samples), default=0)
        if falls > 2 * self.cut + FALLS_BESIDE:
            self.complaints.append(f"{falls:.0f} background tasks fell, for {self.cut} streams that were cut")
        self.complaints += leaks(self.samples, self.plan.warm_after_s)
        slope = self.slope
        if self.plan.length_s >= LONG_ENOUGH_S and (slope is None or slope > MOST_SLOPE_MIB_H):
            self.complaints.append(f"memory is not flat: {slope} MiB an hour")

    @property
    def slope(self) -> float | None:
        """Of memory after the first minutes, in MiB an hour."""
        return slope_mib_h(self.samples, self.plan.warm_after_s) if self.samples else None

    async def _none_left(self, question: str) -> None:
        """Wait until the answer is none. The database is the only one who knows, so it is asked."""
        while True:
            if not await self._ask(question):
                return
            await asyncio.sleep(0.5)

    async def _ask(self, question: str) -> int:
        return int((await rows(self.database_url, question))[0][0])

    def _say(self, text: str) -> None:
        sys.stdout.write(f"{self.name}: {text}\n")
        sys.stdout.flush()
