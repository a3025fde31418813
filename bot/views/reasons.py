"""Why a bot stands, an order was refused or an account sends nothing: every reason in words.

Plain text without a full stop, foreign words included: whoever shows it escapes it and cuts it.
"""

from decimal import Decimal
from typing import assert_never

from bot.views.call_errors import call_failed
from bot.views.text import cut, number, plain_account_name
from engine.core.money import ceil_to, exact, floor_to
from engine.core.reasons.accounts import (
    AboutAccount,
    AboveLimit,
    AccountReason,
    ClockOff,
    InsufficientFunds,
    LimitMissing,
    MoneyReason,
    OtherLeverage,
    PositionClosedByForce,
    PositionClosedByHand,
    PositionDiffers,
    PositionOccupied,
    SettingNotMade,
)
from engine.core.reasons.calls import (
    AnotherOrder,
    CallFailed,
    CallReason,
    ExchangeCode,
    ExchangeSaid,
    RateLimited,
    TimedOut,
    UnreadableAnswer,
)
from engine.core.reasons.causes import (
    AccountCause,
    Cause,
    Limit,
    MarginSetting,
    OrderCause,
    Rule,
    SymbolCause,
)
from engine.core.reasons.markets import (
    AboutSymbol,
    BookCrossed,
    MarketReason,
    NoPriceYet,
    PriceOffStep,
    QuantityTooSmall,
    QuoteFarOff,
    RuleChange,
    RulesChanged,
    ValueTooSmall,
)
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
)
from engine.core.types import Side

NOT_GIVEN = "no reason given"
_MOST_INNER = 120
_SHOWN = Decimal("0.00000001")

CAUSES = {
    Cause.PAUSED: "paused",
    Cause.EDIT_NOT_MADE: "the change was not made: a fill came first",
    Cause.LATE_FILL: "a fill came after its order had ended",
    Cause.NEVER_ARRIVED: "the order never reached the exchange",
    Cause.CANCELED_THERE: "the order was cancelled at the exchange",
    Cause.NO_OFFERS: "nobody offers a price",
    Cause.LIVE_IS_OFF: "LIVE trading is switched off (LIVE_TRADING)",
    Cause.LIVE_WAS_OFF: "LIVE trading was switched off (LIVE_TRADING)",
    Cause.RESTORED: "restored from a backup: look at the exchange first",
    Cause.NOT_HEARD_YET: "the exchange has not answered yet",
    Cause.TOO_EARLY: "it is too early to say",
    Cause.UNEXPECTED: "something went wrong on my side; the program's log has more",
    Cause.SELF_TRADE: "it would have traded with another order of this account",
    Cause.MADE_SMALLER: "the exchange made it smaller",
    Cause.NOTHING_OFFERED: "nothing was offered at its price",
    Cause.PRICE_LIMIT: "its price is beyond the exchange's limit",
    Cause.PAIR_CLOSED: "the pair is not traded now",
    Cause.MARGIN_NEEDED: "its margin was needed to keep the position",
    Cause.BEING_DELEVERAGED: "the position is being reduced by force (ADL)",
    Cause.NOTHING_TO_REDUCE: "there was no position left to reduce",
    Cause.CANCELED_BY_EXCHANGE: "the exchange cancelled it",
    Cause.NAME_TAKEN: "the exchange already has an order with that id",
    Cause.NAMESAKE_HIDDEN: "an order with that id exists, but is not shown",
    Cause.ORDER_HIDDEN: "a trade of the order is shown, but the order is not",
    Cause.STREAM_BROKE: "the stream broke",
    Cause.STREAM_TOO_FAST: "the stream is faster than we are",
    Cause.STREAM_ENDED: "the exchange ended the stream",
    Cause.STREAM_KEY_LOST: "the key of the private stream is lost",
    Cause.NOT_SUBSCRIBED: "the bot is not subscribed to its market",
    Cause.REFUSAL_ON_ITS_WAY: "the order was refused; the news of it is on its way",
}
ORDERS = {
    OrderCause.UNKNOWN_THERE: "the exchange no longer knows order {name}; "
    "compare it with the exchange's website",
    OrderCause.CONTRADICTS: "order {name} contradicts itself; look at the exchange",
    OrderCause.ACCEPTED_AS_IS: "order {name} was accepted as it is",
    OrderCause.REAPPEARED: "order {name}, proven absent, has appeared at the exchange",
    OrderCause.FILLS_MISSING: "the exchange reports more filled of order {name} than its trades show",
}
SYMBOLS = {
    SymbolCause.UNKNOWN: "{exchange} has no {symbol}",
    SymbolCause.HALTED: "{exchange} does not trade {symbol} now",
    SymbolCause.STANDS_HALTED: "{exchange} does not trade {symbol} now; Re-place once it does, or Stop",
    SymbolCause.DELISTED: "{exchange} does not list {symbol} any more; Stop, Edit to trade another pair, "
    "or Re-place if it comes back",
    SymbolCause.CROSS_MARGIN: "{symbol} is on cross margin at {exchange}; set isolated margin there",
}
ACCOUNTS = {
    AccountCause.KEY_MAY_WITHDRAW: "the key of {account} may withdraw; make one that may only trade, "
    "or set ALLOW_WITHDRAWAL_KEYS=true",
    AccountCause.KEY_MAY_NOT_TRADE: "the key of {account} may not trade; allow it at the exchange",
    AccountCause.KEYS_MISSING: "there are no keys of {account} in the settings",
    AccountCause.HEDGE_MODE: "{venue} is in hedge mode; set one-way mode there",
    AccountCause.WALLET_UNSEEN: "the wallet at {venue} has not been seen yet",
}
LIMITS = {
    Limit.ORDER_VALUE: "the order is worth {value}, above MAX_ORDER_VALUE of {most}",
    Limit.EXPOSURE: "{value} would be at work, above MAX_EXPOSURE of {most}",
    Limit.DAILY_LOSS: "{value} lost today, MAX_DAILY_LOSS is {most}; it ends at 00:00 UTC",
}
RULES = {
    Rule.PRICE_STEP: "price step",
    Rule.QUANTITY_STEP: "quantity step",
    Rule.SMALLEST_QUANTITY: "smallest quantity",
    Rule.SMALLEST_VALUE: "smallest order value",
}
SETTINGS = {
    MarginSetting.POSITION_MODE: "hedge mode is on for {symbol}",
    MarginSetting.MARGIN_MODE: "{symbol} is on cross margin",
    MarginSetting.LEVERAGE: "leverage of {symbol} is not {leverage}x",
}


def reason_text(reason: Reason | None) -> str:
    """Return the reason in words; None: nobody has given one."""
    match reason:
        case None:
            return NOT_GIVEN
        case Plain(code=code):
            return CAUSES[code]
        case Legacy(text=text):
            return text
        case Several(reasons=reasons):
            return "; ".join(reason_text(one) for one in reasons)
        case NoAnswer():
            return f"{reason.exchange}: {reason_text(reason.why)}"
        case TooManyRefusals():
            return _too_many_refusals(reason)
    if isinstance(reason, OrderReason):
        return _about_order(reason)
    if isinstance(reason, MarketReason):
        return _about_market(reason)
    if isinstance(reason, MoneyReason):
        return _about_money(reason)
    return _about_account(reason) if isinstance(reason, AccountReason) else _about_call(reason)


def _about_order(reason: OrderReason) -> str:
    match reason:
        case AboutOrder():
            return ORDERS[reason.code].format(name=reason.client_order_id)
        case OrderRefused():
            which = "closing order" if reason.closing else "order"
            return f"the exchange refused the {which}: {reason_text(reason.why)}"
        case OrderEnded():
            return f"the exchange ended the order: {reason_text(reason.why)}"
        case OrdersDidNotArrive():
            return f"{reason.count} orders in a row did not reach the exchange"
        case OrderOutOfSight():
            return (
                f"{reason.exchange} no longer knows {reason.symbol}, nor order {reason.client_order_id}; "
                "compare it with the exchange's website"
            )
        case SeveralOrdersMatch():
            listed = ", ".join(one.venue_order_id for one in reason.candidates)
            return f"several orders at the exchange could be {reason.client_order_id}: {listed}"
        case CouldNotClose():
            return f"could not close: {reason_text(reason.why)}"
    assert_never(reason)


def _about_market(reason: MarketReason) -> str:
    match reason:
        case QuantityTooSmall(coin=coin, smallest=smallest):
            quantity = f"{number(reason.quantity)} {coin}"
            if smallest is None:
                return f"{quantity} is less than the exchange takes"
            return f"{quantity} is below the minimum of {number(smallest)} {coin}"
        case ValueTooSmall():
            return f"order value is below the minimum of {number(reason.smallest)} {reason.coin}"
        case PriceOffStep():
            return f"the {reason.side.lower()} price {number(reason.price)} is not on the new step"
        case RulesChanged():
            return _rules_changed(reason)
        case AboutSymbol():
            return SYMBOLS[reason.code].format(exchange=reason.exchange, symbol=reason.symbol)
        case NoPriceYet():
            return f"no price of {reason.symbol} yet"
        case BookCrossed():
            return f"the best bid of {number(reason.bid)} is above the best ask of {number(reason.ask)}"
        case QuoteFarOff():
            price, last = number(reason.price), number(reason.last)
            best = "bid" if reason.side is Side.BUY else "ask"
            return f"the best {best} of {price} is far from the last price of {last}"
    assert_never(reason)


def _rules_changed(reason: RulesChanged) -> str:
    problem = reason.problem
    if isinstance(problem, QuantityTooSmall):
        said = f"{number(problem.quantity)} {problem.coin} is too little now"
    else:
        said = reason_text(problem)
    changed = changes_text(reason.changes)
    return f"{reason.exchange} has new rules for {reason.symbol} ({changed}): {said}; Edit it, then Re-place"


def changes_text(changes: tuple[RuleChange, ...]) -> str:
    """Return what has changed in a market's rules."""
    return ", ".join(
        f"{RULES[one.rule]} {number(one.was)} -> {number(one.now)}{f' {one.coin}' if one.coin else ''}"
        for one in changes
    )


def _about_money(reason: MoneyReason) -> str:
    match reason:
        case InsufficientFunds(coin=coin):
            with exact():
                short = ceil_to(reason.needed - reason.available, _SHOWN)
            available = floor_to(max(reason.available, Decimal(0)), _SHOWN)
            return (
                f"{number(reason.needed)} {coin} are needed and {number(available)} {coin} are available: "
                f"{number(short)} {coin} short"
            )
        case LimitMissing():
            return f"LIVE needs {reason.limit} for {reason.coin}"
        case AboveLimit(coin=coin):
            value, most = f"{number(reason.value)} {coin}", f"{number(reason.most)} {coin}"
            return LIMITS[reason.limit].format(value=value, most=most)
        case PositionOccupied():
            return f"bot #{reason.bot_number} has this account's {reason.symbol} position"
    assert_never(reason)


def _about_account(reason: AccountReason) -> str:
    match reason:
        case AboutAccount():
            return ACCOUNTS[reason.code].format(
                account=reason.account_id, venue=plain_account_name(reason.account_id)
            )
        case ClockOff():
            where = "ahead of" if reason.ahead_s > 0 else "behind"
            off = f"{abs(reason.ahead_s):.1f} s {where} {reason.exchange}'s"
            return f"this machine's clock is {off}; set it by NTP"
        case OtherLeverage():
            return (
                f"leverage of {reason.symbol} is {number(reason.there)}x at {reason.exchange} and "
                f"{reason.here}x here; set it there, or here with Edit"
            )
        case SettingNotMade():
            wrong = SETTINGS[reason.setting].format(symbol=reason.symbol, leverage=reason.leverage)
            why = f", and it could not be changed: {reason_text(reason.why)}" if reason.why else ""
            return f"{reason.exchange}: {wrong}{why}"
        case PositionDiffers(coin=coin):
            return (
                f"{reason.exchange} shows a {reason.symbol} position of {number(reason.position)} {coin}, "
                f"and by its own fills the bot holds {number(reason.held)} {coin}"
            )
        case PositionClosedByHand(coin=coin):
            return (
                f"the {reason.symbol} position is {number(reason.position)} {coin} and not "
                f"{number(reason.held)} {coin}: somebody has closed it by hand. Stop, and delete the bot "
                "when you agree"
            )
        case PositionClosedByForce(coin=coin):
            closed = f"{number(reason.quantity)} {coin} of the position at {number(reason.price)}"
            return f"{reason.force.value}: the exchange has closed {closed} by itself"
    assert_never(reason)


def _too_many_refusals(reason: TooManyRefusals) -> str:
    why = cut(reason_text(reason.why), _MOST_INNER)
    return (
        f"{reason.account_id} has refused {reason.count} orders within {reason.within_min} min, the last at "
        f"{reason.last_at:%H:%M:%S} UTC ({why}); new entries wait until {reason.until:%H:%M:%S} UTC"
    )


def _about_call(reason: CallReason) -> str:
    match reason:
        case ExchangeSaid():
            return f"{reason.text} ({reason.number})" if reason.number else reason.text
        case ExchangeCode(cause=cause, said=said):
            return said if cause is None else f"{CAUSES[cause]} ({said})"
        case CallFailed():
            return call_failed(reason)
        case UnreadableAnswer(status=status, said=said):
            http = "" if status is None else f" (HTTP {status})"
            return f"its answer cannot be read{http}{f': {said}' if said else ''}"
        case AnotherOrder():
            return f"asked for order {reason.asked}, was told of {reason.told or 'another'}"
        case RateLimited():
            return f"the exchange's rate limit asks to wait {reason.wait_s:.1f} s"
        case TimedOut():
            return f"no answer in {reason.seconds:g} s"
    assert_never(reason)
