"""Where conversations stand, for aiogram: they survive a restart, and so do the buttons of a form."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey
from sqlalchemy import Connection, delete, select

from db.chat_models import Dialog
from db.session import Database
from db.statements import upsert
from engine.clock import Clock

NO_DATA = "{}"
_KEYS = DefaultKeyBuilder(with_bot_id=True, with_business_connection_id=True, with_destiny=True)


class DatabaseStorage(BaseStorage):
    """aiogram's storage on a database. Data are JSON: what JSON does not know raises TypeError."""

    def __init__(self, database: Database, clock: Clock, *, expires_after: timedelta | None = None) -> None:
        """Keep conversations in `database`; one untouched for `expires_after` is forgotten."""
        self._database = database
        self._clock = clock
        self._expires_after = expires_after

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await self._keep(key, state=state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        found = await self._find(key)
        return None if found is None else found[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._keep(key, data=json.dumps(dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        found = await self._find(key)
        data: dict[str, Any] = {} if found is None else json.loads(found[1])
        return data

    async def close(self) -> None:
        """Do nothing: the database is closed by who opened it."""

    async def _keep(self, key: StorageKey, **column: str | None) -> None:
        now = self._clock.now()
        name = _KEYS.build(key)
        row = {"key": name, "state": None, "data": NO_DATA} | column | {"updated_at": now}
        empty = delete(Dialog).where(Dialog.key == name, Dialog.state.is_(None), Dialog.data == NO_DATA)

        def work(connection: Connection) -> None:
            if self._expires_after is not None:
                connection.execute(delete(Dialog).where(Dialog.updated_at <= now - self._expires_after))
            connection.execute(upsert(Dialog, connection.dialect.name, [*column, "updated_at"]), row)
            connection.execute(empty)

        await self._database.write(work)

    async def _find(self, key: StorageKey) -> tuple[str | None, str] | None:
        wanted = select(Dialog.state, Dialog.data).where(Dialog.key == _KEYS.build(key))
        if self._expires_after is not None:
            wanted = wanted.where(Dialog.updated_at > self._clock.now() - self._expires_after)
        async with self._database.read() as session:
            found = (await session.execute(wanted)).one_or_none()
        return None if found is None else (found.state, found.data)
