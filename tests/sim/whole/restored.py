"""A run in which an older backup of the database is put back, while the exchange goes on.

What the books have lost no oracle of theirs can judge. So this run is judged by what the program promises
then: each bot waits for its owner, order names are new ones, nothing is sent beside an order that is open,
nothing is booked twice, and what the books know is booked to the end.
"""

import asyncio
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterable, Iterator
from decimal import Decimal
from random import Random

from sqlalchemy import select

from db.codec import STATE
from db.models import Installation
from db.rows import order_of
from engine.core.events import Adopt
from engine.core.ids import base36
from engine.core.types import BotId, ClientOrderId, Side
from engine.errors import ScalperError
from engine.memory_ledger import MemoryBooks
from engine.tasks import Nursery
from tests.sim.dead import Dead, Fell
from tests.sim.faults import Fault
from tests.sim.ledger import SimLedger
from tests.sim.oracles.case import Case
from tests.sim.oracles.figures import one_at_a_time
from tests.sim.oracles.trouble import Troubles
from tests.sim.reference import names
from tests.sim.whole.stored import Tables, read_tables
from tests.sim.whole.world import WholeWorld
from tests.sim.world import Parts

HEALED_S = 60.0
"""So long a person lets a bot stand."""
LOOKS_EVERY_S = 15.0


class RestoredWorld(WholeWorld):
    """A world whose database goes back by some minutes, once."""

    def __init__(self, seed: int, parts: Parts) -> None:
        super().__init__(seed, parts, takes_over=0.0)
        self._own_draws = own = Random(f"restored {seed}")
        self._saved_at = own.uniform(30, 250)
        self._due_at = self._saved_at + own.uniform(10, 250)
        self._adopts = own.choice((0.0, 0.5, 1.0))
        """How likely a person has a bot go on with an order of the lost time, else it is cancelled."""
        self._backup: tuple[sqlite3.Connection, MemoryBooks] | None = None
        self._is_due = False
        self.restored_at: float | None = None
        """When the program began with the backup; None before."""

    # --- going back ----------------------------------------------------------------------------------------

    async def _go_back(self) -> None:
        await self.until(self._saved_at)
        self._backup = self.sql.save(), _copy_of(self.disk)
        await self.until(self._due_at)
        self._is_due = True
        self.crashes.crash_now()

    async def kill_program(self) -> None:
        """End it as ever; when it is time the backup is put back before it starts again."""
        await super().kill_program()
        if self._backup is None or self.restored_at is not None or not self._is_due:
            return
        saved, books = self._backup
        self.sql.put_back(saved)
        for what in ("bots", "feed_offsets", "versions", "orders", "fills", "notices"):
            setattr(self.disk, what, getattr(books, what))
        self.restored_at = asyncio.get_running_loop().time()
        self.faults.strikes(Fault.RESTORED)
        for coin in ("USDT", *(market.first_rules.base for market in self.exchange.markets.values())):
            self.exchange.deposit(**{coin: Decimal(10**6)})  # bots sell what they had in the lost time

    async def open_books(self, nursery: Nursery, alive: Callable[[], None]) -> SimLedger:
        ledger = await super().open_books(nursery, alive)
        if self.restored_at is not None:
            self._mirror(read_tables(self))
            with self.sql.writing.connect() as connection:
                self.epoch = connection.execute(select(Installation.epoch)).scalar_one()
        return ledger

    def _mirror(self, tables: Tables) -> None:
        """Have in memory what the program has made of the backup."""
        fills = defaultdict(list)
        for fill in tables.fills:
            fills[fill.client_order_id].append(fill.trade_id)
        for row in tables.states:
            self.disk.bots[row.bot_id] = STATE.load(row.state)
            self.disk.versions[row.bot_id] = row.version
        for row in tables.orders:
            kept = self.disk.orders[row.client_order_id]
            order = order_of(row, fills[row.client_order_id])
            self.disk.orders[row.client_order_id] = kept._replace(order=order)

    # --- what a person does then ----------------------------------------------------------------------------

    async def _look_for_orphans(self) -> None:
        while True:
            await self.clock.sleep(self._own_draws.uniform(1, 2 * LOOKS_EVERY_S))
            account = self.account
            if self.restored_at is None or self.supervisor is None or account is None:
                continue
            try:
                async with asyncio.timeout(30):
                    await account.orphans.refresh()
                    for one in account.orphans.listed():
                        await self._decide_on(one.client_order_id, one.symbol, one.side)
            except (ScalperError, TimeoutError, Dead, Fell):
                continue

    async def _decide_on(self, name: str, symbol: str, side: Side) -> None:
        assert self.account is not None
        read = names.read(ClientOrderId(name))
        state = next((one for one in self.disk.bots.values() if read and one.bot_id.int == read.bot), None)
        if state is not None and self._own_draws.random() < self._adopts:
            order = await self.account.orphans.find(symbol, side, name)
            if order is not None:
                adopt = Adopt(at=self.clock.now(), order=order)
                if await self.people.command(state.bot_id, adopt, state.revision):
                    self.faults.strikes(Fault.ADOPTED)
                    return
        await self.account.orphans.cancel(name)

    # --- judgement -----------------------------------------------------------------------------------------

    def further_jobs(self) -> Iterable[Coroutine[None, None, None]]:
        return self._go_back(), self._look_for_orphans()

    def judge(self, *, running: bool) -> list[str]:
        if self.restored_at is None:
            return ["[restored] no backup was put back"]
        found = self._at_work() if running else self._at_rest()
        return [f"[restored] {what}" for what in found]

    def _at_work(self) -> Iterator[str]:
        now = asyncio.get_running_loop().time()
        for bot, state in self.disk.bots.items():
            steps = [step for step in self.chronicle.steps if step.bot == bot]
            since = now - (steps[-1].at if steps else 0.0)
            if str(state.phase) not in {"WORKING", "WATCHING"} and since > HEALED_S:
                yield f"bot {bot.int} is {state.phase} for {since:.0f} s: {state.pause_reason} {state.error}"

    def _at_rest(self) -> Iterator[str]:
        now, troubles = (
            asyncio.get_running_loop().time(),
            Troubles(self.chronicle, self.odds, self.parts.rough_s),
        )
        yield from one_at_a_time(Case(self, self.opinion, troubles, now, running=False))
        for placed in self.chronicle.placed.values():
            if placed.ended_at is None:
                yield f"{placed.name} still rests at the exchange"
        yield from self._waits_for_its_owner()
        yield from self._names_anew()

    def _waits_for_its_owner(self) -> Iterator[str]:
        """Nothing is sent for a bot before somebody has asked it for something."""
        assert self.restored_at is not None
        asked: dict[BotId, float] = {}
        for one in self.chronicle.asked:
            if one.at >= self.restored_at:
                asked.setdefault(one.bot, one.at)
        for sent in self.chronicle.creates:
            read = names.read(sent.name)
            first = next((at for bot, at in asked.items() if read and bot.int == read.bot), float("inf"))
            if sent.at >= self.restored_at and sent.at < first:
                yield f"{sent.name} is sent at {sent.at:.1f}, and its owner has not looked"

    def _names_anew(self) -> Iterator[str]:
        assert self.restored_at is not None
        for step in self.chronicle.steps:
            for decided in step.decided if step.at >= self.restored_at else ():
                if decided.name[1:4] != base36(self.epoch, 3):
                    yield f"{decided.name} bears a name of before"
        for name, placed in self.chronicle.named.items():
            if len(placed) > 1:
                yield f"{name} was taken {len(placed)} times"

    def judge_tables(self) -> list[str]:
        tables = read_tables(self)
        return [f"[restored] {what}" for what in self._booked_once(tables)]

    def _booked_once(self, tables: Tables) -> Iterator[str]:
        real = {(one.symbol, one.trade_id, one.side): one for one in self.chronicle.traded}
        held: defaultdict[object, Decimal] = defaultdict(Decimal)
        booked: Counter[object] = Counter()
        for row in tables.trades:
            trade = real.get((row.symbol, row.trade_id, row.side))
            figures = row.side, row.price, row.quantity
            if trade is None or (trade.price, trade.quantity) != figures[1:]:
                yield f"trade {row.trade_id} is booked as {figures}, it was {trade}"
            booked[row.bot_id] += 1
            held[row.bot_id] += row.quantity if row.side is Side.BUY else -row.quantity
            if row.symbol.startswith(f"{row.commission_coin}/"):
                held[row.bot_id] -= row.commission_amount
        for row in tables.bots:
            state = self.disk.bots[row.id]
            if row.total_trades != booked[row.id] or state.held != held[row.id]:
                has = f"has {row.total_trades} trades and {state.held}"
                yield f"bot {row.number} {has}, booked are {booked[row.id]}, which make {held[row.id]}"
        placed = {one.name: one for one in self.chronicle.placed.values()}
        for row in tables.orders:
            if row.client_order_id in placed and row.filled != placed[row.client_order_id].traded:
                there = placed[row.client_order_id].traded
                yield f"{row.client_order_id} has {row.filled} filled, it has traded {there}"
        told = sum(row.kind == "restored" for row in tables.outbox)
        if told != 1:
            yield f"the owner is told {told} times that a backup was put back"


def _copy_of(books: MemoryBooks) -> MemoryBooks:
    copied = MemoryBooks()
    copied.bots, copied.feed_offsets = dict(books.bots), dict(books.feed_offsets)
    copied.versions = books.versions.copy()
    copied.orders, copied.fills, copied.notices = dict(books.orders), dict(books.fills), list(books.notices)
    return copied
