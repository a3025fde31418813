"""An order that a change leaves as it is stays at the exchange, and so does what a trail has reached."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core import events as e
from engine.core.foreseen import foresee
from engine.core.state import Phase
from engine.core.types import Leg, Side, Status
from tests.core.story import CONFIG, PERPETUAL, TRAILING, Bot, a_stray, holding, new_state, working

D = Decimal


def fired() -> Bot:
    """A bot whose trail has turned, and whose order rests."""
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "9", "9.2")
    bot.accept()
    return bot


def on_a_perpetual() -> Bot:
    return working(replace(CONFIG, exchange="Binance F"), PERPETUAL)


def str_of(value: object) -> str:
    """Return a name for a parameter."""
    return " ".join(value) if isinstance(value, dict) else getattr(value, "__name__", "")


def stays(bot: Bot, **fields: object) -> bool:
    """Edit, and say whether the order is out as before, with the change in force."""
    before, asked = bot.state, len(bot.requests)
    bot.edit(**fields)  # type: ignore[arg-type] # fields of BotConfig
    if len(bot.requests) > asked or bot.state.phase is Phase.SETTLING:
        return False
    assert (bot.state.order, bot.state.phase) == (before.order, before.phase)
    assert bot.state.pending_edit is None
    assert {name: getattr(bot.state.config, name) for name in fields} == fields
    assert bot.state.revision == before.revision + 1
    return True


@pytest.mark.parametrize(
    ("stands", "fields"),
    [
        (working, {"infinite_loop": False}),
        (working, {"sell_price": D(12)}),
        (holding, {"buy_price": D(9)}),
        (holding, {"quantity": D(50)}),
        (holding, {"quantity": D(50), "buy_price": D(9), "infinite_loop": False}),
        (fired, {"infinite_loop": False}),
        (fired, {"sell_price": D(12)}),
        (fired, {"trailing_percent": None}),
    ],
    ids=str_of,
)
def test_it_stays(stands: Callable[[], Bot], fields: dict[str, object]) -> None:
    assert stays(stands(), **fields)


@pytest.mark.parametrize(
    ("stands", "fields"),
    [
        (working, {"buy_price": D(9)}),
        (working, {"quantity": D(50)}),
        (working, {"first_order": Side.SELL}),
        (working, {"trailing_percent": D(1)}),
        (on_a_perpetual, {"leverage": 3}),
        (holding, {"sell_price": D(12)}),
        (fired, {"trailing_percent": D(2)}),
        (fired, {"buy_price": D(9)}),
    ],
    ids=str_of,
)
def test_it_goes_where_its_own_terms_change(stands: Callable[[], Bot], fields: dict[str, object]) -> None:
    bot = stands()
    name = bot.name
    assert not stays(bot, **fields)
    assert bot.cancels == [name]


def test_what_follows_is_by_the_change() -> None:
    bot = working()
    bot.fill("40")
    assert stays(bot, sell_price=D(12))
    bot.fill()
    assert (bot.order.side, bot.order.price) == (Side.SELL, D(12))


def test_the_order_that_was_foreseen_is_by_the_change_as_well() -> None:
    bot = working()
    before = foresee(bot.state, D("0.001"), bot.now)
    assert before is not None
    assert before.price == 11
    bot.state = replace(bot.state, foreseen=before)
    assert stays(bot, sell_price=D(12))
    after = foresee(bot.state, D("0.001"), bot.now)
    assert after is not None
    assert after.price == 12
    bot.fill()
    assert not before.is_that(bot.order)
    assert after.is_that(bot.order)


def test_a_loop_that_is_switched_off_ends_with_the_cycle_of_the_order_that_stayed() -> None:
    bot = holding()
    assert stays(bot, infinite_loop=False)
    bot.fill()
    assert (bot.state.status, bot.state.cycles) == (Status.STOPPED, 1)


@pytest.mark.parametrize("becomes", ["intent", "unknown"])
def test_one_that_the_exchange_has_not_confirmed_yet_is_not_sent_twice(becomes: str) -> None:
    bot = Bot()
    bot.start()
    if becomes == "unknown":
        bot.unknown()
    assert stays(bot, sell_price=D(12))
    bot.accept()
    assert len(bot.placed) == 1
    assert bot.cancels == []


def test_one_that_never_arrived_is_tried_again_by_the_change() -> None:
    bot = Bot()
    bot.start()
    bot.unknown()
    assert stays(bot, sell_price=D(12))
    bot.absent()
    assert (bot.order.attempt, bot.order.price, bot.state.config.sell_price) == (2, D(10), D(12))


def test_one_that_a_pause_has_kept_stays_and_so_does_the_pause() -> None:
    bot = working()
    bot.pause(keep_order=True)
    assert stays(bot, sell_price=D(12))
    bot.start()
    assert (bot.state.phase, len(bot.placed)) == (Phase.WORKING, 1)
    bot.fill()
    assert bot.order.price == 12


def by_hand(price: str, quantity: str) -> Bot:
    """A bot whose order a hand has changed at the exchange."""
    bot = working()
    changed = e.OrderAmended(at=bot.tick(), client_order_id=bot.name, price=D(price), quantity=D(quantity))
    bot.feed(changed)
    return bot


@pytest.mark.parametrize("fields", [{"sell_price": D(12)}, {"buy_price": D("9.5")}])
def test_one_that_a_hand_has_moved_stays_where_it_is_and_where_the_change_puts_it(
    fields: dict[str, object],
) -> None:
    assert stays(by_hand("9.5", "100"), **fields)
    assert not stays(by_hand("9.5", "100"), buy_price=D(9))


def test_one_that_a_hand_has_made_smaller_is_as_large_as_the_change_says() -> None:
    bot = by_hand("10", "60")
    assert stays(bot, quantity=D(60))
    bot.fill()
    assert (bot.order.leg, bot.order.side) == (Leg.EXIT, Side.SELL)


def test_one_that_was_adopted_stays() -> None:
    bot = Bot()
    bot.adopt(a_stray(bot.state, quantity="50", price="9.7"))
    assert stays(bot, infinite_loop=False)
    assert not stays(bot, quantity=D(70))


def test_a_change_of_a_change_does_not_keep_an_order_that_is_being_cancelled() -> None:
    bot = working()
    bot.edit(buy_price=D(9))
    bot.edit(buy_price=D(10))
    bot.canceled()
    assert (bot.order.price, bot.order.attempt) == (D(10), 2)


@pytest.mark.parametrize("fields", [{"infinite_loop": False}, {"sell_price": D(12)}, {"quantity": D(50)}])
def test_what_a_trail_has_reached_stays_where_it_waits_for_the_same_price(fields: dict[str, object]) -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "9")
    bot.edit(**fields)  # type: ignore[arg-type] # fields of BotConfig
    assert (bot.state.phase, bot.extreme()) == (Phase.WATCHING, D(9))
    bot.price("9.1")
    assert bot.order.price == 10


@pytest.mark.parametrize("fields", [{"buy_price": D("9.5")}, {"trailing_percent": D(2)}])
def test_and_not_where_it_waits_for_another(fields: dict[str, object]) -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "9")
    bot.edit(**fields)  # type: ignore[arg-type] # fields of BotConfig
    assert (bot.state.phase, bot.extreme()) == (Phase.WATCHING, None)
