"""One line about each bot after a start. Plain text: it is escaped where it is shown."""

from bot.views.reasons import reason_text
from bot.views.text import figures, filled_or_no, moment, number
from bot.views.words import Words, named
from engine.core.notices import BotRef, OrderSummary
from engine.notices import Doing, ResumedBot, ResumedLine


def label(bot: BotRef) -> str:
    """Return how the report names a bot: #3 BTC/USDT (TESTNET)."""
    return f"{bot.label} ({bot.mode.value})"


def bot_line(words: Words, resumed: ResumedBot | ResumedLine) -> str:
    """Return what the bot does, or waits for, and how much was traded for it meanwhile."""
    if isinstance(resumed, ResumedLine):
        return resumed.text
    line = words.plain("resumed-bot", bot=label(resumed.bot), doing=_doing(words, resumed))
    if resumed.fills <= 0 or resumed.last_fill_at is None:
        return line
    last = moment(resumed.last_fill_at)
    return words.plain("resumed-bot-with-fills", line=line, fills=resumed.fills, last=last)


def _doing(words: Words, resumed: ResumedBot) -> str:
    order, doing = resumed.order, resumed.doing
    if doing in {Doing.PAUSED, Doing.FAILED}:
        why = reason_text(words, resumed.reason)
        if doing is Doing.FAILED or order is None:
            return why
        return words.plain("resumed-paused-with-order", why=why, **_order(resumed, order))
    if order is not None and doing is Doing.WATCHING:
        return words.plain("resumed-watching-for", side=order.side, price=number(order.price))
    if order is not None and doing in {Doing.UNCONFIRMED, Doing.ORDER_OPEN}:
        return words.plain(named("resumed-with", doing), **_order(resumed, order))
    return words.plain(named("resumed", doing))


def _order(resumed: ResumedBot, order: OrderSummary) -> dict[str, str]:
    return {"order": figures(order, resumed.bot.base), "filled": filled_or_no(order.filled)}
