"""An order that a bot cannot settle by itself: the questions about it, and what was done."""

from decimal import Decimal

from bot.views.activity import order_text
from bot.views.candidates import MOST_SHOWN, WHICH_ORDER, candidate_lines
from bot.views.card import title
from bot.views.text import cut, esc, moment, number
from engine.core.money import exact
from engine.core.state import Phase
from engine.reads.views import BotCard, StuckOrder

ACCEPT_IT = "Accept it as it is"
NOT_TAKEN = "Nothing was changed."
NONE_OF_THEM = "None of them"
CHOSEN = "<b>Chosen.</b> The fills of this order are booked to this bot."
_MOST_NUMBER = 24


def accept_as_is_question(found: StuckOrder) -> str:
    """Return the question whether to end the order with what is booked, with all figures."""
    card, order = found.card, found.order
    base = esc(card.state.market.base)
    stays = "paused" if card.state.phase is Phase.PAUSED else "stopped"
    return "\n".join(
        [
            title(card),
            "<b>Accept this order as it is?</b>",
            f"{order_text(order, base)}",
            f"Created at {moment(order.created_at)}, order id <code>{esc(order.client_order_id)}</code>.",
            "",
            f"Booked here: <b>{number(order.filled)} {base}</b>",
            *_reported(found, base),
            "",
            (
                f"If you accept, the order ends with {number(order.filled)} {base} filled and no more. "
                "A fill that the exchange shows later will still be booked. "
                f"The bot stays {stays} and sends nothing. Compare with the exchange's website first."
            ),
            "",
            "You have 60 s to answer.",
        ]
    )


def _reported(found: StuckOrder, base: str) -> list[str]:
    earlier, now = found.order.reported, found.reported
    if now is not None:
        return [
            f"The exchange reports: <b>{number(now)} {base}</b>",
            *_missing(now, found.order.filled, base),
        ]
    lines = ["The exchange does not know this order now."]
    if earlier is None:
        return lines
    lines.append(f"It reported earlier: <b>{number(earlier)} {base}</b>")
    return [*lines, *_missing(earlier, found.order.filled, base)]


def _missing(reported: Decimal, booked: Decimal, base: str) -> list[str]:
    with exact():
        missing = reported - booked
    return [f"Missing here: <b>{number(missing)} {base}</b>"] if missing > 0 else []


def taken_note(card: BotCard) -> str:
    """Return what was done, for the top of the card."""
    order = card.state.order
    booked = number(order.filled) if order is not None else "0"
    return f"<b>Accepted as it is</b>, with {booked} {esc(card.state.market.base)} booked."


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
