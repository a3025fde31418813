"""What goes wrong during a soak, by the clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

CUT_EVERY_S = 60.0
SHORTEST_FULL_S = 20.0
FULL_LENGTH_S = 90 * 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """When what happens, in seconds from the beginning; all of it scaled to the length."""

    length_s: float

    @property
    def scale(self) -> float:
        return self.length_s / FULL_LENGTH_S

    @property
    def cut_every_s(self) -> float:
        return min(CUT_EVERY_S, self.length_s / 15)

    @property
    def telegram_away(self) -> tuple[float, float]:
        """From when, and how long: ten minutes of ninety."""
        return self.length_s * 0.25, self.length_s / 9

    @property
    def database_away(self) -> tuple[float, float]:
        """In the middle, for a few seconds whatever the length."""
        return self.length_s * 0.5, 3.0

    @property
    def disk_full(self) -> tuple[float, float]:
        """Three minutes of ninety, and long enough for what is written to need the room."""
        return self.length_s * 0.65, max(self.length_s / 30, SHORTEST_FULL_S)

    @property
    def quiet_from_s(self) -> float:
        return self.length_s * 0.88

    @property
    def warm_after_s(self) -> float:
        """From then on memory is to be flat: ten minutes of ninety."""
        return self.length_s / 9

    @property
    def look_every_s(self) -> float:
        return max(10.0, 60 * self.scale)


Act = Callable[[], None]


@dataclass(slots=True)
class Troubles:
    """Does them, and remembers when."""

    begun: float = field(default_factory=monotonic)
    notes: list[tuple[float, str]] = field(default_factory=list)

    async def trouble(self, name: str, when: tuple[float, float], begin: Act, end: Act) -> None:
        """Have something go wrong from then on, for so long."""
        at_s, for_s = when
        await asyncio.sleep(max(0.0, self.begun + at_s - monotonic()))
        self.note(f"{name}: begins")
        await asyncio.to_thread(begin)
        await asyncio.sleep(for_s)
        await asyncio.to_thread(end)
        self.note(f"{name}: over")

    def note(self, what: str) -> None:
        """Remember that it happened now."""
        self.notes.append((monotonic() - self.begun, what))
