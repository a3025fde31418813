"""How the names of our orders read: tag 1, installation 3, bot 4, cycle 5, leg 1, attempt 4, in base 36."""

from dataclasses import dataclass

from engine.core.types import ClientOrderId, Leg

_LEGS = {"e": Leg.ENTRY, "x": Leg.EXIT}


@dataclass(frozen=True, slots=True)
class Name:
    """What a name says."""

    installation: str
    bot: int
    cycle: int
    leg: Leg
    attempt: int


def is_forced(name: ClientOrderId) -> bool:
    """Say whether the order is one by which the exchange has closed a position itself."""
    return name.startswith("forced-")


def read(name: ClientOrderId) -> Name | None:
    """Return what the name says; None for one that is not of ours."""
    if len(name) != 18 or name[0] != "s" or name[13] not in _LEGS:
        return None
    return Name(name[1:4], int(name[4:8], 36), int(name[8:13], 36), _LEGS[name[13]], int(name[14:], 36))
