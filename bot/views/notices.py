"""The words of the notices that are owed to chats."""

from collections.abc import Sequence
from typing import assert_never

from bot.views.candidates import look_label
from bot.views.reasons import reason_text
from bot.views.restart import bot_line
from bot.views.text import (
    HOW_STOPPED,
    account_name,
    costs,
    cut,
    esc,
    figures,
    holding,
    mark,
    moment,
    part_filled,
    plural,
    result_mark,
    rounded,
    short_badge,
    signed,
)
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
from engine.core.types import Mode, Status
from engine.outbox import AlertChatLost, DatabaseRestored, Notice, Resumed, StrangerSeen, TokenShared

_MOST_LABELS = 30
_MOST_REASON = 500
_MOST_NAME = 100
_MOST_LINE = 250


def word(notice: Notice, *, live_trading: bool = True) -> str:
    """Return the notice as HTML. With `live_trading` off no LIVE bot can go on, and it says so."""
    if isinstance(notice, BotNotice):
        return _of_bot(notice, live_trading=live_trading)
    match notice:
        case StrangerSeen():
            return _stranger(notice)
        case Resumed():
            return _resumed(notice)
        case AlertChatLost():
            return _alerts_lost(notice)
        case TokenShared():
            return _token_shared(notice)
        case DatabaseRestored():
            return _restored(notice)
    assert_never(notice)


def _of_bot(notice: BotNotice, *, live_trading: bool) -> str:
    match notice:
        case FillBooked():
            return _fill(notice)
        case CycleClosed():
            return _cycle(notice)
        case FundingBooked() | FeeValued() | FeeCorrected():
            return _charge(notice)
        case BotStopped():
            return _stopped(notice)
        case BotPaused():
            return _paused(notice, live_trading=live_trading)
        case BotFailed():
            return _failed(notice)
        case PriceStreamSilent():
            return _price_stream(notice)
        case ReplayEnded():
            return _replay_ended(notice)
        case OrderChanged():
            return _changed(notice)
    assert_never(notice)


def _label(bot: BotRef) -> str:
    return f"#{bot.number} {esc(bot.ticker)}"


def _where(bot: BotRef) -> str:
    return f"({short_badge(bot.mode)}, {account_name(bot.account_id)})"


def _fill(notice: FillBooked) -> str:
    bot = notice.bot
    traded = figures(notice, esc(bot.base))
    when = _replayed(notice)
    lines = [
        f"{traded} {_where(bot)}",
        f"{_label(bot)} · fee {rounded(notice.fee)} {esc(notice.fee_coin)}{when}",
    ]
    if notice.late:
        lines.append("This fill came after its order had ended. It has been booked.")
    if notice.learned_at is not None and bot.mode is not Mode.PAPER:
        lines.append(f"Filled at {moment(notice.at)} by the exchange's clock; I learned of it later.")
    return "\n".join(lines)


def _cycle(notice: CycleClosed) -> str:
    bot = notice.bot
    return (
        f"{result_mark(notice.result)} <b>Cycle {notice.cycle} of {_label(bot)}: "
        f"{signed(notice.result, bot.quote)}</b> {_where(bot)}\n"
        f"{esc(_sentence(costs(notice, rounded)))} All cycles: {signed(notice.total, bot.quote)}"
        f"{_replayed(notice)}"
    )


def _replayed(notice: FillBooked | CycleClosed) -> str:
    """Return when it was, in a replay: the message is of another time."""
    return f" · {moment(notice.at)}" if notice.replayed else ""


def _replay_ended(notice: ReplayEnded) -> str:
    bot, end = notice.bot, notice.end
    done = f"{plural(notice.fills, 'fill')}, {plural(notice.cycles, 'cycle')}"
    result = f"{signed(notice.result, bot.quote)} after {rounded(notice.fees)} {esc(bot.quote)} in fees"
    period = f"{moment(end.since)} to {moment(end.at)}: " if end.since and end.at else ""
    held = rounded(notice.held) if notice.held else "no"
    figures_ = f"{period}{done}, result {result}. It holds {held} {esc(bot.base)}."
    if end.reason is None:
        return f"🏁 <b>The replay of {_label(bot)} is over</b> {_where(bot)}\n{figures_}"
    return (
        f"⚠️ <b>The prices of {_label(bot)} stop</b> {_where(bot)}\n"
        f"Reason: {esc(cut(reason_text(end.reason), _MOST_REASON))}.\n"
        f"{figures_}\nCorrect that and restart me: the bot goes on where it stands."
    )


def _charge(notice: Charge) -> str:
    """Return what has changed results after they were told."""
    bot = notice.bot
    change = signed(notice.change, bot.quote)
    if isinstance(notice, FeeCorrected):
        was, fee = (f"{rounded(one.amount)} {esc(one.coin)}" for one in (notice.was, notice.fee))
        when = f"A fill cost {fee}, not {was} as told at first. Its cycle is closed already"
        head = f"fees {change}"
    else:
        whose = "a bot that is deleted" if notice.of_deleted else "a cycle that is closed already"
        if isinstance(notice, FundingBooked):
            head, when = f"funding {change}", f"Charged at {moment(notice.at)}, for a position of {whose}"
        else:
            fee = f"{rounded(notice.fee.amount)} {esc(notice.fee.coin)}"
            head, when = f"fees {change}", f"{fee} could be valued only now, of {whose}"
    total = "" if notice.total is None else f" All cycles: {signed(notice.total, bot.quote)}"
    return f"💱 <b>{_label(bot)}: {head}</b> {_where(bot)}\n{when}.{total}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _stopped(notice: BotStopped) -> str:
    bot = notice.bot
    held = holding(notice.held, esc(bot.base), dust=notice.dust)
    if not notice.held:
        rest = f"It holds no {esc(bot.base)}."
    elif notice.dust:
        rest = f"{held}, is left."
    elif notice.why is StopCause.CLOSE:
        rest = f"{held} could not be closed and is still held. See /bots."
    else:
        rest = f"It holds {held}. Start on its card in /bots continues from there."
    sign = mark(Status.STOPPED, paused=False)
    return f"{sign} <b>{_label(bot)} {HOW_STOPPED[notice.why]}</b> {_where(bot)}\n{rest}"


def _paused(notice: BotPaused, *, live_trading: bool) -> str:
    bot, kept = notice.bot, notice.kept
    lines = [
        f"⏸ <b>{_label(bot)} paused</b> {_where(bot)}",
        f"Reason: {esc(cut(reason_text(notice.reason), _MOST_REASON))}.",
    ]
    if kept is not None:
        order = f"{figures(kept, esc(bot.base))}{part_filled(kept.filled)}"
        lines.append(f"Its order stays open: {order}. Its fills are booked.")
    if notice.out_of_reach:
        lines.append(
            "Check its order on the exchange's website. It places no order until you decide: tap "
            f"“{look_label(notice.reason)}” or Stop, here or on its card in /bots."
        )
    elif bot.mode is Mode.LIVE and not live_trading:
        lines.append("It sends nothing while LIVE trading is off. Its card in /bots has Stop and Close now.")
    elif kept is not None:
        lines.append("It sends nothing else until you decide: tap Resume or Cancel the order, or see /bots.")
    else:
        lines.append(
            "It places no order until you decide: tap Re-place or Stop, here or on its card in /bots."
        )
    return "\n".join(lines)


def _failed(notice: BotFailed) -> str:
    bot = notice.bot
    return (
        f"{mark(Status.ERROR, paused=False)} <b>{_label(bot)} has an error</b> {_where(bot)}\n"
        f"Reason: {esc(cut(reason_text(notice.reason), _MOST_REASON))}.\n"
        "It sends nothing more until you decide: open its card in /bots and tap Retry, Edit or Stop."
    )


def _price_stream(notice: PriceStreamSilent) -> str:
    bot = notice.bot
    if notice.over:
        return (
            f"▶️ <b>{_label(bot)} has live prices again</b> {_where(bot)}\n"
            f"There were none since {moment(notice.since)}. What was missed has moved its trail."
        )
    venue = f"{'the test venue of ' if bot.mode is Mode.TESTNET else ''}{esc(bot.exchange)}"
    return (
        f"⚠️ <b>{_label(bot)}: no live prices since {moment(notice.since)}</b> {_where(bot)}\n"
        f"There are trades on {venue}, but its price stream is silent. I keep reopening it, and "
        "ask for the last trades every few seconds until then: the trail goes on, some seconds late."
    )


def _changed(notice: OrderChanged) -> str:
    bot = notice.bot
    before, now = (figures(order, esc(bot.base)) for order in (notice.before, notice.now))
    return (
        f"✏️ <b>Its order was changed on the exchange</b>: {_label(bot)} {_where(bot)}\n"
        f"{before} -> {now}, as of {moment(notice.at)}.\n"
        "By hand, or by the exchange where the price was outside its limits. The bot continues with it as it "
        "is; its next orders follow its plan."
    )


def _stranger(notice: StrangerSeen) -> str:
    return (
        f"👤 Someone who is not on the list wrote to me: {esc(cut(notice.name, _MOST_NAME))} "
        f"(id <code>{notice.user_id}</code>).\n"
        "They saw nothing of your bots, and nothing was done. To let them in, set TELEGRAM_OWNER_IDS to all "
        "owners' ids, yours and theirs, and restart me. You are told only once about each person."
    )


def _resumed(notice: Resumed) -> str:
    lines = [f"🔄 <b>I restarted</b> at {moment(notice.at)}."]
    for head, bots in (
        ("Running:", notice.bots),
        ("Waiting for you, see /bots:", notice.held_back),
        ("Stopped:", notice.stopped),
    ):
        lines += [head, *_list([bot_line(one) for one in bots])] if bots else []
    if notice.fills:
        lines.append(f"{plural(notice.fills, 'fill')} meanwhile, each with a notice of its own.")
    if notice.silent:
        silent = ", ".join(esc(str(account_id)) for account_id in notice.silent)
        lines.append(
            f"⚠️ No answer yet from {silent}: for bots there, this is what I knew before. I keep asking."
        )
    return "\n".join(lines)


def _alerts_lost(notice: AlertChatLost) -> str:
    return (
        "⚠️ <b>I cannot write to the alert chat</b> (TELEGRAM_CHAT_ID).\n"
        f"Telegram says: {esc(cut(notice.reason, _MOST_REASON))}.\n"
        "Add me to it again, or change the setting. Its messages wait until then; trading continues."
    )


def _token_shared(notice: TokenShared) -> str:
    if notice.webhook_host is not None:
        return (
            f"⚠️ <b>A webhook at {esc(notice.webhook_host)} takes my messages</b>, so your commands do not "
            "reach me. Trading continues.\n"
            "It may serve another program. To remove it, set TELEGRAM_TAKE_OVER=true and restart me; or give "
            "one of us the token of another bot."
        )
    return (
        "⚠️ <b>Another program asks for my messages with the same token</b>, so some of your commands do not "
        "reach me. Trading continues.\n"
        "Stop that program. If you do not know it, revoke the token with @BotFather and give me the new one."
    )


def _restored(notice: DatabaseRestored) -> str:
    lines = [
        f"⚠️ <b>I was started from an older backup</b> at {moment(notice.at)}.",
        "Anything that happened after that backup is missing from my records.",
    ]
    if notice.held_back:
        lines.append(
            f"Waiting for you: {_labels(notice.held_back)}. Check the orders and balances on the exchange "
            "first. /orders shows open orders that no bot owns: a stopped or paused bot can adopt one. "
            "Then decide with the buttons on the cards in /bots."
        )
    return "\n".join(lines)


def _list(items: Sequence[str]) -> list[str]:
    shown = [f"• {esc(cut(item, _MOST_LINE))}" for item in items[:_MOST_LABELS]]
    more = len(items) - _MOST_LABELS
    return [*shown, f"and {more} more"] if more > 0 else shown


def _labels(labels: Sequence[str]) -> str:
    shown = ", ".join(esc(cut(label, _MOST_NAME)) for label in labels[:_MOST_LABELS])
    more = len(labels) - _MOST_LABELS
    return f"{shown} and {more} more" if more > 0 else shown
