"""Tells people of bots of theirs that cannot go on, because their driver falls again and again."""

import logging
from datetime import datetime

from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.notices import BotRef
from engine.core.types import BotId
from engine.errors import TryLater
from engine.notices import BotFalls
from engine.outbox import Outbox, ToPerson
from engine.timings import FallenWatchTimings

log = logging.getLogger(__name__)

TASK = "fallen watch"


class FallenWatch:
    """A task. What was told lives in memory: each bot that goes on stands in the report on a start."""

    def __init__(
        self, supervisor: Supervisor, outbox: Outbox, clock: Clock, timings: FallenWatchTimings
    ) -> None:
        self._supervisor = supervisor
        self._outbox = outbox
        self._clock = clock
        self._timings = timings
        self._told: dict[BotId, tuple[BotRef, int, datetime]] = {}
        """Of whom, to whom, and since when it was so."""

    async def run(self) -> None:
        """Look now and then, for ever."""
        while True:
            try:
                await self.look()
            except TryLater as error:
                log.warning("It cannot be stored yet that a bot falls again and again: %s", error)
            await self._clock.sleep(self._timings.looks_every_s)

    async def look(self) -> None:
        """Owe what is news. Raises StorageUnavailable; the next look owes it then, and nothing twice."""
        falling = {one.bot.bot_id: one for one in self._supervisor.falls.again_and_again()}
        for bot_id, one in falling.items():
            if bot_id not in self._told:
                await self._owe(one.bot, one.owner_id, one.since, over=False)
                self._told[bot_id] = one.bot, one.owner_id, one.since
        for bot_id in self._told.keys() - falling.keys():
            await self._owe(*self._told[bot_id], over=True)
            del self._told[bot_id]

    async def _owe(self, bot: BotRef, owner_id: int, since: datetime, *, over: bool) -> None:
        key = f"bot {'works' if over else 'falls'} {bot.bot_id} {since.isoformat()}"
        notice = BotFalls(bot=bot, at=self._clock.now(), since=since, over=over)
        await self._outbox.owe(ToPerson(owner_id), notice, key=key)
