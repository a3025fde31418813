"""The sentences of the log. Plain text: it is stored as it is, and escaped where it is shown."""

from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from bot.views.reasons import changes_text, reason_text
from bot.views.text import cost_parts, moment, number, plain_account_name
from bot.views.words import Words, named
from engine.core import notices
from engine.core.market_rules import changes
from engine.core.types import BotConfig
from engine.outbox import DatabaseRestored
from engine.reads import journal
from engine.reads.journal import OrderNews, PeopleAct

_TELLS_ROLE = {PeopleAct.INVITED, PeopleAct.ROLE}


def line_text(words: Words, line: journal.JournalLine) -> str:
    if isinstance(line, notices.BotNotice):
        return _notice(words, line)
    match line:
        case journal.BotCreated():
            return words.plain("journal-created", where=_where(line.bot), plan=_plan(words, line))
        case journal.ConfigChanged():
            changed = _changes(words, line.before, line.after)
            return words.plain("journal-changed", where=_where(line.bot), changes=changed)
        case journal.NewRules():
            changed = changes_text(words, changes(line.before, line.after))
            return words.plain("journal-new-rules", where=_where(line.bot), changes=changed)
        case journal.WorkBegun():
            return words.plain(named("journal-begun", line.how), where=_where(line.bot))
        case journal.OrderLine():
            return _order_line(words, line)
        case journal.Note():
            return line.text
        case _:
            return _audit_line(words, line)


def _plan(words: Words, line: journal.BotCreated) -> str:
    bot, config = line.bot, line.config
    parts = [
        config.ticker,
        words.plain("journal-side-first", side=config.first_order),
        f"{number(config.quantity)} {bot.base}",
        words.plain("journal-buy-at", price=number(config.buy_price)),
        words.plain("journal-sell-at", price=f"{number(config.sell_price)} {bot.quote}"),
    ]
    if config.trailing_percent is not None:
        parts.append(words.plain("plan-trailing", trailing=f"{number(config.trailing_percent)}%"))
    parts.append(words.plain("plan-loop-on" if config.infinite_loop else "plan-loop-off"))
    if config.leverage != 1:
        parts.append(words.plain("plan-leverage", leverage=f"{config.leverage}x"))
    return ", ".join(parts)


def _changes(words: Words, before: BotConfig, after: BotConfig) -> str:
    changed = []
    for name in (field.name for field in fields(BotConfig)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            was, now = _shown(words, old), _shown(words, new)
            changed.append(words.plain(named("change", name), was=was, now=now))
    return ", ".join(changed)


def _shown(words: Words, value: object) -> str:
    match value:
        case None:
            return words.plain("value-none")
        case bool():
            return words.plain("value-on" if value else "value-off")
        case Decimal():
            return number(value)
        case _:
            return str(value)


def _order_line(words: Words, line: journal.OrderLine) -> str:
    order = _order(words, line.order, line.bot)
    if line.immediate:
        order = words.plain("journal-order-immediate", order=order)
    filled, kept = line.order.filled, line.news is not OrderNews.ACCEPTED_AS_IS
    return words.plain(
        named("journal-order-news", line.news),
        order=order,
        where=_where(line.bot),
        filled="none" if kept and not filled else number(filled),
        reason=reason_text(words, line.reason),
    )


def _notice(words: Words, notice: notices.BotNotice) -> str:
    bot = notice.bot
    where = _where(bot)
    match notice:
        case notices.FillBooked():
            return words.plain(
                "journal-fill-late" if notice.late else "journal-fill",
                fill=f"{notice.side} {_amount(notice.quantity, bot.base)} @ {number(notice.price)}",
                where=where,
                fee=_amount(notice.fee, notice.fee_coin),
                moment=_replayed(notice),
            )
        case notices.CycleClosed():
            return words.plain(
                "journal-cycle",
                cycle=str(notice.cycle),
                where=where,
                result=_result(words, notice),
                total=_signed(notice.total, bot.quote),
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
    bot, where = notice.bot, _where(notice.bot)
    if isinstance(notice, notices.BotStopped):
        line = words.plain(named("journal-stopped", notice.why), where=where)
        if not notice.held:
            return line
        return words.plain("journal-still-held", line=line, held=_amount(notice.held, bot.base))
    line = words.plain("journal-paused", where=where, reason=reason_text(words, notice.reason))
    if not notice.kept:
        return line
    return words.plain("journal-order-stays", line=line, order=_order(words, notice.kept, bot))


def _result(words: Words, cycle: notices.CycleClosed) -> str:
    """Return a cycle's result, and what it is after."""
    quote = cycle.bot.quote
    return words.plain(
        named("journal-costs", cost_parts(cycle)),
        result=_signed(cycle.result, quote),
        fees=_amount(cycle.fees, quote),
        funding=_amount(abs(cycle.funding), quote),
        unvalued=words.listed([_amount(one.amount, one.coin) for one in cycle.unvalued]),
    )


def _charge(words: Words, charge: notices.Charge, where: str) -> str:
    quote = charge.bot.quote
    if isinstance(charge, notices.FundingBooked):
        line = words.plain("journal-funding", where=where, amount=_signed(charge.amount, quote))
    elif isinstance(charge, notices.FeeCorrected):
        was, fee = (_amount(one.amount, one.coin) for one in (charge.was, charge.fee))
        line = words.plain("journal-fee-corrected", fill=charge.trade_id, fee=fee, where=where, was=was)
    else:
        fee, value = _amount(charge.fee.amount, charge.fee.coin), _amount(charge.value, quote)
        line = words.plain("journal-fee-valued", fee=fee, where=where, value=value)
    if charge.total is None:
        return line
    is_gone = not isinstance(charge, notices.FeeCorrected) and charge.of_deleted
    key = "journal-of-deleted" if is_gone else "journal-of-closed-cycle"
    return words.plain(key, line=line, total=_signed(charge.total, quote))


def _replayed(notice: notices.FillBooked | notices.CycleClosed) -> str:
    """Return when it was, in a replay; "now" chooses the form without."""
    return moment(notice.at) if notice.replayed else "now"


def _replay_ended(words: Words, notice: notices.ReplayEnded) -> str:
    bot, end = notice.bot, notice.end
    known = end.since is not None and end.at is not None
    return words.plain(
        "journal-replay-over" if end.reason is None else "journal-prices-stop",
        where=_where(bot),
        reason=reason_text(words, end.reason),
        since=_moment(end.since) if known else "unknown",
        until=_moment(end.at),
        fills=words.plain("replay-fills", fills=notice.fills),
        cycles=words.plain("replay-cycles", cycles=notice.cycles),
        result=_signed(notice.result, bot.quote),
        fees=_amount(notice.fees, bot.quote),
    )


def _moment(at: datetime | None) -> str:
    return "unknown" if at is None else moment(at)


def _audit_line(words: Words, line: journal.AuditLine) -> str:
    match line:
        case journal.BotDeleted():
            bot = line.bot
            return words.plain(
                "journal-deleted",
                bot=bot.label,
                where=_where(bot),
                trades=line.trades,
                result=_signed(line.result, bot.quote),
            )
        case journal.OwnerActed():
            return words.plain(named("journal-owner", line.act))
        case journal.OrphanCanceled() | journal.OrphanAdopted():
            return _orphan(words, line)
        case journal.AcceptedAsIs():
            return words.plain(
                "journal-accepted-as-is",
                order=line.client_order_id,
                booked=number(line.booked),
                reported="unknown" if line.reported is None else number(line.reported),
            )
        case journal.OrderChosen():
            there = line.venue_order_id
            return words.plain("journal-order-chosen", order=line.client_order_id, there=there)
        case journal.LogsCleared():
            return words.plain("journal-logs-cleared", lines=line.lines)
        case journal.PeopleActed():
            role = line.detail if line.act in _TELLS_ROLE else None
            detail = words.plain(named("role", role)) if role else line.detail
            who = {"name": line.name or "?", "id": str(line.user_id or "")}
            return words.plain(named("journal-people", line.act), detail=detail, **who)
        case journal.WalletActed():
            return _wallet_line(words, line)
        case DatabaseRestored():
            return _restored(words, line)
    assert_never(line)


def _orphan(words: Words, line: journal.OrphanCanceled | journal.OrphanAdopted) -> str:
    if isinstance(line, journal.OrphanCanceled):
        account = str(line.account_id)
        return words.plain("journal-orphan-cancelled", order=line.client_order_id, account=account)
    return words.plain(
        "journal-orphan-adopted",
        order=line.client_order_id,
        side=line.side,
        quantity=number(line.quantity),
        price=number(line.price),
    )


def _restored(words: Words, line: DatabaseRestored) -> str:
    waiting = ", ".join(line.held_back)
    return words.plain("journal-restored-waiting" if waiting else "journal-restored", bots=waiting)


def _wallet_line(words: Words, line: journal.WalletActed) -> str:
    if line.amount is None:
        return words.plain("journal-wallet-reset", exchange=line.exchange)
    amount = _amount(line.amount, line.coin)
    return words.plain("journal-wallet-topped-up", exchange=line.exchange, amount=amount)


def _order(words: Words, order: notices.OrderSummary, bot: notices.BotRef) -> str:
    return words.plain(
        "journal-order",
        side=order.side,
        quantity=_amount(order.quantity, bot.base),
        price=_amount(order.price, bot.quote),
    )


def _where(bot: notices.BotRef) -> str:
    return f"{bot.mode}, {plain_account_name(bot.account_id)}"


def _amount(amount: Decimal, coin: str) -> str:
    return f"{number(amount)} {coin}"


def _signed(amount: Decimal, quote: str) -> str:
    return f"{'+' if amount > 0 else ''}{number(amount)} {quote}"
