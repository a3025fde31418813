"""One run: a seed, some bots, an exchange, faults, crashes; then quiet, and judgement."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any, ClassVar

from bot.engine_wiring import DAY
from engine.bots.early import EarlyNotes, EarlyOrders
from engine.bots.supervisor import Supervisor
from engine.core.events import Event
from engine.core.ids import TAG
from engine.core.types import AccountId, BotId, Mode
from engine.errors import StorageUnavailable
from engine.lease import Tenure
from engine.memory_ledger import MemoryBooks
from engine.risk.engine import RiskEngine, RiskLimits
from engine.risk.live_switch import pause_live
from engine.tasks import Nursery
from engine.timings import EngineTimings, MarketDataTimings
from engine.venues.live.account import Account
from tests.sim.bybit import BybitExchange, is_bybit
from tests.sim.chronicle import Chronicle
from tests.sim.crashes import Crashes, WatchedNursery
from tests.sim.dead import Dead
from tests.sim.exchange import SimExchange
from tests.sim.faults import Fault, Faults, Odds, calm, draw_odds
from tests.sim.fundings import FundingHours
from tests.sim.gateway import SimGateway
from tests.sim.hands import Hands
from tests.sim.ledger import SimLedger
from tests.sim.money import Money
from tests.sim.moods import Moods
from tests.sim.oracles import judge
from tests.sim.owner import draw_limits
from tests.sim.people import People
from tests.sim.reference.bots import Imposed
from tests.sim.reference.opinion import Opinion
from tests.sim.venues import SimVenues, draw_symbols, is_futures
from tests.sim.virtual_time import VirtualClock

log = logging.getLogger(__name__)

ROUGH_S = 600.0
QUIET_S = 240.0
"""Long enough for a fence, a back-off and some passes."""
REST_S = 120.0
"""Until all that was stopped rests: a fence and some passes."""
TIMINGS = EngineTimings(market_data=MarketDataTimings(rules_fresh=timedelta(seconds=60)))
"""Half an hour is longer than a run."""
FROZEN_S = 30.0
"""The worst delay of a fill, and a little more."""
CALM = 0.15
"""So many of the seeds have no faults at all."""
OWNER_CHANGES = 0.3
"""So often a restart comes with other limits, of the owner's choice."""
BYBIT_VENUE = "Bybit"
ZOMBIES = False
"""Whether a process that was believed dead may live on for a while beside the new one."""
_newest: "list[World]" = []


def newest_world() -> "World":
    """Return the world that runs now."""
    return _newest[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a planted bug replaces, or an exchange of another kind."""

    account: type[Account] = Account
    gateway: type[SimGateway] = SimGateway
    ledger: type[SimLedger] = SimLedger
    supervisor: type[Supervisor] = Supervisor
    futures: bool | None = None
    """Whether the account is one for perpetuals; None: the seed says."""
    exchange: str | None = None
    """By whose ways; None: the seed says."""
    rough_s: float = ROUGH_S
    """How long things go wrong, in seconds."""


@dataclass(slots=True)
class Verdict:
    """What came of one seed."""

    seed: int
    complaints: list[str]
    counts: Counter[Fault]
    simulated_s: float
    creates: int = 0
    trades: int = 0


@dataclass(slots=True)
class World:
    """Everything of one run."""

    LOOKUP_S: ClassVar[float] = 0.0
    """How long the books are asked about one trade."""
    seed: int
    parts: Parts
    counts: Counter[Fault] = field(default_factory=Counter)
    random: Random = field(init=False)
    odds: Odds = field(init=False)
    is_calm: bool = field(init=False)
    """Nothing goes wrong in this run, and nothing may be late."""
    limits: RiskLimits = field(init=False)
    limits_of: dict[int, RiskLimits] = field(default_factory=dict)
    """Of each incarnation of the program."""
    _own: Random = field(init=False)
    _begun_s: float = field(init=False)
    clock: VirtualClock = field(init=False)
    faults: Faults = field(init=False)
    disk: MemoryBooks = field(init=False)
    chronicle: Chronicle = field(init=False)
    opinion: Opinion = field(init=False)
    """What should be, by the chronicle."""
    account_id: AccountId = field(init=False)
    exchange: SimExchange = field(init=False)
    whims: Random = field(init=False)
    """For what came later: the seeds of old replay as they did."""
    supervisor: Supervisor | None = None
    early: EarlyOrders = field(init=False)
    tenure: Tenure = field(default_factory=lambda: Tenure(sure_until=timedelta.max, before="the one before"))
    """Without a database to share the lease is sure, and no end is an orderly one."""
    notes: EarlyNotes | None = None
    """What the program before has left of its early orders; None: nothing to go by."""
    account: Account | None = None
    nursery: Nursery | None = None
    generation: int = 0
    people: People = field(init=False)
    moods: Moods = field(init=False)
    hands: Hands = field(init=False)
    money: Money = field(init=False)
    crashes: Crashes = field(init=False)
    fell: list[str] = field(default_factory=list)
    """Tasks that fell for no reason that was injected."""
    epoch: int = 7
    """Of the names of orders of bots that are made now."""
    zombies: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.odds = draw_odds(self.random)
        own = Random(f"own {self.seed}")
        self.is_calm = own.random() < CALM
        if self.is_calm:
            self.odds = calm(self.odds)
        self._own = own
        self._begun_s = asyncio.get_running_loop().time()
        self.limits = draw_limits(own)
        record = self.chronicle = self.new_chronicle()
        self.opinion = Opinion(
            record.plans,
            record.rules,
            record.steps,
            record.traded,
            record.prices,
            record.asked,
            record.struck,
            Imposed(record.forced, record.funded, record.mistold),
        )
        self.faults = Faults(self.random, self.odds, self.counts, self.chronicle)
        self.clock = self.new_clock()
        self.disk = MemoryBooks()
        futures = is_futures(self.seed) if self.parts.futures is None else self.parts.futures
        self.account_id = self.account_of(futures=futures)
        symbols = draw_symbols(own, self.seed, futures=futures)
        venue = self.account_id.venue
        symbols = {replace(rules, venue=venue): price for rules, price in symbols.items()}
        kind = BybitExchange if venue.startswith(BYBIT_VENUE) else SimExchange
        self.exchange = kind(self.clock, self.random, self.faults, symbols)
        self.counts[Fault.BYBIT] += kind is BybitExchange
        self.whims = Random(self.seed ^ 0x5E771E)
        rough_s = self.parts.rough_s
        self.people = People(self)
        self.moods = Moods(self, rough_s)
        self.money = Money(self, rough_s)
        self.hands = Hands(self, rough_s)
        self.crashes = Crashes(self, rough_s)
        self.counts[Fault.PERPETUALS] += futures
        if self.odds.stream_silent:
            self.faults.strikes(Fault.STREAM_SILENT, lasts_s=10**9)
        self.is_newest()

    def is_newest(self) -> None:
        """Be the one that `newest_world` returns."""
        _newest[:] = [self]

    def new_chronicle(self) -> Chronicle:
        """Return what is written down in."""
        return Chronicle()

    def new_clock(self) -> VirtualClock:
        """Return the clock of the program's machine."""
        return VirtualClock()

    def account_of(self, *, futures: bool) -> AccountId:
        """Return what its account is called."""
        exchange = self.parts.exchange or (BYBIT_VENUE if is_bybit(self.seed) else "Binance")
        return AccountId(f"{exchange} F" if futures else exchange, Mode.LIVE)

    @property
    def first_number(self) -> int:
        """The number before that of its first bot."""
        return 0

    @property
    def everything(self) -> MemoryBooks:
        """What the program has on disk, of all accounts."""
        return self.disk

    def lease_tenure(self) -> Tenure:
        """Return what the incarnation that begins now knows of its lease."""
        return self.tenure

    @property
    def sharing(self) -> "tuple[World, ...]":
        """The worlds of all accounts of the program."""
        return (self,)

    # --- the program, again and again ------------------------------------------------------------------

    async def start_program(self) -> None:
        """Begin an incarnation from what is on disk."""
        self.generation += 1
        alive = self._alive(self.generation)
        if self.odds.skew_s:
            self.faults.strikes(Fault.CLOCK_SKEW)
            self.clock.skew = timedelta(seconds=self.odds.skew_s)
        nursery = self.nursery = WatchedNursery(self.clock, self.fell)
        ledger = await self.open_books(nursery, alive)
        self._set_limits()

        def deliver(bot_id: BotId, event: Event) -> None:
            self._deliver(supervisor, bot_id, event)

        accounts = {
            world.account_id: world.open_account(ledger, alive, nursery, deliver) for world in self.sharing
        }
        risk = RiskEngine(
            self.limits,
            lambda account_id: accounts[account_id].wallet,
            lambda state: accounts[state.config.account_id].blocked_on(
                state.config.ticker, state.config.leverage, holds=bool(state.held)
            ),
            refresh_wallet=lambda account_id, not_before: accounts[account_id].refresh_wallet(not_before),
        )
        venues = SimVenues(accounts)
        early = self.early = EarlyOrders(self.clock, self.lease_tenure(), self.notes)
        supervisor = self.parts.supervisor(
            nursery=nursery,
            ledger=ledger,
            venues=venues,
            clock=self.clock,
            risk=risk,
            early=early,
            crash_hook=self.crashes.hook(self.generation),
        )
        for world in self.sharing:
            world.supervisor, world.people.are_heard = supervisor, False
        await self.take_up(ledger, supervisor, risk, venues)
        for world in self.sharing:
            world.people.are_heard = world.supervisor is supervisor

    def open_account(
        self,
        ledger: SimLedger,
        alive: Callable[[], None],
        nursery: Nursery,
        deliver: Callable[[BotId, Event], None],
    ) -> Account:
        """Return its account, for the incarnation that begins now."""
        self.account = self.parts.account(
            account_id=self.account_id,
            gateway=self.parts.gateway(self.exchange, self.clock, self.faults, alive),
            fill_history=ledger,
            is_ours=lambda name: name.startswith(TAG),
            deliver=deliver,
            clock=self.clock,
            nursery=nursery,
            timings=TIMINGS,
        )
        return self.account

    async def open_books(self, nursery: Nursery, alive: Callable[[], None]) -> SimLedger:
        """Return the ledger of the incarnation that begins now."""
        self.chronicle.runs_from(self.generation)
        return self.parts.ledger(self.everything, self.clock, self.faults, alive)

    async def take_up(
        self, ledger: SimLedger, supervisor: Supervisor, risk: RiskEngine, venues: SimVenues
    ) -> None:
        """Set the incarnation to work."""
        if not self.limits.live_trading:
            await self._pause_live(ledger)
        risk.know(self.everything.bots.values())
        self._tell_of_the_day(risk)
        supervisor.take_up(await ledger.load_all())

    def _set_limits(self) -> None:
        """Let the owner have changed the limits since the last time, or have switched LIVE off or on."""
        if self.faults.quiet:
            self.limits = replace(self.limits, live_trading=True)
        elif self.generation > 1 and self._own.random() < OWNER_CHANGES and not self.is_calm:
            is_on = self._own.random() < 0.6
            self.limits = replace(draw_limits(self._own, loose=0.3), live_trading=is_on)
            self.faults.strikes(Fault.LIMITS_CHANGED if is_on else Fault.LIVE_OFF)
        self.limits_of[self.generation] = self.limits

    async def _pause_live(self, ledger: SimLedger) -> None:
        while True:
            try:
                await pause_live(ledger, self.clock, await ledger.load_all())
            except StorageUnavailable:
                continue
            else:
                return

    def _tell_of_the_day(self, risk: RiskEngine) -> None:
        """Tell what was earned about today, as the program does at its start."""
        today = self.clock.now().date()
        kept = self.chronicle.results.items()
        for wanted in (today - DAY, today, today + DAY):
            risk.know_results(
                wanted, {(mode, quote): sum_ for (day, mode, quote), sum_ in kept if day == wanted}
            )

    def _deliver(self, supervisor: Supervisor, bot_id: BotId, event: Event) -> None:
        if supervisor is self.supervisor or self.zombies:
            supervisor.deliver(bot_id, event)

    async def kill_program(self) -> None:
        """End it as SIGKILL would: from this moment nothing it does has any effect."""
        if ZOMBIES and not self.faults.quiet:
            self.zombies.add(self.generation)
        self.generation += 1
        self.chronicle.runs_no_more()
        nursery, self.nursery = self.nursery, None
        for world in self.sharing:
            world.supervisor = None
        if nursery is not None and self.generation - 1 not in self.zombies:
            await nursery.close()

    def _alive(self, generation: int) -> Callable[[], None]:
        def still_alive() -> None:
            if self.generation != generation and generation not in self.zombies:
                raise Dead

        return still_alive

    # --- a run -------------------------------------------------------------------------------------------

    async def run(self) -> Verdict:
        """Live through the rough time and the quiet one, and be judged."""
        for world in self.sharing:
            world.people.make_bots()
        of_program = self.crashes.happen(), self.moods.move_clock(), self.moods.drift_clock()
        async with asyncio.TaskGroup() as group:
            jobs = [group.create_task(job) for job in (*self.happenings(), *of_program)]
            await self.start_program()
            people = [group.create_task(world.people.live()) for world in self.sharing]
            await self.clock.sleep(self.parts.rough_s)
            for world in self.sharing:
                world.faults.quiet = True
                world.chronicle.quiet_from = asyncio.get_running_loop().time()
            self.zombies.clear()
            if not self.limits.live_trading and self.supervisor is not None:
                await self.kill_program()
                await self.start_program()
            await self.clock.sleep(QUIET_S)
            for world in self.sharing:
                world.exchange.frozen = True
            await self.clock.sleep(FROZEN_S)
            complaints = self.judge(running=True)
            for world, living in zip(self.sharing, people, strict=True):
                living.cancel()
                world.chronicle.rests_from = asyncio.get_running_loop().time()
            for world in self.sharing:
                await world.people.stop_all()
            await self.clock.sleep(REST_S)
            complaints += self.judge(running=False) + [f"[fell] {what}" for what in self.fell]
            for job in jobs:
                job.cancel()
            await self.kill_program()
        return Verdict(
            seed=self.seed,
            complaints=complaints,
            counts=self.counts,
            simulated_s=self.passed_s,
            creates=sum(world.exchange.creates_taken for world in self.sharing),
            trades=sum(len(world.chronicle.traded) for world in self.sharing),
        )

    def happenings(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """Return what goes on at the exchange, and with the money there."""
        return (
            self.exchange.live(),
            self.moods.meddle(),
            self.moods.fall_silent(),
            self.moods.ban(),
            self.moods.mute(),
            self.moods.hush(),
            self.moods.trade_by_hand(),
            *self.moods.about_rules(),
            self.money.move(),
            *self.hands.jobs(),
            FundingHours(self, self.parts.rough_s).charge(),
        )

    def judge(self, *, running: bool) -> list[str]:
        """Return what is wrong; while the bots are at work, with how they live."""
        return judge(self, running=running)

    async def until(self, moment: float) -> None:
        """Return at that moment of the run."""
        await self.clock.sleep(moment - self.passed_s)

    @property
    def has_hands(self) -> bool:
        """Whether somebody, or the exchange by force, may trade the positions of the bots."""
        return self.exchange.derivative and not self.is_calm

    @property
    def passed_s(self) -> float:
        """How long the run has gone on."""
        return asyncio.get_running_loop().time() - self._begun_s
