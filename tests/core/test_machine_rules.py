"""The exchange changes its rules while bots run: what is out stays, what comes next obeys them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.orders import OrderState
from engine.core.reasons.causes import Rule
from engine.core.reasons.markets import PriceOffStep, QuantityTooSmall, RuleChange, RulesChanged
from engine.core.state import CommandRefused, Phase, Refusal
from engine.core.types import BotConfig, Leg, Side, Status
from tests.core.story import CONFIG, MARKET, TRAILING, Bot, holding, new_state, the_pause, working


def problem(bot: Bot) -> PriceOffStep | QuantityTooSmall:
    """What does not fit the new rules, after making sure that it is paused for that."""
    reason = the_pause(bot)
    assert isinstance(reason, RulesChanged)
    return reason.problem


def too_little(quantity: str) -> QuantityTooSmall:
    return QuantityTooSmall(quantity=Decimal(quantity), coin="XRP")


def off_step(side: Side, price: str) -> PriceOffStep:
    return PriceOffStep(side=side, price=Decimal(price))


def test_an_order_that_is_out_stays_and_the_next_obeys() -> None:
    bot = working()
    before = bot.order
    bot.rules(tick=Decimal("0.1"), step=Decimal(1))
    assert (bot.order, bot.state.phase, bot.last.requests) == (before, Phase.WORKING, ())
    assert bot.last.durable
    assert bot.state.market.step == 1
    bot.fill()
    assert (bot.state.held, bot.order.quantity) == (Decimal("99.9"), Decimal(99))
    assert bot.order.side is Side.SELL


def test_a_coarser_step_leaves_dust_that_the_next_cycle_sells() -> None:
    bot = working()
    bot.rules(step=Decimal(10))
    bot.leg()
    assert bot.order.quantity == 90
    bot.leg()
    assert (bot.state.cycles, bot.state.leg, bot.state.held) == (1, Leg.ENTRY, Decimal("9.9"))
    bot.leg()
    assert (bot.order.side, bot.order.quantity) == (Side.SELL, Decimal(100))  # 109.8 are held
    assert "paused" not in bot.told


def test_an_entry_is_rounded_down_to_a_coarser_step() -> None:
    bot = holding(replace(CONFIG, quantity=Decimal("100.5")))
    bot.rules(step=Decimal(1))
    bot.fill()
    assert (bot.order.side, bot.order.quantity) == (Side.BUY, Decimal(100))
    assert bot.state.config.quantity == Decimal("100.5")


def test_what_is_bought_is_on_the_new_step_and_can_be_bought_whole() -> None:
    """The part of an entry that the new step leaves over is not waited for."""
    bot = working(replace(CONFIG, quantity=Decimal("100.5")))
    bot.fill("40")
    bot.canceled()
    bot.rules(step=Decimal(1))
    bot.start()
    assert bot.order.quantity == 60
    bot.leg()
    assert bot.order.side is Side.SELL


def test_finer_rules_change_nothing_but_the_rounding() -> None:
    bot = working()
    bot.rules(tick=Decimal("0.001"), step=Decimal("0.01"))
    bot.fill()
    assert bot.order.quantity == Decimal("99.90")
    assert bot.state.market_before is not None
    bot.leg()
    assert bot.state.phase is Phase.WORKING


# --- prices -----------------------------------------------------------------------------------------


def test_a_price_off_the_new_tick_pauses_with_what_changed_and_the_way_out() -> None:
    bot = working(replace(CONFIG, sell_price=Decimal("11.05")))
    bot.rules(tick=Decimal("0.1"))
    bot.fill()
    step = RuleChange(rule=Rule.PRICE_STEP, was=Decimal("0.01"), now=Decimal("0.1"), coin=None)
    assert the_pause(bot) == RulesChanged(
        exchange="Binance", symbol="XRP/USDT", changes=(step,), problem=off_step(Side.SELL, "11.05")
    )
    assert (bot.state.leg, bot.state.held, len(bot.placed)) == (Leg.EXIT, Decimal("99.9"), 1)
    bot.start()  # Re-place without an edit: once more the same, and no order
    assert problem(bot) == off_step(Side.SELL, "11.05")
    assert len(bot.placed) == 1
    bot.edit(sell_price=Decimal("11.1"))
    bot.start()
    assert (bot.order.price, bot.state.market_before) == (Decimal("11.1"), None)


def test_an_entry_whose_exit_would_not_fit_is_not_begun() -> None:
    bot = Bot(new_state(replace(CONFIG, sell_price=Decimal("11.05"))))
    bot.rules(tick=Decimal("0.1"))
    bot.start()
    assert problem(bot) == off_step(Side.SELL, "11.05")
    assert bot.placed == []


def test_an_exit_goes_out_though_the_next_entry_will_not_fit() -> None:
    bot = working(replace(CONFIG, buy_price=Decimal("9.95")))
    bot.rules(tick=Decimal("0.1"))
    bot.leg()
    assert bot.order.side is Side.SELL
    bot.leg()
    assert problem(bot) == off_step(Side.BUY, "9.95")
    assert (bot.state.cycles, bot.state.leg) == (1, Leg.ENTRY)


def test_a_bot_whose_loop_ends_there_stops_and_does_not_pause() -> None:
    bot = holding(replace(CONFIG, buy_price=Decimal("9.95"), infinite_loop=False))
    bot.rules(tick=Decimal("0.1"))
    bot.fill()
    assert bot.state.status is Status.STOPPED


def test_rules_that_come_back_fit_again() -> None:
    bot = working(replace(CONFIG, sell_price=Decimal("11.05")))
    bot.rules(tick=Decimal("0.1"))
    bot.rules(tick=Decimal("0.5"))
    known = [bot.state.market_before]
    bot.rules(tick=MARKET.tick)
    assert [*known, bot.state.market_before] == [MARKET, None]
    bot.fill()
    assert bot.order.price == Decimal("11.05")


def test_an_order_that_never_left_is_not_tried_again_against_the_rules() -> None:
    bot = Bot(new_state(replace(CONFIG, buy_price=Decimal("9.95"))))
    bot.start()
    bot.rules(tick=Decimal("0.1"))
    bot.never_sent()
    assert problem(bot) == off_step(Side.BUY, "9.95")
    assert len(bot.placed) == 1


# --- minimums ---------------------------------------------------------------------------------------


def test_an_entry_below_the_new_minimum_pauses() -> None:
    bot = holding()
    bot.rules(min_notional=Decimal(2000), min_quantity=Decimal(150))
    bot.fill()
    assert the_pause(bot) == RulesChanged(
        exchange="Binance",
        symbol="XRP/USDT",
        changes=(
            RuleChange(rule=Rule.SMALLEST_QUANTITY, was=Decimal(1), now=Decimal(150), coin="XRP"),
            RuleChange(rule=Rule.SMALLEST_VALUE, was=Decimal(5), now=Decimal(2000), coin="USDT"),
        ),
        problem=too_little("100"),
    )
    bot.edit(quantity=Decimal(300))
    bot.start()
    assert bot.order.quantity == 300


def test_an_entry_of_which_the_fee_would_leave_too_little_is_not_begun() -> None:
    """100 could be bought; the 99.9 that are left of it could not be sold."""
    bot = Bot()
    bot.rules(step=Decimal(100))
    bot.start()
    assert problem(bot) == too_little("100")


@pytest.mark.parametrize("config", [replace(kind, quantity=Decimal(1)) for kind in (CONFIG, TRAILING)])
def test_so_does_one_whose_exit_was_always_dust(config: BotConfig) -> None:
    bot = Bot(new_state(config))
    bot.rules(min_notional=Decimal(50))
    bot.start()
    assert problem(bot) == too_little("1")


def test_what_is_held_is_not_taken_for_dust_by_a_new_minimum() -> None:
    bot = working()
    bot.rules(min_notional=Decimal(2000))
    bot.fill()
    assert problem(bot) == too_little("99.9")
    assert (bot.state.leg, bot.state.held, bot.state.cycles) == (Leg.EXIT, Decimal("99.9"), 0)
    with pytest.raises(CommandRefused) as refused:
        bot.edit(replace(MARKET, venue="Bybit"), exchange="Bybit")
    assert refused.value.why is Refusal.HAS_TRADED
    bot.start()
    assert problem(bot) == too_little("99.9")
    bot.edit(sell_price=Decimal(21))
    bot.start()
    assert (bot.order.price, bot.order.quantity) == (Decimal(21), Decimal("99.9"))


def test_a_late_fill_does_not_make_it_dust_either() -> None:
    bot = working()
    first = bot.order
    bot.fill("50")
    bot.canceled()
    bot.start()
    bot.rules(min_notional=Decimal(2000))
    bot.leg()
    assert bot.state.leg is Leg.EXIT
    bot.late_fill(replace(first, filled=Decimal(50), state=OrderState.CANCELED), "10")
    assert (bot.state.leg, bot.state.cycles, bot.state.held) == (Leg.EXIT, 0, Decimal("109.89"))
    assert bot.state.phase is Phase.PAUSED


def test_the_rest_of_a_leg_below_the_new_minimum_is_dust_as_ever() -> None:
    bot = holding()
    bot.fill("90")
    bot.rules(min_notional=Decimal(200))
    bot.canceled()
    assert (bot.state.cycles, bot.state.held, bot.order.side) == (1, Decimal("9.9"), Side.BUY)


def test_nor_does_it_keep_a_bot_from_going_on_after_a_pause() -> None:
    bot = holding()
    bot.fill("90")
    bot.canceled()
    bot.rules(min_notional=Decimal(200))
    bot.start()
    assert (bot.state.cycles, bot.order.side, bot.order.quantity) == (1, Side.BUY, Decimal(100))


def test_the_rest_of_an_entry_below_the_new_minimum_is_not_bought() -> None:
    bot = working()
    bot.fill("95")
    bot.rules(min_notional=Decimal(100))
    bot.canceled()
    assert (bot.order.side, bot.order.quantity) == (Side.SELL, Decimal("94.9"))


def test_a_close_of_what_cannot_be_sold_any_more_says_what_is_left() -> None:
    bot = holding()
    bot.rules(min_notional=Decimal(2000))
    bot.close()
    bot.canceled()
    assert (bot.state.status, bot.state.held, bot.quotes_asked) == (Status.STOPPED, Decimal("99.9"), 0)


def test_a_closing_order_obeys_the_rules_of_its_moment() -> None:
    bot = holding()
    bot.close()
    bot.canceled()
    bot.rules(tick=Decimal("0.5"), step=Decimal(1))
    bot.quote("10.3", "10.4")
    assert (bot.order.price, bot.order.quantity, bot.order.closing) == (Decimal("10.5"), Decimal(99), True)


# --- fees, and news that are none ---------------------------------------------------------------------


def test_new_fees_change_nothing_else() -> None:
    bot = holding()
    before = bot.state
    bot.rules(maker_fee=Decimal("0.0005"), taker_fee=Decimal("0.0007"))
    assert bot.last.durable
    assert bot.state == replace(before, market=bot.state.market)
    assert bot.state.market.maker_fee == Decimal("0.0005")
    bot.fill()
    assert bot.state.phase is Phase.WORKING


def test_higher_fees_do_not_pause_a_bot_whose_tick_changed_as_well() -> None:
    """Its quantity is the smallest that the old fees allow."""
    bot = Bot(new_state(replace(CONFIG, quantity=Decimal("1.1"))))
    bot.rules(tick=Decimal("0.1"), maker_fee=Decimal("0.2"), taker_fee=Decimal("0.2"))
    bot.start()
    assert bot.state.phase is Phase.WORKING


@pytest.mark.parametrize("changes", [{}, {"symbol": "ETH/USDT", "base": "ETH"}, {"venue": "Bybit"}])
def test_what_is_no_news_for_this_bot_is_not_stored(changes: dict[str, str]) -> None:
    bot = working()
    before = bot.state
    bot.rules(**changes)
    assert (bot.state, bot.last.durable) == (before, False)


# --- trailing legs ------------------------------------------------------------------------------------


def test_a_trail_goes_on_under_rules_that_fit() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "9")
    bot.rules(tick=Decimal("0.5"), step=Decimal(1))
    assert (bot.state.phase, bot.extreme()) == (Phase.WATCHING, Decimal(9))
    bot.price("9.5")
    assert (bot.order.price, bot.order.quantity) == (Decimal(10), Decimal(100))


def test_a_watching_bot_hears_at_once_that_its_price_does_not_fit() -> None:
    bot = Bot(new_state(replace(TRAILING, buy_price=Decimal("9.95"))))
    bot.start()
    bot.price("9.95", "9")
    bot.rules(tick=Decimal("0.1"))
    assert problem(bot) == off_step(Side.BUY, "9.95")
    bot.price("11")
    assert (bot.placed, bot.extreme()) == ([], None)


def test_a_watching_bot_whose_rest_has_become_dust_goes_on_to_the_next_leg() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "11")
    bot.accept()
    bot.fill("95")
    bot.canceled()
    bot.start()
    assert (bot.state.phase, bot.state.leg) == (Phase.WATCHING, Leg.ENTRY)
    bot.rules(min_notional=Decimal(100))
    assert (bot.state.phase, bot.state.leg) == (Phase.WATCHING, Leg.EXIT)


# --- with a change of the owner under way -----------------------------------------------------------


def test_rules_reach_a_change_that_waits() -> None:
    bot = working()
    bot.edit(quantity=Decimal(99), sell_price=Decimal("11.05"))
    assert bot.state.phase is Phase.SETTLING
    bot.rules(tick=Decimal("0.1"))
    bot.canceled()
    assert problem(bot) == off_step(Side.SELL, "11.05")
    assert bot.state.config.sell_price == Decimal("11.05")
    assert (bot.state.market.tick, bot.state.market_before) == (Decimal("0.1"), MARKET)


def test_a_change_that_waits_is_compared_with_the_rules_it_was_made_under() -> None:
    bot = working()
    bot.edit(quantity=Decimal(99), sell_price=Decimal("11.05"))
    bot.rules(tick=Decimal("0.05"))
    bot.rules(tick=Decimal("0.1"))
    bot.canceled()
    reason = the_pause(bot)
    assert isinstance(reason, RulesChanged)
    assert [(change.was, change.now) for change in reason.changes] == [(MARKET.tick, Decimal("0.1"))]
    assert bot.state.market_before == MARKET


def test_a_change_made_under_the_new_rules_is_judged_by_them() -> None:
    bot = working(replace(CONFIG, sell_price=Decimal("11.05")))
    bot.rules(tick=Decimal("0.1"))
    bot.edit(sell_price=Decimal("11.2"))
    assert (bot.state.phase, bot.state.market_before) == (Phase.WORKING, None)
    bot.leg()
    assert bot.order.price == Decimal("11.2")


def test_rules_of_the_old_market_do_not_touch_a_move_elsewhere() -> None:
    elsewhere = replace(MARKET, venue="Bybit", tick=Decimal("0.05"))
    bot = working()
    bot.edit(elsewhere, exchange="Bybit")
    bot.rules(tick=Decimal(3))
    bot.canceled()
    assert (bot.state.market, bot.state.market_before) == (elsewhere, None)
    assert bot.state.phase is Phase.WORKING


def test_new_rules_leave_a_kept_order_alone() -> None:
    bot = working(replace(CONFIG, buy_price=Decimal("9.95")))
    bot.pause("LIVE trading was switched off", keep_order=True)
    kept = bot.order
    bot.rules(tick=Decimal("0.1"))
    assert bot.state.kept_order == kept
    bot.start()
    assert (bot.state.phase, bot.order) == (Phase.WORKING, kept)
