"""What people do: they make bots, start, stop and change them, look at orders, and let bots go."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from engine.core.events import AcceptAsIs, Edit, Event, Start, Stop
from engine.core.ids import OrderNaming
from engine.core.money import ceil_to, floor_to
from engine.core.state import BotState, CommandRefused, Phase
from engine.core.types import BotConfig, BotId, Market, Mode, Side, Status, StopForm
from engine.errors import ScalperError
from tests.sim.dead import Dead, Fell
from tests.sim.faults import Fault

if TYPE_CHECKING:
    from tests.sim.world import World

PATIENCE_S = 60.0
"""So long a person waits for an answer."""
MOST_BOTS = 6
SEEN_AFTER_S = 4.0
"""By then everybody sees what was put into the wallet."""


class People:
    """The people of one run. They live with refusals, and ask again."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._random = world.random
        self._numbers = world.first_number
        self.are_heard = False
        """Not before a program that starts has taken up all bots: until then it has no chat."""
        own = Random(f"people {world.seed}")
        self._own = own
        self._keeps = Random(f"people {world.seed} keep")
        lively = not world.is_calm
        self._edits = own.choice((0.0, 0.02, 0.1)) * lively
        self._comes_and_goes = own.choice((0.0, 0.0, 0.03)) * lively
        """How likely one is to edit a bot, and to make or delete one, when they look at it."""
        self._lets_be = own.choice((0.0, 0.9))
        """How likely one is to let a bot stand of whose order it is not known what became of it."""

    # --- making bots -----------------------------------------------------------------------------------

    def make_bots(self) -> None:
        """Put one to three bots on disk, some plain, some trailing, some that sell first."""
        for _ in range(1, self._random.randint(2, 4)):
            symbol = self._draw_symbol(self._random)
            fitted = _fitted(
                self.draw_config(self._random, symbol), self._world.exchange.markets[symbol].rules
            )
            assert fitted is not None
            self.make_bot(fitted)

    def make_bot(self, config: BotConfig) -> BotId:
        """Put a bot on disk, and money into the wallet."""
        self._numbers += 1
        world, bot_id = self._world, BotId(UUID(int=self._numbers))
        naming = OrderNaming(epoch=world.epoch, serial=self._numbers)
        market = world.exchange.markets[config.ticker].rules
        world.disk.add(BotState(bot_id=bot_id, owner_id=1, naming=naming, config=config, market=market))
        world.chronicle.made(world.disk.bots[bot_id])
        world.money.fund(config)
        return bot_id

    def _draw_symbol(self, random: Random) -> str:
        symbols = tuple(self._world.exchange.markets)
        if self._world.exchange.derivative and random.random() < 0.6:  # elsewhere there is room for one
            taken = {state.config.ticker for state in self._world.disk.bots.values()}
            symbols = tuple(symbol for symbol in symbols if symbol not in taken) or symbols
        return random.choice(symbols)

    def draw_config(self, random: Random, symbol: str) -> BotConfig:
        """Draw how a bot is to trade."""
        market = self._world.exchange.markets[symbol]
        spread = market.start_price * random.choice((30, 120, 300)) / 60000
        middle = market.start_price * (60000 + random.randint(-150, 150)) / 60000
        return BotConfig(
            ticker=symbol,
            exchange=market.rules.venue,
            mode=Mode.LIVE,
            first_order=random.choice((Side.BUY, Side.BUY, Side.SELL)),
            quantity=market.unit * random.randint(1, 5),
            buy_price=middle - spread,
            sell_price=middle + spread,
            trailing_percent=random.choice((None, None, Decimal("0.05"))),
            infinite_loop=random.random() < 0.9,
            leverage=random.choice((1, 2, 5, 10, 20)) if market.rules.derivative else 1,
            account=self._world.account_id.label,
        )

    # --- looking after them ----------------------------------------------------------------------------

    async def live(self) -> None:
        """Start what stands still, and now and then stop, change, make or delete something."""
        world = self._world
        while True:
            await world.clock.sleep(self._random.uniform(5, 40))
            for bot_id in list(world.disk.bots):
                await self.mend(bot_id)
                if world.faults.quiet:
                    continue
                if self._random.random() < 0.03:
                    form = self._random.choice(tuple(StopForm))
                    await self.command(bot_id, Stop(at=world.clock.now(), form=form))
                if self._own.random() < self._edits:
                    await self.edit(bot_id)
                if self._own.random() < self._comes_and_goes:
                    await self._make_or_delete(bot_id)

    async def mend(self, bot_id: BotId) -> None:
        """Do what a notice asks for: go on after a pause, an error or a stop."""
        world = self._world
        state = world.disk.bots.get(bot_id)
        if state is None:
            return
        if state.out_of_reach and not world.faults.quiet:
            if state.phase is Phase.PAUSED and self._own.random() < 0.7:
                await self.command(bot_id, Stop(at=world.clock.now(), form=StopForm.STOP))
                return
            if self._own.random() < self._lets_be:
                return
        if state.is_idle and state.out_of_reach and world.whims.random() < 0.7:
            await self.accept_as_is(state)
        if state.status is not Status.ACTIVE or state.phase is Phase.PAUSED:
            await self.command(bot_id, Start(at=world.clock.now()))

    async def command(
        self, bot_id: BotId, event: Event, revision: int | None = None, *, within_s: float = PATIENCE_S
    ) -> bool:
        """Give a command, and say whether it was carried out."""
        world = self._world
        if world.supervisor is None or not self.are_heard:
            return False
        asked = world.chronicle.asks(bot_id, event)
        try:
            async with asyncio.timeout(within_s):
                await world.supervisor.command(bot_id, event, revision)
        except CommandRefused:
            asked.denied_at = asyncio.get_running_loop().time()
        except (ScalperError, TimeoutError, Dead, Fell):
            return False
        else:
            asked.granted_at = asyncio.get_running_loop().time()
        return not asked.denied

    async def stop_all(self) -> None:
        """Stop every bot."""
        for bot_id in list(self._world.disk.bots):
            await self.command(bot_id, Stop(at=self._world.clock.now(), form=StopForm.STOP))

    # --- changing them -----------------------------------------------------------------------------------

    async def edit(self, bot_id: BotId) -> None:
        """Have a bot trade by another configuration, of which some is as before."""
        world = self._world
        state = world.disk.bots.get(bot_id)
        if state is None:
            return
        drawn = self.draw_config(self._own, state.config.ticker)
        market = world.exchange.markets[state.config.ticker].rules
        pick = self._own.random
        config = replace(
            drawn,
            first_order=drawn.first_order if pick() < 0.1 else state.config.first_order,
            quantity=drawn.quantity if pick() < 0.5 else state.config.quantity,
            trailing_percent=drawn.trailing_percent if pick() < 0.3 else state.config.trailing_percent,
            leverage=drawn.leverage if drawn.leverage > 1 and pick() < 0.1 else state.config.leverage,
        )
        fitted = _fitted(self._with_old_prices(config, state.config), market)
        if fitted is None or fitted == state.config:
            return
        world.money.fund(fitted)
        await world.clock.sleep(SEEN_AFTER_S)
        if market is not world.exchange.markets[state.config.ticker].rules:
            return
        if await self.command(bot_id, Edit(at=world.clock.now(), config=fitted, market=market)):
            world.faults.strikes(Fault.EDITED)

    def _with_old_prices(self, config: BotConfig, old: BotConfig) -> BotConfig:
        """Have none, one or both of the prices stay."""
        buy, sell = self._keeps.choice([(0, 0), (1, 0), (0, 1), (1, 1)])
        mixed = replace(
            config,
            buy_price=old.buy_price if buy else config.buy_price,
            sell_price=old.sell_price if sell else config.sell_price,
        )
        return mixed if mixed.buy_price < mixed.sell_price else config

    async def _make_or_delete(self, bot_id: BotId) -> None:
        if self._own.random() < 0.5:
            if len(self._world.disk.bots) < MOST_BOTS:
                symbol = self._draw_symbol(self._own)
                rules = self._world.exchange.markets[symbol].rules
                fitted = _fitted(self.draw_config(self._own, symbol), rules)
                if fitted is not None:
                    self.make_bot(fitted)
                    self._world.faults.strikes(Fault.MADE)
        elif len(self._world.disk.bots) > 1:
            await self._let_go(bot_id)

    async def _let_go(self, bot_id: BotId) -> None:
        """Stop a bot and delete it, if by then it holds nothing and no order of it is out.

        Not where trades are shown late: one of a bot that is gone is nobody's.
        """
        world = self._world
        await self.command(bot_id, Stop(at=world.clock.now(), form=StopForm.CLOSE))
        await world.clock.sleep(self._own.uniform(0, 20))
        state = world.disk.bots.get(bot_id)
        now = world.clock.true_now()
        if (
            state is None
            or world.supervisor is None
            or max(world.exchange.shown_from.values(), default=now) > now
        ):
            return
        if state.status is Status.ACTIVE or state.order_pending or state.held:
            return
        world.disk.delete(bot_id, now)
        world.faults.strikes(Fault.DELETED)
        await world.supervisor.dismiss(bot_id)

    # --- orders ------------------------------------------------------------------------------------------

    async def accept_as_is(self, state: BotState) -> None:
        """Look at the exchange, end there what is open, and have the bot go on without the rest."""
        world, order = self._world, state.order
        if order is None or world.supervisor is None or world.account is None:
            return
        world.exchange.take_cancel(order.client_order_id, by_hand=True)
        try:
            async with asyncio.timeout(PATIENCE_S):
                seen = await world.account.order_status(state.bot_id, state.market, order)
        except (ScalperError, TimeoutError, Dead, Fell):
            return
        own = world.exchange.by_client_id(order.client_order_id)
        is_among = own is not None and own.report.venue_order_id in {
            one.venue_order_id for one in seen.candidates
        }
        if seen.is_open or is_among:  # to say that it is none of these would not be true
            return
        settle = AcceptAsIs(
            at=world.clock.now(),
            client_order_id=order.client_order_id,
            venue_order_id=seen.venue_order_id,
        )
        if await self.command(state.bot_id, settle, state.revision):
            world.faults.strikes(Fault.TAKEN_AS_IT_IS, name=order.client_order_id)


def _fitted(config: BotConfig, market: Market) -> BotConfig | None:
    """Return the configuration on tick and step of the market; None when that takes too little."""
    fitted = replace(
        config,
        quantity=floor_to(config.quantity, market.step),
        buy_price=floor_to(config.buy_price, market.tick),
        sell_price=ceil_to(config.sell_price, market.tick),
    )
    enough = fitted.quantity * fitted.buy_price >= market.min_notional
    return fitted if fitted.quantity and enough else None
