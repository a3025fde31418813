"""Which bots fall again and again: something was told to them that the program cannot deal with.

A driver that falls is begun anew from what is stored, and is told again what it has not stored. Mostly that
ends it. Where it does not, only a person can help, and has to know.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.core.notices import BotRef
from engine.core.state import BotState
from engine.core.types import BotId
from engine.tasks import HEALTHY_AFTER_S

MANY = 3
"""So often a driver falls before its bot counts as one that cannot go on."""
HEALTHY_AFTER = timedelta(seconds=HEALTHY_AFTER_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """A bot whose driver falls again and again."""

    bot: BotRef
    owner_id: int
    since: datetime
    """When it fell first."""
    count: int
    last: timedelta
    """When it fell last, by a clock that only goes forward."""


class DriverFalls:
    """Those of all bots of this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._fallen: dict[BotId, Fallen] = {}

    def note(self, state: BotState) -> None:
        """Note that the driver of a bot in that state has fallen, by a fault of the program."""
        now, known = self._clock.monotonic(), self._fallen.get(state.bot_id)
        if known is not None and now - known.last <= HEALTHY_AFTER:
            self._fallen[state.bot_id] = replace(known, count=known.count + 1, last=now)
            return
        self._fallen[state.bot_id] = Fallen(
            bot=state.ref, owner_id=state.owner_id, since=self._clock.now(), count=1, last=now
        )

    def again_and_again(self) -> list[Fallen]:
        """Return the bots that cannot go on: of them none has worked for a minute since it fell last."""
        now = self._clock.monotonic()
        over = [bot_id for bot_id, one in self._fallen.items() if now - one.last > HEALTHY_AFTER]
        for bot_id in over:
            del self._fallen[bot_id]
        return [one for one in self._fallen.values() if one.count >= MANY]
