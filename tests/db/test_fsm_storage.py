"""Conversations in the database: aiogram's storage, and aiogram-dialog's way of using it."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey

from db.chat_models import Dialog
from db.fsm_storage import DatabaseStorage
from db.store import Store
from tests.db.trading import count
from tests.support.clock import ManualClock

KEY = StorageKey(bot_id=1, chat_id=-100, user_id=7)


class Form(StatesGroup):
    price = State()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def storage(store: Store, clock: ManualClock) -> DatabaseStorage:
    return DatabaseStorage(store.database, clock)


async def test_state_and_data_are_kept_apart(storage: DatabaseStorage) -> None:
    assert await storage.get_state(KEY) is None
    assert await storage.get_data(KEY) == {}
    await storage.set_state(KEY, Form.price)
    await storage.set_data(KEY, {"price": "60000.10", "steps": [1, None, {"ü": True}]})
    assert await storage.get_state(KEY) == "Form:price"
    assert await storage.get_data(KEY) == {"price": "60000.10", "steps": [1, None, {"ü": True}]}
    await storage.set_state(KEY, None)
    assert await storage.get_state(KEY) is None
    assert await storage.get_data(KEY) == {"price": "60000.10", "steps": [1, None, {"ü": True}]}


async def test_another_instance_reads_what_one_kept(
    storage: DatabaseStorage, store: Store, clock: ManualClock
) -> None:
    await storage.set_data(KEY, {"half": "filled"})
    assert await DatabaseStorage(store.database, clock).get_data(KEY) == {"half": "filled"}


async def test_what_is_ended_leaves_no_row(storage: DatabaseStorage, store: Store) -> None:
    await storage.set_state(KEY, "x")
    await storage.set_data(KEY, {"a": 1})
    await storage.set_state(KEY, None)
    await storage.set_data(KEY, {})
    assert await count(store, Dialog) == 0


@pytest.mark.parametrize(
    "other",
    [
        {"bot_id": 2},
        {"chat_id": -101},
        {"user_id": 8},
        {"thread_id": 3},
        {"business_connection_id": "b"},
        {"destiny": "aiogd:stack:"},
    ],
)
async def test_conversations_do_not_mix(storage: DatabaseStorage, other: dict[str, str | int]) -> None:
    fields = {"bot_id": 1, "chat_id": -100, "user_id": 7} | other
    await storage.set_data(KEY, {"mine": 1})
    assert await storage.get_data(StorageKey(**fields)) == {}  # type: ignore[arg-type] # by name


async def test_update_data_adds(storage: DatabaseStorage) -> None:
    await storage.set_data(KEY, {"a": 1})
    assert await storage.update_data(KEY, {"b": 2}) == {"a": 1, "b": 2}
    assert await storage.get_value(KEY, "b") == 2


async def test_data_that_json_does_not_know_are_refused(storage: DatabaseStorage) -> None:
    await storage.set_data(KEY, {"a": 1})
    with pytest.raises(TypeError):
        await storage.set_data(KEY, {"price": Decimal(1)})
    assert await storage.get_data(KEY) == {"a": 1}


async def test_untouched_conversations_expire_when_wanted(store: Store, clock: ManualClock) -> None:
    storage = DatabaseStorage(store.database, clock, expires_after=timedelta(hours=1))
    await storage.set_data(KEY, {"a": 1})
    await clock.advance(3599)
    assert await storage.get_data(KEY) == {"a": 1}
    await clock.advance(2)
    assert await storage.get_data(KEY) == {}
    await storage.set_state(StorageKey(bot_id=1, chat_id=2, user_id=3), "x")
    assert await count(store, Dialog) == 1


async def test_an_expired_conversation_does_not_come_back_in_part(store: Store, clock: ManualClock) -> None:
    storage = DatabaseStorage(store.database, clock, expires_after=timedelta(hours=1))
    await storage.set_data(KEY, {"a": 1})
    await clock.advance(3601)
    await storage.set_state(KEY, "x")
    assert await storage.get_data(KEY) == {}


async def test_what_is_remembered_is_what_is_stored_however_changes_mix(
    storage: DatabaseStorage, store: Store, clock: ManualClock
) -> None:
    async def change(number: int) -> None:
        await storage.set_state(KEY, f"state {number}" if number % 3 else None)
        assert (await storage.get_data(KEY)).keys() <= {"number"}
        await storage.set_data(KEY, {"number": number} if number % 4 else {})

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(change(number))
    stored = DatabaseStorage(store.database, clock)
    assert await storage.get_state(KEY) == await stored.get_state(KEY)
    assert await storage.get_data(KEY) == await stored.get_data(KEY)


async def test_no_more_is_remembered_than_the_newest(
    storage: DatabaseStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.fsm_storage.REMEMBERED", 3)
    keys = [StorageKey(bot_id=1, chat_id=chat_id, user_id=7) for chat_id in range(10)]
    for key in keys:
        await storage.set_data(key, {"chat": key.chat_id})
    assert [(await storage.get_data(key))["chat"] for key in keys] == list(range(10))


async def test_what_stands_already_is_not_written_again(
    storage: DatabaseStorage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each tap hands back all that it found: most of them must not wait for the disk."""
    await storage.set_data(KEY, {"a": 1})
    nothing = StorageKey(bot_id=1, chat_id=2, user_id=3)
    assert await storage.get_data(nothing) == {}

    async def no_write(_: object) -> None:
        pytest.fail("it was written")

    monkeypatch.setattr(store.database, "write", no_write)
    await storage.set_data(KEY, {"a": 1})
    await storage.set_data(nothing, {})


async def test_what_stands_long_is_touched(store: Store, clock: ManualClock) -> None:
    storage = DatabaseStorage(store.database, clock, expires_after=timedelta(hours=1))
    await storage.set_data(KEY, {"a": 1})
    for _ in range(3):
        await clock.advance(2000)
        await storage.set_data(KEY, {"a": 1})
    assert await DatabaseStorage(store.database, clock).get_data(KEY) == {"a": 1}
    assert await storage.get_data(KEY) == {"a": 1}


async def test_what_stood_before_a_change_on_its_way_is_a_change(storage: DatabaseStorage) -> None:
    await storage.set_data(KEY, {"a": 1})
    async with asyncio.TaskGroup() as group:
        group.create_task(storage.set_data(KEY, {"a": 2}))
        group.create_task(storage.set_data(KEY, {"a": 1}))
    assert await storage.get_data(KEY) == {"a": 1}
