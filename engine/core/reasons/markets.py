"""Reasons about what a market takes, and at which prices."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.core.reasons.causes import FeedProblem, Rule, SymbolCause
from engine.core.types import FeedBegin, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityTooSmall:
    """The exchange takes no order of so little."""

    code: Literal["quantity_too_small"] = "quantity_too_small"
    quantity: Decimal
    coin: str
    smallest: Decimal | None = None
    """None where only the worth of it is too small, or both are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueTooSmall:
    """The exchange takes no order that is worth less than this."""

    code: Literal["value_too_small"] = "value_too_small"
    smallest: Decimal
    coin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOffStep:
    """A price of the plan is not one that can be ordered at."""

    code: Literal["price_off_step"] = "price_off_step"
    side: Side
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """One rule of a market before and after. Not a reason itself."""

    rule: Rule
    was: Decimal
    now: Decimal
    coin: str | None
    """What both are counted in, where it is not the price's quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesChanged:
    """A plan that fitted its market does not fit the new rules."""

    code: Literal["rules_changed"] = "rules_changed"
    exchange: str
    symbol: str
    changes: tuple[RuleChange, ...]
    problem: PriceOffStep | QuantityTooSmall


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutSymbol:
    code: SymbolCause
    exchange: str
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPriceYet:
    """There is no market data for the symbol."""

    code: Literal["no_price_yet"] = "no_price_yet"
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCrossed:
    """The best bid is above the best ask: nobody should trade at these."""

    code: Literal["book_crossed"] = "book_crossed"
    symbol: str
    bid: Decimal
    ask: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFarOff:
    """One side of the book is far from the last trade."""

    code: Literal["quote_far_off"] = "quote_far_off"
    symbol: str
    side: Side
    """BUY: the best bid, SELL: the best ask."""
    price: Decimal
    last: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBroken:
    """A file of prices cannot be read, or not any further."""

    code: Literal["feed_broken"] = "feed_broken"
    file: str
    row: int | None
    """Counted as editors do: the header is 1. None where it is not about one row."""
    problem: FeedProblem
    found: str = ""
    """What stands there instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFile:
    """The bot's place is one in another file of prices."""

    code: Literal["other_file"] = "other_file"
    file: str
    """The one that is there now."""
    replayed: FeedBegin


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPair:
    """The prices that there are for paper are not those of the bot's pair."""

    code: Literal["other_pair"] = "other_pair"
    file: str | None
    """None on the made-up market."""
    symbol: str
    """The pair that it has prices of."""
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRules:
    """The exchange lists the symbol, and its rules cannot be read."""

    code: Literal["unreadable_rules"] = "unreadable_rules"
    exchange: str
    symbol: str
    field: str
    """The exchange's name of what is wrong."""
    said: str = ""
    """What stands there; "" where it is left out: foreign text."""


MarketReason = (
    QuantityTooSmall
    | ValueTooSmall
    | PriceOffStep
    | RulesChanged
    | AboutSymbol
    | NoPriceYet
    | BookCrossed
    | QuoteFarOff
    | FeedBroken
    | OtherFile
    | OtherPair
    | UnreadableRules
)
