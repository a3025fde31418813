"""Where conversations stand, for aiogram: they survive a restart, and so do the buttons of a form."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, KeyBuilder, StateType, StorageKey
from sqlalchemy import Connection, delete, select

from db.chat_models import Dialog
from db.session import Database
from db.statements import upsert
from engine.clock import Clock

NO_DATA = "{}"


class DatabaseStorage(BaseStorage):
    """aiogram's storage on a database. Data are JSON: what JSON does not know raises TypeError."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        expires_after: timedelta | None = None,
        key_builder: KeyBuilder | None = None,
    ) -> None:
        """Keep conversations in `database`; one untouched for `expires_after` is forgotten."""
        self._database = database
        self._clock = clock
        self._expires_after = expires_after
        self._keys = key_builder or DefaultKeyBuilder(
            with_bot_id=True, with_business_connection_id=True, with_destiny=True
        )

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set the state of a conversation; None ends it."""
        await self._keep(key, state=state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the state of a conversation."""
        found = await self._find(key)
        return None if found is None else found[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace the data of a conversation."""
        await self._keep(key, data=json.dumps(dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the data of a conversation."""
        found = await self._find(key)
        data: dict[str, Any] = {} if found is None else json.loads(found[1])
        return data

    async def close(self) -> None:
        """Do nothing: the database is closed by who opened it."""

    async def _keep(self, key: StorageKey, **column: str | None) -> None:
        now = self._clock.now()
        name = self._keys.build(key)
        row = {"key": name, "state": None, "data": NO_DATA} | column | {"updated_at": now}
        empty = delete(Dialog).where(Dialog.key == name, Dialog.state.is_(None), Dialog.data == NO_DATA)

        def work(connection: Connection) -> None:
            self._forget_old(connection, now)
            kept = upsert(Dialog, connection.dialect.name, [*column, "updated_at"])
            connection.execute(kept, row)
            connection.execute(empty)

        await self._database.write(work)

    async def _find(self, key: StorageKey) -> tuple[str | None, str] | None:
        wanted = select(Dialog.state, Dialog.data).where(Dialog.key == self._keys.build(key))
        if self._expires_after is not None:
            wanted = wanted.where(Dialog.updated_at > self._clock.now() - self._expires_after)
        async with self._database.read() as session:
            found = (await session.execute(wanted)).one_or_none()
        return None if found is None else (found.state, found.data)

    def _forget_old(self, connection: Connection, now: datetime) -> None:
        if self._expires_after is not None:
            connection.execute(delete(Dialog).where(Dialog.updated_at <= now - self._expires_after))
