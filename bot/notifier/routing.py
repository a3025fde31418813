"""Which of the waiting notices are sent now, and what becomes of the others."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

from bot.notifier.storms import Storms
from bot.notifier.telling import Telling, bots_that_close, fold
from engine.clock import Clock
from engine.core.notices import FillBooked
from engine.core.types import BotId
from engine.notice_settings import Delivery, NoticeSettings, NoticeSettingsBook
from engine.outbox import Audience, KeptFor, Outbox, Owed

MOST_INSIDE = 200
"""Fills that the end of a cycle tells: some messages. Where there are more, the oldest come before it."""
KEPT = {Delivery.OFF: KeptFor.HISTORY, Delivery.DIGEST: KeptFor.DIGEST}


class Routing:
    """Goes by what the `reader` of one audience has chosen.

    What may stand in the chat already is always sent, with its mark: whatever was chosen since.
    """

    def __init__(
        self,
        audience: Audience,
        reader: Callable[[], Awaitable[Audience]],
        outbox: Outbox,
        book: NoticeSettingsBook,
        clock: Clock,
        storms: Storms,
    ) -> None:
        self._audience = audience
        self._reader = reader
        self._outbox = outbox
        self._book = book
        self._clock = clock
        self._storms = storms

    async def settings(self) -> NoticeSettings:
        """Return what holds now."""
        return await self._book.of(await self._reader())

    async def tellings(self, owed: Sequence[Owed], settings: NoticeSettings) -> Sequence[Telling]:
        """Return what is sent of these; nothing when some were kept instead, and it is to be asked again."""
        now = self._clock.now()
        delivery = {one.id: settings.delivery(one.notice, now) for one in owed if not one.uncertain}
        if settings.fills_wait and await self._wait_for_their_cycle(
            [one for one in owed if delivery.get(one.id) is Delivery.OFF]
        ):
            return ()
        inside = await self._outbox.kept_fills(self._audience, bots_that_close(owed), MOST_INSIDE)
        told: list[Telling] = []
        kept: defaultdict[KeptFor, list[int]] = defaultdict(list)
        for telling in fold([*inside, *owed]):
            if telling.owed.kept_for is not None:
                continue
            # What may stand in the chat is sent again, and says so.
            kept_for = None if telling.uncertain else KEPT.get(delivery.get(telling.owed.id, Delivery.ON))
            if kept_for is None and await self._storms.is_repeat(telling):
                kept_for = KeptFor.REPEAT
            takes_along = kept_for is not KeptFor.HISTORY or settings.mutes_fills_of(telling.owed.notice, now)
            if telling.fills and (len(inside) == MOST_INSIDE or not takes_along):
                # The end waits until its fills are told without it, or kept.
                if kept_for is not None and takes_along:
                    kept[kept_for] += [fill.id for fill in telling.fills]
                else:
                    told += map(Telling, telling.fills)
                break
            if kept_for is not None:
                kept[kept_for] += [one.id for one in telling.notices]
            else:
                told.append(telling)
        for kept_for, ids in kept.items():
            await self._outbox.keep(ids, kept_for, now)
        return () if kept else told

    async def _wait_for_their_cycle(self, owed: Sequence[Owed]) -> bool:
        """Keep the fills among these for the message that ends their cycle. Return whether there are any."""
        fills: defaultdict[BotId, list[int]] = defaultdict(list)
        for one in owed:
            if isinstance(one.notice, FillBooked):
                fills[one.notice.bot.bot_id].append(one.id)
        for bot_id, ids in fills.items():
            await self._outbox.keep(ids, KeptFor.CYCLE, self._clock.now(), bot_id)
        return bool(fills)
