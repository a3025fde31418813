"""/orders: what is open at the exchanges, and what no bot owns can be cancelled."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.chat.answering import Answer
from bot.chat.questions import account_from, account_words, claim, conclude, put
from bot.keyboards.callbacks import AnswerOrphan, CancelOrphan, ShowOrders
from bot.keyboards.keyboards import list_keyboard, orders_keyboard, orphan_keyboard
from bot.views.errors import sentence
from bot.views.orders import NO_SUCH_STRAY, NOT_CANCELLED, orders_lines, orphan_question
from engine.clock import Clock
from engine.confirmations import Ask, Confirmations
from engine.errors import NotPossible, TryLater
from engine.people import Person
from engine.service import Service

CANCELLED = "The order is cancelled. /orders shows what is open."


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="orders")
    made.message.register(orders, Command("orders"))
    made.callback_query.register(show_orders, ShowOrders.filter())
    made.callback_query.register(ask, CancelOrphan.filter())
    made.callback_query.register(confirmed, AnswerOrphan.filter(F.yes))
    made.callback_query.register(let_be, AnswerOrphan.filter(~F.yes))
    return made


async def orders(_: Message, person: Person, answer: Answer, service: Service, clock: Clock) -> None:
    found = await service.open_orders(person.user_id)
    await answer.say_lines(orders_lines(found, clock.now()), orders_keyboard(found))


async def show_orders(
    _: CallbackQuery, person: Person, answer: Answer, service: Service, clock: Clock
) -> None:
    await answer.toast()
    found = await service.open_orders(person.user_id)
    await answer.show_lines(orders_lines(found, clock.now()), orders_keyboard(found))


async def ask(
    _: CallbackQuery,
    callback_data: CancelOrphan,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    orphans = (await service.open_orders(person.user_id)).orphans
    named = (one.order for one in orphans if one.order.client_order_id == callback_data.order)
    orphan = next(named, None)
    if orphan is None:
        await answer.show(NO_SUCH_STRAY, list_keyboard())
        return
    target = "|".join([*account_words(orphan.account_id), orphan.client_order_id])
    question = await put(confirmations, person, clock, Ask.CANCEL_STRAY, target)
    await answer.show(orphan_question(orphan, clock.now()), orphan_keyboard(question))


async def confirmed(
    _: CallbackQuery,
    callback_data: AnswerOrphan,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is None or question.ask is not Ask.CANCEL_STRAY:
        return
    *words, name = question.target.split("|")
    try:
        done = await service.cancel_orphan(person.user_id, account_from(words), name)
        said = CANCELLED if done else NO_SUCH_STRAY
    except (NotPossible, TryLater) as e:
        said = sentence(e)
    await conclude(confirmations, answer, question, [said])


async def let_be(
    _: CallbackQuery,
    callback_data: AnswerOrphan,
    person: Person,
    answer: Answer,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is not None:
        await conclude(confirmations, answer, question, [NOT_CANCELLED])
