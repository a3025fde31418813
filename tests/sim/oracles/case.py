"""What the oracles look at: one run, as far as it has come."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.core.types import BotId, ClientOrderId
from tests.sim.chronicle import Chronicle
from tests.sim.oracles.trouble import Troubles
from tests.sim.reference import names
from tests.sim.reference.opinion import Opinion
from tests.sim.reference.records import Asked, Step, Wish

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

    def bot_of(self, name: ClientOrderId) -> BotId | None:
        """Return whose order that is, by its name."""
        read = names.read(name)
        numbered = {bot.int: bot for bot in self.opinion.steps_of}
        return numbered.get(read.bot) if read else None

    def asked_of(self, bot: BotId) -> list[Asked]:
        """Return what was asked of the bot, in its order."""
        return [asked for asked in self.chronicle.asked if asked.bot == bot]

    def last_step(self, bot: BotId, at: float) -> Step | None:
        """Return the newest transaction of the bot until then."""
        found = [step for step in self.opinion.steps_of[bot] if step.at <= at]
        return found[-1] if found else None


def asks_to_end(asked: Asked) -> bool:
    """Say whether the wish is to end the bot's work at once."""
    return asked.wish in {Wish.STOP, Wish.CLOSE}
