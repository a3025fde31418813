"""One small bug, as a value."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Kind(StrEnum):
    """What goes wrong by it."""

    PRICE = "price"
    SIDE = "side"
    TRAIL = "trail"
    QUANTITY = "quantity"
    ROUNDING = "rounding"
    COST = "cost and result"
    FEE = "fee"
    CURSOR = "cursor and overlap"
    FENCE = "fence"
    DEADLINE = "deadline"
    PROMPTNESS = "promptness"
    CANCEL = "cancel"
    PAUSE = "pause"
    STALE = "stale answer"
    PERSISTENCE = "persistence"
    FILL_KEY = "key of a fill"
    OWNER = "owner"
    EPOCH = "epoch and names"
    DAY = "day"
    NOTICES = "notices"
    LIMITS = "funds and limits"
    LEASE = "lease"
    WIRE = "wire"
    PAPER = "paper"


class Reach(StrEnum):
    """Who could notice."""

    SIM = "sim"
    """The simulator runs the line, and what it breaks shows there. Tests may notice as well."""
    TESTS = "tests"
    """The simulator does without the line, or without what would show the difference."""


SIM, TESTS = Reach.SIM, Reach.TESTS

EXAMINERS = {
    "engine/core/": ("tests/core", "tests/risk", "tests/venues"),
    "engine/risk/": ("tests/risk", "tests/venues", "tests/real"),
    "engine/bots/": ("tests/venues", "tests/risk", "tests/real", "tests/chat"),
    "engine/venues/live/": ("tests/venues", "tests/sim/test_nameless.py", "tests/real"),
    "engine/venues/paper/": ("tests/venues",),
    "engine/venues/exchanges/": ("tests/exchanges",),
    "engine/memory_ledger.py": ("tests/db/test_ledger_contract.py", "tests/venues"),
    "engine/lease.py": ("tests/db/test_lease.py", "tests/whole/test_lease.py"),
    "engine/reads/": ("tests/db", "tests/views"),
    "engine/timings.py": ("tests/venues", "tests/exchanges", "tests/sim/test_days.py"),
    "engine/": ("tests/core", "tests/venues", "tests/chat"),
    "db/": ("tests/db", "tests/notifier", "tests/chat"),
    "bot/notifier/": ("tests/notifier",),
    "bot/": ("tests/chat", "tests/views"),
}
"""Which tests are asked about a file that begins so; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """`old` stands exactly once in `file`; with `new` in its place the program has the bug."""

    name: str
    kind: Kind
    file: str
    old: str
    new: str
    reach: Reach
    also: tuple[str, ...] = ()
    """Tests that are asked before the usual ones of that file."""

    @property
    def examiners(self) -> tuple[str, ...]:
        """The tests that are asked, in that order."""
        usual = next(tests for begin, tests in EXAMINERS.items() if self.file.startswith(begin))
        return tuple(dict.fromkeys((*self.also, *usual)))

    def put_into(self, source: str) -> str:
        """Return the source with the bug. Raises ValueError unless its place is there exactly once."""
        if (times := source.count(self.old)) != 1:
            raise ValueError(f"{self.name}: its place is {times} times in {self.file}")
        return source.replace(self.old, self.new)
