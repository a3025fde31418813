"""Exact arithmetic for prices, quantities and results.

Amounts have at most 20 digits before and 18 after the point (`PLACES`), which is what storage
holds. Products of two amounts are exact under `EXACT`; a fee or a result finer than 10^-18 is
rounded to it, half to even, by `quantize`: no venue knows a smaller amount.
"""

from contextlib import AbstractContextManager
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext

PLACES = 18
INTEGER_DIGITS = 20
ZERO = Decimal(0)
_ONE = Decimal(1)
_SMALLEST = Decimal(1).scaleb(-PLACES)
EXACT = Context(prec=96, rounding=ROUND_HALF_EVEN)


def exact() -> AbstractContextManager[Context]:
    """Within the block, sums and products of amounts lose no digit."""
    return localcontext(EXACT)


def quantize(amount: Decimal) -> Decimal:
    """Return `amount` rounded to 10^-18, half to even, without trailing zeros."""
    return plain(EXACT.quantize(amount, _SMALLEST))


def floor_to(amount: Decimal, step: Decimal) -> Decimal:
    """Return the largest multiple of `step` that is not above `amount`."""
    return _to_grid(amount, step, ROUND_FLOOR)


def ceil_to(amount: Decimal, step: Decimal) -> Decimal:
    """Return the smallest multiple of `step` that is not below `amount`."""
    return _to_grid(amount, step, ROUND_CEILING)


def round_to(amount: Decimal, step: Decimal) -> Decimal:
    """Return the multiple of `step` nearest to `amount`, half to even."""
    return _to_grid(amount, step, ROUND_HALF_EVEN)


def _to_grid(amount: Decimal, step: Decimal, rounding: str) -> Decimal:
    whole = EXACT.divide(amount, step).to_integral_value(rounding, EXACT)
    return plain(EXACT.multiply(whole, step))


def plain(amount: Decimal) -> Decimal:
    """Return the same number without an exponent and without trailing zeros: 60000, 0.001."""
    reduced = EXACT.normalize(amount)
    if reduced.is_finite() and reduced == reduced.to_integral_value():
        reduced = EXACT.quantize(reduced, _ONE)
    return reduced or ZERO


def fits_storage(amount: Decimal) -> bool:
    """Say whether storage holds `amount` without losing a digit."""
    if not amount.is_finite() or (amount and not -PLACES <= amount.adjusted() < INTEGER_DIGITS):
        return False  # before it is computed with: 1e9999999 is beyond what can be
    with exact():
        reduced = amount.normalize()
        exponent = reduced.as_tuple().exponent
        return isinstance(exponent, int) and exponent >= -PLACES
