"""Client order ids: at most 18 lower-case letters and digits, which every venue takes.

Layout, all in base 36 and of fixed width, so that no two orders share a name:
tag (1), installation epoch (3), bot serial (4), cycle (5), leg (1), attempt (4).
A restored backup gets a new epoch, so old names never come back.
"""

from dataclasses import dataclass

from engine.core.types import ClientOrderId, Leg

TAG = "s"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LEG_LETTER = {Leg.ENTRY: "e", Leg.EXIT: "x"}
LENGTH = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNaming:
    """The part of a bot's order names that never changes."""

    epoch: int
    """0..46,655: new for each installation and each restored backup."""
    serial: int
    """0..1,679,615: the bot's number in this installation."""

    def name(self, *, cycle: int, leg: Leg, attempt: int) -> ClientOrderId:
        """Return the client order id of one attempt. Raises ValueError when a number is too large."""
        return ClientOrderId(
            TAG + base36(self.epoch, 3) + base36(self.serial, 4) + base36(cycle, 5)
            + _LEG_LETTER[leg] + base36(attempt, 4)
        )  # fmt: skip


def base36(number: int, width: int) -> str:
    """Return `number` in base 36, zero-padded to `width`. Raises ValueError when it does not fit."""
    if not 0 <= number < 36**width:
        raise ValueError(f"{number} does not fit into {width} digits of base 36")
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
