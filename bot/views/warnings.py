"""What the review warns of: allowed, and perhaps not meant."""

from collections.abc import Iterator
from decimal import Decimal

from bot.views.complaints import NAMES
from bot.views.html import esc
from bot.views.text import earns, number, percent
from bot.views.words import Words
from engine.core.checks import Caution, Field, Review
from engine.core.money import exact, round_to
from engine.core.types import Leg, Side

_FAR_PERCENT = 20
_TENTHS = Decimal("0.1")
_FACTOR_FROM_PERCENT = 1000
_ABSURD_PERCENT_ABOVE = 900
_ABSURD_PERCENT_BELOW = 90
"""Ten times the last price, and a tenth of it."""


def warning_lines(words: Words, review: Review, leg: Leg) -> list[str]:
    """Return the warnings. `leg` is what comes next: the exit for a bot that is in the middle of a cycle."""
    cautions = review.cautions
    if leg is Leg.EXIT:
        of_the_entry = {Caution.FILLS_AT_ONCE, Caution.NEEDS_BASE}
        cautions = tuple(item for item in cautions if item not in of_the_entry)
    lines = [*(_caution(words, item, review) for item in cautions), *_far_off(words, review)]
    if leg is Leg.EXIT and (crossing := _exit_crosses(words, review)):
        lines.append(crossing)
    return [f"⚠️ {line}" for line in lines]


def _caution(words: Words, caution: Caution, review: Review) -> str:
    base = esc(review.market.base)
    match caution:
        case Caution.FEES_EAT_SPREAD:
            net = earns(words, review.estimate.net, review.market.quote) if review.estimate else "loses money"
            return f"The spread does not cover the fees: each cycle {net}."
        case Caution.FILLS_AT_ONCE:
            first = review.config.first_order if review.config else Side.BUY
            return f"The price is {_crossed(words, first)} now: the first {first.value} fills at once."
        case Caution.NEEDS_BASE:
            return f"The first SELL needs {base} in your wallet."
        case Caution.MAY_BE_LIQUIDATED:
            leverage = review.config.leverage if review.config else 1
            against = percent(round_to(Decimal(100) / leverage, _TENTHS))
            return (
                f"At {leverage}x, a move of about {against} against the position liquidates it, "
                "and its margin is lost."
            )


def _crossed(words: Words, side: Side) -> str:
    return "at or below your buy price" if side is Side.BUY else "at or above your sell price"


def _exit_crosses(words: Words, review: Review) -> str | None:
    config, last = review.config, review.last_price
    if config is None or last is None or config.trailing_percent is not None:
        return None
    side = config.side(Leg.EXIT)
    crosses = last <= config.buy_price if side is Side.BUY else last >= config.sell_price
    return f"The price is {_crossed(words, side)} now: the {side.value} fills at once." if crosses else None


def is_absurd(review: Review) -> bool:
    """Say whether a price is so far from the market that nobody can be thought to mean it."""
    return any(not -_ABSURD_PERCENT_BELOW < away < _ABSURD_PERCENT_ABOVE for _, away in _distances(review))


def _far_off(words: Words, review: Review) -> list[str]:
    """Point out a price so far from the market that it may be a slip: a lost digit, a misread point."""
    return [
        f"Your {NAMES[field].lower()} is far from the last price: {_how_far(words, away)} it."
        for field, away in _distances(review)
        if abs(away) >= _FAR_PERCENT
    ]


def _distances(review: Review) -> Iterator[tuple[Field, Decimal]]:
    """Yield how far the prices are from the last one, in percent of it."""
    last, draft = review.last_price, review.draft
    if last is None or last <= 0:
        return
    for field, price in ((Field.BUY_PRICE, draft.buy_price), (Field.SELL_PRICE, draft.sell_price)):
        if price is not None and price.is_finite() and price > 0:
            with exact():
                yield field, (price - last) * 100 / last


def _how_far(words: Words, away: Decimal) -> str:
    side = "above" if away > 0 else "below"
    if away < _FACTOR_FROM_PERCENT:
        return f"{percent(round_to(abs(away), _TENTHS))} {side}"
    with exact():
        return f"{number(round_to(away / 100 + 1, Decimal(1)))} times"
