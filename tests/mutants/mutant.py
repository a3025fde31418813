"""One small bug, as a value."""

from collections.abc import Mapping
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
    POSITION = "position of a perpetual"
    LEASE = "lease"
    WIRE = "wire"
    PAPER = "paper"
    WALLET = "wallet on paper"
    AUDIT = "audit"
    SUMMARY = "daily summary"
    ALERT_CHAT = "alert chat"


class Reach(StrEnum):
    """Who could notice."""

    SIM = "sim"
    """The simulator runs the line, and what it breaks shows there. Tests may notice as well."""
    WHOLE = "whole"
    """Likewise, in the seeds alone that have the whole path, from SQL to the chat."""
    TESTS = "tests"
    """The simulator does without the line, or without what would show the difference."""


SIM, WHOLE, TESTS = Reach.SIM, Reach.WHOLE, Reach.TESTS

NEAREST = {
    "engine/core/ids.py": ("tests/core/test_ids.py",),
    "engine/core/results.py": ("tests/core/test_results.py",),
    "engine/core/trailing.py": ("tests/core/test_trailing.py",),
    "engine/core/facts.py": ("tests/core/test_machine_trailing.py",),
    "engine/core/price_triggers.py": (
        "tests/core/test_machine_trailing.py",
        "tests/venues/test_price_index.py",
    ),
    "engine/core/adoption.py": ("tests/core/test_machine_adopt.py",),
    "engine/risk/": ("tests/risk/test_engine.py", "tests/risk/test_funds.py", "tests/db/test_daily_loss.py"),
    "engine/venues/live/trade_stream.py": (
        "tests/venues/test_doubtful_quotes.py",
        "tests/venues/test_live.py",
    ),
    "engine/venues/live/perpetuals.py": (
        "tests/sim/test_perpetuals.py",
        "tests/sim/test_hands_on_perpetuals.py",
    ),
    "engine/venues/live/fundings.py": ("tests/sim/test_perpetuals.py",),
    "engine/venues/live/account_state.py": ("tests/venues/test_breaker.py",),
    "engine/venues/live/": ("tests/venues/test_reconciler.py", "tests/venues/test_live.py"),
    "engine/venues/level_index.py": ("tests/venues/test_price_index.py",),
    "engine/venues/paper/": ("tests/venues/test_paper.py",),
    "engine/venues/exchanges/limiter.py": ("tests/exchanges/test_limiter.py",),
    "engine/venues/exchanges/values.py": ("tests/exchanges/test_fees.py", "tests/exchanges/test_lists.py"),
    "engine/venues/exchanges/ccxt_gateway.py": ("tests/exchanges/test_creating.py",),
    "engine/venues/exchanges/server_time.py": ("tests/exchanges/test_creating.py",),
    "engine/venues/exchanges/binance/": ("tests/exchanges/test_creating.py", "tests/exchanges/test_lists.py"),
    "engine/venues/exchanges/bybit/": ("tests/exchanges/test_bybit.py", "tests/exchanges/test_creating.py"),
    "engine/reads/": ("tests/db/test_reads.py",),
    "engine/lease.py": ("tests/whole/test_lease.py", "tests/db/test_lease.py"),
    "engine/policy.py": ("tests/chat/test_policy.py",),
    "db/backup_restore.py": ("tests/db/test_restored.py",),
    "db/fill_history.py": ("tests/db/test_fill_history.py",),
    "db/lease.py": ("tests/db/test_lease.py",),
    "db/outbox.py": ("tests/db/test_outbox.py",),
    "db/reads.py": ("tests/db/test_reads.py",),
    "db/figures.py": ("tests/db/test_reads.py",),
    "db/writer.py": ("tests/db/test_writer.py", "tests/db/test_lease.py"),
    "db/": ("tests/db/test_ledger.py", "tests/db/test_ledger_contract.py", "tests/db/test_daily_loss.py"),
    "bot/notifier/": ("tests/notifier/test_notifier.py", "tests/notifier/test_texts.py"),
}
"""Which tests are asked first about a file that begins so; the first that fits counts."""
FURTHER = {
    "engine/core/": ("tests/core", "tests/risk", "tests/venues"),
    "engine/risk/": ("tests/risk", "tests/venues", "tests/real"),
    "engine/bots/": ("tests/venues", "tests/risk", "tests/real", "tests/chat"),
    "engine/venues/live/": ("tests/venues", "tests/sim/test_nameless.py", "tests/real"),
    "engine/venues/exchanges/": ("tests/exchanges",),
    "engine/venues/": ("tests/venues",),
    "engine/memory_ledger.py": ("tests/db/test_ledger_contract.py", "tests/venues"),
    "engine/timings.py": ("tests/venues", "tests/exchanges", "tests/sim/test_days.py"),
    "engine/reads/": ("tests/db", "tests/views"),
    "engine/": ("tests/core", "tests/venues", "tests/chat"),
    "db/": ("tests/db", "tests/notifier", "tests/chat"),
    "bot/notifier/": ("tests/notifier",),
    "bot/": ("tests/chat", "tests/views"),
}
"""Likewise, when those have not noticed."""


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
        asked = (self.also, self._first_of(NEAREST), self._first_of(FURTHER))
        return tuple(dict.fromkeys(test for tests in asked for test in tests))

    def _first_of(self, tests: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        return next((asked for begin, asked in tests.items() if self.file.startswith(begin)), ())

    def put_into(self, source: str) -> str:
        """Return the source with the bug. Raises ValueError unless its place is there exactly once."""
        if (times := source.count(self.old)) != 1:
            raise ValueError(f"{self.name}: its place is {times} times in {self.file}")
        return source.replace(self.old, self.new)
