"""What the review warns of: allowed, and perhaps not meant."""

from collections.abc import Iterator
from decimal import Decimal

from bot.views.html import Html
from bot.views.text import percent, rounded, signed
from bot.views.words import Words, named
from engine.core.checks import Caution, Field, Review, Shortage
from engine.core.money import exact, round_to
from engine.core.reasons.accounts import AboveLimit
from engine.core.types import Leg, Side

_FAR_PERCENT = 20
_WIDE_PERCENT = 10
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
    lines += _wide_trail(words, review)
    if leg is Leg.EXIT and (crossing := _exit_crosses(words, review)):
        lines.append(crossing)
    if review.above_limit is not None:
        lines.append(_above_limit(words, review.above_limit))
    if review.shortage is not None:
        lines.append(_shortage(words, review, review.shortage))
    return [f"⚠️ {line}" for line in lines]


def _above_limit(words: Words, above: AboveLimit) -> Html:
    """Return that an entry would not be sent, for it is above the largest value of one."""
    value, most = (f"{rounded(amount)} {above.coin}" for amount in (above.value, above.most))
    return words("caution-above-order-value", value=value, most=most)


def _shortage(words: Words, review: Review, short: Shortage) -> Html:
    return words(
        "caution-paper-short",
        exchange=review.draft.exchange or "",
        needed=f"{rounded(short.needed)} {short.coin}",
        available=f"{rounded(short.available)} {short.coin}",
    )


def _caution(words: Words, caution: Caution, review: Review) -> Html:
    match caution:
        case Caution.FEES_EAT_SPREAD:
            return _fees_eat_spread(words, review)
        case Caution.FILLS_AT_ONCE:
            first = review.config.first_order if review.config else Side.BUY
            return words("caution-first-buy-fills" if first is Side.BUY else "caution-first-sell-fills")
        case Caution.NEEDS_BASE:
            return words("caution-needs-base", coin=review.market.base)
        case Caution.MAY_BE_LIQUIDATED:
            leverage = review.config.leverage if review.config else 1
            against = percent(round_to(Decimal(100) / leverage, _TENTHS))
            return words("caution-may-be-liquidated", leverage=str(leverage), percent=against)


def _fees_eat_spread(words: Words, review: Review) -> Html:
    if review.estimate is None:
        return words("caution-fees-eat-spread")
    net, quote = review.estimate.net, review.market.quote
    if net < 0:
        return words("caution-fees-take", net=f"{rounded(-net)} {quote}")
    return words("caution-fees-leave", net=signed(net, quote))


def _exit_crosses(words: Words, review: Review) -> Html | None:
    config, last = review.config, review.last_price
    if config is None or last is None or config.trailing_percent is not None:
        return None
    if config.side(Leg.EXIT) is Side.BUY:
        return words("caution-buy-fills") if last <= config.buy_price else None
    return words("caution-sell-fills") if last >= config.sell_price else None


def is_absurd(review: Review) -> bool:
    """Say whether a price is so far from the market that nobody can be thought to mean it."""
    return any(not -_ABSURD_PERCENT_BELOW < away < _ABSURD_PERCENT_ABOVE for _, away in _distances(review))


def _far_off(words: Words, review: Review) -> list[Html]:
    """Point out a price so far from the market that it may be a slip: a lost digit, a misread point."""
    return [
        words(named("caution", f"{field}-{_direction(away)}"), **_how_far(away))
        for field, away in _distances(review)
        if abs(away) >= _FAR_PERCENT
    ]


def _wide_trail(words: Words, review: Review) -> list[Html]:
    """Point out a trail so wide that its order may never be sent: 50 where 0.5 was meant."""
    trail = review.draft.trailing_percent
    if trail is None or not trail.is_finite() or trail < _WIDE_PERCENT:
        return []
    return [words("caution-wide-trail", percent=percent(trail))]


def _distances(review: Review) -> Iterator[tuple[Field, Decimal]]:
    """Yield how far the prices are from the last one, in percent of it."""
    last, draft = review.last_price, review.draft
    if last is None or last <= 0:
        return
    for field, price in ((Field.BUY_PRICE, draft.buy_price), (Field.SELL_PRICE, draft.sell_price)):
        if price is not None and price.is_finite() and price > 0:
            with exact():
                yield field, (price - last) * 100 / last


def _direction(away: Decimal) -> str:
    if away >= _FACTOR_FROM_PERCENT:
        return "times"
    return "above" if away > 0 else "below"


def _how_far(away: Decimal) -> dict[str, str | int]:
    """Return what its sentence needs."""
    if away < _FACTOR_FROM_PERCENT:
        return {"percent": percent(round_to(abs(away), _TENTHS))}
    with exact():
        return {"times": int(round_to(away / 100 + 1, Decimal(1)))}
