"""Where conversations stand, for aiogram: they survive a restart, and so do the buttons of a form.

Each update asks for some, so those that were asked for last are remembered.
"""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from sqlalchemy import Connection, Row, bindparam, delete, select

from db.chat_models import Dialog
from db.session import Database
from db.statements import upsert
from engine.clock import Clock

NO_DATA = "{}"
REMEMBERED = 500
TOUCHED_EVERY = timedelta(minutes=1)
"""So exactly it is known when a conversation was touched last."""
_KEYS = DefaultKeyBuilder(with_bot_id=True, with_business_connection_id=True, with_destiny=True)


class _Stand(NamedTuple):
    """Where a conversation stands, and since when."""

    state: str | None
    data: str
    at: datetime


_NOTHING = _Stand(None, NO_DATA, datetime.max.replace(tzinfo=UTC))
_WANTED = select(Dialog.state, Dialog.data, Dialog.updated_at).where(Dialog.key == bindparam("the_key"))


def _stand(row: Row[str | None, str, datetime] | None) -> _Stand:
    return _NOTHING if row is None else _Stand(*row)


class DatabaseStorage(BaseStorage):
    """aiogram's storage on a database. Data are JSON: what JSON does not know raises TypeError."""

    def __init__(self, database: Database, clock: Clock, *, expires_after: timedelta | None = None) -> None:
        """Keep conversations in `database`; one untouched for `expires_after` is forgotten."""
        self._database = database
        self._clock = clock
        self._expires_after = expires_after
        self._remembered: dict[str, _Stand] = {}
        self._changes = 0
        self._writing: Counter[str] = Counter()
        """How many changes of each are on their way."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await self._keep(key, state=state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._find(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._keep(key, data=json.dumps(dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((await self._find(key)).data)
        return data

    async def close(self) -> None:
        """Do nothing: the database is closed by who opened it."""

    async def _keep(self, key: StorageKey, **column: str | None) -> None:
        now = self._clock.now()
        name = _KEYS.build(key)
        if self._stands(name, column, now):
            return
        row = {"key": name, "state": None, "data": NO_DATA} | column | {"updated_at": now}
        empty = delete(Dialog).where(Dialog.key == name, Dialog.state.is_(None), Dialog.data == NO_DATA)

        def work(connection: Connection) -> _Stand:
            if self._expires_after is not None:
                connection.execute(delete(Dialog).where(Dialog.updated_at <= now - self._expires_after))
            connection.execute(upsert(Dialog, connection.dialect.name, [*column, "updated_at"]), row)
            connection.execute(empty)
            return _stand(connection.execute(_WANTED, {"the_key": name}).one_or_none())

        self._writing[name] += 1
        try:
            stand = await self._database.write(work)
        finally:  # a write without an answer may be stored, too
            self._writing[name] -= 1
            self._remembered.pop(name, None)
            self._changes += 1
        self._remember(name, stand)

    def _stands(self, name: str, column: Mapping[str, str | None], now: datetime) -> bool:
        """Say whether it is certain that a conversation is stored so already, and was touched of late.

        Each tap hands all of it back, though most change nothing: a commit for each would keep the next tap
        waiting for the disk.
        """
        stand = self._remembered.get(name)
        if stand is None or self._writing[name]:
            return False
        if any(getattr(stand, field) != value for field, value in column.items()):
            return False
        return stand is _NOTHING or now - stand.at < TOUCHED_EVERY

    async def _find(self, key: StorageKey) -> _Stand:
        name = _KEYS.build(key)
        found = self._remembered.get(name)
        if found is None:
            changes = self._changes
            async with self._database.read() as session:
                found = _stand((await session.execute(_WANTED, {"the_key": name})).one_or_none())
            if changes == self._changes:
                self._remember(name, found)
        if self._expires_after is not None and found.at <= self._clock.now() - self._expires_after:
            return _NOTHING
        return found

    def _remember(self, name: str, stand: _Stand) -> None:
        while len(self._remembered) >= REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[name] = stand
