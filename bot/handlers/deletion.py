"""Deleting a bot, after a question."""

from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.answering import Answer
from bot.chat.questions import claim, conclude, put
from bot.handlers.answers import let_be
from bot.keyboards.callbacks import Act, AnswerDelete, OnCard
from bot.keyboards.keyboards import delete_keyboard
from bot.views.deletion import delete_label, delete_question, deleted
from bot.views.errors import sentence
from engine.clock import Clock
from engine.confirmations import Ask, Confirmations
from engine.core.types import BotId
from engine.errors import NotPossible
from engine.people import Person
from engine.service import Service

_RELEASE = "release"
_KEEP = "keep"
NOTHING_DELETED = "Nothing was deleted."


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="deleting")
    made.callback_query.register(ask, OnCard.filter(F.act == Act.DELETE))
    made.callback_query.register(confirmed, AnswerDelete.filter(F.yes))
    made.callback_query.register(cancelled, AnswerDelete.filter(~F.yes))
    return made


async def ask(
    _: CallbackQuery,
    callback_data: OnCard,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    card = await service.card(person.user_id, BotId(callback_data.bot))
    state = card.state
    target = f"{state.bot_id.hex}:{state.revision}:{_RELEASE if state.held else _KEEP}"
    question = await put(confirmations, person, clock, Ask.DELETE_BOT, target)
    await answer.show(delete_question(card), delete_keyboard(question, state.bot_id, delete_label(card)))


async def confirmed(
    _: CallbackQuery,
    callback_data: AnswerDelete,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is None:
        return
    bot_hex, revision, release = question.target.split(":")
    bot_id = BotId(UUID(bot_hex))
    try:
        card = await service.card(person.user_id, bot_id)
        await service.delete(person.user_id, bot_id, int(revision), release=release == _RELEASE)
        said = deleted(card)
    except NotPossible as e:
        said = sentence(e)
    await conclude(confirmations, answer, question, [said])


async def cancelled(
    _: CallbackQuery,
    callback_data: AnswerDelete,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await let_be(callback_data, person, answer, service, confirmations, clock, NOTHING_DELETED)
