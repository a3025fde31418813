"""What goes every night, and what stays."""

from datetime import timedelta

from db.chat_models import ConfirmationRow, HandledUpdate, OutboxRow
from db.housekeeping import tidy
from db.store import Store
from engine.confirmations import Ask
from engine.outbox import DatabaseRestored, ToPerson
from tests.db.trading import NOW, OWNER, count

DAY = timedelta(days=1)


async def test_updates_that_telegram_has_forgotten_are_forgotten(store: Store) -> None:
    for update_id, at in enumerate((NOW, NOW, NOW + 2 * DAY)):
        await store.handled_updates.first_time(update_id, at)
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
