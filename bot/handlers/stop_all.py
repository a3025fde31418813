"""/stop_all: one question, one tap, a report on each bot. `/stop_all now` asks nothing."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.answering import Answer
from bot.chat.questions import claim, conclude, put
from bot.keyboards.callbacks import AnswerStopAll
from bot.keyboards.keyboards import list_keyboard, stop_all_keyboard
from bot.views.help import OLD_AFTER_S, sent_ago
from bot.views.stops import NOTHING_RUNS, stop_all_question, stop_all_report
from engine.clock import Clock
from engine.confirmations import Ask, Confirmations
from engine.people import Person
from engine.service import Service

NOW = "now"


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="stop_all")
    made.message.register(stop_all, Command("stop_all"))
    made.callback_query.register(confirmed, AnswerStopAll.filter(F.yes))
    made.callback_query.register(cancelled, AnswerStopAll.filter(~F.yes))
    return made


async def stop_all(
    _: Message,
    command: CommandObject,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
    age_s: float = 0,
) -> None:
    if (command.args or "").strip().lower() == NOW:
        await answer.say_lines(await _stop(person, service), list_keyboard())
        return
    cards = await service.running(person.user_id)
    if not cards:
        await answer.say(NOTHING_RUNS, list_keyboard())
        return
    lines = stop_all_question(cards)
    if age_s > OLD_AFTER_S:
        lines = [sent_ago(timedelta(seconds=age_s)), *lines]
    question = await put(confirmations, person, clock, Ask.STOP_ALL, "")
    await answer.say_lines(lines, stop_all_keyboard(question))


async def _stop(person: Person, service: Service) -> list[str]:
    return stop_all_report(await service.stop_all(person.user_id))


async def confirmed(
    _: CallbackQuery,
    callback_data: AnswerStopAll,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is not None:
        await conclude(confirmations, answer, question, await _stop(person, service))


async def cancelled(
    _: CallbackQuery,
    callback_data: AnswerStopAll,
    person: Person,
    answer: Answer,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is not None:
        await conclude(confirmations, answer, question, ["Nothing was stopped."])
