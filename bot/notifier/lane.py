"""One audience and its notices, in their order."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from bot.config.values import ChatPlace
from bot.notifier.addresses import Address
from bot.notifier.answered_stops import AnsweredStops, Stood
from bot.notifier.compose import MOST_NOTICES, Batch, ButtonsOf, FillLine, Word, compose, is_quiet
from bot.notifier.contact import Contact
from bot.notifier.digest import Digest
from bot.notifier.errors import Away, DecidedAnew, Uneditable, Unreachable, Unsendable
from bot.notifier.routing import Routing
from bot.notifier.sender import Sender
from bot.notifier.storms import Change, Storms
from bot.notifier.telegram import Rows
from bot.notifier.telling import Telling, fold
from bot.notifier.undelivered import Undelivered
from bot.views.clock import clock_of
from bot.views.words import Words
from engine.clock import Clock
from engine.core.notices import BotNotice, BotPaused, BotStopped, CycleClosed
from engine.notice_settings import NoticeSettings, NoticeSettingsBook
from engine.notices import DailySummary, Notice
from engine.outbox import Audience, Outbox, Owed, ToPerson

log = logging.getLogger(__name__)

Pictured = Callable[[int, CycleClosed | DailySummary], None]
"""Hears that a person has been told of a cycle of the bot. Returns at once."""
IN_AN_ANSWER = 0
"""Stands for the message where a notice was told in the answer to a command."""


class Lane:
    """Sends what waits for one audience, oldest first, one message after the other."""

    def __init__(  # noqa: PLR0913 - wiring is by hand
        self,
        audience: Audience,
        address: Address,
        outbox: Outbox,
        sender: Sender,
        words_of: Callable[[str | None], Words],
        word: Word,
        buttons_of: ButtonsOf,
        clock: Clock,
        *,
        book: NoticeSettingsBook,
        fill_line: FillLine,
        answered_stops: AnsweredStops,
        exact_buttons: Callable[[Words], Rows],
        mute_buttons: Callable[[Words], Rows],
        contact: Contact,
        pictured: Pictured,
        undelivered: Undelivered,
    ) -> None:
        self._pictured = pictured
        self._audience = audience
        self._address = address
        self._outbox = outbox
        self._storms = Storms(audience, outbox, clock)
        self._routing = Routing(audience, address.reader, outbox, book, clock, self._storms)
        self._digest = Digest(audience, outbox, clock)
        self._fill_line = fill_line
        self._sender = sender
        self._words_of = words_of
        self._word = word
        self._buttons_of = buttons_of
        self._clock = clock
        self._answered_stops = answered_stops
        self._contact = contact
        self._undelivered = undelivered
        self._exact_buttons = exact_buttons
        self._mute_buttons = mute_buttons
        self._most = MOST_NOTICES
        self._closing = False
        self._poked = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def poke(self) -> None:
        """Look again: there may be something to send, or a way to send it."""
        self._poked.set()

    async def run(self) -> None:
        """Work for ever. Begins by looking, so it may be started anew at any time."""
        self._poked.set()
        while True:
            await self._poked.wait()
            self._poked.clear()
            await self._work()

    async def close(self) -> None:
        """Begin no more messages. Return when none is on its way."""
        self._closing = True
        await self._idle.wait()

    async def _work(self) -> None:
        self._idle.clear()
        try:
            while not self._closing and await self._send_next():
                pass
        finally:
            self._idle.set()

    async def _send_next(self) -> bool:
        """Return whether it makes sense to go on."""
        await self._contact.present()
        waiting = await self._outbox.first(self._audience)
        if not waiting:
            waiting = await self._outbox.waiting(self._audience, self._most)
        owed = waiting or await self._outbox.loose_fills(self._audience, self._most)
        if not owed:
            owed = await self._digest.due(self._most, self._routing.settings)
        if not owed:
            return await self._change_next()
        if reason := await self._address.hopeless():
            await self._give_up(owed, reason)
            return True
        place = await self._address.place()
        if place is None:
            return False
        if await self._was_told_in_answer(owed):
            return True
        settings = await self._routing.settings()
        tellings = await self._routing.tellings(owed, settings) if waiting else fold(owed)
        return not tellings or await self._send(tellings, place, settings)

    async def _send(self, tellings: Sequence[Telling], place: ChatPlace, settings: NoticeSettings) -> bool:
        """Send the first of these. Return whether it makes sense to go on."""
        with clock_of(settings.zone):
            return await self._send_by_their_clock(tellings, place, settings)

    async def _send_by_their_clock(
        self, tellings: Sequence[Telling], place: ChatPlace, settings: NoticeSettings
    ) -> bool:
        batch = self._composed(tellings, await self._words(), settings)
        try:
            sent = await self._sender.send(batch, place)
        except (Away, DecidedAnew):
            return True
        except Unreachable as error:
            await self._address.lost(error.reason)
            return False
        except Unsendable as error:
            await self._single_out([one.owed for one in tellings[: batch.taken]], error.reason)
            return True
        await self._address.works(sent)
        self._most = MOST_NOTICES
        await self._tell_of_pictured(tellings[: batch.taken])
        return True

    async def _tell_of_pictured(self, told: Sequence[Telling]) -> None:
        notices = [one.owed.notice for one in told]
        pictured = [one for one in notices if isinstance(one, CycleClosed | DailySummary)]
        reader = await self._address.reader() if pictured else None
        if isinstance(reader, ToPerson):
            for one in pictured:
                self._pictured(reader.user_id, one)

    async def _words(self) -> Words:
        return self._words_of(await self._address.language())

    def _composed(self, tellings: Sequence[Telling], words: Words, settings: NoticeSettings) -> Batch:
        now = self._clock.now()
        return compose(
            words,
            tellings,
            self._word,
            self._buttons_of,
            self._exact_buttons(words),
            self._mute_buttons(words),
            line=self._fill_line,
            quiet=lambda notice: is_quiet(notice, settings, now),
            masked=lambda notice: isinstance(notice, BotNotice) and settings.masks(notice.bot.bot_id),
        )

    async def _change_next(self) -> bool:
        """Change a message whose cause has come again. Return whether it makes sense to go on."""
        change = await self._storms.due()
        if change is None:
            return False
        if reason := await self._address.hopeless():
            await self._give_up(change.added, reason)
            return True
        place = await self._address.place()
        if place is None:
            return False
        settings = await self._routing.settings()
        with clock_of(settings.zone):
            batch = self._composed(change.tellings, await self._words(), settings)
        if batch.taken < len(change.tellings) or len(batch.messages) > 1 or _elsewhere(change, place):
            await self._storms.let_go(change)
            return True
        try:
            return await self._sender.change(batch, change)
        except Unreachable as error:
            await self._address.lost(error.reason)
            return False
        except (Uneditable, Unsendable) as error:
            log.info("A message in chat %s is not changed: %s", change.chat_id, error)
            await self._storms.let_go(change)
            return True

    async def _was_told_in_answer(self, owed: Sequence[Owed]) -> bool:
        """Once no answer is under way, mark what one has told of. Return whether there is any."""
        stops = {item.id: stood for item in owed if (stood := _stood(item.notice)) is not None}
        reader = await self._address.reader()
        if not stops or not isinstance(reader, ToPerson):
            return False
        person = reader.user_id
        await self._answered_stops.answered(person)
        told = [id_ for id_, stood in stops.items() if self._answered_stops.take(person, stood)]
        if told:
            await self._outbox.delivered(told, person, IN_AN_ANSWER, self._clock.now())
        return bool(told)

    async def _single_out(self, refused: Sequence[Owed], reason: str) -> None:
        """Find the bad one by sending singly, and give it up: all behind it would wait for ever."""
        if len(refused) > 1:
            self._most = 1
            return
        log.error("A notice was given up because Telegram refuses it (%s): %r", reason, refused[0].notice)
        await self._undelivered.given_up(await self._address.reader(), refused, reason)
        await self._give_up(refused, reason)

    async def _give_up(self, owed: Sequence[Owed], reason: str) -> None:
        await self._outbox.undeliverable([item.id for item in owed], reason, self._clock.now())


def _elsewhere(change: Change, place: ChatPlace) -> bool:
    """Say whether its readers are in another chat by now."""
    return isinstance(place.chat_id, int) and place.chat_id != change.chat_id


def _stood(notice: Notice) -> Stood | None:
    match notice:
        case BotStopped():
            return notice.bot.bot_id, None
        case BotPaused(revision=int(revision)):
            return notice.bot.bot_id, revision
        case _:
            return None
