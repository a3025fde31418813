"""Prints that turn: from the one on which an order is called for to that order's arrival."""

import asyncio
from dataclasses import replace

from tests.bench.contenders import READY_WITHIN_S, Contender
from tests.bench.job import HIT_QUANTITY, Job
from tests.bench.reaction import symbol_names
from tests.bench.server.exchange import LeanExchange
from tests.bench.server.views import Placed
from tests.bench.server.wire import TEXT, Connection, frame

APART_S = 0.02
"""Between the prints that lead to a turn."""
JOINED_AFTER_S = 2.0
"""So long after its stream is asked for a contender listens."""
NEXT_LEG_AFTER_S = 0.15
"""So long after a fill the next leg works."""
MISSED_AFTER_S = 2.0
MOST_MISSED = 60
TURNS = {"BUY": ("98.90", "97.00", "98.00"), "SELL": ("101.10", "103.00", "101.90")}
"""Of each leg of `job.HIT`: what arms it, the extreme, and what turns back by more than a percent."""
QUIET = ("100.01", "100.02", "100.00", "99.99")
"""What is printed in a flood. It concerns nobody."""
PRINTS_AT_ONCE = 250


class Turning:
    """Has the price turn, again and again; the order that follows is filled at once."""

    def __init__(self, symbol: str) -> None:
        self.exchange = LeanExchange((symbol,), 0.0, self._took)
        self.ms: list[float] = []
        self.missed = 0
        """Turns after which no order came: the bot was not there yet, or not any more."""
        self._symbol = symbol
        self._side = "BUY"
        self._orders: asyncio.Queue[Placed] = asyncio.Queue()
        self._sent_at = 0.0

    def _took(self, order: Placed) -> None:
        self._orders.put_nowait(order)

    async def joined(self) -> None:
        """Wait until somebody follows the prints."""
        async with asyncio.timeout(READY_WITHIN_S):
            await self.exchange.is_followed.wait()
        await asyncio.sleep(JOINED_AFTER_S)

    async def turn(self) -> None:
        """Lead to a turn, measure, and let the next leg begin. Raises TimeoutError if it is often in vain."""
        while (order := await self._ordered()) is None:
            self.missed += 1
            if self.missed >= MOST_MISSED:
                raise TimeoutError("no order follows")
        self.ms.append((order.at - self._sent_at) * 1000)
        await self._go_on(order)

    async def flood(self, prints: int) -> float:
        """Print so many trades, then a turn. Return the seconds from the first of them to its order."""
        begun = await self._print_many(1)
        for first in range(1, prints, PRINTS_AT_ONCE):
            await self._print_many(min(PRINTS_AT_ONCE, prints - first))
        order = await self._ordered(READY_WITHIN_S)
        if order is None:
            raise TimeoutError("no order follows a flood")
        await self._go_on(order)
        return order.at - begun

    async def _ordered(self, within_s: float = MISSED_AFTER_S) -> Placed | None:
        """Lead to a turn and return its order, or None."""
        while not self._orders.empty():
            self._orders.get_nowait()
        *before, turn = TURNS[self._side]
        for price in before:
            self.exchange.print_trade(self._symbol, price)
            await asyncio.sleep(APART_S)
        self.exchange.print_trade(self._symbol, turn, HIT_QUANTITY, self._sent)
        try:
            async with asyncio.timeout(within_s):
                return await self._orders.get()
        except TimeoutError:
            return None

    def _sent(self, at: float) -> None:
        self._sent_at = at

    async def _go_on(self, order: Placed) -> None:
        """Fill the order, and wait until the next leg works."""
        self.exchange.fill(order, lambda _: None)
        self._side = "SELL" if order.side == "BUY" else "BUY"
        await asyncio.sleep(NEXT_LEG_AFTER_S)

    async def _print_many(self, prints: int) -> float:
        """Print trades as fast as they are taken. Return when they began to go out."""
        moments: list[float] = []
        frames: dict[Connection, list[bytes]] = {}
        for number in range(prints):
            for socket, text in self.exchange.trade_texts(self._symbol, QUIET[number % len(QUIET)]):
                frames.setdefault(socket, []).append(frame(TEXT, text))
        for socket, parts in frames.items():
            socket.tell_raw(b"".join(parts), moments.append)
            await socket.has_room()
        return moments[0]


async def turn_to_order(contender: Contender, *, samples: int) -> Turning:
    """Measure one round of turns. One goes before, so that everything is warm."""
    [symbol] = symbol_names(1)
    turning = Turning(symbol)
    async with (
        turning.exchange.serving() as port,
        contender.at_work(Job(port=port, what="trail", symbols=(symbol,))),
    ):
        await turning.joined()
        for _ in range(1 + samples):
            await turning.turn()
    del turning.ms[0]
    return turning


async def flood_rate(contender: Contender, *, prints: int, idle_bots: int) -> float:
    """Return how many prints a second are followed, with so many further bots on the symbol."""
    [symbol] = symbol_names(1)
    turning = Turning(symbol)
    job = Job(port=0, what="trail", symbols=(symbol,), idle_bots=idle_bots)
    async with turning.exchange.serving() as port, contender.at_work(replace(job, port=port)) as ready:
        await turning.joined()
        await ready()
        await turning.turn()
        return prints / await turning.flood(prints)
