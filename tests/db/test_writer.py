"""Units that wait together are committed together, and one that fails fails alone."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from db.chat_models import Stranger
from db.checkpoints import raw_sqlite
from db.engines import PoolSettings, parse_url
from db.errors import translate_db_errors
from db.migrate import upgrade, writable_connection
from db.session import Database, open_database
from db.store import Store
from db.transactors import Answer, Hearing, Unit
from db.writer import MOST_UNITS, Fence, Writer
from engine.errors import SettingsError, StorageUnavailable
from engine.tasks import Nursery
from tests.db.trading import NOW, count, make_trader


class Counting:
    """A transactor that counts its transactions, and can be held up."""

    def __init__(self, inner: object) -> None:
        self._inner = inner
        self.begun = 0
        self.has_begun = asyncio.Event()
        self.may_go = asyncio.Event()
        self.may_go.set()

    async def run(self, work: Unit[Answer]) -> Answer:
        self.begun += 1
        self.has_begun.set()
        await self.may_go.wait()
        return await self._inner.run(work)  # type: ignore[attr-defined,no-any-return] # any transactor

    async def close(self) -> None:
        await self._inner.close()  # type: ignore[attr-defined] # any transactor


@pytest.fixture
def transactions(store: Store) -> Counting:
    writer = store.database._writer  # noqa: SLF001 - counted where they begin
    counting = writer._transactor = Counting(writer._transactor)  # noqa: SLF001
    return counting


def stranger(user_id: int) -> Callable[[Connection], int]:
    def unit(connection: Connection) -> int:
        connection.execute(insert(Stranger), {"user_id": user_id, "first_seen_at": NOW})
        return user_id

    return unit


async def test_what_waits_together_is_one_transaction(store: Store, transactions: Counting) -> None:
    answers = await asyncio.gather(*(store.database.write(stranger(number)) for number in range(MOST_UNITS)))
    assert answers == list(range(MOST_UNITS))
    assert transactions.begun <= 2
    assert await count(store, Stranger) == MOST_UNITS


async def test_a_hundred_commits_of_bots_share_transactions(store: Store, transactions: Counting) -> None:
    traders = [await make_trader(store) for _ in range(100)]
    for trader in traders:
        await store.ledger.load(trader.bot_id)
    transactions.begun = 0
    await asyncio.gather(*(trader.start() for trader in traders))
    assert transactions.begun <= 2
    assert len(await store.ledger.load_all()) == 100


async def test_units_that_come_during_a_commit_share_the_next(store: Store, transactions: Counting) -> None:
    transactions.may_go.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(store.database.write(stranger(0)))
        await transactions.has_begun.wait()
        for number in range(1, 20):
            group.create_task(store.database.write(stranger(number)))
        await asyncio.sleep(0)
        transactions.may_go.set()
    assert transactions.begun == 2


async def test_a_unit_that_raises_spoils_only_itself(store: Store) -> None:
    def wrong(connection: Connection) -> int:
        stranger(99)(connection)
        raise ZeroDivisionError

    units = [stranger(1), wrong, stranger(2), stranger(1)]
    answers = await asyncio.gather(*(store.database.write(unit) for unit in units), return_exceptions=True)
    assert [answers[0], answers[2]] == [1, 2]
    assert isinstance(answers[1], ZeroDivisionError)
    assert isinstance(answers[3], Exception)
    async with store.database.read() as session:
        stored = list(await session.scalars(select(Stranger.user_id).order_by(Stranger.user_id)))
    assert stored == [1, 2]


async def test_a_transaction_that_fails_has_failed_for_all_in_it(
    store: Store, transactions: Counting
) -> None:
    units = [stranger(1), _room_ends, stranger(2)]
    answers = await asyncio.gather(*(store.database.write(unit) for unit in units), return_exceptions=True)
    assert transactions.begun == 1
    assert [type(answer) for answer in answers] == [StorageUnavailable] * 3
    assert await count(store, Stranger) == 0
    await store.database.write(_room_is_back)
    assert await store.database.write(stranger(1)) == 1


def _room_ends(connection: Connection) -> None:
    """Have the disk be full, or the server be gone, in the middle of the transaction."""
    if connection.dialect.name == "postgresql":
        _cut_own_connection(connection)
        return
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    connection.execute(
        insert(Stranger), [{"user_id": number, "first_seen_at": NOW} for number in range(9, 999)]
    )


def _room_is_back(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA max_page_count = {2**30}")


async def test_what_fails_as_it_is_committed_leaves_nothing_and_the_next_goes_on(
    migrated_sqlite_url: str, nursery: Nursery
) -> None:
    def of_no_bot(connection: Connection) -> None:
        raw = raw_sqlite(connection)
        raw.execute("PRAGMA defer_foreign_keys = ON")
        raw.execute(
            "INSERT INTO activity_logs (bot_id, owner_id, level, message, timestamp) "
            "VALUES ('nobody', 1, 'INFO', '', '2026-01-01 00:00:00')"
        )

    async with open_database(migrated_sqlite_url, nursery) as database:
        with pytest.raises(sqlite3.IntegrityError):
            await database.write(of_no_bot)
        assert await database.write(stranger(2)) == 2
        async with database.read() as session:
            assert list(await session.scalars(select(Stranger.user_id))) == [2]


async def test_a_unit_whose_caller_gave_up_before_it_began_is_left_out(
    store: Store, transactions: Counting
) -> None:
    transactions.may_go.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(store.database.write(stranger(1)))
        await transactions.has_begun.wait()
        given_up = group.create_task(store.database.write(stranger(2)))
        await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.sleep(0)
        transactions.may_go.set()
    await store.database.write(stranger(3))
    assert await count(store, Stranger) == 2


async def test_closing_writes_first_what_was_taken(migrated_url: str, nursery: Nursery) -> None:
    async with open_database(migrated_url, nursery) as database, asyncio.TaskGroup() as group:
        for number in range(30):
            group.create_task(database.write(stranger(number)))
        await asyncio.sleep(0)
    async with open_database(migrated_url, nursery) as database, database.read() as session:
        assert len((await session.scalars(select(Stranger.user_id))).all()) == 30


async def test_a_closed_database_takes_nothing(migrated_url: str, nursery: Nursery) -> None:
    async with open_database(migrated_url, nursery) as database:
        pass
    with pytest.raises(StorageUnavailable):
        await database.write(stranger(1))


async def test_a_writer_that_is_cut_off_leaves_nobody_waiting() -> None:
    class Stuck:
        async def run(self, work: Unit[Answer]) -> Answer:
            await asyncio.Event().wait()
            raise AssertionError

        async def close(self) -> None: ...

    writer = Writer(Stuck(), Fence())
    async with asyncio.TaskGroup() as group:
        running = group.create_task(writer.run())
        waiting = [group.create_task(_refused(writer)) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        running.cancel()
    assert all(task.result() for task in waiting)
    await writer.close()


async def test_what_came_later_is_never_stored_before_what_came_first() -> None:
    begun, stored = asyncio.Event(), list[int]()

    class Noting:
        async def run(self, work: Unit[Answer]) -> Answer:
            begun.set()
            await asyncio.sleep(0)
            return work(no_connection)

        async def close(self) -> None: ...

    no_connection: Any = None

    def unit(number: int) -> Unit[None]:
        return lambda _: stored.append(number)

    odd = [unit(1), unit(3)]
    units = [unit(0), odd[0], unit(2), odd[1], unit(4)]
    writer = Writer(Noting(), Fence(), apart=lambda one: one in odd)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(writer.run())
        first = writer.put(unit(9))
        await begun.wait()
        waiting = [writer.put(one) for one in units]
        await asyncio.gather(first, *waiting)
        running.cancel()
    assert stored == [9, 0, 1, 2, 3, 4]


async def test_whoever_waits_goes_on_before_the_writer_does() -> None:
    class Pausing:
        async def run(self, work: Unit[Answer]) -> Answer:
            answer, hearing = work(no_connection), cast(Hearing, work)
            hearing.committed(answer)
            await asyncio.Event().wait()
            return answer

        async def close(self) -> None: ...

    no_connection: Any = None
    writer = Writer(Pausing(), Fence())
    async with asyncio.TaskGroup() as group:
        running = group.create_task(writer.run())
        assert await writer.write(lambda _: 7) == 7
        running.cancel()


async def test_whoever_waits_is_told_once_it_is_committed(migrated_url: str, nursery: Nursery) -> None:
    class Asking(Hearing):
        def __call__(self, connection: Connection) -> int:
            self.connection = connection
            return stranger(1)(connection)

        def committed(self, answer: int) -> None:
            told.append((answer, _is_open(self.connection), threading.current_thread()))

    told = list[tuple[int, bool, threading.Thread]]()
    async with open_database(migrated_url, nursery) as database:
        assert await database.write_beside(Asking()) == 1
    assert told == [(1, False, threading.current_thread())]


def _is_open(connection: Connection) -> bool:
    """Say whether its transaction is, by the driver where that can tell."""
    if connection.dialect.name == "sqlite":
        return raw_sqlite(connection).in_transaction
    return connection.in_transaction()


async def test_what_nobody_waits_for_any_more_holds_up_nobody(
    migrated_postgresql_url: str, nursery: Nursery
) -> None:
    loop, has_begun = asyncio.get_running_loop(), asyncio.Event()

    def endless(connection: Connection) -> None:
        stranger(1)(connection)
        loop.call_soon_threadsafe(has_begun.set)
        connection.exec_driver_sql("SELECT pg_sleep(3600)")

    async with open_database(migrated_postgresql_url, nursery) as database, asyncio.TaskGroup() as group:
        waiting = group.create_task(database.write_beside(endless))
        await has_begun.wait()
        waiting.cancel()
        async with asyncio.timeout(10):
            assert await database.write_beside(stranger(1)) == 1


async def _refused(writer: Writer) -> bool:
    with pytest.raises(StorageUnavailable):
        await writer.write(lambda _: None)
    return True


async def test_what_goes_past_the_queue_and_what_waits_in_it_share_the_connection(store: Store) -> None:
    database = store.database
    queued = (database.write(stranger(number)) for number in range(10))
    past = (database.write_beside(stranger(number)) for number in range(10, 20))
    assert sorted(await asyncio.gather(*queued, *past)) == list(range(20))
    assert await count(store, Stranger) == 20


async def test_reading_cannot_write_on_sqlite(migrated_sqlite_url: str, nursery: Nursery) -> None:
    async with open_database(migrated_sqlite_url, nursery) as database:
        with pytest.raises(StorageUnavailable, match="readonly"):
            async with database.read() as session:
                await session.execute(insert(Stranger), [{"user_id": 1, "first_seen_at": NOW}])


async def test_a_question_cannot_write_on_sqlite(migrated_sqlite_url: str, nursery: Nursery) -> None:
    row = {"user_id": 1, "first_seen_at": NOW}
    async with open_database(migrated_sqlite_url, nursery) as database:
        with pytest.raises(StorageUnavailable, match="readonly"):
            await database.ask(lambda session: session.execute(insert(Stranger), [row]))


async def test_a_question_sees_one_moment_and_holds_nobody_up(
    migrated_sqlite_url: str, nursery: Nursery
) -> None:
    looked, written = threading.Event(), threading.Event()

    def look_twice(session: Session) -> tuple[int, int]:
        before = len(session.scalars(select(Stranger.user_id)).all())
        looked.set()
        assert written.wait(60)
        return before, len(session.scalars(select(Stranger.user_id)).all())

    async with open_database(migrated_sqlite_url, nursery) as database, asyncio.TaskGroup() as group:
        asked = group.create_task(database.ask(look_twice))
        assert await asyncio.to_thread(looked.wait, 60)
        await database.write(stranger(5))
        written.set()
        assert await asked == (0, 0)
        assert await database.ask(lambda session: session.scalar(select(Stranger.user_id))) == 5


async def test_readers_do_not_hold_up_the_writer(store: Store) -> None:
    async with store.database.read() as session:
        before = len((await session.scalars(select(Stranger.user_id))).all())
        await store.database.write(stranger(5))
        still = len((await session.scalars(select(Stranger.user_id))).all())
    assert before == still == 0
    assert await count(store, Stranger) == 1


async def test_a_server_that_does_not_answer_is_storage_unavailable(nursery: Nursery, tmp_path: Path) -> None:
    url = f"postgresql://nobody@/none?host={tmp_path}"
    with pytest.raises(StorageUnavailable):
        await upgrade(url)
    async with open_database(url, nursery) as database:
        await _is_unavailable(database)


async def test_a_database_that_is_not_there_is_storage_unavailable(
    postgresql_url: str, nursery: Nursery
) -> None:
    async with open_database(
        parse_url(postgresql_url).set(database="missing").render_as_string(False), nursery
    ) as d:
        await _is_unavailable(d)


async def _is_unavailable(database: Database) -> None:
    with pytest.raises(StorageUnavailable):
        await database.write(stranger(1))
    with pytest.raises(StorageUnavailable):
        async with database.read() as session:
            await session.scalars(select(Stranger))
    with pytest.raises(StorageUnavailable):
        await database.ask(lambda session: session.scalars(select(Stranger)))


async def test_a_lost_connection_is_replaced(migrated_postgresql_url: str, nursery: Nursery) -> None:
    async with open_database(migrated_postgresql_url, nursery) as database:
        await database.write(stranger(1))
        with pytest.raises(StorageUnavailable):
            await database.write(_cut_own_connection)
        await database.write(stranger(2))


async def test_a_connection_that_was_cut_while_it_rested_is_noticed_before_use(
    migrated_postgresql_url: str, nursery: Nursery
) -> None:
    async with open_database(migrated_postgresql_url, nursery, PoolSettings(ping_after_s=0)) as database:
        process = await database.write(lambda connection: connection.exec_driver_sql(OWN_PROCESS).scalar())
        async with writable_connection(migrated_postgresql_url) as other:
            await other.exec_driver_sql(f"SELECT pg_terminate_backend({process})")
        await database.write(stranger(1))


OWN_PROCESS = "SELECT pg_backend_pid()"


def _cut_own_connection(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///data/bots.db", "sqlite+aiosqlite:///data/bots.db"),
        ("postgres://a:b@c/d", "postgresql+asyncpg://a:b@c/d"),
        ("postgresql://a:b@c:5433/d", "postgresql+asyncpg://a:b@c:5433/d"),
    ],
)
def test_addresses_get_their_driver(given: str, used: str) -> None:
    assert parse_url(given).render_as_string(hide_password=False) == used


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://a/b", "nonsense", "postgresql://a:b@c:port/d"]
)
def test_addresses_that_are_not_offered_are_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        parse_url(url)


def test_only_failures_of_the_database_are_translated() -> None:
    with pytest.raises(ZeroDivisionError), translate_db_errors():
        raise ZeroDivisionError
    with pytest.raises(StorageUnavailable), translate_db_errors():
        raise ConnectionRefusedError
