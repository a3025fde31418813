"""What goes every night, and what stays."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, event, insert, select, update
from sqlalchemy.engine import Engine

from db.chat_models import ConfirmationRow, HandledUpdate, OutboxRow
from db.housekeeping import Kept, tidy
from db.models import ActivityLog, Trade
from db.store import Store
from engine.confirmations import Ask
from engine.notices import DatabaseRestored
from engine.outbox import KeptFor, ToPerson
from tests.db.trading import NOW, OWNER, count, make_trader

DAY = timedelta(days=1)


async def test_updates_that_telegram_has_forgotten_are_forgotten(store: Store) -> None:
    for update_id, at in enumerate((NOW, NOW, NOW + 2 * DAY)):
        await store.handled_updates.first_time(update_id, at)
    await store.database.write(lambda _: None)  # nobody waits for the notes: they are stored before this
    assert await tidy(store.database, NOW + 8 * DAY) == 2
    assert await count(store, HandledUpdate) == 1


async def test_old_questions_are_tidied_away(store: Store) -> None:
    await store.confirmations.ask(OWNER, Ask.CLEAR_LOGS, "", NOW + timedelta(seconds=60))
    await store.confirmations.ask(OWNER, Ask.CLEAR_LOGS, "", NOW + 2 * DAY)
    assert await tidy(store.database, NOW + 2 * DAY) == 1
    assert await count(store, ConfirmationRow) == 1


async def test_notices_go_once_sent_unless_their_key_counts(store: Store) -> None:
    for key in (None, "for ever", None):
        await store.outbox.owe(ToPerson(OWNER), DatabaseRestored(at=NOW), key=key)
    await store.outbox.delivered([1, 2], 10, 20, NOW)
    assert await tidy(store.database, NOW + 31 * DAY) == 1
    assert await count(store, OutboxRow) == 2


async def owe(store: Store, many: int) -> Sequence[int]:
    """Owe that many notices to the owner, and return their ids."""
    one = {"audience": f"person:{OWNER}", "kind": "restored", "payload": "{}", "created_at": NOW}
    await store.database.write(lambda connection: connection.execute(insert(OutboxRow), [one] * many))
    async with store.database.read() as session:
        return (await session.scalars(select(OutboxRow.id).order_by(OutboxRow.id))).all()


async def left(store: Store) -> Sequence[int]:
    async with store.database.read() as session:
        return (await session.scalars(select(OutboxRow.id).order_by(OutboxRow.id))).all()


async def test_notices_that_were_given_up_go_like_sent_ones_and_what_is_owed_stays(store: Store) -> None:
    sent, given_up, owed, later = await owe(store, 4)
    await store.outbox.delivered([sent], 10, 20, NOW)
    await store.outbox.undeliverable([given_up], "no alert chat", NOW)
    await store.outbox.undeliverable([later], "no alert chat", NOW + 2 * DAY)
    assert await tidy(store.database, NOW + 30 * DAY) == 0
    assert await tidy(store.database, NOW + 31 * DAY) == 2
    assert await left(store) == [owed, later]


async def test_what_was_muted_can_be_read_for_a_month_from_then_on(store: Store) -> None:
    at_once, long_after, digest = await owe(store, 3)
    await store.outbox.keep([at_once], KeptFor.HISTORY, NOW)
    await store.outbox.keep([long_after], KeptFor.HISTORY, NOW + 40 * DAY)
    await store.outbox.keep([digest], KeptFor.DIGEST, NOW)
    assert await tidy(store.database, NOW + 60 * DAY) == 1
    assert await left(store) == [long_after, digest]
    assert await tidy(store.database, NOW + 71 * DAY) == 1
    assert await left(store) == [digest]


async def test_what_an_earlier_version_has_muted_goes_by_its_age(store: Store) -> None:
    (muted,) = await owe(store, 1)
    await store.outbox.keep([muted], KeptFor.HISTORY, NOW)
    await store.database.execute(update(OutboxRow).values(kept_at=None))
    assert await tidy(store.database, NOW + 31 * DAY) == 1


async def test_log_lines_stay_a_month_and_those_of_who_did_what_a_year(store: Store) -> None:
    line = {"owner_id": OWNER, "level": "INFO", "message": "x", "timestamp": NOW}
    rows = [line | {"audit": audit, "timestamp": NOW + late * DAY} for audit in (0, 1) for late in (0, 2)]
    await store.database.write(lambda connection: connection.execute(insert(ActivityLog), rows))
    assert await tidy(store.database, NOW + 30 * DAY) == 0
    assert await tidy(store.database, NOW + 31 * DAY) == 1
    assert await tidy(store.database, NOW + 100 * DAY, kept=Kept(logs=99 * DAY)) == 0
    assert await tidy(store.database, NOW + 100 * DAY) == 1
    assert await tidy(store.database, NOW + 366 * DAY) == 1
    assert await count(store, ActivityLog) == 1


async def test_trades_are_never_deleted(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    await trader.fill()
    await tidy(store.database, NOW + 4000 * DAY)
    assert await count(store, Trade) == 1


@contextmanager
def deleted() -> Iterator[list[int]]:
    """How many rows each deletion takes meanwhile."""
    taken: list[int] = []

    def note(_: object, cursor: CursorResult[Any], statement: str, *__: object) -> None:
        if statement.startswith("DELETE FROM outbox"):
            taken.append(cursor.rowcount)

    event.listen(Engine, "after_cursor_execute", note)
    yield taken
    event.remove(Engine, "after_cursor_execute", note)


async def test_many_rows_go_some_at_a_time(store: Store) -> None:
    ids = await owe(store, 35)
    await store.outbox.undeliverable([one for one in ids if one % 7], "no alert chat", NOW)
    with deleted() as taken:
        assert await tidy(store.database, NOW + 31 * DAY, chunk=10) == 30
    assert taken == [10, 10, 10]
    assert await left(store) == [one for one in ids if one % 7 == 0]


async def test_what_is_taken_up_again_between_looking_and_deleting_stays(store: Store) -> None:
    """The rows are found by a read: what they are may have changed when it is their turn."""
    (muted,) = await owe(store, 1)
    await store.outbox.keep([muted], KeptFor.HISTORY, NOW)

    def take_up(connection: Connection, _: object, statement: str, *__: object) -> None:
        if statement.startswith("DELETE FROM outbox"):
            connection.exec_driver_sql("UPDATE outbox SET kept_for = NULL")

    event.listen(Engine, "before_cursor_execute", take_up)
    try:
        assert await tidy(store.database, NOW + 31 * DAY) == 0
    finally:
        event.remove(Engine, "before_cursor_execute", take_up)
    assert await left(store) == [muted]
