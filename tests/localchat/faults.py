"""Ways in which the Bot API can be told to fail, for tests."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

MOST_METHODS = "*"


class FaultKind(StrEnum):
    """What happens to a call.

    BAD_GATEWAY and SERVER_ERROR answer without doing anything, as does TOO_MANY (with `retry_after`).
    HANG waits until released, then does it. DELAY waits `seconds`, then does it. LOSE_REQUEST drops the
    connection without doing it; LOSE_ANSWER does it, then drops the connection.
    """

    BAD_GATEWAY = "bad_gateway"
    SERVER_ERROR = "server_error"
    TOO_MANY = "too_many"
    HANG = "hang"
    DELAY = "delay"
    LOSE_REQUEST = "lose_request"
    LOSE_ANSWER = "lose_answer"


@dataclass(slots=True)
class Fault:
    """A fault for the next `times` calls (None: all) of some methods, perhaps in one chat only."""

    kind: FaultKind
    methods: tuple[str, ...] = (MOST_METHODS,)
    times: int | None = 1
    chat_id: int | None = None
    retry_after: int = 1
    seconds: float = 0.0
    hits: int = 0

    def concerns(self, method: str, chat_id: str) -> bool:
        """Tell whether a call is to fail in this way."""
        if self.times is not None and self.hits >= self.times:
            return False
        if self.chat_id is not None and str(self.chat_id) != chat_id:
            return False
        return MOST_METHODS in self.methods or method.lower() in {name.lower() for name in self.methods}


class Faults:
    """The faults in force, asked in the order in which they were added."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._numbers = count(1)
        self._released = asyncio.Event()

    def add(self, fault: Fault) -> int:
        """Put a fault in force and return its number."""
        number = next(self._numbers)
        self._faults[number] = fault
        return number

    def hits(self, number: int) -> int:
        """Return how many calls a fault has met; 0 for an unknown one."""
        fault = self._faults.get(number)
        return fault.hits if fault else 0

    def take(self, method: str, chat_id: str) -> Fault | None:
        """Return the fault that a call meets now, counting it."""
        for fault in self._faults.values():
            if fault.concerns(method, chat_id):
                fault.hits += 1
                return fault
        return None

    def release(self) -> None:
        """Let every hanging call go on; later ones hang again."""
        self._released.set()
        self._released = asyncio.Event()

    def clear(self) -> None:
        """Take all faults away and let hanging calls go on."""
        self._faults.clear()
        self.release()

    async def wait_for_release(self) -> None:
        """Wait as long as a hanging call does."""
        await self._released.wait()
