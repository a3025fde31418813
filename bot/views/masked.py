"""What a chat that several people read is told of a bot whose amounts are its owner's alone: only percent."""

from collections.abc import Sequence

from bot.views.html import Html
from bot.views.text import badge, percent
from bot.views.words import Words
from engine.core.money import ZERO, exact
from engine.core.notices import (
    BotFailed,
    BotNotice,
    BotPaused,
    BotStopped,
    CycleClosed,
    FillBooked,
    OrderChanged,
    PriceStreamSilent,
    ReplayEnded,
)
from engine.core.types import Side


def masked_text(words: Words, notice: BotNotice, fills: Sequence[FillBooked]) -> Html:
    """Return the notice without amount, quantity, price, exchange and reason. `fills`: of its cycle."""
    bot = {"mode": badge(notice.bot.mode), "bot": notice.bot.label}
    match notice:
        case FillBooked():
            return words("group-fill", side=notice.side.value, **bot)
        case CycleClosed():
            with exact():
                paid = sum((fill.quantity * fill.price for fill in fills if fill.side is Side.BUY), ZERO)
            if not paid:  # its fills were told before it
                return words("group-cycle-won" if notice.result >= 0 else "group-cycle-lost", **bot)
            sign = "+" if notice.result > 0 else ""
            return words("group-cycle", percent=f"{sign}{percent(notice.result / paid * 100)}", **bot)
        case BotStopped():
            return words("group-stopped", **bot)
        case BotPaused():
            return words("group-paused", **bot)
        case BotFailed():
            return words("group-failed", **bot)
        case PriceStreamSilent():
            return words("group-prices-again" if notice.over else "group-prices-away", **bot)
        case OrderChanged():
            return words("group-order-changed", **bot)
        case ReplayEnded():
            return words("group-replay-over" if notice.end.reason is None else "group-prices-stop", **bot)
        case _:
            return words("group-other", **bot)
