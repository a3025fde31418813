"""Which trade prices a bot wants to see, so that a tick visits only the bots it concerns."""

from dataclasses import dataclass
from decimal import Decimal

from engine.core import trailing
from engine.core.state import BotState, Phase
from engine.core.types import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One end of what is waited for."""

    price: Decimal
    strict: bool = False
    """Whether the price itself does not count: only beyond it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTriggers:
    """Prices that matter: at or below `low`, at or above `high`. None: none on that end."""

    low: Level | None = None
    high: Level | None = None

    @property
    def is_one_sided(self) -> bool:
        """Whether it is waited for a touch: an armed trail waits for a turn, too."""
        return (self.low is None) is not (self.high is None)

    def meets(self, price: Decimal) -> bool:
        """Say whether a trade at `price` concerns the bot."""
        low, high = self.low, self.high
        if low is not None and (price < low.price or (price == low.price and not low.strict)):
            return True
        return high is not None and (price > high.price or (price == high.price and not high.strict))


NO_TRIGGERS = PriceTriggers()


def triggers_of(state: BotState) -> PriceTriggers:
    """Return the prices that would change anything for the bot now."""
    percent = state.config.trailing_percent
    if state.phase is not Phase.WATCHING or percent is None:
        return NO_TRIGGERS
    towards, back = Level(price=state.leg_price), None
    if state.trail is not None:
        towards = Level(price=state.trail.extreme, strict=True)
        back = Level(price=trailing.trigger_price(state.trail, state.side, percent))
    is_buy = state.side is Side.BUY
    return PriceTriggers(low=towards, high=back) if is_buy else PriceTriggers(low=back, high=towards)
