"""What ends the form: a bot made or changed, and the card in the form's place."""

from dataclasses import replace

from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardMarkup
from aiogram_dialog import DialogManager, ShowMode

from bot.chat.answering import Answer
from bot.dialogs.form_state import form_of, keep, load
from bot.keyboards.keyboards import card_keyboard
from bot.views.card import card_text
from bot.views.errors import sentence
from engine.clock import Clock
from engine.core.types import BotId, Status
from engine.errors import CardOutdated, ScalperError
from engine.people import Person
from engine.reads.views import BotCard
from engine.service import Service

FINISHED = "finished_forms"
"""Where the person's data keeps which forms they ended: a second tap on such a one changes nothing."""
_MOST_FINISHED = 10
_CHANGED_MEANWHILE = (
    "The bot has changed meanwhile, so nothing was saved. Look at the changes again, then save."
)


async def create(manager: DialogManager, *, start: bool, live_confirmed: bool = False) -> None:
    """Make the bot and close the form, or say in the form why not."""
    form = load(manager.dialog_data)
    service, person = service_of(manager), person_of(manager)
    try:
        card = await service.create(
            person.user_id, form.draft, start=start, key=form.key, live_confirmed=live_confirmed
        )
    except ScalperError as e:
        keep(manager.dialog_data, replace(form, problem=sentence(e)))
        return
    started = card.state.status is Status.ACTIVE
    await end_with_card(manager, card, "<b>Made and started.</b>" if started else "<b>Made, not started.</b>")


async def save(manager: DialogManager, *, live_confirmed: bool = False) -> None:
    """Change the bot and close the form, or say in the form why not."""
    form = load(manager.dialog_data)
    editing = form.editing
    if editing is None:
        return
    service, person = service_of(manager), person_of(manager)
    try:
        card = await service.edit(
            person.user_id,
            BotId(editing.bot_id),
            form.draft,
            editing.revision,
            live_confirmed=live_confirmed,
        )
    except CardOutdated:
        now = await service.card(person.user_id, BotId(editing.bot_id))
        fresh = replace(form, editing=form_of(now).editing, problem=_CHANGED_MEANWHILE)
        keep(manager.dialog_data, fresh)
    except ScalperError as e:
        keep(manager.dialog_data, replace(form, problem=sentence(e)))
    else:
        await end_with_card(manager, card, "<b>Changed.</b>")


async def end_with_card(manager: DialogManager, card: BotCard, note: str) -> None:
    """Close the form; its message becomes the bot's card."""
    clock: Clock = manager.middleware_data["clock"]
    await end(manager, card_text(card, clock.now(), note), card_keyboard(card))


async def end(manager: DialogManager, text: str, markup: InlineKeyboardMarkup) -> None:
    """Close the form and put the text in its place."""
    state: FSMContext = manager.middleware_data["state"]
    finished: list[str] = (await state.get_data()).get(FINISHED, [])
    newest = [*finished, manager.current_context().id][-_MOST_FINISHED:]
    await state.update_data({FINISHED: newest})
    answer: Answer = manager.middleware_data["answer"]
    await manager.done(show_mode=ShowMode.NO_UPDATE)
    await answer.show(text, markup)


def service_of(manager: DialogManager) -> Service:
    service: Service = manager.middleware_data["service"]
    return service


def person_of(manager: DialogManager) -> Person:
    person: Person = manager.middleware_data["person"]
    return person
