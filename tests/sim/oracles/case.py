"""What the oracles look at: one run, as far as it has come."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from engine.core.types import BotId, ClientOrderId
from tests.sim.chronicle import Chronicle
from tests.sim.oracles.trouble import Troubles
from tests.sim.reference import names
from tests.sim.reference.moments import count_until, newest
from tests.sim.reference.opinion import Opinion
from tests.sim.reference.records import Asked, Created, Step

if TYPE_CHECKING:
    from tests.sim.world import World


@dataclass(slots=True)
class Case:
    """One run under judgement."""

    world: "World"
    opinion: Opinion
    troubles: Troubles
    now: float
    running: bool
    """Whether the bots are at work; else all were told to stop a while ago."""

    @property
    def chronicle(self) -> Chronicle:
        """What is on record."""
        return self.world.chronicle

    @property
    def rests_from(self) -> float:
        """When all were told to stop; now, while they are at work."""
        rests_from = self.chronicle.rests_from
        return self.now if rests_from is None else rests_from

    def bot_of(self, name: ClientOrderId) -> BotId | None:
        """Return whose order that is, by its name."""
        read = names.read(name)
        return BotId(UUID(int=read.bot)) if read else None

    def asked_of(self, bot: BotId) -> list[Asked]:
        """Return what was asked of the bot, in its order."""
        return [asked for asked in self.chronicle.asked if asked.bot == bot]

    def last_step(self, bot: BotId, at: float) -> Step | None:
        """Return the newest transaction of the bot until then."""
        return newest(self.opinion.steps_of.get(bot, ()), at)

    def was_foreseen(self, sent: Created) -> bool:
        """Say whether the books had the very order as the one that may come next, when it was sent."""
        bot = self.bot_of(sent.name)
        step = None if bot is None else self.last_step(bot, sent.at)
        return step is not None and step.foreseen == sent.order

    def is_known_unworked(self, name: ClientOrderId) -> bool:
        """Say whether the books know an order that was sent, and that no bot had a use for any more."""
        sent = [one for one in self.chronicle.creates if one.name == name]
        known = any(one.name == name for step in self.chronicle.steps for one in step.changed)
        return known and bool(sent) and all(self.was_foreseen(one) for one in sent)

    def is_followed(self, symbol: str, begin: float, end: float) -> bool:
        """Say whether some bot is at work on the symbol all that time."""
        for steps in self.opinion.steps_of.values():
            before = count_until(steps, begin)
            if before and all(
                step.after.phase != "IDLE" and step.plan.symbol == symbol
                for step in steps[before - 1 : count_until(steps, end)]
            ):
                return True
        return False
