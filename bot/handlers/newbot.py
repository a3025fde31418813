"""Opening the form: empty, from one line, or for a bot that shall change."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, StartMode

from bot.chat.answering import Answer
from bot.dialogs.form_state import FormState, dump, form_of
from bot.dialogs.states import Form
from bot.keyboards.callbacks import Act, NewForm, OnCard
from bot.keyboards.keyboards import again_keyboard, new_bot_keyboard
from bot.parsing.newbot_parser import read_line
from bot.views.form import CLOSED
from bot.views.help import OLD_AFTER_S, form_in_private, sent_ago
from engine.core.types import BotId
from engine.people import Person
from engine.service import Service


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="newbot")
    made.message.register(newbot, Command("newbot"))
    made.callback_query.register(new_form, NewForm.filter())
    made.callback_query.register(edit, OnCard.filter(F.act == Act.EDIT))
    return made


async def newbot(
    message: Message,
    command: CommandObject,
    answer: Answer,
    service: Service,
    dialog_manager: DialogManager,
    age_s: float = 0,
) -> None:
    """Open the form. In a group the way to it is sent privately."""
    line = (command.args or "").strip()
    if not answer.private:
        await answer.say(form_in_private(line), new_bot_keyboard())
    elif age_s > OLD_AFTER_S:
        ago = sent_ago(timedelta(seconds=age_s))
        await answer.say(f"{ago} Still open the form?", again_keyboard(), reply_to=message.message_id)
    else:
        await open_form(line, answer, service, dialog_manager)


async def open_form(line: str, answer: Answer, service: Service, manager: DialogManager) -> None:
    """Open the form below what was written; with a line, at its review. One that was open is closed."""
    left = manager.current_stack().last_message_id if manager.has_context() else None
    await manager.reset_stack()
    if left is not None:
        await answer.close(left, CLOSED)
    await _start(manager, line, service)


async def _start(manager: DialogManager, line: str, service: Service) -> None:
    if not line:
        await manager.start(Form.ticker, data=dump(FormState()), mode=StartMode.RESET_STACK)
        return
    said = read_line(line, tuple(service.exchanges()))
    sheet = FormState(draft=said.draft, line_problems=said.problems, returning=True)
    await manager.start(Form.review, data=dump(sheet), mode=StartMode.RESET_STACK)


async def new_form(_: CallbackQuery, answer: Answer, service: Service, dialog_manager: DialogManager) -> None:
    await answer.toast()
    await _start(dialog_manager, "", service)


async def edit(
    _: CallbackQuery,
    callback_data: OnCard,
    person: Person,
    answer: Answer,
    service: Service,
    dialog_manager: DialogManager,
) -> None:
    await answer.toast()
    card = await service.card(person.user_id, BotId(callback_data.bot))
    await dialog_manager.start(Form.review, data=dump(form_of(card)), mode=StartMode.RESET_STACK)
