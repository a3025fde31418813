"""The account's own stream at the simulated exchange: what it tells, and what goes wrong with that."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from random import Random
from typing import Any, Literal

from engine.core.ids import TAG
from engine.core.types import ClientOrderId, VenueOrderId
from engine.venues.live.gateway import AccountEvent, Execution, OrderReport
from tests.sim.faults import Fault, Faults

LONGEST_WAY_S = 0.15
NOBODYS = ClientOrderId("s999999999999x9999")
"""A name as ours are, which no order bears."""


class Cut(Enum):
    """The end of a line."""

    CUT = "cut"


BREAK = Cut.CUT


@dataclass(eq=False, slots=True)
class StreamLine:
    """One connection to it, with what has arrived."""

    arrived: "asyncio.Queue[AccountEvent | Literal[Cut.CUT]]" = field(default_factory=asyncio.Queue)
    next_at: float = 0.0
    """Nothing arrives before what was sent earlier, but for what is late."""


class Frames:
    """Sends to every line what becomes of orders."""

    def __init__(self, faults: Faults, random: Random, is_mute: Callable[[], bool]) -> None:
        self._faults = faults
        self._random = random
        self._is_mute = is_mute
        self._of_fees = Random(f"fees {random.getstate()[1][0]}")
        self._of_strays = Random(f"strays {random.getstate()[1][0]}")
        self.strays_to: Frames | None = None
        """The stream of another account, which may be told what is of this one."""
        self._lines: list[StreamLine] = []
        self._orders: list[Execution | OrderReport] = []
        """What was told so far, for lies that name one of those orders."""
        self._numbered: set[ClientOrderId] = set()
        """Orders of which the program has been told what they are called here."""

    def open(self) -> StreamLine:
        """Return a line that hears all from now on."""
        line = StreamLine()
        self._lines.append(line)
        return line

    def close_all(self) -> None:
        """Send nothing more to whoever listens now."""
        self._lines.clear()

    def close(self, line: StreamLine) -> None:
        """Send nothing more to it."""
        if line in self._lines:
            self._lines.remove(line)

    def begins_anew(self) -> None:
        """Note that the program may have forgotten what it was told of orders."""
        self._numbered.clear()

    def answered(self, *names: ClientOrderId | None) -> None:
        """Note orders that the program has been told of, with their numbers."""
        self._numbered.update(name for name in names if name is not None)

    def nudge(self) -> None:
        """Tell all lines that anything may have happened."""
        for line in self._lines:
            line.arrived.put_nowait(None)

    def send(self, event: Execution | OrderReport) -> None:
        """Send it to all lines, each of which may lose it, hear it twice or late."""
        if self._is_mute():
            return
        if isinstance(event, Execution):
            event = self._with_another_fee(event)
        self._stray(event)
        for line in self._lines:
            if self._faults.happens(Fault.FRAME_LOST, self._faults.odds.frame_lost):
                continue
            self._arrives(line, event)
            if self._faults.happens(Fault.FRAME_DOUBLED, self._faults.odds.frame_doubled):
                self._arrives(line, event)
            if self._orders and self._faults.happens(Fault.FRAME_LIES, self._faults.odds.frame_lies):
                lie = self._lie(event)
                if isinstance(lie, Execution) and lie.trade.venue_order_id != _number_of(event):
                    self._faults.chronicle.strikes(Fault.FRAME_LIES, name=lie.trade.client_order_id)
                self._arrives(line, lie)
        self._orders.append(event)

    def _stray(self, event: Execution | OrderReport) -> None:
        other = self.strays_to
        if other is None or self._faults.quiet or self._of_strays.random() >= self._faults.odds.frame_strays:
            return
        # Nothing contradicts another name: a hand may have renamed an order. It is of whose number it bears.
        if not (_name_in(event) or "").startswith(TAG):
            return
        self._faults.strikes(Fault.FRAME_STRAYS)
        other.hear(event, self._of_strays.uniform(0, LONGEST_WAY_S))

    def hear(self, event: Execution | OrderReport, way_s: float) -> None:
        """Send what is of another account."""
        for line in self._lines:
            asyncio.get_running_loop().call_later(way_s, line.arrived.put_nowait, event)

    def _with_another_fee(self, event: Execution) -> Execution:
        """Return it so, now and then. What is bought is told as less than it is, never as more."""
        fee, chance = event.trade.fee, self._faults.odds.frame_fee
        if self._faults.quiet or not fee.value or fee.unvalued or self._of_fees.random() >= chance:
            return event
        factor = self._of_fees.choice((2, 3) if event.trade.symbol.startswith(f"{fee.coin}/") else (0, 2))
        fee = replace(fee, amount=fee.amount * factor, value=fee.value * factor)
        lie = replace(event, trade=replace(event.trade, fee=fee))
        if event.trade.client_order_id is not None:
            self._faults.strikes(Fault.FRAME_FEE)
            self._faults.chronicle.mistells(lie.trade.as_fill(event.trade.client_order_id))
        return lie

    def _lie(self, event: Execution | OrderReport) -> Execution | OrderReport:
        """Return it with the number, or the name, of another order, or of none.

        Never so that nothing contradicts it. What bears the name of an order whose number the program does
        not know yet is of that order, by whatever number; what has no name is of whose number it bears.
        """
        other = self._random.choice(self._orders)
        of = other.trade if isinstance(other, Execution) else other
        mine = event.trade if isinstance(event, Execution) else event
        number = self._random.choice((of.venue_order_id, VenueOrderId("v0")))
        name = self._random.choice((of.client_order_id, NOBODYS))
        changed: dict[str, Any] = {"client_order_id": NOBODYS}
        if self._random.random() < 0.5:
            if mine.client_order_id in self._numbered and number != mine.venue_order_id:
                changed = {"venue_order_id": number}
        elif name is not None and name in self._numbered and name != mine.client_order_id:
            changed = {"client_order_id": name}
        if isinstance(event, Execution):
            return replace(event, trade=replace(event.trade, **changed))
        return replace(event, **changed)

    def _arrives(self, line: StreamLine, event: Execution | OrderReport) -> None:
        loop = asyncio.get_running_loop()
        way_s = self._random.uniform(0, LONGEST_WAY_S)
        if self._faults.happens(Fault.FRAME_LATE, self._faults.odds.frame_late):
            way_s += self._random.choice((0.3, 3.0, 300.0)) * self._random.random()
            at = loop.time() + way_s
        else:
            at = line.next_at = max(loop.time() + way_s, line.next_at)
        loop.call_at(at, line.arrived.put_nowait, event)


def _name_in(event: Execution | OrderReport) -> ClientOrderId | None:
    return event.trade.client_order_id if isinstance(event, Execution) else event.client_order_id


def _number_of(event: Execution | OrderReport) -> VenueOrderId:
    return event.trade.venue_order_id if isinstance(event, Execution) else event.venue_order_id
