"""One run: a seed, some bots, an exchange, faults, crashes; then quiet, and judgement."""

import asyncio
import gc
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from engine.bots.supervisor import Supervisor
from engine.core.events import AcceptAsIs, Event, Start, Stop
from engine.core.ids import TAG, OrderNaming
from engine.core.notices import CycleClosed
from engine.core.orders import OrderFact
from engine.core.state import BotState, CommandRefused, Phase
from engine.core.types import AccountId, BotConfig, BotId, Mode, Side, Status, StopForm
from engine.crash_points import CrashPoint
from engine.errors import ScalperError
from engine.memory_ledger import MemoryBooks
from engine.ports import RealAccount, Venue
from engine.risk.engine import RiskEngine, RiskLimits
from engine.tasks import Nursery
from engine.timings import EngineTimings, MarketDataTimings
from engine.venues.live.account import Account
from tests.sim.chronicle import Chronicle
from tests.sim.exchange import COARSEST_STEP, MARKET, START_PRICE, SimExchange
from tests.sim.faults import Fault, Faults, Odds, calm, draw_odds
from tests.sim.gateway import SimGateway
from tests.sim.ledger import SimLedger
from tests.sim.oracles import judge
from tests.sim.reference.opinion import Opinion
from tests.sim.virtual_time import VirtualClock, run_virtually

log = logging.getLogger(__name__)

ROUGH_S = 600.0
QUIET_S = 240.0
"""Long enough for a fence, a back-off and some passes."""
REST_S = 120.0
"""Until all that was stopped rests: a fence and some passes."""
TIMINGS = EngineTimings(market_data=MarketDataTimings(rules_fresh=timedelta(seconds=60)))
"""Half an hour is longer than a run."""
SHOWN_BY_S = 400.0
"""By then every trade is shown, early enough for a reading of all trades."""
FROZEN_S = 30.0
"""The worst delay of a fill, and a little more."""


MUCH = {"USDT": Decimal(10**9)}
PLENTY = RiskLimits(live_trading=True, order_value=MUCH, exposure=MUCH, daily_loss=MUCH)
CALM = 0.15
"""So many of the seeds have no faults at all."""
ZOMBIES = False
"""Whether a process that was believed dead may live on for a while beside the new one."""
_newest: "list[World]" = []


def newest_world() -> "World":
    """Return the world that runs now."""
    return _newest[-1]


def draw_limits(random: Random) -> RiskLimits:
    """Draw the owner's limits: none that matter for most, for some so tight that they are met."""
    if random.random() < 0.6:
        return PLENTY
    tight = {
        "order_value": {"USDT": Decimal(random.randint(1000, 3500))},
        "exposure": {"USDT": Decimal(random.randint(1500, 7000))},
        "daily_loss": {"USDT": Decimal(random.randint(1, 80)) / 10},
    }
    drawn = {name: limit if random.random() < 0.5 else MUCH for name, limit in tight.items()}
    return RiskLimits(live_trading=True, **drawn)


class Dead(Exception):
    """That incarnation of the program is gone: nothing it still does has any effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a planted bug replaces, or an exchange of another kind."""

    account: type[Account] = Account
    gateway: type[SimGateway] = SimGateway
    ledger: type[SimLedger] = SimLedger
    supervisor: type[Supervisor] = Supervisor


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
class _OneVenue:
    """Meets `engine.ports.Venues`: one account."""

    account: Venue

    def venue(self, account_id: AccountId) -> Venue:
        return self.account

    def replay(self, account_id: AccountId) -> None:
        return None

    def exchanges(self) -> tuple[str, ...]:
        return ("Binance",)

    def real_accounts(self) -> dict[AccountId, RealAccount]:
        return {}

    def modes(self, exchange: str) -> tuple[Mode, ...]:
        return (Mode.LIVE,)

    def is_derivative(self, exchange: str) -> bool:
        return False

    def symbols(self, account_id: AccountId) -> tuple[str, ...]:
        return (MARKET.symbol,)


@dataclass(slots=True)
class World:
    """Everything of one run."""

    seed: int
    parts: Parts
    counts: Counter[Fault] = field(default_factory=Counter)
    random: Random = field(init=False)
    odds: Odds = field(init=False)
    is_calm: bool = field(init=False)
    """Nothing goes wrong in this run, and nothing may be late."""
    limits: RiskLimits = field(init=False)
    clock: VirtualClock = field(init=False)
    faults: Faults = field(init=False)
    disk: MemoryBooks = field(init=False)
    chronicle: Chronicle = field(init=False)
    opinion: Opinion = field(init=False)
    """What should be, by the chronicle."""
    exchange: SimExchange = field(init=False)
    whims: Random = field(init=False)
    """For what came later: the seeds of old replay as they did."""
    supervisor: Supervisor | None = None
    account: Account | None = None
    nursery: Nursery | None = None
    generation: int = 0
    crash_points_left: int = 0
    crash_wanted: asyncio.Event = field(init=False)
    zombies: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.odds = draw_odds(self.random)
        own = Random(f"own {self.seed}")
        self.is_calm = own.random() < CALM
        if self.is_calm:
            self.odds = calm(self.odds)
        self.limits = draw_limits(own)
        record = self.chronicle = Chronicle()
        self.opinion = Opinion(record.plans, record.steps, record.traded, record.prices)
        self.faults = Faults(self.random, self.odds, self.counts, self.chronicle)
        self.clock = VirtualClock()
        self.disk = MemoryBooks()
        self.exchange = SimExchange(self.clock, self.random, self.faults)
        self.whims = Random(self.seed ^ 0x5E771E)
        if self.whims.random() < 0.2 and not self.is_calm:
            self.exchange.hides = self._hides
        self.crash_points_left = self.odds.crash_at_points
        self.crash_wanted = asyncio.Event()
        if self.odds.stream_silent:
            self.faults.strikes(Fault.STREAM_SILENT, lasts_s=10**9)
        _newest[:] = [self]

    def _hides(self) -> timedelta | None:
        """Now and then a trade is shown so late that a person is asked."""
        left = SHOWN_BY_S - asyncio.get_running_loop().time()
        if left < 0 or self.whims.random() > 0.15:
            return None
        hidden_for = min(self.whims.uniform(30, 200), left)
        self.faults.strikes(Fault.TRADES_HIDDEN, hidden_for)
        return timedelta(seconds=hidden_for)

    # --- the program, again and again ------------------------------------------------------------------

    async def start_program(self) -> None:
        """Begin an incarnation from what is on disk."""
        self.generation += 1
        self.chronicle.runs_from(self.generation)
        alive = self._alive(self.generation)
        if self.odds.skew_s:
            self.faults.strikes(Fault.CLOCK_SKEW)
            self.clock.skew = timedelta(seconds=self.odds.skew_s)
        nursery = self.nursery = Nursery(self.clock)
        ledger = self.parts.ledger(self.disk, self.clock, self.faults, alive)
        account = self.account = self.parts.account(
            account_id=AccountId("Binance", Mode.LIVE),
            gateway=self.parts.gateway(self.exchange, self.clock, self.faults, alive),
            fill_history=ledger,
            is_ours=lambda name: name.startswith(TAG),
            deliver=self._deliver,
            clock=self.clock,
            nursery=nursery,
            timings=TIMINGS,
        )
        risk = RiskEngine(
            self.limits,
            lambda *_: account.wallet,
            self.clock.now,
            refresh_wallet=lambda *_: account.refresh_wallet(),
        )
        risk.know(self.disk.bots.values())
        self._tell_of_the_day(risk)
        self.supervisor = self.parts.supervisor(
            nursery=nursery,
            ledger=ledger,
            venues=_OneVenue(account),
            clock=self.clock,
            risk=risk,
            crash_hook=self._crash_hook(self.generation),
        )
        await self.supervisor.recover()

    def _tell_of_the_day(self, risk: RiskEngine) -> None:
        """Tell what was earned today, as the program does at its start."""
        today = self.clock.now().date()
        earned: defaultdict[tuple[Mode, str], Decimal] = defaultdict(Decimal)
        for notice in self.disk.notices:
            if isinstance(notice, CycleClosed) and notice.at.date() == today:
                earned[notice.bot.mode, notice.bot.quote] += notice.result
        risk.know_results(today, earned)

    def _deliver(self, bot_id: BotId, event: Event) -> None:
        if self.supervisor is not None:
            self.supervisor.deliver(bot_id, event)

    async def kill_program(self) -> None:
        """End it as SIGKILL would: from this moment nothing it does has any effect."""
        if ZOMBIES and not self.faults.quiet:
            self.zombies.add(self.generation)
        self.generation += 1
        self.chronicle.runs_no_more()
        nursery, self.nursery, self.supervisor = self.nursery, None, None
        if nursery is not None and self.generation - 1 not in self.zombies:
            await nursery.close()

    def _alive(self, generation: int) -> Callable[[], None]:
        def still_alive() -> None:
            if self.generation != generation and generation not in self.zombies:
                raise Dead

        return still_alive

    def _crash_hook(self, generation: int) -> Callable[[CrashPoint], None]:
        def crash_hook(_: CrashPoint) -> None:
            if self.generation != generation:
                raise Dead
            if self.crash_points_left and self.faults.happens(Fault.CRASH_AT_POINT, 0.03):
                self.crash_points_left -= 1
                self.generation += 1  # dead at this very point
                self.chronicle.runs_no_more()
                self.crash_wanted.set()
                raise Dead

        return crash_hook

    # --- the people ------------------------------------------------------------------------------------

    def make_bots(self) -> None:
        """Put two or three bots on disk, some plain, some trailing, some that sell first.

        The wallet has what they need together, and nothing on top but for fees and worse prices.
        """
        for number in range(1, self.random.randint(2, 4)):
            spread = self.random.choice((30, 120, 300))
            middle = int(START_PRICE) + self.random.randint(-150, 150)
            config = BotConfig(
                ticker=MARKET.symbol,
                exchange=MARKET.venue,
                mode=Mode.LIVE,
                first_order=self.random.choice((Side.BUY, Side.BUY, Side.SELL)),
                quantity=Decimal("0.01") * self.random.randint(1, 5),
                buy_price=Decimal(middle - spread),
                sell_price=Decimal(middle + spread),
                trailing_percent=self.random.choice((None, None, Decimal("0.05"))),
                infinite_loop=self.random.random() < 0.9,
            )
            bot_id = BotId(UUID(int=number))
            self.disk.bots[bot_id] = BotState(
                bot_id=bot_id,
                owner_id=1,
                naming=OrderNaming(epoch=7, serial=number),
                config=config,
                market=MARKET,
            )
            self.chronicle.made(self.disk.bots[bot_id])
            if config.first_order is Side.BUY:
                self.exchange.deposit(USDT=config.quantity * config.buy_price * 3)
            else:
                self.exchange.deposit(BTC=config.quantity * 3, USDT=config.quantity * config.buy_price * 2)

    async def command(self, bot_id: BotId, *, start: bool) -> None:
        """Send a command as a person would, and live with a refusal."""
        if self.supervisor is None:
            return
        event = (
            Start(at=self.clock.now())
            if start
            else Stop(at=self.clock.now(), form=self.random.choice(tuple(StopForm)))
        )
        asked = self.chronicle.asks(bot_id, event)
        try:
            async with asyncio.timeout(60):
                await self.supervisor.command(bot_id, event)
        except CommandRefused:
            asked.denied = True
        except (ScalperError, TimeoutError, Dead):
            return
        else:
            asked.granted_at = asyncio.get_running_loop().time()

    async def be_a_person(self) -> None:
        """Start what stands still, and now and then stop something."""
        while True:
            await self.clock.sleep(self.random.uniform(5, 40))
            for bot_id in list(self.disk.bots):
                await self.mend(bot_id)
                if not self.faults.quiet and self.random.random() < 0.03:
                    await self.command(bot_id, start=False)

    async def mend(self, bot_id: BotId) -> None:
        """Do what a notice asks for: go on after a pause, an error or a stop."""
        state = self.disk.bots[bot_id]
        if state.is_idle and state.out_of_reach and self.whims.random() < 0.5:
            await self.accept_as_is(state)
        if state.status is not Status.ACTIVE or state.phase is Phase.PAUSED:
            await self.command(bot_id, start=True)

    async def change_rules(self) -> None:
        """Change the rules of the market, or halt it; when it gets quiet all is as it was.

        What is drawn here is drawn apart, so that a seed has the same other faults with it as without.
        """
        random, exchange = Random(f"rules {self.seed}"), self.exchange
        if self.is_calm:
            return
        if random.random() < 0.25:
            await self.clock.sleep(random.uniform(30, 400))
            self.faults.strikes(Fault.RULES_CHANGED, lasts_s=10**9)
            exchange.market = replace(
                MARKET,
                tick=random.choice((MARKET.tick, Decimal("0.5"), Decimal(7))),
                step=random.choice((MARKET.step, Decimal("0.001"), COARSEST_STEP)),
                min_notional=random.choice((MARKET.min_notional, Decimal(1000))),
            )
        if random.random() < 0.15:
            await self.clock.sleep(random.uniform(10, 100))
            halted_for = random.uniform(30, 100)
            self.faults.strikes(Fault.HALTED, halted_for)
            exchange.halted = True
            await self.clock.sleep(halted_for)
            exchange.halted = False
        await self.until(ROUGH_S)
        exchange.market = MARKET

    async def accept_as_is(self, state: BotState) -> None:
        """Look at the exchange, end there what is open, and have the bot go on without the rest."""
        order = state.order
        if order is None or self.supervisor is None or self.account is None:
            return
        self.exchange.take_cancel(order.client_order_id, by_hand=True)
        try:
            async with asyncio.timeout(60):
                seen = await self.account.order_status(state.bot_id, MARKET, order)
                if seen.is_open:
                    return
                settle = AcceptAsIs(
                    at=self.clock.now(),
                    client_order_id=order.client_order_id,
                    venue_order_id=seen.venue_order_id,
                )
                asked = self.chronicle.asks(state.bot_id, settle)
                await self.supervisor.command(state.bot_id, settle, state.revision)
                asked.granted_at = asyncio.get_running_loop().time()
        except (CommandRefused, ScalperError, TimeoutError, Dead):
            return
        self.faults.strikes(Fault.TAKEN_AS_IT_IS, name=order.client_order_id)

    # --- a run -------------------------------------------------------------------------------------------

    async def run(self) -> Verdict:
        """Live through the rough time and the quiet one, and be judged."""
        self.make_bots()
        async with asyncio.TaskGroup() as group:
            jobs = [
                group.create_task(self.exchange.live()),
                group.create_task(self.crash_now_and_then()),
                group.create_task(self.meddle()),
                group.create_task(self.fall_silent()),
                group.create_task(self.change_rules()),
            ]
            await self.start_program()
            people = group.create_task(self.be_a_person())
            await self.clock.sleep(ROUGH_S)
            self.faults.quiet = True
            self.chronicle.quiet_from = asyncio.get_running_loop().time()
            self.zombies.clear()
            await self.clock.sleep(QUIET_S)
            self.exchange.frozen = True
            await self.clock.sleep(FROZEN_S)
            complaints = judge(self, running=True)
            people.cancel()
            self.chronicle.rests_from = asyncio.get_running_loop().time()
            await self.stop_all()
            await self.clock.sleep(REST_S)
            complaints += judge(self, running=False)
            for job in jobs:
                job.cancel()
            await self.kill_program()
        return Verdict(
            seed=self.seed,
            complaints=complaints,
            counts=self.counts,
            simulated_s=asyncio.get_running_loop().time(),
            creates=self.exchange.creates_taken,
            trades=len(self.exchange.trades),
        )

    async def stop_all(self) -> None:
        assert self.supervisor is not None
        for bot_id in self.disk.bots:
            event = Stop(at=self.clock.now(), form=StopForm.STOP)
            asked = self.chronicle.asks(bot_id, event)
            try:
                await self.supervisor.command(bot_id, event)
            except CommandRefused:
                asked.denied = True
            else:
                asked.granted_at = asyncio.get_running_loop().time()

    async def crash_now_and_then(self) -> None:
        """End the program at random moments and at named points, and start it again a little later."""
        moments = sorted(self.random.uniform(10, ROUGH_S) for _ in range(self.odds.crashes))
        while True:
            now = asyncio.get_running_loop().time()
            upcoming = [moment for moment in moments if moment > now]
            try:
                async with asyncio.timeout(upcoming[0] - now if upcoming else None):
                    await self.crash_wanted.wait()
            except TimeoutError:
                self.faults.strikes(Fault.CRASH)
            self.crash_wanted.clear()
            await self.kill_program()
            await self.clock.sleep(self.random.uniform(1, 30))
            await self.start_program()

    async def meddle(self) -> None:
        """Be a person with hands at the exchange, or the exchange itself, until it gets quiet."""
        by_hand, expires = Fault.CANCELED_BY_HAND, Fault.EXPIRED_BY_VENUE
        moments = [(at, by_hand) for at in self._moments(self.odds.by_hand)]
        moments += [(at, expires) for at in self._moments(self.odds.expires)]
        for at, fault in sorted(moments):
            await self.until(at)
            if self.exchange.end_one(OrderFact.CANCELED if fault is by_hand else OrderFact.EXPIRED):
                self.faults.strikes(fault)

    def _moments(self, per_second: float) -> list[float]:
        """Draw when something happens that happens so often."""
        moments, at = [], 0.0
        while per_second and (at := at + self.random.expovariate(per_second)) < ROUGH_S:
            moments.append(at)
        return moments

    async def fall_silent(self) -> None:
        """Be an exchange that does not answer for a while."""
        for at in sorted(self.random.uniform(30, ROUGH_S) for _ in range(self.odds.outages)):
            await self.until(at)
            length = timedelta(seconds=self.random.uniform(1, 120))
            self.faults.strikes(Fault.OUTAGE, length.total_seconds())
            self.exchange.down_until = self.clock.true_now() + length

    async def until(self, moment: float) -> None:
        """Return at that moment of the run."""
        await self.clock.sleep(moment - asyncio.get_running_loop().time())


def run_seed(seed: int, parts: Parts | None = None) -> Verdict:
    """Run one seed on a virtual loop of its own. The same seed gives the same run."""

    async def main() -> Verdict:
        return await World(seed, parts or Parts()).run()

    with seldom_collected():
        return run_virtually(main())


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Within the block, garbage is looked for seldom: most of what a run makes is in use until its end."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
