"""/logs: pages and filters, and notes of one's own."""

from datetime import timedelta
from uuid import UUID

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.answering import Answer
from bot.callbacks import PickLogBot, ShowLogs
from bot.keyboards import again_keyboard, log_bots_keyboard, logs_keyboard
from bot.views.help import OLD_AFTER_S, sent_ago
from bot.views.logs import MOST_NOTE, NO_NOTE, NOTED, WHOSE, logs_text, note_too_long
from engine.clock import Clock
from engine.core.types import BotId
from engine.errors import BotNotFound
from engine.people import Person
from engine.reads import BotFilter, LogLevel, LogQuery
from engine.service import Service

ADD = "add"


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="logs")
    made.message.register(logs, Command("logs"))
    made.callback_query.register(show, ShowLogs.filter())
    made.callback_query.register(pick_bot, PickLogBot.filter())
    return made


async def logs(
    message: Message,
    command: CommandObject,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
    age_s: float = 0,
) -> None:
    """Show the log, or one level of it, or write a note."""
    word, _, rest = (command.args or "").strip().partition(" ")
    if word.lower() != ADD:
        level = LogLevel.__members__.get(word.upper())
        await answer.say(*await page_of(service, clock, LogQuery(owner_id=person.user_id, level=level)))
    elif age_s > OLD_AFTER_S and answer.private:
        ago = sent_ago(timedelta(seconds=age_s))
        await answer.say(f"{ago} Still write the note?", again_keyboard(), reply_to=message.message_id)
    else:
        await add_note(rest.strip(), person, answer, service)


async def add_note(text: str, person: Person, answer: Answer, service: Service) -> None:
    """Write a note into the log, if it is one."""
    if not text:
        await answer.say(NO_NOTE)
    elif len(text) > MOST_NOTE:
        await answer.say(note_too_long(len(text)))
    else:
        await service.note(person.user_id, text)
        await answer.say(NOTED)


async def show(
    _: CallbackQuery,
    callback_data: ShowLogs,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
) -> None:
    await answer.toast()
    query = query_of(person, callback_data.level, callback_data.bot, callback_data.page)
    await answer.show(*await page_of(service, clock, query))


async def pick_bot(
    _: CallbackQuery, callback_data: PickLogBot, person: Person, answer: Answer, service: Service
) -> None:
    await answer.toast()
    page = await service.bots(person.user_id, BotFilter.ALL, callback_data.page)
    await answer.show(WHOSE, log_bots_keyboard(page, callback_data.level))


def query_of(person: Person, level: LogLevel | None, bot: UUID | None, page: int = 0) -> LogQuery:
    """Return the question that a button stands for."""
    return LogQuery(
        owner_id=person.user_id, level=level, bot_id=None if bot is None else BotId(bot), page=page
    )


async def page_of(
    service: Service, clock: Clock, query: LogQuery, foot: str | None = None
) -> tuple[str, InlineKeyboardMarkup]:
    """Return text and buttons of one page."""
    page = await service.logs(query)
    label = await label_of(service, query)
    text = logs_text(page, clock.now(), level=query.level, bot_label=label, foot=foot)
    return text, logs_keyboard(page, query, label)


async def label_of(service: Service, query: LogQuery) -> str | None:
    """Return the name of the bot that the question is about, or None when it is about all."""
    if query.bot_id is None:
        return None
    try:
        card = await service.card(query.owner_id, query.bot_id)
    except BotNotFound:
        return "a deleted bot"
    return f"#{card.number} {card.state.config.ticker}"
