"""Fees in base, in quote, in a third coin, and rebates; a first SELL on spot and on a perpetual."""

from dataclasses import replace
from decimal import Decimal

from engine.core.types import Fee, Leg, Side
from tests.core.story import CONFIG, MARKET, PERPETUAL, Bot, holding, new_state, working

SHORT = replace(CONFIG, first_order=Side.SELL)


def fee(amount: str, coin: str, value: str) -> Fee:
    return Fee(amount=Decimal(amount), coin=coin, value=Decimal(value))


def test_a_fee_in_base_lowers_what_is_held() -> None:
    bot = working()
    bot.fill(fee=fee("0.1", "XRP", "1"))
    assert (bot.state.held, bot.order.quantity) == (Decimal("99.9"), Decimal("99.9"))
    bot.fill(fee=fee("0", "USDT", "0"))
    # 99.9 sold for 1098.9 that had cost 1000 with the fee: the fee is not counted a second time
    assert (bot.state.pnl, bot.state.fees) == (Decimal("98.9"), Decimal(1))


def test_a_fee_in_quote_lowers_the_result() -> None:
    bot = working()
    bot.fill(fee=fee("1", "USDT", "1"))
    assert bot.order.quantity == 100
    bot.fill(fee=fee("1.1", "USDT", "1.1"))
    assert (bot.state.pnl, bot.state.fees) == (Decimal("97.9"), Decimal("2.1"))


def test_a_fee_in_a_third_coin_lowers_the_result_by_its_value() -> None:
    bot = working()
    bot.fill(fee=fee("0.001", "BNB", "0.75"))
    assert (bot.order.quantity, bot.notices[-1].kind) == (Decimal(100), "fill")
    bot.fill(fee=fee("0.001", "BNB", "0.80"))
    assert (bot.state.pnl, bot.state.fees) == (Decimal("98.45"), Decimal("1.55"))


def test_a_rebate_raises_the_result() -> None:
    bot = working()
    bot.fill(fee=fee("-0.5", "USDT", "-0.5"))
    bot.fill(fee=fee("-0.5", "USDT", "-0.5"))
    assert (bot.state.pnl, bot.state.fees) == (Decimal(101), Decimal(-1))


def test_a_rebate_in_base_is_held_and_sold() -> None:
    bot = working()
    bot.fill(fee=fee("-0.1", "XRP", "-1"))
    assert bot.order.quantity == Decimal("100.1")
    bot.fill(fee=fee("0", "USDT", "0"))
    assert bot.state.pnl == Decimal("101.1")


def test_a_sell_that_pays_in_base_leaves_a_debt_that_the_next_buy_covers() -> None:
    bot = holding()
    bot.fill(fee=fee("0.07", "XRP", "0.77"))
    assert bot.state.tally.carried == Decimal("-0.07")
    bot.leg()
    assert bot.state.held == Decimal("99.83")


def test_a_first_sell_on_spot_owes_the_coin_and_buys_it_back_grossed_up() -> None:
    bot = working(SHORT)
    assert (bot.order.side, bot.order.price, bot.order.reduce_only) == (Side.SELL, Decimal(11), False)
    bot.fill()
    assert bot.state.held == -100
    # 100 after a fee of 0.1 % is 100.1001, and the step is 0.1
    assert (bot.order.side, bot.order.price, bot.order.quantity) == (Side.BUY, Decimal(10), Decimal("100.2"))
    bot.leg()
    assert bot.state.held == Decimal("0.0998")
    assert bot.state.cycles == 1
    cash = 1100 - Decimal("1.1") - 1002
    dust_at_cost = bot.state.tally.carried_cost
    assert abs(dust_at_cost - Decimal("0.0998") * 1002 / Decimal("100.0998")) < Decimal("1e-18")
    assert bot.state.pnl == cash + dust_at_cost
    bot.leg()
    assert bot.order.quantity == Decimal("100.1")  # 99.9002 / 0.999, up to the step


def test_a_buy_back_is_grossed_up_by_the_larger_fee() -> None:
    market = replace(MARKET, maker_fee=Decimal("0.001"), taker_fee=Decimal("0.01"))
    bot = working(SHORT, market)
    bot.fill()
    assert bot.order.quantity == Decimal("101.1")


def test_a_buy_back_that_brought_too_much_does_not_buy_more() -> None:
    """The gross-up was for a fee that was then taken in another coin, and the rest was cancelled."""
    market = replace(MARKET, min_quantity=Decimal(0), min_notional=Decimal(0), step=Decimal("0.01"))
    bot = working(SHORT, market)
    bot.fill()
    bot.accept()
    bot.fill("100.05", fee=fee("0.001", "BNB", "1"))
    bot.canceled()
    assert (bot.state.cycles, bot.state.tally.carried, bot.order.side) == (1, Decimal("0.05"), Side.SELL)


def test_a_short_on_a_perpetual() -> None:
    bot = working(SHORT, PERPETUAL)
    assert (bot.order.side, bot.order.reduce_only) == (Side.SELL, False)
    bot.fill()
    assert (bot.order.side, bot.order.quantity, bot.order.reduce_only) == (Side.BUY, Decimal(100), True)
    bot.leg()
    assert (bot.state.held, bot.state.pnl) == (Decimal(0), 100 - Decimal("2.1"))


def test_a_long_on_a_perpetual_sells_all_of_it_reducing_only() -> None:
    bot = holding(market=PERPETUAL)
    assert (bot.order.quantity, bot.order.reduce_only) == (Decimal(100), True)
    bot.fill()
    assert bot.state.pnl == 100 - Decimal("2.1")


def test_a_short_is_closed_by_a_buy() -> None:
    bot = Bot(new_state(SHORT, PERPETUAL))
    bot.start()
    bot.accept()
    bot.fill("40")
    bot.close()
    bot.canceled()
    bot.quote("9.9", "10")
    assert (bot.order.side, bot.order.quantity, bot.order.price) == (Side.BUY, Decimal(40), Decimal("10.05"))
    bot.leg()
    assert (bot.state.held, bot.state.leg, bot.state.cycles) == (Decimal(0), Leg.ENTRY, 1)
