"""What the chat asks is answered from indexes: no question walks through a table that grows for ever."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.engine import Engine

from db.chat_models import OutboxRow
from db.codec import NOTICE
from db.outbox import NOTICES
from db.store import Store, open_store
from engine.core.types import Mode
from engine.notice_history import HistoryQuery
from engine.notices import DatabaseRestored
from engine.outbox import ToAlerts, ToPerson
from engine.reads.logs import LogLevel, LogQuery
from engine.reads.views import BotFilter
from engine.tasks import Nursery
from tests.db.trading import DAY, NOW, OWNER, make_trader
from tests.support.words import line_text

NEWEST = NOTICES.order_by(OutboxRow.id.desc()).limit(9)
GROWING = ("activity_logs", "trades", "day_results", "booked_results", "orders", "booked_fills", "outbox")


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
    await reads.figures_between(OWNER, DAY - timedelta(days=9, hours=1), DAY + timedelta(hours=1))
    await reads.figures_between(OWNER, NOW, None)
    await reads.newest_result_at(OWNER, Mode.PAPER)
    await reads.bot(OWNER, trader.bot_id)
    await reads.bots(OWNER)
    await store.outbox.told_in(ToPerson(OWNER), OWNER, 7)
    mine = HistoryQuery(audiences=(ToPerson(OWNER), ToAlerts()), page_size=1)
    for more in ({}, {"bot_id": trader.bot_id}, {"since": NOW, "until": NOW + timedelta(days=1)}):
        newest = (await store.notice_history.page(replace(mine, **more))).notices[0].id
        await store.notice_history.page(replace(mine, **more, before=newest))
        await store.notice_history.page(replace(mine, **more, after=newest - 1))
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
                days = [step for step in steps if "day_results" in step or "booked_results" in step]
                assert all("owner_id=? AND mode=? AND quote=?" in step for step in days), (statement, steps)
    assert len(questions) > 30


async def test_postgresql_finds_notices_by_index(
    migrated_postgresql_url: str, nursery: Nursery, asked: list[tuple[str, Any]]
) -> None:
    """Of an audience the newest, of a message its own: with rows enough that a walk would be dear."""
    async with open_store(migrated_postgresql_url, nursery, line_text) as store:
        restored = NOTICE.dump(DatabaseRestored(at=NOW))
        row = {"kind": "restored", "payload": restored, "created_at": NOW, "chat_id": OWNER}
        rows = [{**row, "audience": f"person:{at // 5}", "message_id": at} for at in range(5000)]
        await store.database.write(lambda connection: connection.execute(insert(OutboxRow), rows))
        await store.database.write(lambda connection: connection.execute(text("ANALYZE outbox")))
        asked.clear()
        await store.outbox.told_in(ToPerson(7), OWNER, 37)
        told = list(asked)
        await store.database.ask(lambda s: s.execute(NEWEST, {"audience": "person:7"}).all())
        newest = asked[len(told) :]
        assert told
        assert newest
        async with store.database.read() as session:
            for questions, index in ((told, "ix_outbox_message"), (newest, "ix_outbox_audience_id")):
                for statement, values in questions:
                    connection = await session.connection()
                    plan = (await connection.exec_driver_sql(f"EXPLAIN {statement}", values)).scalars().all()
                    assert index in "\n".join(plan), (statement, plan)
