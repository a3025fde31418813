"""Log lines: pages, levels, clearing, and what belongs to whom."""

import time

import pytest
from sqlalchemy import Connection

from db.models import ActivityLog
from db.statements import table
from db.store import Store
from engine.outbox import DatabaseRestored
from engine.reads.journal import JournalLine, Note, OwnerAct, OwnerActed
from engine.reads.logs import LogLevel, LogQuery
from tests.db.trading import NOW, OWNER, Trader, count, make_trader
from tests.views.log_lines import LINES

STRANGER = 77


async def add_lines(
    store: Store, number: int, trader: Trader | None = None, extra_data: dict[str, object] | None = None
) -> None:
    rows = [
        {
            "owner_id": OWNER,
            "bot_id": trader.bot_id if trader else None,
            "level": LogLevel.WARNING if index % 10 == 0 else LogLevel.INFO,
            "message": f"line {index}",
            "timestamp": NOW,
            "audit": False,
            "extra_data": extra_data,
        }
        for index in range(number)
    ]

    def unit(connection: Connection) -> None:
        connection.execute(table(ActivityLog).insert(), rows)

    await store.database.write(unit)


async def test_pages_are_newest_first_with_counts_per_level(store: Store) -> None:
    await add_lines(store, 25)
    page = await store.journal.logs(LogQuery(owner_id=OWNER, page=1, page_size=10))
    assert [entry.message for entry in page.entries] == [f"line {index}" for index in range(14, 4, -1)]
    assert (page.page, page.pages) == (1, 3)
    assert page.counts[LogLevel.INFO] == 22
    assert page.counts[LogLevel.WARNING] == 3
    assert page.counts[LogLevel.ERROR] == 0
    last = await store.journal.logs(LogQuery(owner_id=OWNER, page=99, page_size=10))
    assert (last.page, len(last.entries)) == (2, 5)


async def test_a_level_filters_lines_and_leaves_the_counts(store: Store) -> None:
    await add_lines(store, 25)
    page = await store.journal.logs(LogQuery(owner_id=OWNER, level=LogLevel.WARNING, page_size=2))
    assert [entry.message for entry in page.entries] == ["line 20", "line 10"]
    assert page.pages == 2
    assert page.counts[LogLevel.INFO] == 22


async def test_lines_of_one_bot_carry_its_label_while_it_lives(store: Store) -> None:
    trader, other = await make_trader(store), await make_trader(store)
    await store.journal.note(OWNER, OwnerActed(act=OwnerAct.START), NOW, bot_id=trader.bot_id)
    await store.journal.note(OWNER, Note(text="nobody's"), NOW)
    mine = await store.journal.logs(LogQuery(owner_id=OWNER, bot_id=trader.bot_id))
    assert mine.entries[0].message == "Started by its owner."
    assert {entry.bot_label for entry in mine.entries} == {"#1 BTC/USDT", "#1"}
    assert mine.counts[LogLevel.TELEGRAM] == 1
    everything = await store.journal.logs(LogQuery(owner_id=OWNER))
    assert [entry.bot_label for entry in everything.entries] == [
        None,
        "#1",
        "#2 BTC/USDT",
        "#1 BTC/USDT",
    ]
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    everything = await store.journal.logs(LogQuery(owner_id=OWNER))
    labels = [entry.bot_label for entry in everything.entries]
    assert labels == [None, None, None, "#2 BTC/USDT", "#1 BTC/USDT"], "a line that names its bot keeps it"
    assert other.state.naming.serial == 2


async def test_nobody_reads_or_clears_another_persons_lines(store: Store) -> None:
    await add_lines(store, 3)
    query = LogQuery(owner_id=STRANGER)
    assert (await store.journal.logs(query)).entries == ()
    assert [entry async for entry in store.journal.all_logs(query)] == []
    assert await store.journal.clear(query) == 0
    assert await count(store, ActivityLog) == 3


async def test_a_sentence_is_cut_to_500_characters(store: Store) -> None:
    await store.journal.note(OWNER, Note(text="\0" + "ä" * 600), NOW)
    (entry,) = (await store.journal.logs(LogQuery(owner_id=OWNER))).entries
    assert entry.message == "ä" * 499 + "…"
    assert entry.at == NOW


@pytest.mark.parametrize(("line", "sentence"), LINES, ids=[sentence for _, sentence in LINES])
async def test_a_line_comes_back_as_it_was_with_its_sentence_beside_it(
    store: Store, line: JournalLine, sentence: str
) -> None:
    await store.journal.note(OWNER, line, NOW)
    (entry,) = (await store.journal.logs(LogQuery(owner_id=OWNER))).entries
    assert entry.line == line
    assert entry.message == sentence


@pytest.mark.parametrize(
    "extra_data",
    [
        None,
        {"client_order_id": "s1"},
        {"bot_id": "1", "by": OWNER},
        {"v": 1, "code": "of a later version", "parameters": {}},
        {"v": 1, "code": "note", "parameters": {}},
        {"v": 999, "code": "note", "parameters": {"text": "x"}},
    ],
)
async def test_what_cannot_be_read_any_more_stays_the_sentence_it_was(
    store: Store, extra_data: dict[str, object] | None
) -> None:
    await add_lines(store, 1, extra_data=extra_data)
    (entry,) = (await store.journal.logs(LogQuery(owner_id=OWNER))).entries
    assert (entry.line, entry.message) == (None, "line 0")


async def test_all_lines_come_once_however_many(store: Store) -> None:
    await add_lines(store, 1234)
    seen = [entry.message async for entry in store.journal.all_logs(LogQuery(owner_id=OWNER))]
    assert seen == [f"line {index}" for index in range(1233, -1, -1)]
    warnings = LogQuery(owner_id=OWNER, level=LogLevel.WARNING, page=7, page_size=1)
    assert len([entry async for entry in store.journal.all_logs(warnings)]) == 124


async def test_clearing_spares_audit_lines_and_other_levels(store: Store) -> None:
    await add_lines(store, 30)
    await store.journal.note(OWNER, DatabaseRestored(at=NOW), NOW)
    query = LogQuery(owner_id=OWNER, level=LogLevel.WARNING, page=3, page_size=1)
    assert await store.journal.clearable(query) == 3
    assert await store.journal.clear(query) == 3
    assert await store.journal.clearable(query) == 0
    assert await store.journal.clear(LogQuery(owner_id=OWNER)) == 27
    (left,) = (await store.journal.logs(LogQuery(owner_id=OWNER))).entries
    assert left.line == DatabaseRestored(at=NOW)


async def test_clearing_many_lines_goes_in_pieces(store: Store) -> None:
    await add_lines(store, 2_300)
    assert await store.journal.clear(LogQuery(owner_id=OWNER)) == 2_300
    assert await count(store, ActivityLog) == 0


async def test_20_000_lines_are_paged_quickly(store: Store) -> None:
    trader = await make_trader(store)
    await add_lines(store, 20_000, trader)
    began = time.perf_counter()
    for page in (0, 1000, 2000):
        found = await store.journal.logs(LogQuery(owner_id=OWNER, page=page))
        assert found.entries
    await store.journal.logs(LogQuery(owner_id=OWNER, bot_id=trader.bot_id, level=LogLevel.WARNING, page=150))
    assert time.perf_counter() - began < 1
