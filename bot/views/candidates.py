"""Orders at an exchange that could be a bot's, and what is asked about them."""

from collections.abc import Sequence

from bot.views.html import esc
from bot.views.text import moment, order_text
from bot.views.words import Words
from engine.core.reasons.reason import Reason, candidates_in
from engine.core.types import OrderCandidate

MOST_SHOWN = 20


def look_label(words: Words, reason: Reason | None) -> str:
    """Return the label of the button by which a person resolves an order that the bot cannot."""
    return words.plain("button-which-order" if candidates_in(reason) else "button-checked")


def candidate_lines(words: Words, candidates: Sequence[OrderCandidate], base: str) -> list[str]:
    """Return a line of HTML for each order that could be it."""
    lines = [
        f"{place}. <code>{esc(one.venue_order_id)}</code>: {_candidate(words, one, base)}"
        for place, one in enumerate(candidates[:MOST_SHOWN], 1)
    ]
    more = len(candidates) - MOST_SHOWN
    return [*lines, words("and-more", more=more)] if more > 0 else lines


def _candidate(words: Words, one: OrderCandidate, base: str) -> str:
    key = "candidate-open" if one.is_open else "candidate-ended"
    return words(key, order=order_text(words, one, base), moment=moment(one.created_at))
