"""What the model of a bot learns of cases that are rare, and what it does not let pass for them."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.bots import early
from engine.core import charges
from engine.core.copies import changed
from engine.core.orders import ForeseenOrder, Order, OrderState
from engine.core.state import BotState
from engine.core.types import FundingId, Leg
from engine.venues.live.gateway import FundingReport
from tests.sim.resting import Resting
from tests.sim.scene import Scene, play
from tests.sim.test_early import SlowBooks, newest, next_entry_trades_unworked
from tests.sim.world import Parts

HOUR_S = 3600.0


def complaints(scene: Scene) -> list[str]:
    scene.world.opinion.catch_up()
    return scene.world.opinion.complaints


def test_an_entry_that_the_bot_does_not_work_completes_its_leg() -> None:
    async def story(scene: Scene) -> None:
        await next_entry_trades_unworked(scene)
        assert complaints(scene) == []

    play(story, Parts(ledger=SlowBooks))


def test_an_entry_that_is_booked_and_counts_for_no_leg_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    really = early.unworked

    def of_no_cycle(state: BotState, foreseen: ForeseenOrder, *further: Any, **named: Any) -> Order:  # noqa: ANN401 - as they are
        return changed(really(state, foreseen, *further, **named), cycle=0)

    monkeypatch.setattr("engine.bots.driver.unworked", of_no_cycle)

    async def story(scene: Scene) -> None:
        await next_entry_trades_unworked(scene)
        assert any("is at the ENTRY of cycle 2" in what for what in complaints(scene))

    play(story, Parts(ledger=SlowBooks))


def pays(scene: Scene) -> None:
    """Have something charged for the position that is there now."""
    world, now = scene.world, scene.world.clock.true_now()
    paid = FundingReport(
        funding_id=FundingId("1"),
        symbol=scene.market.symbol,
        amount=Decimal("-0.5"),
        coin="USDT",
        charged_at=now,
    )
    world.exchange.margins.fundings.append((now, paid))
    world.chronicle.funds(paid)


def rests_after(scene: Scene, done: Resting) -> bool:
    order = scene.state.order
    is_next = order is not None and order.client_order_id != done.order.client_order_id
    return is_next and order is not None and order.state is OrderState.OPEN


async def until_the_hour(scene: Scene, before_s: float = 0.0) -> None:
    await scene.sleep(HOUR_S - before_s - asyncio.get_running_loop().time())


async def rests_before_the_hour(scene: Scene) -> None:
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    await until_the_hour(scene, before_s=20)


def test_funding_is_of_a_cycle_whose_first_fill_is_shown_later() -> None:
    """By the books the position begins ten seconds after the full hour."""

    async def story(scene: Scene) -> None:
        await rests_before_the_hour(scene)
        exchange, entry = scene.world.exchange, newest(scene)
        exchange.hides = lambda: timedelta(seconds=300)
        exchange.mute_until = scene.world.clock.true_now() + timedelta(seconds=5)
        scene.fill(entry, "0.005")
        exchange.hides = lambda: None
        await until_the_hour(scene)
        pays(scene)
        await scene.sleep(10)
        scene.fill(entry, "0.010")
        await scene.until(lambda: bool(scene.state.funding))
        assert (scene.state.trades, scene.state.pnl) == (1, Decimal(0)), "it is a part of this cycle's result"
        await scene.until(lambda: scene.state.trades == 2)
        assert complaints(scene) == []

    play(story, Parts(futures=True))


def test_funding_of_the_cycle_before_is_no_part_of_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charges, "_is_of_present_cycle", lambda *_: True)

    async def story(scene: Scene) -> None:
        await rests_before_the_hour(scene)
        scene.fill(newest(scene), "0.02")
        await scene.until(lambda: scene.rests(2))
        await until_the_hour(scene)
        pays(scene)
        for _ in "exit", "entry":
            before = newest(scene)
            scene.fill(before, "0.02")
            await scene.until(lambda done=before: rests_after(scene, done))  # type: ignore[misc]
        assert (scene.state.cycle, scene.state.leg) == (2, Leg.EXIT)
        await scene.until(lambda: bool(scene.state.funding))
        assert any("tells None with 1" in what for what in complaints(scene))

    play(story, Parts(futures=True))
