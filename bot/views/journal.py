"""The sentences of the log. Plain text: it is stored as it is, and escaped where it is shown."""

from dataclasses import fields
from decimal import Decimal
from typing import assert_never

from bot.views.reasons import changes_text, reason_text
from bot.views.text import HOW_STOPPED, costs, moment, number, plain_account_name, plural
from bot.views.words import Words
from engine.core import notices
from engine.core.market_rules import changes
from engine.core.types import BotConfig
from engine.outbox import DatabaseRestored
from engine.reads import journal
from engine.reads.journal import Beginning, OrderNews, OwnerAct

_BEGINNINGS = {
    Beginning.STARTED: "Started",
    Beginning.RESUMED: "Resumed",
    Beginning.CLOSING: "Closing what is held",
}
_NEWS = {
    OrderNews.PLACED: "Order",
    OrderNews.ADOPTED: "Order adopted",
    OrderNews.CANCELED: "Order cancelled",
    OrderNews.EXPIRED: "Order ended by the exchange",
    OrderNews.REJECTED: "Order refused",
    OrderNews.NEVER_SENT: "Order not sent",
    OrderNews.UNKNOWN: "No answer about an order; I keep asking",
    OrderNews.ABSENT: "Order never reached the exchange",
    OrderNews.QUARANTINED: "Order in doubt; check it on the exchange",
    OrderNews.ACCEPTED_AS_IS: "Order accepted as it is",
}
_ACTS = {
    OwnerAct.START: "Started by its owner.",
    OwnerAct.EDIT: "Edited by its owner.",
    OwnerAct.STOP: "Stop requested by its owner.",
    OwnerAct.FINISH: "Finish requested by its owner.",
    OwnerAct.CLOSE: "Close requested by its owner.",
}


def line_text(words: Words, line: journal.JournalLine) -> str:
    if isinstance(line, notices.BotNotice):
        return _notice(words, line)
    match line:
        case journal.BotCreated():
            return _created(words, line)
        case journal.ConfigChanged():
            return f"Changed ({_where(line.bot)}): {_changes(words, line.before, line.after)}"
        case journal.NewRules():
            changed = changes_text(words, changes(line.before, line.after))
            return f"New rules of the exchange ({_where(line.bot)}): {changed}"
        case journal.WorkBegun():
            return f"{_BEGINNINGS[line.how]} ({_where(line.bot)})"
        case journal.OrderLine():
            return _order_line(words, line)
        case journal.Note():
            return line.text
        case _:
            return _audit_line(words, line)


def _created(words: Words, line: journal.BotCreated) -> str:
    bot, config = line.bot, line.config
    trail = "" if config.trailing_percent is None else f", trailing {number(config.trailing_percent)}%"
    leverage = "" if config.leverage == 1 else f", leverage {config.leverage}x"
    return (
        f"Created ({_where(bot)}): {config.ticker}, {config.first_order} first, "
        f"{number(config.quantity)} {bot.base}, buy at {number(config.buy_price)}, "
        f"sell at {number(config.sell_price)} {bot.quote}{trail}, "
        f"loop {_shown(words, config.infinite_loop)}{leverage}"
    )


def _changes(words: Words, before: BotConfig, after: BotConfig) -> str:
    changed = []
    for name in (field.name for field in fields(BotConfig)):  # infinite_loop is the loop
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            label = name.removeprefix("infinite_").replace("_", " ")
            changed.append(f"{label} {_shown(words, old)} -> {_shown(words, new)}")
    return ", ".join(changed)


def _shown(words: Words, value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case Decimal():
            return number(value)
        case _:
            return str(value)


def _order_line(words: Words, line: journal.OrderLine) -> str:
    order = _order(words, line.order, line.bot)
    if line.immediate:
        order += ", immediate or cancel"
    if line.news in {OrderNews.PLACED, OrderNews.ADOPTED}:
        return f"{_NEWS[line.news]}: {order} ({_where(line.bot)})"
    return f"{_NEWS[line.news]} ({_where(line.bot)}): {order}{_more(words, line)}"


def _more(words: Words, line: journal.OrderLine) -> str:
    match line.news:
        case OrderNews.CANCELED | OrderNews.EXPIRED:
            return f"; {number(line.order.filled) if line.order.filled else 'none'} of it filled"
        case OrderNews.REJECTED | OrderNews.NEVER_SENT | OrderNews.UNKNOWN:
            return f"; {reason_text(words, line.reason)}"
        case OrderNews.ACCEPTED_AS_IS:
            return f"; {number(line.order.filled)} of it booked"
        case _:
            return ""


def _notice(words: Words, notice: notices.BotNotice) -> str:
    bot = notice.bot
    where = _where(bot)
    match notice:
        case notices.FillBooked():
            late = ", after its order had ended" if notice.late else ""
            return (
                f"{notice.side} {number(notice.quantity)} {bot.base} @ {number(notice.price)} ({where}), "
                f"fee {number(notice.fee)} {notice.fee_coin}{late}{_replayed(words, notice)}"
            )
        case notices.CycleClosed():
            costing = costs(notice, number)
            comma = "" if costing.startswith("after") else ","
            return (
                f"Cycle {notice.cycle} closed ({where}): {_signed(notice.result)} {bot.quote}{comma} "
                f"{costing}; {_signed(notice.total)} {bot.quote} in total{_replayed(words, notice)}"
            )
        case notices.FundingBooked() | notices.FeeValued() | notices.FeeCorrected():
            return _charge(words, notice, where)
        case notices.BotStopped():
            held = f"; still held: {number(notice.held)} {bot.base}" if notice.held else ""
            return f"{HOW_STOPPED[notice.why].capitalize()} ({where}){held}"
        case notices.BotPaused():
            kept = f"; its order stays open: {_order(words, notice.kept, bot)}" if notice.kept else ""
            return f"Paused ({where}): {reason_text(words, notice.reason)}{kept}"
        case notices.BotFailed():
            return f"Error ({where}): {reason_text(words, notice.reason)}"
        case notices.PriceStreamSilent():
            news = "Live prices again" if notice.over else "No live prices, though there are trades"
            return f"{news} ({where}); none since {moment(notice.since)}"
        case notices.ReplayEnded():
            return _replay_ended(words, notice)
        case notices.OrderChanged():
            before, now = _order(words, notice.before, bot), _order(words, notice.now, bot)
            return f"Its order was changed on the exchange ({where}): {before} -> {now}"
    assert_never(notice)


def _charge(words: Words, charge: notices.Charge, where: str) -> str:
    quote = charge.bot.quote
    if isinstance(charge, notices.FundingBooked):
        return f"Funding ({where}): {_signed(charge.amount)} {quote}{_late(words, charge)}"
    if isinstance(charge, notices.FeeCorrected):
        was, fee = (f"{number(one.amount)} {one.coin}" for one in (charge.was, charge.fee))
        return (
            f"Fill {charge.trade_id} cost {fee} ({where}), not {was} as told at first{_late(words, charge)}"
        )
    worth = (
        f"{number(charge.fee.amount)} {charge.fee.coin} in fees ({where}) are worth {number(charge.value)}"
    )
    return f"{worth} {quote}{_late(words, charge)}"


def _late(words: Words, charge: notices.Charge) -> str:
    """Return what a charge of a closed cycle makes of the sum of results."""
    if charge.total is None:
        return ""
    is_gone = not isinstance(charge, notices.FeeCorrected) and charge.of_deleted
    why = "its bot is deleted" if is_gone else "its cycle was closed before"
    return f"; {why}: {_signed(charge.total)} {charge.bot.quote} in total"


def _replayed(words: Words, notice: notices.FillBooked | notices.CycleClosed) -> str:
    return f"; replayed from {moment(notice.at)}" if notice.replayed else ""


def _replay_ended(words: Words, notice: notices.ReplayEnded) -> str:
    bot, end = notice.bot, notice.end
    why = "The replay is over" if end.reason is None else f"The prices stop: {reason_text(words, end.reason)}"
    period = f"; {moment(end.since)} to {moment(end.at)}" if end.since and end.at else ""
    return (
        f"{why} ({_where(bot)}){period}: {plural(notice.fills, 'fill')}, {plural(notice.cycles, 'cycle')}, "
        f"{_signed(notice.result)} {bot.quote} after {number(notice.fees)} {bot.quote} fees"
    )


def _audit_line(words: Words, line: journal.AuditLine) -> str:
    match line:
        case journal.BotDeleted():
            bot = line.bot
            result = f"{plural(line.trades, 'trade')}, result {_signed(line.result)} {bot.quote}"
            return f"Deleted #{bot.number} {bot.ticker} ({_where(bot)}): {result}"
        case journal.OwnerActed():
            return _ACTS[line.act]
        case journal.OrphanCanceled():
            return f"Order {line.client_order_id} on {line.account_id} cancelled by hand."
        case journal.OrphanAdopted():
            order = f"{line.side} {number(line.quantity)} at {number(line.price)}"
            return f"Order {line.client_order_id} adopted by its owner: {order}."
        case journal.AcceptedAsIs():
            reported = (
                "unknown to the exchange" if line.reported is None else f"{number(line.reported)} reported"
            )
            booked = f"{number(line.booked)} booked, {reported}"
            return f"Order {line.client_order_id} accepted as it is by its owner: {booked}."
        case journal.OrderChosen():
            there = f"{line.venue_order_id} on the exchange"
            return f"Order {line.client_order_id} is {there}, according to its owner."
        case journal.LogsCleared():
            return f"{plural(line.lines, 'log line')} cleared by their owner."
        case DatabaseRestored():
            labels = ", ".join(line.held_back)
            waiting = f"; waiting until you have checked the exchange: {labels}" if labels else ""
            return f"Started from an older backup: new orders get a new series of ids{waiting}"
    assert_never(line)


def _order(words: Words, order: notices.OrderSummary, bot: notices.BotRef) -> str:
    return f"{order.side} {number(order.quantity)} {bot.base} at {number(order.price)} {bot.quote}"


def _where(bot: notices.BotRef) -> str:
    return f"{bot.mode}, {plain_account_name(bot.account_id)}"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{number(amount)}"
