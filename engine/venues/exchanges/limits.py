"""The documented limits of an exchange, and what each call costs."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.venues.exchanges.limiter import Lane, Rule

PRUDENCE = 0.9
"""Share of a limit that we use: a request does not arrive in the instant in which it is sent."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call: ccxt's name of it, whose turn it takes, what it costs."""

    method: str
    lane: Lane
    costs: Mapping[str, float]


def documented(name: str, most: float, within_s: float, *, per_account: bool = False) -> Rule:
    """Return the rule to keep where an exchange documents that one."""
    return Rule(name, most * PRUDENCE, within_s, per_account=per_account)
