"""What a contender is asked to do, in words that all of them understand."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

What = Literal["fill", "trail"]


class Levels(NamedTuple):
    """The prices of a bot, and by how many percent it trails."""

    buy: str
    sell: str
    trail: str = ""


LOOP = Levels("99", "101")
"""Its orders rest until they are filled."""
HIT = Levels("99", "101", "1")
"""It follows prices, and sends its order when they turn."""
FAR = Levels("10", "1000", "1")
"""It follows prices too, and none of those that are printed concerns it."""
HIT_QUANTITY = "7.00000"
"""A peer that cannot trail sends its order on a print of that size: ours turns on the same print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`fill`: after each fill send the order of the other side. `trail`: after each hit send an order."""

    port: int
    what: What
    symbols: tuple[str, ...]
    idle_bots: int = 0
    """Further bots on the first symbol, with nothing to do but to follow its prices."""
