"""What the owner of the installation sets: how much the bots may put at risk."""

from decimal import Decimal
from random import Random

from engine.risk.engine import RiskLimits

MUCH = {"USDT": Decimal(10**9)}
PLENTY = RiskLimits(live_trading=True, order_value=MUCH, exposure=MUCH, daily_loss=MUCH)


def draw_limits(random: Random, loose: float = 0.6) -> RiskLimits:
    """Draw the owner's limits: none that matter for so many, for the others so tight that they are met."""
    if random.random() < loose:
        return PLENTY
    tight = {
        "order_value": {"USDT": Decimal(random.randint(1000, 3500))},
        "exposure": {"USDT": Decimal(random.randint(1500, 7000))},
        "daily_loss": {"USDT": Decimal(random.randint(1, 80)) / 10},
    }
    drawn = {name: limit if random.random() < 0.5 else MUCH for name, limit in tight.items()}
    return RiskLimits(live_trading=True, **drawn)
