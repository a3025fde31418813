"""Which bots have changed, for whoever shows them: a signal in memory, and no promise."""

import asyncio
from collections.abc import Collection

from engine.core.types import BotId


class BotChanges:
    """What the drivers say, gathered until it is looked at. One looks; telling waits for nobody."""

    def __init__(self) -> None:
        self._changed: set[BotId] = set()
        self._signal = asyncio.Event()

    def tell(self, bot_id: BotId) -> None:
        """Note that something of the bot is not as it was. Returns at once and never fails."""
        self._changed.add(bot_id)
        self._signal.set()

    async def taken(self) -> Collection[BotId]:
        """Return the bots that have changed since the last call, once there are any."""
        await self._signal.wait()
        self._signal.clear()
        changed, self._changed = self._changed, set()
        return changed
