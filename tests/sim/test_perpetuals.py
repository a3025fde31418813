"""Bots that follow each other on one perpetual."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from engine.core.events import AcceptAsIs
from engine.core.orders import OrderIdentity
from engine.core.reasons.accounts import PositionClosedByForce, PositionClosedByHand, PositionOccupied
from engine.core.reasons.causes import Force
from engine.core.reasons.reason import Several
from engine.core.state import Phase
from engine.core.types import BotId, FundingId, Market, Side, Status, StopForm
from engine.errors import VenueUnavailable
from engine.venues.live.gateway import Candidates, FundingReport, NotFound, OrderReport, Position
from tests.sim.faults import Fault
from tests.sim.market import START_PRICE
from tests.sim.resting import Resting
from tests.sim.scene import BOT, Scene, play
from tests.sim.world import Parts
from tests.support.reasons import said

FUTURES = Parts(futures=True)
SECOND = BotId(UUID(int=2))
EVERY_S = 20.0
FOREVER_S = 3000.0
LOOK_S = 45.0
"""Positions and margin settings have been looked at by then."""


def resting(scene: Scene, bot_id: BotId = BOT) -> Resting:
    order = scene.world.disk.bots[bot_id].order
    assert order is not None
    found = scene.world.exchange.by_client_id(order.client_order_id)
    assert found is not None
    return found


def test_the_leverage_of_the_bot_before_is_nobodys_hand() -> None:
    """A program that has set nothing itself sees the leverage that the position was entered with."""

    async def story(scene: Scene) -> None:
        scene.add_bot(BOT, leverage=10, infinite_loop=False)
        scene.add_bot(SECOND, leverage=5)
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.rests(2))
        await scene.world.kill_program()
        await scene.world.start_program()
        await scene.sleep(LOOK_S)
        await scene.start(SECOND)
        assert isinstance(scene.world.disk.bots[SECOND].pause_reason, PositionOccupied)
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        await scene.start(SECOND)
        second = scene.world.disk.bots[SECOND]
        assert (second.phase, second.pause_reason) == (Phase.WORKING, None)
        assert scene.world.exchange.margins.settings[scene.market.symbol].leverage == 5

    play(story, FUTURES)


def test_the_leverage_before_an_edit_is_nobodys_hand() -> None:
    """A fill that came to light after the edit was entered with the leverage of before."""

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.rests(2))
        await scene.world.kill_program()
        scene.world.disk.bots[BOT] = replace(scene.state, config=replace(scene.state.config, leverage=5))
        await scene.world.start_program()
        await scene.sleep(LOOK_S)
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.cycle == 2 and scene.state.phase is not Phase.SETTLING)
        assert (scene.state.phase, scene.state.pause_reason) == (Phase.WORKING, None)
        await scene.until(lambda: scene.rests(1))
        assert scene.world.exchange.margins.settings[scene.market.symbol].leverage == 5

    play(story, FUTURES)


def test_two_late_answers_are_nobodys_hand() -> None:
    """One look comes right after the entry, the next one before the exit is known: both see no position."""

    async def story(scene: Scene) -> None:
        exchange, looks = scene.world.exchange, list[float]()
        really, late = exchange.positions_at, False

        def seen(moment: datetime) -> list[Position]:
            looks.append(asyncio.get_running_loop().time())
            return [] if late else really(moment)

        exchange.positions_at = seen  # type: ignore[method-assign]
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1) and len(looks) > 1)
        await scene.sleep(EVERY_S - 1.5)
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.held > 0)
        late = True
        for more in (1, 2):
            count = len(looks)
            while len(looks) == count:
                exchange.frames.nudge()
                await scene.sleep(0.3)
            assert len(looks) == count + 1, more
        late = False
        await scene.sleep(LOOK_S)
        assert (scene.state.phase, scene.state.pause_reason) == (Phase.WORKING, None)

    play(story, FUTURES)


def test_an_order_of_unknown_fate_may_be_what_has_made_the_position() -> None:
    """Nobody can ask about it for a while, and its position is seen again and again."""

    async def story(scene: Scene) -> None:
        looks, really = 0, scene.world.exchange.positions_at

        def seen(moment: datetime) -> list[Position]:
            nonlocal looks
            looks += 1
            return really(moment)

        scene.world.exchange.positions_at = seen  # type: ignore[method-assign]
        lost = iter([Fault.CREATE_REPLY_LOST])
        scene.world.faults.one_of = lambda *_: next(lost, None)  # type: ignore[method-assign]
        await scene.world.start_program()
        gateway, deaf = scene.account._gateway, True  # noqa: SLF001 - the line of this account
        really_asked = gateway.fetch_order

        async def asked(identity: OrderIdentity, market: Market) -> OrderReport | Candidates | NotFound:
            if deaf:
                raise VenueUnavailable("sim", said("no answer"))
            return await really_asked(identity, market)

        gateway.fetch_order = asked  # type: ignore[method-assign]
        scene.set_off()
        await scene.until(lambda: bool(scene.world.exchange.open_ones))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: looks >= 4)
        deaf = False
        await scene.until(lambda: scene.rests(2))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.cycle == 2)
        assert (scene.state.phase, scene.state.pause_reason) == (Phase.WORKING, None)

    play(story, FUTURES)


async def in_position(scene: Scene) -> None:
    """Let the entry fill, and the exit rest."""
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    scene.fill(resting(scene), "0.02")
    await scene.until(lambda: scene.rests(2))


def force_half(scene: Scene) -> None:
    scene.world.exchange.trade_at_once(
        scene.market.symbol, Side.SELL, Decimal("0.01"), START_PRICE - 500, Force.DELEVERAGING
    )


def liquidate(scene: Scene, quantity: str = "0.02") -> None:
    scene.world.exchange.end_all(scene.market.symbol)
    price = START_PRICE * 9 / 10
    scene.world.exchange.trade_at_once(
        scene.market.symbol, Side.SELL, Decimal(quantity), price, Force.LIQUIDATION
    )


@pytest.mark.parametrize("form", [None, StopForm.CLOSE])
@pytest.mark.parametrize("stopped", [False, True])
def test_a_liquidation_is_found_by_whoever_has_nothing_left_to_reduce(
    form: StopForm | None, *, stopped: bool
) -> None:
    """It came while nobody looked, or its owner was quicker than the next two looks."""

    async def story(scene: Scene) -> None:
        await in_position(scene)
        if stopped:
            await scene.stop()
            await scene.until(lambda: scene.state.phase is Phase.IDLE)
        liquidate(scene)
        if not stopped:
            await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        if form is None:
            await scene.start()
        else:
            await scene.stop(form=form)
        await scene.until(lambda: scene.state.status is Status.ERROR)
        await scene.sleep(1)
        assert (str(scene.state.held), scene.state.cycles, scene.state.trades) == ("0.00", 1, 2)
        assert scene.state.pnl < -100
        await scene.start()
        await scene.until(lambda: scene.rests(1))

    play(story, FUTURES)


def test_a_forced_trade_is_found_behind_a_later_fill_of_the_bot() -> None:
    """Half of the position goes by force, and the exit fills the other half before anybody has looked."""

    async def story(scene: Scene) -> None:
        await in_position(scene)
        force_half(scene)
        await scene.sleep(1)
        scene.fill(resting(scene), "0.01")
        await scene.until(lambda: scene.state.trades == 2)
        await scene.sleep(2 * LOOK_S)
        reason = scene.state.pause_reason
        reasons = reason.reasons if isinstance(reason, Several) else (reason,)
        assert PositionClosedByForce in {type(one) for one in reasons}
        assert (str(scene.state.held), scene.state.cycles, scene.state.trades) == ("0.00", 1, 3)

    play(story, FUTURES)


async def go_on_without_a_fill(scene: Scene) -> None:
    """Have a person take an entry as it is whose fill is not shown yet."""
    exchange = scene.world.exchange
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    exchange.hides = lambda: timedelta(seconds=FOREVER_S)
    exchange.mute_until = scene.world.clock.true_now() + timedelta(seconds=1)
    scene.fill(resting(scene), "0.02")
    exchange.hides = lambda: None
    await scene.until(lambda: bool(scene.state.out_of_reach))
    await scene.until(lambda: scene.state.phase is Phase.PAUSED)
    order = scene.state.order
    assert order is not None
    accepted = AcceptAsIs(at=scene.world.clock.now(), client_order_id=order.client_order_id)
    await scene.supervisor.command(BOT, accepted, scene.state.revision)
    await scene.stop()
    await scene.until(lambda: scene.state.phase is Phase.IDLE)


async def enter_with_the_other_side(scene: Scene) -> None:
    """Edit the bot, and have its next entry trade without being shown for a while."""
    exchange = scene.world.exchange
    await scene.world.kill_program()
    other = replace(scene.state.config, first_order=Side.SELL)
    scene.world.disk.bots[BOT] = replace(scene.state, config=other)
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(2))
    await scene.sleep(LOOK_S)
    exchange.hides = lambda: timedelta(seconds=FOREVER_S)
    exchange.mute_until = scene.world.clock.true_now() + timedelta(seconds=1)
    scene.fill(resting(scene), "0.02")
    exchange.hides = lambda: None


def show(scene: Scene, number: int) -> None:
    """Let the trade of a bot be shown from now on."""
    ours = {one.trade_id for one in scene.world.chronicle.traded}
    trade = [one for _, one in scene.world.exchange.trades if one.trade_id in ours][number]
    name = trade.symbol, trade.trade_id, trade.side
    scene.world.exchange.shown_from[name] = scene.world.clock.true_now()


async def learn_of_both(scene: Scene) -> None:
    """Have the earlier fill shown, and a while later that of the entry of now."""
    show(scene, 0)
    await scene.until(lambda: scene.state.held > 0)
    await scene.sleep(EVERY_S)
    show(scene, -1)
    await scene.until(lambda: scene.state.held < Decimal("0.02") and scene.state.trades > 1)
    await scene.sleep(2 * LOOK_S)


def test_what_was_closed_by_force_before_its_entry_was_known_is_booked() -> None:
    """Late fill and next entry make nothing of each other in the books; there only the next one is left."""

    async def story(scene: Scene) -> None:
        await go_on_without_a_fill(scene)
        liquidate(scene)
        await enter_with_the_other_side(scene)
        await learn_of_both(scene)
        assert str(scene.state.held) == "-0.02"
        reason = scene.state.pause_reason
        reasons = reason.reasons if isinstance(reason, Several) else (reason,)
        assert PositionClosedByForce in {type(one) for one in reasons}

    play(story, FUTURES)


@pytest.mark.parametrize("by_force_at", ["before", "meanwhile", "after"])
def test_force_that_does_not_make_up_for_a_late_fill_is_no_fill(by_force_at: str) -> None:
    """A hand has closed the position, and has had another one closed by force."""

    async def story(scene: Scene) -> None:
        exchange, symbol = scene.world.exchange, scene.market.symbol

        def by_force(quantity: str) -> None:
            exchange.trade_at_once(symbol, Side.BUY, Decimal(quantity), START_PRICE)
            liquidate(scene, quantity)

        if by_force_at == "before":
            by_force("0.02")
        await go_on_without_a_fill(scene)
        exchange.trade_at_once(symbol, Side.SELL, Decimal("0.02"), START_PRICE)
        if by_force_at == "meanwhile":
            by_force("0.01")
        await enter_with_the_other_side(scene)
        if by_force_at == "after":
            by_force("0.02")
        await learn_of_both(scene)
        assert str(scene.state.held) == "0.00"

    def only_ours(scene: Scene) -> set[str]:
        return {str(one.trade_id) for one in scene.world.chronicle.traded}

    play(story, FUTURES, only_ours)


def test_what_is_not_explained_by_force_is_no_fill() -> None:
    """A forced trade from before the entry was of somebody else's position."""

    async def story(scene: Scene) -> None:
        exchange, symbol = scene.world.exchange, scene.market.symbol
        exchange.trade_at_once(symbol, Side.BUY, Decimal("0.01"), START_PRICE)
        force_half(scene)
        await in_position(scene)
        exchange.trade_at_once(symbol, Side.SELL, Decimal("0.005"), START_PRICE)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert isinstance(scene.state.pause_reason, PositionClosedByHand)
        assert scene.state.trades == 1

    def only_ours(scene: Scene) -> set[str]:
        ours = scene.world.chronicle.traded
        return {str(one.trade_id) for one in ours}

    play(story, FUTURES, only_ours)


def test_what_a_hand_has_closed_is_told_as_often_as_it_happens() -> None:
    """The second time it is as much as the first, after it had been bought back."""

    async def story(scene: Scene) -> None:
        exchange, symbol = scene.world.exchange, scene.market.symbol
        await in_position(scene)
        for attempt in (3, 4):
            exchange.trade_at_once(symbol, Side.SELL, Decimal("0.005"), START_PRICE)
            await scene.until(lambda: scene.state.phase is Phase.PAUSED)
            assert isinstance(scene.state.pause_reason, PositionClosedByHand)
            exchange.trade_at_once(symbol, Side.BUY, Decimal("0.005"), START_PRICE)
            await scene.sleep(2 * LOOK_S)
            await scene.start()
            await scene.until(lambda: scene.rests(attempt))  # noqa: B023 - it is waited for

    def only_ours(scene: Scene) -> set[str]:
        return {str(one.trade_id) for one in scene.world.chronicle.traded}

    play(story, FUTURES, only_ours)


def test_what_was_seen_without_a_bot_that_joins_counts_for_nothing() -> None:
    """A stopped bot's position was looked at for another one; it starts, is out at once, and goes on."""

    async def story(scene: Scene) -> None:
        scene.add_bot(SECOND)
        await in_position(scene)
        await scene.stop()
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        await scene.start(SECOND)
        await scene.sleep(2 * LOOK_S)
        looks = list[float]()
        really = scene.world.exchange.positions_at

        def seen(moment: datetime) -> list[Position]:
            looks.append(asyncio.get_running_loop().time())
            return really(moment)

        scene.world.exchange.positions_at = seen  # type: ignore[method-assign]
        await scene.until(lambda: bool(looks))
        await scene.start()
        await scene.until(lambda: scene.rests(3))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.cycle == 2)
        assert (scene.state.phase, scene.state.pause_reason) == (Phase.WORKING, None)

    play(story, FUTURES)


def test_funding_is_booked_although_its_position_is_known_later() -> None:
    """The entry trades just before the full hour, and is shown after the first look at what was paid."""

    async def story(scene: Scene) -> None:
        exchange, clock = scene.world.exchange, scene.world.clock
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        await scene.sleep(3590 - asyncio.get_running_loop().time())
        exchange.hides = lambda: timedelta(seconds=100)
        scene.fill(resting(scene), "0.02")
        await scene.sleep(10)
        paid = FundingReport(
            funding_id=FundingId("1"),
            symbol=scene.market.symbol,
            amount=Decimal("-0.5"),
            coin="USDT",
            charged_at=clock.true_now(),
        )
        exchange.margins.fundings.append((clock.true_now(), paid))
        await scene.sleep(20)
        await scene.world.kill_program()
        await scene.world.start_program()
        await scene.until(lambda: scene.state.trades == 1)
        await scene.sleep(700)
        assert scene.state.funding == Decimal("-0.5")

    play(story, FUTURES)


def test_a_bot_that_waits_for_its_trail_has_the_symbol() -> None:
    """Whoever starts second is told so, with an order at once or with a trail; who was there goes on."""

    async def story(scene: Scene) -> None:
        scene.add_bot(SECOND, trailing_percent=Decimal("0.05"), buy_price=START_PRICE - 1000)
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        await scene.start(SECOND)
        second = scene.world.disk.bots[SECOND]
        assert second.pause_reason == PositionOccupied(bot_number=1, symbol=scene.market.symbol)
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.rests(2))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.cycle == 2)
        await scene.sleep(1)
        assert (scene.state.phase, scene.state.pause_reason) == (Phase.WORKING, None)
        await scene.stop()
        await scene.until(lambda: not scene.state.order_pending)
        await scene.start(SECOND)
        assert scene.world.disk.bots[SECOND].phase is Phase.WATCHING
        await scene.start()
        assert scene.state.pause_reason == PositionOccupied(bot_number=2, symbol=scene.market.symbol)

    play(story, FUTURES)
