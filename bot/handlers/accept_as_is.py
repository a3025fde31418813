"""Taking a bot's order as it is, after a look at the exchange and a question."""

from decimal import Decimal
from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from bot.chat.answering import Answer
from bot.chat.questions import claim, conclude, put
from bot.handlers.answers import done, let_be
from bot.keyboards.callbacks import Act, AnswerAcceptAsIs, DecideOn, OnCard
from bot.keyboards.keyboards import accept_as_is_keyboard, card_keyboard
from bot.views.accept_as_is import NOT_TAKEN, accept_as_is_question, taken_note
from bot.views.card import card_text
from bot.views.errors import sentence
from engine.clock import Clock
from engine.confirmations import Ask, Confirmations
from engine.core.types import BotId
from engine.errors import BadInput, NotPossible, TryLater
from engine.people import Person
from engine.reads.views import OrderFigures, StuckOrder
from engine.service import Service

Text = tuple[str, InlineKeyboardMarkup]


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="settling")
    made.callback_query.register(ask_on_card, OnCard.filter(F.act == Act.SETTLE))
    made.callback_query.register(ask_on_notice, DecideOn.filter(F.act == Act.SETTLE))
    made.callback_query.register(confirmed, AnswerAcceptAsIs.filter(F.yes))
    made.callback_query.register(cancelled, AnswerAcceptAsIs.filter(~F.yes))
    return made


async def ask_on_card(
    _: CallbackQuery,
    callback_data: OnCard,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    await answer.show(*await _question(callback_data, person, service, confirmations, clock))


async def ask_on_notice(
    _: CallbackQuery,
    callback_data: DecideOn,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    """Ask below the notice, which stays as it is."""
    await answer.toast()
    await answer.say(*await _question(callback_data, person, service, confirmations, clock))


async def _question(
    tapped: OnCard | DecideOn, person: Person, service: Service, confirmations: Confirmations, clock: Clock
) -> Text:
    """Return the question, or the bot's card with the reason why there is none."""
    bot_id, revision = BotId(tapped.bot), tapped.revision
    try:
        found = await service.inspect_order(person.user_id, bot_id, revision)
    except (BadInput, NotPossible, TryLater) as e:
        card = await service.card(person.user_id, bot_id)
        return card_text(card, clock.now(), sentence(e)), card_keyboard(card)
    question = await put(confirmations, person, clock, Ask.SETTLE, _target(found))
    return accept_as_is_question(found), accept_as_is_keyboard(question, bot_id)


def _target(found: StuckOrder) -> str:
    state, figures = found.card.state, found.figures
    reported = "" if figures.reported is None else str(figures.reported)
    seen = [figures.client_order_id, str(figures.booked), reported]
    return ":".join([state.bot_id.hex, str(state.revision), *seen])


async def confirmed(
    _: CallbackQuery,
    callback_data: AnswerAcceptAsIs,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    """End the order if bot, order and exchange are still as they were when the question was put."""
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is None or question.ask is not Ask.SETTLE:
        return
    bot_hex, revision, order, booked, reported = question.target.split(":")
    figures = OrderFigures(
        client_order_id=order,
        booked=Decimal(booked),
        reported=Decimal(reported) if reported else None,
    )
    try:
        card = await service.settle(person.user_id, BotId(UUID(bot_hex)), figures, int(revision))
    except (BadInput, NotPossible, TryLater) as e:
        await conclude(confirmations, answer, question, [sentence(e)])
        return
    note = taken_note(card)
    await done(confirmations, answer, question, card, clock, note)


async def cancelled(
    _: CallbackQuery,
    callback_data: AnswerAcceptAsIs,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await let_be(callback_data, person, answer, service, confirmations, clock, NOT_TAKEN)
