"""What the exchange does by itself, and what people do there by hand."""

from collections.abc import Coroutine
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from engine.core.money import floor_to
from engine.core.orders import OrderFact
from engine.core.types import ClientOrderId, Side
from tests.sim.faults import Fault
from tests.sim.market import CHEAP
from tests.sim.resting import others_order

if TYPE_CHECKING:
    from tests.sim.world import World

DRIFTS = 0.15
GARBLES = 0.15
FARTHEST_DRIFT = timedelta(seconds=0.9)
SHOWN_BY_S = 480.0
"""By then every trade is shown, early enough for a reading of all trades."""


class Moods:
    """Of one run's exchange."""

    def __init__(self, world: "World", rough_s: float) -> None:
        self._world = world
        self._random = world.random
        self._rough_s = rough_s
        if world.whims.random() < 0.3 and not world.is_calm:
            world.exchange.hides = self._hides
        self._own = Random(f"moods {world.seed}")
        self._hides_short = self._own.random() < 0.3
        world.counts[Fault.CHEAP_COIN] += CHEAP.symbol in world.exchange.markets

    def _hides(self) -> timedelta | None:
        """Now and then a trade is shown so late that a person is asked."""
        whims = self._world.whims
        left = SHOWN_BY_S - self._world.passed_s
        if left < 0 or whims.random() > (0.4 if self._hides_short else 0.3):
            return None
        # No person is asked about the short ones, however often they come.
        hidden_for = min(whims.uniform(5, 45) if self._hides_short else whims.uniform(30, 300), left)
        self._world.faults.strikes(Fault.TRADES_HIDDEN, hidden_for)
        return timedelta(seconds=hidden_for)

    async def meddle(self) -> None:
        """Be a person with hands at the exchange, or the exchange itself, until it gets quiet."""
        world = self._world
        by_hand, expires = Fault.CANCELED_BY_HAND, Fault.EXPIRED_BY_VENUE
        moments = [(at, by_hand) for at in self._moments(world.odds.by_hand)]
        moments += [(at, expires) for at in self._moments(world.odds.expires)]
        if world.odds.by_hand and not world.is_calm:
            own = Random(f"hands {world.seed}")
            times = own.randint(0, 6)
            moments += [(own.uniform(5, self._rough_s), Fault.AMENDED_BY_HAND) for _ in range(times)]
        for at, fault in sorted(moments):
            await world.until(at)
            if fault is Fault.AMENDED_BY_HAND:
                if world.exchange.amend_one():
                    world.faults.strikes(fault)
            elif world.exchange.end_one(OrderFact.CANCELED if fault is by_hand else OrderFact.EXPIRED):
                world.faults.strikes(fault)

    def _moments(self, per_second: float) -> list[float]:
        """Draw when something happens that happens so often."""
        moments, at = [], 0.0
        while per_second and (at := at + self._random.expovariate(per_second)) < self._rough_s:
            moments.append(at)
        return moments

    async def fall_silent(self) -> None:
        """Be an exchange that does not answer for a while."""
        world = self._world
        for at in sorted(self._random.uniform(30, self._rough_s) for _ in range(world.odds.outages)):
            await world.until(at)
            length = timedelta(seconds=self._random.uniform(1, 120))
            world.faults.strikes(Fault.OUTAGE, length.total_seconds())
            world.exchange.down_until = world.clock.true_now() + length

    async def ban(self) -> None:
        """Be an exchange that was asked too often, and takes nothing more from us for a while."""
        world = self._world
        for at in sorted(self._random.uniform(10, self._rough_s) for _ in range(world.odds.bans)):
            await world.until(at)
            length = timedelta(seconds=self._random.uniform(1, 60))
            world.faults.strikes(Fault.RATE_LIMITED, length.total_seconds())
            world.exchange.banned_until = world.clock.true_now() + length

    async def mute(self) -> None:
        """Be an exchange whose stream stays open and tells nothing for a while."""
        world = self._world
        for at in sorted(self._random.uniform(10, self._rough_s) for _ in range(world.odds.mutes)):
            await world.until(at)
            length = timedelta(seconds=self._random.uniform(5, 100))
            world.faults.strikes(Fault.STREAM_MUTE, length.total_seconds())
            world.exchange.mute_until = world.clock.true_now() + length

    async def hush(self) -> None:
        """Be an exchange whose streams of prices stay open, and tell nothing until they are opened anew."""
        world, random = self._world, Random(f"silent {self._world.seed}")
        for at in sorted(random.uniform(10, self._rough_s) for _ in range(random.choice((0, 1, 3)))):
            await world.until(at)
            if not world.is_calm:
                random.choice(tuple(world.exchange.markets.values())).lines.clear()
                world.faults.strikes(Fault.PRINTS_SILENT)

    async def move_clock(self) -> None:
        """Let our clock jump, both ways, sometimes so far that people set it right a while later."""
        world, random = self._world, Random(f"clock {self._world.seed}")
        for at in sorted(self._random.uniform(5, self._rough_s - 70) for _ in range(world.odds.clock_jumps)):
            await world.until(at)
            if random.random() < 0.5:
                lasts_s = random.uniform(1, 60)
                far_s = random.choice((5, 12, 60, 3600)) * random.choice((1, -1))
                world.clock.skew = timedelta(seconds=far_s)
                for account in world.sharing:  # it is one machine's
                    account.faults.strikes(Fault.CLOCK_FAR_OFF, lasts_s)
                await world.clock.sleep(lasts_s)
            world.clock.skew = timedelta(seconds=random.uniform(-0.9, 0.9))
            world.faults.strikes(Fault.CLOCK_JUMPED)

    async def drift_clock(self) -> None:
        """Let our clock go wrong little by little, there and back."""
        world, own = self._world, self._own
        if world.is_calm or own.random() > DRIFTS:
            return
        world.faults.strikes(Fault.CLOCK_DRIFTS, lasts_s=10**9)
        step = timedelta(seconds=own.choice((-1, 1)) * own.uniform(0.005, 0.05))
        while not world.faults.quiet:
            await world.clock.sleep(5)
            if abs(world.clock.skew + step) > FARTHEST_DRIFT:
                step = -step
            if abs(world.clock.skew + step) <= FARTHEST_DRIFT:
                world.clock.skew += step

    async def trade_by_hand(self) -> None:
        """Be others who trade in the same account, with money of their own."""
        world, random = self._world, Random(f"others {self._world.seed}")
        exchange, number = world.exchange, 0
        while world.odds.foreign and not world.faults.quiet:
            await world.clock.sleep(random.expovariate(1 / 40))
            number += 1
            market = random.choice(tuple(exchange.markets.values()))
            side, quantity = random.choice(tuple(Side)), market.unit * 2 * random.randint(1, 3)
            if not world.parts.gateway.knows_our_names:
                # A bot's order that has not arrived would be taken to be this one, were it the same.
                quantity += market.first_rules.step
            away = market.start_price * random.randint(-100, 100) / 60000
            if market.first_rules.derivative:  # all share one position: none of theirs is to trade
                away = -side.sign * market.price / 10
            price = floor_to(market.price + away, market.first_rules.tick)
            coin, amount = (
                (market.first_rules.quote, quantity * price * 2)
                if side is Side.BUY or market.first_rules.derivative
                else (market.first_rules.base, quantity)
            )
            exchange.deposit(**{coin: amount})
            name = ClientOrderId(random.choice(("web_{}", "x-other{:012}")).format(number))
            order = others_order(side, quantity, price, world.clock.true_now())
            exchange.take_foreign(order, name if random.random() < 0.7 else None, market.symbol)
            world.faults.strikes(Fault.FOREIGN_ORDERS)
            if random.random() < 0.3:
                exchange.end_foreign()
        exchange.end_foreign()

    def about_rules(self) -> tuple[Coroutine[Any, Any, None], ...]:
        """Return what goes on with the rules of markets."""
        return self.change_rules(), self.garble_rules()

    async def change_rules(self) -> None:
        """Change the rules of the market, or halt it; when it gets quiet all is as it was."""
        world, random = self._world, Random(f"rules {self._world.seed}")
        market = random.choice(tuple(world.exchange.markets.values()))
        if world.is_calm:
            return
        if random.random() < 0.25:
            await world.clock.sleep(random.uniform(30, 400))
            world.faults.strikes(Fault.RULES_CHANGED, lasts_s=10**9)
            market.change_rules(random)
        if random.random() < 0.15:
            await world.clock.sleep(random.uniform(10, 100))
            halted_for = random.uniform(30, 100)
            world.faults.strikes(Fault.HALTED, halted_for)
            market.halted = True
            await world.clock.sleep(halted_for)
            market.halted = False
        await world.until(self._rough_s)
        market.rules = market.first_rules

    async def garble_rules(self) -> None:
        """Be an exchange that leaves something out of what it says of one symbol. All goes on as ever."""
        world, random = self._world, Random(f"garbled {self._world.seed}")
        market = random.choice(tuple(world.exchange.markets.values()))
        if world.is_calm or random.random() > GARBLES:
            return
        await world.clock.sleep(random.uniform(0, 400))
        world.faults.strikes(Fault.RULES_UNREADABLE)
        market.unreadable = True
        await world.clock.sleep(min(random.uniform(30, 400), self._rough_s - world.passed_s))
        market.unreadable = False
