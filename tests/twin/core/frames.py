"""What goes wrong with websockets: connections refused, gone silent or closed, frames lost, doubled, late."""

import random
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count


class Stream(StrEnum):
    """Whose connection it is. API is one that takes requests, and may carry a private stream."""

    PUBLIC = "public"
    PRIVATE = "private"
    API = "api"


class FrameFaultKind(StrEnum):
    """REFUSE answers new connections with 503. SILENT lets connections stay open and send nothing at all.

    DROP, DOUBLE, REORDER (a frame leaves after the one that follows it), DELAY (`seconds`) and LIE (`says`)
    concern events, never the answers to requests.
    """

    REFUSE = "refuse"
    SILENT = "silent"
    DROP = "drop"
    DOUBLE = "double"
    REORDER = "reorder"
    DELAY = "delay"
    LIE = "lie"


@dataclass(slots=True)
class FrameFault:
    """Concerns a `share` of the frames, drawn from a seed; `streams`, `venue`, `account` empty mean any.

    `containing`: of events, those with that text alone. `lines`: those connections alone that are open by
    then, as the outlets' numbers tell; None: all.
    """

    kind: FrameFaultKind
    streams: tuple[Stream, ...] = ()
    venue: str = ""
    account: str = ""
    share: float = 1.0
    seconds: float = 0.0
    times: int | None = None
    seed: int = 0
    containing: str = ""
    lines: int | None = None
    says: tuple[str, str] = ("", "")
    """Of a lie: a pattern in the text of a frame, and what stands there instead."""
    hits: int = 0
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def strikes(self, stream: Stream, venue: str, account: str, text: str = "", line: int = 0) -> bool:
        """Tell whether this frame (or connection) is struck, counting it."""
        if self.containing not in text or (self.lines is not None and line > self.lines):
            return False
        if (self.times is not None and self.hits >= self.times) or (
            self.streams and stream not in self.streams
        ):
            return False
        if self.venue not in {"", venue} or self.account not in {"", account}:
            return False
        if self._random.random() >= self.share:
            return False
        self.hits += 1
        return True


class FrameFaults:
    """The websocket faults in force."""

    def __init__(self) -> None:
        self._faults: dict[int, FrameFault] = {}
        self._numbers = count(1)
        self.newest_line = 0
        """The number of the newest connection."""

    def add(self, fault: FrameFault) -> int:
        """Put a fault in force, on open connections too, and return its number."""
        number = next(self._numbers)
        self._faults[number] = fault
        return number

    def get(self, number: int) -> FrameFault | None:
        return self._faults.get(number)

    def all(self) -> dict[int, FrameFault]:
        return dict(self._faults)

    def remove(self, number: int) -> None:
        """Take a fault away. Unknown numbers are fine."""
        self._faults.pop(number, None)

    def clear(self) -> None:
        self._faults.clear()

    def struck(
        self, kind: FrameFaultKind, stream: Stream, venue: str, account: str, text: str = "", line: int = 0
    ) -> FrameFault | None:
        """Return the first fault of a kind that strikes now."""
        for fault in self._faults.values():
            if fault.kind is kind and fault.strikes(stream, venue, account, text, line):
                return fault
        return None
