"""Where conversations stand, in Redis: aiogram's own storage, which is not always there.

Redis keeps open forms and nothing else, so what needs no form goes on without it: commands, cards, stops.
What belongs to a form is answered by DialogsUnavailable, and the form stays as it stands until Redis is back.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from aiogram.fsm.storage.base import DefaultKeyBuilder, StateType, StorageKey
from aiogram.fsm.storage.redis import RedisStorage
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.chat.seen_forms import unseen
from engine.errors import DialogsUnavailable

log = logging.getLogger(__name__)

WITHIN_S = 2.0
"""A person waits for Redis that long."""
_STACK = "aiogd:stack:"
"""How the destiny of the list of a person's open forms begins: every update asks for that."""


class RedisDialogs(RedisStorage):
    """Raises DialogsUnavailable where Redis does not answer and a form is asked for."""

    def __init__(self, url: str, *, expires_after: timedelta | None = None) -> None:
        """Connect when it is first needed. Raises ValueError for what is no address of a Redis."""
        redis = Redis.from_url(
            url,
            socket_connect_timeout=WITHIN_S,
            socket_timeout=WITHIN_S,
            retry=Retry(NoBackoff(), 1),  # a connection from before Redis was restarted
        )
        keys = DefaultKeyBuilder(
            prefix="scalper", with_bot_id=True, with_business_connection_id=True, with_destiny=True
        )
        super().__init__(redis, keys, state_ttl=expires_after, data_ttl=expires_after)
        self._is_away = False

    async def get_state(self, key: StorageKey) -> str | None:
        """Return None without Redis, too: no form of ours has its place there."""
        unseen.set(False)  # each update begins with this
        try:
            with self._asked():
                return await super().get_state(key)
        except DialogsUnavailable:
            unseen.set(True)
            return None

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        with self._asked():
            await super().set_state(key, state)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return no open forms without Redis: `unseen` says so then. Of a form it raises."""
        if _is_stack(key) and unseen.get():
            return {}
        try:
            with self._asked():
                return await super().get_data(key)
        except DialogsUnavailable:
            if not _is_stack(key):
                raise
            unseen.set(True)
            return {}

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep it. What forms are open is left as it is by an update that could not see it."""
        if _is_stack(key) and unseen.get():
            return
        with self._asked():
            await super().set_data(key, data)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Translate what goes wrong, and say once in the log that Redis is away, or back."""
        try:
            yield
        except (RedisError, OSError, TimeoutError) as e:
            if not self._is_away:  # the error itself may quote what it was connected with
                log.warning("Redis does not answer (%s): open forms wait for it", type(e).__name__)
            self._is_away = True
            raise DialogsUnavailable from None
        if self._is_away:
            log.info("Redis answers again")
            self._is_away = False


def _is_stack(key: StorageKey) -> bool:
    return key.destiny.startswith(_STACK)
