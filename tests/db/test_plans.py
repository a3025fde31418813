"""What the chat asks is answered from indexes: no question walks through a table that grows for ever."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from db.store import Store, open_store
from engine.reads.logs import LogLevel, LogQuery
from engine.reads.views import BotFilter
from engine.tasks import Nursery
from tests.db.trading import DAY, NOW, OWNER, make_trader
from tests.support.words import line_text

GROWING = ("activity_logs", "trades", "day_results", "orders", "booked_fills", "outbox")


@pytest.fixture
def asked() -> Iterator[list[tuple[str, Any]]]:
    """What any database is asked meanwhile."""
    questions: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, values: object, *___: object) -> None:
        if statement.startswith("SELECT"):
            questions.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    yield questions
    event.remove(Engine, "before_cursor_execute", note)


async def ask_everything(store: Store, nursery: Nursery) -> None:
    trader, gone = await make_trader(store), await make_trader(store)
    await trader.start()
    await trader.cycles(1)
    await store.bot_book.delete(gone.bot_id, NOW, by=OWNER)
    reads, journal = store.reads, store.journal
    await reads.stats(OWNER, DAY)
    await reads.bot(OWNER, trader.bot_id)
    await reads.bots(OWNER)
    await reads.bot_page(OWNER, BotFilter.ACTIVE, 0, 6)
    for level in (None, LogLevel.INFO):
        for bot_id in (None, trader.bot_id):
            query = LogQuery(owner_id=OWNER, level=level, bot_id=bot_id, page_size=1)
            page = await journal.logs(query)
            at = page.entries[0].id
            await journal.logs(replace(query, before=at))
            await journal.logs(replace(query, after=at - 1))
            await journal.clearable(query)
            assert [entry async for entry in journal.all_logs(query)]


async def test_no_question_of_the_chat_reads_a_growing_table_whole(
    migrated_sqlite_url: str, nursery: Nursery, asked: list[tuple[str, Any]]
) -> None:
    async with open_store(migrated_sqlite_url, nursery, line_text) as store:
        await ask_everything(store, nursery)
        questions = list(asked)
        async with store.database.read() as session:
            connection = await session.connection()
            for statement, values in questions:
                plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)).all()
                steps = [row.detail for row in plan]
                walks = [step for step in steps if step.startswith("SCAN") and step.split()[1] in GROWING]
                assert not walks, (statement, steps)
                days = [step for step in steps if "day_results" in step]
                assert all("owner_id=? AND mode=? AND quote=?" in step for step in days), (statement, steps)
    assert len(questions) > 30
