"""What is wrong with a field of a draft, with an example of what would be right, and what was made to fit."""

from collections.abc import Mapping
from decimal import Decimal

from bot.views.choices import quantity_worth
from bot.views.html import Html
from bot.views.text import number
from bot.views.words import Words, named
from engine.core.checks import Complaint, Field, Problem, Review
from engine.core.money import ceil_to, exact, floor_to
from engine.core.types import Market

EXAMPLES = {
    Field.TICKER: "BTC/USDT",
    Field.EXCHANGE: "Binance",
    Field.MODE: "PAPER",
    Field.FIRST_ORDER: "BUY",
    Field.QUANTITY: "0.01",
    Field.BUY_PRICE: "60000",
    Field.SELL_PRICE: "60600",
    Field.TRAILING: "0.5%",
    Field.LOOP: "loop",
    Field.LEVERAGE: "3x",
}
_ABOVE_BY = Decimal("1.01")
_WORTH, _MOST = Decimal(100), Decimal(1000)


def field_name(words: Words, which: Field) -> str:
    """Return the name of the field as plain text, as it stands before a colon."""
    return words.plain(named("field", which))


def complaint_text(
    words: Words, complaint: Complaint, market: Market | None, near: Mapping[Field, str] | None = None
) -> Html:
    """Return one complaint with an example. `near`: examples of numbers that fit the market."""
    return words(
        named("complaint", complaint.problem),
        field=field_name(words, complaint.field),
        limit=_limit(complaint, market),
        example=_example(complaint, market, near or {}),
    )


def near_the_price(review: Review) -> dict[Field, str]:
    """Return an example for each number that fits the market as it stands now, and what is said already."""
    draft, market, last = review.draft, review.market, review.last_price
    buy, sell = (price if price and price > 0 else None for price in (draft.buy_price, draft.sell_price))
    with exact():
        below = sell / _ABOVE_BY if sell else None
        start = buy or min((price for price in (last, below) if price), default=None)
        if not start or start <= 0:
            return {}
        above = ceil_to(start * _ABOVE_BY, market.tick)
    quantity = min(quantity_worth(_WORTH, start, market), _MOST)
    quantity = max(quantity, market.min_quantity, market.step)
    return {
        Field.BUY_PRICE: number(max(floor_to(start, market.tick), market.tick)),
        Field.SELL_PRICE: number(above),
        Field.QUANTITY: number(quantity),
    }


def _limit(complaint: Complaint, market: Market | None) -> str:
    """Return the limit with its coin; those that have none do not name one."""
    if complaint.limit is None:
        return ""
    text = number(complaint.limit)
    if market is None:
        return text
    in_base = complaint.field is Field.QUANTITY and complaint.problem is not Problem.BELOW_NOTIONAL
    return f"{text} {market.base if in_base else market.quote}"


def _example(complaint: Complaint, market: Market | None, near: Mapping[Field, str]) -> str:
    limit = complaint.limit
    if complaint.problem is Problem.NO_LEVERAGE_HERE:
        return "1x"
    if limit is not None and complaint.problem in {Problem.BELOW_MINIMUM, Problem.ABOVE_MAXIMUM}:
        return number(limit)
    if limit is not None and complaint.problem is Problem.NOT_ABOVE_BUY:
        return number(ceil_to(limit * _ABOVE_BY, market.tick) if market else limit * _ABOVE_BY)
    return near.get(complaint.field) or EXAMPLES[complaint.field]


def adjusted_lines(words: Words, review: Review) -> list[Html]:
    """Return a line for each value that is not used as it was typed."""
    return [
        words(
            "form-adjusted",
            field=field_name(words, item.field),
            typed=number(item.typed),
            used=number(item.used),
        )
        for item in review.adjusted
    ]
