"""Orders at an exchange that knows no name of ours: found by shape, and asked about where two fit."""

import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count, islice
from random import Random
from uuid import UUID

import pytest

from engine.core.events import AcceptAsIs, Adopt, Edit, Start
from engine.core.ids import OrderNaming
from engine.core.orders import Order, OrderState
from engine.core.state import Phase
from engine.core.types import BotId, ClientOrderId, Leg, OrderCandidate, Side, VenueOrderId
from tests.sim.faults import CREATE_FAULTS, Fault
from tests.sim.market import MARKET, PERPETUAL, START_PRICE
from tests.sim.nameless import NamelessGateway
from tests.sim.scene import BOT, Scene
from tests.sim.scene import play as play_at
from tests.sim.seeds import lives_nameless, run_seed
from tests.sim.world import Parts

SECOND = BotId(UUID(int=2))
BY_HAND = ClientOrderId("s00x999900001e0001")
QUANTITY = Decimal("0.02")


def play(story: Callable[[Scene], Awaitable[None]]) -> None:
    play_at(story, Parts(gateway=NamelessGateway))


def lose_replies(scene: Scene, *faults: Fault | None) -> None:
    """Let the first creates go like this, and all others well."""
    left = iter(faults)
    scene.world.faults.one_of = lambda *_: next(left, None)  # type: ignore[method-assign]


def present(scene: Scene, bot_id: BotId = BOT) -> Order:
    order = scene.world.disk.bots[bot_id].order
    assert order is not None
    return order


def place_by_hand(scene: Scene, like: Order) -> None:
    """Let somebody else place the same order in the same moment."""
    scene.world.exchange.take_create(replace(like, client_order_id=BY_HAND))


async def candidates(scene: Scene, bot_id: BotId = BOT) -> tuple[OrderCandidate, ...]:
    return (await scene.account.order_status(bot_id, MARKET, present(scene, bot_id))).candidates


async def choose(scene: Scene, number: VenueOrderId, bot_id: BotId = BOT) -> None:
    order = replace(present(scene, bot_id), venue_order_id=number, reported=None)
    await scene.supervisor.command(bot_id, Adopt(at=scene.world.clock.now(), order=order))


async def two_fit(scene: Scene) -> None:
    """Let the answer to a create be lost, while another order of that shape is placed."""
    lose_replies(scene, Fault.CREATE_REPLY_LOST)
    await scene.world.start_program()
    scene.set_off()
    await scene.until(lambda: bool(scene.world.exchange.orders))
    place_by_hand(scene, present(scene))
    await scene.until(lambda: scene.state.phase is Phase.PAUSED)


def fill(scene: Scene, number: str, quantity: Decimal = QUANTITY) -> None:
    scene.fill(scene.world.exchange.orders[MARKET.symbol, VenueOrderId(number)], str(quantity))


def test_the_one_that_fits_is_the_order() -> None:
    async def story(scene: Scene) -> None:
        lose_replies(scene, Fault.CREATE_REPLY_LOST)
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        assert present(scene).venue_order_id == "v1"
        await scene.sleep(13)  # a pass
        assert scene.account.standing().foreign_orders == 0
        fill(scene, "v1")
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))

    play(story)


def test_one_that_never_came_is_sent_anew() -> None:
    async def story(scene: Scene) -> None:
        await scene.absent_order()
        assert scene.world.exchange.creates_taken == 1

    play(story)


def test_where_two_fit_nothing_is_sent_and_a_person_chooses() -> None:
    async def story(scene: Scene) -> None:
        await two_fit(scene)
        assert present(scene).state is OrderState.QUARANTINED
        assert [one.venue_order_id for one in await candidates(scene)] == ["v1", "v2"]
        await scene.sleep(120)
        assert scene.world.exchange.creates_taken == 2
        await choose(scene, VenueOrderId("v1"))
        assert scene.rests(2)
        fill(scene, "v1", Decimal("0.008"))
        await scene.until(lambda: scene.state.trades == 1)
        fill(scene, "v1", Decimal("0.012"))
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(3))

    play(story)


def test_one_that_has_traded_before_it_is_chosen_is_booked_whole() -> None:
    async def story(scene: Scene) -> None:
        await two_fit(scene)
        fill(scene, "v2")
        await scene.sleep(30)
        assert scene.state.trades == 0
        _, filled = await candidates(scene)
        assert (filled.is_open, filled.filled) == (False, QUANTITY)
        order = replace(present(scene), venue_order_id=filled.venue_order_id, reported=filled.filled)
        await scene.supervisor.command(BOT, Adopt(at=scene.world.clock.now(), order=order))
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(3))

    play(story)


def test_after_a_restart_it_is_still_asked_and_not_guessed() -> None:
    async def story(scene: Scene) -> None:
        await two_fit(scene)
        await scene.world.kill_program()
        await scene.world.start_program()
        await scene.sleep(60)
        assert scene.state.phase is Phase.PAUSED
        assert [one.venue_order_id for one in await candidates(scene)] == ["v1", "v2"]
        await choose(scene, VenueOrderId("v2"))
        assert scene.rests(2)

    play(story)


def test_a_kill_before_it_was_told_asks_again() -> None:
    async def story(scene: Scene) -> None:
        lose_replies(scene, Fault.CREATE_REPLY_LOST)
        await scene.world.start_program()
        scene.set_off()
        await scene.until(lambda: bool(scene.world.exchange.orders))
        place_by_hand(scene, present(scene))
        await scene.world.kill_program()
        assert present(scene).state is OrderState.INTENT
        await scene.world.start_program()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert len(await candidates(scene)) == 2
        assert scene.world.exchange.creates_taken == 2

    play(story)


def test_none_of_them_ends_the_order_as_one_that_is_not_there() -> None:
    async def story(scene: Scene) -> None:
        await two_fit(scene)
        await scene.supervisor.command(
            BOT, AcceptAsIs(at=scene.world.clock.now(), client_order_id=present(scene).client_order_id)
        )
        assert (present(scene).state, scene.state.phase) == (OrderState.CANCELED, Phase.PAUSED)
        await scene.start()
        await scene.until(lambda: scene.rests(2))

    play(story)


def test_its_own_order_is_chosen_though_by_now_it_would_sell_less() -> None:
    """The step has become coarser since it was sent."""

    async def story(scene: Scene) -> None:
        lose_replies(scene, None, Fault.CREATE_REPLY_LOST)
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        fill(scene, "v1")
        await scene.until(lambda: len(scene.world.exchange.orders) > 1)
        scene.world.exchange.deposit(BTC=QUANTITY)
        place_by_hand(scene, present(scene))
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await scene.world.kill_program()
        coarse = replace(scene.state.market, step=Decimal("0.015"))
        scene.world.disk.bots[BOT] = replace(scene.state, market=coarse)
        await scene.world.start_program()
        await choose(scene, VenueOrderId("v2"))
        fill(scene, "v2", present(scene).quantity)
        await scene.until(lambda: scene.state.cycle == 2)

    play(story)


def second_bot(scene: Scene) -> None:
    bot = replace(scene.state, bot_id=SECOND, naming=OrderNaming(epoch=7, serial=2))
    scene.world.disk.bots[SECOND] = bot


def test_what_one_bot_has_been_given_another_is_not_offered() -> None:
    """Both answers are lost, and both orders are equal. The second bot's own is all that is left for it."""

    async def story(scene: Scene) -> None:
        second_bot(scene)
        lose_replies(scene, Fault.CREATE_REPLY_LOST, Fault.CREATE_REPLY_LOST)
        await scene.world.start_program()
        scene.set_off()
        scene.set_off(SECOND)
        bots = scene.world.disk.bots
        await scene.until(lambda: all(bots[one].phase is Phase.PAUSED for one in (BOT, SECOND)))
        for bot_id in (BOT, SECOND):
            assert len(await candidates(scene, bot_id)) == 2
        await choose(scene, VenueOrderId("v2"))
        assert [one.venue_order_id for one in await candidates(scene, SECOND)] == ["v1"]
        await choose(scene, VenueOrderId("v1"), SECOND)
        numbers = {present(scene, bot_id).venue_order_id for bot_id in (BOT, SECOND)}
        assert numbers == {"v1", "v2"}

    play(story)


def test_what_was_shown_for_one_bot_and_not_chosen_is_not_taken_for_another_unasked() -> None:
    """It is a stranger's: the second bot's own never came. It asks only after the first has its answer."""

    async def story(scene: Scene) -> None:
        second_bot(scene)
        lose_replies(scene, Fault.CREATE_REPLY_LOST, Fault.CREATE_LOST)
        await scene.world.start_program()
        scene.set_off()
        await scene.until(lambda: bool(scene.world.exchange.orders))
        await scene.sleep(4)
        place_by_hand(scene, present(scene))
        scene.set_off(SECOND)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await choose(scene, VenueOrderId("v1"))
        await scene.until(lambda: scene.world.disk.bots[SECOND].phase is Phase.PAUSED)
        assert [one.venue_order_id for one in await candidates(scene, SECOND)] == ["v2"]
        await answer_truly(scene, SECOND)
        await scene.until(lambda: present(scene, SECOND).venue_order_id == "v3")

    play(story)


def test_an_order_whose_answer_came_is_never_offered_for_another_one() -> None:
    async def story(scene: Scene) -> None:
        second_bot(scene)
        lose_replies(scene, None, Fault.CREATE_REPLY_LOST)
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.set_off(SECOND)
        await scene.until(lambda: scene.world.disk.bots[SECOND].order is not None)
        await scene.until(lambda: present(scene, SECOND).state is OrderState.OPEN)
        assert [present(scene, bot_id).venue_order_id for bot_id in (BOT, SECOND)] == ["v1", "v2"]

    play(story)


SETTLED = (Fault.CHOSEN, Fault.NONE_OF_THEM, Fault.LEFT_OPEN)
FAULTS = [None, *(fault for fault in CREATE_FAULTS if fault is not Fault.CREATE_REFUSED)]
SEEDS = int(os.environ.get("NAMELESS_SEEDS", "25"))
"""So many stories; a thousand take half a minute."""


async def answer_truly(scene: Scene, bot_id: BotId) -> None:
    """Say which candidate is the bot's, or that it is none of them."""
    exchange, order = scene.world.exchange, present(scene, bot_id)
    seen = await candidates(scene, bot_id)
    mine = [
        one
        for one in seen
        if exchange.orders[MARKET.symbol, one.venue_order_id].order.client_order_id == order.client_order_id
    ]
    if mine:
        await choose(scene, mine[0].venue_order_id, bot_id)
    else:
        now = scene.world.clock.now()
        end = AcceptAsIs(at=now, client_order_id=order.client_order_id)
        await scene.supervisor.command(bot_id, end)
        await scene.supervisor.command(bot_id, Start(at=now))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_becomes_of_creates_each_order_has_one_bot_and_each_bot_one_order(seed: int) -> None:
    """Two bots and a person with equal orders, kills, and every way in which a create can go wrong."""

    async def story(scene: Scene) -> None:
        chance, exchange = Random(seed), scene.world.exchange
        second_bot(scene)
        lose_replies(scene, *(chance.choice(FAULTS) for _ in range(4)))
        await scene.world.start_program()
        for bot_id in (BOT, SECOND):
            scene.set_off(bot_id)
            await scene.sleep(chance.choice((0.0, 0.3, 2.0, 11.0)))
        await scene.until(lambda: scene.state.order is not None)
        if chance.random() < 0.5:
            place_by_hand(scene, present(scene))
        for _ in range(60):
            await scene.sleep(4)
            if chance.random() < 0.05:
                await scene.world.kill_program()
                await scene.world.start_program()
                continue
            for bot_id in (BOT, SECOND):
                if scene.world.disk.bots[bot_id].out_of_reach:
                    await answer_truly(scene, bot_id)
        orders = [kept.order for kept in scene.world.disk.orders.values()]
        numbers = [order.venue_order_id for order in orders if order.venue_order_id is not None]
        assert len(numbers) == len(set(numbers)), "one order of the exchange has two bots"
        for bot_id in (BOT, SECOND):
            state = scene.world.disk.bots[bot_id]
            assert present(scene, bot_id).state is OrderState.OPEN, state
        resting = {number: one for (_, number), one in exchange.orders.items() if one.open}
        rests = resting.keys()
        by_hand = {number for number, one in resting.items() if one.order.client_order_id == BY_HAND}
        owned = {present(scene, bot_id).venue_order_id for bot_id in (BOT, SECOND)}
        assert rests - by_hand <= owned <= rests, "one that a bot has sent is nobody's"

    play(story)


def test_an_edit_that_would_begin_with_the_other_side_waits_until_it_is_known_which_order_is_whose() -> None:
    async def story(scene: Scene) -> None:
        lose_replies(scene, Fault.CREATE_REPLY_LOST)
        await scene.world.start_program()
        scene.set_off()
        await scene.until(lambda: bool(scene.world.exchange.orders))
        place_by_hand(scene, present(scene))
        turned = replace(scene.state.config, first_order=Side.SELL)
        edit = Edit(at=scene.world.clock.now(), config=turned, market=scene.market)
        await scene.supervisor.command(BOT, edit)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await choose(scene, VenueOrderId("v1"))
        fill(scene, "v1")
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(3))

    play(story)


def test_one_that_trades_before_its_create_is_answered_is_known_at_once() -> None:
    """The stream bears no name of ours, and comes before the answer that has the number."""

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        scene.print(START_PRICE - 200)
        await scene.start()
        begun = scene.world.passed_s
        await scene.until(lambda: scene.state.leg is Leg.EXIT)
        assert scene.world.passed_s - begun < 2

    play(story)


@pytest.mark.parametrize("parts", [["0.02"], ["0.008", "0.012"]])
def test_a_position_that_the_chosen_order_explains_keeps_no_entry_back(parts: list[str]) -> None:
    """Also where it has traded in parts, and none of them alone is the difference."""

    async def story(scene: Scene) -> None:
        exchange = scene.world.exchange
        lose_replies(scene, Fault.CREATE_REPLY_LOST)
        await scene.world.start_program()
        scene.set_off()
        await scene.until(lambda: bool(exchange.orders))
        exchange.take_foreign(present(scene), None, PERPETUAL.symbol)
        exchange.end_foreign()
        for part in parts:
            scene.fill(exchange.orders[PERPETUAL.symbol, VenueOrderId("v1")], part)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await scene.sleep(60)  # the position has been looked at more than once
        filled = replace(present(scene), venue_order_id=VenueOrderId("v1"), reported=QUANTITY)
        await scene.supervisor.command(BOT, Adopt(at=scene.world.clock.now(), order=filled))
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(3))
        scene.fill(exchange.orders[PERPETUAL.symbol, VenueOrderId("v3")], "0.02")
        await scene.until(lambda: scene.state.cycle == 2)
        await scene.sleep(1)
        assert scene.state.phase is Phase.WORKING, scene.state.pause_reason

    play_at(story, Parts(gateway=NamelessGateway, futures=True))


def test_seeds_in_which_others_place_the_same_orders() -> None:
    logging.disable(logging.CRITICAL)
    seeds = list(islice(filter(lives_nameless, count()), 12))
    verdicts = [run_seed(seed) for seed in seeds]
    logging.disable(logging.NOTSET)
    assert {one.seed: one.complaints for one in verdicts if one.complaints} == {}
    asked, doubled = (sum(one.counts[fault] for one in verdicts) for fault in (Fault.ASKED, Fault.DOUBLE))
    assert asked >= doubled > 5
    said = (sum(one.counts[fault] for one in verdicts) for fault in SETTLED)
    assert sum(said) == asked
