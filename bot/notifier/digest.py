"""What is collected, and sent now and then."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from engine.clock import Clock
from engine.notice_settings import NoticeSettings
from engine.outbox import Audience, KeptFor, Outbox, Owed

DIGEST_EVERY = timedelta(hours=1)


class Digest:
    """What one audience wants to have in a digest.

    Sent whole, once the oldest of it has waited an hour, and not before the end of quiet hours.
    """

    def __init__(self, audience: Audience, outbox: Outbox, clock: Clock) -> None:
        self._audience = audience
        self._outbox = outbox
        self._clock = clock
        self._is_open = False

    async def due(self, most: int, settings: Callable[[], Awaitable[NoticeSettings]]) -> Sequence[Owed]:
        """Return what of it is sent now."""
        kept = await self._outbox.kept(self._audience, KeptFor.DIGEST, most)
        now = self._clock.now()
        waited = bool(kept) and now - kept[0].created_at >= DIGEST_EVERY
        if waited and (await settings()).are_quiet_hours(now):
            return ()
        self._is_open = bool(kept) and (waited or self._is_open)
        return kept if self._is_open else ()
