"""The log as a file, sent while it is being read."""

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime

from aiogram import Bot
from aiogram.types import InputFile

from bot.views.logs import csv_head, csv_lines
from bot.views.words import Words
from engine.reads.logs import LogEntry

ROWS_AT_ONCE = 100
MOST_BYTES = 45_000_000
"""Telegram takes files of 50 MB from bots."""


class LogFile(InputFile):
    """A CSV file that is never whole in memory."""

    def __init__(self, words: Words, entries: AsyncIterator[LogEntry], now: datetime) -> None:
        super().__init__(filename=f"scalper-logs-{now:%Y%m%d-%H%M%S}.csv")
        self._words = words
        self._entries = entries

    async def read(self, bot: Bot) -> AsyncGenerator[bytes, None]:
        """Yield the file piece by piece. What is older than the first 45 MB is left out."""
        del bot
        sent = 0
        yield csv_head().encode()
        waiting: list[LogEntry] = []
        async for entry in self._entries:
            waiting.append(entry)
            if len(waiting) == ROWS_AT_ONCE:
                piece, waiting = csv_lines(self._words, waiting).encode(), []
                sent += len(piece)
                yield piece
                if sent > MOST_BYTES:
                    return
        yield csv_lines(self._words, waiting).encode()
