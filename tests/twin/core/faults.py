"""What goes wrong with requests, told beforehand: the next so many of a kind, of an account, at a venue."""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from tests.twin.core.journal import Journal


class Operation(StrEnum):
    """What a request is about, whatever its route is called."""

    CREATE = "create"
    CANCEL = "cancel"
    ORDER = "order"
    OPEN_ORDERS = "open_orders"
    ORDERS = "orders"
    TRADES = "trades"
    BALANCE = "balance"
    POSITIONS = "positions"
    FUNDINGS = "fundings"
    """Where they have a route of their own."""
    SETTINGS = "settings"
    STREAM = "stream"
    """Listen keys and subscriptions to private streams."""
    MARKET = "market"
    RULES = "rules"
    """Symbols and their filters."""
    TIME = "time"


class FaultKind(StrEnum):
    """How a request fails.

    LOSE_REQUEST closes the connection before the exchange takes the request. LOSE_ANSWER does what is asked,
    then closes the connection. ANSWER sends `answer` in place of the true answer; CUT_ANSWER closes the
    connection in the middle of the true answer. With `takes` both do what is asked first, without it the
    request never reaches the exchange. DELAY only waits, as every fault may.
    """

    LOSE_REQUEST = "lose_request"
    LOSE_ANSWER = "lose_answer"
    ANSWER = "answer"
    CUT_ANSWER = "cut_answer"
    DELAY = "delay"


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply as it goes over the wire."""

    status: int = 200
    body: str = "{}"
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Fault:
    """A fault for the next `times` requests (None: all) that it concerns.

    Seconds to wait: `before_s` until the request arrives, `queue_s` inside the exchange after its first
    check of the time and before the second, `after_s` until the answer leaves. `operations`, `venue`,
    `account` and `name` (a client order id) that are empty mean any. `hits` counts the requests that
    really met it.
    """

    kind: FaultKind
    operations: tuple[Operation, ...] = ()
    venue: str = ""
    account: str = ""
    name: str = ""
    times: int | None = 1
    takes: bool = True
    answer: Answer = field(default_factory=Answer)
    before_s: float = 0.0
    queue_s: float = 0.0
    after_s: float = 0.0
    hits: int = 0

    def concerns(self, operation: Operation, venue: str, account: str, name: str) -> bool:
        return (
            (self.times is None or self.hits < self.times)
            and (not self.operations or operation in self.operations)
            and self.venue in {"", venue}
            and self.account in {"", account}
            and self.name in {"", name}
        )


class Faults:
    """The faults in force, asked in the order in which they were added; a request meets the first only."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._faults: dict[int, Fault] = {}
        self._numbers = count(1)

    def add(self, fault: Fault) -> int:
        """Put a fault in force and return its number."""
        number = next(self._numbers)
        self._faults[number] = fault
        return number

    def get(self, number: int) -> Fault | None:
        return self._faults.get(number)

    def all(self) -> dict[int, Fault]:
        """Return the faults by number, those used up too."""
        return dict(self._faults)

    def remove(self, number: int) -> None:
        """Take a fault away. Unknown numbers are fine."""
        self._faults.pop(number, None)

    def clear(self) -> None:
        self._faults.clear()

    def meet(self, operation: Operation, venue: str, account: str, name: str = "") -> Fault | None:
        """Return the fault that a request meets, and count it. `name`: the client order id it carries."""
        for number, fault in self._faults.items():
            if fault.concerns(operation, venue, account, name):
                fault.hits += 1
                self._journal.write(
                    "fault_hit",
                    venue=venue,
                    account=account,
                    fault=number,
                    fault_kind=fault.kind,
                    operation=operation,
                )
                return fault
        return None
