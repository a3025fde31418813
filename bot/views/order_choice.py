"""Which of several orders at the exchange is the bot's: the question, and what was done."""

from bot.views.activity import order_text
from bot.views.candidates import MOST_SHOWN, WHICH_ORDER, candidate_lines
from bot.views.card import title
from bot.views.text import cut, esc, moment, number
from engine.core.state import Phase
from engine.reads.views import BotCard, StuckOrder

NONE_OF_THEM = "None of them"
CHOSEN = "<b>Chosen.</b> The fills of this order are booked to this bot."
_MOST_NUMBER = 24


def candidate_labels(found: StuckOrder) -> list[str]:
    """Return the labels of the buttons, one for each candidate that is shown."""
    shown = found.candidates[:MOST_SHOWN]
    return [f"{place}: {cut(one.venue_order_id, _MOST_NUMBER)}" for place, one in enumerate(shown, 1)]


def choice_question(found: StuckOrder) -> str:
    """Return the question which of the candidates is the order."""
    card, order = found.card, found.order
    base = esc(card.state.market.base)
    stays = "paused" if card.state.phase is Phase.PAUSED else "stopped"
    name = f"#{card.number}"
    return "\n".join(
        [
            title(card),
            f"<b>{WHICH_ORDER}</b>",
            order_text(order, base),
            f"Created at {moment(order.created_at)}, order id <code>{esc(order.client_order_id)}</code>.",
            "",
            "The exchange has not confirmed it and does not know its id. It could be one of these orders:",
            *candidate_lines(found.candidates, base),
            "",
            (
                f"The one you tap becomes the order of {name}: all its fills, past and future, are booked to "
                f"{name}, which then continues with its plan. “{NONE_OF_THEM}” means that the order never "
                f"arrived: the bot stays {stays} and sends nothing. "
                "Compare with the exchange’s website first."
            ),
            "",
            "You have 60 s to answer.",
        ]
    )


def none_note(card: BotCard) -> str:
    """Return what a no to all of them did, for the top of the card."""
    order = card.state.order
    booked = number(order.filled) if order is not None else "0"
    return f"<b>None of them.</b> The order ends with {booked} {esc(card.state.market.base)} booked."
