from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import get_args

import pytest

from bot.keyboards.callbacks import Act, DecideOn, OpenCard
from bot.keyboards.notices import buttons_of
from bot.localchat.markup import parse_html
from bot.notifier.compose import is_quiet
from bot.views.digits import digits
from bot.views.notices import word
from engine.core.feed_end import FeedEnd
from engine.core.notices import (
    BotFailed,
    BotPaused,
    BotStopped,
    CycleClosed,
    FillBooked,
    OrderChanged,
    OrderSummary,
    PriceStreamSilent,
    ReplayEnded,
    StopCause,
)
from engine.core.types import AccountId, CoinAmount, Leg, Margin, Mode, Side
from engine.notice_settings import NoticeSettings
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
    CoinSummary,
    DailySummary,
    DatabaseRestored,
    DiskLow,
    Doing,
    Notice,
    NoticeUnreadable,
    PersonJoined,
    Resumed,
    ResumedBot,
    ResumedLine,
    StrangerSeen,
    TelegramAway,
    TokenShared,
)
from engine.people import Role
from tests.support.reasons import said
from tests.support.words import EN
from tests.views.log_lines import CORRECTED, FUNDING, VALUED
from tests.views.samples import NOW, REF

HOSTILE = "<b>_*&"
FILL = FillBooked(
    bot=REF,
    at=NOW,
    side=Side.BUY,
    leg=Leg.ENTRY,
    quantity=Decimal("0.0100"),
    price=Decimal("6.0E+4"),
    fee=Decimal("0.00001"),
    fee_coin="BTC",
    trade_id="1",
)
WORKS = ResumedBot(bot=REF, doing=Doing.CLOSING)
WAITS = ResumedBot(bot=replace(REF, number=4), doing=Doing.PAUSED, reason=said(HOSTILE))
ENDED = ResumedBot(bot=replace(REF, number=5), doing=Doing.FINISHED)
BYBIT = AccountId("Bybit", Mode.LIVE)
KEPT = OrderSummary(side=Side.BUY, quantity=Decimal("0.01"), price=Decimal(60000), filled=Decimal("0.004"))
OVER = ReplayEnded(
    bot=REF,
    at=NOW,
    end=FeedEnd(since=NOW, at=NOW + timedelta(days=1)),
    fills=18,
    cycles=9,
    result=Decimal("0.0044"),
    fees=Decimal("0.0012"),
    held=Decimal(0),
)
EXAMPLES: list[Notice] = [
    FILL,
    CycleClosed(bot=REF, at=NOW, cycle=4, result=Decimal("4.79"), fees=Decimal("1.2"), total=Decimal("-3.1")),
    BotStopped(bot=REF, at=NOW, why=StopCause.STOP, held=Decimal("0.01")),
    BotPaused(bot=REF, at=NOW, reason=said(HOSTILE)),
    BotPaused(bot=REF, at=NOW, reason=said(HOSTILE), kept=KEPT),
    BotFailed(bot=REF, at=NOW, reason=said(HOSTILE * 200)),
    OrderChanged(bot=REF, at=NOW, before=KEPT, now=KEPT),
    StrangerSeen(at=NOW, user_id=66, name=HOSTILE),
    PersonJoined(at=NOW, user_id=66, name=HOSTILE, role=Role.TRADER),
    CycleClosed(
        bot=REF,
        at=NOW,
        cycle=5,
        result=Decimal("4.79"),
        fees=Decimal("1.2"),
        total=Decimal("-3.1"),
        margin=Margin(coin="INR", rate=Decimal("84.505")),
    ),
    replace(FUNDING, total=Decimal(3)),
    replace(VALUED, total=Decimal(3)),
    replace(CORRECTED, total=Decimal(3)),
    Resumed(
        at=NOW,
        bots=(WORKS,) * 100,
        held_back=(WAITS, ResumedLine(text=HOSTILE)),
        stopped=(ENDED,),
        fills=2,
        silent=(BYBIT,),
    ),
    AlertChatLost(at=NOW, reason=HOSTILE),
    AlertChatLost(at=NOW, reason=""),
    AlertChatLost(at=NOW, reason="", title=HOSTILE),
    AlertTopic(at=NOW, title=HOSTILE, closed=True),
    AlertTopic(at=NOW, title=HOSTILE, closed=False),
    TelegramAway(at=NOW, since=NOW - timedelta(minutes=7)),
    ClockWrong(at=NOW, exchange="Binance", ahead_s=Decimal("2.5")),
    AccountAway(at=NOW, account_id=BYBIT, since=NOW, reason=said(HOSTILE), bots=2),
    AccountAway(at=NOW, account_id=BYBIT, since=NOW),
    BotFalls(bot=REF, at=NOW, since=NOW),
    BotSetAside(bot=REF, at=NOW),
    NoticeUnreadable(at=NOW),
    BotFalls(bot=REF, at=NOW, since=NOW, over=True),
    BackupNotSent(at=NOW, file="scalper-20260102T033000Z.db.sealed", megabytes=423),
    BackupNotSent(at=NOW, file="scalper-20260102T033000Z.db.sealed", reason=HOSTILE),
    BackupNotSent(at=NOW, file="scalper-20260102T033000Z.db.sealed"),
    BackupFailed(at=NOW, reason=HOSTILE, newest_at=NOW),
    BackupFailed(at=NOW, reason="OSError: No space left on device"),
    DiskLow(at=NOW, folder="/var/lib/scalper", free_mb=412),
    ClockWrong(at=NOW, exchange="Binance", ahead_s=Decimal("-61.0")),
    TelegramAway(at=NOW, since=NOW - timedelta(hours=25), stood_still=True),
    DailySummary(
        at=NOW,
        begins=NOW - timedelta(days=1),
        ends=NOW,
        zone="Asia/Kolkata",
        coins=(
            CoinSummary(
                mode=Mode.PAPER,
                quote="USDT",
                cycles=3,
                trades=6,
                result=Decimal("1.5"),
                fees=Decimal("0.1"),
                best=None,
                worst=None,
                holding=1,
                unrealised=None,
            ),
        ),
        active=1,
        paused=1,
        stopped=0,
        failed=0,
        without_prices=timedelta(minutes=3),
        running_since=NOW - timedelta(days=9),
    ),
    CodesRefused(at=NOW, user_id=7, name=HOSTILE * 100, locked_for=timedelta(minutes=15)),
    TokenShared(at=NOW, webhook_host=HOSTILE),
    DatabaseRestored(at=NOW, held_back=(HOSTILE,) * 100),
    PriceStreamSilent(bot=REF, at=NOW, since=NOW),
    PriceStreamSilent(bot=REF, at=NOW, since=NOW, over=True),
    OVER,
    replace(OVER, end=FeedEnd(since=NOW, at=NOW, reason=said(HOSTILE * 200))),
]


def test_every_notice_has_an_example_here() -> None:
    kinds = set(get_args(Notice))
    assert {type(example) for example in EXAMPLES} == kinds


@pytest.mark.parametrize("notice", EXAMPLES, ids=lambda notice: str(notice.kind))
def test_every_notice_is_html_that_telegram_reads(notice: Notice) -> None:
    seen, _ = parse_html(word(EN, notice))
    assert 0 < len(seen) <= 4096


@pytest.mark.parametrize("notice", EXAMPLES[:7], ids=lambda notice: str(notice.kind))
def test_every_notice_about_a_bot_names_bot_mode_and_exchange(notice: Notice) -> None:
    assert "#3 BTC/USDT" in word(EN, notice)
    assert "(PAPER, Binance)" in word(EN, notice)


def test_a_fill_is_one_exact_line() -> None:
    first, second = word(EN, FILL).splitlines()
    assert first == "BUY 0.01 BTC @ 60000 (PAPER, Binance)"
    assert second == "#3 BTC/USDT · fee 0.00001 BTC"


def test_a_late_fill_says_so() -> None:
    late = FillBooked(
        bot=REF,
        at=NOW,
        side=Side.SELL,
        leg=Leg.EXIT,
        quantity=Decimal(1),
        price=Decimal("0.00148"),
        fee=Decimal("0.0000000123456"),
        fee_coin="ETH",
        trade_id="2",
        late=True,
    )
    assert "This fill came after its order had ended." in word(EN, late)
    assert "fee 0.00000001235 ETH" in word(EN, late)


def test_a_fill_that_was_reported_late_tells_when_it_was_traded() -> None:
    live = replace(FILL, bot=replace(REF, mode=Mode.TESTNET), learned_at=NOW + timedelta(hours=1))
    assert "Filled at 2026-01-02 12:03:04 UTC" in word(EN, live)
    assert "Filled at" not in word(EN, replace(live, learned_at=None))
    assert "Filled at" not in word(EN, replace(live, bot=REF)), "a replayed market has times of its own"


def test_what_waits_for_a_decision_has_buttons_with_the_revision() -> None:
    paused = BotPaused(bot=REF, at=NOW, reason=said("x"), revision=7)
    [[replace_, stop], [card]] = buttons_of(EN, paused)
    assert (replace_.text, stop.text, card.text) == ("Re-place", "Stop", "Open card")
    assert DecideOn.unpack(replace_.callback_data or "") == DecideOn(
        act=Act.START, bot=REF.bot_id, revision=7
    )
    assert DecideOn.unpack(stop.callback_data or "") == DecideOn(act=Act.STOP, bot=REF.bot_id, revision=7)
    assert buttons_of(EN, replace(paused, revision=None)) == ()
    assert buttons_of(EN, FILL) == ()


def test_each_bot_that_waits_after_a_restart_has_a_button() -> None:
    old = ResumedLine(text="#6: why", bot_id=REF.bot_id, label="#6 BTC/USDT (LIVE)")
    nameless = ResumedLine(text="#7: why")
    rows = buttons_of(EN, Resumed(at=NOW, bots=(WORKS,), held_back=(WAITS, old, nameless), stopped=(ENDED,)))
    assert [[one.text for one in row] for row in rows] == [["#4 BTC/USDT (PAPER)"], ["#6 BTC/USDT (LIVE)"]]
    assert all(OpenCard.unpack(card.callback_data or "").bot == REF.bot_id for [card] in rows)
    assert len(buttons_of(EN, Resumed(at=NOW, bots=(), held_back=(WAITS,) * 100))) == 20


def test_an_order_that_was_kept_is_named_and_can_be_cancelled_there() -> None:
    paused = BotPaused(bot=REF, at=NOW, reason=said("x"), revision=7, kept=KEPT)
    assert "Its order stays open: BUY 0.01 BTC @ 60000, 0.004 of it filled." in word(EN, paused)
    assert "tap Resume or Cancel the order" in word(EN, paused)
    [[resume, cancel], _] = buttons_of(EN, paused)
    assert (resume.text, cancel.text) == ("Resume", "Cancel the order")
    assert DecideOn.unpack(cancel.callback_data or "") == DecideOn(act=Act.STOP, bot=REF.bot_id, revision=7)


@pytest.mark.parametrize(("kept", "stop"), [(KEPT, "Cancel the order"), (None, "Stop")])
def test_while_live_is_off_a_live_bot_is_not_offered_to_go_on(kept: OrderSummary | None, stop: str) -> None:
    paused = BotPaused(bot=replace(REF, mode=Mode.LIVE), at=NOW, reason=said("x"), revision=7, kept=kept)
    [[only], _] = buttons_of(EN, paused, live_trading=False)
    assert only.text == stop
    text = word(EN, paused, live_trading=False)
    assert "It sends nothing while LIVE trading is off." in text
    assert "Re-place" not in text
    other = replace(paused, bot=replace(REF, mode=Mode.TESTNET))
    assert len(buttons_of(EN, other, live_trading=False)[0]) == 2
    assert word(EN, other, live_trading=False) == word(EN, other)


def test_a_restart_tells_who_goes_on_who_waits_and_what_was_found() -> None:
    text = word(
        EN,
        Resumed(
            at=NOW,
            bots=(WORKS, ResumedLine(text="#2 BTC/USDT (TESTNET): b")),
            held_back=(WAITS,),
            stopped=(ENDED,),
            fills=1,
            silent=(BYBIT,),
        ),
    )
    assert text.splitlines() == [
        "🔄 <b>I restarted</b> at 2026-01-02 12:03:04 UTC.",
        "Running:",
        "• #3 BTC/USDT (PAPER): is getting a price to close at",
        "• #2 BTC/USDT (TESTNET): b",
        "Waiting for you, see /bots:",
        "• #4 BTC/USDT (PAPER): &lt;b&gt;_*&amp;",
        "Stopped:",
        "• #5 BTC/USDT (PAPER): it has stopped",
        "1 fill meanwhile: see /notices.",
        "⚠️ No answer yet from Bybit LIVE: for bots there, this is what I knew before. I keep asking.",
    ]
    assert len(word(EN, Resumed(at=NOW, bots=(WORKS,))).splitlines()) == 3


def test_a_restart_makes_a_sound_only_when_there_is_something_to_do() -> None:
    assert is_quiet(Resumed(at=NOW, bots=(WORKS,), fills=2), NoticeSettings(), NOW)
    assert not is_quiet(Resumed(at=NOW, bots=(), held_back=(WAITS,)), NoticeSettings(), NOW)
    assert not is_quiet(Resumed(at=NOW, bots=(WORKS,), silent=(BYBIT,)), NoticeSettings(), NOW)


def test_a_cycle_tells_its_result_with_sign_and_coin() -> None:
    text = word(EN, EXAMPLES[1])
    assert "Cycle 4 of #3 BTC/USDT: +4.79 USDT" in text
    assert "All cycles: -3.1 USDT" in text


def test_a_cycle_tells_what_it_has_cost() -> None:
    cycle = CycleClosed(bot=REF, at=NOW, cycle=4, result=Decimal(5), fees=Decimal("1.2"), total=Decimal(5))
    assert "\nAfter 1.2 USDT in fees. All cycles" in word(EN, cycle)
    paid = replace(cycle, funding=Decimal("-8.58"))
    assert "\nAfter 1.2 USDT in fees and 8.58 USDT of funding paid. All cycles" in word(EN, paid)
    received = replace(cycle, funding=Decimal("0.3"))
    assert "and 0.3 USDT of funding received." in word(EN, received)
    points = CoinAmount(amount=Decimal("0.01"), coin="POINTS")
    unknown = "0.01 POINTS in fees, of unknown value, not in the result yet. All cycles"
    assert f"\nAfter 1.2 USDT in fees, and {unknown}" in word(EN, replace(cycle, unvalued=(points,)))
    assert f"\n{unknown}" in word(EN, replace(cycle, fees=Decimal(0), unvalued=(points,)))


def test_a_cycle_that_is_settled_in_another_coin_says_so_with_the_rate() -> None:
    cycle = CycleClosed(bot=REF, at=NOW, cycle=4, result=Decimal(5), fees=Decimal("1.2"), total=Decimal(-3))
    settled = replace(cycle, margin=Margin(coin="INR", rate=Decimal("84.505")))
    line = "\nIn INR: +422.52 INR, all cycles -253.52 INR, at the exchange’s 84.505 INR for 1 USDT."
    assert line in word(EN, settled)
    with digits(exact=True):
        assert "+422.525 INR, all cycles -253.515 INR" in word(EN, settled)
    small = replace(settled, result=Decimal("-0.00001"))
    assert "In INR: -0.0008450 INR" in word(EN, small)
    for unknown in (cycle, replace(cycle, margin=Margin(coin="INR", rate=None))):
        assert "INR" not in word(EN, unknown)


def test_what_changes_results_later_is_told_with_the_new_sum() -> None:
    funding = word(EN, replace(FUNDING, total=Decimal(3)))
    assert "#3 BTC/USDT: funding -8.58 USDT" in funding
    assert "for a position of a cycle that is closed already. All cycles: +3 USDT" in funding
    fee = word(EN, replace(VALUED, total=Decimal(3)))
    assert "#3 BTC/USDT: fees -0.5 USDT" in fee
    assert "0.01 POINTS could be valued only now, of a cycle that is closed already." in fee
    corrected = word(EN, replace(CORRECTED, total=Decimal(3)))
    assert "#3 BTC/USDT: fees -0.5 USDT" in corrected
    said = "A fill cost 1.1 USDT, not 0.00001 BTC as told at first. Its cycle is closed already."
    assert said in corrected


def test_what_is_left_after_a_close_is_told() -> None:
    assert "0.01 BTC could not be closed" in word(
        EN, BotStopped(bot=REF, at=NOW, why=StopCause.CLOSE, held=Decimal("0.01"))
    )
    assert "It holds no BTC." in word(EN, BotStopped(bot=REF, at=NOW, why=StopCause.FINISH, held=Decimal(0)))


def test_a_settlement_is_told_as_what_it_is() -> None:
    told = word(EN, BotStopped(bot=REF, at=NOW, why=StopCause.SETTLED, held=Decimal(0)))
    assert "#3 BTC/USDT stopped: its position was settled by the exchange (delisting)" in told
    assert "It holds no BTC." in told


def test_bad_news_come_with_the_way_out() -> None:
    assert "Re-place or Stop" in word(EN, EXAMPLES[3])
    assert "Retry, Edit or Stop" in word(EN, EXAMPLES[5])
    assert "continues with it as it is" in word(EN, EXAMPLES[6])
    assert "invite them in /users" in word(EN, EXAMPLES[7])


def test_live_is_never_called_paper() -> None:
    live = BotPaused(
        bot=type(REF)(
            bot_id=REF.bot_id,
            number=3,
            ticker="BTC/USDT",
            base="BTC",
            quote="USDT",
            exchange="Bybit",
            mode=Mode.LIVE,
        ),
        at=NOW,
        reason=said("x"),
    )
    assert "(💵 LIVE, Bybit)" in word(EN, live)
    assert "PAPER" not in word(EN, live)


def test_a_restored_backup_names_the_bots_that_wait() -> None:
    some, none = (word(EN, DatabaseRestored(at=NOW, held_back=labels)) for labels in (("#3 BTC/USDT",), ()))
    assert "older backup" in some
    assert "Waiting for you: #3 BTC/USDT" in some
    assert "/orders" in some
    assert "Waiting" not in none


def test_a_replay_is_summed_up_at_its_end() -> None:
    assert parse_html(word(EN, OVER))[0] == (
        "🏁 The replay of #3 BTC/USDT is over (PAPER, Binance)\n"
        "2026-01-02 12:03:04 UTC to 2026-01-03 12:03:04 UTC: 18 fills, 9 cycles, result +0.0044 USDT after "
        "0.0012 USDT in fees. It holds no BTC."
    )


def test_what_was_traded_in_a_replay_says_when() -> None:
    assert word(EN, replace(FILL, replayed=True)).endswith(" · 2026-01-02 12:03:04 UTC")
    assert "UTC" not in word(EN, FILL)


@pytest.mark.parametrize(
    ("mode", "where"),
    [(Mode.TESTNET, "the test venue of"), (Mode.LIVE, "trades on"), (Mode.PAPER, "trades on")],
)
def test_a_silent_stream_is_of_its_own_venue(mode: Mode, where: str) -> None:
    bot = replace(REF, mode=mode)
    assert f"{where} {bot.exchange}" in word(EN, PriceStreamSilent(bot=bot, at=NOW, since=NOW))
