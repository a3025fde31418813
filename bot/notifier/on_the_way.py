"""Messages that may stand in a chat already, while the books do not say so yet."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.notifier.chat_pace import ChatId


class OnTheWay:
    """Shared by the notifier, which sends them, and the chat, where one is tapped as soon as it is seen."""

    def __init__(self) -> None:
        self._ends: defaultdict[ChatId, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def to(self, chat: ChatId) -> Iterator[asyncio.Event]:
        """Send a message to the chat in the block, and book it. Set what it yields where that takes long."""
        end = asyncio.Event()
        self._ends[chat].add(end)
        try:
            yield end
        finally:
            end.set()
            self._ends[chat].discard(end)
            if not self._ends[chat]:
                del self._ends[chat]

    async def booked(self, chat: ChatId) -> None:
        """Return when those that are under way to the chat now are booked, or cannot be for the moment."""
        for end in tuple(self._ends.get(chat, ())):
            await end.wait()
