"""The wallet of an account, as it was seen last."""

from datetime import datetime, timedelta

from engine.clock import Clock
from engine.risk.funds import Wallet
from engine.venues.live.gateway import Gateway


class WalletReader:
    """Asks for the wallet where what was seen is too old."""

    def __init__(self, gateway: Gateway, clock: Clock) -> None:
        self._gateway = gateway
        self._clock = clock
        self.latest: Wallet | None = None
        """As of the last look; None before the first."""
        self.refreshed_at: datetime | None = None
        """When it was last looked at for somebody who had been told no."""

    async def read(self, max_age: timedelta) -> Wallet:
        """Return the wallet, asked for anew unless it was seen within `max_age`. Raises VenueUnavailable."""
        asked_at = self._exchange_time()
        if self.latest is None or asked_at - self.latest.asked_at >= max_age:
            coins = await self._gateway.balances()
            self.latest = Wallet(asked_at=asked_at, answered_at=self._exchange_time(), coins=coins)
        return self.latest

    def _exchange_time(self) -> datetime:
        return self._clock.now() - timedelta(seconds=self._gateway.known_drift_s or 0)
