"""Giving an order that no bot owns to a bot, after a question."""

from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.answering import Answer
from bot.chat.questions import account_from, account_words, claim, conclude, put
from bot.handlers.answers import done
from bot.handlers.bots import put_card
from bot.keyboards.callbacks import AdoptOrphan, AnswerAdopt
from bot.keyboards.keyboards import adopt_keyboard, list_keyboard
from bot.views.adoption import ADOPTED, NOT_ADOPTED, adopt_question
from bot.views.errors import OUTDATED, sentence
from bot.views.orders import NO_SUCH_STRAY
from engine.clock import Clock
from engine.confirmations import Ask, Confirmations
from engine.core.types import BotId, Side
from engine.errors import BadInput, NotPossible, TryLater
from engine.people import Person
from engine.reads.views import BotCard, OrphanName, OrphanOrder
from engine.service import Service


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="adopting")
    made.callback_query.register(ask, AdoptOrphan.filter())
    made.callback_query.register(confirmed, AnswerAdopt.filter(F.yes))
    made.callback_query.register(let_be, AnswerAdopt.filter(~F.yes))
    return made


async def ask(
    _: CallbackQuery,
    callback_data: AdoptOrphan,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    orphans = (await service.open_orders(person.user_id)).orphans
    orphan = next((one for one in orphans if one.order.client_order_id == callback_data.order), None)
    if orphan is None:
        await answer.show(NO_SUCH_STRAY, list_keyboard())
        return
    card = next((one for one in orphan.fit if one.state.bot_id == callback_data.bot), None)
    if card is None:
        card = await service.card(person.user_id, BotId(callback_data.bot))
        await put_card(answer, card, clock, OUTDATED)
        return
    question = await put(confirmations, person, clock, Ask.ADOPT_STRAY, _target(orphan.order, card))
    text = adopt_question(orphan.order, card, service.limits, clock.now())
    await answer.show(text, adopt_keyboard(question, card))


def _target(orphan: OrphanOrder, card: BotCard) -> str:
    order = [orphan.symbol, orphan.side.value, orphan.client_order_id]
    return "|".join(
        [*account_words(orphan.account_id), *order, card.state.bot_id.hex, str(card.state.revision)]
    )


async def confirmed(
    _: CallbackQuery,
    callback_data: AnswerAdopt,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    """Give it to the bot if both are still as they were when the question was put."""
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is None or question.ask is not Ask.ADOPT_STRAY:
        return
    *words, symbol, side, order, bot_hex, revision = question.target.split("|")
    name = OrphanName(account_id=account_from(words), symbol=symbol, side=Side(side), client_order_id=order)
    try:
        card = await service.adopt(
            person.user_id, BotId(UUID(bot_hex)), name, int(revision), live_confirmed=True
        )
    except (BadInput, NotPossible, TryLater) as e:
        await conclude(confirmations, answer, question, [sentence(e)])
        return
    await done(confirmations, answer, question, card, clock, ADOPTED)


async def let_be(
    _: CallbackQuery,
    callback_data: AnswerAdopt,
    person: Person,
    answer: Answer,
    confirmations: Confirmations,
    clock: Clock,
) -> None:
    await answer.toast()
    question = await claim(confirmations, answer, person, clock, callback_data.question)
    if question is not None:
        await conclude(confirmations, answer, question, [NOT_ADOPTED])
