"""Every reason there is, one of each kind and code, with parameters that can be told apart."""

from datetime import UTC, datetime
from decimal import Decimal

from engine.core.reasons.accounts import (
    AboutAccount,
    AboveLimit,
    ClockOff,
    InsufficientFunds,
    LimitMissing,
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
    ExchangeCode,
    ExchangeSaid,
    RateLimited,
    TimedOut,
    UnreadableAnswer,
)
from engine.core.reasons.causes import (
    AccountCause,
    Cause,
    FeedProblem,
    Force,
    Limit,
    MarginSetting,
    OrderCause,
    Rule,
    SymbolCause,
)
from engine.core.reasons.markets import (
    AboutSymbol,
    BookCrossed,
    FeedBroken,
    NoPriceYet,
    OtherFile,
    OtherPair,
    PriceOffStep,
    QuantityTooSmall,
    QuoteFarOff,
    RuleChange,
    RulesChanged,
    UnreadableRules,
    ValueTooSmall,
)
from engine.core.reasons.reason import (
    AboutOrder,
    CouldNotClose,
    Legacy,
    NoAnswer,
    OrderEnded,
    OrderOutOfSight,
    OrderRefused,
    OrdersDidNotArrive,
    Plain,
    Reason,
    Several,
    SeveralOrdersMatch,
    TooManyRefusals,
    TradedElsewhere,
)
from engine.core.types import AccountId, ClientOrderId, FeedBegin, Mode, OrderCandidate, Side, VenueOrderId

D = Decimal
NAME = ClientOrderId("s000000100001e0001")
ACCOUNT = AccountId("Bybit F", Mode.LIVE, "second")
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SAID = ExchangeSaid(text="Account has <insufficient> balance", number="-2010")
STEP = RuleChange(rule=Rule.PRICE_STEP, was=D("0.01"), now=D("0.1"), coin=None)
LEAST = RuleChange(rule=Rule.SMALLEST_VALUE, was=D(5), now=D("10.50"), coin="USDT")


def candidate(number: str) -> OrderCandidate:
    return OrderCandidate(
        venue_order_id=VenueOrderId(number),
        side=Side.BUY,
        price=D("94000.00"),
        quantity=D("0.0010"),
        filled=D("0.0004"),
        is_open=True,
        created_at=AT,
    )


WORDED: list[tuple[Reason, str]] = [
    (Legacy(text="order value is below the minimum of 5 USDT"), "order value is below the minimum of 5 USDT"),
    (
        Several(reasons=(Plain(Cause.LIVE_WAS_OFF), Plain(Cause.LATE_FILL))),
        "LIVE trading was switched off (LIVE_TRADING); a fill came after its order had ended",
    ),
    (SAID, "Account has <insufficient> balance (-2010)"),
    (ExchangeSaid(text="no"), "no"),
    (
        ExchangeCode(said="EC_NoImmediateQtyToFill", cause=Cause.NOTHING_OFFERED),
        "nothing was available at its price (EC_NoImmediateQtyToFill)",
    ),
    (ExchangeCode(said="EC_Others"), "EC_Others"),
    (
        OrderRefused(why=SAID),
        "the exchange refused the order: Account has <insufficient> balance (-2010)",
    ),
    (OrderRefused(why=None, closing=True), "the exchange refused the closing order: no reason given"),
    (
        OrderRefused(why=SAID, reducing=True),
        (
            "the exchange refused the order: Account has <insufficient> balance (-2010). If it shows no "
            "position that this bot could close, tap Stop, then delete the bot"
        ),
    ),
    (
        OrderRefused(why=None, closing=True, reducing=True),
        (
            "the exchange refused the closing order: no reason given. If it shows no position that this bot "
            "could close, tap Stop, then delete the bot"
        ),
    ),
    (
        OrderEnded(why=ExchangeCode(said="CancelBySmp", cause=Cause.SELF_TRADE)),
        (
            "the exchange ended the order: it would have traded against another order of this account "
            "(CancelBySmp)"
        ),
    ),
    (OrdersDidNotArrive(count=5), "5 orders in a row did not reach the exchange"),
    (
        OrdersDidNotArrive(count=5, why=Plain(Cause.NOTHING_TO_REDUCE)),
        "5 orders in a row did not reach the exchange: there was no position left to reduce",
    ),
    (
        OrderOutOfSight(client_order_id=NAME, exchange="Binance", symbol="ETH/USDT"),
        f"Binance no longer knows ETH/USDT, nor order {NAME}; check it on the exchange's website",
    ),
    (
        SeveralOrdersMatch(client_order_id=NAME, candidates=(candidate("7"), candidate("8"))),
        f"several orders on the exchange could be {NAME}: 7, 8",
    ),
    (
        SeveralOrdersMatch(client_order_id=NAME, candidates=(candidate("7"),)),
        f"an order on the exchange could be {NAME} or somebody else's: 7",
    ),
    (
        TradedElsewhere(
            client_order_id=NAME,
            side=Side.BUY,
            quantity=D("0.10"),
            coin="ETH",
            symbol="ETH/USDT",
            account_id=ACCOUNT,
        ),
        (
            "an earlier order on ETH/USDT (LIVE, Bybit F (second)) has bought 0.1 ETH after the bot was "
            "changed; it is booked there, and the bot does not work with it"
        ),
    ),
    (
        CouldNotClose(why=Plain(Cause.NO_OFFERS)),
        "could not close: there is no price in the order book to close at",
    ),
    (QuantityTooSmall(quantity=D("0.90"), coin="XRP"), "0.9 XRP is less than the exchange accepts"),
    (
        QuantityTooSmall(quantity=D("0.9"), coin="XRP", smallest=D(1)),
        "0.9 XRP is below the minimum of 1 XRP",
    ),
    (ValueTooSmall(smallest=D("5.0"), coin="USDT"), "the order value is below the minimum of 5 USDT"),
    (PriceOffStep(side=Side.BUY, price=D("9.95")), "the buy price 9.95 does not fit the new price step"),
    (
        RulesChanged(
            exchange="Binance",
            symbol="XRP/USDT",
            changes=(STEP, LEAST),
            problem=PriceOffStep(side=Side.SELL, price=D("11.05")),
        ),
        (
            "Binance has new rules for XRP/USDT (price step 0.01 -> 0.1, minimum order value "
            "5 -> 10.5 USDT): the sell price 11.05 does not fit the new price step; tap Edit, then Re-place"
        ),
    ),
    (
        RulesChanged(
            exchange="Binance",
            symbol="XRP/USDT",
            changes=(LEAST,),
            problem=QuantityTooSmall(quantity=D(1), coin="XRP"),
        ),
        (
            "Binance has new rules for XRP/USDT (minimum order value 5 -> 10.5 USDT): 1 XRP is too "
            "small now; tap Edit, then Re-place"
        ),
    ),
    (NoPriceYet(symbol="BTC/USDT"), "there is no price for BTC/USDT yet"),
    (
        BookCrossed(symbol="BTC/USDT", bid=D("100.10"), ask=D(100)),
        "the best bid of 100.1 is above the best ask of 100",
    ),
    (
        QuoteFarOff(symbol="BTC/USDT", side=Side.SELL, price=D("120.1"), last=D(100)),
        "the best ask of 120.1 is far from the last price of 100",
    ),
    (
        FeedBroken(file="trades.csv", row=7, problem=FeedProblem.NOT_A_NUMBER, found="oops"),
        "trades.csv, row 7: the price must be a number such as 0.00141342, it is “oops”",
    ),
    (
        FeedBroken(file="trades.csv", row=None, problem=FeedProblem.COMPRESSED),
        "trades.csv: it is compressed; unpack it first",
    ),
    (
        OtherFile(
            file="b.csv",
            replayed=FeedBegin(file="a.csv", at=AT, price=D("1.50"), candles=True),
        ),
        (
            "b.csv is another file than the one that the bot replays, whose first candle is 1.5 at "
            "2026-01-02 03:04:05 UTC. Put the first one back, or make another bot for this one"
        ),
    ),
    (
        OtherPair(file="b.csv", symbol="PEPE/BTC", wanted="COIN/USD"),
        (
            "b.csv has prices of PEPE/BTC, as REPLAY_SYMBOL says, and not of COIN/USD: set "
            "REPLAY_SYMBOL=COIN/USD, or MARKET_DATA to a file of that pair"
        ),
    ),
    (
        OtherPair(file=None, symbol="PEPE/BTC", wanted="COIN/USD"),
        "the made-up market has no COIN/USD: set REPLAY_SYMBOL=COIN/USD",
    ),
    (
        UnreadableRules(exchange="Bybit", symbol="BTC/USDT", field="tickSize", said="x"),
        "Bybit lists BTC/USDT with rules that I cannot read: tickSize is x",
    ),
    (
        UnreadableRules(exchange="Bybit", symbol="BTC/USDT", field="tickSize"),
        "Bybit lists BTC/USDT with rules that I cannot read: tickSize is missing",
    ),
    (
        InsufficientFunds(coin="BTC", needed=D("0.00999"), available=D("0.00499000000000123")),
        "the order needs 0.00999 BTC, but 0.00499 BTC is available: 0.005 BTC short",
    ),
    (
        InsufficientFunds(coin="USDT", needed=D(940), available=D("-3.5")),
        "the order needs 940 USDT, but 0 USDT is available: 943.5 USDT short",
    ),
    (LimitMissing(limit=Limit.DAILY_LOSS, coin="USDT"), "LIVE needs MAX_DAILY_LOSS to be set for USDT"),
    (
        PositionOccupied(bot_number=1, symbol="XRP/USDT"),
        "bot #1 already has this account's XRP/USDT position",
    ),
    (
        ClockOff(exchange="Binance", ahead_s=2.54),
        "this machine's clock is 2.5 s ahead of Binance's; sync it with NTP",
    ),
    (
        ClockOff(exchange="Binance", ahead_s=-1.26),
        "this machine's clock is 1.3 s behind Binance's; sync it with NTP",
    ),
    (
        TooManyRefusals(account_id=ACCOUNT, count=5, within_min=10, last_at=AT, why=SAID, until=AT),
        (
            "Bybit F LIVE second refused 5 orders within 10 min, the last at 03:04:05 UTC "
            "(Account has <insufficient> balance (-2010)); new entries wait until 03:04:05 UTC"
        ),
    ),
    (
        OtherLeverage(exchange="Bybit F", symbol="BTC/USDT", there=D("7.00"), here=3),
        "the leverage of BTC/USDT is 7x on Bybit F and 3x here; change it there, or here with Edit",
    ),
    (
        PositionDiffers(
            exchange="Bybit F", symbol="BTC/USDT", coin="BTC", position=D("-0.10"), held=D("0.2")
        ),
        "Bybit F shows a BTC/USDT position of -0.1 BTC, but the bot's own fills add up to 0.2 BTC",
    ),
    (
        PositionClosedByHand(symbol="BTC/USDT", coin="BTC", position=D("0.006"), held=D("0.01")),
        (
            "the BTC/USDT position is 0.006 BTC instead of 0.01 BTC: it was closed by hand. "
            "Tap Stop, then delete the bot if that was intended"
        ),
    ),
    (
        PositionClosedByForce(force=Force.DELEVERAGING, quantity=D(100), coin="XRP", price=D("8.0")),
        "auto-deleveraging: the exchange closed 100 XRP of the position at 8",
    ),
    (
        NoAnswer(exchange="Binance", why=CallFailed(error="RequestTimeout", cause="TimeoutError")),
        "Binance: the exchange did not answer in time (TimeoutError)",
    ),
    (CallFailed(error="KeyError"), "an unexpected KeyError"),
    (
        UnreadableAnswer(status=502, said="<html>Bad Gateway"),
        "its answer could not be read (HTTP 502): <html>Bad Gateway",
    ),
    (UnreadableAnswer(), "its answer could not be read"),
    (AnotherOrder(asked=NAME, told=None), f"it was asked about order {NAME} and answered about another one"),
    (RateLimited(wait_s=1.25), "the exchange's rate limit requires a wait of 1.2 s"),
    (TimedOut(seconds=10.0), "no answer within 10 s"),
]
"""Each with its sentence."""

BY_CODE: list[Reason] = [
    *(Plain(code) for code in Cause),
    *(AboutOrder(code=code, client_order_id=NAME) for code in OrderCause),
    *(AboutSymbol(code=code, exchange="Bybit", symbol="ETH/USDT") for code in SymbolCause),
    *(AboutAccount(code=code, account_id=ACCOUNT) for code in AccountCause),
    *(AboveLimit(limit=limit, value=D("2010.50"), most=D(2000), coin="USDT") for limit in Limit),
    *(
        SettingNotMade(exchange="Bybit F", symbol="BTC/USDT", setting=setting, leverage=3, why=why)
        for setting in MarginSetting
        for why in (SAID, None)
    ),
]
EVERY = [*(reason for reason, _ in WORDED), *BY_CODE]
