"""What the database says of itself, on both kinds."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from db.store import Store
from engine.notices import StrangerSeen
from engine.outbox import ToPerson
from engine.reads.health import StoredHealth
from tests.db.test_writer import Counting
from tests.support.clock import START

OWNER = ToPerson(77)


async def owe(store: Store, minutes: int) -> None:
    at = START + timedelta(minutes=minutes)
    await store.outbox.owe(OWNER, StrangerSeen(at=at, user_id=minutes, name="Eve"))


async def test_it_counts_what_waits_and_knows_the_oldest(store: Store) -> None:
    assert await store.probe.look() == StoredHealth(notices_waiting=0, oldest_notice_at=None)
    for minutes in (5, 1, 9):
        await owe(store, minutes)
    first, second, _ = await store.outbox.waiting(OWNER, 3)
    assert await store.probe.look() == StoredHealth(
        notices_waiting=3, oldest_notice_at=START + timedelta(minutes=1)
    )
    await store.outbox.delivered([second.id], 77, 1, START)
    await store.outbox.undeliverable([first.id], "gone", START)
    assert await store.probe.look() == StoredHealth(
        notices_waiting=1, oldest_notice_at=START + timedelta(minutes=9)
    )


@pytest.fixture
def transactions(store: Store) -> Counting:
    writer = store.database._writer  # noqa: SLF001 - held up where they begin
    counting = writer._transactor = Counting(writer._transactor)  # noqa: SLF001
    return counting


async def test_a_commit_is_told_while_it_lasts_and_what_waits_behind_it(
    store: Store, transactions: Counting
) -> None:
    def nothing(_: Connection) -> None:
        """Store nothing."""

    transactions.may_go.clear()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(store.database.write(nothing))
        await transactions.has_begun.wait()
        for _ in range(3):
            tasks.create_task(store.database.write(nothing))
        await asyncio.sleep(0.2)
        under_way = store.probe.writer()
        transactions.may_go.set()
    assert under_way.waiting == 3
    assert under_way.took_s >= 0.15
    await store.database.write(nothing)
    over = store.probe.writer()
    assert over.waiting == 0
    assert over.took_s > 0
