"""The twin's time: true by default, given by a test otherwise; the server's clock can be set wrong."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class TimeSource(Protocol):
    """Where true time comes from."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after that long."""
        ...


class RealTime:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class TwinClock:
    """True time for what really happens when, server time for what the exchange says and checks.

    `offset` is how far the server's clock is ahead.
    """

    def __init__(self, source: TimeSource | None = None) -> None:
        self._source = source or RealTime()
        self.offset = timedelta()

    def now(self) -> datetime:
        """Return the true time."""
        return self._source.now()

    def server_now(self) -> datetime:
        """Return what the exchange believes to be the time."""
        return self._source.now() + self.offset

    async def sleep(self, seconds: float) -> None:
        """Return after that long; at once when it is not above zero."""
        if seconds > 0:
            await self._source.sleep(seconds)


def milliseconds(moment: datetime) -> int:
    """Return unix milliseconds, rounded down."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
