"""The sentences of the log. Plain text: it is stored as it is, and escaped where it is shown."""

from datetime import UTC, datetime
from typing import assert_never

from bot.views.audit_lines import audit_line
from bot.views.clock import clock_of
from bot.views.journal_parts import amount_of, config_changes, signed, where_of
from bot.views.reasons import changes_text, reason_text
from bot.views.text import cost_parts, moment, number
from bot.views.words import Words, named
from engine.core import notices
from engine.core.market_rules import changes
from engine.reads import journal
from engine.reads.journal import OrderNews, PeopleAct

_TELLS_ROLE = {PeopleAct.INVITED, PeopleAct.ROLE}


def stored_text(words: Words, line: journal.JournalLine) -> str:
    """Return a line as it is stored, for whoever reads the table: its times are in UTC, whoever asked."""
    with clock_of(UTC):
        return line_text(words, line)


def line_text(words: Words, line: journal.JournalLine) -> str:
    if isinstance(line, notices.BotNotice):
        return _notice(words, line)
    match line:
        case journal.ConfigChanged():
            changed = config_changes(words, line.before, line.after)
            return words.plain("journal-changed", where=where_of(line.bot), changes=changed)
        case journal.NewRules():
            changed = changes_text(words, changes(line.before, line.after))
            return words.plain("journal-new-rules", where=where_of(line.bot), changes=changed)
        case journal.WorkBegun():
            return words.plain(named("journal-begun", line.how), where=where_of(line.bot))
        case journal.OrderLine():
            return _order_line(words, line)
        case journal.Note():
            return line.text
        case journal.NoticeUndelivered():
            return _undelivered(words, line)
        case _:
            return audit_line(words, line)


def _undelivered(words: Words, line: journal.NoticeUndelivered) -> str:
    if line.given_up:
        key = "journal-given-up-alerts" if line.alerts else "journal-given-up"
        kind = words.plain(named("notice-kind", line.about))
        return words.plain(key, kind=kind, bot=line.bot or "none", reason=line.reason)
    key = "journal-waits-alerts" if line.alerts else "journal-waits"
    return words.plain(key, reason=line.reason or "removed")


def _order_line(words: Words, line: journal.OrderLine) -> str:
    order = _order(words, line.order, line.bot)
    if line.immediate:
        order = words.plain("journal-order-immediate", order=order)
    filled, kept = line.order.filled, line.news is not OrderNews.ACCEPTED_AS_IS
    return words.plain(
        named("journal-order-news", line.news),
        order=order,
        where=where_of(line.bot),
        filled="none" if kept and not filled else number(filled),
        reason=reason_text(words, line.reason),
    )


def _notice(words: Words, notice: notices.BotNotice) -> str:
    bot = notice.bot
    where = where_of(bot)
    match notice:
        case notices.FillBooked():
            return words.plain(
                "journal-fill-late" if notice.late else "journal-fill",
                fill=f"{notice.side} {amount_of(notice.quantity, bot.base)} @ {number(notice.price)}",
                where=where,
                fee=amount_of(notice.fee, notice.fee_coin),
                moment=_replayed(notice),
            )
        case notices.CycleClosed():
            return words.plain(
                "journal-cycle",
                cycle=str(notice.cycle),
                where=where,
                result=_result(words, notice),
                total=signed(notice.total, bot.quote),
                moment=_replayed(notice),
            )
        case notices.FundingBooked() | notices.FeeValued() | notices.FeeCorrected():
            return _charge(words, notice, where)
        case notices.BotStopped() | notices.BotPaused():
            return _stood(words, notice)
        case notices.BotFailed():
            return words.plain("journal-failed", where=where, reason=reason_text(words, notice.reason))
        case notices.PriceStreamSilent():
            key = "journal-prices-again" if notice.over else "journal-no-prices"
            return words.plain(key, where=where, since=moment(notice.since))
        case notices.ReplayEnded():
            return _replay_ended(words, notice)
        case notices.OrderChanged():
            before, now = _order(words, notice.before, bot), _order(words, notice.now, bot)
            return words.plain("journal-order-changed", where=where, before=before, now=now)
    assert_never(notice)


def _stood(words: Words, notice: notices.BotStopped | notices.BotPaused) -> str:
    """Return why the bot stands, and what it stands with."""
    bot, where = notice.bot, where_of(notice.bot)
    if isinstance(notice, notices.BotStopped):
        line = words.plain(named("journal-stopped", notice.why), where=where)
        if not notice.held:
            return line
        return words.plain("journal-still-held", line=line, held=amount_of(notice.held, bot.base))
    line = words.plain("journal-paused", where=where, reason=reason_text(words, notice.reason))
    if not notice.kept:
        return line
    return words.plain("journal-order-stays", line=line, order=_order(words, notice.kept, bot))


def _result(words: Words, cycle: notices.CycleClosed) -> str:
    """Return a cycle's result, and what it is after."""
    quote = cycle.bot.quote
    return words.plain(
        named("journal-costs", cost_parts(cycle)),
        result=signed(cycle.result, quote),
        fees=amount_of(cycle.fees, quote),
        funding=amount_of(abs(cycle.funding), quote),
        unvalued=words.listed([amount_of(one.amount, one.coin) for one in cycle.unvalued]),
    )


def _charge(words: Words, charge: notices.Charge, where: str) -> str:
    quote = charge.bot.quote
    if isinstance(charge, notices.FundingBooked):
        line = words.plain("journal-funding", where=where, amount=signed(charge.amount, quote))
    elif isinstance(charge, notices.FeeCorrected):
        was, fee = (amount_of(one.amount, one.coin) for one in (charge.was, charge.fee))
        line = words.plain("journal-fee-corrected", fill=charge.trade_id, fee=fee, where=where, was=was)
    else:
        fee, value = amount_of(charge.fee.amount, charge.fee.coin), amount_of(charge.value, quote)
        line = words.plain("journal-fee-valued", fee=fee, where=where, value=value)
    if charge.total is None:
        return line
    is_gone = not isinstance(charge, notices.FeeCorrected) and charge.of_deleted
    key = "journal-of-deleted" if is_gone else "journal-of-closed-cycle"
    return words.plain(key, line=line, total=signed(charge.total, quote))


def _replayed(notice: notices.FillBooked | notices.CycleClosed) -> str:
    """Return when it was, in a replay; "now" chooses the form without."""
    return moment(notice.at) if notice.replayed else "now"


def _replay_ended(words: Words, notice: notices.ReplayEnded) -> str:
    bot, end = notice.bot, notice.end
    known = end.since is not None and end.at is not None
    return words.plain(
        "journal-replay-over" if end.reason is None else "journal-prices-stop",
        where=where_of(bot),
        reason=reason_text(words, end.reason),
        since=_moment(end.since) if known else "unknown",
        until=_moment(end.at),
        fills=words.plain("replay-fills", fills=notice.fills),
        cycles=words.plain("replay-cycles", cycles=notice.cycles),
        result=signed(notice.result, bot.quote),
        fees=amount_of(notice.fees, bot.quote),
    )


def _moment(at: datetime | None) -> str:
    return "unknown" if at is None else moment(at)


def _order(words: Words, order: notices.OrderSummary, bot: notices.BotRef) -> str:
    return words.plain(
        "journal-order",
        side=order.side,
        quantity=amount_of(order.quantity, bot.base),
        price=amount_of(order.price, bot.quote),
    )
