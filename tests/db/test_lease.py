"""One process at a time owns a database, and nothing passes from any other."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from db.engines import PoolSettings
from db.lease import DatabaseLease
from db.migrate import upgrade
from db.models import ActivityLog, LeaseRow, StateOfBot
from db.store import Store, open_store
from engine.errors import LeaseLost, SettingsError, StorageUnavailable
from engine.lease import Held, Taken
from engine.reads.journal import Note
from engine.tasks import Nursery
from tests.db.trading import NOW, OWNER, count, make_trader
from tests.support.clock import ManualClock
from tests.support.words import line_text

TTL_S = 600.0
AT_ONCE = 0.0


@pytest.fixture
async def other_store(migrated_url: str) -> AsyncIterator[Store]:
    """The same database, as a second process has it."""
    nursery = Nursery(ManualClock())
    async with open_store(migrated_url, nursery, line_text) as store:
        yield store
    await nursery.close()


@pytest.fixture
def one(store: Store) -> DatabaseLease:
    return DatabaseLease(store.database, "one", line_text)


@pytest.fixture
def other(other_store: Store) -> DatabaseLease:
    return DatabaseLease(other_store.database, "other", line_text)


async def note(store: Store) -> None:
    await store.journal.note(OWNER, Note(text="a line"), NOW)


async def stored_lease(store: Store) -> LeaseRow:
    async with store.database.read() as session:
        return (await session.scalars(select(LeaseRow))).one()


async def test_the_second_is_told_who_has_it_and_since_when(one: DatabaseLease, other: DatabaseLease) -> None:
    assert isinstance(await one.take(TTL_S), Taken)
    held = await other.take(TTL_S)
    assert isinstance(held, Held)
    assert held.by == "one"
    assert abs(held.since - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251 - the database's clock


async def test_given_back_it_is_free_at_once(one: DatabaseLease, other: DatabaseLease, store: Store) -> None:
    await one.take(TTL_S)
    await one.release()
    assert isinstance(await other.take(TTL_S), Taken)
    assert await one.release() is None  # it is the other's now
    assert (await stored_lease(store)).holder == "other"


async def test_expired_it_goes_to_the_next_one_and_the_first_is_fenced_off(
    one: DatabaseLease, other: DatabaseLease, store: Store, other_store: Store
) -> None:
    trader = await make_trader(store)
    told: list[LeaseLost] = []
    one.when_refused(told.append)
    await one.take(AT_ONCE)
    first = (await stored_lease(store)).fencing
    await trader.start()
    assert isinstance(await other.take(TTL_S), Taken)
    assert (await stored_lease(store)).fencing == first + 1

    trader.later(seconds=1)
    with pytest.raises(LeaseLost) as lost:
        await trader.accept()
    assert lost.value.by == "other"
    assert [error.by for error in told] == ["other"]
    with pytest.raises(LeaseLost):
        await note(store)
    with pytest.raises(LeaseLost):
        await one.renew(TTL_S)
    other_view = await other_store.ledger.load(trader.bot_id)
    assert other_view is not None
    assert other_view.state == trader.state
    await note(other_store)


async def test_a_batch_from_a_lost_lease_is_refused_as_a_whole(
    one: DatabaseLease, other: DatabaseLease, store: Store
) -> None:
    await one.take(AT_ONCE)
    await other.take(TTL_S)
    answers = await asyncio.gather(*(note(store) for _ in range(5)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [LeaseLost] * 5
    assert await count(store, ActivityLog) == 0


async def test_expired_and_wanted_by_nobody_it_is_still_ours(one: DatabaseLease, store: Store) -> None:
    await one.take(AT_ONCE)
    await note(store)
    assert await one.renew(TTL_S) == 1
    assert await one.renew(TTL_S) == 2
    await note(store)


async def test_a_new_owner_waits_until_what_is_being_committed_has_landed(
    one: DatabaseLease, other: DatabaseLease, store: Store
) -> None:
    await one.take(AT_ONCE)
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10)
        connection.execute(update(StateOfBot).values(version=StateOfBot.version))

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(store.database.write(slow))
        await begun.wait()
        taking = group.create_task(other.take(TTL_S))
        done, _ = await asyncio.wait({taking}, timeout=0.3)
        assert not done, "the lease changed hands in the middle of a transaction of its owner"
        go_on.set()
        await writing
        assert isinstance(await taking, Taken)


async def test_an_owner_that_has_not_moved_is_gone_even_when_the_clock_was_set_back(
    one: DatabaseLease, other: DatabaseLease
) -> None:
    await one.take(TTL_S)
    seen = await other.take(TTL_S)
    assert isinstance(seen, Held)
    await one.renew(TTL_S)
    assert isinstance(await other.take(TTL_S, unchanged=seen), Held)
    seen = await other.take(TTL_S)
    assert isinstance(seen, Held)
    assert isinstance(await other.take(TTL_S, unchanged=seen), Taken)


async def test_taken_again_it_is_ours_as_before(one: DatabaseLease, store: Store) -> None:
    """The answer to the first commit may have been lost."""
    await one.take(TTL_S)
    assert isinstance(await one.take(TTL_S), Taken)
    await note(store)


async def test_one_of_the_same_name_fences_the_first_off(
    one: DatabaseLease, store: Store, other_store: Store
) -> None:
    """In a container every process may bear the same name."""
    await one.take(TTL_S)
    assert isinstance(await DatabaseLease(other_store.database, "one", line_text).take(TTL_S), Taken)
    with pytest.raises(LeaseLost):
        await note(store)
    await note(other_store)


async def test_another_database_put_in_place_under_a_process_at_work(
    one: DatabaseLease, store: Store
) -> None:
    """The number alone would do: in the restored backup it may come up again, for another process."""
    await one.take(TTL_S)
    await store.database.write_beside(lambda c: c.execute(update(LeaseRow).values(holder="a later one")))
    with pytest.raises(LeaseLost):
        await note(store)


async def test_tables_are_not_changed_under_a_process_at_work(
    one: DatabaseLease, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await one.take(TTL_S)
    await upgrade(migrated_url)
    monkeypatch.setattr("db.migrate.newest_revision", lambda: "9999")
    with pytest.raises(SettingsError, match="one is using them"):
        await upgrade(migrated_url)


async def test_it_knows_whether_the_one_before_has_ended_in_order(
    one: DatabaseLease, other: DatabaseLease
) -> None:
    first = await one.take(AT_ONCE)
    assert isinstance(first, Taken)
    assert first.before is None, "there was none"
    second = await other.take(TTL_S)
    assert isinstance(second, Taken)
    assert second.before == "one", "its time was over"
    await other.release()
    third = await one.take(TTL_S)
    assert isinstance(third, Taken)
    assert third.before is None


async def test_a_process_stopped_in_a_transaction_does_not_keep_the_lease_for_ever(
    migrated_postgresql_url: str, nursery: Nursery
) -> None:
    """PostgreSQL ends its transaction. SQLite cannot: there one waits until that process goes on or dies."""
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def stopped(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(20)
        connection.execute(update(StateOfBot).values(version=StateOfBot.version))

    async with (
        open_store(migrated_postgresql_url, nursery, line_text, PoolSettings(idle_timeout_ms=300)) as store,
        asyncio.TaskGroup() as group,
    ):
        one = DatabaseLease(store.database, "one", line_text)
        await one.take(AT_ONCE)
        writing = group.create_task(_fails(store, stopped))
        await begun.wait()
        other_nursery = Nursery(ManualClock())
        async with open_store(migrated_postgresql_url, other_nursery, line_text) as other_store:
            async with asyncio.timeout(60):
                assert isinstance(
                    await DatabaseLease(other_store.database, "other", line_text).take(TTL_S), Taken
                )
        await other_nursery.close()
        go_on.set()
        assert await writing is StorageUnavailable
        with pytest.raises(LeaseLost):
            await note(store)


async def _fails(store: Store, unit: Callable[[Connection], None]) -> type[Exception] | None:
    try:
        await store.database.write(unit)
    except StorageUnavailable as e:
        return type(e)
    return None
