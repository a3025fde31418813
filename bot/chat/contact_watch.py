"""Proof of life: a poll that stalls is begun anew, and when Telegram was away, everybody is told so first."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import AiogramError, TelegramNetworkError
from aiogram.methods import GetMe, GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.notifier.contact import Absence, Contact
from engine.clock import Clock
from engine.errors import TryLater
from engine.notices import TelegramAway
from engine.outbox import Outbox, ToPerson
from engine.people import People

log = logging.getLogger(__name__)

TASK = "contact watch"
POLL_S = 10
"""So long Telegram holds a poll that has nothing to bring."""
STALLED_AFTER = timedelta(seconds=POLL_S + 15)
"""A connection may stay open while nobody is there any more."""
AWAY_AFTER = timedelta(minutes=2)
LOOKS_EVERY_S = 5.0
STOOD_STILL_AFTER = timedelta(minutes=1)
"""What looks every 5 s and could not for so long was on a machine that slept."""


@dataclass(slots=True)
class _Poll:
    begun: timedelta
    limit: asyncio.Timeout


class ContactWatch(BaseRequestMiddleware):
    """A middleware of the polling bot's session, and a task."""

    def __init__(self, contact: Contact, prober: Bot, outbox: Outbox, people: People, clock: Clock) -> None:
        """`prober` asks whether Telegram is back: polls alone may be what does not come through."""
        self._contact = contact
        self._prober = prober
        self._outbox = outbox
        self._people = people
        self._clock = clock
        self._poll: _Poll | None = None
        self._stood_still = False

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request; a poll that stalls ends with TelegramNetworkError, and aiogram polls again."""
        if method.__api_method__ != GetUpdates.__api_method__:
            return await make_request(bot, method)
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._poll = _Poll(self._clock.monotonic(), limit)
                return await make_request(bot, method)
        except TimeoutError as error:
            seconds = f"{STALLED_AFTER.total_seconds():.0f}"
            raise TelegramNetworkError(
                method=method, message=f"a poll had no answer for {seconds} s and is begun anew"
            ) from error
        finally:
            self._poll = None

    async def run(self) -> None:
        """Look every 5 s, for ever."""
        while True:
            before = self._clock.monotonic()
            await self._clock.sleep(LOOKS_EVERY_S)
            if self._clock.monotonic() - before > STOOD_STILL_AFTER:
                self._stood_still = True
            self._cut_stalled_poll()
            await self._look()

    def _cut_stalled_poll(self) -> None:
        poll = self._poll
        if poll is not None and self._clock.monotonic() - poll.begun > STALLED_AFTER:
            self._poll = None
            poll.limit.reschedule(asyncio.get_running_loop().time())

    async def _look(self) -> None:
        if not self._contact.is_away:
            if self._contact.silent_for >= AWAY_AFTER:
                await self._probe()
            if self._contact.silent_for < AWAY_AFTER:
                self._stood_still = False
                return
            since = self._contact.away()
            log.warning("Telegram has not answered since %s; trading goes on", f"{since:%H:%M:%S} UTC")
        if (absence := self._contact.absence) is None:
            await self._probe()
        else:
            await self._tell(absence)

    async def _probe(self) -> None:
        try:
            await self._prober(GetMe(), request_timeout=POLL_S)
        except AiogramError as error:
            log.debug("Telegram is still away: %s", error)

    async def _tell(self, absence: Absence) -> None:
        """Owe it to everybody, before all that waits, and let the notices go."""
        notice = TelegramAway(at=absence.until, since=absence.since, stood_still=self._stood_still)
        try:
            for person in await self._people.everybody():
                reader = await self._people.reader_for(person.user_id)
                if reader is not None and reader.user_id != person.user_id:
                    continue  # whoever reads what is for them is told, too
                key = f"telegram away {absence.since:%Y-%m-%d %H:%M:%S} {person.user_id}"
                await self._outbox.owe(ToPerson(person.user_id), notice, key=key, first=True)
        except TryLater as error:
            log.warning("It cannot be stored yet that Telegram was away: %s", error)
            return
        log.warning("Telegram answers again, after %s", absence.length)
        self._stood_still = False
        self._contact.back()
