"""Why a bot stands, an order was refused or an account sends nothing: every reason in words.

Plain text without a full stop, foreign words included: whoever shows it escapes it and cuts it.
"""

from decimal import Decimal
from typing import assert_never

from bot.views.call_errors import call_failed
from bot.views.text import cut, moment, number, plain_account_name, time_of_day
from bot.views.words import Words, named
from engine.core.money import ceil_to, exact, floor_to
from engine.core.reasons import accounts, calls, markets
from engine.core.reasons.reason import (
    AboutOrder,
    CouldNotClose,
    Legacy,
    NoAnswer,
    OrderEnded,
    OrderOutOfSight,
    OrderReason,
    OrderRefused,
    OrdersDidNotArrive,
    Plain,
    Reason,
    Several,
    SeveralOrdersMatch,
    TooManyRefusals,
    TradedElsewhere,
)

TRADES_HEADER = "timestamp,id,side,price,amount"
CANDLES_HEADER = "timestamp,open,high,low,close,volume"
_MOST_INNER = 120
_SHOWN = Decimal("0.00000001")


def reason_text(words: Words, reason: Reason | None) -> str:
    """Return the reason in words; None: nobody has given one."""
    match reason:
        case None:
            return words.plain("reason-none")
        case Plain(code=code):
            return words.plain(named("reason", code))
        case Legacy(text=text):
            return text
        case Several(reasons=reasons):
            return "; ".join(reason_text(words, one) for one in reasons)
        case NoAnswer():
            return f"{reason.exchange}: {reason_text(words, reason.why)}"
        case TooManyRefusals():
            return _too_many_refusals(words, reason)
    return _about_something(words, reason)


def _about_something(
    words: Words,
    reason: OrderReason
    | markets.MarketReason
    | accounts.AccountReason
    | accounts.MoneyReason
    | calls.CallReason,
) -> str:
    if isinstance(reason, OrderReason):
        return _about_order(words, reason)
    if isinstance(reason, markets.MarketReason):
        return _about_market(words, reason)
    if isinstance(reason, accounts.MoneyReason):
        return _about_money(words, reason)
    if isinstance(reason, accounts.AccountReason):
        return _about_account(words, reason)
    return _about_call(words, reason)


def _about_order(words: Words, reason: OrderReason) -> str:
    match reason:
        case AboutOrder():
            return words.plain(named("reason-order", reason.code), order=reason.client_order_id)
        case OrderRefused():
            key = "reason-closing-order-refused" if reason.closing else "reason-order-refused"
            refused = words.plain(key, why=reason_text(words, reason.why))
            return words.plain("reason-exit-refused", refused=refused) if reason.reducing else refused
        case OrderEnded():
            return words.plain("reason-order-ended", why=reason_text(words, reason.why))
        case OrdersDidNotArrive():
            if reason.why is None:
                return words.plain("reason-orders-did-not-arrive", count=reason.count)
            why = reason_text(words, reason.why)
            return words.plain("reason-orders-did-not-arrive-why", count=reason.count, why=why)
        case OrderOutOfSight():
            return words.plain(
                "reason-order-out-of-sight",
                exchange=reason.exchange,
                symbol=reason.symbol,
                order=reason.client_order_id,
            )
        case SeveralOrdersMatch():
            listed = ", ".join(one.venue_order_id for one in reason.candidates)
            count, name = len(reason.candidates), reason.client_order_id
            return words.plain("reason-several-orders", count=count, order=name, listed=listed)
        case TradedElsewhere():
            return words.plain(
                named("reason-traded-elsewhere", reason.side),
                symbol=reason.symbol,
                mode=reason.account_id.mode,
                account=plain_account_name(reason.account_id),
                amount=_amount(reason.quantity, reason.coin),
            )
        case CouldNotClose():
            return words.plain("reason-could-not-close", why=reason_text(words, reason.why))
    assert_never(reason)


def _about_market(words: Words, reason: markets.MarketReason) -> str:
    match reason:
        case markets.QuantityTooSmall():
            return _quantity_too_small(words, reason)
        case markets.ValueTooSmall():
            return words.plain("reason-value-too-small", smallest=_amount(reason.smallest, reason.coin))
        case markets.PriceOffStep():
            return words.plain(named("reason-off-step", reason.side), price=number(reason.price))
        case markets.RulesChanged():
            return _rules_changed(words, reason)
        case markets.AboutSymbol():
            code = named("reason", reason.code)
            return words.plain(code, exchange=reason.exchange, symbol=reason.symbol)
        case markets.NoPriceYet():
            return words.plain("reason-no-price", symbol=reason.symbol)
        case markets.BookCrossed() | markets.QuoteFarOff():
            return _about_book(words, reason)
        case markets.FeedBroken() | markets.OtherFile() | markets.OtherPair():
            return _about_feed(words, reason)
        case markets.UnreadableRules():
            return words.plain(
                "reason-unreadable-rules",
                exchange=reason.exchange,
                symbol=reason.symbol,
                field=reason.field,
                said=cut(reason.said, _MOST_INNER) or "missing",
            )
    assert_never(reason)


def _about_book(words: Words, reason: markets.BookCrossed | markets.QuoteFarOff) -> str:
    if isinstance(reason, markets.BookCrossed):
        return words.plain("reason-book-crossed", bid=number(reason.bid), ask=number(reason.ask))
    code = named("reason-far-off", reason.side)
    return words.plain(code, price=number(reason.price), last=number(reason.last))


def _amount(amount: Decimal, coin: str) -> str:
    return f"{number(amount)} {coin}"


def _quantity_too_small(words: Words, reason: markets.QuantityTooSmall) -> str:
    quantity = _amount(reason.quantity, reason.coin)
    if reason.smallest is None:
        return words.plain("reason-too-small", quantity=quantity)
    smallest = _amount(reason.smallest, reason.coin)
    return words.plain("reason-below-minimum", quantity=quantity, smallest=smallest)


def _about_feed(words: Words, reason: markets.FeedBroken | markets.OtherFile | markets.OtherPair) -> str:
    if isinstance(reason, markets.OtherFile):
        of = reason.replayed
        key = "reason-other-file-of-candles" if of.candles else "reason-other-file-of-trades"
        return words.plain(key, file=reason.file, price=number(of.price), moment=moment(of.at))
    if isinstance(reason, markets.OtherPair):
        if reason.file is None:
            return words.plain("reason-other-pair-made-up", wanted=reason.wanted)
        return words.plain("reason-other-pair", file=reason.file, symbol=reason.symbol, wanted=reason.wanted)
    problem = words.plain(
        named("feed", reason.problem), found=reason.found, trades=TRADES_HEADER, candles=CANDLES_HEADER
    )
    if reason.row is None:
        return f"{reason.file}: {problem}"
    return words.plain("reason-feed-row", file=reason.file, row=str(reason.row), problem=problem)


def _rules_changed(words: Words, reason: markets.RulesChanged) -> str:
    problem = reason.problem
    if isinstance(problem, markets.QuantityTooSmall):
        said = words.plain("reason-too-small-now", quantity=_amount(problem.quantity, problem.coin))
    else:
        said = reason_text(words, problem)
    return words.plain(
        "reason-rules-changed",
        exchange=reason.exchange,
        symbol=reason.symbol,
        changes=changes_text(words, reason.changes),
        problem=said,
    )


def changes_text(words: Words, changes: tuple[markets.RuleChange, ...]) -> str:
    return ", ".join(
        words.plain(
            named("rule-changed", one.rule),
            was=number(one.was),
            now=f"{number(one.now)}{f' {one.coin}' if one.coin else ''}",
        )
        for one in changes
    )


def _about_money(words: Words, reason: accounts.MoneyReason) -> str:
    match reason:
        case accounts.InsufficientFunds(coin=coin):
            with exact():
                short = ceil_to(reason.needed - reason.available, _SHOWN)
            available = floor_to(max(reason.available, Decimal(0)), _SHOWN)
            return words.plain(
                "reason-insufficient-funds",
                needed=_amount(reason.needed, coin),
                available=_amount(available, coin),
                short=_amount(short, coin),
            )
        case accounts.LimitMissing():
            return words.plain("reason-limit-missing", limit=reason.limit, coin=reason.coin)
        case accounts.AboveLimit(coin=coin):
            return words.plain(
                named("reason-above", reason.limit),
                value=_amount(reason.value, coin),
                most=_amount(reason.most, coin),
            )
        case accounts.PositionOccupied():
            bot = f"#{reason.bot_number}"
            return words.plain("reason-position-occupied", bot=bot, symbol=reason.symbol)
    assert_never(reason)


def _about_account(words: Words, reason: accounts.AccountReason) -> str:
    match reason:
        case accounts.AboutAccount():
            return words.plain(
                named("reason", reason.code),
                account=str(reason.account_id),
                venue=plain_account_name(reason.account_id),
            )
        case accounts.ClockOff():
            key = "reason-clock-ahead" if reason.ahead_s > 0 else "reason-clock-behind"
            return words.plain(key, seconds=f"{abs(reason.ahead_s):.1f}", exchange=reason.exchange)
        case accounts.OtherLeverage():
            return words.plain(
                "reason-other-leverage",
                symbol=reason.symbol,
                exchange=reason.exchange,
                there=f"{number(reason.there)}x",
                here=f"{reason.here}x",
            )
        case accounts.SettingNotMade():
            return words.plain(
                named("reason-not-set", reason.setting),
                exchange=reason.exchange,
                symbol=reason.symbol,
                leverage=f"{reason.leverage}x",
                why=reason_text(words, reason.why) if reason.why else "none",
            )
        case accounts.PositionDiffers() | accounts.PositionClosedByHand():
            return _about_position(words, reason)
        case accounts.PositionClosedByForce(coin=coin):
            return words.plain(
                named("reason-forced", reason.force),
                quantity=_amount(reason.quantity, coin),
                price=number(reason.price),
            )
    assert_never(reason)


def _about_position(words: Words, reason: accounts.PositionDiffers | accounts.PositionClosedByHand) -> str:
    position, held = _amount(reason.position, reason.coin), _amount(reason.held, reason.coin)
    if isinstance(reason, accounts.PositionClosedByHand):
        key = "reason-position-closed-by-hand"
        return words.plain(key, symbol=reason.symbol, position=position, held=held)
    return words.plain(
        "reason-position-differs",
        exchange=reason.exchange,
        symbol=reason.symbol,
        position=position,
        held=held,
    )


def _too_many_refusals(words: Words, reason: TooManyRefusals) -> str:
    return words.plain(
        "reason-too-many-refusals",
        account=str(reason.account_id),
        count=reason.count,
        minutes=str(reason.within_min),
        last=time_of_day(reason.last_at),
        why=cut(reason_text(words, reason.why), _MOST_INNER),
        until=time_of_day(reason.until),
    )


def _about_call(words: Words, reason: calls.CallReason) -> str:
    match reason:
        case calls.ExchangeSaid():
            return f"{reason.text} ({reason.number})" if reason.number else reason.text.rstrip(".")
        case calls.ExchangeCode(cause=cause, said=said):
            return said if cause is None else f"{words.plain(named('reason', cause))} ({said})"
        case calls.CallFailed():
            return call_failed(words, reason)
        case calls.UnreadableAnswer(status=status, said=said):
            read = words.plain("reason-unreadable-answer")
            http = "" if status is None else f" (HTTP {status})"
            return f"{read}{http}{f': {said}' if said else ''}"
        case calls.AnotherOrder():
            if reason.told is None:
                return words.plain("reason-asked-and-told-another", asked=reason.asked)
            return words.plain("reason-asked-and-told", asked=reason.asked, told=reason.told)
        case calls.RateLimited():
            return words.plain("reason-rate-limited", seconds=f"{reason.wait_s:.1f}")
        case calls.TimedOut():
            return words.plain("reason-timed-out", seconds=f"{reason.seconds:g}")
    assert_never(reason)
