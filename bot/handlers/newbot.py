"""Opening the form: empty, from one line, or for a bot that shall change."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, StartMode

from bot.chat.context import ChatContext
from bot.dialogs.form_state import FormState, dump, form_of
from bot.dialogs.states import Form
from bot.keyboards.bots import new_bot_keyboard
from bot.keyboards.callbacks import Act, NewForm, OnCard
from bot.keyboards.questions import again_keyboard
from bot.parsing.newbot_parser import read_line
from bot.views.form import CLOSED
from bot.views.help import OLD_AFTER_S, form_in_private, sent_ago
from engine.core.types import BotId


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="newbot")
    made.message.register(newbot, Command("newbot"))
    made.callback_query.register(new_form, NewForm.filter())
    made.callback_query.register(edit, OnCard.filter(F.act == Act.EDIT))
    return made


async def newbot(
    message: Message, command: CommandObject, ctx: ChatContext, dialog_manager: DialogManager
) -> None:
    """Open the form. In a group the way to it is sent privately."""
    line = (command.args or "").strip()
    if not ctx.answer.private:
        await ctx.answer.say(form_in_private(line), new_bot_keyboard())
    elif ctx.age_s > OLD_AFTER_S:
        ago = sent_ago(timedelta(seconds=ctx.age_s))
        await ctx.answer.say(f"{ago} Still open the form?", again_keyboard(), reply_to=message.message_id)
    else:
        await open_form(ctx, line, dialog_manager)


async def open_form(ctx: ChatContext, line: str, manager: DialogManager) -> None:
    """Open the form below what was written; with a line, at its review. One that was open is closed."""
    left = manager.current_stack().last_message_id if manager.has_context() else None
    await manager.reset_stack()
    if left is not None:
        await ctx.answer.close(left, CLOSED)
    await _start(ctx, manager, line)


async def _start(ctx: ChatContext, manager: DialogManager, line: str) -> None:
    if not line:
        await manager.start(Form.ticker, data=dump(FormState()), mode=StartMode.RESET_STACK)
        return
    said = read_line(line, tuple(ctx.service.exchanges(ctx.actor)))
    form = FormState(draft=said.draft, line_problems=said.problems, returning=True)
    await manager.start(Form.review, data=dump(form), mode=StartMode.RESET_STACK)


async def new_form(_: CallbackQuery, ctx: ChatContext, dialog_manager: DialogManager) -> None:
    await ctx.answer.toast()
    await _start(ctx, dialog_manager, "")


async def edit(
    _: CallbackQuery, callback_data: OnCard, ctx: ChatContext, dialog_manager: DialogManager
) -> None:
    await ctx.answer.toast()
    card = await ctx.service.card(ctx.actor, BotId(callback_data.bot))
    await dialog_manager.start(Form.review, data=dump(form_of(card)), mode=StartMode.RESET_STACK)
