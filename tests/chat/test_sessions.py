"""What a chat update costs the database: counted, not timed."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.engine import Engine

from db.chat_models import HandledUpdate
from tests.chat.rig import Rig
from tests.chat.stories import has_bot
from tests.support.person import Person

READING = "aiosqlite"
"""The driver of reads; the writer has another."""
ASKING = "asyncio_"
"""How the threads are called to which whole questions are taken; the writer has one of its own."""


@dataclass
class Asked:
    """What the database was asked."""

    sessions: int = 0
    statements: list[str] = field(default_factory=list)


def reads(connection: Connection) -> bool:
    return connection.dialect.driver == READING or threading.current_thread().name.startswith(ASKING)


@pytest.fixture
def asked() -> Iterator[Asked]:
    counted = Asked()

    def begin(connection: Connection) -> None:
        counted.sessions += reads(connection)

    def ask(connection: Connection, _: object, statement: str, *__: object) -> None:
        if reads(connection) and not statement.startswith("BEGIN"):
            counted.statements.append(statement)

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", ask)
    yield counted
    event.remove(Engine, "begin", begin)
    event.remove(Engine, "before_cursor_execute", ask)


async def cost_of(anna: Person, asked: Asked, command: str, seen: str) -> tuple[int, int]:
    """Return the sessions and statements of a command that has been sent before."""
    for _ in range(2):
        asked.sessions, asked.statements = 0, []
        await anna.send(command)
        await anna.reads(seen)
    return asked.sessions, len(asked.statements)


async def test_a_command_opens_one_session_at_most(anna: Person, rig: Rig, asked: Asked) -> None:
    await has_bot(rig)
    await anna.send("/help")
    await anna.reads("/newbot")
    assert await cost_of(anna, asked, "/help", "/newbot") == (0, 0)
    assert await cost_of(anna, asked, "/stats", "Statistics") == (1, 4)
    assert await cost_of(anna, asked, "/logs", "Logs") == (1, 3)
    assert await cost_of(anna, asked, "/bots", "Your bots") == (1, 2)


async def test_a_tap_opens_one_session_at_most(anna: Person, rig: Rig, asked: Asked) -> None:
    await has_bot(rig)
    await cost_of(anna, asked, "/bots", "Your bots")
    asked.sessions, asked.statements = 0, []
    await anna.tap("#1 BTC/USDT")
    await anna.reads("Updated")
    assert (asked.sessions, len(asked.statements)) == (1, 2)


async def test_no_answer_waits_for_the_note_that_it_was_asked_for(anna: Person, rig: Rig) -> None:
    await anna.send("/help")
    await anna.reads("/newbot")
    disk = threading.Event()

    def stall(_: Connection) -> None:
        disk.wait(30)

    async with asyncio.TaskGroup() as group:
        stalled = group.create_task(rig.now.store.database.write(stall))
        await anna.send("/stats")
        await anna.reads("Statistics", within_seconds=60)
        assert not stalled.done()
        disk.set()


async def test_what_was_asked_is_not_done_again_after_a_restart(anna: Person, rig: Rig) -> None:
    await anna.send("/logs add once")
    await anna.reads("Noted.")
    async with rig.now.store.database.read() as session:
        handled = (await session.scalars(select(HandledUpdate.update_id))).all()
    await rig.restart()
    for update_id in handled:
        assert not await rig.now.store.handled_updates.first_time(update_id, rig.clock.now())
    assert await rig.now.store.handled_updates.first_time(max(handled) + 1, rig.clock.now())
