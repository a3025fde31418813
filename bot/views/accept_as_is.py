"""Taking an order as it is, after a look at the exchange: the question, and what was done."""

from decimal import Decimal

from bot.views.activity import order_text
from bot.views.card import title
from bot.views.text import esc, moment, number
from engine.core.money import exact
from engine.core.state import Phase
from engine.reads.views import BotCard, StuckOrder

ACCEPT_IT = "Accept it as it is"
NOT_TAKEN = "Nothing was changed."


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
