"""Watches the outbox and keeps one lane for each audience.

Trading never waits for any of this: the notices are rows that were stored with what they tell about.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bot.notifier.addresses import Address, AlertAddress, PersonAddress
from bot.notifier.alert_chat import AlertChat
from bot.notifier.answered_stops import AnsweredStops
from bot.notifier.chat_pace import ChatPace
from bot.notifier.compose import ButtonsOf, FillLine, Word, no_buttons
from bot.notifier.contact import Contact
from bot.notifier.lane import Lane, Pictured
from bot.notifier.on_the_way import OnTheWay
from bot.notifier.sender import Sender
from bot.notifier.telegram import Rows, Telegram
from bot.notifier.undelivered import Notes, Undelivered
from bot.views.notices import fill_line
from bot.views.words import Words
from engine.clock import Clock
from engine.notice_settings import NoticeSettingsBook
from engine.outbox import Audience, Outbox, ToPerson
from engine.people import People
from engine.tasks import Nursery

TASKS = ("notifier", "notifier, now and then")
LOOKS_EVERY_S = 5.0
"""For what the signals of the outbox miss: other processes, people who can be reached again."""


class Notifier:
    """Sends every notice of the outbox to its audience.

    `words_of` finds the words of a language, `word` turns a notice into Telegram's HTML in them, and
    `buttons_of` says what stands below it. What each audience wants to be told stands in `book`. `alerts` is
    where `ToAlerts` is; while that is nowhere, those notices are marked undeliverable. `pace` is shared with
    whoever else sends, `answered_stops` and `on_the_way` with whoever answers. `exact_buttons` stand below
    rounded amounts, `mute_buttons` below what can be muted. `pictured` hears who was told what
    a picture may follow, and `journal` keeps what Telegram did not take. While Telegram is away by
    `contact`, all wait.
    """

    def __init__(  # noqa: PLR0913 - wiring is by hand and by name
        self,
        *,
        outbox: Outbox,
        book: NoticeSettingsBook,
        people: People,
        telegram: Telegram,
        words_of: Callable[[str | None], Words],
        word: Word,
        buttons_of: ButtonsOf = no_buttons,
        alerts: AlertChat,
        pace: ChatPace,
        clock: Clock,
        nursery: Nursery,
        looks_every_s: float = LOOKS_EVERY_S,
        answered_stops: AnsweredStops | None = None,
        exact_buttons: Callable[[Words], Rows] = lambda _: (),
        mute_buttons: Callable[[Words], Rows] = lambda _: (),
        fill_line: FillLine = fill_line,
        contact: Contact | None = None,
        on_the_way: OnTheWay | None = None,
        pictured: Pictured = lambda _person, _told: None,
        journal: Notes | None = None,
    ) -> None:
        self._undelivered = Undelivered(journal, people, clock)
        self._pictured = pictured
        self._outbox = outbox
        self._people = people
        self._book = book
        self._fill_line = fill_line
        self._words_of = words_of
        self._word = word
        self._buttons_of = buttons_of
        self._alerts = alerts
        self._clock = clock
        self._nursery = nursery
        self._looks_every_s = looks_every_s
        self._answered_stops = answered_stops or AnsweredStops()
        self._exact_buttons = exact_buttons
        self._mute_buttons = mute_buttons
        self._contact = contact or Contact(clock)
        self._sender = Sender(
            telegram, outbox, pace, self._contact, clock, on_the_way=on_the_way or OnTheWay()
        )
        self._lanes: dict[Audience, Lane] = {}
        self._settling = False

    def start(self) -> None:
        """Begin, in tasks of the nursery."""
        for name, job in zip(TASKS, (self._follow, self._poll_now_and_then), strict=True):
            self._nursery.start(name, job)

    async def settle(self, within_s: float) -> None:
        """Begin no more messages, and wait that long at most for those on their way to be booked.

        Call it before `stop`, or a message on its way is repeated after the next start.
        """
        self._settling = True
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                for lane in self._lanes.values():
                    await lane.close()

    async def stop(self) -> None:
        """End its tasks. What is not sent waits in the outbox, for a notifier made anew."""
        for name in (*TASKS, *map(_lane_name, self._lanes)):
            await self._nursery.stop(name)

    async def _follow(self) -> None:
        while True:
            await self._look()
            await self._outbox.changed()

    async def _poll_now_and_then(self) -> None:
        while True:
            await self._clock.sleep(self._looks_every_s)
            await self._look()

    async def _look(self) -> None:
        if self._settling:
            return
        for audience in await self._outbox.audiences():
            if audience not in self._lanes:
                self._open_lane(audience)
            self._lanes[audience].poke()

    def _open_lane(self, audience: Audience) -> None:
        lane = Lane(
            audience,
            self._address(audience),
            self._outbox,
            self._sender,
            self._words_of,
            self._word,
            self._buttons_of,
            self._clock,
            book=self._book,
            fill_line=self._fill_line,
            answered_stops=self._answered_stops,
            exact_buttons=self._exact_buttons,
            mute_buttons=self._mute_buttons,
            contact=self._contact,
            pictured=self._pictured,
            undelivered=self._undelivered,
        )
        self._lanes[audience] = lane
        self._nursery.start(_lane_name(audience), lane.run)

    def _address(self, audience: Audience) -> Address:
        if isinstance(audience, ToPerson):
            return PersonAddress(audience.user_id, self._people, self._undelivered)
        return AlertAddress(self._alerts, self._people, self._outbox, self._clock, self._undelivered)


def _lane_name(audience: Audience) -> str:
    return f"notifier to {audience}"
