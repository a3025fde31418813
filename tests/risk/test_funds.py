"""What an account has: a wallet that was seen a while ago, and the fills since."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.core.types import ClientOrderId, Fee, Fill, Mode, Side, TradeId
from engine.risk.funds import Amount, Funds, Wallet
from engine.timings import FundsTimings
from tests.core.story import CONFIG, EPOCH, PERPETUAL, new_state

D = Decimal
LIVE = new_state(replace(CONFIG, mode=Mode.LIVE))
WALLET = Wallet(
    asked_at=EPOCH, answered_at=EPOCH + timedelta(seconds=1), coins={"USDT": D(1000), "XRP": D(7)}
)
LATER = EPOCH + timedelta(minutes=1)


def fill(side: Side, at: datetime, number: int = 1, fee: Fee | None = None) -> Fill:
    """Ten at ten, for a fee of 0.1 %."""
    return Fill(
        trade_id=TradeId(str(number)),
        client_order_id=ClientOrderId("s1"),
        side=side,
        price=D(10),
        quantity=D(10),
        fee=fee or Fee(amount=D("0.01"), coin="XRP", value=D("0.1")),
        executed_at=at,
    )


def funds_of(wallet: Wallet | None = WALLET) -> Funds:
    return Funds(lambda *_: wallet)


def sure(amount: int | str) -> Amount:
    return Amount(D(amount), D(amount))


def test_a_wallet_that_nobody_has_seen_says_nothing() -> None:
    assert funds_of(None).of(LIVE, "USDT") is None


def test_a_fill_after_the_look_counts_with_its_fee() -> None:
    funds = funds_of()
    funds.note(LIVE, [fill(Side.BUY, LATER)])
    assert funds.of(LIVE, "XRP") == sure("16.99")
    assert funds.of(LIVE, "USDT") == sure(900)
    assert funds.of(LIVE, "BNB") == sure(0)


def test_a_fee_in_a_third_coin_is_taken_from_that_coin() -> None:
    bought = fill(Side.BUY, LATER, fee=Fee(amount=D(2), coin="BNB", value=D(1)))
    funds = funds_of(replace(WALLET, coins={"BNB": D(5), "USDT": D(1000)}))
    funds.note(LIVE, [bought])
    assert (funds.of(LIVE, "BNB"), funds.of(LIVE, "USDT")) == (sure(3), sure(900))


def test_the_same_fill_counts_once_however_often_it_is_noted() -> None:
    funds = funds_of()
    bought = fill(Side.BUY, LATER)
    for _ in range(3):
        funds.note(LIVE, [bought])
    assert funds.of(LIVE, "USDT") == sure(900)


@pytest.mark.parametrize(
    ("at", "coins", "money"),
    [
        (EPOCH - FundsTimings().reads_lag, (7, 7), (1000, 1000)),
        (EPOCH - FundsTimings().reads_lag / 2, (7, "16.99"), (900, 1000)),
        (WALLET.answered_at, (7, "16.99"), (900, 1000)),
        (WALLET.answered_at + timedelta(milliseconds=1), ("16.99", "16.99"), (900, 900)),
    ],
    ids=["shown", "may not be shown yet", "may be shown", "not shown"],
)
def test_what_the_wallet_may_or_may_not_show_yet_is_not_surely_there(
    at: datetime, coins: tuple[int | str, int | str], money: tuple[int, int]
) -> None:
    funds = funds_of()
    funds.note(LIVE, [fill(Side.BUY, at)])
    (least, most), (poor, rich) = coins, money
    assert funds.of(LIVE, "XRP") == Amount(D(least), D(most))
    assert funds.of(LIVE, "USDT") == Amount(D(poor), D(rich))


def test_a_wallet_shows_fills_in_their_order_the_newest_are_those_that_may_be_missing() -> None:
    moments = [WALLET.asked_at - timedelta(seconds=number) for number in (3, 2, 1, 0)]
    sides = (Side.BUY, Side.SELL, Side.BUY, Side.SELL)
    none = Fee(amount=D(0), coin="USDT", value=D(0))
    fills = [fill(side, at, n, none) for n, (side, at) in enumerate(zip(sides, moments, strict=True))]
    ends_sold, ends_bought = funds_of(), funds_of()
    ends_sold.note(LIVE, fills[::-1])
    assert ends_sold.of(LIVE, "XRP") == Amount(D(-3), D(7))
    assert ends_sold.of(LIVE, "USDT") == Amount(D(1000), D(1100))
    ends_bought.note(LIVE, fills[:3])
    assert ends_bought.of(LIVE, "XRP") == Amount(D(7), D(17))


def test_of_two_fills_of_one_moment_either_may_be_missing() -> None:
    none = Fee(amount=D(0), coin="USDT", value=D(0))
    for first, second in ((Side.BUY, Side.SELL), (Side.SELL, Side.BUY)):
        funds = funds_of()
        funds.note(LIVE, [fill(first, EPOCH, 1, none), fill(second, EPOCH, 2, none)])
        assert funds.of(LIVE, "XRP") == Amount(D(-3), D(17))


def test_a_wallet_of_some_seconds_after_the_newest_fill_shows_all() -> None:
    funds = funds_of()
    assert funds.sure_from(LIVE.config.account_id) is None
    funds.note(LIVE, [fill(Side.BUY, LATER), fill(Side.SELL, EPOCH, 2)])
    assert funds.sure_from(LIVE.config.account_id) == LATER + FundsTimings().reads_lag


def test_accounts_are_apart_and_a_perpetual_moves_no_coins() -> None:
    funds = funds_of()
    funds.note(LIVE, [fill(Side.BUY, LATER)])
    other = replace(LIVE, config=replace(LIVE.config, exchange="Bybit"))
    assert funds.of(other, "USDT") == sure(1000)
    perpetual = new_state(replace(CONFIG, exchange="Binance F", mode=Mode.LIVE), PERPETUAL)
    perpetuals = funds_of()
    perpetuals.note(perpetual, [fill(Side.BUY, LATER)])
    assert perpetuals.of(perpetual, "USDT") == sure(1000)


def test_old_fills_are_let_go() -> None:
    funds = funds_of()
    funds.note(LIVE, [fill(Side.BUY, LATER, 1)])
    funds.note(LIVE, [fill(Side.SELL, LATER + FundsTimings().fills_kept + timedelta(seconds=1), 2)])
    assert funds.of(LIVE, "USDT") == sure(1100)


def test_both_sides_of_a_trade_between_two_bots_count() -> None:
    """They bear one id."""
    funds = funds_of()
    for side in Side:
        funds.note(LIVE, [fill(side, LATER)])
    assert funds.of(LIVE, "USDT") == sure(1000)
    assert funds.of(LIVE, "XRP") == sure("6.98")


def test_what_counts_is_when_a_fill_traded_however_late_it_is_noted() -> None:
    funds, shown = funds_of(), EPOCH - FundsTimings().reads_lag
    late = LATER + timedelta(seconds=1)
    funds.note(LIVE, [fill(Side.BUY, late, 1), fill(Side.BUY, shown, 2), fill(Side.BUY, LATER, 3)])
    assert funds.of(LIVE, "USDT") == sure(800)
    funds.note(LIVE, [fill(Side.BUY, shown, 1)])  # told with another time
    assert funds.of(LIVE, "USDT") == sure(900)
    assert funds.sure_from(LIVE.config.account_id) == LATER + FundsTimings().reads_lag
