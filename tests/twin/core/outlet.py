"""The way out of one websocket, through the faults in force."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.twin.core.clock import TwinClock
from tests.twin.core.frames import FrameFault, FrameFaultKind, FrameFaults, Stream

LONGEST_HOLD_S = 0.5
"""A frame that waits for a later one to overtake it leaves after this, in real time."""


@dataclass(frozen=True, slots=True)
class _Frame:
    due: datetime
    text: str = ""
    close_code: int | None = None


class Outlet:
    """Frames leave in the order in which they are put in, unless a fault has it otherwise.

    `also`: other venues whose events the connection carries; their faults concern it as well.
    """

    def __init__(
        self,
        faults: FrameFaults,
        clock: TwinClock,
        stream: Stream,
        venue: str,
        account: str = "",
        *,
        also: tuple[str, ...] = (),
    ) -> None:
        self.stream = stream
        self.venue = venue
        self.account = account
        self.venues = (venue, *also)
        self._faults = faults
        self._clock = clock
        self._frames: asyncio.Queue[_Frame] = asyncio.Queue()
        self._held: _Frame | None = None
        faults.newest_line += 1
        self._line = faults.newest_line

    def answer(self, text: str) -> None:
        """Send the answer to a request; no fault but silence concerns it."""
        self._put(_Frame(self._clock.now(), text))

    def event(self, text: str) -> None:
        """Send an event, or lose, change, double, delay or hold it."""
        if self.struck(FrameFaultKind.DROP, text):
            return
        if (lie := self.struck(FrameFaultKind.LIE, text)) is not None:
            text = re.sub(*lie.says, text)
        late = self._struck_delay()
        frame = _Frame(self._clock.now() + timedelta(seconds=late), text)
        if self._held is None and self.struck(FrameFaultKind.REORDER):
            self._held = frame
            asyncio.get_running_loop().call_later(LONGEST_HOLD_S, self._let_go)
            return
        self._put(frame)
        if self.struck(FrameFaultKind.DOUBLE):
            self._put(frame)
        self._let_go()

    def struck(self, kind: FrameFaultKind, text: str = "") -> FrameFault | None:
        """Return the fault of a kind that strikes this connection now, counting it."""
        for venue in self.venues:
            fault = self._faults.struck(kind, self.stream, venue, self.account, text, self._line)
            if fault is not None:
                return fault
        return None

    def close(self, code: int) -> None:
        """Close the connection once everything before has left."""
        self._put(_Frame(self._clock.now(), close_code=code))

    async def run(
        self, send: Callable[[str], Awaitable[None]], close: Callable[[int], Awaitable[object]]
    ) -> None:
        """Send what is put in until the connection is closed."""
        while True:
            frame = await self._frames.get()
            await self._clock.sleep((frame.due - self._clock.now()).total_seconds())
            if frame.close_code is not None:
                await close(frame.close_code)
                return
            if not self.struck(FrameFaultKind.SILENT):
                await send(frame.text)

    def _put(self, frame: _Frame) -> None:
        self._frames.put_nowait(frame)

    def _let_go(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._put(held)

    def _struck_delay(self) -> float:
        fault = self.struck(FrameFaultKind.DELAY)
        return fault.seconds if fault else 0.0
