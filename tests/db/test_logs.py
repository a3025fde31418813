"""Log lines: pages, levels, clearing, and what belongs to whom."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from db.models import ActivityLog
from db.statements import table
from db.store import Store
from engine.notices import DatabaseRestored
from engine.reads.journal import JournalLine, Note, OwnerAct, OwnerActed
from engine.reads.logs import MOST_COUNTED, LogLevel, LogPage, LogQuery
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


def numbers(page: LogPage) -> list[int]:
    return [int(entry.message.removeprefix("line ")) for entry in page.entries]


async def test_pages_are_newest_first_with_counts_per_level(store: Store) -> None:
    await add_lines(store, 25)
    first = await store.journal.logs(LogQuery(owner_id=OWNER))
    assert numbers(first) == list(range(24, 14, -1))
    assert (first.newer, first.older) == (0, True)
    assert first.counts[LogLevel.INFO] == 22
    assert first.counts[LogLevel.WARNING] == 3
    assert first.counts[LogLevel.ERROR] == 0
    second = await store.journal.logs(LogQuery(owner_id=OWNER, before=first.entries[-1].id))
    assert numbers(second) == list(range(14, 4, -1))
    assert (second.newer, second.older) == (10, True)
    last = await store.journal.logs(LogQuery(owner_id=OWNER, before=second.entries[-1].id))
    assert numbers(last) == list(range(4, -1, -1))
    assert (last.newer, last.older, last.counts) == (20, False, first.counts)
    assert await store.journal.logs(LogQuery(owner_id=OWNER, after=last.entries[0].id)) == second
    assert await store.journal.logs(LogQuery(owner_id=OWNER, after=second.entries[0].id)) == first


async def test_a_page_stays_where_it_is_while_lines_come(store: Store) -> None:
    await add_lines(store, 25)
    first = await store.journal.logs(LogQuery(owner_id=OWNER))
    await add_lines(store, 7)
    second = await store.journal.logs(LogQuery(owner_id=OWNER, before=first.entries[-1].id))
    assert numbers(second) == list(range(14, 4, -1))
    assert second.newer == 17


async def test_a_page_that_is_just_full_knows_whether_there_are_older_lines(store: Store) -> None:
    await add_lines(store, 20)
    first = await store.journal.logs(LogQuery(owner_id=OWNER))
    last = await store.journal.logs(LogQuery(owner_id=OWNER, before=first.entries[-1].id))
    assert (first.older, last.older, len(last.entries)) == (True, False, 10)
    assert await store.journal.logs(LogQuery(owner_id=OWNER, after=0)) == last


async def test_where_nothing_is_older_or_too_little_is_newer_there_are_the_newest_lines(store: Store) -> None:
    await add_lines(store, 12)
    newest = await store.journal.logs(LogQuery(owner_id=OWNER))
    assert numbers(newest) == list(range(11, 1, -1))
    oldest = newest.entries[-1].id - 2
    assert await store.journal.logs(LogQuery(owner_id=OWNER, before=oldest)) == newest
    assert await store.journal.logs(LogQuery(owner_id=OWNER, after=newest.entries[3].id)) == newest
    empty = LogPage(entries=(), counts=dict.fromkeys(LogLevel, 0))
    assert await store.journal.logs(LogQuery(owner_id=STRANGER, before=oldest)) == empty
    assert await store.journal.logs(LogQuery(owner_id=STRANGER, after=oldest)) == empty


async def test_a_level_filters_lines_and_leaves_the_counts(store: Store) -> None:
    await add_lines(store, 25)
    query = LogQuery(owner_id=OWNER, level=LogLevel.WARNING, page_size=2)
    page = await store.journal.logs(query)
    assert numbers(page) == [20, 10]
    assert page.counts[LogLevel.INFO] == 22
    older = await store.journal.logs(replace(query, before=page.entries[-1].id))
    assert (numbers(older), older.newer, older.older) == ([0], 2, False)


async def test_more_lines_than_anybody_pages_through_are_not_counted_on(store: Store) -> None:
    await add_lines(store, 1200)
    page = await store.journal.logs(LogQuery(owner_id=OWNER))
    assert page.counts[LogLevel.INFO] == MOST_COUNTED + 1
    assert page.counts[LogLevel.WARNING] == 120
    far = await store.journal.logs(LogQuery(owner_id=OWNER, before=page.entries[0].id - 1150))
    assert far.newer > MOST_COUNTED
    assert await store.journal.clearable(LogQuery(owner_id=OWNER)) == MOST_COUNTED + 1


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


async def test_nobody_reads_the_lines_of_another_persons_bot(store: Store) -> None:
    trader = await make_trader(store)
    await add_lines(store, 3, trader)
    page = await store.journal.logs(LogQuery(owner_id=STRANGER, bot_id=trader.bot_id))
    assert (page.entries, set(page.counts.values())) == ((), {0})
    assert await store.journal.clear(LogQuery(owner_id=STRANGER, bot_id=trader.bot_id)) == 0


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
    warnings = LogQuery(owner_id=OWNER, level=LogLevel.WARNING, before=3, page_size=1)
    assert len([entry async for entry in store.journal.all_logs(warnings)]) == 124


async def test_clearing_spares_audit_lines_and_other_levels(store: Store) -> None:
    await add_lines(store, 30)
    await store.journal.note(OWNER, DatabaseRestored(at=NOW), NOW)
    query = LogQuery(owner_id=OWNER, level=LogLevel.WARNING, page_size=1)
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
