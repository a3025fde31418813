"""What happens to perpetuals beside the bots: forced closes, hands on positions and on how they are kept."""

from collections.abc import Coroutine
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from engine.core.money import floor_to
from engine.core.reasons.causes import Force
from engine.core.types import Side
from engine.venues.live.gateway import Position
from tests.sim.faults import Fault

if TYPE_CHECKING:
    from tests.sim.world import World

OTHER_LEVERAGE = Decimal(50)
"""More than any bot's: so the wallet still has what is needed."""
OTHERWISE_SCARCE = 0.7
"""Who trades by hand brings money of their own: in so many of the worlds with too little nobody does."""


class Hands:
    """Of one run. What people have changed by hand they change back when it gets quiet."""

    def __init__(self, world: "World", rough_s: float) -> None:
        self._world = world
        self._rough_s = rough_s
        own = self._random = Random(f"hands {world.seed}")
        often = (0, 1, 2, 4) if world.has_hands else (0,)
        self._forces, self._trades, self._terms = (own.choice(often) for _ in range(3))
        if world.money.is_scarce and Random(f"no hands? {world.seed}").random() < OTHERWISE_SCARCE:
            self._trades = 0
        self._beside = world.has_hands and own.random() < 0.3
        symbols = tuple(world.exchange.markets)
        self._forced_on = tuple(symbol for symbol in symbols if own.random() < 0.5)
        self._traded_on = tuple(symbol for symbol in symbols if symbol not in self._forced_on)
        """Not on the same ones: whose part of a position goes by force nobody could say."""

    def jobs(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """Return what goes on during the run."""
        return self._close_by_force(), self._trade(), self._change_terms()

    def _moments(self, count: int) -> list[float]:
        return sorted(self._random.uniform(30, self._rough_s - 30) for _ in range(count))

    async def _close_by_force(self) -> None:
        """Be an exchange that liquidates, settles, or closes a position for somebody else's liquidation."""
        world, exchange = self._world, self._world.exchange
        if self._beside:
            self._own_other_things()
        for at in self._moments(self._forces):
            await world.until(at)
            symbol = await self._position_there()
            if symbol is None:
                return
            held = exchange.margins.positions[symbol].quantity
            force, market = self._random.choice(tuple(Force)), exchange.markets[symbol]
            quantity, side = abs(held), Side.SELL if held > 0 else Side.BUY
            if force is not Force.DELEVERAGING:
                exchange.end_all(symbol)
            elif self._random.random() < 0.5:
                quantity = max(floor_to(quantity / 2, market.first_rules.step), market.first_rules.step)
            price = floor_to(market.price * (1 - side.sign * Decimal("-0.01")), market.first_rules.tick)
            world.faults.strikes(Fault.FORCED)
            exchange.trade_at_once(symbol, side, quantity, price, force)

    async def _position_there(self) -> str | None:
        """Wait for a position on which force may be used, and return its symbol."""
        positions = self._world.exchange.margins.positions
        while self._forced_on and self._world.passed_s < self._rough_s:
            for symbol in self._forced_on:
                if positions[symbol].quantity:
                    return symbol
            await self._world.clock.sleep(self._random.uniform(1, 10))
        return None

    def _own_other_things(self) -> None:
        """Have positions in other instruments, and coins that are nobody's business."""
        base = self._world.exchange.markets
        self._world.exchange.margins.beside = [
            Position(symbol=f"{symbol}-261225", quantity=Decimal(3)) for symbol in base
        ] + [Position(symbol="BTC/USDC", quantity=Decimal("-0.5"))]
        self._world.exchange.deposit(BTC=Decimal(2), USDC=Decimal(1000))
        self._world.faults.strikes(Fault.OTHER_INSTRUMENTS)

    async def _trade(self) -> None:
        """Be a person who makes a position where the bots trade, or takes something off theirs."""
        world, exchange = self._world, self._world.exchange
        for at in self._moments(self._trades):
            await world.until(at)
            if not self._traded_on:
                return
            symbol = self._random.choice(self._traded_on)
            market, held = exchange.markets[symbol], exchange.margins.positions[symbol].quantity
            side, quantity = self._random.choice(tuple(Side)), market.unit * self._random.randint(1, 3)
            if held and self._random.random() < 0.7:
                side, quantity = (Side.SELL, held) if held > 0 else (Side.BUY, -held)
                if self._random.random() < 0.5:
                    quantity = max(floor_to(quantity / 2, market.first_rules.step), market.first_rules.step)
            world.faults.strikes(Fault.POSITION_BY_HAND)
            self._by_hand(symbol, side, quantity)
            if self._random.random() < 0.5:
                await world.clock.sleep(self._random.uniform(5, 100))
                self._back(symbol)
        await world.until(self._rough_s)
        for symbol in self._traded_on:
            self._back(symbol)

    def _by_hand(self, symbol: str, side: Side, quantity: Decimal) -> None:
        exchange = self._world.exchange
        price = exchange.markets[symbol].price
        exchange.deposit(USDT=quantity * price)
        exchange.trade_at_once(symbol, side, quantity, price)

    def _back(self, symbol: str) -> None:
        trades = self._world.chronicle.traded_by_others
        net = sum((one.side.sign * one.quantity for one in trades if one.symbol == symbol), Decimal(0))
        if net:
            self._by_hand(symbol, Side.SELL if net > 0 else Side.BUY, abs(net))

    async def _change_terms(self) -> None:
        """Be a person who has positions kept otherwise, and later again as before."""
        world, margins = self._world, self._world.exchange.margins
        for at in self._moments(self._terms):
            await world.until(at)
            symbol = self._random.choice(tuple(margins.settings))
            before = margins.settings[symbol]
            changes: list[dict[str, Any]] = [{"leverage": OTHER_LEVERAGE}]
            if not (world.exchange.open_ones or margins.all()):
                changes += [{"isolated": False}, {"one_way": False}]
            margins.change(symbol, **self._random.choice(changes))
            changed, left = margins.settings[symbol], self._rough_s - world.passed_s
            lasts_s = min(self._random.uniform(10, 400), left)
            world.faults.strikes(Fault.TERMS_BY_HAND, lasts_s)
            await world.clock.sleep(lasts_s)
            if margins.settings[symbol] == changed:
                margins.settings[symbol] = before
