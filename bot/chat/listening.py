"""How long a tap may have waited: Telegram does not say when it was made."""

import asyncio
import math
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.views.help import OLD_AFTER_S
from engine.clock import Clock

MOST_AT_ONCE = 100
"""So many updates Telegram brings at most. Where there were more, the next ones have waited as long."""
KEPT = 1000


class Listening(BaseRequestMiddleware):
    """A middleware of the polling bot's session. While a poll is open, a tap comes as it is made.

    What comes with the first poll after a time in which nobody polled may be from any moment of it.
    """

    def __init__(
        self, clock: Clock, telegram_now: Callable[[], datetime], *, begins_now: bool = False
    ) -> None:
        """`telegram_now` goes on while the machine sleeps, which the clock of each poll need not do.

        `begins_now`: nobody can have tapped earlier, as in the chat that this program serves itself.
        """
        self._clock = clock
        self._telegram_now = telegram_now
        self._all_heard = (clock.monotonic(), telegram_now()) if begins_now else None
        self._waited: dict[int, float] = {}
        self.has_begun = asyncio.Event()
        """Set once a poll was answered: what is tapped from then on is no late tap."""

    def waited_s(self, update_id: int) -> float:
        """Return how many seconds the update may have waited at most; infinity where nobody can know."""
        return self._waited.get(update_id, 0.0)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request. A poll after a long silence brings what has waited, and waits for no more."""
        if not isinstance(method, GetUpdates):
            return await make_request(bot, method)
        begun = self._clock.monotonic()
        silent_s = self._silent_s(begun)
        quick = method.model_copy(update={"timeout": 0}) if silent_s > OLD_AFTER_S else method
        updates: object = await make_request(bot, cast("TelegramMethod[TelegramType]", quick))
        self._note(updates, begun, silent_s)
        return updates  # type: ignore[return-value] # what was asked for

    def _silent_s(self, begun: timedelta) -> float:
        return math.inf if self._all_heard is None else (begun - self._all_heard[0]).total_seconds()

    def _note(self, updates: object, begun: timedelta, silent_s: float) -> None:
        now, told = self._clock.monotonic(), self._telegram_now()
        if self._all_heard is not None:
            asleep = told - self._all_heard[1] - (now - begun)
            silent_s = max(silent_s, asleep.total_seconds())
        found = updates if isinstance(updates, list) else []
        if silent_s > OLD_AFTER_S:
            self._waited |= {update.update_id: silent_s for update in found}
            self._waited = dict(list(self._waited.items())[-KEPT:])
        if len(found) < MOST_AT_ONCE:
            self._all_heard = now, told
            self.has_begun.set()
