"""Orders at an exchange that could be a bot's, and what is asked about them."""

from collections.abc import Sequence

from bot.views.text import esc, figures, moment, part_filled
from engine.core.reasons.reason import Reason, candidates_in
from engine.core.types import OrderCandidate

I_HAVE_CHECKED = "I have checked it"
WHICH_ORDER = "Which order is it?"
MOST_SHOWN = 20


def look_label(reason: Reason | None) -> str:
    """Return the label of the button by which a person resolves an order that the bot cannot."""
    return WHICH_ORDER if candidates_in(reason) else I_HAVE_CHECKED


def candidate_lines(candidates: Sequence[OrderCandidate], base: str) -> list[str]:
    """Return a line for each order that could be it. `base` is HTML."""
    lines = [
        f"{place}. <code>{esc(one.venue_order_id)}</code>: {_candidate(one, base)}"
        for place, one in enumerate(candidates[:MOST_SHOWN], 1)
    ]
    more = len(candidates) - MOST_SHOWN
    return [*lines, f"and {more} more"] if more > 0 else lines


def _candidate(one: OrderCandidate, base: str) -> str:
    state = "open" if one.is_open else "ended"
    order = f"{figures(one, base)}{part_filled(one.filled)}"
    return f"{order}, {state}, placed at {moment(one.created_at)}"
