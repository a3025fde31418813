"""Two accounts of one program: the same symbols, order and trade numbers in both, and nothing in common.

Each is a world of its own, with its exchange, people, record and oracles. They share the program, what is on
disk and what goes wrong with both.
"""

from collections.abc import Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from engine.core.notices import BotNotice
from engine.core.state import BotState, Outcome
from engine.core.types import AccountId, BotId, ClientOrderId
from engine.memory_ledger import FillKey, KeptFill, KeptOrder, MemoryBooks
from engine.risk.engine import RiskLimits
from tests.sim.chronicle import Chronicle
from tests.sim.faults import STORAGE_FAULTS, Fault
from tests.sim.oracles import judge
from tests.sim.owner import MUCH
from tests.sim.virtual_time import VirtualClock
from tests.sim.world import Parts, World

PAIRS = 0.1
"""So many of the worlds have a second account."""
OF_THE_PROGRAM = {
    *STORAGE_FAULTS,
    Fault.CRASH,
    Fault.CRASH_AT_POINT,
    Fault.DRIVER_FELL,
    Fault.LIMITS_CHANGED,
    Fault.LIVE_OFF,
    Fault.CLOCK_SKEW,
    Fault.CLOCK_JUMPED,
    Fault.CLOCK_FAR_OFF,
    Fault.CLOCK_DRIFTS,
}
"""What concerns both. An exchange in trouble holds up nobody at the other."""
SECOND_NUMBERS = 500


def has_two_accounts(seed: int) -> bool:
    """Say whether the seed has two accounts."""
    return Random(f"two accounts? {seed}").random() < PAIRS


class PartOfBooks(MemoryBooks):
    """What is on disk of one account."""

    def __init__(self, books: MemoryBooks, account_id: AccountId) -> None:
        self._books = books
        self._account_id = account_id
        self.versions = books.versions
        self.feed_offsets = books.feed_offsets

    @property
    def bots(self) -> dict[BotId, BotState]:  # type: ignore[override] # a picture of now
        return {
            bot: one for bot, one in self._books.bots.items() if one.config.account_id == self._account_id
        }

    @property
    def orders(self) -> Mapping[ClientOrderId, KeptOrder]:  # type: ignore[override] # likewise
        kept = self._books.orders.items()
        return {name: one for name, one in kept if one.account_id == self._account_id}

    @property
    def fills(self) -> Mapping[FillKey, KeptFill]:  # type: ignore[override] # likewise
        kept = self._books.fills.items()
        return {key: one for key, one in kept if key.account_id == self._account_id}

    @property
    def notices(self) -> list[BotNotice]:  # type: ignore[override] # likewise
        return [one for one in self._books.notices if one.bot.account_id == self._account_id]

    def add(self, state: BotState, feed_offset: int | None = None) -> None:
        self._books.add(state, feed_offset)

    def delete(self, bot_id: BotId, at: datetime) -> None:
        self._books.delete(bot_id, at)


class FirstRecord(Chronicle):
    """Of the first account: what is of the program is noted for both."""

    second: Chronicle | None = None
    of_second: AccountId | None = None

    def keeps(self, run: int, outcome: Outcome) -> None:
        if self.second is not None and outcome.state.config.account_id == self.of_second:
            self.second.keeps(run, outcome)
        else:
            super().keeps(run, outcome)

    def strikes(self, fault: str, lasts_s: float = 0.0, name: ClientOrderId | None = None) -> None:
        super().strikes(fault, lasts_s, name)
        if self.second is not None and fault in OF_THE_PROGRAM:
            self.second.strikes(fault, lasts_s, name)

    def runs_from(self, run: int) -> None:
        super().runs_from(run)
        if self.second is not None:
            self.second.runs_from(run)

    def runs_no_more(self) -> None:
        super().runs_no_more()
        if self.second is not None:
            self.second.runs_no_more()


class Second(World):
    """The world of the second account."""

    def __init__(self, first: "TwoAccounts", parts: Parts, account_id: AccountId) -> None:
        self.first = first
        self._account_id = account_id
        super().__init__(first.seed ^ 0xBE51DE, parts, counts=first.counts)
        mine, of_program = self.odds, first.odds
        self.odds = self.faults.odds = replace(
            mine, skew_s=of_program.skew_s, storage=of_program.storage, falls=0.0
        )
        self.limits_of = first.limits_of
        self.disk = PartOfBooks(first.books, account_id)

    def new_clock(self) -> VirtualClock:
        return self.first.clock

    def account_of(self, *, futures: bool) -> AccountId:
        del futures
        return self._account_id

    @property
    def first_number(self) -> int:
        return SECOND_NUMBERS


class TwoAccounts(World):
    """The world of the first account, and of the program."""

    def __init__(self, seed: int, parts: Parts) -> None:
        self.books = MemoryBooks()
        super().__init__(seed, parts)
        own = Random(f"second {seed}")
        self.limits = self._without_daily_loss(self.limits)
        first = self.exchange.derivative
        alike = own.random() < 0.5
        futures = first if alike else not first
        account_id = replace(self.account_of(futures=futures), label="second" if alike else "")
        self.second = Second(self, replace(parts, futures=futures), account_id)
        record = self.chronicle
        assert isinstance(record, FirstRecord)
        record.second, record.of_second = self.second.chronicle, account_id
        self.disk = PartOfBooks(self.books, self.account_id)
        streams = self.exchange.frames, self.second.exchange.frames
        streams[0].strays_to, streams[1].strays_to = streams[1], streams[0]
        self.faults.strikes(Fault.SECOND_ACCOUNT)
        self.is_newest()

    def new_chronicle(self) -> Chronicle:
        return FirstRecord()

    @property
    def everything(self) -> MemoryBooks:
        return self.books

    @property
    def sharing(self) -> tuple[World, ...]:
        return self, self.second

    def happenings(self) -> tuple[Coroutine[Any, Any, None], ...]:
        return *super().happenings(), *self.second.happenings()

    def _set_limits(self) -> None:
        super()._set_limits()
        self.limits = self.limits_of[self.generation] = self._without_daily_loss(self.limits)

    def _without_daily_loss(self, limits: RiskLimits) -> RiskLimits:
        """One account's record does not tell what was lost at the other."""
        return replace(limits, daily_loss=MUCH)

    def judge(self, *, running: bool) -> list[str]:
        of_second = judge(self.second, running=running)
        return [*judge(self, running=running), *(f"second account: {what}" for what in of_second)]
