"""Starting a LIVE bot, after a question."""

from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.answering import Answer
from bot.chat.questions import claim, conclude
from bot.handlers.answers import done, let_be
from bot.handlers.bots import STARTED, runs
from bot.keyboards.callbacks import AnswerLive
from bot.views.errors import sentence
from bot.views.live import NOT_STARTED
from engine.clock import Clock
from engine.confirmations import Ask, Confirmations
from engine.core.types import BotId
from engine.errors import BadInput, NotPossible, TryLater
from engine.people import Person
from engine.service import Service


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="live")
    made.callback_query.register(confirmed, AnswerLive.filter(F.yes))
    made.callback_query.register(cancelled, AnswerLive.filter(~F.yes))
    return made


async def confirmed(
    _: CallbackQuery,
    callback_data: AnswerLive,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    """Start the bot if it is still as it was when the question was put."""
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is None or question.ask is not Ask.GO_LIVE:
        return
    bot_hex, revision = question.target.split(":")
    bot_id = BotId(UUID(bot_hex))
    try:
        card = await service.start(person.user_id, bot_id, int(revision), live_confirmed=True)
    except (BadInput, NotPossible, TryLater) as e:
        await conclude(confirmations, answer, question, [sentence(e)])
        return
    note = STARTED if runs(card.state) else None
    await done(confirmations, answer, question, card, clock, note)


async def cancelled(
    _: CallbackQuery,
    callback_data: AnswerLive,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await let_be(callback_data, person, answer, service, confirmations, clock, NOT_STARTED)
