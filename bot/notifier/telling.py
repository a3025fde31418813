"""What is told together: a notice, the fills that stand inside of it, and how often its cause has come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
    earlier: tuple[Owed, ...] = ()
    """Those of the same cause that came before it, of which only the number is told."""

    @property
    def occurrences(self) -> list[Owed]:
        """All of its cause, in their order."""
        return [*self.earlier, self.owed]

    @property
    def notices(self) -> list[Owed]:
        """All that it tells."""
        return [*self.earlier, *self.fills, self.owed]

    @property
    def uncertain(self) -> bool:
        """Whether some of it may stand in the chat already."""
        return any(one.uncertain for one in self.notices)


def fold(owed: Iterable[Owed]) -> list[Telling]:
    """Put together what is told together.

    Each fill that is kept for its cycle stands in the notice that ends it; one without stands by itself. What
    has the same cause is told once, unless something else has happened to its bot in between.
    """
    waiting: defaultdict[BotId, list[Owed]] = defaultdict(list)
    tellings: list[Telling] = []
    for one in sorted(owed, key=lambda one: one.id):
        notice = one.notice
        if isinstance(notice, FillBooked) and one.kept_for in INSIDE:
            waiting[notice.bot.bot_id].append(one)
        elif tells_fills(notice):
            tellings.append(Telling(one, tuple(waiting.pop(notice.bot.bot_id, ()))))
        else:
            tellings.append(Telling(one))
    alone = [Telling(fill) for fills in waiting.values() for fill in fills]
    return sorted([*_counted(tellings), *alone], key=lambda telling: telling.owed.id)


def _counted(tellings: Iterable[Telling]) -> list[Telling]:
    """Put each that comes again into the newest of its cause."""
    counted: list[Telling] = []
    last: dict[BotId | None, int] = {}
    for telling in tellings:
        bot = getattr(telling.owed.notice, "bot", None)
        about = None if bot is None else bot.bot_id
        before = counted[last[about]] if about in last else None
        if before is not None and _come_again(before, telling):
            counted[last[about]] = replace(telling, earlier=tuple(before.occurrences))
        else:
            counted.append(telling)
            last[about] = len(counted) - 1
    return counted


def _come_again(before: Telling, telling: Telling) -> bool:
    """Say whether it is the same once more. What tells fills is news."""
    mine, others = telling.owed, before.owed
    same = mine.cause is not None and mine.cause == others.cause
    return same and not before.fills and not telling.fills and _may_stand(mine) == _may_stand(others)


def _may_stand(owed: Owed) -> bool:
    """Say whether it may stand in a message of its own; a change that is made once more does no harm."""
    return owed.uncertain and owed.sent_at is None and owed.kept_for is not KeptFor.REPEAT


def bots_that_close(owed: Sequence[Owed]) -> set[BotId]:
    """Return the bots whose cycles are ended by these."""
    return {one.notice.bot.bot_id for one in owed if tells_fills(one.notice)}
