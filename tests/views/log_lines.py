"""A log line of every kind, with its sentence."""

from dataclasses import replace
from decimal import Decimal

from engine.core.feed_end import FeedEnd
from engine.core.notices import (
    BotFailed,
    BotPaused,
    BotStopped,
    CycleClosed,
    FeeCorrected,
    FeeValued,
    FillBooked,
    FundingBooked,
    OrderChanged,
    OrderSummary,
    PriceStreamSilent,
    ReplayEnded,
    StopCause,
)
from engine.core.state import Refusal
from engine.core.types import AccountId, CoinAmount, Fee, FundingId, Leg, Mode, Side, Status, TradeId
from engine.notices import DatabaseRestored
from engine.reads.journal import (
    AcceptedAsIs,
    ActRefused,
    Beginning,
    BotCreated,
    BotDeleted,
    BotSituation,
    Changed,
    ConfigChanged,
    JournalLine,
    LogsCleared,
    NewRules,
    Note,
    NoticeUndelivered,
    OrderChosen,
    OrderLine,
    OrderNews,
    OrphanAdopted,
    OrphanCanceled,
    OwnerAct,
    OwnerActed,
    PeopleAct,
    PeopleActed,
    SettingsChanged,
    Tried,
    WalletActed,
    WorkBegun,
)
from tests.support.reasons import said
from tests.views.samples import CONFIG, MARKET, NOW, ORDER, REF

LIVE = replace(REF, exchange="Bybit F", account="second", mode=Mode.LIVE)
BUY = "BUY 0.01 BTC at 60000 USDT"
STANDS = BotSituation(status=Status.STOPPED, paused=False, name="")
FILL = FillBooked(
    bot=REF,
    at=NOW,
    side=Side.BUY,
    leg=Leg.ENTRY,
    quantity=Decimal("0.010"),
    price=Decimal("6E+4"),
    fee=Decimal("0.6"),
    fee_coin="USDT",
    trade_id="t1",
)
OVER = ReplayEnded(
    bot=REF,
    at=NOW,
    end=FeedEnd(since=NOW, at=NOW),
    fills=18,
    cycles=9,
    result=Decimal("4.5"),
    fees=Decimal("1.5"),
    held=Decimal(0),
)
CYCLE = CycleClosed(
    bot=REF, at=NOW, cycle=1, result=Decimal("4.794"), fees=Decimal("1.206"), total=Decimal("-0.5")
)
POINTS = CoinAmount(amount=Decimal("0.010"), coin="POINTS")
FUNDING = FundingBooked(bot=REF, at=NOW, funding_id=FundingId("f1"), amount=Decimal("-8.58"), total=None)
CORRECTED = FeeCorrected(
    bot=REF,
    at=NOW,
    client_order_id=ORDER.client_order_id,
    trade_id=TradeId("17"),
    side=Side.BUY,
    was=Fee(amount=Decimal("0.00001"), coin="BTC", value=Decimal("0.6")),
    fee=Fee(amount=Decimal("1.10"), coin="USDT", value=Decimal("1.1")),
    total=None,
)
VALUED = FeeValued(bot=REF, at=NOW, cycle=1, fee=POINTS, value=Decimal("0.5"), total=None)
KEPT = OrderSummary(side=Side.BUY, quantity=Decimal("0.01"), price=Decimal(60000), filled=Decimal(0))


def order(news: OrderNews, **changes: object) -> OrderLine:
    line = OrderLine(
        bot=REF,
        news=news,
        client_order_id=ORDER.client_order_id,
        order=ORDER.summary,
    )
    return replace(line, **changes)  # type: ignore[arg-type]  # each case names the fields it changes


LINES: list[tuple[JournalLine, str]] = [
    (
        BotCreated(bot=REF, config=CONFIG),
        "Created (PAPER, Binance): BTC/USDT, BUY first, 0.01 BTC, buy at 60000, sell at 60600 USDT, loop on",
    ),
    (
        BotCreated(
            bot=LIVE,
            config=replace(CONFIG, trailing_percent=Decimal("0.50"), infinite_loop=False, leverage=3),
        ),
        (
            "Created (LIVE, Bybit F (second)): BTC/USDT, BUY first, 0.01 BTC, buy at 60000, "
            "sell at 60600 USDT, trailing 0.5%, loop off, leverage 3x"
        ),
    ),
    (
        BotDeleted(bot=REF, by=1, trades=2, result=Decimal("4.794")),
        "Deleted #3 BTC/USDT (PAPER, Binance): 2 trades, result +4.794 USDT",
    ),
    (
        ConfigChanged(
            bot=REF,
            before=CONFIG,
            after=replace(
                CONFIG, quantity=Decimal("0.02"), trailing_percent=Decimal("0.50"), infinite_loop=False
            ),
        ),
        "Changed (PAPER, Binance): quantity 0.01 -> 0.02, trailing percent none -> 0.5, loop on -> off",
    ),
    (
        NewRules(
            bot=REF, before=MARKET, after=replace(MARKET, tick=Decimal(10), min_notional=Decimal("7.50"))
        ),
        (
            "New rules of the exchange (PAPER, Binance): price step 0.01 -> 10, "
            "minimum order value 0 -> 7.5 USDT"
        ),
    ),
    (WorkBegun(bot=REF, how=Beginning.STARTED), "Started (PAPER, Binance)"),
    (WorkBegun(bot=REF, how=Beginning.RESUMED), "Resumed (PAPER, Binance)"),
    (WorkBegun(bot=LIVE, how=Beginning.CLOSING), "Closing what is held (LIVE, Bybit F (second))"),
    (order(OrderNews.PLACED), f"Order: {BUY} (PAPER, Binance)"),
    (
        order(OrderNews.PLACED, immediate=True),
        f"Order: {BUY}, immediate or cancel (PAPER, Binance)",
    ),
    (order(OrderNews.ADOPTED), f"Order adopted: {BUY} (PAPER, Binance)"),
    (order(OrderNews.CANCELED), f"Order cancelled (PAPER, Binance): {BUY}; none of it filled"),
    (
        order(OrderNews.EXPIRED, order=replace(ORDER, filled=Decimal("0.0040")).summary),
        f"Order ended by the exchange (PAPER, Binance): {BUY}; 0.004 of it filled",
    ),
    (order(OrderNews.REJECTED, reason=said("no funds")), f"Order refused (PAPER, Binance): {BUY}; no funds"),
    (order(OrderNews.NEVER_SENT), f"Order not sent (PAPER, Binance): {BUY}; no reason given"),
    (
        order(OrderNews.UNKNOWN, reason=said("timeout")),
        f"No answer about an order; I keep asking (PAPER, Binance): {BUY}; timeout",
    ),
    (order(OrderNews.ABSENT), f"Order never reached the exchange (PAPER, Binance): {BUY}"),
    (order(OrderNews.QUARANTINED), f"Order in doubt; check it on the exchange (PAPER, Binance): {BUY}"),
    (order(OrderNews.ACCEPTED_AS_IS), f"Order accepted as it is (PAPER, Binance): {BUY}; 0 of it booked"),
    (FILL, "BUY 0.01 BTC @ 60000 (PAPER, Binance), fee 0.6 USDT"),
    (
        replace(FILL, late=True),
        "BUY 0.01 BTC @ 60000 (PAPER, Binance), fee 0.6 USDT, after its order had ended",
    ),
    (
        replace(FILL, replayed=True),
        "BUY 0.01 BTC @ 60000 (PAPER, Binance), fee 0.6 USDT; replayed from 2026-01-02 12:03:04 UTC",
    ),
    (
        OVER,
        (
            "The replay is over (PAPER, Binance); 2026-01-02 12:03:04 UTC to 2026-01-02 12:03:04 UTC: "
            "18 fills, 9 cycles, +4.5 USDT after 1.5 USDT fees"
        ),
    ),
    (
        replace(OVER, end=FeedEnd(since=None, at=None, reason=said("no file"))),
        ("The prices stop: no file (PAPER, Binance): 18 fills, 9 cycles, +4.5 USDT after 1.5 USDT fees"),
    ),
    (CYCLE, "Cycle 1 closed (PAPER, Binance): +4.794 USDT after 1.206 USDT in fees; -0.5 USDT in total"),
    (
        replace(CYCLE, funding=Decimal("-8.58"), unvalued=(POINTS,)),
        (
            "Cycle 1 closed (PAPER, Binance): +4.794 USDT after 1.206 USDT in fees and 8.58 USDT of funding "
            "paid, and 0.01 POINTS in fees, of unknown value, not in the result yet; -0.5 USDT in total"
        ),
    ),
    (
        replace(CYCLE, fees=Decimal(0), unvalued=(POINTS,)),
        (
            "Cycle 1 closed (PAPER, Binance): +4.794 USDT, 0.01 POINTS in fees, of unknown value, not in the "
            "result yet; -0.5 USDT in total"
        ),
    ),
    (FUNDING, "Funding (PAPER, Binance): -8.58 USDT"),
    (
        replace(FUNDING, amount=Decimal("0.02"), total=Decimal("3.5")),
        "Funding (PAPER, Binance): +0.02 USDT; its cycle was closed before: +3.5 USDT in total",
    ),
    (VALUED, "0.01 POINTS in fees (PAPER, Binance) are worth 0.5 USDT"),
    (CORRECTED, "Fill 17 cost 1.1 USDT (PAPER, Binance), not 0.00001 BTC as told at first"),
    (
        replace(CORRECTED, total=Decimal("3.5")),
        (
            "Fill 17 cost 1.1 USDT (PAPER, Binance), not 0.00001 BTC as told at first; "
            "its cycle was closed before: +3.5 USDT in total"
        ),
    ),
    (
        BotStopped(bot=REF, at=NOW, why=StopCause.STOP, held=Decimal("0.01")),
        "Stopped (PAPER, Binance); still held: 0.01 BTC",
    ),
    (
        BotStopped(bot=REF, at=NOW, why=StopCause.LOOP_OFF, held=Decimal(0)),
        "Completed its one cycle and stopped (PAPER, Binance)",
    ),
    (
        BotStopped(bot=REF, at=NOW, why=StopCause.SETTLED, held=Decimal(0)),
        "Stopped: its position was settled by the exchange (delisting) (PAPER, Binance)",
    ),
    (BotPaused(bot=REF, at=NOW, reason=said("why not")), "Paused (PAPER, Binance): why not"),
    (
        BotPaused(bot=REF, at=NOW, reason=said("switched off"), kept=KEPT),
        f"Paused (PAPER, Binance): switched off; its order stays open: {BUY}",
    ),
    (BotFailed(bot=REF, at=NOW, reason=said("no funds")), "Error (PAPER, Binance): no funds"),
    (
        PriceStreamSilent(bot=REF, at=NOW, since=NOW),
        "No live prices, though there are trades (PAPER, Binance); none since 2026-01-02 12:03:04 UTC",
    ),
    (
        PriceStreamSilent(bot=REF, at=NOW, since=NOW, over=True),
        "Live prices again (PAPER, Binance); none since 2026-01-02 12:03:04 UTC",
    ),
    (
        OrderChanged(bot=REF, at=NOW, before=KEPT, now=replace(KEPT, price=Decimal(59000))),
        f"Its order was changed on the exchange (PAPER, Binance): {BUY} -> {BUY.replace('60000', '59000')}",
    ),
    (Note(text="fees were raised today"), "fees were raised today"),
    (OwnerActed(act=OwnerAct.START), "Started by its owner."),
    (OwnerActed(act=OwnerAct.EDIT), "Edited by its owner."),
    (OwnerActed(act=OwnerAct.STOP), "Stop requested by its owner."),
    (OwnerActed(act=OwnerAct.FINISH), "Finish requested by its owner."),
    (OwnerActed(act=OwnerAct.CLOSE), "Close requested by its owner."),
    (OwnerActed(act=OwnerAct.NAME), "Name changed by its owner."),
    (OwnerActed(act=OwnerAct.ALERTS_ON), "Notices go to the alert chat, too."),
    (OwnerActed(act=OwnerAct.ALERTS_OFF), "Notices no longer go to the alert chat."),
    (
        OwnerActed(act=OwnerAct.START, before=STANDS, after=replace(STANDS, status=Status.ACTIVE)),
        "Started by its owner. (stopped → active)",
    ),
    (
        OwnerActed(act=OwnerAct.STOP, before=replace(STANDS, paused=True), after=STANDS),
        "Stop requested by its owner. (paused → stopped)",
    ),
    (
        OwnerActed(act=OwnerAct.NAME, before=STANDS, after=replace(STANDS, name="Night")),
        "Name changed by its owner. (none → Night)",
    ),
    (
        OwnerActed(
            act=OwnerAct.EDIT,
            before=replace(STANDS, config=CONFIG),
            after=replace(STANDS, config=replace(CONFIG, buy_price=Decimal(59000))),
        ),
        "Edited by its owner. (buy price 60000 -> 59000)",
    ),
    (
        PeopleActed(act=PeopleAct.ROLE, user_id=7, name="Ben", detail="viewer", before="trader"),
        "Ben (7) is now viewer (trader → viewer)",
    ),
    (
        SettingsChanged(
            alerts=False,
            changes=(
                Changed(name="language", before="en", after="hi"),
                Changed(name="time zone", before=None, after="Asia/Kolkata"),
                Changed(name="quiet", before=None, after="22:00-07:00"),
                Changed(name="smallest result", before="1", after=None),
            ),
        ),
        (
            "Settings changed: language: en → hi; time zone: none → Asia/Kolkata; "
            "quiet hours: none → 22:00-07:00; smallest result: 1 → none"
        ),
    ),
    (
        SettingsChanged(
            alerts=True,
            changes=(
                Changed(name="notices", about="fills", before="off", after="silent"),
                Changed(name="muted", about="#1 BTC/USDT", before=None, after="2026-11-28T13:00:00+00:00"),
            ),
        ),
        (
            "Settings of the alert chat changed: notices “Fills”: not sent → without sound; "
            "“#1 BTC/USDT” muted until: none → 2026-11-28 13:00:00 UTC"
        ),
    ),
    (
        ActRefused(act=Tried.DELETE, bot=REF, error="CommandRejected", why=Refusal.STILL_RUNNING),
        "Not done (delete): the bot is running. Stop it first.",
    ),
    (
        ActRefused(act=Tried.CREATE, error="LimitReached"),
        "Not done (making a bot): The limit of bots per person is reached.",
    ),
    (
        ActRefused(act=Tried.START, bot=REF, error="VenueUnavailable", reason=said("busy")),
        "Not done (start): busy",
    ),
    (
        OrphanCanceled(account_id=AccountId("Binance", Mode.TESTNET), client_order_id="s1"),
        "Order s1 on Binance TESTNET cancelled by hand.",
    ),
    (
        OrphanAdopted(client_order_id="s1", side=Side.SELL, quantity=Decimal("0.010"), price=Decimal(60600)),
        "Order s1 adopted by its owner: SELL 0.01 at 60600.",
    ),
    (
        AcceptedAsIs(client_order_id="s1", booked=Decimal("0.004"), reported=Decimal("0.01")),
        "Order s1 accepted as it is by its owner: 0.004 booked, 0.01 reported.",
    ),
    (
        AcceptedAsIs(client_order_id="s1", booked=Decimal(0), reported=None),
        "Order s1 accepted as it is by its owner: 0 booked, unknown to the exchange.",
    ),
    (
        OrderChosen(client_order_id="s1", venue_order_id="77"),
        "Order s1 is 77 on the exchange, according to its owner.",
    ),
    (
        WalletActed(exchange="Binance", coin="USDT", amount=Decimal(500)),
        "PAPER wallet at Binance: 500 USDT added",
    ),
    (WalletActed(exchange="Binance"), "PAPER wallet at Binance reset"),
    (
        NoticeUndelivered(alerts=False, given_up=False, reason="Forbidden: bot was blocked by the user"),
        "Telegram does not take messages to you, so they wait: Forbidden: bot was blocked by the user",
    ),
    (
        NoticeUndelivered(alerts=True, given_up=False, reason="Forbidden: bot was kicked"),
        "Telegram does not take messages to the alert chat, so they wait: Forbidden: bot was kicked",
    ),
    (
        NoticeUndelivered(alerts=True, given_up=False, reason=""),
        "I was removed from the alert chat; its messages wait",
    ),
    (
        NoticeUndelivered(
            alerts=False, given_up=True, reason="Bad Request", about="fills", bot="#3 BTC/USDT"
        ),
        (
            "A notice to you about #3 BTC/USDT (“Fills”) was given up, because Telegram refuses it: "
            "Bad Request"
        ),
    ),
    (
        NoticeUndelivered(alerts=True, given_up=True, reason="Bad Request", about="service"),
        "A notice to the alert chat (“Service”) was given up, because Telegram refuses it: Bad Request",
    ),
    (LogsCleared(lines=1), "1 log line cleared by their owner."),
    (LogsCleared(lines=27), "27 log lines cleared by their owner."),
    (
        PeopleActed(act=PeopleAct.INVITED, user_id=None, name="", detail="trader"),
        "Invitation made, as trader",
    ),
    (OwnerActed(act=OwnerAct.ALERTS_MASKED), "The alert chat is shown percent only."),
    (OwnerActed(act=OwnerAct.ALERTS_FULL), "The alert chat is shown all."),
    (
        PeopleActed(act=PeopleAct.JOINED, user_id=7, name="Ben", detail="trader"),
        "Ben (7) has joined as trader",
    ),
    (
        SettingsChanged(
            alerts=True, changes=(Changed(name="alert chat", before=None, after="Desk (-100123/7)"),)
        ),
        "Settings of the alert chat changed: the chat: none → Desk (-100123/7)",
    ),
    (
        PeopleActed(act=PeopleAct.ROLE, user_id=7, name="Ben", detail="viewer"),
        "Ben (7) is now viewer",
    ),
    (
        PeopleActed(act=PeopleAct.CODE_ACCEPTED, user_id=7, name="Ben"),
        "Ben (7) has given a one-time code for LIVE",
    ),
    (PeopleActed(act=PeopleAct.REMOVED, user_id=7, name="Ben"), "Ben (7) taken off the list"),
    (
        PeopleActed(act=PeopleAct.ACCOUNT_GIVEN, user_id=7, name="Ben", detail="Binance TESTNET"),
        "Ben (7) may use Binance TESTNET",
    ),
    (
        PeopleActed(act=PeopleAct.ACCOUNT_TAKEN, user_id=7, name="Ben", detail="Binance TESTNET"),
        "Ben (7) may not use Binance TESTNET any more",
    ),
    (
        PeopleActed(act=PeopleAct.SHARED, user_id=7, name="Ben", detail="#1 BTC/USDT"),
        "Ben (7) may read #1 BTC/USDT",
    ),
    (
        PeopleActed(act=PeopleAct.UNSHARED, user_id=7, name="Ben", detail="#1 BTC/USDT"),
        "Ben (7) may not read #1 BTC/USDT any more",
    ),
    (DatabaseRestored(at=NOW), "Started from an older backup: new orders get a new series of ids"),
    (
        DatabaseRestored(at=NOW, held_back=("#1 BTC/USDT", "#2 ETH/USDT")),
        (
            "Started from an older backup: new orders get a new series of ids; "
            "waiting until you have checked the exchange: #1 BTC/USDT, #2 ETH/USDT"
        ),
    ),
]
