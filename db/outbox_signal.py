"""A tap on the shoulder within this process."""

import asyncio


class OutboxSignal:
    """Wakes those who wait for something to be looked at."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._event.set()  # what an earlier run of the program left is worth a look

    def give(self) -> None:
        """Wake them, or let the next one who waits go on at once."""
        self._event.set()

    async def wait(self) -> None:
        """Return when a signal was given since the last return."""
        await self._event.wait()
        self._event.clear()
