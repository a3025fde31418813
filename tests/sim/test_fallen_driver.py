"""A bot's driver falls while its account lives on: what the account has told it is not lost with it."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.core.events import ForceClosed, FundingCharged
from engine.core.notices import FillBooked
from engine.core.reasons.accounts import AboveLimit, PositionClosedByForce
from engine.core.reasons.causes import Force, Limit, OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import Outcome, Phase
from engine.core.types import ClientOrderId, Fee, Fill, Funding, FundingId, Leg, Side, TradeId
from engine.errors import FillAlreadyBooked
from tests.sim.faults import Fault
from tests.sim.ledger import SimLedger
from tests.sim.owner import PLENTY
from tests.sim.scene import BOT, Scene, play
from tests.sim.world import Parts


class Defect(Exception):
    """A bug of our own, as good as any."""


class FallsBeforeFirstFill(SimLedger):
    """Has the driver fall at its first fill, before anything of it is stored."""

    fell = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if outcome.fills and not type(self).fell:
            type(self).fell = True
            raise Defect
        await super().commit(outcome, feed_offset, at)


class FallsAfterFirstFill(SimLedger):
    """Has the driver fall at its first fill, as soon as it is stored."""

    fell = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        await super().commit(outcome, feed_offset, at)
        if outcome.fills and not type(self).fell:
            type(self).fell = True
            raise Defect


@pytest.mark.parametrize("ledger", [FallsBeforeFirstFill, FallsAfterFirstFill])
@pytest.mark.parametrize("parts", [["0.02"], ["0.005", "0.015"]], ids=["whole", "in two parts at once"])
def test_every_fill_is_booked_once_and_the_bot_goes_on(ledger: type[SimLedger], parts: list[str]) -> None:
    class Once(ledger):  # type: ignore[misc, valid-type]  # it falls once in this test
        fell = False

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        [resting] = scene.world.exchange.orders.values()
        for part in parts:
            scene.fill(resting, part)
        await scene.until(lambda: scene.state.trades == len(parts))
        assert Once.fell
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(scene.state.attempt))

    play(story, Parts(ledger=Once))


def test_what_trades_before_it_is_back_is_booked_after_what_it_had_not_come_to() -> None:
    class SlowToFall(FallsBeforeFirstFill):
        fell = False

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            if outcome.fills and not SlowToFall.fell:
                await self._clock.sleep(0.35)  # the next pass is near
            await super().commit(outcome, feed_offset, at)

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        [resting] = scene.world.exchange.orders.values()
        scene.fill(resting, "0.002")
        scene.fill(resting, "0.003")
        while not SlowToFall.fell:
            await scene.sleep(0.001)
        scene.fill(resting, "0.004")
        await scene.until(lambda: scene.state.trades == 3)
        told = [notice.trade_id for notice in scene.world.disk.notices if isinstance(notice, FillBooked)]
        assert told == ["1", "2", "3"]

    play(story, Parts(ledger=SlowToFall))


def test_what_an_answer_has_told_comes_before_what_was_told_meanwhile() -> None:
    """It falls over the second fill in the answer about its order, and the third one waits behind that."""

    class SlowToFall(SimLedger):
        fell = False
        is_slow = False

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            if not SlowToFall.fell and [one.fill.trade_id for one in outcome.fills] == ["2"]:
                SlowToFall.is_slow = True
                await self._clock.sleep(0.5)
                SlowToFall.fell = True
                raise Defect
            await super().commit(outcome, feed_offset, at)

    async def story(scene: Scene) -> None:
        junk = iter([Fault.CREATE_JUNK])
        scene.world.faults.one_of = lambda *_: next(junk, None)  # type: ignore[method-assign]
        scene.world.exchange.mute_until = scene.world.clock.true_now() + timedelta(minutes=1)
        await scene.world.start_program()
        scene.set_off()
        await scene.until(lambda: bool(scene.world.exchange.orders))
        [resting] = scene.world.exchange.orders.values()
        scene.fill(resting, "0.002")
        scene.fill(resting, "0.003")
        while not SlowToFall.is_slow:
            await scene.sleep(0.001)
        scene.world.exchange.mute_until = None
        scene.fill(resting, "0.004")
        await scene.until(lambda: scene.state.trades == 3)
        assert SlowToFall.fell
        told = [notice.trade_id for notice in scene.world.disk.notices if isinstance(notice, FillBooked)]
        assert told == ["1", "2", "3"]

    play(story, Parts(ledger=SlowToFall))


class HasAllFills(SimLedger):
    """Says of every fill that it is in the books already."""

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if outcome.fills:
            raise FillAlreadyBooked(outcome.fills[0].fill.trade_id)
        await super().commit(outcome, feed_offset, at)


def test_nothing_is_sent_for_a_fill_that_the_books_refuse() -> None:
    """It would have begun the exit, which nobody has stored: its owner is asked instead."""

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        [resting] = scene.world.exchange.orders.values()
        scene.fill(resting, "0.02")
        await scene.until(lambda: scene.state.pause_reason is not None)
        entry = resting.order.client_order_id
        contradiction = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=entry)
        assert scene.state.pause_reason == contradiction
        assert {sent.name for sent in scene.world.chronicle.creates} == {entry}

    play(story, Parts(ledger=HasAllFills), to_book=lambda _: set())


@pytest.mark.parametrize("ledger", [FallsBeforeFirstFill, FallsAfterFirstFill])
def test_a_forced_close_is_booked_once_and_told_as_what_it_is(ledger: type[SimLedger]) -> None:
    class Once(ledger):  # type: ignore[misc, valid-type]  # it falls once in this test
        fell = True
        refused = 0

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            try:
                await super().commit(outcome, feed_offset, at)
            except FillAlreadyBooked:
                Once.refused += 1
                raise

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        [resting] = scene.world.exchange.orders.values()
        scene.fill(resting, "0.02")
        await scene.until(lambda: scene.rests(2) and scene.state.leg is Leg.EXIT)
        Once.fell = False
        at, name = scene.world.clock.now(), ClientOrderId("forced-1")
        fill = Fill(
            trade_id=TradeId("77"),
            client_order_id=name,
            side=Side.SELL,
            price=Decimal(59_000),
            quantity=Decimal("0.02"),
            fee=Fee(amount=Decimal(0), coin="USDT", value=Decimal(0)),
            executed_at=at,
        )
        scene.supervisor.deliver(BOT, ForceClosed(at=at, fill=fill, why=Force.LIQUIDATION))
        await scene.until(lambda: scene.state.trades == 2 and scene.state.phase is Phase.PAUSED)
        await scene.sleep(30)
        assert Once.fell
        assert not Once.refused
        assert isinstance(scene.state.pause_reason, PositionClosedByForce)

    play(story, Parts(ledger=Once, futures=True), to_book=lambda _: {"1", "77"})


@pytest.mark.parametrize("commanded", [False, True], ids=["left alone", "told something meanwhile"])
def test_what_was_lost_that_day_stays_counted(commanded: bool) -> None:
    """What is told again is in the books by then: its step is dropped, and the loss is none the less."""

    class Once(SimLedger):
        fell = False
        refused = 0

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            try:
                await super().commit(outcome, feed_offset, at)
            except FillAlreadyBooked:
                Once.refused += 1
                raise
            if outcome.charges and not Once.fell:
                Once.fell = True
                raise Defect

    async def story(scene: Scene) -> None:
        scene.world.limits = replace(PLENTY, daily_loss={"USDT": Decimal(50)})
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        at = scene.world.clock.now()
        paid = Funding(
            funding_id=FundingId("1"),
            amount=Decimal(-60),
            charged_at=at,
        )
        scene.supervisor.deliver(BOT, FundingCharged(at=at, funding=paid))
        while not Once.fell:
            await scene.sleep(0.001)
        if commanded:
            await scene.stop()
        await scene.until(lambda: Once.refused == 1)
        if not commanded:
            await scene.stop()
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        lost = AboveLimit(limit=Limit.DAILY_LOSS, value=Decimal(60), most=Decimal(50), coin="USDT")
        assert scene.state.pause_reason == lost

    play(story, Parts(ledger=Once, futures=True))
