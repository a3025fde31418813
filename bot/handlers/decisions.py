"""Buttons below notices. The notice stays as it is; what came of the tap stands below it."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.answering import Answer
from bot.chat.questions import put_live
from bot.handlers.bots import STARTED, runs
from bot.keyboards.callbacks import Act, DecideOn, OpenCard
from bot.keyboards.keyboards import card_keyboard, live_keyboard
from bot.views.card import card_text
from bot.views.errors import OUTDATED, sentence
from bot.views.live import live_start_question
from bot.views.stops import stop_note
from engine.clock import Clock
from engine.confirmations import Confirmations
from engine.core.types import BotId, Mode, StopForm
from engine.errors import CardOutdated, CommandRejected
from engine.people import Person
from engine.reads.views import BotCard
from engine.service import Service


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="decisions")
    made.callback_query.register(open_card, OpenCard.filter())
    made.callback_query.register(go_on, DecideOn.filter(F.act == Act.START))
    made.callback_query.register(stop, DecideOn.filter(F.act == Act.STOP))
    return made


async def open_card(
    _: CallbackQuery, callback_data: OpenCard, person: Person, answer: Answer, service: Service, clock: Clock
) -> None:
    await answer.toast()
    await _say_card(answer, await service.card(person.user_id, BotId(callback_data.bot)), clock, None)


async def go_on(
    _: CallbackQuery,
    callback_data: DecideOn,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
    confirmations: Confirmations,
) -> None:
    """Let the bot go on. With money there is a question first."""
    await answer.toast()
    bot_id, revision = BotId(callback_data.bot), callback_data.revision
    card = await service.card(person.user_id, bot_id)
    if card.state.revision != revision:
        await _say_card(answer, card, clock, OUTDATED)
    elif card.state.config.mode is Mode.LIVE:
        service.check_on(Mode.LIVE)
        question = await put_live(confirmations, person, clock, card)
        await answer.say(live_start_question(card, service.limits), live_keyboard(question, bot_id))
    else:
        try:
            card = await service.start(person.user_id, bot_id, revision)
        except (CardOutdated, CommandRejected) as e:
            card = await service.card(person.user_id, bot_id)
            await _say_card(answer, card, clock, sentence(e))
        else:
            await _say_card(answer, card, clock, STARTED if runs(card.state) else None)


async def stop(
    _: CallbackQuery, callback_data: DecideOn, person: Person, answer: Answer, service: Service, clock: Clock
) -> None:
    await answer.toast()
    bot_id = BotId(callback_data.bot)
    try:
        report = await service.stop(person.user_id, bot_id, StopForm.STOP, callback_data.revision)
    except CardOutdated:
        card = await service.card(person.user_id, bot_id)
        await _say_card(answer, card, clock, OUTDATED)
    else:
        await _say_card(answer, report.card, clock, stop_note(report, StopForm.STOP))


async def _say_card(answer: Answer, card: BotCard, clock: Clock, note: str | None) -> None:
    await answer.say(card_text(card, clock.now(), note), card_keyboard(card))
