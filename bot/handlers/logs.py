"""/logs: pages and filters, and notes of one's own."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.answering import Answer
from bot.keyboards.callbacks import PickLogBot, ShowLogs
from bot.keyboards.keyboards import again_keyboard, log_bots_keyboard, logs_keyboard
from bot.views.help import OLD_AFTER_S, sent_ago
from bot.views.logs import (
    MOST_NOTE,
    NO_NOTE,
    NOTED,
    WHOSE,
    logs_text,
    no_such_bot,
    not_a_filter,
    note_too_long,
)
from engine.clock import Clock
from engine.core.types import BotId
from engine.errors import BotNotFound
from engine.people import Person
from engine.reads.views import BotFilter, LogLevel, LogQuery
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
    """Show the log, or that of one level or bot, or write a note."""
    word, _, rest = (command.args or "").strip().partition(" ")
    if word.lower() != ADD:
        asked = await _asked((command.args or "").split(), person, service)
        if isinstance(asked, str):
            await answer.say(asked)
        else:
            await answer.say(*await page_of(service, clock, asked))
    elif age_s > OLD_AFTER_S and answer.private:
        ago = sent_ago(timedelta(seconds=age_s))
        await answer.say(f"{ago} Still write the note?", again_keyboard(), reply_to=message.message_id)
    else:
        await add_note(rest.strip(), person, answer, service)


async def _asked(words: list[str], person: Person, service: Service) -> LogQuery | str:
    """Return what the words ask for, or a sentence on the word that cannot be understood."""
    asked = LogQuery(owner_id=person.user_id)
    for word in words:
        number = word.removeprefix("#")
        if level := LogLevel.__members__.get(word.upper()):
            asked = replace(asked, level=level)
        elif not number.isascii() or not number.isdecimal():
            return not_a_filter(word)
        elif bot := await _bot_of_number(number, person, service):
            asked = replace(asked, bot_id=bot)
        else:
            return no_such_bot(number)
    return asked


async def _bot_of_number(number: str, person: Person, service: Service) -> BotId | None:
    at, pages = 0, 1
    while at < pages:
        page = await service.bots(person.user_id, BotFilter.ALL, at)
        for row in page.rows:
            if str(row.number) == number:
                return row.bot_id
        at, pages = at + 1, page.pages
    return None


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
