"""What is collected, and sent now and then."""

from collections.abc import Sequence
from datetime import timedelta

from engine.clock import Clock
from engine.outbox import Audience, KeptFor, Outbox, Owed

DIGEST_EVERY = timedelta(hours=1)


class Digest:
    """What one audience wants to have in a digest. Sent whole, once the oldest of it has waited an hour."""

    def __init__(self, audience: Audience, outbox: Outbox, clock: Clock) -> None:
        self._audience = audience
        self._outbox = outbox
        self._clock = clock
        self._is_open = False

    async def due(self, most: int) -> Sequence[Owed]:
        """Return what of it is sent now."""
        kept = await self._outbox.kept(self._audience, KeptFor.DIGEST, most)
        waited = bool(kept) and self._clock.now() - kept[0].created_at >= DIGEST_EVERY
        self._is_open = bool(kept) and (waited or self._is_open)
        return kept if self._is_open else ()
