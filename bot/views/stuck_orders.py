"""An order that a bot cannot settle by itself: the questions about it, and what was done."""

from collections.abc import Sequence

from bot.views.candidates import MOST_SHOWN, candidate_lines
from bot.views.card import title
from bot.views.html import esc
from bot.views.text import cut, moment, number, order_text
from bot.views.words import Words
from engine.core.money import exact
from engine.core.state import Phase
from engine.reads.views import BotCard, StuckOrder

ACCEPT_IT = "Accept it as it is"
NONE_OF_THEM = "None of them"
CHOSEN = "<b>Chosen.</b> The fills of this order are booked to this bot."
_MOST_NUMBER = 24


def accept_as_is_question(words: Words, found: StuckOrder) -> str:
    booked = f"{number(found.order.filled)} {esc(found.card.state.market.base)}"
    does = (
        f"If you accept, the order ends with {booked} filled and no more. "
        "A fill that the exchange shows later will still be booked. "
        f"The bot stays {_stays(words, found)} and sends nothing. Compare with the exchange's website first."
    )
    lines = [f"Booked here: <b>{booked}</b>", *_reported(words, found)]
    return _question(words, found, "Accept this order as it is?", lines, does)


def _question(words: Words, found: StuckOrder, asked: str, lines: Sequence[str], does: str) -> str:
    order = found.order
    return "\n".join(
        [
            title(found.card),
            f"<b>{asked}</b>",
            esc(order_text(words, order, found.card.state.market.base)),
            f"Created at {moment(order.created_at)}, order id <code>{esc(order.client_order_id)}</code>.",
            "",
            *lines,
            "",
            does,
            "",
            "You have 60 s to answer.",
        ]
    )


def _stays(words: Words, found: StuckOrder) -> str:
    return "paused" if found.card.state.phase is Phase.PAUSED else "stopped"


def _reported(words: Words, found: StuckOrder) -> list[str]:
    base, lines, head = esc(found.card.state.market.base), [], "The exchange reports"
    reported = found.reported
    if reported is None:
        lines.append("The exchange does not know this order now.")
        reported, head = found.order.reported, "It reported earlier"
    if reported is not None:
        lines.append(f"{head}: <b>{number(reported)} {base}</b>")
        with exact():
            missing = reported - found.order.filled
        if missing > 0:
            lines.append(f"Missing here: <b>{number(missing)} {base}</b>")
    return lines


def taken_note(words: Words, card: BotCard) -> str:
    return f"<b>Accepted as it is</b>, with {_booked(card)} booked."


def candidate_labels(found: StuckOrder) -> list[str]:
    shown = found.candidates[:MOST_SHOWN]
    return [f"{place}: {cut(one.venue_order_id, _MOST_NUMBER)}" for place, one in enumerate(shown, 1)]


def choice_question(words: Words, found: StuckOrder) -> str:
    name = f"#{found.card.number}"
    does = (
        f"The one you tap becomes the order of {name}: all its fills, past and future, are booked to "
        f"{name}, which then continues with its plan. “{NONE_OF_THEM}” means that the order never "
        f"arrived: the bot stays {_stays(words, found)} and sends nothing. "
        "Compare with the exchange’s website first."
    )
    lines = [
        "The exchange has not confirmed it and does not know its id. It could be one of these orders:",
        *candidate_lines(words, found.candidates, found.card.state.market.base),
    ]
    return _question(words, found, words("button-which-order"), lines, does)


def none_note(words: Words, card: BotCard) -> str:
    return f"<b>None of them.</b> The order ends with {_booked(card)} booked."


def _booked(card: BotCard) -> str:
    order = card.state.order
    return f"{number(order.filled) if order else 0} {esc(card.state.market.base)}"
