"""Two bots on one perpetual that hold the opposite of each other: the exchange keeps the sum of both."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.views.reasons import reason_text
from engine.core.events import AcceptAsIs
from engine.core.reasons.accounts import PositionClosedByForce, PositionClosedByHand
from engine.core.reasons.causes import Force
from engine.core.reasons.reason import OrderRefused
from engine.core.state import Phase
from engine.core.types import Side, Status
from tests.sim.market import START_PRICE
from tests.sim.scene import BOT, Scene
from tests.sim.test_perpetuals import FUTURES, LOOK_S, SECOND, resting
from tests.sim.virtual_time import run_virtually
from tests.support.reasons import said
from tests.support.words import EN

HIDDEN_S = 300


async def hold_the_opposite(scene: Scene) -> None:
    """Have a person take an order as it is before its fill is shown, and the second bot enter before that.

    The position is shown as late as the fill.
    """
    exchange, books = scene.world.exchange, scene.world.disk
    positions = exchange.positions_at
    scene.add_bot(BOT, first_order=Side.SELL)
    scene.add_bot(SECOND, quantity=Decimal("0.03"))
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    exchange.hides = lambda: timedelta(seconds=HIDDEN_S)
    exchange.mute_until = scene.world.clock.true_now() + timedelta(seconds=1)
    scene.fill(resting(scene), "0.02")
    filled_at = scene.world.clock.true_now()
    exchange.hides = lambda: None
    exchange.positions_at = lambda moment: []  # type: ignore[method-assign]
    await scene.until(lambda: scene.state.out_of_reach)
    await scene.until(lambda: scene.state.phase is Phase.PAUSED)
    order = scene.state.order
    assert order is not None
    accepted = AcceptAsIs(at=scene.world.clock.now(), client_order_id=order.client_order_id)
    await scene.supervisor.command(BOT, accepted, scene.state.revision)
    await scene.stop()
    await scene.until(lambda: scene.state.phase is Phase.IDLE)
    until_shown = filled_at + timedelta(seconds=HIDDEN_S) - scene.world.clock.true_now()
    await scene.sleep(until_shown.total_seconds() - 10)
    await scene.start(SECOND)
    await scene.until(lambda: books.bots[SECOND].phase is Phase.WORKING)
    await scene.sleep(1)
    exchange.positions_at = positions  # type: ignore[method-assign]
    scene.fill(resting(scene, SECOND), "0.03")
    await scene.until(lambda: scene.state.held == Decimal("-0.02"))
    assert books.bots[SECOND].held == Decimal("0.03")


def test_what_another_bot_holds_is_nobodys_hand() -> None:
    async def story() -> None:
        scene = Scene(FUTURES)
        await hold_the_opposite(scene)
        await scene.sleep(3 * LOOK_S)
        second = scene.world.disk.bots[SECOND]
        assert (second.phase, second.pause_reason) == (Phase.WORKING, None)
        await scene.world.kill_program()

    run_virtually(story())


def test_an_exit_that_is_refused_for_it_says_how_to_go_on() -> None:
    """The one closes what there is; nothing is left for the other."""

    async def story() -> None:
        scene = Scene(FUTURES)
        await hold_the_opposite(scene)
        books = scene.world.disk
        scene.fill(resting(scene, SECOND), "0.01")
        await scene.until(lambda: books.bots[SECOND].held == Decimal("0.02"))
        await scene.start()
        await scene.until(lambda: scene.state.status is Status.ERROR)
        refused = OrderRefused(why=said("ReduceOnly Order is rejected"), reducing=True)
        assert scene.state.error == refused
        assert reason_text(EN, refused).endswith("tap Stop, then delete the bot")
        await scene.stop()
        await scene.stop(SECOND)
        await scene.until(lambda: books.bots[SECOND].status is Status.STOPPED)
        assert {bot_id: str(bot.held) for bot_id, bot in books.bots.items()} == {BOT: "-0.02", SECOND: "0.02"}
        assert not scene.world.exchange.margins.positions[scene.market.symbol].quantity
        await scene.world.kill_program()

    run_virtually(story())


async def _both_work(scene: Scene) -> None:
    """Have the first one wait for its price, as if it had been started after all."""
    await hold_the_opposite(scene)
    await scene.world.kill_program()
    waits = replace(scene.state.config, trailing_percent=Decimal(1))
    scene.world.disk.bots[BOT] = replace(
        scene.state, config=waits, status=Status.ACTIVE, phase=Phase.WATCHING
    )
    await scene.world.start_program()
    await scene.sleep(LOOK_S)


def test_what_the_exchange_closes_by_force_is_of_the_bot_on_the_side_of_the_sum() -> None:
    async def story() -> None:
        scene = Scene(FUTURES)
        await _both_work(scene)
        exchange, books = scene.world.exchange, scene.world.disk
        exchange.end_all(scene.market.symbol)
        exchange.trade_at_once(
            scene.market.symbol, Side.SELL, Decimal("0.01"), START_PRICE - 200, Force.LIQUIDATION
        )
        await scene.until(lambda: books.bots[SECOND].held == Decimal("0.02"))
        await scene.sleep(3 * LOOK_S)
        first, second = books.bots[BOT], books.bots[SECOND]
        assert (first.phase, first.pause_reason) == (Phase.WATCHING, None)
        assert second.phase is Phase.PAUSED
        assert isinstance(second.pause_reason, PositionClosedByForce)
        await scene.world.kill_program()

    run_virtually(story())


def test_what_a_hand_closes_is_told_to_the_bot_on_the_side_of_the_sum() -> None:
    async def story() -> None:
        scene = Scene(FUTURES)
        await _both_work(scene)
        books = scene.world.disk
        scene.world.exchange.trade_at_once(scene.market.symbol, Side.SELL, Decimal("0.005"), START_PRICE)
        await scene.until(lambda: books.bots[SECOND].phase is Phase.PAUSED)
        by_hand = PositionClosedByHand(
            symbol=scene.market.symbol, coin="BTC", position=Decimal("0.005"), held=Decimal("0.01")
        )
        assert books.bots[SECOND].pause_reason == by_hand
        assert scene.state.pause_reason is None
        await scene.world.kill_program()

    run_virtually(story())
