"""What the holders of perpetual positions pay each other at full hours."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from engine.core.money import quantize
from engine.core.types import FundingId
from engine.venues.live.gateway import FundingReport
from tests.sim.chronicle import seconds
from tests.sim.faults import Fault

if TYPE_CHECKING:
    from tests.sim.world import World

HOUR_S = 3600.0
SHOWN_LATE_S = 500.0
LATE_UNTIL_S = 250.0
"""Only of payments so early in a run some are shown minutes later: they are read once more then."""


class FundingHours:
    """Of one run's exchange."""

    def __init__(self, world: "World", rough_s: float) -> None:
        self._world = world
        self._rough_s = rough_s
        own = self._random = Random(f"funding {world.seed}")
        self._says_for_what = own.random() < 0.5
        """Whether a payment is shown with the position that it was for."""
        self._number = 0

    async def charge(self) -> None:
        """Charge at each full hour for what is open then."""
        world = self._world
        while world.has_hands:
            now = seconds(world.clock.true_now())
            wait_s = HOUR_S - now % HOUR_S
            if world.passed_s + wait_s > self._rough_s:
                return
            await world.clock.sleep(wait_s)
            for symbol, position in world.exchange.margins.positions.items():
                held = position.quantity
                if held and not self._is_partly_anothers(symbol):
                    market = world.exchange.markets[symbol]
                    rate = Decimal(self._random.choice((-5, -1, 1, 3, 10))) / 10000
                    self._pay(symbol, quantize(-held * market.price * rate), abs(held))
            for one in world.exchange.margins.beside:
                self._pay(one.symbol, Decimal(-1), None)

    def _is_partly_anothers(self, symbol: str) -> bool:
        trades = self._world.chronicle.traded_by_others
        return sum(one.side.sign * one.quantity for one in trades if one.symbol == symbol) != 0

    def _pay(self, symbol: str, amount: Decimal, position: Decimal | None) -> None:
        world, exchange = self._world, self._world.exchange
        now, self._number = world.clock.true_now(), self._number + 1
        shown_in = self._random.uniform(0, 50)
        if world.passed_s < LATE_UNTIL_S and self._random.random() < 0.3:
            shown_in = self._random.uniform(50, SHOWN_LATE_S)
        report = FundingReport(
            funding_id=FundingId(str(self._number)),
            symbol=symbol,
            amount=amount,
            coin=symbol.partition("/")[2].partition("-")[0],
            charged_at=now,
            position=position if self._says_for_what else None,
        )
        exchange.margins.fundings.append((now + timedelta(seconds=shown_in), report))
        exchange.wallet[report.coin] += amount
        exchange.wallets.append((now, dict(exchange.wallet)))
        if symbol in exchange.markets:
            world.faults.strikes(Fault.FUNDING)
            world.chronicle.funds(report)
        else:
            world.chronicle.deposited(report.coin, amount)
