"""What is wrong with a field of a draft, with an example of what would be right, and what was made to fit."""

from decimal import Decimal

from bot.views.html import Html
from bot.views.text import number
from bot.views.words import Words, named
from engine.core.checks import Complaint, Field, Problem, Review
from engine.core.money import ceil_to
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


def field_name(words: Words, which: Field) -> str:
    """Return the name of the field as plain text, as it stands before a colon."""
    return words.plain(named("field", which))


def complaint_text(words: Words, complaint: Complaint, market: Market | None) -> Html:
    """Return one complaint with an example."""
    return words(
        named("complaint", complaint.problem),
        field=field_name(words, complaint.field),
        limit=_limit(complaint, market),
        example=_example(complaint, market),
    )


def _limit(complaint: Complaint, market: Market | None) -> str:
    """Return the limit with its coin; those that have none do not name one."""
    if complaint.limit is None:
        return ""
    text = number(complaint.limit)
    if market is None:
        return text
    in_base = complaint.field is Field.QUANTITY and complaint.problem is not Problem.BELOW_NOTIONAL
    return f"{text} {market.base if in_base else market.quote}"


def _example(complaint: Complaint, market: Market | None) -> str:
    limit = complaint.limit
    if complaint.problem is Problem.NO_LEVERAGE_HERE:
        return "1x"
    if limit is not None and complaint.problem in {Problem.BELOW_MINIMUM, Problem.ABOVE_MAXIMUM}:
        return number(limit)
    if limit is not None and complaint.problem is Problem.NOT_ABOVE_BUY:
        return number(ceil_to(limit * _ABOVE_BY, market.tick) if market else limit * _ABOVE_BY)
    return EXAMPLES[complaint.field]


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
