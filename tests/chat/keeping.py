"""Living cards at work in the rig, and how a test waits for what they do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup

from bot.cards.keeper import CardKeeper
from bot.cards.lane import CardTools
from bot.cards.telegram import AiogramCards
from bot.chat.context import zone_of
from bot.keyboards.digits import exact_notices
from bot.keyboards.muting import mute_buttons
from bot.keyboards.notices import buttons_of
from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.chat_pace import ChatPace
from bot.notifier.notifier import Notifier
from bot.views.notices import word
from tests.chat.rig import OWNER, Rig
from tests.support.chat_control import ChatControl, JsonObject
from tests.support.clock import ManualClock
from tests.support.local_chat_fixtures import bot_of
from tests.support.person import Person, Seen
from tests.support.words import CATALOGUES


class Kept(AiogramCards):
    """Notes, as the program's clock has it, when which message was changed."""

    def __init__(self, bot: Bot, clock: ManualClock) -> None:
        super().__init__(bot)
        self._clock = clock
        self.edits: list[tuple[float, int]] = []
        self.posted, self.posts_are_answered = asyncio.Event(), asyncio.Event()
        self.posts_are_answered.set()

    async def edit(
        self, chat_id: int, message_id: int, html: str, markup: InlineKeyboardMarkup | None
    ) -> None:
        self.edits.append((self._clock.monotonic().total_seconds(), message_id))
        await super().edit(chat_id, message_id, html, markup)

    async def post(self, chat_id: int, html: str, markup: InlineKeyboardMarkup | None) -> int:
        message_id = await super().post(chat_id, html, markup)
        self.posted.set()
        await self.posts_are_answered.wait()
        return message_id


@asynccontextmanager
async def keeping(rig: Rig, *, notices: bool = False) -> AsyncIterator[Kept]:
    """Let cards live, and be told what is owed to Anna if asked for: both at one pace."""
    now, pace = rig.now, ChatPace()
    bot = bot_of(rig.chat)  # as the program has it: neither counts nor tries again
    await now.store.people.admit(OWNER, "Anna", OWNER, rig.clock.now())
    kept = Kept(bot, rig.clock)
    tools = CardTools(
        living=now.living,
        service=now.service,
        people=now.store.people,
        words_of=CATALOGUES.words,
        zone_of=partial(zone_of, now.store.notice_settings),
        telegram=kept,
        pace=pace,
        clock=rig.clock,
        date=rig.clock.now,
    )
    keeper = CardKeeper(tools, now.changes, now.nursery)
    keeper.start()
    notifier = Notifier(
        outbox=now.store.outbox,
        book=now.store.notice_settings,
        people=now.store.people,
        telegram=AiogramTelegram(bot),
        words_of=CATALOGUES.words,
        word=word,
        buttons_of=buttons_of,
        alerts=now.alert_chat,
        pace=pace,
        clock=rig.clock,
        nursery=now.nursery,
        answered_stops=now.answered_stops,
        on_the_way=rig.on_the_way,
        exact_buttons=exact_notices,
        mute_buttons=mute_buttons,
    )
    if notices:
        notifier.start()
    yield kept
    await keeper.stop()
    await notifier.stop()
    await bot.session.close()


async def becomes(anna: Person, rig: Rig, card: Seen, fits: Callable[[Seen], bool]) -> Seen:
    """Return the message once it is so, letting time pass for what waits its turn."""
    try:
        async with asyncio.timeout(anna.patience_seconds):
            while not fits(now := anna.current(card)):
                await rig.clock.advance(1)
                await anna.catch_up()
    except TimeoutError:
        raise AssertionError(f"It stays as it is:\n{anna.current(card)}\n{anna.account()}") from None
    return now


async def pass_time(anna: Person, rig: Rig, seconds: float, step_s: float = 1) -> None:
    """Let time pass, and the sockets have their turn in it."""
    for _ in range(int(seconds / step_s)):
        await rig.clock.advance(step_s)
        await anna.catch_up()


async def edits(control: ChatControl) -> list[JsonObject]:
    """Return what was asked to be changed by now, in the chat's own order."""
    calls = await control.calls()
    return [call for call in calls if call["method"].lower().startswith("editmessage")]
