"""On PostgreSQL the steps of many bots are one statement, refused as a whole and then taken apart."""

import asyncio
import re
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.pool import Pool

from db.chat_models import OutboxRow, Stranger
from db.lease import DatabaseLease
from db.migrate import writable_connection
from db.models import Trade
from db.one_statement import statement_of
from db.store import Store
from engine.errors import FillAlreadyBooked, LeaseLost, StorageUnavailable
from tests.db.test_writer import stranger
from tests.db.trading import Trader, count, make_trader
from tests.support.words import line_text

CUT = text("SELECT pg_terminate_backend(:process)")
INTO = re.compile(r"INSERT INTO (\w+)")
PROCESS = text("SELECT pg_backend_pid()")
WAITS = text("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = :process")


@pytest.fixture
def migrated_url(migrated_postgresql_url: str) -> str:
    return migrated_postgresql_url


class Queries:
    """What the writing connection asks its server."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked = list[str]()

    def note(self, record: Any) -> None:  # noqa: ANN401 - asyncpg's
        self._asked.append(record.query)

    async def since_last(self) -> list[str]:
        await self._store.database.write_beside(lambda _: None)  # they are noted a turn of its loop later
        asked, self._asked = self._asked, []
        return asked


@pytest.fixture
async def queries(store: Store) -> AsyncIterator[Queries]:
    queries = Queries(store)
    raw: Any = await store.database.write_beside(lambda connection: connection.connection.driver_connection)
    with raw.query_logger(queries.note):
        yield queries


async def started(store: Store, number: int, **changed: Any) -> list[Trader]:  # noqa: ANN401 - fields of NewBot
    traders = [await make_trader(store, **changed) for _ in range(number)]
    for trader in traders:
        await trader.start()
    return traders


async def test_a_fill_is_one_trip(store: Store, queries: Queries) -> None:
    (trader,) = await started(store, 1)
    await queries.since_last()
    await trader.fill()
    assert len(await queries.since_last()) == 1


async def test_a_fill_takes_no_connection_out_of_its_pool(store: Store) -> None:
    (trader,) = await started(store, 1)
    taken = list[object]()

    def note(connection: object, *_: object) -> None:
        taken.append(connection)

    event.listen(Pool, "checkout", note)
    await trader.fill()
    event.remove(Pool, "checkout", note)
    assert not taken


async def test_fills_that_wait_together_are_one_trip(store: Store, queries: Queries) -> None:
    traders = [*await started(store, 5), *await started(store, 5, alerts=True)]
    await queries.since_last()
    await asyncio.gather(*(trader.fill() for trader in traders))
    assert len(await queries.since_last()) == 1
    assert await count(store, Trade) == 10
    assert await count(store, OutboxRow) == 15


async def test_the_server_begins_nothing_that_has_no_rows(store: Store, queries: Queries) -> None:
    (trader,) = await started(store, 1)
    await queries.since_last()
    await trader.accept()
    await trader.fill()
    accepted, filled = await queries.since_last()
    assert set(INTO.findall(accepted)) == {"orders"}
    assert {"booked_fills", "trades", "outbox"} < set(INTO.findall(filled))
    assert "fundings" not in INTO.findall(filled)


async def test_what_others_write_meanwhile_does_not_lengthen_it(store: Store, queries: Queries) -> None:
    (trader,) = await started(store, 1)
    await queries.since_last()
    await asyncio.gather(store.database.write(stranger(1)), trader.fill(), store.database.write(stranger(2)))
    assert len([query for query in await queries.since_last() if query.startswith("WITH owner")]) == 1
    assert await count(store, Stranger) == 2


async def test_one_that_is_refused_hides_nothing_and_undoes_nothing(store: Store) -> None:
    first, *others = await started(store, 4)
    await first.fill("taken")
    answers = await asyncio.gather(
        *(trader.fill(name) for trader, name in zip(others, ("a", "taken", "b"), strict=True)),
        return_exceptions=True,
    )
    assert [isinstance(answer, FillAlreadyBooked) for answer in answers] == [False, True, False]
    for trader in (others[0], others[2]):
        stored = await store.ledger.load(trader.bot_id)
        assert stored is not None
        assert stored.state == trader.state
    assert await count(store, Trade) == 3


async def test_a_name_that_is_too_long_is_refused_and_not_cut(store: Store) -> None:
    (trader,) = await started(store, 1)
    with pytest.raises(StorageUnavailable, match="too long"):
        await trader.fill("x" * 101)
    assert await count(store, Trade) == 0
    await trader.fill("x" * 100)


@pytest.mark.parametrize("change", ["holder = 'two'", "fencing = fencing + 1"])
async def test_nothing_of_it_passes_when_the_database_has_another_owner(
    migrated_url: str, store: Store, change: str
) -> None:
    await DatabaseLease(store.database, "one", line_text).take(3600)
    traders = await started(store, 2)
    async with writable_connection(migrated_url) as other:
        await other.execute(text(f"UPDATE lease SET {change}"))  # noqa: S608 - one of the two above
    for trader in traders:
        with pytest.raises(LeaseLost):
            await trader.fill()
    answers = await asyncio.gather(*(trader.fill() for trader in traders), return_exceptions=True)
    assert [type(answer) for answer in answers] == [LeaseLost, LeaseLost]
    assert await count(store, Trade) == 0


@pytest.mark.parametrize("who", ["the server", "the line"])
async def test_a_step_whose_answer_was_lost_with_the_connection_is_stored_once(
    migrated_url: str, store: Store, who: str
) -> None:
    """Who loses it leaves open whether it is stored: the caller is told so, and nothing is tried again."""
    await DatabaseLease(store.database, "one", line_text).take(3600)
    (trader,) = await started(store, 1)
    process, raw = await store.database.write_beside(_process_and_line)
    async with writable_connection(migrated_url) as other, asyncio.TaskGroup() as group:
        await other.execute(text("SELECT * FROM lease FOR UPDATE"))  # the fence waits
        group.create_task(_fails(trader.fill("once")))
        while not await other.scalar(WAITS, {"process": process}):  # noqa: ASYNC110 - the server has no event
            await asyncio.sleep(0)
        if who == "the server":
            await other.scalar(CUT, {"process": process})
        else:
            raw._loop.call_soon_threadsafe(raw.terminate)  # noqa: SLF001 - the loop that it belongs to
    await trader.fill("once")
    assert await count(store, Trade) == 1


def _process_and_line(connection: Connection) -> tuple[int, Any]:
    return connection.scalar(PROCESS) or 0, connection.connection.driver_connection


async def _fails(filling: Coroutine[Any, Any, object]) -> None:
    with pytest.raises(StorageUnavailable):
        await filling


async def test_its_rows_are_found_by_their_keys_however_small_the_tables_are(store: Store) -> None:
    """The plan of a server's first minute stays, and each step leaves a dead row behind."""
    await (await started(store, 1))[0].fill()
    statement = statement_of()

    def planned(connection: Connection) -> str:
        nothing = ", ".join(["NULL"] * max(map(int, re.findall(r"\$(\d+)", statement))))
        connection.exec_driver_sql(f"PREPARE steps AS {statement}")
        return "\n".join(connection.scalars(text(f"EXPLAIN EXECUTE steps({nothing})")))

    plan = await store.database.write_beside(planned)
    assert "Index Scan using pk_bots" in plan
    assert "Index Scan using pk_bot_states" in plan
    assert "Seq Scan" not in plan
