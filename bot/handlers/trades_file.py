"""Trades as files, sent while they are being read."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import InputFile

from bot.handlers.log_file import MOST_BYTES, ROWS_AT_ONCE
from bot.views.trades_csv import trades_head, trades_rows
from engine.reads.views import TradeLine


class TradesFile(InputFile):
    """A CSV file that is never whole in memory. What does not fit into it is for the next one."""

    def __init__(
        self, trades: Callable[[], AsyncIterator[TradeLine]], now: datetime, *, skip: int = 0, part: int = 1
    ) -> None:
        """`trades` begins to read them; the first `skip` are in other files."""
        number = "" if part == 1 else f"-{part}"
        super().__init__(filename=f"scalper-trades-{now:%Y%m%d-%H%M%S}{number}.csv")
        self._trades = trades
        self._skip = skip
        self.until = skip
        """How many trades there are up to the end of this file, once it has been sent."""
        self.has_more = False
        """Whether there are more, once it has been sent."""

    async def read(self, bot: Bot) -> AsyncGenerator[bytes, None]:
        """Yield the file piece by piece, from its beginning: Telegram may want it again."""
        del bot
        self.until, self.has_more = self._skip, False
        yield trades_head().encode()
        sent, place = 0, 0
        waiting: list[TradeLine] = []
        async for trade in self._trades():
            place += 1
            if place <= self._skip:
                continue
            if sent > MOST_BYTES:
                self.has_more = True
                return
            waiting.append(trade)
            self.until = place
            if len(waiting) == ROWS_AT_ONCE:
                piece, waiting = trades_rows(waiting).encode(), []
                sent += len(piece)
                yield piece
        yield trades_rows(waiting).encode()
