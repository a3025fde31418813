"""What is told together: a notice, and the fills that stand inside of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.core.notices import FillBooked
from engine.core.types import BotId
from engine.notice_settings import tells_fills
from engine.outbox import KeptFor, Owed

INSIDE = {KeptFor.CYCLE, KeptFor.DIGEST}


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice with its fills."""

    owed: Owed
    fills: tuple[Owed, ...] = ()

    @property
    def notices(self) -> list[Owed]:
        """All that it tells."""
        return [*self.fills, self.owed]

    @property
    def uncertain(self) -> bool:
        """Whether some of it may stand in the chat already."""
        return any(one.uncertain for one in self.notices)


def fold(owed: Iterable[Owed]) -> list[Telling]:
    """Put each fill that is kept for its cycle into the notice that ends it; one without stands by itself."""
    waiting: defaultdict[BotId, list[Owed]] = defaultdict(list)
    tellings = []
    for one in sorted(owed, key=lambda one: one.id):
        notice = one.notice
        if isinstance(notice, FillBooked) and one.kept_for in INSIDE:
            waiting[notice.bot.bot_id].append(one)
        elif tells_fills(notice):
            tellings.append(Telling(one, tuple(waiting.pop(notice.bot.bot_id, ()))))
        else:
            tellings.append(Telling(one))
    alone = [Telling(fill) for fills in waiting.values() for fill in fills]
    return sorted([*tellings, *alone], key=lambda telling: telling.owed.id)


def bots_that_close(owed: Sequence[Owed]) -> set[BotId]:
    """Return the bots whose cycles are ended by these."""
    return {one.notice.bot.bot_id for one in owed if tells_fills(one.notice)}
