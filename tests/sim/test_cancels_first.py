"""A cancel that got no answer is asked for again before all else that an account asks."""

from collections.abc import Mapping
from decimal import Decimal

from engine.core.orders import OrderIdentity
from engine.core.reasons.calls import CallFailed
from engine.core.state import Phase
from engine.core.types import Market
from engine.errors import VenueUnavailable
from engine.venues.live.gateway import CancelAnswer, Candidates, NotFound, OrderReport
from tests.sim.gateway import SimGateway
from tests.sim.scene import Scene, play
from tests.sim.world import Parts

AWAY_S = 60.0
"""By then pauses between passes that fail are long, and nobody asks for that order alone any more."""
SOON_S = 35.0
"""The longest of those pauses, and a little."""


def test_it_does_not_wait_for_what_else_the_exchange_does_not_answer() -> None:
    """Nobody answers for a minute; then orders can be cancelled, and the wallet cannot be read yet."""
    is_away, is_wallet_away, cancels = False, False, 0
    nothing = VenueUnavailable("Binance", CallFailed(error="ExchangeNotAvailable"))

    class Gateway(SimGateway):
        async def balances(self) -> Mapping[str, Decimal]:
            if is_wallet_away:
                raise nothing
            return await super().balances()

        async def fetch_order(
            self, identity: OrderIdentity, market: Market
        ) -> OrderReport | Candidates | NotFound:
            if is_away:
                raise nothing
            return await super().fetch_order(identity, market)

        async def cancel(self, identity: OrderIdentity, market: Market) -> CancelAnswer:
            nonlocal cancels
            if is_away:
                return CancelAnswer.UNCLEAR
            cancels += 1
            return await super().cancel(identity, market)

    async def story(scene: Scene) -> None:
        nonlocal is_away, is_wallet_away
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        is_wallet_away = True
        await scene.sleep(AWAY_S)
        is_away = True
        await scene.stop()
        await scene.sleep(AWAY_S)
        is_away = False
        await scene.sleep(SOON_S)
        assert not scene.world.exchange.open_ones
        is_wallet_away = False
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        assert cancels == 1

    play(story, Parts(gateway=Gateway))
