"""What can be done with the log that is shown: take it as a file, follow it, clear it."""

from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.chat.answering import Answer
from bot.chat.questions import claim, conclude, put
from bot.handlers.log_file import LogFile
from bot.handlers.log_follow import Following, task_name
from bot.handlers.logs import label_of, page_of, query_of
from bot.keyboards.callbacks import AnswerClear, LogAct, OnLogs
from bot.keyboards.keyboards import clear_keyboard, follow_keyboard
from bot.views.logs import (
    FOLLOWING,
    NO_LONGER_FOLLOWING,
    NOTHING_TO_CLEAR,
    clear_question,
    cleared,
    file_caption,
    logs_text,
)
from engine.clock import Clock
from engine.confirmations import Ask, Confirmations
from engine.people import Person
from engine.reads.views import LogLevel, LogQuery
from engine.service import Service
from engine.tasks import Nursery


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="log acts")
    taps = made.callback_query
    taps.register(file, OnLogs.filter(F.act == LogAct.FILE))
    taps.register(follow, OnLogs.filter(F.act == LogAct.FOLLOW))
    taps.register(unfollow, OnLogs.filter(F.act == LogAct.UNFOLLOW))
    taps.register(ask_clear, OnLogs.filter(F.act == LogAct.CLEAR))
    taps.register(clear, AnswerClear.filter(F.yes))
    taps.register(keep, AnswerClear.filter(~F.yes))
    return made


async def file(
    _: CallbackQuery,
    callback_data: OnLogs,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
) -> None:
    await answer.toast()
    query = query_of(person, callback_data.level, callback_data.bot)
    entries = LogFile(service.all_logs(query), clock.now())
    await answer.send_file(entries, file_caption(query.level, await label_of(service, query)))


async def follow(
    _: CallbackQuery,
    callback_data: OnLogs,
    person: Person,
    answer: Answer,
    service: Service,
    nursery: Nursery,
    clock: Clock,
) -> None:
    await answer.toast()
    query = query_of(person, callback_data.level, callback_data.bot)
    label = await label_of(service, query)
    page = await service.logs(query)
    text = logs_text(page, clock.now(), level=query.level, bot_label=label, foot=FOLLOWING)
    message = await answer.show(text, follow_keyboard(query.level, query.bot_id))
    if message is not None and not nursery.runs(task_name(message)):
        following = Following(
            message=message, query=query, bot_label=label, page=page, service=service, clock=clock
        )
        nursery.start(task_name(message), following.run, restart=False)


async def unfollow(
    callback: CallbackQuery,
    callback_data: OnLogs,
    person: Person,
    answer: Answer,
    service: Service,
    nursery: Nursery,
    clock: Clock,
) -> None:
    await answer.toast()
    if isinstance(callback.message, Message):
        await nursery.stop(task_name(callback.message))
    query = query_of(person, callback_data.level, callback_data.bot)
    await answer.show(*await page_of(service, clock, query, NO_LONGER_FOLLOWING))


async def ask_clear(
    _: CallbackQuery,
    callback_data: OnLogs,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    query = query_of(person, callback_data.level, callback_data.bot)
    count = await service.clearable(query)
    await answer.toast("" if count else NOTHING_TO_CLEAR)
    if count:
        text = clear_question(count, level=query.level, bot_label=await label_of(service, query))
        question = await put(confirmations, person, clock, Ask.CLEAR_LOGS, _target(query))
        await answer.show(text, clear_keyboard(question))


async def clear(
    _: CallbackQuery,
    callback_data: AnswerClear,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is not None:
        count = await service.clear_logs(_query(person, question.target))
        await conclude(confirmations, answer, question, [cleared(count)])


async def keep(
    _: CallbackQuery,
    callback_data: AnswerClear,
    person: Person,
    answer: Answer,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is not None:
        await conclude(confirmations, answer, question, ["Nothing was deleted."])


def _target(query: LogQuery) -> str:
    level = query.level.value if query.level else ""
    return f"{level}:{query.bot_id.hex if query.bot_id else ''}"


def _query(person: Person, target: str) -> LogQuery:
    level, _, bot = target.partition(":")
    return query_of(person, LogLevel(level) if level else None, UUID(bot) if bot else None)
