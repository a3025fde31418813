"""What is wrong with a field of a draft: the fault, and an example of what would be right."""

from decimal import Decimal

from bot.views.html import esc
from bot.views.text import number
from bot.views.words import Words
from engine.core.checks import Complaint, Field, Problem
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
NAMES = {field: field.capitalize() for field in Field}
_FAULTS = {
    Problem.MISSING: "not given yet.",
    Problem.NOT_POSITIVE: "it must be above 0.",
    Problem.TOO_MANY_DIGITS: "it has too many digits: at most 20 before the point and 18 after it.",
    Problem.BELOW_TICK: "the smallest price step here is {limit}.",
    Problem.BELOW_STEP: "the smallest quantity step here is {limit}.",
    Problem.BELOW_MINIMUM: "the smallest allowed is {limit}.",
    Problem.ABOVE_MAXIMUM: "the largest allowed is {limit}.",
    Problem.BELOW_NOTIONAL: "an order must be worth at least {limit}. Use a larger quantity.",
    Problem.NOT_ABOVE_BUY: "it must be above the buy price {limit}.",
    Problem.NOT_A_PERCENT: "it must be above 0% and at most 100%, in steps of 0.01%.",
    Problem.NOT_A_LEVERAGE: "it must be a whole number from 1x to 125x.",
    Problem.NO_LEVERAGE_HERE: "only perpetuals in TESTNET and LIVE have leverage; here it is 1x.",
}
_ABOVE_BY = Decimal("1.01")


def complaint_text(words: Words, complaint: Complaint, market: Market | None) -> str:
    """Return one complaint with an example, as HTML."""
    fault = _FAULTS[complaint.problem].format(limit=_limit(words, complaint, market))
    return f"<b>{NAMES[complaint.field]}</b>: {fault} Example: <code>{_example(complaint)}</code>"


def _limit(words: Words, complaint: Complaint, market: Market | None) -> str:
    if complaint.limit is None:
        return "the limit"
    text = number(complaint.limit)
    if market is None:
        return text
    in_base = complaint.field is Field.QUANTITY and complaint.problem is not Problem.BELOW_NOTIONAL
    return f"{text} {esc(market.base if in_base else market.quote)}"


def _example(complaint: Complaint) -> str:
    limit = complaint.limit
    if complaint.problem is Problem.NO_LEVERAGE_HERE:
        return "1x"
    if limit is not None and complaint.problem in {Problem.BELOW_MINIMUM, Problem.ABOVE_MAXIMUM}:
        return number(limit)
    if limit is not None and complaint.problem is Problem.NOT_ABOVE_BUY:
        return number(limit * _ABOVE_BY)
    return EXAMPLES[complaint.field]
