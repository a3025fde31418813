"""Stops and pauses that a person is told of in answer to their own command: no notice tells them again."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from engine.core.types import BotId

Stood = tuple[BotId, int | None]
"""A bot that has come to stand; where it is paused, at which revision."""


class AnsweredStops:
    """Shared by the chat, which answers, and the notifier, which then keeps quiet.

    It lives in memory: after a crash in the middle of an answer the notice is sent.
    """

    def __init__(self) -> None:
        self._answering: Counter[int] = Counter()
        self._told: Counter[tuple[int, Stood]] = Counter()
        self._one_ended = asyncio.Event()

    @contextmanager
    def answering(self, user_id: int) -> Iterator[list[Stood]]:
        """Hold back what tells the person of them while in the block.

        Of the bots that are in the list at its orderly end the person has been told.
        """
        stopped: list[Stood] = []
        self._answering[user_id] += 1
        try:
            yield stopped
            self._told.update((user_id, stood) for stood in stopped)
        finally:
            self._answering[user_id] -= 1
            self._one_ended.set()

    async def answered(self, user_id: int) -> None:
        """Return when no answer to the person is under way."""
        while self._answering[user_id]:
            self._one_ended.clear()
            await self._one_ended.wait()

    def take(self, user_id: int, stood: Stood) -> bool:
        """Say whether the person has been told of this. Each answer stands for one notice."""
        told = self._told[user_id, stood] > 0
        self._told[user_id, stood] -= told
        if not self._told[user_id, stood]:
            del self._told[user_id, stood]  # each pause is one of its own
        return told
