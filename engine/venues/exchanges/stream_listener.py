"""Who hears one stream of a client, and hands on what is wanted of it."""

import asyncio
import contextlib
from typing import Generic, TypeVar

from engine.core.reasons.calls import CallFailed
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain

Heard = TypeVar("Heard")


class StreamListener(Generic[Heard]):
    """Keeps what was heard until it is asked for, and last why the stream has ended."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Heard | CallFailed | Plain | None] = asyncio.Queue()
        self.url: str | None = None
        self.subscribed = False
        """Whether ccxt has had its first message: it needs that one, to know what it is subscribed to."""
        self.over = False

    async def next(self, within_s: float | None) -> Heard | CallFailed | Plain | None:
        """Return what comes next; None for nothing, and when nothing comes within that time."""
        if within_s is None:
            return await self.queue.get()
        if self.queue.empty():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    return await self.queue.get()
            return None
        return self.queue.get_nowait()

    def end(self, why: CallFailed | Plain) -> None:
        if not self.over:
            self.over = True
            self.queue.put_nowait(why)

    def broke(self, url: str) -> None:
        if url == self.url:
            self.end(Plain(Cause.STREAM_BROKE))
