"""Close: settle the order, then trade back what is held at once, within a limit."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.events import Stop
from engine.core.notices import BotFailed
from engine.core.reasons.causes import Cause
from engine.core.reasons.markets import ValueTooSmall
from engine.core.reasons.reason import CouldNotClose, OrderRefused, Plain
from engine.core.state import CommandRefused, FetchQuote, Phase, Refusal
from engine.core.types import Fee, Leg, Side, Status, StopForm
from tests.core.story import CONFIG, MARKET, PERPETUAL, Bot, holding, refusal_of, the_end, working
from tests.support.reasons import said


def closing(bot: Bot) -> Bot:
    """Cancel the exit of a holding bot on the way to a close."""
    bot.close()
    bot.canceled()
    assert (bot.state.phase, bot.last.requests) == (Phase.CLOSING, (FetchQuote(),))
    return bot


def test_close_settles_the_order_then_sells_what_is_held() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")

    order = bot.order
    assert (order.side, order.quantity, order.leg) == (Side.SELL, Decimal("99.9"), Leg.EXIT)
    assert (order.immediate, order.closing) == (True, True)
    bot.accept()
    bot.fill(price="9.80")
    assert the_end(bot) == ("close", Decimal(0))
    assert bot.state.pnl == Decimal("99.9") * Decimal("9.8") * Decimal("0.999") - 1000
    assert bot.state.leg is Leg.ENTRY
    bot.start()
    assert (bot.order.side, bot.order.cycle) == (Side.BUY, 2)


@pytest.mark.parametrize(
    ("bid", "limit"),
    [("9.80", "9.76"), ("1.00", "1.00"), ("0.01", "0.01"), ("2.00", "1.99")],
)
def test_a_close_sells_at_most_half_a_percent_below_the_bid(bid: str, limit: str) -> None:
    """9.80 less 0.5 % is 9.751: a limit of 9.75 would be too far away."""
    bot = closing(holding(replace(CONFIG, quantity=Decimal(1000))))
    bot.quote(bid, "12")
    assert bot.order.price == Decimal(limit)


@pytest.mark.parametrize(("ask", "limit"), [("11.90", "11.95"), ("1.00", "1.00"), ("2.00", "2.01")])
def test_a_close_buys_back_at_most_half_a_percent_above_the_ask(ask: str, limit: str) -> None:
    bot = closing(holding(replace(CONFIG, first_order=Side.SELL), PERPETUAL))
    bot.quote("0.5", ask)
    assert (bot.order.side, bot.order.price) == (Side.BUY, Decimal(limit))
    assert bot.order.reduce_only


def test_a_close_takes_the_slippage_it_is_given() -> None:
    bot = holding()
    bot.feed(Stop(at=bot.tick(), form=StopForm.CLOSE, close_slippage_percent=Decimal(10)))
    bot.canceled()
    bot.quote("10", "10.1")
    assert bot.order.price == 9


def test_a_bot_that_stands_closes_with_the_slippage_it_is_given() -> None:
    bot = holding()
    bot.stop()
    bot.canceled()
    bot.feed(Stop(at=bot.tick(), form=StopForm.CLOSE, close_slippage_percent=Decimal(10)))
    bot.quote("10", "10.1")
    assert bot.order.price == 9


def test_what_a_close_cannot_sell_is_shown_and_not_chased() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    bot.accept()
    bot.fill("30", price="9.80")
    bot.expired()
    assert the_end(bot) == ("close", Decimal("69.9"))
    assert bot.state.cycles == 0
    bot.start()
    assert (bot.order.side, bot.order.quantity, bot.order.price) == (Side.SELL, Decimal("69.9"), Decimal(11))


def test_a_close_that_buys_back_too_much_ends_the_cycle() -> None:
    """Its fee was taken in another coin, and what it brought on top would be enough for an order."""
    market = replace(MARKET, min_quantity=Decimal("0.1"), min_notional=Decimal(0))
    bot = closing(holding(replace(CONFIG, first_order=Side.SELL), market))
    bot.quote("10.50", "10.60")
    bot.accept()
    bot.fill(price="10.60", fee=Fee(amount=Decimal("0.001"), coin="BNB", value=Decimal(1)))
    assert the_end(bot) == ("close", Decimal("0.2"))
    assert (bot.state.cycles, bot.state.leg) == (1, Leg.ENTRY)
    bot.start()
    assert (bot.order.side, bot.order.cycle) == (Side.SELL, 2)


@pytest.mark.parametrize("how", ["never_sent", "absent", "expired"])
def test_a_close_whose_work_an_earlier_order_has_done_ends_the_cycle(how: str) -> None:
    """Its fill was shown late. What it left is dust, and the result is told with the stop."""
    bot = holding()
    exit_order = bot.order
    closing(bot)
    bot.quote("9.80", "9.90")
    bot.late_fill(exit_order, "99.8")
    getattr(bot, how)()
    assert bot.told[-2:] == ["cycle", "stopped"]
    assert (bot.state.cycles, bot.state.leg, bot.state.held) == (1, Leg.ENTRY, Decimal("0.1"))
    bot.start()
    assert (bot.order.side, bot.order.cycle) == (Side.BUY, 2)


@pytest.mark.parametrize("how", ["never_sent", "absent", "expired"])
def test_a_close_that_sells_nothing_is_not_tried_again(how: str) -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    getattr(bot, how)()
    assert the_end(bot) == ("close", Decimal("99.9"))
    assert (bot.state.leg, bot.quotes_asked) == (Leg.EXIT, 1)


def test_a_refused_close_is_an_error_with_a_way_out() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    bot.reject("price out of range")
    assert (bot.state.status, bot.state.error) == (
        Status.ERROR, OrderRefused(why=said("price out of range"), closing=True),
    )  # fmt: skip
    bot.close()
    assert (bot.state.status, bot.state.error, bot.state.phase) == (Status.ACTIVE, None, Phase.CLOSING)


def test_a_close_without_a_price_is_an_error() -> None:
    bot = closing(holding())
    bot.no_quote("no data")
    assert (bot.state.status, bot.state.error) == (Status.ERROR, CouldNotClose(why=said("no data")))
    assert isinstance(bot.notices[-1], BotFailed)
    bot.stop()
    assert the_end(bot) == ("stop", Decimal("99.9"))


def test_a_close_into_an_empty_book_sends_nothing() -> None:
    """A bid of zero is what a venue shows that has none: a limit there would sell at any price."""
    bot = closing(holding())
    placed = len(bot.placed)
    bot.quote("0", "9.90")
    assert (bot.state.error, len(bot.placed)) == (CouldNotClose(why=Plain(Cause.NO_OFFERS)), placed)


@pytest.mark.parametrize(("bid", "sent"), [("0.10", 1), ("0.06", 1), ("0.05", 0), ("0.01", 0)])
def test_a_close_of_what_is_worth_too_little_by_now_sends_nothing(bid: str, sent: int) -> None:
    """At the buy price it would be large enough: the exchange goes by the price of the order."""
    bot = closing(holding())
    placed = len(bot.placed)
    bot.quote(bid, "9.90")
    assert len(bot.placed) - placed == sent
    smallest = ValueTooSmall(smallest=Decimal(5), coin="USDT")
    assert bot.state.error == (None if sent else CouldNotClose(why=smallest))


def test_close_with_nothing_held_stops() -> None:
    bot = working()
    bot.close()
    bot.canceled()
    assert the_end(bot) == ("close", Decimal(0))
    assert bot.quotes_asked == 0


def test_close_sells_a_partly_filled_entry() -> None:
    bot = working()
    bot.fill("40")
    closing(bot).quote("9.80", "9.90")
    assert bot.order.quantity == Decimal("39.9")
    bot.leg()
    assert the_end(bot) == ("close", Decimal("0.06"))
    assert (bot.state.cycles, bot.state.leg_filled) == (1, Decimal(0))


def test_a_stopped_bot_can_be_closed() -> None:
    bot = holding()
    bot.stop()
    bot.canceled()
    bot.close()
    assert (bot.state.status, bot.state.phase) == (Status.ACTIVE, Phase.CLOSING)
    bot.quote("9.80", "9.90")
    bot.leg()
    assert the_end(bot) == ("close", Decimal(0))


def test_a_paused_bot_can_be_closed() -> None:
    bot = holding()
    bot.canceled()
    bot.close()
    assert (bot.state.phase, bot.state.pause_reason) == (Phase.CLOSING, None)


def test_nothing_else_fits_while_a_close_asks_for_the_price() -> None:
    bot = closing(holding())
    before = bot.state
    for form in StopForm:
        assert refusal_of(bot, form) is Refusal.ORDER_UNRESOLVED
    for command in (bot.start, bot.edit):
        with pytest.raises(CommandRefused):
            command()
    bot.pause()
    assert bot.state == before


def test_while_the_closing_order_is_out_only_stop_and_close_fit() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    bot.accept()
    assert refusal_of(bot, StopForm.FINISH) is Refusal.ORDER_UNRESOLVED
    with pytest.raises(CommandRefused) as refused:
        bot.edit(quantity=Decimal(50))
    assert refused.value.why is Refusal.ORDER_UNRESOLVED
    bot.stop()
    assert bot.cancels[-1] == bot.name
    bot.canceled()
    assert the_end(bot) == ("close", Decimal("99.9"))


def test_a_fill_that_comes_while_a_close_asks_for_the_price_is_closed_too() -> None:
    bot = working()
    first = bot.order
    bot.fill("40")
    closing(bot)
    bot.again(replace(bot.a_fill(first, "10"), trade_id=bot.fills[0].trade_id))  # seen before
    late = bot.a_fill(first, "10")
    bot.again(late)
    assert bot.state.phase is Phase.CLOSING
    bot.quote("9.80", "9.90")
    assert bot.order.quantity == Decimal("49.9")


def test_a_late_fill_can_leave_nothing_to_close() -> None:
    bot = holding()
    first = bot.order
    bot.canceled()
    bot.close()
    bot.again(bot.a_fill(first, "99.9"))
    assert (bot.state.cycles, bot.last.fills[0].pnl) == (1, bot.state.pnl)
    bot.quote("9.80", "9.90")
    assert the_end(bot) == ("close", Decimal(0))


def test_a_close_waits_for_fills_that_are_reported_late() -> None:
    bot = closing(holding())
    bot.canceled("60")
    placed = len(bot.placed)
    bot.quote("9.80", "9.90")
    assert (bot.state.phase, len(bot.placed)) == (Phase.SETTLING, placed)
    bot.fill("60")
    assert bot.state.phase is Phase.CLOSING
    bot.quote("9.80", "9.90")
    assert bot.order.quantity == Decimal("39.9")


def test_a_close_that_filled_late_has_closed_the_cycle() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    bot.accept()
    bot.expired()
    assert the_end(bot) == ("close", Decimal("99.9"))
    bot.fill(price="9.80")
    assert (bot.state.held, bot.state.cycles, bot.state.phase) == (Decimal(0), 1, Phase.IDLE)
    assert bot.last.fills[0].pnl == bot.state.pnl
    bot.start()
    assert (bot.order.side, bot.order.cycle) == (Side.BUY, 2)
