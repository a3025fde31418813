"""Reasons about money, limits and the real accounts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.core.reasons.calls import ExchangeSaid
from engine.core.reasons.causes import AccountCause, Force, Limit, MarginSetting
from engine.core.types import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class InsufficientFunds:
    code: Literal["insufficient_funds"] = "insufficient_funds"
    coin: str
    needed: Decimal
    available: Decimal
    """What is neither held nor promised to other orders; below zero where more is promised than there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitMissing:
    """LIVE needs this limit for the coin."""

    code: Literal["limit_missing"] = "limit_missing"
    limit: Limit
    coin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveLimit:
    """One of the owner's limits forbids the order."""

    code: Literal["above_limit"] = "above_limit"
    limit: Limit
    value: Decimal
    """What the order is worth, what would be at work, or what was lost today."""
    most: Decimal
    coin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOccupied:
    """Another bot has the account's one position on the perpetual."""

    code: Literal["position_occupied"] = "position_occupied"
    bot_number: int
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutAccount:
    code: AccountCause
    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockOff:
    """This machine's clock differs too much from the exchange's."""

    code: Literal["clock_off"] = "clock_off"
    exchange: str
    ahead_s: float
    """Negative: behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherLeverage:
    """The symbol's leverage at the exchange is not the bot's."""

    code: Literal["other_leverage"] = "other_leverage"
    exchange: str
    symbol: str
    there: Decimal
    here: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingNotMade:
    """A perpetual's position is not kept as it has to be, and that could not be changed."""

    code: Literal["setting_not_made"] = "setting_not_made"
    exchange: str
    symbol: str
    setting: MarginSetting
    leverage: int
    """What it has to be."""
    why: ExchangeSaid | None = None
    """None where the exchange took the change, and has made another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionDiffers:
    """The exchange shows another position than the bot's fills make."""

    code: Literal["position_differs"] = "position_differs"
    exchange: str
    symbol: str
    coin: str
    position: Decimal
    held: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionClosedByHand:
    """The position is smaller than it should be, and the exchange has not closed it."""

    code: Literal["position_closed_by_hand"] = "position_closed_by_hand"
    symbol: str
    coin: str
    position: Decimal
    held: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionClosedByForce:
    """The exchange has closed the position, or a part of it, by itself."""

    code: Literal["position_closed_by_force"] = "position_closed_by_force"
    force: Force
    quantity: Decimal
    coin: str
    price: Decimal


MoneyReason = InsufficientFunds | LimitMissing | AboveLimit | PositionOccupied
AccountReason = (
    AboutAccount
    | ClockOff
    | OtherLeverage
    | SettingNotMade
    | PositionDiffers
    | PositionClosedByHand
    | PositionClosedByForce
)
