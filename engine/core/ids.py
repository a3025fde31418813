"""Client order ids: at most 18 lower-case letters and digits, which every venue takes.

Layout, all in base 36 and of fixed width, so that no two orders share a name:
tag (1), installation epoch (3), bot serial (4), cycle (5), leg (1), attempt (4).
A restored backup gets a new epoch, so old names never come back.
"""

from dataclasses import dataclass
from functools import lru_cache

from engine.core.types import ClientOrderId, Leg

TAG = "s"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LEG_LETTER = {Leg.ENTRY: "e", Leg.EXIT: "x"}
LENGTH = 18
MOST_ATTEMPTS = 36**4
"""So many numbers of attempts there are in a cycle."""
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNaming:
    """The part of a bot's order names that never changes."""

    epoch: int
    """0..46,655: new for each installation and each restored backup."""
    serial: int
    """0..1,679,615: the bot's number in this installation."""
    former: tuple[int, ...] = ()
    """Epochs of before restored backups. Orders under their names may exist that nothing here remembers."""

    def name(self, *, cycle: int, leg: Leg, attempt: int) -> ClientOrderId:
        """Return the client order id of one attempt. Raises ValueError when a number is too large."""
        return ClientOrderId(
            TAG + base36(self.epoch, 3) + base36(self.serial, 4) + base36(cycle, 5)
            + _LEG_LETTER[leg] + base36(attempt, 4)
        )  # fmt: skip

    def made(self, name: str) -> bool:
        """Say whether a bot of this installation, in its present epoch, gave the name or may yet do so."""
        plain = name.isascii() and name.isalnum() and len(name) == LENGTH
        return plain and name.startswith(TAG + base36(self.epoch, 3))

    def gave_before(self, name: str) -> bool:
        """Say whether this bot gave the name in an epoch that a restored backup has ended."""
        is_ours = len(name) == LENGTH and name[0] == TAG and name[4:8] == base36(self.serial, 4)
        return is_ours and name[1:4] in {base36(epoch, 3) for epoch in self.former}

    def place_of(self, name: str) -> tuple[int, int] | None:
        """Return cycle and attempt of a name that this bot gives in its present epoch; None for others."""
        serial, cycle, attempt = name[4:8], name[8:13], name[14:]
        if not self.made(name) or serial != base36(self.serial, 4):
            return None
        return int(cycle, 36), int(attempt, 36)

    def number_beside(self, name: str, *, cycle: int) -> int:
        """Return by which number the books tell an order that is none of the cycle's attempts from others.

        It is below that of any attempt, and another one for each name of this bot's present epoch.
        """
        place = self.place_of(name)
        if place is None:
            return 0
        named_cycle, attempt = place
        return -(attempt + MOST_ATTEMPTS * abs(named_cycle - cycle))


def serial_in(name: str) -> int:
    """Return the number of the bot that a client order id of ours names. Raises ValueError for others."""
    return int(name[4:8], 36)


@lru_cache(_REMEMBERED)
def base36(number: int, width: int) -> str:
    """Return `number` in base 36, zero-padded to `width`. Raises ValueError when it does not fit."""
    if not 0 <= number < 36**width:
        raise ValueError(f"{number} does not fit into {width} digits of base 36")
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
