"""What is in the wallet: enough for all bots, or less; and who takes some out, or puts some in, meanwhile."""

from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from engine.core.money import floor_to
from engine.core.types import BotConfig, Side
from tests.sim.faults import Fault

if TYPE_CHECKING:
    from tests.sim.world import World

SCARCE = 0.35
"""In so many of the seeds the wallet has not enough for all bots at once."""
MOVES_EVERY_S = 80.0
CLOSES_COST = Decimal("0.1")
"""Of a position's value: so much its closes may lose in a run."""
LIVES_ON_ANOTHERS = 0.6
"""In so many of those on perpetuals a further bot brings nothing."""
SCARCE_CLOSES_COST = Decimal("0.01")
"""Likewise, of one with less than it needs."""
PLENTY = Decimal(10**6)
"""Worth of each coin, in quote."""
MARGIN_OF = Decimal(10)
"""An order on a perpetual is worth so many times what it takes."""
SMALLEST = Decimal("0.00000001")
"""Of any coin, that one can move."""


class Money:
    """Of one run's account."""

    def __init__(self, world: "World", rough_s: float) -> None:
        self._world = world
        self._rough_s = rough_s
        own = self._own = Random(f"money {world.seed}")
        self.is_scarce = own.random() < SCARCE
        self._moves = own.random() < 0.6 and not world.is_calm
        """Whether somebody takes money out, and puts some in."""

    def fund(self, config: BotConfig) -> None:
        """Put into the wallet what the bot needs, with something on top for worse prices; or less."""
        exchange, times = self._world.exchange, Decimal(3)
        if self.is_scarce:
            times = self._own.choice((Decimal(0), Decimal("0.6"), Decimal("1.002"), Decimal("1.002")))
        if exchange.derivative:
            if self.is_scarce and exchange.wallet["USDT"] > 0 and self._own.random() < LIVES_ON_ANOTHERS:
                times = Decimal(0)
            value = config.quantity * config.sell_price
            spare = CLOSES_COST if not self.is_scarce else SCARCE_CLOSES_COST
            exchange.deposit(USDT=value / config.leverage * times + value * spare)
        elif config.first_order is Side.BUY:
            exchange.deposit(USDT=config.quantity * config.buy_price * times)
        else:
            base = exchange.markets[config.ticker].rules.base
            spare = Decimal(2) if not self.is_scarce else Decimal(0)
            coins = {base: config.quantity * times, "USDT": config.quantity * config.buy_price * spare}
            exchange.deposit(**coins)

    async def move(self) -> None:
        """Be an owner who moves money while bots are at work; when it gets quiet there is enough for all."""
        if not self.is_scarce:
            return
        world, own = self._world, self._own
        while self._moves and not world.faults.quiet:
            await world.clock.sleep(min(own.expovariate(1 / MOVES_EVERY_S), self._rough_s))
            if not world.faults.quiet:
                self._take_or_give(own.choice(self._coins()))
        await world.until(self._rough_s)
        for coin in self._coins():
            world.exchange.deposit(**{coin: floor_to(PLENTY / self._price_of(coin), SMALLEST)})

    def _take_or_give(self, coin: str) -> None:
        exchange, own = self._world.exchange, self._own
        if own.random() < 0.5:
            self._world.faults.strikes(Fault.DEPOSITED)
            worth = Decimal(own.randint(100, 3000)) / (MARGIN_OF if exchange.derivative else 1)
            amount = worth / self._price_of(coin)
            exchange.deposit(**{coin: floor_to(amount, SMALLEST)})
            return
        free = exchange.free(coin)
        if free > 0:
            self._world.faults.strikes(Fault.WITHDRAWN)
            exchange.deposit(**{coin: -floor_to(free * Decimal(own.choice((0.3, 0.8, 1.0))), SMALLEST)})

    def _coins(self) -> list[str]:
        markets = () if self._world.exchange.derivative else self._world.exchange.markets.values()
        return ["USDT", *(market.first_rules.base for market in markets)]

    def _price_of(self, coin: str) -> Decimal:
        markets = self._world.exchange.markets.values()
        prices = [market.start_price for market in markets if market.first_rules.base == coin]
        return prices[0] if prices else Decimal(1)
