"""An order that a bot cannot settle by itself: the questions about it, and what was done."""

from collections.abc import Sequence

from bot.views.candidates import MOST_SHOWN, candidate_lines
from bot.views.card import title
from bot.views.html import Html, esc
from bot.views.text import cut, moment, number, order_text
from bot.views.words import Words
from engine.core.money import exact
from engine.core.state import Phase
from engine.reads.open_orders import StuckOrder
from engine.reads.views import BotCard

_MOST_NUMBER = 24


def accept_as_is_question(words: Words, found: StuckOrder) -> str:
    booked = f"{number(found.order.filled)} {found.card.state.market.base}"
    lines = [words("stuck-booked", amount=booked), *_reported(words, found)]
    does = words("accept-does", booked=booked, stays=_stays(found))
    return _question(words, found, words("accept-question"), lines, does)


def _question(words: Words, found: StuckOrder, asked: str, lines: Sequence[str], does: str) -> str:
    order = found.order
    return "\n".join(
        [
            title(found.card),
            asked,
            esc(order_text(words, order, found.card.state.market.base)),
            words("stuck-order", moment=moment(order.created_at), id=order.client_order_id),
            "",
            *lines,
            "",
            does,
            "",
            words("question-sixty-seconds"),
        ]
    )


def _stays(found: StuckOrder) -> str:
    return "paused" if found.card.state.phase is Phase.PAUSED else "stopped"


def _reported(words: Words, found: StuckOrder) -> list[Html]:
    base, lines, key = found.card.state.market.base, [], "stuck-reported"
    reported = found.reported
    if reported is None:
        lines.append(words("stuck-unknown-there"))
        reported, key = found.order.reported, "stuck-reported-earlier"
    if reported is not None:
        lines.append(words(key, amount=f"{number(reported)} {base}"))
        with exact():
            missing = reported - found.order.filled
        if missing > 0:
            lines.append(words("stuck-missing", amount=f"{number(missing)} {base}"))
    return lines


def taken_note(words: Words, card: BotCard) -> Html:
    return words("accepted", booked=_booked(card))


def candidate_labels(found: StuckOrder) -> list[str]:
    shown = found.candidates[:MOST_SHOWN]
    return [f"{place}: {cut(one.venue_order_id, _MOST_NUMBER)}" for place, one in enumerate(shown, 1)]


def choice_question(words: Words, found: StuckOrder) -> str:
    does = words("choice-does", bot=f"#{found.card.number}", stays=_stays(found))
    lines = [
        words("choice-could-be"),
        *candidate_lines(words, found.candidates, found.card.state.market.base),
    ]
    return _question(words, found, words("choice-question"), lines, does)


def none_note(words: Words, card: BotCard) -> Html:
    return words("chosen-none", booked=_booked(card))


def _booked(card: BotCard) -> str:
    order = card.state.order
    return f"{number(order.filled) if order else 0} {card.state.market.base}"
