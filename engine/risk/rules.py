"""The owner's limits on what people may ask for."""

from dataclasses import dataclass, field
from decimal import Decimal

from engine.core.checks import QuantityLimits
from engine.risk.engine import RiskLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The owner's limits, from the settings."""

    quantities: QuantityLimits = field(default_factory=QuantityLimits)
    bots_per_person: int = 10
    close_slippage_percent: Decimal = Decimal("0.5")
    alerts: bool = False
    """Whether a new bot tells the alert chat too."""
    limits: RiskLimits = field(default_factory=RiskLimits)
    """What bots of real accounts may put at risk, and whether LIVE is switched on."""
