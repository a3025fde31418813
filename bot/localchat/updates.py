"""The queue of updates and the long poll that empties it."""

import asyncio
from collections.abc import Callable, Iterable

from bot.localchat.errors import conflict
from bot.localchat.model import JsonObject

UPDATE_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
)
NOT_BY_DEFAULT = {"chat_member"}
MOST_AT_ONCE = 100
KEPT_FOR_REPEATS = 200


class _Poller:
    def __init__(self) -> None:
        self.awake = asyncio.Event()
        self.refused_because = ""


class UpdateQueue:
    """Updates wait here until the bot confirms them by asking for a higher offset.

    `remember(update)` and `forget(update_id)` keep the store in step. `polled` is set while a bot waits here,
    and `first_polled()` is called when one asks for the first time.
    """

    def __init__(
        self,
        first_id: int,
        remember: Callable[[JsonObject], None],
        forget: Callable[[int], None],
        first_polled: Callable[[], None],
    ) -> None:
        self.next_id = first_id
        self.allowed: list[str] = []
        self._remember = remember
        self._forget = forget
        self._first_polled = first_polled
        self.was_polled = False
        """Whether a bot has asked since the server began: until then nobody answers."""
        self._waiting: dict[int, JsonObject] = {}
        self._confirmed: dict[int, JsonObject] = {}
        self._repeats: list[JsonObject] = []
        self._poller: _Poller | None = None
        self._closed = False
        self.polled = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def restore(self, updates: Iterable[JsonObject]) -> None:
        """Take back what was waiting when the server ended."""
        for update in sorted(updates, key=lambda update: int(update["update_id"])):
            self._waiting[update["update_id"]] = update

    def add(self, kind: str, payload: JsonObject) -> int | None:
        """Queue an update and return its id, None when the bot has not asked for this kind."""
        if not self._wanted(kind):
            return None
        update_id = self.next_id
        self.next_id += 1
        self._waiting[update_id] = {"update_id": update_id, kind: payload}
        self._remember(self._waiting[update_id])
        self._wake()
        return update_id

    def repeat(self, *, with_new_id: bool) -> int:
        """Deliver the newest update once more, as itself or as a copy; return its id, 0 if there is none."""
        known = {**self._confirmed, **self._waiting}
        if not known:
            return 0
        newest = known[max(known)]
        if with_new_id:
            kind = next(name for name in newest if name != "update_id")
            return self.add(kind, newest[kind]) or 0
        self._repeats.append(newest)
        self._wake()
        return int(newest["update_id"])

    def drop_all(self) -> None:
        """Forget everything that waits."""
        self._confirm(self.next_id)

    def close(self) -> None:
        """Let a waiting poll return with nothing."""
        self._closed = True
        self._wake()

    def interrupt(self, why: str) -> None:
        """Refuse whoever waits in `poll`, with a conflict."""
        if self._poller is not None:
            self._poller.refused_because = why
            self._poller.awake.set()

    async def poll(self, offset: int, limit: int, timeout_seconds: float) -> list[JsonObject]:
        """Confirm what is below `offset` and return what waits, or wait for it.

        A negative offset keeps only that many of the newest. Raises a 409 ApiError in the older of two
        callers as soon as the newer one arrives.
        """
        self.interrupt(
            "terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        mine = self._poller = _Poller()
        self.polled.set()
        if not self.was_polled:
            self.was_polled = True
            self._first_polled()
        self._confirm(offset if offset >= 0 else self._from_the_end(-offset))
        try:
            return await self._wait_for_batch(mine, min(max(limit, 1), MOST_AT_ONCE), timeout_seconds)
        finally:
            if self._poller is mine:
                self._poller = None
                self.polled.clear()

    async def _wait_for_batch(self, mine: _Poller, limit: int, timeout_seconds: float) -> list[JsonObject]:
        batch = self._batch(limit)
        if batch or timeout_seconds <= 0:
            return batch
        try:
            async with asyncio.timeout(timeout_seconds):
                while not batch and not self._closed:
                    await mine.awake.wait()
                    if mine.refused_because:
                        raise conflict(mine.refused_because)
                    mine.awake.clear()
                    batch = self._batch(limit)
        except TimeoutError:
            return []
        return batch

    def _batch(self, limit: int) -> list[JsonObject]:
        repeats, self._repeats = self._repeats, []
        return (repeats + list(self._waiting.values()))[:limit]

    def _confirm(self, offset: int) -> None:
        for update_id in [known for known in self._waiting if known < offset]:
            self._confirmed[update_id] = self._waiting.pop(update_id)
            self._forget(update_id)
        while len(self._confirmed) > KEPT_FOR_REPEATS:
            del self._confirmed[next(iter(self._confirmed))]

    def _from_the_end(self, count: int) -> int:
        ids = list(self._waiting)
        return ids[-count] if len(ids) >= count else 0

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def _wake(self) -> None:
        if self._poller is not None:
            self._poller.awake.set()
