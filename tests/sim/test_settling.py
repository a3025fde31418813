"""An order whose trades the exchange does not show is taken as it is."""

from dataclasses import replace
from datetime import timedelta

from engine.core.events import AcceptAsIs, Pause
from engine.core.notices import BotPaused
from engine.core.orders import OrderFact
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.state import Phase
from tests.sim.market import MARKET
from tests.sim.scene import BOT, Scene, play
from tests.support.reasons import said


async def short_order(scene: Scene) -> None:
    """Let it trade a part that is shown minutes later, and be cancelled at the exchange."""
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    assert scene.state.order is not None
    resting = scene.world.exchange.by_client_id(scene.state.order.client_order_id)
    assert resting is not None
    exchange = scene.world.exchange
    exchange.hides = lambda: timedelta(seconds=300)
    exchange.mute_until = scene.world.clock.true_now() + timedelta(seconds=1)
    scene.fill(resting, "0.008")
    scene.world.exchange.end_one(OrderFact.CANCELED)
    await scene.until(lambda: scene.state.out_of_reach)


def test_each_doubt_has_a_minute_of_its_own() -> None:
    """An order is denied at first, then nobody answers, and then its trades are shown a little late."""

    async def story(scene: Scene) -> None:
        exchange, clock = scene.world.exchange, scene.world.clock
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        [resting] = exchange.orders.values()
        history, resting.history = resting.history, []
        await scene.sleep(14)  # a pass sees nothing of it
        exchange.down_until = clock.true_now() + timedelta(seconds=70)
        resting.history = history
        exchange.hides = lambda: timedelta(seconds=110)
        exchange.mute_until = clock.true_now() + timedelta(seconds=110)
        await scene.sleep(55)
        scene.fill(resting, "0.02")
        await scene.sleep(60)
        assert scene.state.phase is Phase.WORKING
        await scene.until(lambda: scene.state.out_of_reach)

    play(story, to_book=lambda _: set())


def test_a_minute_of_doubt_is_a_minute_in_a_row() -> None:
    """Reads lag: an order just placed may be denied once, and a trade may be shown a little late."""

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        exchange = scene.world.exchange
        [resting] = exchange.orders.values()
        history, resting.history = resting.history, []
        await scene.sleep(20)  # a pass sees nothing of it
        resting.history = history
        await scene.sleep(100)
        exchange.hides = lambda: timedelta(seconds=20)
        scene.fill(resting, "0.02")
        await scene.until(lambda: scene.state.trades == 1)
        assert not any(isinstance(notice, BotPaused) for notice in scene.world.disk.notices)

    play(story)


def test_a_crash_before_a_person_was_asked_loses_neither_the_question_nor_the_fill() -> None:
    """The order's end is stored, and the pause that was to follow it is not."""

    async def story(scene: Scene) -> None:
        await short_order(scene)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await scene.world.kill_program()
        books = scene.world.disk
        books.bots[BOT] = replace(scene.state, phase=Phase.WORKING, pause_reason=None)
        await scene.world.start_program()
        await scene.sleep(75)
        assert scene.state.phase is Phase.PAUSED
        await scene.until(lambda: scene.state.trades == 1)
        assert scene.world.clock.true_now() - scene.world.exchange.trades[0][0] < timedelta(seconds=315)

    play(story)


async def accept_as_is(scene: Scene) -> None:
    order, now = scene.state.order, scene.world.clock.now()
    assert order is not None
    seen = await scene.account.order_status(BOT, MARKET, order)
    assert not seen.is_open
    settle = AcceptAsIs(at=now, client_order_id=order.client_order_id)
    await scene.supervisor.command(BOT, settle, scene.state.revision)


def test_nobody_is_asked_about_it_again_and_its_trade_is_booked_when_it_is_shown() -> None:
    async def story(scene: Scene) -> None:
        await short_order(scene)
        await scene.supervisor.command(BOT, Pause(at=scene.world.clock.now(), reason=said("something else")))
        await accept_as_is(scene)
        assert (scene.state.phase, scene.state.order_pending) == (Phase.PAUSED, False)
        await scene.start()
        await scene.sleep(90)  # the minute after which a person would be asked is over
        assert scene.rests(2)
        await scene.until(lambda: scene.state.trades == 1)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert scene.state.pause_reason == Plain(Cause.LATE_FILL)

    play(story)
