"""The log lines of a step: plain sentences, each with its mode and exchange. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.core.market_fit import changes, same_rules
from engine.core.money import plain
from engine.core.notices import BotFailed, BotNotice, BotPaused, BotRef, BotStopped, CycleClosed, FillBooked
from engine.core.orders import Order, OrderState
from engine.core.state import BotState, FollowOrder, Outcome, Phase, PlaceOrder
from engine.core.types import BotConfig, Status
from engine.reads.views import LogLevel

LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line for the log of a bot."""

    level: LogLevel
    message: str
    """At most 500 characters."""
    extra: Mapping[str, str] = field(default_factory=dict)


def journal_lines(before: BotState, outcome: Outcome) -> tuple[JournalLine, ...]:
    """Return what the log tells of a step that made `outcome` of the bot as it was `before`."""
    return tuple(_lines(before, outcome))


def created_line(state: BotState) -> JournalLine:
    """Return the line of a bot that was just made."""
    config = state.config
    trail = "" if config.trailing_percent is None else f", trailing {number(config.trailing_percent)} %"
    leverage = "" if config.leverage == 1 else f", leverage {config.leverage}x"
    return _line(
        LogLevel.INFO,
        f"Created ({_where(state.ref)}): {config.ticker}, {config.first_order} first, "
        f"{number(config.quantity)} {state.market.base}, buy at {number(config.buy_price)}, "
        f"sell at {number(config.sell_price)} {state.market.quote}{trail}, "
        f"loop {'on' if config.infinite_loop else 'off'}{leverage}",
    )


def deleted_line(state: BotState) -> JournalLine:
    """Return the line of a bot that is being deleted; it has to name the bot itself."""
    return _line(
        LogLevel.INFO,
        f"Deleted #{state.naming.serial} {state.config.ticker} ({_where(state.ref)}): {state.trades} trades, "
        f"result {_signed(state.pnl)} {state.market.quote}",
    )


def number(amount: Decimal) -> str:
    """Return the amount in plain digits: 60000, 0.001."""
    return f"{plain(amount):f}"


def _lines(before: BotState, outcome: Outcome) -> Iterator[JournalLine]:
    after = outcome.state
    if before.config != after.config:
        yield _line(LogLevel.INFO, f"Changed ({_where(after.ref)}): {_changes(before.config, after.config)}")
    elif not same_rules(before.market, after.market):
        changed = changes(before.market, after.market)
        yield _line(LogLevel.INFO, f"New rules of the exchange ({_where(after.ref)}): {changed}")
    begins = _beginning(before, after)
    if begins:
        yield _line(LogLevel.INFO, f"{begins} ({_where(after.ref)})")
    for order in outcome.orders:
        yield from _order_lines(before, after, order)
    for notice in outcome.notices:
        yield _notice_line(notice)
    for request in outcome.requests:
        if isinstance(request, PlaceOrder | FollowOrder):
            what = "Order" if isinstance(request, PlaceOrder) else "Order adopted"
            yield _line(
                LogLevel.INFO,
                f"{what}: {_order(after, request.order)} ({_where(after.ref)})",
                client_order_id=request.order.client_order_id,
            )


def _beginning(before: BotState, after: BotState) -> str | None:
    if after.status is not Status.ACTIVE or after.phase is Phase.PAUSED:
        return None
    if after.phase is Phase.CLOSING and before.phase is not Phase.CLOSING:
        return "Closing what is held"
    if before.status is not Status.ACTIVE:
        return "Started"
    return "Resumed" if before.phase is Phase.PAUSED else None


_LABELS = {
    "ticker": "ticker",
    "exchange": "exchange",
    "mode": "mode",
    "first_order": "first order",
    "quantity": "quantity",
    "buy_price": "buy price",
    "sell_price": "sell price",
    "trailing_percent": "trailing percent",
    "infinite_loop": "loop",
    "leverage": "leverage",
}


def _changes(before: BotConfig, after: BotConfig) -> str:
    changed = []
    for name, label in _LABELS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            changed.append(f"{label} {_shown(old)} -> {_shown(new)}")
    return ", ".join(changed)


def _shown(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case Decimal():
            return number(value)
        case _:
            return str(value)


def _order_lines(before: BotState, after: BotState, order: Order) -> Iterator[JournalLine]:
    was = before.order
    if was is None or was.client_order_id != order.client_order_id:
        return
    if order.accepted_as_is and not was.accepted_as_is:
        text = f"Order taken as it is ({_where(before.ref)}): {_order(after, order)}; {number(order.filled)}"
        yield _line(LogLevel.INFO, f"{text} of it booked", client_order_id=order.client_order_id)
    elif was.state is not order.state:
        yield from _new_state_lines(before, after, order)


def _new_state_lines(before: BotState, after: BotState, order: Order) -> Iterator[JournalLine]:
    what, reason = _order(after, order), order.reason or "no reason given"
    where = _where(before.ref)
    level, text = LogLevel.INFO, ""
    match order.state:
        case OrderState.CANCELED | OrderState.EXPIRED:
            how = "cancelled" if order.state is OrderState.CANCELED else "ended by the exchange"
            traded = f"{number(order.filled)} of it traded" if order.filled else "nothing of it traded"
            text = f"Order {how} ({where}): {what}; {traded}"
        case OrderState.REJECTED:
            level, text = LogLevel.WARNING, f"Order refused ({where}): {what}; {reason}"
        case OrderState.NEVER_SENT:
            level, text = LogLevel.WARNING, f"Order not sent ({where}): {what}; {reason}"
        case OrderState.UNKNOWN:
            level = LogLevel.WARNING
            text = f"No answer about an order, it is being looked for ({where}): {what}; {reason}"
        case OrderState.ABSENT:
            level, text = LogLevel.WARNING, f"Order never reached the exchange ({where}): {what}"
        case OrderState.QUARANTINED:
            level, text = LogLevel.ERROR, f"Order in doubt, look at the exchange ({where}): {what}"
    if text:
        yield _line(level, text, client_order_id=order.client_order_id)


def _notice_line(notice: BotNotice) -> JournalLine:
    bot = notice.bot
    where = _where(bot)
    match notice:
        case FillBooked():
            late = ", after its order had ended" if notice.late else ""
            return _line(
                LogLevel.SUCCESS,
                f"{notice.side} {number(notice.quantity)} {bot.base} @ {number(notice.price)} ({where}), "
                f"fee {number(notice.fee)} {notice.fee_coin}{late}",
                trade_id=notice.trade_id,
            )
        case CycleClosed():
            return _line(
                LogLevel.SUCCESS if notice.result >= 0 else LogLevel.WARNING,
                f"Cycle {notice.cycle} closed ({where}): {_signed(notice.result)} {bot.quote} after "
                f"{number(notice.fees)} {bot.quote} fees; {_signed(notice.total)} {bot.quote} in all",
            )
        case BotStopped():
            held = f"; still held: {number(notice.held)} {bot.base}" if notice.held else ""
            return _line(LogLevel.INFO, f"Stopped by {notice.why} ({where}){held}")
        case BotPaused():
            return _line(LogLevel.WARNING, f"Paused ({where}): {notice.reason}{_kept(notice)}")
        case BotFailed():
            return _line(LogLevel.ERROR, f"Error ({where}): {notice.reason}")


def _kept(notice: BotPaused) -> str:
    kept, bot = notice.kept, notice.bot
    if kept is None:
        return ""
    order = f"{kept.side} {number(kept.quantity)} {bot.base} at {number(kept.price)} {bot.quote}"
    return f"; its order stays: {order}"


def _order(state: BotState, order: Order) -> str:
    market = state.market
    return (
        f"{order.side} {number(order.quantity)} {market.base} at {number(order.price)} {market.quote}"
        f"{', at once or not at all' if order.immediate else ''}"
    )


def _where(bot: BotRef) -> str:
    return f"{bot.mode}, {bot.exchange}"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{number(amount)}"


def _line(level: LogLevel, message: str, **extra: str) -> JournalLine:
    cut = message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
    return JournalLine(level=level, message=cut, extra=extra)
