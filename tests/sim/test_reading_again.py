"""All trades are read again when the account's stream has broken, also when they are just being read."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

from engine.core.types import Market
from engine.errors import VenueUnavailable
from engine.venues.live.gateway import AccountEvent, MarketOf, TradeReport
from tests.sim.gateway import SimGateway
from tests.sim.scene import Scene, play
from tests.sim.world import Parts
from tests.support.reasons import said


def test_a_stream_that_breaks_while_they_are_read_has_them_read_once_more() -> None:
    read: list[float] = []
    broken: list[bool] = []

    class BreaksMeanwhile(SimGateway):
        """Its first reading of trades takes a second, and in the middle of it the stream breaks."""

        async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
            trades = await super().trades_since(market, since)
            read.append(self._clock.true_now().timestamp())
            if len(read) == 1:
                await self._clock.sleep(1)
            return trades

        async def account_events(self, market_of: MarketOf) -> AsyncGenerator[AccountEvent]:
            yield None
            while broken or not read:
                await self._clock.sleep(0.1)
            broken.append(True)
            raise VenueUnavailable("sim", said("the stream broke"))

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        await scene.sleep(60)
        assert len(read) == 2, "once at the start, and once for what the break may have hidden"

    play(story, Parts(gateway=BreaksMeanwhile))
