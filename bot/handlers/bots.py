"""The list of bots and their cards."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.chat.answering import Answer
from bot.chat.questions import put_live
from bot.keyboards.callbacks import Act, OnCard, ShowBots, ShowCard, StopBy
from bot.keyboards.keyboards import bots_keyboard, card_keyboard, live_keyboard, stop_forms, stop_keyboard
from bot.views.bots import bots_text
from bot.views.card import AS_OF, card_body, card_text
from bot.views.errors import OUTDATED, sentence
from bot.views.live import live_start_question
from bot.views.stops import stop_note, stop_question
from bot.views.text import plain_text
from engine.clock import Clock
from engine.confirmations import Confirmations
from engine.core.state import BotState, Phase
from engine.core.types import BotId, Mode, Status
from engine.errors import CardOutdated, CommandRejected, LiveUnconfirmed, NotPossible
from engine.people import Person
from engine.reads.views import BotCard, BotFilter
from engine.service import Service

UP_TO_DATE = "Up to date"
STARTED = "<b>Started.</b>"


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="bots")
    made.message.register(bots, Command("bots"))
    taps = made.callback_query
    taps.register(show_bots, ShowBots.filter())
    taps.register(show, ShowCard.filter())
    taps.register(start, OnCard.filter(F.act == Act.START))
    taps.register(ask_stop, OnCard.filter(F.act == Act.STOP))
    taps.register(alerts, OnCard.filter(F.act.in_({Act.ALERTS_ON, Act.ALERTS_OFF})))
    taps.register(stop, StopBy.filter())
    return made


async def bots(_: Message, person: Person, answer: Answer, service: Service) -> None:
    page = await service.bots(person.user_id, BotFilter.ALL, 0)
    await answer.say(bots_text(page, BotFilter.ALL), bots_keyboard(page, BotFilter.ALL))


async def show_bots(
    _: CallbackQuery, callback_data: ShowBots, person: Person, answer: Answer, service: Service
) -> None:
    await answer.toast()
    which = callback_data.which
    page = await service.bots(person.user_id, which, callback_data.page)
    await answer.show(bots_text(page, which), bots_keyboard(page, which))


async def show(
    callback: CallbackQuery,
    callback_data: ShowCard,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
) -> None:
    card = await service.card(person.user_id, BotId(callback_data.bot))
    same = callback_data.refresh and _shows(callback, card_body(card, clock.now()))
    await answer.toast(UP_TO_DATE if same else "")
    await put_card(answer, card, clock)


def _shows(callback: CallbackQuery, body: str) -> bool:
    """Say whether the message with the button shows this card already, whenever it was looked up."""
    text = getattr(callback.message, "text", None) or ""
    return bool(text.split(plain_text(AS_OF))[0] == plain_text(body))


async def start(
    _: CallbackQuery,
    callback_data: OnCard,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
    confirmations: Confirmations,
) -> None:
    await answer.toast()
    bot_id = BotId(callback_data.bot)
    card = await service.card(person.user_id, bot_id)
    if card.state.config.mode is Mode.LIVE and card.state.revision == callback_data.revision:
        service.check_on(Mode.LIVE)
        question = await put_live(confirmations, person, clock, card)
        await answer.show(live_start_question(card, service.limits), live_keyboard(question, bot_id))
        return
    try:
        card = await service.start(person.user_id, bot_id, callback_data.revision)
    except (CardOutdated, CommandRejected, LiveUnconfirmed) as e:
        card = await service.card(person.user_id, bot_id)
        await put_card(answer, card, clock, STARTED if runs(card.state) else sentence(_shown(e)))
    else:
        await put_card(answer, card, clock, STARTED if runs(card.state) else None)


def _shown(error: NotPossible) -> NotPossible:
    """Return the error as a card tells it: one that came before the question is a card of the past."""
    return CardOutdated() if isinstance(error, LiveUnconfirmed) else error


def runs(state: BotState) -> bool:
    """Say whether the bot works towards its next order, and goes on after this cycle."""
    return state.status is Status.ACTIVE and state.phase is not Phase.PAUSED and not state.finishing


async def ask_stop(
    _: CallbackQuery,
    callback_data: OnCard,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
) -> None:
    await answer.toast()
    card = await service.card(person.user_id, BotId(callback_data.bot))
    forms = stop_forms(card)
    if forms:
        await answer.show(stop_question(card, forms), stop_keyboard(card))
    else:
        await put_card(answer, card, clock, OUTDATED)


async def stop(
    _: CallbackQuery,
    callback_data: StopBy,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
) -> None:
    await answer.toast()
    bot_id, form = BotId(callback_data.bot), callback_data.form
    try:
        report = await service.stop(person.user_id, bot_id, form, callback_data.revision)
    except CardOutdated:
        card = await service.card(person.user_id, bot_id)
        await put_card(answer, card, clock, OUTDATED)
    else:
        await put_card(answer, report.card, clock, stop_note(report, form))


async def alerts(
    _: CallbackQuery,
    callback_data: OnCard,
    person: Person,
    answer: Answer,
    service: Service,
    clock: Clock,
) -> None:
    on = callback_data.act is Act.ALERTS_ON
    card = await service.set_alerts(person.user_id, BotId(callback_data.bot), on=on)
    await answer.toast(f"Alerts are {'on' if on else 'off'}")
    await put_card(answer, card, clock)


async def put_card(answer: Answer, card: BotCard, clock: Clock, note: str | None = None) -> None:
    """Show the card in place."""
    await answer.show(card_text(card, clock.now(), note), card_keyboard(card))
