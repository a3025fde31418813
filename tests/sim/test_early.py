"""The order that follows a fill is sent while its step is being stored, and never twice, whatever falls."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.process.early_notes import EarlyNotesFile
from engine.core.events import OrderAccepted, Pause, Stop
from engine.core.machine import step
from engine.core.notices import FillBooked
from engine.core.orders import Order, OrderState
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import Outcome, Phase
from engine.core.types import ClientOrderId, Fee, Fill, Leg, Market, Side, Status, StopForm, TradeId
from engine.errors import FillAlreadyBooked, StorageUnavailable
from engine.lease import NO_TENURE, Tenure
from engine.risk.live_switch import WAS_OFF
from engine.venue_answers import PlaceAnswer
from tests.sim.faults import Fault
from tests.sim.gateway import SimGateway
from tests.sim.ledger import SimLedger
from tests.sim.nameless import NamelessGateway
from tests.sim.resting import Resting
from tests.sim.scene import BOT, Scene, play
from tests.sim.world import Parts

STORING_S = 3.0


class SlowBooks(SimLedger):
    """Takes seconds to store a fill."""

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if outcome.fills:
            await self._clock.sleep(STORING_S)
        await super().commit(outcome, feed_offset, at)


class Defect(Exception):
    """A bug of our own, as good as any."""


async def resting_entry(scene: Scene, fees: Fault = Fault.FEE_IN_BASE) -> Resting:
    """Return the entry of the bot, once it rests."""
    scene.world.exchange._fees._kind = fees  # noqa: SLF001 - its own choice, as a rule
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    [resting] = scene.world.exchange.orders.values()
    return resting


def exit_name(scene: Scene) -> ClientOrderId:
    """Return the name of the first exit."""
    return scene.state.naming.name(cycle=1, leg=Leg.EXIT, attempt=2)


def sent(scene: Scene) -> list[ClientOrderId]:
    return [create.name for create in scene.world.chronicle.creates]


async def begins_anew(scene: Scene) -> None:
    await scene.world.kill_program()
    await scene.world.start_program()


def test_it_is_at_the_exchange_before_its_fill_is_stored() -> None:
    async def story(scene: Scene) -> None:
        scene.fill(await resting_entry(scene), "0.02")
        await scene.until(lambda: exit_name(scene) in sent(scene))
        assert scene.state.trades == 0
        foreseen = scene.state.foreseen
        assert foreseen is not None, "its intent is on disk"
        assert foreseen.client_order_id == exit_name(scene)
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert sent(scene).count(exit_name(scene)) == 1

    play(story, Parts(ledger=SlowBooks))


def test_its_bytes_leave_before_its_step_is_made_ready_for_the_disk() -> None:
    """What is made ready takes as long as the order, and aiohttp writes a body one turn of the loop later."""
    done: list[str] = []

    class WritesLater(SimGateway):
        async def create(self, order: Order, market: Market) -> PlaceAnswer:
            await asyncio.sleep(0)
            done.append(order.client_order_id)
            return await super().create(order, market)

    class Books(SimLedger):
        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            done.extend(f"{fill.fill.client_order_id} filled" for fill in outcome.fills)
            await super().commit(outcome, feed_offset, at)

    async def story(scene: Scene) -> None:
        entry = await resting_entry(scene)
        scene.fill(entry, "0.02")
        await scene.until(lambda: scene.rests(2))
        name = entry.order.client_order_id
        assert done == [name, exit_name(scene), f"{name} filled"]

    play(story, Parts(gateway=WritesLater, ledger=Books))


async def pays_its_fee_in_quote(scene: Scene) -> Resting:
    return await resting_entry(scene, Fault.FEE_IN_QUOTE)


async def has_no_lease(scene: Scene) -> Resting:
    scene.world.tenure = NO_TENURE
    return await resting_entry(scene)


async def has_traded_elsewhere(scene: Scene) -> Resting:
    """The trade that is about to be told was another order's, as far as this process knows."""
    resting = await resting_entry(scene)
    order, fee = resting.order, Fee(amount=Decimal(0), coin="USDT", value=Decimal(0))
    fill = Fill(
        trade_id=TradeId("1"),
        client_order_id=order.client_order_id,
        side=order.side,
        price=order.price,
        quantity=order.quantity,
        fee=fee,
        executed_at=scene.world.clock.now(),
    )
    assert scene.world.early.fills.take(scene.state, fill)
    return resting


@pytest.mark.parametrize("entry", [pays_its_fee_in_quote, has_no_lease, has_traded_elsewhere, resting_entry])
@pytest.mark.parametrize("gateway", [SimGateway, NamelessGateway])
def test_it_waits_for_its_step_where_it_is_not_sure(
    entry: Callable[[Scene], Awaitable[Resting]], gateway: type[SimGateway]
) -> None:
    async def story(scene: Scene) -> None:
        scene.fill(await entry(scene), "0.02")
        await scene.sleep(STORING_S / 2)
        is_sure = entry is resting_entry and gateway is SimGateway
        assert (exit_name(scene) in sent(scene)) is is_sure
        await scene.until(lambda: scene.state.trades == 1)

    play(story, Parts(ledger=SlowBooks, gateway=gateway))


def test_a_part_of_the_order_sends_nothing_and_its_rest_does() -> None:
    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        scene.fill(resting, "0.005")
        await scene.until(lambda: scene.state.trades == 1)
        assert exit_name(scene) not in sent(scene)
        scene.fill(resting, "0.015")
        await scene.sleep(STORING_S / 2)
        assert exit_name(scene) in sent(scene)
        await scene.until(lambda: scene.state.trades == 2)

    play(story, Parts(ledger=SlowBooks))


# --- whoever comes after -----------------------------------------------------------------------------


def test_one_that_was_sent_before_a_crash_is_found_and_not_sent_again() -> None:
    async def story(scene: Scene) -> None:
        scene.fill(await resting_entry(scene), "0.02")
        await scene.until(lambda: exit_name(scene) in sent(scene))
        assert scene.state.trades == 0
        await begins_anew(scene)
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert len(sent(scene)) == 2

    play(story, Parts(ledger=SlowBooks))


def test_one_that_follows_on_an_order_made_smaller_is_found_as_well() -> None:
    """What a hand has taken away is too little to trade: the exit follows all the same."""

    async def story(scene: Scene) -> None:
        scene.add_bot(BOT, buy_price=Decimal(49_000))
        entry, smaller = await resting_entry(scene), Decimal("0.0199")
        scene.world.exchange.change(entry, smaller, entry.report.price)
        await scene.until(lambda: scene.state.order is not None and scene.state.order.quantity == smaller)
        scene.fill(entry, "0.0199")
        await scene.until(lambda: exit_name(scene) in sent(scene))
        await begins_anew(scene)
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert sent(scene).count(exit_name(scene)) == 1

    play(story, Parts(ledger=SlowBooks))


def test_one_that_the_exchange_shows_late_is_waited_for() -> None:
    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        await scene.sleep(60)  # it was foreseen long ago
        scene.fill(resting, "0.02")
        await scene.until(lambda: scene.world.exchange.by_client_id(exit_name(scene)) is not None)
        await scene.world.kill_program()
        out = scene.world.exchange.by_client_id(exit_name(scene))
        assert out is not None
        out.shown_from = scene.world.clock.now() + timedelta(seconds=9)
        await scene.world.start_program()
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert len(sent(scene)) == 2
        assert scene.world.chronicle.denials, "it was asked for before that"

    play(story, Parts(ledger=SlowBooks))


def test_one_that_was_not_sent_before_a_crash_is_asked_for_and_then_sent_under_another_name() -> None:
    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        await scene.world.kill_program()
        scene.fill(resting, "0.02")
        began = scene.world.clock.monotonic()
        await scene.world.start_program()
        await scene.until(lambda: scene.state.trades == 1)
        assert scene.state.order is not None
        assert scene.state.order.state is OrderState.INTENT, "booked, and asked for"
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(3))
        took = scene.world.clock.monotonic() - began
        assert timedelta(seconds=12) < took < timedelta(seconds=30)
        assert exit_name(scene) not in sent(scene)

    play(story)


def test_nothing_is_asked_where_the_one_before_has_ended_in_order() -> None:
    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        await scene.world.kill_program()
        scene.fill(resting, "0.02")
        scene.world.tenure = Tenure(sure_until=timedelta.max)
        await scene.world.start_program()
        await scene.until(lambda: scene.rests(2))
        assert not scene.world.chronicle.denials

    play(story)


@pytest.mark.parametrize("was_sent", [False, True])
def test_notes_of_the_one_before_say_whether_to_ask(*, was_sent: bool, tmp_path: Path) -> None:
    def notes(holder: str, before: str) -> EarlyNotesFile:
        return EarlyNotesFile("this", holder, before, tmp_path)

    async def story(scene: Scene) -> None:
        scene.world.notes = first = notes("first", "none")
        first.begin()
        resting = await resting_entry(scene)
        if was_sent:
            scene.fill(resting, "0.02")
            await scene.until(lambda: exit_name(scene) in sent(scene))
        await scene.world.kill_program()
        if not was_sent:
            scene.fill(resting, "0.02")
        scene.world.notes = notes("second", "first")
        await scene.world.start_program()
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert sent(scene).count(exit_name(scene)) == 1
        assert not scene.world.chronicle.denials

    play(story, Parts(ledger=SlowBooks))


def test_a_driver_that_is_told_to_end_ends_though_its_step_fails_at_that_moment() -> None:
    class FailsWhenItEnds(SimLedger):
        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            if outcome.fills:
                try:
                    await self._clock.sleep(60)
                except asyncio.CancelledError as e:
                    raise Defect from e
            await super().commit(outcome, feed_offset, at)

    async def story(scene: Scene) -> None:
        scene.fill(await resting_entry(scene), "0.02")
        await scene.until(lambda: exit_name(scene) in sent(scene))
        async with asyncio.timeout(10):
            await scene.world.kill_program()
        await scene.world.start_program()

    play(story, Parts(ledger=FailsWhenItEnds), to_book=lambda _: set())


def test_nothing_is_asked_about_a_fill_of_after_the_start() -> None:
    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        await begins_anew(scene)
        await scene.sleep(10)
        scene.fill(resting, "0.02")
        await scene.sleep(STORING_S / 2)
        assert exit_name(scene) in sent(scene)
        await scene.until(lambda: scene.rests(2))
        assert not scene.world.chronicle.denials

    play(story, Parts(ledger=SlowBooks))


@pytest.mark.parametrize("has_traded", [False, True])
def test_one_that_is_out_when_its_bot_may_not_go_on_is_known_and_its_owner_asked(*, has_traded: bool) -> None:
    """LIVE was switched off between the crash and the start."""

    async def story(scene: Scene) -> None:
        scene.fill(await resting_entry(scene), "0.02")
        await scene.until(lambda: scene.world.exchange.by_client_id(exit_name(scene)) is not None)
        await scene.world.kill_program()
        out = scene.world.exchange.by_client_id(exit_name(scene))
        assert out is not None
        if has_traded:
            scene.fill(out, str(out.order.quantity))
        at, books = scene.world.clock.now(), scene.world.disk
        books.bots[BOT] = step(scene.state, Pause(at=at, reason=WAS_OFF, keep_order=True)).state
        out.shown_from = at + timedelta(seconds=9)
        await scene.world.start_program()
        await scene.until(lambda: scene.state.trades == 1)
        await begins_anew(scene)  # it is asked for by whoever comes next
        booked = 2 if has_traded else 1
        await scene.until(lambda: exit_name(scene) in scene.world.disk.orders)
        await scene.until(lambda: scene.state.trades == booked and scene.state.phase is Phase.PAUSED)
        kept = scene.world.disk.orders[exit_name(scene)].order
        assert kept.venue_order_id == out.report.venue_order_id
        await scene.until(lambda: out.report.ended is not None)
        told = [notice.trade_id for notice in scene.world.disk.notices if isinstance(notice, FillBooked)]
        assert len(told) == booked
        assert len(sent(scene)) == 2

    play(story, Parts(ledger=SlowBooks))


def test_one_that_is_out_while_the_fills_before_it_are_not_shown_is_known_and_its_name_not_given_again() -> (
    None
):
    """The stream told them to the one before. Whoever comes after hears that all has traded."""

    async def story(scene: Scene) -> None:
        scene.fill(await resting_entry(scene), "0.02")
        await scene.until(lambda: scene.rests(2) and scene.state.leg is Leg.EXIT)
        out_before = scene.world.exchange.by_client_id(exit_name(scene))
        assert out_before is not None
        scene.world.exchange.hides = lambda: timedelta(minutes=5)
        scene.fill(out_before, str(out_before.order.quantity))
        scene.world.exchange.hides = lambda: None
        ahead = scene.state.naming.name(cycle=2, leg=Leg.ENTRY, attempt=1)
        await scene.until(lambda: ahead in sent(scene))
        assert scene.state.trades == 1
        await begins_anew(scene)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await scene.until(lambda: ahead in scene.world.disk.orders)
        await scene.until(lambda: scene.state.trades == 2)
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.WORKING and len(sent(scene)) == 4)
        assert sent(scene).count(ahead) == 1
        await scene.until(
            lambda: scene.state.order is not None and scene.state.order.state is OrderState.OPEN
        )

    play(story, Parts(ledger=SlowBooks))


@pytest.mark.parametrize("has_traded", [False, True])
def test_one_that_is_out_when_its_bot_has_been_stopped_is_known_and_what_it_trades_is_booked(
    *, has_traded: bool
) -> None:
    """The stop was stored before the fill that the order follows."""

    async def story(scene: Scene) -> None:
        scene.fill(await resting_entry(scene), "0.02")
        await scene.until(lambda: scene.world.exchange.by_client_id(exit_name(scene)) is not None)
        await scene.world.kill_program()
        out = scene.world.exchange.by_client_id(exit_name(scene))
        assert out is not None
        at, books = scene.world.clock.now(), scene.world.disk
        books.bots[BOT] = step(scene.state, Stop(at=at, form=StopForm.STOP)).state
        out.shown_from = at + timedelta(seconds=9)
        if has_traded:
            scene.fill(out, str(out.order.quantity))
        await scene.world.start_program()
        await scene.until(lambda: scene.state.trades == 1 and scene.state.status is Status.STOPPED)
        await begins_anew(scene)  # it is asked for by whoever comes next
        await scene.until(lambda: exit_name(scene) in scene.world.disk.orders)
        assert scene.world.disk.orders[exit_name(scene)].order.venue_order_id == out.report.venue_order_id
        if has_traded:
            await scene.until(lambda: scene.state.trades == 2)
        else:
            await scene.until(lambda: out.report.ended is not None)
        assert len(sent(scene)) == 2

    play(story, Parts(ledger=SlowBooks))


@pytest.mark.parametrize("was_sent", [False, True])
def test_a_close_asks_for_one_that_may_be_out_and_then_closes(*, was_sent: bool) -> None:
    """It would have the same name. A person's close was stored before the fill that the order follows."""

    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        if was_sent:
            scene.fill(resting, "0.02")
            await scene.until(lambda: scene.world.exchange.by_client_id(exit_name(scene)) is not None)
        await scene.world.kill_program()
        if not was_sent:
            scene.fill(resting, "0.02")
        at, books = scene.world.clock.now(), scene.world.disk
        books.bots[BOT] = step(scene.state, Stop(at=at, form=StopForm.CLOSE)).state
        await scene.world.start_program()
        await scene.until(lambda: scene.state.status is Status.STOPPED)
        assert scene.state.held < Decimal("0.0001"), "what is left is less than can be sold"
        assert scene.state.trades == 2
        assert scene.state.error is None

    play(story, Parts(ledger=SlowBooks))


@pytest.mark.parametrize("after_s", [0.001, 1, 10])
@pytest.mark.parametrize("after_orderly_end", [False, True])
def test_what_falls_with_its_driver_is_found_by_the_next_one(
    *, after_orderly_end: bool, after_s: float
) -> None:
    class FallsOnce(SimLedger):
        fell = False

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            if outcome.fills and not FallsOnce.fell:
                FallsOnce.fell = True
                await self._clock.sleep(after_s)  # the answer to the order comes before that, or after it
                raise Defect
            await super().commit(outcome, feed_offset, at)

    async def story(scene: Scene) -> None:
        scene.world.tenure.before = None if after_orderly_end else "the one before"
        scene.fill(await resting_entry(scene), "0.02")
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert FallsOnce.fell
        assert len(sent(scene)) == 2

    play(story, Parts(ledger=FallsOnce))


def test_one_that_a_fallen_driver_had_sent_is_watched_to_its_end() -> None:
    """News of it comes to the next driver before that has asked for it."""

    class FallsOnce(SimLedger):
        times = 0

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            if outcome.fills:
                FallsOnce.times += 1
                if FallsOnce.times == 1:
                    raise Defect
                await self._clock.sleep(STORING_S)
            await super().commit(outcome, feed_offset, at)

    async def story(scene: Scene) -> None:
        scene.fill(await resting_entry(scene), "0.02")
        name = exit_name(scene)
        await scene.until(lambda: FallsOnce.times == 2)
        out = scene.world.exchange.by_client_id(name)
        assert out is not None
        accepted = OrderAccepted(
            at=scene.world.clock.now(), client_order_id=name, venue_order_id=out.report.venue_order_id
        )
        scene.supervisor.deliver(BOT, accepted)
        await scene.until(lambda: scene.rests(2))
        scene.world.exchange.take_cancel(name, by_hand=True)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)

    play(story, Parts(ledger=FallsOnce))


def test_a_driver_that_falls_after_the_answer_is_followed_by_another_though_nothing_is_heard_of_the_bot() -> (
    None
):
    class FallsOnce(SimLedger):
        fell = False

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            await super().commit(outcome, feed_offset, at)
            if outcome.fills and not FallsOnce.fell:
                FallsOnce.fell = True
                await self._clock.sleep(1)
                raise Defect

    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        unsent = iter([Fault.CREATE_NEVER_SENT])
        scene.world.faults.one_of = lambda *_: next(unsent, None)  # type: ignore[method-assign]
        scene.fill(resting, "0.02")
        await scene.until(lambda: FallsOnce.fell and scene.state.leg is Leg.EXIT and scene.rests(3))

    play(story, Parts(ledger=FallsOnce))


def test_a_database_that_is_away_has_it_sent_once() -> None:
    class AwayForAWhile(SimLedger):
        times = 0

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            if outcome.fills and AwayForAWhile.times < 5:
                AwayForAWhile.times += 1
                raise StorageUnavailable("away")
            await super().commit(outcome, feed_offset, at)

    async def story(scene: Scene) -> None:
        scene.fill(await resting_entry(scene), "0.02")
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert AwayForAWhile.times == 5
        assert len(sent(scene)) == 2

    play(story, Parts(ledger=AwayForAWhile))


def test_one_that_was_sent_for_a_fill_which_the_books_refuse_is_cancelled_and_known() -> None:
    """That cannot be while nobody else writes there. Its owner is asked, and what it trades is booked."""

    class HasTheFirst(SimLedger):
        """Says of the first fill that it is in the books already, once."""

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            if any(booked.fill.trade_id == "1" for booked in outcome.fills):
                await self._clock.sleep(1)
                raise FillAlreadyBooked(outcome.fills[0].fill.trade_id)
            await super().commit(outcome, feed_offset, at)

    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        scene.fill(resting, "0.02")
        await scene.until(lambda: scene.state.pause_reason is not None)
        entry = resting.order.client_order_id
        contradiction = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=entry)
        assert scene.state.pause_reason == contradiction
        out = scene.world.exchange.by_client_id(exit_name(scene))
        assert out is not None
        assert out.report.ended is not None, "cancelled"
        assert scene.world.disk.orders[exit_name(scene)].order.venue_order_id == out.report.venue_order_id

    play(story, Parts(ledger=HasTheFirst), to_book=lambda _: set())


def test_one_that_was_foreseen_long_ago_is_waited_for_as_long_as_any() -> None:
    """It may have left just before the crash, however long the order before it had rested."""

    async def story(scene: Scene) -> None:
        entry = await resting_entry(scene)
        await scene.sleep(60)
        scene.fill(entry, "0.02")
        await scene.until(lambda: scene.world.exchange.by_client_id(exit_name(scene)) is not None)
        await scene.world.kill_program()
        out = scene.world.exchange.by_client_id(exit_name(scene))
        assert out is not None
        at, books = scene.world.clock.now(), scene.world.disk
        books.bots[BOT] = step(scene.state, Stop(at=at, form=StopForm.STOP)).state
        out.shown_from = at + timedelta(seconds=9)
        await scene.world.start_program()
        await scene.until(lambda: exit_name(scene) in scene.world.disk.orders)
        assert scene.world.disk.orders[exit_name(scene)].order.venue_order_id == out.report.venue_order_id
        await scene.until(lambda: out.report.ended is not None)

    play(story, Parts(ledger=SlowBooks))


def newest(scene: Scene) -> Resting:
    assert scene.state.order is not None
    found = scene.world.exchange.by_client_id(scene.state.order.client_order_id)
    assert found is not None
    return found


async def next_entry_unworked(scene: Scene) -> Resting:
    """Return one that was sent just before a crash, in which LIVE was switched off, until it is asked for.

    Its bot must not go on with it.
    """
    scene.fill(await resting_entry(scene), "0.02")
    await scene.until(lambda: scene.rests(2))
    ahead = scene.state.naming.name(cycle=2, leg=Leg.ENTRY, attempt=1)
    exit_ = newest(scene)
    scene.fill(exit_, str(exit_.order.quantity))
    await scene.until(lambda: scene.world.exchange.by_client_id(ahead) is not None)
    await scene.world.kill_program()
    out = scene.world.exchange.by_client_id(ahead)
    assert out is not None
    at = scene.world.clock.now()
    out.shown_from = at + timedelta(seconds=9)
    scene.world.disk.bots[BOT] = step(scene.state, Pause(at=at, reason=WAS_OFF, keep_order=True)).state
    await scene.world.start_program()
    await scene.until(lambda: scene.state.trades == 2)
    return out


async def next_entry_trades_unworked(scene: Scene) -> None:
    """Let it trade, and be booked."""
    out = await next_entry_unworked(scene)
    scene.fill(out, str(out.order.quantity))
    await begins_anew(scene)
    await scene.until(lambda: scene.state.trades == 3)


def test_one_that_the_bot_does_not_work_is_cancelled_though_all_falls_once_it_is_known() -> None:
    """Nobody would ask for it any more, and whatever is open beside the bot keeps it from going on."""

    class FallsThen(SlowBooks):
        fell = False

        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            await super().commit(outcome, feed_offset, at)
            if any(order.state is OrderState.ABSENT for order in outcome.orders) and not FallsThen.fell:
                FallsThen.fell = True
                raise Defect

    async def story(scene: Scene) -> None:
        out = await next_entry_unworked(scene)
        await scene.until(lambda: FallsThen.fell)
        await scene.sleep(30)
        assert out.report.ended is not None
        assert scene.state.pause_reason == WAS_OFF
        await scene.start()
        await scene.until(lambda: scene.rests(2) and scene.state.cycle == 2)

    play(story, Parts(ledger=FallsThen))


def test_one_of_the_next_cycle_that_the_bot_does_not_work_is_never_its_newest_order() -> None:
    """The bot has only the order of the cycle before. With what this one has bought it goes on."""

    async def story(scene: Scene) -> None:
        await next_entry_trades_unworked(scene)
        assert not scene.state.order_pending
        assert scene.state.phase is Phase.PAUSED
        await scene.start()
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(scene.state.attempt))
        assert newest(scene).order.side is Side.SELL
        assert len(sent(scene)) == 4

    play(story, Parts(ledger=SlowBooks))
