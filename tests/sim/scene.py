"""One bot at the simulated exchange, told step by step in virtual time."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.bots.supervisor import Supervisor
from engine.core.events import Adopt, Start, Stop
from engine.core.ids import OrderNaming
from engine.core.orders import OrderState
from engine.core.state import BotState, Phase
from engine.core.types import BotConfig, BotId, ClientOrderId, Leg, Mode, Side, StopForm
from engine.venues.live.account import Account
from tests.sim.faults import Fault
from tests.sim.market import MARKET, PERPETUAL, START_PRICE
from tests.sim.owner import PLENTY
from tests.sim.resting import Resting
from tests.sim.virtual_time import run_virtually
from tests.sim.world import Parts, World

BOT = BotId(UUID(int=1))


class Scene:
    """One bot at the simulated exchange, where nothing goes wrong but the first create."""

    def __init__(self, parts: Parts | None = None) -> None:
        parts = parts or Parts()
        self.world = World(1, replace(parts, futures=bool(parts.futures), exchange="Binance"))
        self.market = PERPETUAL if parts.futures else MARKET
        self.world.odds = replace(self.world.odds, stream_silent=False, skew_s=0.0)
        self.world.faults.quiet = True
        self.world.limits = PLENTY
        self.world.exchange.deposit(USDT=Decimal(10_000))
        self.world.exchange.hides = lambda: None
        self.add_bot(BOT)

    def add_bot(self, bot_id: BotId, **fields: Any) -> None:  # noqa: ANN401 - of BotConfig, which checks them
        """Put a bot on disk that buys 0.02 a little lower, and sells a little higher."""
        config = BotConfig(
            ticker=self.market.symbol,
            exchange=self.market.venue,
            mode=Mode.LIVE,
            first_order=Side.BUY,
            quantity=Decimal("0.02"),
            buy_price=START_PRICE - 100,
            sell_price=START_PRICE + 100,
            infinite_loop=True,
        )
        self.world.disk.bots[bot_id] = BotState(
            bot_id=bot_id,
            owner_id=1,
            naming=OrderNaming(epoch=7, serial=bot_id.int),
            config=replace(config, **fields),
            market=self.market,
        )

    @property
    def state(self) -> BotState:
        return self.world.disk.bots[BOT]

    @property
    def account(self) -> Account:
        assert self.world.account is not None
        return self.world.account

    @property
    def supervisor(self) -> Supervisor:
        assert self.world.supervisor is not None
        return self.world.supervisor

    async def start(self, bot_id: BotId = BOT) -> None:
        await self.supervisor.command(bot_id, Start(at=self.world.clock.now()))

    async def stop(self, bot_id: BotId = BOT, form: StopForm = StopForm.STOP) -> None:
        await self.supervisor.command(bot_id, Stop(at=self.world.clock.now(), form=form))

    def set_off(self, bot_id: BotId = BOT) -> None:
        """Start a bot without waiting for what comes of it."""
        self.supervisor.deliver(bot_id, Start(at=self.world.clock.now()))

    async def sleep(self, seconds: float) -> None:
        await self.world.clock.sleep(seconds)

    async def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(2000):
            if holds():
                return
            await self.sleep(0.2)
        raise AssertionError(f"it never came to pass: {self.state}")

    async def absent_order(self) -> ClientOrderId:
        """Let the first create be lost and proven absent; the second attempt rests then."""
        lost = iter([Fault.CREATE_LOST])
        draw = self.world.faults.one_of
        self.world.faults.one_of = lambda *_: next(lost, None)  # type: ignore[method-assign]
        await self.world.start_program()
        await self.start()
        await self.until(lambda: self.rests(2))
        self.world.faults.one_of = draw  # type: ignore[method-assign]
        name = self.state.naming.name(cycle=1, leg=Leg.ENTRY, attempt=1)
        assert self.world.disk.orders[name].order.state is OrderState.ABSENT
        return name

    def rests(self, attempt: int) -> bool:
        order = self.state.order
        return order is not None and order.attempt == attempt and order.state is OrderState.OPEN

    async def appear(self, name: ClientOrderId) -> Resting:
        """Let the exchange come up with the order after all; its bot pauses."""
        order = self.world.disk.orders[name].order
        now = self.world.clock.now()
        self.world.exchange.take_create(replace(order, deadline=now + (order.deadline - order.created_at)))
        await self.until(lambda: self.state.phase is Phase.PAUSED)
        found = self.world.exchange.by_client_id(name)
        assert found is not None
        return found

    def fill(self, resting: Resting, quantity: str, *, named: bool = False) -> None:
        """Let a part trade. Bybit's trades name the order by our name, Binance's do not."""
        exchange = self.world.exchange
        exchange._fill(resting, Decimal(quantity), resting.order.price, taker=False)  # noqa: SLF001 - its own doing
        if named:
            at, trade = exchange.trades[-1]
            exchange.trades[-1] = at, replace(trade, client_order_id=resting.order.client_order_id)

    def print(self, price: Decimal) -> None:
        """Have the market trade at that price, and say so. No order of ours fills by it."""
        self.world.exchange.print(price)

    async def adopt(self, name: ClientOrderId) -> None:
        order = await self.account.orphans.find(MARKET.symbol, Side.BUY, name)
        assert order is not None
        await self.supervisor.command(BOT, Adopt(at=self.world.clock.now(), order=order), self.state.revision)


def all_trades(scene: Scene) -> set[str]:
    return {str(trade.trade_id) for _, trade in scene.world.exchange.trades}


def play(
    story: Callable[[Scene], Awaitable[None]],
    parts: Parts | None = None,
    to_book: Callable[[Scene], set[str]] = all_trades,
) -> None:
    async def main() -> None:
        scene = Scene(parts)
        await story(scene)
        at_exchange = to_book(scene)
        assert {str(key.trade_id) for key in scene.world.disk.fills} == at_exchange
        assert scene.state.trades == len(at_exchange)
        await scene.world.kill_program()

    run_virtually(main())
