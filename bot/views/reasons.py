"""Why a bot stands, an order was refused or an account sends nothing: every reason in words.

Plain text without a full stop, foreign words included: whoever shows it escapes it and cuts it.
"""

from decimal import Decimal
from typing import assert_never

from bot.views.call_errors import call_failed
from bot.views.text import cut, moment, number, plain_account_name
from engine.core.money import ceil_to, exact, floor_to
from engine.core.reasons import accounts, calls, markets
from engine.core.reasons.causes import (
    AccountCause,
    Cause,
    FeedProblem,
    Limit,
    MarginSetting,
    OrderCause,
    Rule,
    SymbolCause,
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
TRADES_HEADER = "timestamp,id,side,price,amount"
CANDLES_HEADER = "timestamp,open,high,low,close,volume"
_MOST_INNER = 120
_SHOWN = Decimal("0.00000001")

CAUSES = {
    Cause.PAUSED: "paused",
    Cause.EDIT_NOT_MADE: "the change was not applied: a fill came first",
    Cause.LATE_FILL: "a fill came after its order had ended",
    Cause.NEVER_ARRIVED: "the order never reached the exchange",
    Cause.CANCELED_THERE: "the order was cancelled on the exchange",
    Cause.NO_OFFERS: "there is no price in the order book to close at",
    Cause.LIVE_IS_OFF: "LIVE trading is switched off (LIVE_TRADING)",
    Cause.LIVE_WAS_OFF: "LIVE trading was switched off (LIVE_TRADING)",
    Cause.RESTORED: "restored from a backup: check the exchange first",
    Cause.NOT_HEARD_YET: "the account is still being read for the first time",
    Cause.TIME_UNKNOWN: "the exchange has not told me its time yet, and without it I can send no order",
    Cause.TOO_EARLY: "it is too early to tell",
    Cause.UNEXPECTED: "something went wrong on my side; the program's log has the details",
    Cause.SELF_TRADE: "it would have traded against another order of this account",
    Cause.MADE_SMALLER: "the exchange reduced its quantity",
    Cause.NOTHING_OFFERED: "nothing was available at its price",
    Cause.PRICE_LIMIT: "its price is outside the exchange's limits",
    Cause.PAIR_CLOSED: "the pair is not trading now",
    Cause.MARGIN_NEEDED: "its margin was needed to keep the position",
    Cause.BEING_DELEVERAGED: "the position is being auto-deleveraged (ADL)",
    Cause.NOTHING_TO_REDUCE: "there was no position left to reduce",
    Cause.CANCELED_BY_EXCHANGE: "the exchange cancelled it",
    Cause.NAME_TAKEN: "the exchange already has an order with that id",
    Cause.NAMESAKE_HIDDEN: "an order with that id exists, but the exchange does not show it",
    Cause.ORDER_HIDDEN: "the exchange shows a trade of the order, but not the order",
    Cause.STREAM_BROKE: "the data stream was interrupted",
    Cause.STREAM_TOO_FAST: "data arrives faster than it can be processed",
    Cause.STREAM_ENDED: "the exchange closed the data stream",
    Cause.STREAM_KEY_LOST: "the key of the private data stream is no longer valid",
    Cause.NOT_SUBSCRIBED: "the bot is not subscribed to its market",
    Cause.REFUSAL_ON_ITS_WAY: "the order was refused; the details are on their way",
}
ORDERS = {
    OrderCause.UNKNOWN_THERE: "the exchange no longer knows order {name}; check it on the exchange's website",
    OrderCause.CONTRADICTS: "the exchange's reports about order {name} contradict each other; "
    "check it on the exchange's website",
    OrderCause.ACCEPTED_AS_IS: "order {name} was accepted as it is",
    OrderCause.REAPPEARED: "order {name}, thought never to have arrived, has appeared on the exchange",
    OrderCause.FROM_BEFORE_RESTORE: "order {name}, from before the backup was restored, is still open",
    OrderCause.REPLACED: "order {name} has ended, and another order on the exchange has its id now; "
    "see /orders",
    OrderCause.FILLS_MISSING: "the exchange reports more of order {name} as filled than its trades add up to",
}
SYMBOLS = {
    SymbolCause.UNKNOWN: "{exchange} has no {symbol}",
    SymbolCause.HALTED: "trading in {symbol} is halted on {exchange}",
    SymbolCause.STANDS_HALTED: "trading in {symbol} is halted on {exchange}; tap Re-place once it "
    "resumes, or Stop",
    SymbolCause.DELISTED: "{exchange} no longer lists {symbol}; tap Stop, or Edit to go on with "
    "another pair, or Re-place if it comes back",
    SymbolCause.CROSS_MARGIN: "{symbol} is on cross margin on {exchange}; switch it to isolated margin there",
}
ACCOUNTS = {
    AccountCause.KEY_MAY_WITHDRAW: "the API key of {account} may withdraw; use one that may only trade, "
    "or set ALLOW_WITHDRAWAL_KEYS=true",
    AccountCause.KEY_MAY_NOT_TRADE: "the API key of {account} may not trade; allow it on the exchange",
    AccountCause.KEYS_MISSING: "there are no API keys for {account} in the settings",
    AccountCause.HEDGE_MODE: "{venue} is in hedge mode; switch it to one-way mode there",
    AccountCause.WALLET_UNSEEN: "the balance on {venue} is not known yet; try again in a minute",
}
LIMITS = {
    Limit.ORDER_VALUE: "the order is worth {value}, above MAX_ORDER_VALUE of {most}",
    Limit.EXPOSURE: "the exposure would be {value}, above MAX_EXPOSURE of {most}",
    Limit.DAILY_LOSS: "today's loss is {value} and MAX_DAILY_LOSS is {most}; new entries are "
    "possible from 00:00 UTC",
}
FEEDS = {
    FeedProblem.UNREADABLE: "it cannot be read ({found})",
    FeedProblem.NOT_TEXT: "it is not text in UTF-8",
    FeedProblem.COMPRESSED: "it is compressed; unpack it first",
    FeedProblem.NO_ROWS: "there are no rows below the header",
    FeedProblem.ROW_GONE: "the file ends before price no. {found}, where the bot stands; was it changed?",
    FeedProblem.HEADER: f"the header must be {TRADES_HEADER} (trades) or {CANDLES_HEADER} (candles), "
    "it is {found}",
    FeedProblem.HEADER_AGAIN: "the header stands here again: were files put together?",
    FeedProblem.COLUMNS: "it has {found} as the header has; is it cut off?",
    FeedProblem.EMPTY_CELL: "a cell is empty ({found})",
    FeedProblem.NO_TIMESTAMP: "the timestamp must be whole milliseconds since 1970, it is “{found}”",
    FeedProblem.NOT_MILLISECONDS: "the timestamp must be in milliseconds, like 1570752011620; it is {found}",
    FeedProblem.TIME_ORDER: "it is earlier than the row before; sort the file by time",
    FeedProblem.NOT_A_NUMBER: "the price must be a number such as 0.00141342, it is “{found}”",
    FeedProblem.NOT_ABOVE_ZERO: "the price must be above zero, it is {found}",
    FeedProblem.OUT_OF_RANGE: "the price is out of range: {found}",
    FeedProblem.CANDLE_AGAIN: "it is a second candle of the same time",
    FeedProblem.CANDLE: "open and close do not lie between low and high ({found})",
}
RULES = {
    Rule.PRICE_STEP: "price step",
    Rule.QUANTITY_STEP: "quantity step",
    Rule.SMALLEST_QUANTITY: "minimum quantity",
    Rule.SMALLEST_VALUE: "minimum order value",
}
SETTINGS = {
    MarginSetting.POSITION_MODE: "hedge mode is on for {symbol}",
    MarginSetting.MARGIN_MODE: "{symbol} is on cross margin",
    MarginSetting.LEVERAGE: "the leverage of {symbol} is not {leverage}x",
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
    if isinstance(reason, markets.MarketReason):
        return _about_market(reason)
    if isinstance(reason, accounts.MoneyReason):
        return _about_money(reason)
    return _about_account(reason) if isinstance(reason, accounts.AccountReason) else _about_call(reason)


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
                "check it on the exchange's website"
            )
        case SeveralOrdersMatch():
            listed = ", ".join(one.venue_order_id for one in reason.candidates)
            return f"several orders on the exchange could be {reason.client_order_id}: {listed}"
        case CouldNotClose():
            return f"could not close: {reason_text(reason.why)}"
    assert_never(reason)


def _about_market(reason: markets.MarketReason) -> str:
    match reason:
        case markets.QuantityTooSmall():
            return _quantity_too_small(reason)
        case markets.ValueTooSmall():
            return f"the order value is below the minimum of {number(reason.smallest)} {reason.coin}"
        case markets.PriceOffStep():
            return f"the {reason.side.lower()} price {number(reason.price)} does not fit the new price step"
        case markets.RulesChanged():
            return _rules_changed(reason)
        case markets.AboutSymbol():
            return SYMBOLS[reason.code].format(exchange=reason.exchange, symbol=reason.symbol)
        case markets.NoPriceYet():
            return f"there is no price for {reason.symbol} yet"
        case markets.BookCrossed() | markets.QuoteFarOff():
            return _about_book(reason)
        case markets.FeedBroken() | markets.OtherFile() | markets.OtherPair():
            return _about_feed(reason)
        case markets.UnreadableRules():
            return _unreadable_rules(reason)
    assert_never(reason)


def _about_book(reason: markets.BookCrossed | markets.QuoteFarOff) -> str:
    if isinstance(reason, markets.BookCrossed):
        return f"the best bid of {number(reason.bid)} is above the best ask of {number(reason.ask)}"
    best = "bid" if reason.side is Side.BUY else "ask"
    return f"the best {best} of {number(reason.price)} is far from the last price of {number(reason.last)}"


def _unreadable_rules(reason: markets.UnreadableRules) -> str:
    wrong = cut(reason.said, _MOST_INNER) or "missing"
    what = f"{reason.exchange} lists {reason.symbol} with rules that I cannot read"
    return f"{what}: {reason.field} is {wrong}"


def _quantity_too_small(reason: markets.QuantityTooSmall) -> str:
    quantity = f"{number(reason.quantity)} {reason.coin}"
    if reason.smallest is None:
        return f"{quantity} is less than the exchange accepts"
    return f"{quantity} is below the minimum of {number(reason.smallest)} {reason.coin}"


def _about_feed(reason: markets.FeedBroken | markets.OtherFile | markets.OtherPair) -> str:
    if isinstance(reason, markets.OtherFile):
        of = reason.replayed
        row = "candle" if of.candles else "trade"
        return (
            f"{reason.file} is another file than the one that the bot replays, whose first {row} is "
            f"{number(of.price)} at {moment(of.at)}. Put the first one back, or make another bot for this one"
        )
    if isinstance(reason, markets.OtherPair):
        setting = f"set REPLAY_SYMBOL={reason.wanted}"
        if reason.file is None:
            return f"the made-up market has no {reason.wanted}: {setting}"
        has = (
            f"{reason.file} has prices of {reason.symbol}, as REPLAY_SYMBOL says, and not of {reason.wanted}"
        )
        return f"{has}: {setting}, or MARKET_DATA to a file of that pair"
    where = reason.file if reason.row is None else f"{reason.file}, row {reason.row}"
    return f"{where}: {FEEDS[reason.problem].format(found=reason.found)}"


def _rules_changed(reason: markets.RulesChanged) -> str:
    problem = reason.problem
    if isinstance(problem, markets.QuantityTooSmall):
        said = f"{number(problem.quantity)} {problem.coin} is too small now"
    else:
        said = reason_text(problem)
    changed = changes_text(reason.changes)
    return f"{reason.exchange} has new rules for {reason.symbol} ({changed}): {said}; tap Edit, then Re-place"


def changes_text(changes: tuple[markets.RuleChange, ...]) -> str:
    return ", ".join(
        f"{RULES[one.rule]} {number(one.was)} -> {number(one.now)}{f' {one.coin}' if one.coin else ''}"
        for one in changes
    )


def _about_money(reason: accounts.MoneyReason) -> str:
    match reason:
        case accounts.InsufficientFunds(coin=coin):
            with exact():
                short = ceil_to(reason.needed - reason.available, _SHOWN)
            available = floor_to(max(reason.available, Decimal(0)), _SHOWN)
            return (
                f"the order needs {number(reason.needed)} {coin}, but {number(available)} {coin} is "
                f"available: {number(short)} {coin} short"
            )
        case accounts.LimitMissing():
            return f"LIVE needs {reason.limit} to be set for {reason.coin}"
        case accounts.AboveLimit(coin=coin):
            value, most = f"{number(reason.value)} {coin}", f"{number(reason.most)} {coin}"
            return LIMITS[reason.limit].format(value=value, most=most)
        case accounts.PositionOccupied():
            return f"bot #{reason.bot_number} already has this account's {reason.symbol} position"
    assert_never(reason)


def _about_account(reason: accounts.AccountReason) -> str:
    match reason:
        case accounts.AboutAccount():
            return ACCOUNTS[reason.code].format(
                account=reason.account_id, venue=plain_account_name(reason.account_id)
            )
        case accounts.ClockOff():
            where = "ahead of" if reason.ahead_s > 0 else "behind"
            off = f"{abs(reason.ahead_s):.1f} s {where} {reason.exchange}'s"
            return f"this machine's clock is {off}; sync it with NTP"
        case accounts.OtherLeverage():
            return (
                f"the leverage of {reason.symbol} is {number(reason.there)}x on {reason.exchange} and "
                f"{reason.here}x here; change it there, or here with Edit"
            )
        case accounts.SettingNotMade():
            wrong = SETTINGS[reason.setting].format(symbol=reason.symbol, leverage=reason.leverage)
            why = f", and I could not change it ({reason_text(reason.why)})" if reason.why else ""
            return f"{reason.exchange}: {wrong}{why}; change it there"
        case accounts.PositionDiffers(coin=coin):
            return (
                f"{reason.exchange} shows a {reason.symbol} position of {number(reason.position)} {coin}, "
                f"but the bot's own fills add up to {number(reason.held)} {coin}"
            )
        case accounts.PositionClosedByHand(coin=coin):
            return (
                f"the {reason.symbol} position is {number(reason.position)} {coin} instead of "
                f"{number(reason.held)} {coin}: it was closed by hand. Tap Stop, then delete the bot if that "
                "was intended"
            )
        case accounts.PositionClosedByForce(coin=coin):
            closed = f"{number(reason.quantity)} {coin} of the position at {number(reason.price)}"
            return f"{reason.force.value}: the exchange closed {closed}"
    assert_never(reason)


def _too_many_refusals(reason: TooManyRefusals) -> str:
    why = cut(reason_text(reason.why), _MOST_INNER)
    return (
        f"{reason.account_id} refused {reason.count} orders within {reason.within_min} min, the last at "
        f"{reason.last_at:%H:%M:%S} UTC ({why}); new entries wait until {reason.until:%H:%M:%S} UTC"
    )


def _about_call(reason: calls.CallReason) -> str:
    match reason:
        case calls.ExchangeSaid():
            return f"{reason.text} ({reason.number})" if reason.number else reason.text
        case calls.ExchangeCode(cause=cause, said=said):
            return said if cause is None else f"{CAUSES[cause]} ({said})"
        case calls.CallFailed():
            return call_failed(reason)
        case calls.UnreadableAnswer(status=status, said=said):
            http = "" if status is None else f" (HTTP {status})"
            return f"its answer could not be read{http}{f': {said}' if said else ''}"
        case calls.AnotherOrder():
            return (
                f"it was asked about order {reason.asked} and answered about {reason.told or 'another one'}"
            )
        case calls.RateLimited():
            return f"the exchange's rate limit requires a wait of {reason.wait_s:.1f} s"
        case calls.TimedOut():
            return f"no answer within {reason.seconds:g} s"
    assert_never(reason)
