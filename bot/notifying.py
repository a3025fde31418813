"""What the chat says without being asked: notices, daily summaries, pictures of cycles, cards that change."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.cards.keeper import CardKeeper
from bot.cards.lane import CardTools
from bot.cards.telegram import AiogramCards
from bot.chat.context import zone_of
from bot.chat.following_pictures import TASK as FOLLOWING
from bot.chat.following_pictures import FollowingPictures
from bot.chat_parts import ChatParts
from bot.keyboards.digits import exact_notices
from bot.keyboards.muting import mute_buttons
from bot.keyboards.notices import buttons_of
from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.notifier import Notifier
from bot.notifier.telegram import CrashPointTelegram
from bot.process.import_in_thread import run_in_thread
from bot.views.notices import word
from engine.clock import SteadyClock
from engine.summaries import TASK as SUMMARIES
from engine.summaries import Summaries

LAST_NOTICES_S = 2.0
"""How long messages on their way may take to be booked when the program ends."""
MENU_SENTENCES = ("command-",)
CARD_SENTENCES = ("card-", "plan-", "status-", "settling-", "paused-", "idle-", "order-", "price-", "age-")
"""How the keys begin of what is said first, by itself: 100 sentences, each compiled in 1 to 3 ms."""


@asynccontextmanager
async def notifying(parts: ChatParts) -> AsyncIterator[None]:
    """Tell people what they have not asked for while in the block. What is on its way at its end arrives."""
    nursery = parts.app_context.nursery
    pictures = _following_pictures(parts)
    notifier = _notifier(parts, pictures)
    nursery.start(FOLLOWING, pictures.run)
    notifier.start()
    summaries = _summaries(parts)
    parts.app_context.health.jobs[SUMMARIES] = summaries.health
    nursery.start(SUMMARIES, summaries.run)
    await _prepare_sentences(parts)
    keeper = _card_keeper(parts)
    keeper.start()
    try:
        yield
    finally:
        await nursery.stop(SUMMARIES)
        await keeper.stop()
        await notifier.settle(LAST_NOTICES_S)
        await notifier.stop()
        await nursery.stop(FOLLOWING)


def _following_pictures(parts: ChatParts) -> FollowingPictures:
    app_context = parts.app_context
    return FollowingPictures(
        bot=parts.notifying,
        service=app_context.service,
        people=parts.people,
        book=app_context.notice_settings,
        pictures=parts.pictures,
        words_of=app_context.catalogues.words,
        pace=parts.pace,
        clock=app_context.clock,
    )


def _notifier(parts: ChatParts, pictures: FollowingPictures) -> Notifier:
    app_context = parts.app_context
    live_trading = app_context.settings.live_trading
    telegram = AiogramTelegram(parts.notifying, app_context.alert_chat.moved)
    return Notifier(
        outbox=app_context.outbox,
        book=app_context.notice_settings,
        people=parts.people,
        telegram=CrashPointTelegram(telegram, app_context.crash_hook),
        words_of=app_context.catalogues.words,
        word=partial(word, live_trading=live_trading),
        buttons_of=partial(buttons_of, live_trading=live_trading),
        alerts=app_context.alert_chat,
        pace=parts.pace,
        clock=app_context.clock,
        nursery=app_context.nursery,
        answered_stops=parts.answered_stops,
        exact_buttons=exact_notices,
        mute_buttons=mute_buttons,
        contact=app_context.contact,
        on_the_way=parts.on_the_way,
        pictured=pictures.after,
        journal=app_context.journal,
    )


def _summaries(parts: ChatParts) -> Summaries:
    app_context = parts.app_context
    return Summaries(
        service=app_context.service,
        people=parts.people,
        book=app_context.notice_settings,
        history=app_context.notice_history,
        outbox=app_context.outbox,
        clock=app_context.clock,
        running_since=app_context.started_at,
    )


def _card_keeper(parts: ChatParts) -> CardKeeper:
    app_context = parts.app_context
    tools = CardTools(
        living=parts.living,
        service=app_context.service,
        people=parts.people,
        words_of=app_context.catalogues.words,
        zone_of=partial(zone_of, app_context.notice_settings),
        telegram=AiogramCards(parts.notifying),
        pace=parts.pace,
        clock=app_context.clock,
        date=SteadyClock(app_context.clock).now,
    )
    return CardKeeper(tools, app_context.bot_changes, app_context.nursery)


async def _prepare_sentences(parts: ChatParts) -> None:
    """Compile what is said first, off the loop that trades: the menu in all languages, cards in some."""
    catalogues = parts.app_context.catalogues
    readers = {catalogues.words(person.language) for person in await parts.people.everybody()}

    def compile_them() -> None:
        for language in catalogues.languages:
            catalogues.words(language).prepare(MENU_SENTENCES)
        for words in readers:
            words.prepare(CARD_SENTENCES)

    await run_in_thread("first sentences", compile_them)
