"""What a replay that goes as fast as it can has brought about, on its way to be stored together.

Nobody waits for a step of it, and one that is lost with a crash comes again: a replay is what its file and
what is stored make of it. So its steps may lie in memory for a moment, in their order. A person's command,
what is told, and the end of the file come after all that was before them: they end a stretch.
"""

import logging

from engine.bots.subscription import ReplayOf, needs_venue
from engine.clock import Clock
from engine.core.orders import Order
from engine.core.state import BotState
from engine.core.types import BotId, ClientOrderId
from engine.errors import StateOutdated, StorageUnavailable
from engine.ports import Ledger, TakenStep
from engine.timings import DriverTimings

STORED_ALONE = 10
"""More than a driver takes to come to where the one before has fallen."""

log = logging.getLogger(__name__)


class Stretch:
    """The steps of one driver that are not stored yet."""

    def __init__(
        self, bot_id: BotId, ledger: Ledger, replay_of: ReplayOf, clock: Clock, timings: DriverTimings
    ) -> None:
        self._bot_id = bot_id
        self._ledger = ledger
        self._replay_of = replay_of
        self._clock = clock
        self._timings = timings
        self._steps: list[TakenStep] = []
        self._alone = STORED_ALONE

    @property
    def is_open(self) -> bool:
        """Whether a step of it is not stored yet."""
        return bool(self._steps)

    def takes(self, state: BotState) -> bool:
        """Say whether a step to that state may be added.

        A driver stores its first ones alone. Where a stretch could not be stored the driver falls, and the
        next one begins right before the step that it is about: alone it is told what is wrong with it.
        """
        replay = self._replay_of(state)
        if replay is None or not replay.hurries:
            return False
        self._alone -= self._alone > 0
        return not self._alone

    def add(self, step: TakenStep) -> None:
        self._steps.append(step)

    def is_over(self, state: BotState) -> bool:
        """Say whether to store it now: it is long, or no price brings the bot in that state further."""
        if len(self._steps) >= self._timings.stretch_steps:
            return True
        replay = self._replay_of(state)
        at_rest = replay is None or replay.feed_end(self._bot_id) is not None or not needs_venue(state)
        return self.is_open and at_rest

    async def store(self) -> None:
        """Return when all of it is stored. Raises as `Ledger.commit_all`, StorageUnavailable aside.

        What can be stored of a stretch that cannot is stored then, step by step.
        """
        while self._steps:
            try:
                await self._ledger.commit_all(self._steps)
            except StorageUnavailable as e:
                log.error("bot %s: the database does not answer: %s", self._bot_id, e)  # noqa: TRY400 - it is known
                await self._clock.sleep(self._timings.storage_pause_s)
            except StateOutdated:
                raise  # further on is stored: by another process, or by this one, whose answer was lost
            except Exception:
                for step in self._steps:
                    await self._ledger.commit(step.outcome, step.feed_offset, step.at)
                raise
            else:
                self._steps = []

    async def find_order(self, name: ClientOrderId) -> Order | None:
        """Return an earlier order of the bot as our books have it, or None."""
        await self.store()
        return await self._ledger.find_order(self._bot_id, name)
