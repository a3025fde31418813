"""Waiting for a database, keeping it, and losing it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import pytest

from engine.core.types import BotId
from engine.errors import AskedToEnd, LeaseLost, StorageUnavailable
from engine.lease import Held, Lease, Taken
from engine.tasks import Nursery
from engine.timings import LeaseTimings
from tests.support.clock import START, ManualClock


class Book:
    """A lease that somebody else has until the test says otherwise."""

    def __init__(self) -> None:
        self.held: Held | None = None
        self.down = False
        self.stamp = 10
        self.renewed: list[int] = []
        self.released = False
        self.anew: list[int] = []
        self.refused: Callable[[LeaseLost], None] = lambda _: None

    async def take(self, ttl_s: float, *, unchanged: Held | None = None) -> Taken | Held:
        self._answer()
        if self.held is None or self.held == unchanged:
            self.held = None
            return Taken(installation="this", stamp=self.stamp)
        return self.held

    async def renew(self, ttl_s: float) -> int:
        self._answer()
        if self.held is not None:
            raise LeaseLost(self.held.by)
        self.stamp += 1
        self.renewed.append(self.stamp)
        return self.stamp

    async def release(self) -> int | None:
        self._answer()
        self.released = True
        return self.stamp + 1

    async def begin_anew(self, stamp: int, at: datetime) -> int:
        self.anew.append(stamp)
        self.stamp = stamp
        return 0

    def when_refused(self, tell: Callable[[LeaseLost], None]) -> None:
        self.refused = tell

    def _answer(self) -> None:
        if self.down:
            raise StorageUnavailable("down")


class Notes:
    """A witness in memory."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    async def seen(self, installation: str) -> int:
        return self.known.get(installation, 0)

    async def note(self, installation: str, stamp: int) -> None:
        self.known[installation] = stamp


class Stage:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.book, self.notes = Book(), Notes()
        self.ended = asyncio.Event()
        self.owned = asyncio.Event()
        self.said: list[str] = []
        self.lease = Lease(
            book=self.book,
            witness=self.notes,
            clock=self.clock,
            ended=self.ended,
            say=lambda held: self.said.append(held.by),
            timings=LeaseTimings(ttl_s=15),
        )

    async def own(self) -> None:
        """Own the database until told to end."""
        nursery = Nursery(self.clock)
        async with self.lease.held(nursery):
            self.owned.set()
            await self.ended.wait()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.own())
            await self.clock.settle()
            yield
            self.ended.set()


def held(stamp: int = 1, by: str = "another") -> Held:
    return Held(by=by, since=START, stamp=stamp)


async def test_it_says_once_who_has_it_and_takes_it_when_it_is_free() -> None:
    stage = Stage()
    stage.book.held = held()
    async with stage.running():
        for stamp in range(2, 9):  # the other one renews
            await stage.clock.advance(5)
            stage.book.held = held(stamp)
        assert stage.said == ["another"]
        assert not stage.owned.is_set()
        stage.book.held = None
        await stage.clock.advance(1)
        assert stage.owned.is_set()


async def test_an_owner_that_never_moves_is_waited_for_no_longer_than_a_lease_holds() -> None:
    stage = Stage()
    stage.book.held = held()
    async with stage.running():
        await stage.clock.advance(14)
        assert not stage.owned.is_set()
        await stage.clock.advance(3)
        assert stage.owned.is_set()


async def test_told_to_end_while_waiting_it_ends() -> None:
    stage = Stage()
    stage.book.held = held()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(_ends(stage.own()))
        await stage.clock.settle()
        stage.ended.set()
        await stage.clock.advance(1)
        assert await waiting is AskedToEnd
    assert not stage.book.released


async def _ends(work: Awaitable[None]) -> type[BaseException] | None:
    try:
        await work
    except AskedToEnd as e:
        return type(e)
    return None


async def test_without_an_answer_at_the_start_it_does_not_start() -> None:
    stage = Stage()
    stage.book.down = True
    with pytest.raises(StorageUnavailable):
        await stage.own()


async def test_a_reserve_lives_through_an_outage() -> None:
    stage = Stage()
    stage.book.held = held()
    async with stage.running():
        stage.book.down = True
        await stage.clock.advance(600)
        stage.book.down, stage.book.held = False, None
        await stage.clock.advance(1)
        assert stage.owned.is_set()


async def test_it_is_renewed_three_times_as_often_as_needed_and_given_back_in_the_end() -> None:
    stage = Stage()
    async with stage.running():
        await stage.clock.advance(15)
        assert stage.book.renewed == [11, 12, 13, 14]
    assert stage.book.released
    assert stage.notes.known == {"this": 15}


async def test_a_database_that_is_down_is_no_lost_lease() -> None:
    stage = Stage()
    async with stage.running():
        stage.book.down = True
        await stage.clock.advance(600)
        stage.book.down = False
        await stage.clock.advance(5)
        assert stage.lease.loss is None
        assert not stage.ended.is_set()


async def test_a_renewal_that_finds_another_owner_ends_the_program() -> None:
    stage = Stage()
    async with stage.running():
        stage.book.held = held(by="the new one")
        await stage.clock.advance(5)
        assert stage.ended.is_set()
        assert stage.lease.loss is not None
        assert stage.lease.loss.by == "the new one"


async def test_a_write_that_was_refused_ends_the_program_at_once() -> None:
    stage = Stage()
    async with stage.running():
        stage.book.refused(LeaseLost("the new one"))
        assert stage.ended.is_set()
        assert stage.lease.loss is not None


@pytest.mark.parametrize(("seen", "anew"), [(0, []), (10, []), (11, [12]), (500, [501])])
async def test_a_database_behind_what_was_seen_was_restored(seen: int, anew: list[int]) -> None:
    stage = Stage()
    stage.notes.known["this"] = seen
    stage.notes.known["another"] = 10_000
    async with stage.running():
        assert stage.book.anew == anew
    assert stage.notes.known["this"] > seen


async def test_it_is_sure_of_its_lease_for_as_long_as_an_order_decided_then_may_be_sent() -> None:
    stage = Stage()
    tenure = stage.lease.tenure
    assert not tenure.is_sure_at(stage.clock.monotonic())
    async with stage.running():
        await stage.clock.advance(60)
        stage.book.down = True
        await stage.clock.advance(9)
        assert tenure.is_sure_at(stage.clock.monotonic())
        await stage.clock.advance(2)
        assert not tenure.is_sure_at(stage.clock.monotonic())
        stage.book.down = False
        await stage.clock.advance(5)
        assert tenure.is_sure_at(stage.clock.monotonic())
    assert not tenure.is_sure_at(stage.clock.monotonic()), "given back"


async def test_a_lease_that_is_lost_is_no_longer_sure() -> None:
    stage = Stage()
    async with stage.running():
        stage.book.refused(LeaseLost("the new one"))
        assert not stage.lease.tenure.is_sure_at(stage.clock.monotonic())


async def test_it_is_not_given_back_while_something_is_out_that_is_not_stored() -> None:
    stage = Stage()
    async with stage.running():
        stage.lease.tenure.unsettled.add(BotId(UUID(int=1)))
    assert not stage.book.released
