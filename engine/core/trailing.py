"""The trailing leg: touch the price, follow the extreme, trade when the price turns back.

A leg is judged on last trades. It waits until the price touches the leg's price (armed), follows
the lowest (BUY) or highest (SELL) price from there, and fires when the price has turned back by
`trailing_percent` of that extreme. The order it fires is a limit at the leg's own price, so a
trailing leg may do better than its price and never worse.
"""

from dataclasses import dataclass
from decimal import Decimal

from engine.core.money import exact
from engine.core.types import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """An armed trail. Kept across restarts."""

    extreme: Decimal
    """Lowest price since arming for a BUY, highest for a SELL."""


def touches(side: Side, leg_price: Decimal, price: Decimal) -> bool:
    """Say whether `price` arms the trail of a leg at `leg_price`."""
    return price <= leg_price if side is Side.BUY else price >= leg_price


def follow(trail: Trail, side: Side, price: Decimal) -> Trail:
    """Return the trail with its extreme moved to `price` where that is further."""
    further = min(trail.extreme, price) if side is Side.BUY else max(trail.extreme, price)
    return trail if further == trail.extreme else Trail(extreme=further)


def trigger_price(trail: Trail, side: Side, percent: Decimal) -> Decimal:
    """Return the price at which the turn is complete, in quote, exact."""
    with exact():
        turn = trail.extreme * percent / 100
        return trail.extreme + turn if side is Side.BUY else trail.extreme - turn


def fires(trail: Trail, side: Side, percent: Decimal, price: Decimal) -> bool:
    """Say whether `price` completes the turn."""
    trigger = trigger_price(trail, side, percent)
    return price >= trigger if side is Side.BUY else price <= trigger


def moved_far(stored: Trail, now: Trail, percent: Decimal) -> bool:
    """Say whether the extreme has moved by a quarter of the trail since it was stored.

    A stored extreme may lag behind by that much: after a restart it is a little too cautious,
    never too bold.
    """
    with exact():
        return abs(now.extreme - stored.extreme) >= stored.extreme * percent / 400
