"""One line about each bot after a start. Plain text: it is escaped where it is shown."""

from bot.views.reasons import reason_text
from bot.views.text import figures, moment, number, part_filled, plural
from engine.core.notices import BotRef
from engine.outbox import Doing, ResumedBot, ResumedLine


def label(bot: BotRef) -> str:
    """Return how the report names a bot: #3 BTC/USDT (TESTNET)."""
    return f"#{bot.number} {bot.ticker} ({bot.mode.value})"


def bot_line(resumed: ResumedBot | ResumedLine) -> str:
    """Return what the bot does, or waits for, and how much was traded for it meanwhile."""
    if isinstance(resumed, ResumedLine):
        return resumed.text
    line = f"{label(resumed.bot)}: {_doing(resumed)}"
    if resumed.fills > 0 and resumed.last_fill_at is not None:
        line += f"; {plural(resumed.fills, 'fill')} meanwhile, the last at {moment(resumed.last_fill_at)}"
    return line


def _doing(resumed: ResumedBot) -> str:
    match resumed.doing:
        case Doing.PAUSED:
            stays = f"; {_order(resumed)} stays open" if resumed.order else ""
            return f"{reason_text(resumed.reason)}{stays}"
        case Doing.FAILED:
            return reason_text(resumed.reason)
        case Doing.FINISHED:
            return "it has stopped"
        case Doing.UNSETTLED:
            return "its last order is not settled yet"
        case Doing.WATCHING:
            watched = resumed.order
            return (
                f"waits for the price of its {watched.side.value} @ {number(watched.price)}"
                if watched
                else "waits"
            )
        case Doing.UNCONFIRMED:
            return f"{_order(resumed)} is not confirmed yet"
        case Doing.ORDER_OPEN:
            return f"{_order(resumed)} is open"
        case Doing.CANCELING:
            return "its order is being cancelled"
        case Doing.CLOSING:
            return "is getting a price to close at"


def _order(resumed: ResumedBot) -> str:
    order = resumed.order
    if order is None:
        return "its order"
    filled = f"{part_filled(order.filled)}," if order.filled else ""
    return f"{figures(order, resumed.bot.base)}{filled}"
