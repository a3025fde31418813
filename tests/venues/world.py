"""A whole little installation in memory: real drivers and supervisor, paper venues, and a disk."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from engine.bots.supervisor import Supervisor
from engine.core.events import Event, Start, Stop
from engine.core.ids import OrderNaming
from engine.core.money import ZERO
from engine.core.state import BotState, Outcome
from engine.core.types import BotConfig, BotId, Mode, Side, StopForm, TradeId
from engine.crash_points import CrashPoint
from engine.memory_ledger import MemoryLedger
from engine.ports import StoredBot
from engine.risk.engine import RiskEngine, RiskLimits
from engine.tasks import Nursery
from engine.timings import DriverTimings
from engine.venues.paper.feeds.sources import Source, SyntheticSource
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.paper.venue import PaperVenue
from engine.venues.registry import VenueRegistry
from tests.support.clock import ManualClock


class Fact(NamedTuple):
    """What must be the same however often the program was killed."""

    side: Side
    quantity: Decimal
    price: Decimal
    at: datetime
    trade_id: TradeId
    fee: Decimal
    fee_coin: str
    taker: bool


class Disk(MemoryLedger):
    """What survives a kill."""

    def __init__(self) -> None:
        super().__init__()
        self.commits = 0
        self.dead = False

    @property
    def bots(self) -> Mapping[BotId, StoredBot]:
        return {bot_id: self.books.stored(bot_id) for bot_id in self.books.bots}

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if self.dead:
            raise asyncio.CancelledError
        await super().commit(outcome, feed_offset, at)
        self.commits += 1

    def facts(self, bot_id: BotId) -> list[Fact]:
        return [
            Fact(
                fill.side,
                fill.quantity,
                fill.price,
                fill.executed_at,
                fill.trade_id,
                fill.fee.amount,
                fill.fee.coin,
                fill.taker,
            )
            for fill in (kept.booked.fill for kept in self.books.fills.values() if kept.bot_id == bot_id)
        ]


class World:
    """One run of the program, from start to kill, over a disk."""

    def __init__(
        self,
        source: Source,
        disk: Disk,
        *,
        speed: float = 0,
        max_fill: Decimal | None = None,
        clock: ManualClock | None = None,
        timings: DriverTimings = DriverTimings(),
    ) -> None:
        self.disk = disk
        self.clock = clock or ManualClock()
        self.nursery = Nursery(self.clock)
        self.venues = VenueRegistry(
            source, ReplayConfig(clock=self.clock, nursery=self.nursery, speed=speed, max_fill=max_fill)
        )
        self.killed = asyncio.Event()
        self.kill_at: Callable[[CrashPoint], bool] = lambda _: False
        self.supervisor = Supervisor(
            nursery=self.nursery,
            ledger=disk,
            venues=self.venues,
            clock=self.clock,
            risk=RiskEngine(RiskLimits(), lambda _: None),
            crash_hook=self._crash_hook,
            timings=timings,
        )
        disk.dead = False

    def _crash_hook(self, point: CrashPoint) -> None:
        if self.killed.is_set() or self.kill_at(point):
            self.disk.dead = True
            self.killed.set()
            raise asyncio.CancelledError

    async def take_up(self) -> None:
        """Take up what was at work, as a start does."""
        self.supervisor.take_up(await self.disk.load_all())

    def venue(self, exchange: str = "Binance") -> PaperVenue:
        return self.venues.paper(exchange)

    async def make(
        self,
        number: int = 1,
        *,
        ticker: str,
        buy: str,
        sell: str,
        quantity: str = "100",
        trailing: str | None = None,
        exchange: str = "Binance",
        first: Side = Side.BUY,
    ) -> BotId:
        """Store a new bot, stopped."""
        market = await self.venue(exchange).market(ticker)
        config = BotConfig(
            ticker=market.symbol,
            exchange=exchange,
            mode=Mode.PAPER,
            first_order=first,
            quantity=Decimal(quantity),
            buy_price=Decimal(buy),
            sell_price=Decimal(sell),
            trailing_percent=Decimal(trailing) if trailing else None,
            infinite_loop=True,
        )
        bot_id = BotId(UUID(int=number << 96))
        state = BotState(
            bot_id=bot_id,
            owner_id=1,
            naming=OrderNaming(epoch=1, serial=number),
            config=config,
            market=market,
        )
        self.disk.books.add(state)
        return bot_id

    async def command(self, bot_id: BotId, event: Event) -> None:
        await self.supervisor.command(bot_id, event)

    async def start(self, bot_id: BotId) -> None:
        await self.command(bot_id, Start(at=self.clock.now()))

    async def stop(self, bot_id: BotId, form: StopForm = StopForm.STOP) -> None:
        await self.command(bot_id, Stop(at=self.clock.now(), form=form))
        await self.supervisor.drained(bot_id)

    def state(self, bot_id: BotId) -> BotState:
        state = self.supervisor.state(bot_id)
        assert state is not None
        return state

    async def until(self, holds: Callable[[], bool], turns: int = 100_000) -> None:
        """Let the loop turn until that holds."""
        for _ in range(turns):
            if holds():
                return
            await asyncio.sleep(0)
        raise AssertionError("it never came to that")

    async def to_the_end(self, bot_id: BotId) -> None:
        """Return when the bot's replay is over, or the program was killed."""
        venue = self.venue(self.disk.bots[bot_id].state.config.exchange)
        await self.until(lambda: self.killed.is_set() or venue.feed_end(bot_id) is not None)
        if not self.killed.is_set():
            await self.supervisor.drained(bot_id)

    async def end(self) -> None:
        """Kill the program."""
        self.disk.dead = True
        self.killed.set()
        await self.nursery.close()


def made_up_world(disk: Disk, clock: ManualClock | None = None) -> World:
    """Return a run of the program on the made-up market, which lives by the same clock."""
    clock = clock or ManualClock()
    return World(SyntheticSource(clock=clock, seed=1), disk, speed=1, clock=clock)


def booked_quantity(facts: Sequence[Fact]) -> Decimal:
    return sum((fact.quantity for fact in facts), ZERO)
