"""What a person keeps of their own for the form: answers that are offered at the question they answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.core.checks import Field

KINDS = (Field.TICKER, Field.EXCHANGE, Field.QUANTITY, Field.TRAILING)
"""The questions to which they can be the answer."""
MOST = 8
"""Of each kind."""
LONGEST = 40
"""In bytes: it has to fit into a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """An answer as it would be typed: `100 USDT`, `0.35%`, `BTC/USDT`, `Binance F`."""

    kind: Field
    value: str


def can_be_kept(preset: Preset) -> bool:
    return preset.kind in KINDS and 0 < len(preset.value.encode()) <= LONGEST


def keeping(kept: Iterable[Preset], preset: Preset) -> tuple[Preset, ...]:
    """Return the presets with one more; of a kind of which there are as many as may be, without it."""
    before = tuple(one for one in kept if one != preset)
    is_full = sum(one.kind is preset.kind for one in before) >= MOST
    return before if is_full or not can_be_kept(preset) else (*before, preset)


def without(kept: Iterable[Preset], preset: Preset) -> tuple[Preset, ...]:
    return tuple(one for one in kept if one != preset)
