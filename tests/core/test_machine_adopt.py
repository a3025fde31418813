"""A bot goes on with an order that is at the exchange already."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.adoption import as_known
from engine.core.orders import Order, OrderState
from engine.core.state import CommandRefused, FollowOrder, Phase, Refusal
from engine.core.types import Leg, Side, Status, TradeId, VenueOrderId
from tests.core.story import CONFIG, PERPETUAL, TRAILING, Bot, a_stray, holding, new_state, working
from tests.support.reasons import said


def paused() -> Bot:
    """Its entry order was cancelled at the exchange, with nothing traded."""
    bot = working()
    bot.canceled()
    return bot


def selling() -> Bot:
    """It has bought, and its exit order was cancelled at the exchange."""
    bot = holding()
    bot.canceled()
    return bot


def refusal_of(bot: Bot, order: Order, denial: str | None = None) -> Refusal:
    before = bot.state
    with pytest.raises(CommandRefused) as refused:
        bot.adopt(order, denial)
    assert bot.state == before
    return refused.value.why


def test_a_paused_bot_goes_on_with_a_stray_order() -> None:
    bot = paused()
    stray, before = a_stray(bot.state, "100", "9.5"), bot.state
    bot.adopt(stray)
    assert (bot.state.status, bot.state.phase, bot.state.pause_reason) == (Status.ACTIVE, Phase.WORKING, None)
    assert bot.state.revision == before.revision + 1
    assert bot.last.requests == (FollowOrder(order=bot.order),)
    assert bot.order == replace(
        stray,
        cycle=1,
        leg=Leg.ENTRY,
        attempt=before.attempt + 1,
        state=OrderState.OPEN,
        account_id=before.config.account_id,
        symbol=before.config.ticker,
    )
    assert len(bot.placed) == 1
    bot.fill()
    assert (bot.state.leg, bot.order.side, bot.order.quantity) == (Leg.EXIT, Side.SELL, Decimal("99.9"))
    bot.leg()
    assert bot.told[-1] == "cycle"


@pytest.mark.parametrize("config", [CONFIG, TRAILING])
def test_a_stopped_bot_goes_on_with_a_stray_order(config: object) -> None:
    bot = Bot(new_state(config))  # type: ignore[arg-type] # a BotConfig
    bot.adopt(a_stray(bot.state))
    assert (bot.state.status, bot.state.phase, bot.state.attempt) == (Status.ACTIVE, Phase.WORKING, 1)
    bot.stop()
    assert bot.cancels == [bot.name]
    bot.canceled()
    assert (bot.state.status, bot.state.attempt) == (Status.STOPPED, 1)


def test_an_error_is_over_with_it() -> None:
    bot = Bot()
    bot.start()
    bot.reject()
    bot.adopt(a_stray(bot.state))
    assert (bot.state.status, bot.state.error) == (Status.ACTIVE, None)


def test_when_it_ends_partly_the_leg_goes_on_by_the_normal_rules() -> None:
    bot = paused()
    bot.adopt(a_stray(bot.state, "60"))
    bot.fill("40")
    bot.canceled()
    assert (bot.state.phase, bot.state.leg_filled) == (Phase.PAUSED, Decimal(40))
    bot.start()
    assert bot.order.quantity == 60


def test_an_entry_larger_than_the_plan_is_held_and_sold_whole() -> None:
    bot = paused()
    bot.adopt(a_stray(bot.state, "250"))
    bot.fill()
    assert bot.order.quantity == Decimal("249.7")


def test_an_exit_of_a_perpetual_is_reduce_only() -> None:
    bot = holding(market=PERPETUAL)
    bot.canceled()
    bot.adopt(a_stray(bot.state, "100"))
    assert bot.order.reduce_only


def test_the_exit_goes_on_with_a_stray_order_and_closes_the_cycle() -> None:
    bot = selling()
    bot.adopt(a_stray(bot.state, "99.9", "11.5"))
    bot.fill()
    assert bot.state.cycles == 1
    assert (bot.order.side, bot.state.cycle) == (Side.BUY, 2)


# --- what does not fit ------------------------------------------------------------------------------


@pytest.mark.parametrize("story", [lambda bot: None, lambda bot: bot.stop(), lambda bot: bot.close()])
def test_not_while_the_bot_works(story: object) -> None:
    bot = holding()
    story(bot)  # type: ignore[operator] # a story
    assert refusal_of(bot, a_stray(bot.state)) is Refusal.STILL_RUNNING


def test_not_on_the_other_side() -> None:
    bot = paused()
    assert refusal_of(bot, a_stray(bot.state, side=Side.SELL)) is Refusal.WRONG_SIDE


def test_not_while_its_own_order_is_unsettled() -> None:
    bot = working()
    bot.canceled("40")  # reported, and no fill has come
    bot.pause()
    assert bot.state.phase is Phase.PAUSED
    assert refusal_of(bot, a_stray(bot.state)) is Refusal.ORDER_UNRESOLVED


def test_not_an_exit_of_more_than_it_holds() -> None:
    bot = selling()
    assert refusal_of(bot, a_stray(bot.state, "100")) is Refusal.MORE_THAN_HELD
    bot.adopt(a_stray(bot.state, "99.9"))


def test_not_one_that_has_ended_and_is_booked_whole() -> None:
    bot = paused()
    ended = a_stray(bot.state, "40", state=OrderState.CANCELED, filled=Decimal(40), reported=Decimal(40))
    assert refusal_of(bot, ended) is Refusal.ORDER_ENDED
    assert refusal_of(bot, a_stray(bot.state, state=OrderState.FILLED)) is Refusal.ORDER_ENDED


def test_one_that_has_ended_meanwhile_with_fills_is_booked() -> None:
    bot = paused()
    bot.adopt(a_stray(bot.state, "40", reported=Decimal(40)))
    bot.fill()
    assert bot.state.held == Decimal("39.96")


def test_not_against_the_word_of_the_gate() -> None:
    bot = paused()
    with pytest.raises(CommandRefused) as refused:
        bot.adopt(a_stray(bot.state), "bot #3 has it")
    assert (refused.value.why, refused.value.detail) == (Refusal.NOT_ALLOWED, said("bot #3 has it"))


# --- names ------------------------------------------------------------------------------------------


def named(bot: Bot, **place: int) -> Order:
    """A stray that one of this installation's bots has named in the present epoch."""
    naming = replace(bot.state.naming, serial=place.pop("serial", bot.state.naming.serial))
    name = naming.name(leg=Leg.ENTRY, cycle=place.get("cycle", 1), attempt=place.get("attempt", 2))
    return a_stray(bot.state, client_order_id=name)


def test_not_under_a_name_that_another_bot_gives() -> None:
    bot = paused()
    assert refusal_of(bot, named(bot, serial=8)) is Refusal.NAME_NOT_FREE


def test_not_under_a_name_that_it_would_give_itself_later() -> None:
    bot = paused()
    assert refusal_of(bot, named(bot, cycle=2)) is Refusal.NAME_NOT_FREE


@pytest.mark.parametrize(("attempt", "following"), [(1, 3), (2, 3), (6, 7)])
def test_the_next_order_never_bears_its_name(attempt: int, following: int) -> None:
    bot = paused()
    bot.adopt(named(bot, attempt=attempt))
    bot.canceled()
    bot.start()
    assert bot.order.attempt == following
    assert len({order.client_order_id for order in bot.placed}) == 2


# --- an order proven absent that appears --------------------------------------------------------------


def absent_then_paused() -> tuple[Bot, Order]:
    """Its first attempt was proven absent; the second rested when the first appeared."""
    bot = Bot()
    bot.start()
    bot.unknown()
    bot.absent()
    given_up = bot.placed[0]
    bot.accept()
    bot.pause("it has appeared")
    bot.canceled()
    assert (bot.state.phase, bot.order.attempt) == (Phase.PAUSED, 2)
    return bot, replace(given_up, state=OrderState.ABSENT)


def test_its_own_order_is_taken_up_again() -> None:
    bot, given_up = absent_then_paused()
    second = bot.order
    bot.adopt(given_up)
    assert (bot.name, bot.order.attempt) == (given_up.client_order_id, 3)
    bot.late_fill(second, "5")  # news of the other one displace nothing
    assert bot.name == given_up.client_order_id
    assert bot.state.phase is Phase.SETTLING


def test_fills_of_it_that_are_booked_are_not_booked_again() -> None:
    bot, given_up = absent_then_paused()
    fill = bot.late_fill(given_up, "40")
    known = bot.last.orders[0]
    assert known.state is OrderState.QUARANTINED
    bot.adopt(as_known(replace(given_up, venue_order_id=None), known))
    assert (bot.order.state, bot.order.filled) == (OrderState.PARTIAL, Decimal(40))
    bot.again(fill)
    assert (bot.state.trades, bot.state.held) == (1, Decimal("39.96"))
    bot.fill()
    assert (bot.state.trades, bot.state.leg) == (2, Leg.EXIT)


def test_the_newest_order_itself_may_be_the_one() -> None:
    """It contradicts itself: proven absent, and here is a fill of it. It is adopted by its own bot."""
    bot = Bot(replace(new_state(), unsent=4))
    bot.start()
    bot.unknown()
    bot.absent()
    fill = bot.fill("40")
    assert (bot.state.phase, bot.order.state) == (Phase.PAUSED, OrderState.QUARANTINED)
    assert refusal_of(bot, a_stray(bot.state)) is Refusal.ORDER_UNRESOLVED
    bot.adopt(as_known(bot.order, bot.order))
    bot.again(fill)
    bot.fill()
    assert (bot.state.leg, bot.state.trades) == (Leg.EXIT, 2)


def test_one_that_was_changed_at_the_exchange_is_taken_as_it_is_there() -> None:
    _, given_up = absent_then_paused()
    for figures in ((Decimal("9.9"), given_up.quantity), (given_up.price, Decimal(60))):
        changed = replace(given_up, price=figures[0], quantity=figures[1])
        known = as_known(changed, given_up)
        assert (known.price, known.quantity) == figures
        assert {known.sent_price, known.sent_quantity} & {given_up.price, given_up.quantity}


def test_one_that_was_replaced_at_the_exchange_is_another_order() -> None:
    _, given_up = absent_then_paused()
    known = replace(given_up, venue_order_id=VenueOrderId("first"))
    for other in (
        replace(given_up, venue_order_id=VenueOrderId("second")),
        replace(given_up, side=given_up.side.other),
    ):
        with pytest.raises(CommandRefused) as refused:
            as_known(other, known)
        assert refused.value.why is Refusal.REPLACED_THERE


def test_what_our_books_know_counts_and_what_the_exchange_says_now() -> None:
    bot, given_up = absent_then_paused()
    known = replace(given_up, filled=Decimal(3), trade_ids=frozenset({TradeId("t")}), reported=Decimal(1))
    shown = a_stray(bot.state, "100")
    found = as_known(replace(shown, price=known.price), known)
    assert (found.filled, found.trade_ids, found.reported) == (Decimal(3), frozenset({"t"}), None)
    assert found.venue_order_id == "v-stray"
