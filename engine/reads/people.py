"""People as owners see them, and what becomes of somebody's bots."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from engine.people import Person, Role
from engine.reads.views import BotCard

INVITED_FOR = timedelta(hours=24)
"""So long an invitation can be followed."""
INVITATION_BYTES = 24
INVITATION_LENGTH = INVITATION_BYTES * 4 // 3
"""As many letters its word has."""


class Leaving(StrEnum):
    """What becomes of the bots of somebody who is taken off the list. Whoever does it cares for them."""

    STOP = "stop"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody on the list, as owners see them."""

    person: Person
    bots: int
    at_work: int
    """How many of their bots work, are paused, or have an order out. Which, is theirs to know."""
    fixed: bool
    """Whether they are an owner by the settings."""
    was: Role | None = None
    """Their role until now, where that is what was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What has become of the bots of somebody who was taken off the list."""

    at_work: tuple[BotCard, ...]
    not_stopped: tuple[BotCard, ...] = ()
    """Those that should have been stopped and are not yet."""
