"""A run whose program keeps its books on SQL, holds the lease, and tells people what happens."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from random import Random

from sqlalchemy import insert

from db.chat_models import PersonRow
from db.models import Installation
from engine.bots.supervisor import Supervisor
from engine.errors import LeaseLost, StorageUnavailable
from engine.lease import Tenure
from engine.people import Role
from engine.risk.engine import RiskEngine
from engine.tasks import Nursery
from tests.sim.dead import Dead
from tests.sim.faults import Fault
from tests.sim.ledger import SimLedger
from tests.sim.venues import SimVenues
from tests.sim.virtual_time import START
from tests.sim.whole.books import MirroredBooks
from tests.sim.whole.disk import the_disk
from tests.sim.whole.ledger import SqlLedger
from tests.sim.whole.line import Line
from tests.sim.whole.program import OWNER, Program, Witness
from tests.sim.whole.stored import read_tables, stored
from tests.sim.whole.telegram import SimTelegram
from tests.sim.whole.told import told
from tests.sim.world import Parts, Verdict, World

EPOCH = 7


class WholeWorld(World):
    """A world with a database, and with somebody who reads what the program writes."""

    LOOKUP_S = 0.014

    def __init__(self, seed: int, parts: Parts, takes_over: float | None = None) -> None:
        """`takes_over`: how often a process is only believed dead when another takes its place."""
        super().__init__(seed, parts)
        own = self._draws = Random(f"whole {seed}")
        self._epochs = Random(f"epochs {seed}")
        self.sql = the_disk()
        self.sql.begin(self.clock.true_now)
        with self.sql.writing.begin() as connection:
            connection.execute(insert(Installation).values(id=1, epoch=EPOCH, next_number=1000))
            person = {
                "user_id": OWNER,
                "name": "Ann",
                "chat_id": OWNER,
                "admitted_at": START,
                "role": Role.OWNER,
            }
            connection.execute(insert(PersonRow).values(person))
        self.alerts = own.random() < 0.5
        """Whether the bots tell the alert chat too."""
        self.disk = MirroredBooks(self.sql, alerts=self.alerts)
        self.telegram = SimTelegram(self.clock, self.faults, Random(f"telegram {seed}"))
        self.witness = Witness()
        self._group = asyncio.TaskGroup()
        self._coming_back: dict[Program, asyncio.Task[None]] = {}
        self.programs: list[Program] = []
        self.ledgers: list[SqlLedger] = []
        self._takes_over = own.choice((0.0, 0.0, 0.5)) if takes_over is None else takes_over

    # --- the program, again and again --------------------------------------------------------------------

    async def start_program(self) -> None:
        """Begin an incarnation; one that its database lets down is begun anew, as services are."""
        while True:
            try:
                return await super().start_program()
            except Dead:
                return None  # another was started meanwhile
            except StorageUnavailable:
                await super().kill_program()
                await self.clock.sleep(self._draws.uniform(1, 5))

    async def open_books(self, nursery: Nursery, alive: Callable[[], None]) -> SimLedger:
        """Wait for the lease, and return the ledger on SQL."""
        program = Program(
            self.generation,
            Line(self.sql, self.clock, self.faults, alive),
            nursery,
            self.clock,
            self._epochs.randrange,
        )
        self.programs.append(program)
        same_machine = self._draws.random() < 0.7
        await program.own(self.witness, lambda name: same_machine and int(name) not in self.zombies)
        self.chronicle.runs_from(self.generation)
        for other in self.programs[:-1]:
            if other.number in self.zombies and other not in self._coming_back:
                self._coming_back[other] = self._group.create_task(self._come_back(other))
        ledger = SqlLedger(self.disk, self.clock, self.faults, alive, program.store)
        self.ledgers.append(ledger)
        return ledger

    def lease_tenure(self) -> Tenure:
        return self.programs[-1].tenure

    async def _come_back(self, program: Program) -> None:
        """Let it reach its database again, and end it once it has found out, or when all has to be quiet."""
        await self.clock.sleep(self._draws.uniform(0, 40))
        program.line.cut = False
        await program.ended.wait()
        self.zombies.discard(program.number)
        await program.nursery.close()

    async def take_up(
        self, ledger: SimLedger, supervisor: Supervisor, risk: RiskEngine, venues: SimVenues
    ) -> None:
        """Set the incarnation to work as the product does, and have it tell what happens."""
        program = self.programs[-1]
        await program.trade(supervisor, risk, venues, self.limits)
        program.tell(
            self.telegram,
            self._alive(program.number),
            self.crashes.hook(program.number),
            live_trading=self.limits.live_trading,
        )

    async def _write_again(self) -> None:
        """Be the owner who lets the bot write again, as the chat takes note of it."""
        while True:
            try:
                return await self.programs[-1].store.people.seen(OWNER, "Ann", OWNER)
            except (StorageUnavailable, LeaseLost, Dead):
                await self.clock.sleep(1)

    async def kill_program(self) -> None:
        """End it as SIGKILL would. Or only shut it off from its database, so that another takes over."""
        program = self.programs[-1]
        lives = self.generation == program.number and not self.faults.quiet
        if lives and self._draws.random() < self._takes_over:
            self.zombies.add(program.number)
            program.line.cut = True
            self.faults.strikes(Fault.BELIEVED_DEAD)
        await super().kill_program()

    @property
    def is_untroubled(self) -> bool:
        """Whether nothing goes wrong between the program, its database and Telegram."""
        calm = self.is_calm and not (self.odds.storage or self.telegram.trouble or self.telegram.holidays)
        return calm and not (self.counts[Fault.CRASH] or self.counts[Fault.CRASH_AT_POINT])

    # --- a run ---------------------------------------------------------------------------------------------

    async def run(self) -> Verdict:
        """Live, be judged, and have what is stored and told judged as well."""
        async with self._group as group:
            chat = group.create_task(self.telegram.live(self.parts.rough_s, self._write_again))
            jobs = [chat, *map(group.create_task, self.further_jobs())]
            verdict = await super().run()
            for job in jobs:
                job.cancel()
            for coming in self._coming_back.values():
                coming.cancel()
        verdict.complaints += [
            *(what for ledger in self.ledgers for what in ledger.complaints),
            *self.judge_tables(),
        ]
        return verdict

    def further_jobs(self) -> Iterable[Coroutine[None, None, None]]:
        """Return what else goes on as long as the run."""
        return ()

    def judge_tables(self) -> list[str]:
        """Return what is wrong with what is stored in the end, and with what has arrived in the chats."""
        tables = read_tables(self)
        return [*stored(self, tables), *told(self, tables)]
