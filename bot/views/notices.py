"""The words of the notices that are owed to chats."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from math import ceil
from typing import assert_never

from bot.views.candidates import look_label
from bot.views.html import Html, esc
from bot.views.reasons import reason_text
from bot.views.restart import bot_line
from bot.views.summary import summary_text
from bot.views.text import (
    account_name,
    as_of,
    cost_parts,
    cut,
    figures,
    holding,
    in_margin,
    moment,
    number,
    order_text,
    result_mark,
    rounded,
    short_badge,
    signed,
    span,
    time_of_day,
)
from bot.views.words import Words, named
from engine.core.notices import (
    BotFailed,
    BotNotice,
    BotPaused,
    BotRef,
    BotStopped,
    Charge,
    CycleClosed,
    FeeCorrected,
    FeeValued,
    FillBooked,
    FundingBooked,
    OrderChanged,
    PriceStreamSilent,
    ReplayEnded,
    StopCause,
)
from engine.core.reasons.reason import Reason
from engine.core.types import Mode
from engine.notices import (
    AccountAway,
    AlertChatLost,
    AlertTopic,
    BackupFailed,
    BackupNotSent,
    BotFalls,
    BotSetAside,
    ClockWrong,
    CodesRefused,
    DailySummary,
    DatabaseRestored,
    DiskLow,
    Notice,
    NoticeUnreadable,
    PersonJoined,
    Resumed,
    StrangerSeen,
    TelegramAway,
    TokenShared,
)

_MOST_LABELS = 30
_MOST_REASON = 500
_MOST_NAME = 100
_MOST_LINE = 250


def word(words: Words, notice: Notice, *, live_trading: bool = True) -> str:
    """Return the notice as HTML. With `live_trading` off no LIVE bot can go on, and it says so."""
    if isinstance(notice, BotNotice):
        return _of_bot(words, notice, live_trading=live_trading)
    match notice:
        case StrangerSeen() | PersonJoined():
            return _about_somebody(words, notice)
        case Resumed():
            return _resumed(words, notice)
        case AlertChatLost() | AlertTopic():
            return _alert_chat(words, notice)
        case TokenShared() | CodesRefused():
            return _about_access(words, notice)
        case (
            TelegramAway() | ClockWrong() | BackupNotSent() | BackupFailed() | DiskLow() | NoticeUnreadable()
        ):
            return _about_the_server(words, notice)
        case AccountAway() | BotFalls() | BotSetAside():
            return _about_what_trades(words, notice)
        case DatabaseRestored():
            return _restored(words, notice)
        case DailySummary():
            return summary_text(words, notice)
    assert_never(notice)


def _about_somebody(words: Words, notice: StrangerSeen | PersonJoined) -> str:
    who = {"name": cut(notice.name, _MOST_NAME), "id": str(notice.user_id)}
    if isinstance(notice, StrangerSeen):
        return words("notice-stranger", **who)
    return words("notice-joined", role=words.plain(named("role", notice.role)), **who)


def _about_access(words: Words, notice: TokenShared | CodesRefused) -> str:
    if isinstance(notice, CodesRefused):
        minutes = ceil(notice.locked_for / timedelta(minutes=1))
        who = {"name": cut(notice.name, _MOST_NAME), "id": str(notice.user_id)}
        return words("notice-codes-refused", minutes=minutes, **who)
    host = notice.webhook_host
    return words("notice-token-shared") if host is None else words("notice-webhook", host=host)


def _alert_chat(words: Words, notice: AlertChatLost | AlertTopic) -> str:
    if isinstance(notice, AlertTopic):
        key = "notice-topic-closed" if notice.closed else "notice-topic-open"
        return words(key, title=cut(notice.title, _MOST_NAME))
    if not notice.reason and notice.title is None:
        return words("notice-alerts-removed")
    if not notice.reason and notice.title is not None:
        return words("notice-linked-removed", title=cut(notice.title, _MOST_NAME))
    reason = cut(notice.reason, _MOST_REASON)
    if notice.title is None:
        return words("notice-alerts-lost", reason=reason)
    return words("notice-linked-lost", reason=reason, title=cut(notice.title, _MOST_NAME))


def _about_what_trades(words: Words, notice: AccountAway | BotFalls | BotSetAside) -> str:
    match notice:
        case BotFalls():
            return _falls(words, notice)
        case BotSetAside():
            return words("notice-bot-unreadable", **_bot(notice.bot), **_where_its_order_is(notice.bot))
        case AccountAway():
            return _account_away(words, notice)


def _where_its_order_is(bot: BotRef) -> dict[str, str]:
    return {"exchange": bot.exchange, "real": "no" if bot.mode is Mode.PAPER else "yes"}


def _about_the_server(
    words: Words,
    notice: TelegramAway | ClockWrong | BackupNotSent | BackupFailed | DiskLow | NoticeUnreadable,
) -> str:
    match notice:
        case TelegramAway():
            return _away(words, notice)
        case ClockWrong():
            return _clock_wrong(words, notice)
        case BackupNotSent():
            return _backup_not_sent(words, notice)
        case BackupFailed():
            return _backup_failed(words, notice)
        case DiskLow():
            return words("notice-disk-low", megabytes=notice.free_mb, folder=notice.folder)
        case NoticeUnreadable():
            return words("notice-unreadable", at=moment(notice.at))


def _away(words: Words, notice: TelegramAway) -> str:
    begun = as_of(notice.since, notice.at)
    key = "notice-away-stood-still" if notice.stood_still else "notice-away"
    return words(key, span=span(words, notice.at - notice.since), begun=begun, ended=time_of_day(notice.at))


def _clock_wrong(words: Words, notice: ClockWrong) -> str:
    key = "notice-clock-ahead" if notice.ahead_s > 0 else "notice-clock-behind"
    return words(key, seconds=number(abs(notice.ahead_s)), exchange=notice.exchange)


def _account_away(words: Words, notice: AccountAway) -> str:
    what = {
        "account": account_name(notice.account_id),
        "where": short_badge(notice.account_id.mode),
        "since": moment(notice.since),
    }
    if notice.reason is None:
        return words("notice-account-again", **what)
    reason = _reason(words, notice.reason)
    return words("notice-account-away", reason=reason, bots=notice.bots, **what)


def _falls(words: Words, notice: BotFalls) -> str:
    bot, since = notice.bot, moment(notice.since)
    if notice.over:
        return words("notice-bot-works-again", **_bot(bot), since=since)
    return words("notice-bot-falls", **_bot(bot), since=since, **_where_its_order_is(bot))


def _backup_not_sent(words: Words, notice: BackupNotSent) -> str:
    if notice.megabytes is not None:
        return words("notice-backup-too-large", file=notice.file, megabytes=notice.megabytes)
    if not notice.reason:
        return words("notice-backup-unanswered", file=notice.file)
    return words("notice-backup-refused", file=notice.file, reason=cut(notice.reason, _MOST_REASON))


def _backup_failed(words: Words, notice: BackupFailed) -> str:
    reason = cut(notice.reason, _MOST_REASON)
    if notice.newest_at is None:
        return words("notice-backup-failed-first", reason=reason)
    return words("notice-backup-failed", reason=reason, newest=moment(notice.newest_at))


def _of_bot(words: Words, notice: BotNotice, *, live_trading: bool) -> str:
    match notice:
        case FillBooked():
            return _fill(words, notice)
        case CycleClosed():
            return _cycle(words, notice)
        case FundingBooked() | FeeValued() | FeeCorrected():
            return _charge(words, notice)
        case BotStopped():
            return _stopped(words, notice)
        case BotPaused():
            return _paused(words, notice, live_trading=live_trading)
        case BotFailed():
            return words("notice-failed", **_bot(notice.bot), reason=_reason(words, notice.reason))
        case PriceStreamSilent():
            return _price_stream(words, notice)
        case ReplayEnded():
            return _replay_ended(words, notice)
        case OrderChanged():
            return _changed(words, notice)
    assert_never(notice)


def _bot(bot: BotRef) -> dict[str, str]:
    """Return the bot as every sentence about one takes it: #3 BTC/USDT, and (PAPER, Binance)."""
    where = Html(f"({short_badge(bot.mode)}, {account_name(bot.account_id)})")
    return {"bot": bot.label, "where": where}


def _reason(words: Words, reason: Reason) -> str:
    return cut(reason_text(words, reason), _MOST_REASON)


def _amount(amount: Decimal, coin: str) -> str:
    return f"{rounded(amount)} {coin}"


def _fill(words: Words, notice: FillBooked) -> str:
    bot = notice.bot
    fee = _amount(notice.fee, notice.fee_coin)
    lines = [
        words(
            "notice-fill",
            **_bot(bot),
            traded=figures(notice, bot.base),
            fee=fee,
            moment=_replayed(notice),
        )
    ]
    return "\n".join([*lines, *_fill_remarks(words, notice)])


def fill_line(words: Words, notice: FillBooked) -> str:
    """Return a fill as it stands below the notice that ends its cycle."""
    fee = _amount(notice.fee, notice.fee_coin)
    line = words(
        "notice-fill-inside",
        traded=figures(notice, notice.bot.base),
        fee=fee,
        moment=_replayed(notice),
    )
    return "\n".join([line, *_fill_remarks(words, notice)])


def _fill_remarks(words: Words, notice: FillBooked) -> list[Html]:
    remarks = [words("notice-fill-late")] if notice.late else []
    if notice.learned_at is not None and notice.bot.mode is not Mode.PAPER:
        remarks.append(words("notice-fill-learned-later", moment=moment(notice.at)))
    return remarks


def _cycle(words: Words, notice: CycleClosed) -> str:
    bot = notice.bot
    told = words(
        "notice-cycle",
        **_bot(bot),
        mark=result_mark(notice.result),
        cycle=str(notice.cycle),
        result=signed(notice.result, bot.quote),
        costs=_costs(words, notice),
        total=signed(notice.total, bot.quote),
        moment=_replayed(notice),
    )
    margin = notice.margin
    if margin is None or margin.rate is None:
        return told
    settled = words(
        "notice-cycle-settled",
        coin=margin.coin,
        result=in_margin(notice.result, margin),
        total=in_margin(notice.total, margin),
        rate=_amount(margin.rate, margin.coin),
        quote=bot.quote,
    )
    return f"{told}\n{settled}"


def _costs(words: Words, cycle: CycleClosed) -> Html:
    """Return the sentence on what a cycle's result is after."""
    quote = cycle.bot.quote
    return words(
        named("costs", cost_parts(cycle)),
        fees=_amount(cycle.fees, quote),
        funding=_amount(abs(cycle.funding), quote),
        unvalued=words.listed([_amount(one.amount, one.coin) for one in cycle.unvalued]),
    )


def _replayed(notice: FillBooked | CycleClosed) -> str:
    """Return when it was, in a replay: the message is of another time. "now" chooses the form without."""
    return moment(notice.at) if notice.replayed else "now"


def _replay_ended(words: Words, notice: ReplayEnded) -> str:
    bot, end = notice.bot, notice.end
    known = end.since is not None and end.at is not None
    did = words(
        "replay-did" if known else "replay-did-sometime",
        since=moment(end.since) if end.since else "",
        until=moment(end.at) if end.at else "",
        traded=traded_text(words, notice.fills, notice.cycles),
        result=signed(notice.result, bot.quote),
        fees=_amount(notice.fees, bot.quote),
    )
    held = words("bot-holds", held=_amount(notice.held, bot.base)) if notice.held else _holds_none(words, bot)
    if end.reason is None:
        return words("notice-replay-over", **_bot(bot), did=did, held=held)
    return words("notice-prices-stop", **_bot(bot), did=did, held=held, reason=_reason(words, end.reason))


def traded_text(words: Words, fills: int, cycles: int) -> str:
    """Return as plain text how much was traded: 18 fills, 9 cycles."""
    return f"{words.plain('replay-fills', fills=fills)}, {words.plain('replay-cycles', cycles=cycles)}"


def _holds_none(words: Words, bot: BotRef) -> Html:
    return words("bot-holds-none", coin=bot.base)


def _charge(words: Words, notice: Charge) -> str:
    """Return what has changed results after they were told."""
    bot = notice.bot
    change = signed(notice.change, bot.quote)
    total = "no" if notice.total is None else signed(notice.total, bot.quote)
    if isinstance(notice, FundingBooked):
        at = moment(notice.at)
        key = "notice-funding-deleted" if notice.of_deleted else "notice-funding"
        return words(key, **_bot(bot), change=change, moment=at, total=total)
    fee = _amount(notice.fee.amount, notice.fee.coin)
    if isinstance(notice, FeeCorrected):
        was = _amount(notice.was.amount, notice.was.coin)
        return words("notice-fee-corrected", **_bot(bot), change=change, fee=fee, was=was, total=total)
    key = "notice-fee-valued-deleted" if notice.of_deleted else "notice-fee-valued"
    return words(key, **_bot(bot), change=change, fee=fee, total=total)


def _stopped(words: Words, notice: BotStopped) -> str:
    bot = notice.bot
    held = holding(words, notice.held, bot.base, dust=notice.dust)
    if not notice.held:
        rest = _holds_none(words, bot)
    elif notice.dust:
        rest = words("stopped-dust-left", held=held)
    elif notice.why is StopCause.CLOSE:
        rest = words("stopped-not-closed", held=held)
    else:
        rest = words("stopped-holds", held=held)
    return words(named("notice-stopped", notice.why), **_bot(bot), rest=rest)


def _paused(words: Words, notice: BotPaused, *, live_trading: bool) -> str:
    bot, kept = notice.bot, notice.kept
    lines = [words("notice-paused", **_bot(bot), reason=_reason(words, notice.reason))]
    if kept is not None:
        lines.append(words("paused-order-stays", order=order_text(words, kept, bot.base)))
    if notice.out_of_reach:
        lines.append(words("paused-look-there", look=look_label(words, notice.reason)))
    elif bot.mode is Mode.LIVE and not live_trading:
        lines.append(words("paused-live-off"))
    else:
        lines.append(words("paused-decide" if kept is None else "paused-decide-on-order"))
    return "\n".join(lines)


def _price_stream(words: Words, notice: PriceStreamSilent) -> str:
    bot = notice.bot
    since = moment(notice.since)
    if notice.over:
        return words("notice-prices-again", **_bot(bot), since=since)
    key = "notice-no-prices-testnet" if bot.mode is Mode.TESTNET else "notice-no-prices"
    return words(key, **_bot(bot), since=since, exchange=bot.exchange)


def _changed(words: Words, notice: OrderChanged) -> str:
    bot = notice.bot
    before, now = (figures(order, bot.base) for order in (notice.before, notice.now))
    return words("notice-order-changed", **_bot(bot), before=before, now=now, moment=moment(notice.at))


def _resumed(words: Words, notice: Resumed) -> str:
    lines = [words("notice-resumed", moment=moment(notice.at))]
    for head, bots in (
        (words("resumed-running"), notice.bots),
        (words("resumed-waiting"), notice.held_back),
        (words("resumed-stopped"), notice.stopped),
    ):
        lines += [head, *_list(words, [bot_line(words, one) for one in bots])] if bots else []
    if notice.fills:
        lines.append(words("resumed-fills", fills=notice.fills))
    if notice.silent:
        lines.append(words("resumed-silent", accounts=", ".join(map(str, notice.silent))))
    return "\n".join(lines)


def _restored(words: Words, notice: DatabaseRestored) -> str:
    text = words("notice-restored", moment=moment(notice.at))
    if not notice.held_back:
        return text
    shown = ", ".join(cut(label, _MOST_NAME) for label in notice.held_back[:_MOST_LABELS])
    more = len(notice.held_back) - _MOST_LABELS
    bots = words("list-and-more", listed=shown, more=more) if more > 0 else shown
    return f"{text}\n{words('restored-waiting', bots=bots)}"


def _list(words: Words, items: Sequence[str]) -> list[Html]:
    shown = [Html(f"• {esc(cut(item, _MOST_LINE))}") for item in items[:_MOST_LABELS]]
    more = len(items) - _MOST_LABELS
    return [*shown, words("and-more", more=more)] if more > 0 else shown
