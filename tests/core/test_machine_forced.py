"""The exchange closes a position by itself: it is booked as what it is, and a person decides."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core import events as e
from engine.core.notices import BotPaused, CycleClosed, FillBooked, StopCause
from engine.core.orders import OrderState
from engine.core.reasons.accounts import PositionClosedByForce
from engine.core.reasons.causes import Force
from engine.core.state import Goal, Phase
from engine.core.types import ClientOrderId, Fill, Leg, Side, Status, TradeId
from tests.core.story import CONFIG, PERPETUAL, Bot, fee_of, holding, new_state, the_end, working

D = Decimal
ON_PERPETUAL = replace(CONFIG, exchange="Binance F", leverage=5)
SHORT = replace(ON_PERPETUAL, first_order=Side.SELL)


def forced(bot: Bot, quantity: str, price: str, number: int = 1) -> e.ForceClosed:
    side = Side.SELL if bot.state.held > 0 else Side.BUY
    fill = Fill(
        trade_id=TradeId(f"forced{number}"),
        client_order_id=ClientOrderId(f"forced-{number}"),
        side=side,
        price=D(price),
        quantity=D(quantity),
        fee=fee_of(side, D(price), D(quantity), PERPETUAL),
        executed_at=bot.tick(),
    )
    return e.ForceClosed(at=bot.tick(), fill=fill, why=Force.LIQUIDATION)


def test_a_liquidation_is_booked_closes_the_cycle_and_pauses() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    resting = bot.name
    outcome = bot.feed(forced(bot, "100", "8"))
    assert [booked.fill.price for booked in outcome.fills] == [D(8)]
    assert bot.state.held == 0
    assert bot.cancels == [resting], "the exit has nothing left to sell"
    assert (bot.state.phase, bot.state.goal) == (Phase.SETTLING, Goal.PAUSE)
    bot.expired()
    assert (bot.state.status, bot.state.phase) == (Status.ACTIVE, Phase.PAUSED)
    assert bot.state.pause_reason == PositionClosedByForce(
        force=Force.LIQUIDATION, quantity=D(100), coin="XRP", price=D(8)
    )
    cycle = next(notice for notice in bot.notices if isinstance(notice, CycleClosed))
    assert cycle.result == D(800) - D(1000) - D(1) - D("0.8")
    assert bot.state.pnl == cycle.result
    assert (bot.state.leg, bot.state.cycle) == (Leg.ENTRY, 2)
    assert sum(isinstance(notice, BotPaused) for notice in bot.notices) == 1
    assert sum(isinstance(notice, FillBooked) for notice in bot.notices) == 2


def test_a_finish_that_a_fill_turns_into_work_pauses_for_what_was_closed_meanwhile() -> None:
    bot = working(ON_PERPETUAL, PERPETUAL)
    bot.finish()
    bot.fill("40")
    bot.feed(forced(bot, "20", "8"))
    bot.canceled()
    assert (bot.state.phase, len(bot.placed)) == (Phase.PAUSED, 1)
    assert isinstance(bot.state.pause_reason, PositionClosedByForce)


def test_the_loss_is_in_the_books_before_the_next_entry_is_decided() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.feed(forced(bot, "100", "8"))
    bot.expired()
    lost = bot.state.pnl
    bot.start()
    assert bot.state.pnl == lost < 0
    assert (bot.order.side, bot.order.quantity, bot.order.leg) == (Side.BUY, D(100), Leg.ENTRY)


def test_a_short_is_bought_back_by_force() -> None:
    bot = holding(SHORT, PERPETUAL)
    assert bot.state.held == -100
    bot.feed(forced(bot, "100", "12"))
    bot.expired()
    assert bot.state.held == 0
    assert bot.state.pnl < 0


def test_a_part_taken_by_deleveraging_leaves_the_rest_to_the_bot() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.feed(forced(bot, "40", "10.5"))
    bot.canceled()
    assert bot.state.phase is Phase.PAUSED
    assert (bot.state.held, bot.state.leg) == (D(60), Leg.EXIT)
    bot.start()
    assert (bot.order.side, bot.order.quantity, bot.order.reduce_only) == (Side.SELL, D(60), True)


def test_parts_one_after_the_other_are_all_booked_and_the_resting_order_stays_the_newest() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    resting = bot.name
    bot.feed(forced(bot, "40", "9", 1))
    bot.feed(forced(bot, "60", "8", 2))
    assert bot.name == resting
    assert bot.state.held == 0
    attempts = [order.attempt for outcome in bot.outcomes[-2:] for order in outcome.orders]
    kept = {order.client_order_id: order for outcome in bot.outcomes[-2:] for order in outcome.orders}
    assert kept[ClientOrderId("forced-1")].state is OrderState.FILLED
    assert len({kept["forced-1"].attempt, kept["forced-2"].attempt, kept[resting].attempt}) == 3  # type: ignore[index] # names are text
    assert attempts


def test_a_stop_under_way_stays_a_stop() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.stop()
    bot.feed(forced(bot, "100", "8"))
    bot.expired()
    assert (bot.state.status, bot.state.phase, bot.state.held) == (Status.STOPPED, Phase.IDLE, D(0))
    assert bot.state.cycles == 1


def test_one_that_stands_books_it_and_stands() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.stop()
    bot.canceled()
    bot.feed(forced(bot, "100", "8"))
    assert (bot.state.status, bot.state.held, bot.state.cycles) == (Status.STOPPED, D(0), 1)


def test_one_that_is_paused_says_why_anew() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.canceled()
    revision = bot.state.revision
    bot.feed(forced(bot, "100", "8"))
    assert bot.state.phase is Phase.PAUSED
    assert isinstance(bot.state.pause_reason, PositionClosedByForce)
    assert bot.state.revision > revision
    assert bot.state.cycles == 1


def test_one_that_is_paused_with_its_order_kept_has_it_cancelled() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    resting = bot.name
    bot.pause("switched off", keep_order=True)
    bot.feed(forced(bot, "100", "8"))
    assert (bot.cancels, bot.state.phase) == ([resting], Phase.SETTLING)
    bot.expired()
    assert (bot.state.phase, bot.state.held, bot.state.cycles) == (Phase.PAUSED, D(0), 1)
    assert isinstance(bot.state.pause_reason, PositionClosedByForce)


@pytest.mark.parametrize("finishing", [True, False])
def test_the_last_cycle_ends_the_work(*, finishing: bool) -> None:
    bot = holding(replace(ON_PERPETUAL, infinite_loop=finishing), PERPETUAL)
    if finishing:
        bot.finish()
    bot.feed(forced(bot, "100", "8"))
    bot.expired()
    assert bot.state.status is Status.STOPPED


def test_an_entry_in_the_middle_is_paused_with_what_is_left() -> None:
    bot = working(ON_PERPETUAL, PERPETUAL)
    bot.fill("40")
    bot.feed(forced(bot, "40", "9"))
    bot.canceled(D(40))
    assert (bot.state.phase, bot.state.held) == (Phase.PAUSED, D(0))


def test_a_position_taken_away_in_the_middle_of_its_entry_ends_the_cycle_with_its_loss() -> None:
    bot = working(ON_PERPETUAL, PERPETUAL)
    bot.fill("40")
    bot.feed(forced(bot, "40", "5"))
    bot.canceled(D(40))
    assert (bot.state.phase, bot.state.leg, bot.state.cycle) == (Phase.PAUSED, Leg.ENTRY, 2)
    assert bot.state.pnl == D(200) - D(400) - D("0.4") - D("0.2")
    bot.start()
    assert bot.order.quantity == D(100)


def test_the_last_cycle_ends_the_work_in_the_middle_of_its_entry_too() -> None:
    bot = working(replace(ON_PERPETUAL, infinite_loop=False), PERPETUAL)
    bot.fill("40")
    bot.feed(forced(bot, "40", "5"))
    bot.canceled(D(40))
    assert (bot.state.status, bot.state.cycles) == (Status.STOPPED, 1)


def test_a_close_that_finds_the_position_taken_away_books_the_loss() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.close()
    bot.canceled()
    bot.quote("10", "10.1")
    bot.accept()
    bot.feed(forced(bot, "100", "5"))
    bot.expired()
    assert (bot.state.status, bot.state.held, bot.state.cycles) == (Status.STOPPED, D(0), 1)
    assert bot.state.pnl == D(500) - D(1000) - D(1) - D("0.5")


def test_a_close_that_is_refused_because_the_position_was_taken_away_is_over() -> None:
    """An exchange that refuses an order after it has taken it says so behind the forced trade."""
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.close()
    bot.canceled()
    bot.quote("10", "10.1")
    bot.accept()
    bot.feed(forced(bot, "100", "5"))
    bot.reject()
    assert the_end(bot) == (StopCause.CLOSE, D(0))
    assert (bot.state.error, bot.state.cycles, bot.state.leg) == (None, 1, Leg.ENTRY)
    assert bot.state.pnl == D(500) - D(1000) - D(1) - D("0.5")


def test_a_close_that_is_refused_while_a_part_is_left_has_failed() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.close()
    bot.canceled()
    bot.quote("10", "10.1")
    bot.accept()
    bot.feed(forced(bot, "40", "5"))
    bot.reject()
    assert (bot.state.status, bot.state.held, bot.state.cycles) == (Status.ERROR, D(60), 0)


# --- a contract that ends -----------------------------------------------------------------------------


def settled(bot: Bot, quantity: str, price: str, number: int = 1) -> e.ForceClosed:
    return replace(forced(bot, quantity, price, number), why=Force.SETTLEMENT)


def test_a_position_that_is_settled_is_booked_and_ends_the_work() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    resting = bot.name
    bot.feed(settled(bot, "100", "8"))
    assert (bot.cancels, bot.state.phase) == ([resting], Phase.SETTLING)
    bot.expired()
    assert the_end(bot) == (StopCause.SETTLED, D(0))
    cycle = next(notice for notice in bot.notices if isinstance(notice, CycleClosed))
    assert cycle.result == bot.state.pnl == D(800) - D(1000) - D(1) - D("0.8")
    assert not any(isinstance(notice, BotPaused) for notice in bot.notices)


def test_one_that_its_pause_has_left_without_an_order_stops() -> None:
    """The exchange cancels what is open before it settles."""
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.canceled()
    bot.feed(settled(bot, "100", "8"))
    assert the_end(bot) == (StopCause.SETTLED, D(0))
    assert bot.state.cycles == 1


def test_one_that_waits_for_its_turn_stops_and_so_does_a_last_cycle() -> None:
    trailing = Bot(new_state(replace(ON_PERPETUAL, trailing_percent=D(1)), PERPETUAL))
    trailing.start()
    trailing.price("10", "9", "9.09")
    trailing.leg()
    assert trailing.state.phase is Phase.WATCHING
    last = holding(replace(ON_PERPETUAL, infinite_loop=False), PERPETUAL)
    entry = working(ON_PERPETUAL, PERPETUAL)
    entry.fill("100")
    for bot in (trailing, last, entry):
        bot.feed(settled(bot, "100", "8"))
        if bot.state.phase is Phase.SETTLING:
            bot.expired()
        assert the_end(bot) == (StopCause.SETTLED, D(0))


def test_what_is_settled_in_parts_stops_with_the_last_of_them() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.canceled()
    bot.feed(settled(bot, "40", "8", 1))
    assert (bot.state.phase, bot.state.held) == (Phase.PAUSED, D(60))
    bot.feed(settled(bot, "60", "8", 2))
    assert the_end(bot) == (StopCause.SETTLED, D(0))


def test_a_close_that_finds_the_position_settled_says_so() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.close()
    bot.canceled()
    bot.feed(settled(bot, "100", "5"))
    bot.quote("10", "10.1")
    assert the_end(bot) == (StopCause.SETTLED, D(0))
    assert bot.state.cycles == 1


def test_a_stop_or_an_end_before_it_stays_what_it_was() -> None:
    bot = holding(ON_PERPETUAL, PERPETUAL)
    bot.stop()
    bot.canceled()
    bot.feed(settled(bot, "100", "8"))
    assert (bot.state.status, bot.state.held, bot.state.cycles) == (Status.STOPPED, D(0), 1)
    bot.start()
    assert bot.state.pause_reason is None
