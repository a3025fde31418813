"""The stream of changes that pages and test persons follow."""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator
from itertools import islice

from bot.localchat.model import JsonObject

KEPT_EVENTS = 5_000


class Feed:
    """Numbered changes since the start of the server, the newest of them kept for late readers.

    `epoch` is different after every start: a number of another epoch means nothing here.
    """

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        self.number = 0
        self._kept: deque[tuple[int, JsonObject]] = deque(maxlen=KEPT_EVENTS)
        self._readers: set[asyncio.Event] = set()
        self._closed = False

    @property
    def position(self) -> str:
        """The place behind the newest change; give it to `follow`."""
        return f"{self.epoch}-{self.number}"

    def publish(self, kind: str, **facts: object) -> None:
        """Tell every reader of a change."""
        self.number += 1
        self._kept.append((self.number, {"type": kind, **facts}))
        self._wake()

    def close(self) -> None:
        """End every reader."""
        self._closed = True
        self._wake()

    async def follow(self, position: str) -> AsyncIterator[tuple[str, JsonObject]]:
        """Yield (position, change) behind a position; a lost place yields a change of type "reset" first."""
        seen = self._number_of(position)
        if seen is None:
            seen = self.number
            yield self.position, {"type": "reset"}
        awake = asyncio.Event()
        self._readers.add(awake)
        try:
            while not self._closed:
                for number, change in self._behind(seen):
                    if number > seen + 1:
                        seen = self.number
                        yield self.position, {"type": "reset"}
                        break
                    seen = number
                    yield f"{self.epoch}-{number}", change
                if seen >= self.number and not self._closed:
                    await awake.wait()
                awake.clear()
        finally:
            self._readers.discard(awake)

    def _behind(self, seen: int) -> list[tuple[int, JsonObject]]:
        kept = len(self._kept)
        return list(islice(self._kept, max(kept - (self.number - seen), 0), kept))

    def _number_of(self, position: str) -> int | None:
        epoch, _, number = position.partition("-")
        if epoch != self.epoch or not number.isdecimal():
            return None
        oldest = self._kept[0][0] if self._kept else self.number + 1
        wanted = int(number)
        return wanted if oldest - 1 <= wanted <= self.number else None

    def _wake(self) -> None:
        for awake in self._readers:
            awake.set()
