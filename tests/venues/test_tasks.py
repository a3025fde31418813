"""The owner of background tasks, at the program's end."""

import asyncio

import pytest

from engine.clock import SystemClock
from engine.errors import StorageUnavailable
from engine.tasks import NotYet, Nursery
from tests.support.clock import ManualClock


async def forever() -> None:
    await asyncio.Event().wait()


async def test_what_a_task_begins_while_all_are_ended_is_not_begun() -> None:
    nursery, begun = Nursery(SystemClock()), list[str]()

    async def late() -> None:
        begun.append("late")

    async def begins_another_at_its_end() -> None:
        try:
            await forever()
        finally:
            nursery.start("late", late)

    nursery.start("first", begins_another_at_its_end)
    nursery.start("second", forever)
    await asyncio.sleep(0)
    await nursery.close()
    assert not nursery.runs("late")
    await asyncio.sleep(0)
    assert begun == []


async def test_one_that_a_library_has_cancelled_begins_again_and_one_that_was_told_to_end_does_not() -> None:
    clock, rounds = ManualClock(), list[str]()
    nursery = Nursery(clock)

    async def awaits_what_another_cancels() -> None:
        rounds.append("begun")
        if len(rounds) == 1:
            answer = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_soon(answer.cancel)
            await answer
        await forever()

    nursery.start("stream", awaits_what_another_cancels)
    for _ in range(10):
        await clock.advance(0.1)
    assert rounds == ["begun", "begun"]
    assert nursery.falls.last == "stream"
    await nursery.stop("stream")
    assert not nursery.runs("stream")
    for _ in range(10):
        await clock.advance(0.1)
    assert rounds == ["begun", "begun"]


@pytest.mark.parametrize(("restart", "tries"), [(True, 3), (False, 1)])
async def test_one_that_is_hindered_is_begun_again_where_any_would_be_and_says_so_once(
    *, restart: bool, tries: int, caplog: pytest.LogCaptureFixture
) -> None:
    clock, begun = ManualClock(), list[str]()
    nursery = Nursery(clock)

    async def hindered() -> None:
        begun.append("again")
        raise NotYet("the door is shut. Open it.")

    nursery.start("chat", hindered, restart=restart)
    for _ in range(2):
        await clock.advance(0.5)
    assert len(begun) == tries
    assert sum("the door is shut" in one.message for one in caplog.records if one.levelno > 10) == restart
    await nursery.close()


@pytest.mark.parametrize("restart", [True, False])
async def test_a_database_that_is_away_is_said_once_without_a_traceback(
    *, restart: bool, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock()
    nursery = Nursery(clock)

    async def reads() -> None:
        raise StorageUnavailable("the database system is shutting down")

    nursery.start("notifier", reads, restart=restart)
    for _ in range(3):
        await clock.advance(0.5)
    [said] = [one for one in caplog.records if one.levelno > 10]
    assert "the database does not answer (the database system is shutting down)" in said.message
    assert said.exc_info is None
    await nursery.close()


async def test_when_one_does_not_end_in_time_the_others_are_told_to_end_all_the_same() -> None:
    nursery, ended, told = Nursery(SystemClock()), list[str](), asyncio.Event()

    async def ends() -> None:
        try:
            await forever()
        finally:
            ended.append("older")

    async def stays() -> None:
        while not told.is_set():
            try:
                await told.wait()
            except asyncio.CancelledError:
                continue

    nursery.start("older", ends)
    nursery.start("younger", stays)
    await asyncio.sleep(0)
    try:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await nursery.close()
        await asyncio.sleep(0)
        assert ended == ["older"]
    finally:
        told.set()
