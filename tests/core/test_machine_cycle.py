"""The plain loop: entry, exit, cycle; partial fills and dust."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.core.notices import BotFailed, BotStopped, CycleClosed, FillBooked, StopCause
from engine.core.orders import OrderState
from engine.core.reasons.markets import QuantityTooSmall
from engine.core.state import Phase, PlaceOrder
from engine.core.types import Leg, Side, Status
from tests.core.story import CONFIG, MARKET, Bot, holding, new_state, working

ONCE = replace(CONFIG, infinite_loop=False)


def test_starting_places_the_entry() -> None:
    bot = Bot()
    outcome = bot.start()

    order = bot.order
    assert outcome.requests == (PlaceOrder(order=order),)
    assert outcome.orders == (order,)
    assert (order.side, order.leg, order.price, order.quantity) == (
        Side.BUY, Leg.ENTRY, CONFIG.buy_price, CONFIG.quantity,
    )  # fmt: skip
    assert order.state is OrderState.INTENT
    assert (order.created_at, order.deadline) == (bot.now, bot.now + timedelta(seconds=5))
    assert (order.immediate, order.closing, order.reduce_only) == (False, False, False)
    assert (bot.state.status, bot.state.phase) == (Status.ACTIVE, Phase.WORKING)
    assert outcome.durable


def test_a_filled_entry_places_the_exit_in_the_same_step() -> None:
    bot = working()
    bot.fill()

    assert bot.last.orders == (bot.last.orders[0], bot.order)
    assert bot.last.orders[0].state is OrderState.FILLED
    assert bot.last.requests == (PlaceOrder(order=bot.order),)
    assert (bot.order.side, bot.order.leg, bot.order.price) == (Side.SELL, Leg.EXIT, CONFIG.sell_price)
    assert bot.order.quantity == Decimal("99.9")  # the fee was taken in the coin


def test_a_cycle_brings_what_the_wallet_gained() -> None:
    bot = holding()
    bot.fill()

    # bought for 1000, sold 99.9 for 1098.9, of which 0.1 % went to the venue
    gained = Decimal("1098.9") - Decimal("1.0989") - 1000
    assert bot.state.pnl == gained
    assert bot.state.held == 0
    closed = bot.last.cycles[0]
    assert (closed.result, closed.total, closed.cycle) == (gained, gained, 1)
    assert closed.fees == bot.state.fees == Decimal("1.0989") + 1
    assert bot.last.fills[0].pnl == gained
    assert (bot.state.cycles, bot.state.trades, bot.state.cycle) == (1, 2, 2)
    assert bot.state.last_fill_at == bot.fills[-1].executed_at


def test_the_loop_begins_again() -> None:
    bot = holding()
    bot.fill()

    assert bot.last.requests == (PlaceOrder(order=bot.order),)
    assert (bot.order.side, bot.order.leg, bot.order.cycle, bot.order.attempt) == (Side.BUY, Leg.ENTRY, 2, 1)
    bot.leg()
    bot.leg()
    assert bot.state.cycles == 2
    assert len({order.client_order_id for order in bot.placed}) == len(bot.placed) == 5


def test_without_the_loop_it_stops_after_one_cycle() -> None:
    bot = holding(ONCE)
    bot.fill()

    assert (bot.state.status, bot.state.phase) == (Status.STOPPED, Phase.IDLE)
    assert bot.last.requests == ()
    assert [type(notice) for notice in bot.last.notices] == [FillBooked, CycleClosed, BotStopped]
    stopped = bot.last.notices[-1]
    assert isinstance(stopped, BotStopped)
    assert (stopped.why, stopped.held) == (StopCause.LOOP_OFF, Decimal(0))


def test_each_fill_is_told_once_with_its_figures() -> None:
    bot = working()
    fill = bot.fill("40", price="9.99")

    told = bot.last.notices
    assert told == (
        FillBooked(
            bot=bot.state.ref, at=fill.executed_at, side=Side.BUY, leg=Leg.ENTRY, quantity=Decimal(40),
            price=Decimal("9.99"), fee=Decimal("0.04"), fee_coin="XRP", trade_id=fill.trade_id, late=False,
        ),
    )  # fmt: skip
    again = bot.again(fill)
    assert (again.notices, again.fills, again.orders, again.requests) == ((), (), (), ())
    assert not again.durable


def test_partial_fills_are_booked_as_they_come() -> None:
    bot = working()
    bot.fill("40")
    assert (bot.state.phase, bot.state.leg) == (Phase.WORKING, Leg.ENTRY)
    assert (bot.state.leg_filled, bot.state.held) == (Decimal(40), Decimal("39.96"))
    assert len(bot.placed) == 1

    bot.fill("60")
    assert bot.state.leg is Leg.EXIT
    bot.accept()
    bot.fill("50")
    bot.fill("49.9")
    assert bot.state.cycles == 1
    assert bot.last.fills[0].pnl == bot.state.pnl
    assert bot.outcomes[-2].fills[0].pnl is None


def test_a_repeated_fill_is_not_booked_again() -> None:
    bot = working()
    fill = bot.fill("40")
    before = bot.state
    bot.again(fill)
    assert bot.state == before


def test_dust_is_carried_and_sold_with_the_next_cycle() -> None:
    bot = working(replace(CONFIG, quantity=Decimal("100.5")))
    bot.fill()
    assert bot.state.held == Decimal("100.3995")
    assert bot.order.quantity == Decimal("100.3")  # the step is 0.1
    bot.leg()

    dust = Decimal("0.0995")
    assert bot.state.held == bot.state.tally.carried == dust
    # It keeps the price that was paid for it: the first cycle's result does not bear it.
    cost = bot.state.tally.carried_cost
    assert abs(cost - dust * 1005 / Decimal("100.3995")) < Decimal("1e-18")
    cash = Decimal("1103.3") * (1 - Decimal("0.001")) - 1005
    assert bot.state.pnl == cash + cost

    bot.leg()
    assert bot.state.held == Decimal("100.499")
    assert bot.order.quantity == Decimal("100.4")


def test_an_entry_filled_but_for_dust_is_enough() -> None:
    bot = working()
    bot.fill("99.95")
    bot.canceled()
    assert (bot.state.leg, bot.state.phase) == (Leg.EXIT, Phase.WORKING)
    assert bot.order.quantity == Decimal("99.8")


def test_an_exit_filled_but_for_dust_closes_the_cycle() -> None:
    bot = holding()
    bot.fill("99.5")
    bot.expired()
    assert bot.state.cycles == 1
    assert bot.state.tally.carried == Decimal("0.4")
    assert bot.order.leg is Leg.ENTRY


def test_fills_that_are_still_missing_are_waited_for() -> None:
    bot = working()
    bot.fill("40")
    bot.canceled("100")  # the venue says that all was filled before the cancel
    assert (bot.state.phase, len(bot.placed)) == (Phase.WORKING, 1)
    bot.fill("60")
    assert bot.state.leg is Leg.EXIT
    assert bot.order.quantity == Decimal("99.9")


def test_more_than_was_asked_is_sold_again() -> None:
    bot = working()
    bot.fill("120")
    assert bot.state.held == Decimal("119.88")
    assert bot.order.quantity == Decimal("119.8")


def test_more_sold_than_held_is_bought_with_the_next_entry() -> None:
    bot = holding()
    bot.fill("119.9")
    assert bot.state.held == -20
    bot.leg()
    assert bot.state.held == Decimal("79.9")
    assert bot.order.quantity == Decimal("79.9")


def test_an_entry_too_small_for_the_venue_is_an_error() -> None:
    bot = Bot(new_state(replace(CONFIG, quantity=Decimal("0.9"))))
    bot.start()
    assert (bot.state.status, bot.state.phase) == (Status.ERROR, Phase.IDLE)
    assert bot.state.error == QuantityTooSmall(quantity=Decimal("0.9"), coin="XRP")
    assert bot.placed == []
    assert isinstance(bot.last.notices[0], BotFailed)


@pytest.mark.parametrize("loop", [True, False])
def test_an_exit_too_small_for_the_venue_becomes_dust_of_the_next_cycle(loop: bool) -> None:
    """Nothing would ever come of trying again: what cannot be sold alone is sold with the next buy."""
    bot = working(replace(CONFIG, quantity=Decimal(1), infinite_loop=loop))
    bot.fill()
    assert (bot.state.leg, bot.state.cycles) == (Leg.ENTRY, 1)
    assert (bot.state.tally.carried, bot.state.tally.carried_cost, bot.state.pnl) == (
        Decimal("0.999"), Decimal(10), Decimal(0),
    )  # fmt: skip
    if loop:
        bot.leg()
        assert (bot.order.side, bot.order.quantity) == (Side.SELL, Decimal("1.9"))
    else:
        assert bot.state.status is Status.STOPPED


def test_the_exit_never_trades_beyond_what_is_held() -> None:
    """Sold a little too much, then cancelled by hand: placing again must not sell still more."""
    market = replace(MARKET, min_quantity=Decimal(0), min_notional=Decimal(0), step=Decimal("0.01"))
    bot = working(market=market)
    bot.fill()
    bot.accept()
    fee_in_coin = replace(bot.a_fill(bot.order, "99.85").fee, amount=Decimal("0.075"), coin="XRP")
    bot.fill("99.85", fee=fee_in_coin)
    assert bot.state.held < 0
    bot.canceled()
    assert bot.state.cycles == 1
    assert bot.state.tally.carried == Decimal("-0.025")
    assert bot.order.side is Side.BUY


def test_names_are_unique_over_cycles_and_attempts() -> None:
    market = replace(MARKET, min_notional=Decimal(0))
    bot = Bot(new_state(market=market))
    bot.start()
    for _ in range(3):
        bot.canceled()
        bot.start()
    bot.leg()
    bot.leg()
    names = [order.client_order_id for order in bot.placed]
    assert len(set(names)) == len(names) == 6


def test_a_late_older_fill_does_not_set_back_the_time_of_the_last_fill() -> None:
    bot = working()
    newest = bot.fill("40")
    bot.fill("10", executed_at=newest.executed_at - timedelta(hours=1))
    assert bot.state.last_fill_at == newest.executed_at
