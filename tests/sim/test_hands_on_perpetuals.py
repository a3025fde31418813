"""What a hand changes about a perpetual keeps new entries back; what only seems so does not."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from engine.core.events import Edit
from engine.core.reasons.accounts import OtherLeverage, PositionDiffers
from engine.core.reasons.calls import UnreadableAnswer
from engine.core.reasons.reason import NoAnswer
from engine.core.state import Phase
from engine.core.types import BotId, Side
from engine.venues.live.gateway import Position
from tests.sim.market import START_PRICE
from tests.sim.scene import BOT, Scene, play
from tests.sim.test_perpetuals import EVERY_S, FUTURES, LOOK_S, resting

ANOTHER = BotId(UUID(int=2))
SOON_S = 5.0
PASS_S = 12.0
"""An account is passed over so often."""
FEW = 4
TERMS_S = 90.0
"""Margin settings have been looked at by then; they are every minute, with a pass."""


def of_bots(scene: Scene) -> set[str]:
    return {str(trade.trade_id) for trade in scene.world.chronicle.traded}


async def _one_cycle(scene: Scene) -> None:
    """Let the entry and the exit of the bot trade, until its next entry is decided."""
    for _ in range(2):
        await scene.until(lambda: scene.state.phase is Phase.PAUSED or bool(scene.world.exchange.open_ones))
        before = scene.state.trades
        scene.fill(resting(scene), "0.02")
        await scene.until(partial(_has_traded, scene, before))


def _has_traded(scene: Scene, since: int) -> bool:
    return scene.state.trades > since


def test_a_leverage_changed_by_hand_keeps_entries_back_until_it_is_changed_back() -> None:
    async def story(scene: Scene) -> None:
        margins, symbol = scene.world.exchange.margins, scene.market.symbol
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        margins.change(symbol, leverage=Decimal(50))
        await scene.sleep(TERMS_S)
        await _one_cycle(scene)
        assert scene.state.phase is Phase.PAUSED
        assert scene.state.pause_reason == OtherLeverage(
            exchange=scene.market.venue, symbol=symbol, there=Decimal(50), here=1
        )
        margins.change(symbol, leverage=Decimal(1))
        await scene.sleep(TERMS_S)
        await scene.start()
        await scene.until(lambda: scene.rests(1))

    play(story, FUTURES)


def test_a_leverage_changed_by_hand_in_the_middle_of_an_entry_can_become_the_bots() -> None:
    """It holds a part by then. The pause says to change it there or here; there that may not be possible."""

    async def story(scene: Scene) -> None:
        exchange, symbol = scene.world.exchange, scene.market.symbol
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.fill(resting(scene), "0.015")
        await scene.until(lambda: scene.state.trades == 1)
        exchange.margins.change(symbol, leverage=Decimal(50))
        await scene.sleep(TERMS_S)
        exchange.take_cancel(resting(scene).order.client_order_id, by_hand=True)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await scene.start()
        other = OtherLeverage(exchange=scene.market.venue, symbol=symbol, there=Decimal(50), here=1)
        assert scene.state.pause_reason == other
        now, config = scene.world.clock.now(), replace(scene.state.config, leverage=50)
        await scene.supervisor.command(BOT, Edit(at=now, config=config, market=scene.state.market))
        await scene.start()
        await scene.until(lambda: scene.rests(2))
        assert exchange.margins.settings[symbol].leverage == 50

    play(story, FUTURES)


def test_a_leverage_of_before_a_restart_is_no_matter_once_its_position_is_closed() -> None:
    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.rests(2))
        await scene.world.kill_program()
        scene.world.exchange.margins.change(scene.market.symbol, leverage=Decimal(50))
        trailing = replace(scene.state.config, trailing_percent=Decimal(1))
        scene.world.disk.bots[BOT] = replace(scene.state, config=trailing)  # it waits for its next entry
        await scene.world.start_program()
        await scene.sleep(LOOK_S)
        assert [type(one) for one in (await scene.account.look()).problems] == [OtherLeverage]
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.phase is Phase.WATCHING)
        await scene.sleep(LOOK_S)
        assert (await scene.account.look()).problems == ()

    play(story, FUTURES)


def test_a_position_that_differs_keeps_entries_back() -> None:
    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.world.exchange.trade_at_once(scene.market.symbol, Side.BUY, Decimal("0.5"), START_PRICE)
        await scene.sleep(2 * LOOK_S)
        scene.world.exchange.take_cancel(resting(scene).order.client_order_id, by_hand=True)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await scene.start()
        assert isinstance(scene.state.pause_reason, PositionDiffers)

    play(story, FUTURES, of_bots)


def test_a_position_of_a_bot_that_stands_is_no_difference() -> None:
    """Another one waits on its symbol meanwhile, and the account looks at the position for that one."""

    async def story(scene: Scene) -> None:
        scene.add_bot(ANOTHER)
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.fill(resting(scene), "0.01")
        await scene.until(lambda: scene.state.trades == 1)
        await scene.stop()
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        await scene.start(ANOTHER)
        await scene.sleep(2 * LOOK_S)
        assert (await scene.account.look()).problems == ()
        await scene.start()
        await scene.until(lambda: scene.rests(2) or scene.state.phase is Phase.PAUSED)
        assert scene.state.pause_reason is None

    play(story, FUTURES)


def test_a_difference_that_comes_again_after_a_fill_is_a_new_one() -> None:
    """Each look comes while an entry has traded and nobody knows it yet. In between a cycle was booked."""

    async def story(scene: Scene) -> None:
        exchange, looks = scene.world.exchange, 0
        really, stray = exchange.positions_at, False

        def seen(moment: datetime) -> list[Position]:
            nonlocal looks
            looks += 1
            return (
                [Position(symbol=scene.market.symbol, quantity=Decimal("0.02"))] if stray else really(moment)
            )

        exchange.positions_at = seen  # type: ignore[method-assign]
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        for more in range(3):
            await scene.sleep(EVERY_S)
            stray, before = True, looks
            await scene.until(lambda: looks > before)  # noqa: B023 - it is waited for
            stray = False
            await _one_cycle(scene)
            assert scene.state.phase is Phase.WORKING, more

    play(story, FUTURES)


def test_an_entry_does_not_wait_for_another_look_where_a_fill_explains_the_first() -> None:
    """The bot has just been started, and its exit had traded before the look and was told after it."""

    async def story(scene: Scene) -> None:
        exchange, looks = scene.world.exchange, 0
        really, early = exchange.positions_at, False

        def seen(moment: datetime) -> list[Position]:
            nonlocal looks
            looks += 1
            return (
                [Position(symbol=scene.market.symbol, quantity=Decimal("0.01"))] if early else really(moment)
            )

        exchange.positions_at = seen  # type: ignore[method-assign]
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.rests(2))
        await scene.stop()
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        await scene.sleep(EVERY_S)
        early, before = True, looks
        await scene.start()
        await scene.until(lambda: scene.rests(3) and looks > before)
        early = False
        for _ in range(2):
            scene.fill(resting(scene), "0.01")
        await scene.sleep(SOON_S)
        assert scene.rests(1), "of the next cycle"

    play(story, FUTURES)


def test_no_entry_goes_beside_a_position_that_was_there_before() -> None:
    """The account has just begun to look: a first look that differs is not believed yet, nor passed over."""

    async def story(scene: Scene) -> None:
        exchange = scene.world.exchange
        exchange.trade_at_once(scene.market.symbol, Side.BUY, Decimal("0.05"), START_PRICE)
        exchange.margins.change(scene.market.symbol, leverage=Decimal(50))
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert isinstance(scene.state.pause_reason, PositionDiffers)
        assert not any(exchange.by_client_id(name) for name in scene.world.disk.orders)
        assert exchange.margins.settings[scene.market.symbol].leverage == 50

    play(story, FUTURES, of_bots)


def test_a_look_of_before_a_bot_was_there_says_nothing_of_now() -> None:
    """Nobody looks at a symbol that no bot trades: a hand has it meanwhile."""

    async def story(scene: Scene) -> None:
        exchange = scene.world.exchange
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        await scene.sleep(LOOK_S)
        await scene.stop()
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        exchange.trade_at_once(scene.market.symbol, Side.SELL, Decimal("0.05"), START_PRICE)
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED or scene.rests(2))
        assert isinstance(scene.state.pause_reason, PositionDiffers)

    play(story, FUTURES, of_bots)


def test_an_entry_waits_for_the_first_look_at_positions_and_for_no_more() -> None:
    async def story(scene: Scene) -> None:
        exchange = scene.world.exchange
        looks, really = 0, exchange.positions_at

        def seen(moment: datetime) -> list[Position]:
            nonlocal looks
            looks += 1
            return really(moment)

        exchange.positions_at = seen  # type: ignore[method-assign]
        await scene.world.start_program()
        began = scene.world.clock.true_now()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        assert looks == 1
        assert (scene.world.clock.true_now() - began).total_seconds() < SOON_S

    play(story, FUTURES)


def test_an_entry_waits_no_longer_than_until_the_next_pass_where_the_first_look_was_too_early() -> None:
    """One look is not believed; the one that says what is so comes with the next pass."""

    async def story(scene: Scene) -> None:
        exchange, looks = scene.world.exchange, list[datetime]()
        really, stray = (
            exchange.positions_at,
            [Position(symbol=scene.market.symbol, quantity=Decimal("0.02"))],
        )

        def seen(moment: datetime) -> list[Position]:
            looks.append(scene.world.clock.true_now())
            return stray if len(looks) == 1 else really(moment)

        exchange.positions_at = seen  # type: ignore[method-assign]
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: bool(exchange.open_ones))
        waited_s = (scene.world.clock.true_now() - looks[0]).total_seconds()
        assert waited_s < PASS_S

    play(story, FUTURES)


def test_looks_that_follow_each_other_closely_count_as_one() -> None:
    """All that come before the trade is shown are too early alike."""

    async def story(scene: Scene) -> None:
        exchange, looks = scene.world.exchange, 0
        really, stray = (
            exchange.positions_at,
            [Position(symbol=scene.market.symbol, quantity=Decimal("0.02"))],
        )

        def seen(moment: datetime) -> list[Position]:
            nonlocal looks
            looks += 1
            return stray if looks <= FEW else really(moment)

        exchange.positions_at = seen  # type: ignore[method-assign]
        await scene.world.start_program()
        scene.set_off()
        for wanted in range(1, FEW + 1):
            while looks < wanted:
                exchange.frames.nudge()
                await scene.sleep(0.3)
        await scene.until(lambda: bool(exchange.open_ones) or scene.state.phase is Phase.PAUSED)
        assert (scene.state.phase, scene.state.pause_reason) == (Phase.WORKING, None)

    play(story, FUTURES)


def test_an_entry_waits_while_the_position_of_its_symbol_cannot_be_read() -> None:
    """It may be a hand's. That it waits is told as any trouble of an account is."""

    async def story(scene: Scene) -> None:
        exchange = scene.world.exchange
        really = exchange.positions_at
        unreadable = [Position(symbol=scene.market.symbol, quantity=None)]
        exchange.positions_at = lambda moment: unreadable  # type: ignore[method-assign]
        exchange.margins.change(scene.market.symbol, leverage=Decimal(50))
        await scene.world.start_program()
        await scene.start()
        await scene.sleep(LOOK_S)
        assert exchange.margins.settings[scene.market.symbol].leverage == 50
        assert not any(exchange.by_client_id(name) for name in scene.world.disk.orders)
        unread = NoAnswer(exchange=scene.market.venue, why=UnreadableAnswer())
        assert (await scene.account.look()).trouble == unread
        exchange.positions_at = really  # type: ignore[method-assign]
        await scene.until(lambda: scene.state.phase is Phase.PAUSED or bool(exchange.open_ones))
        assert scene.state.pause_reason is None
        assert (await scene.account.look()).trouble is None

    play(story, FUTURES)


def test_a_position_that_was_right_and_cannot_be_read_any_more_keeps_nothing_back() -> None:
    async def story(scene: Scene) -> None:
        exchange = scene.world.exchange
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        unreadable = [Position(symbol=scene.market.symbol, quantity=None)]
        exchange.positions_at = lambda moment: unreadable  # type: ignore[method-assign]
        await scene.sleep(LOOK_S)
        await _one_cycle(scene)
        await scene.sleep(SOON_S)
        assert scene.rests(1), "of the next cycle"
        assert (await scene.account.look()).trouble is None

    play(story, FUTURES)
