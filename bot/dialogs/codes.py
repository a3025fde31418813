"""A code of settings that is sent to an open form: taken by an empty one, offered by any other."""

from dataclasses import replace

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button

from bot.chat.context import ChatContext
from bot.dialogs.ending import context_of, keep_problem
from bot.dialogs.form_state import FormState, keep, load
from bot.dialogs.label import Say
from bot.dialogs.states import Form
from bot.parsing.settings_code import read_code
from bot.parsing.values import Unclear
from bot.views.form import offered_code
from bot.views.html import Html
from engine.core.checks import BotDraft


def code_button() -> Button:
    """Return the button that takes what is offered."""
    return Button(Say("button-use-code"), id="use_code", on_click=_use_code, when="offered")


def offered_text(form: FormState, ctx: ChatContext) -> Html | None:
    """Return what the code that is offered would make, and how it is taken."""
    if form.offered is None:
        return None
    try:
        draft = read_code(form.offered, tuple(ctx.service.exchanges(ctx.actor)))
    except Unclear:  # its exchange has gone meanwhile
        return None
    return offered_code(ctx.words, draft)


async def take_code(manager: DialogManager, typed: str) -> None:
    """Fill the form with the settings that the code tells; where that would replace any, offer it instead."""
    form, ctx = load(manager.dialog_data), context_of(manager)
    try:
        draft = read_code(typed, tuple(ctx.service.exchanges(ctx.actor)))
    except Unclear as e:
        keep_problem(manager, ctx.words(e.fault.key, **e.fault.values))
        return
    if form.editing is not None:
        keep_problem(manager, ctx.words("form-code-in-edit"))
    elif form.draft == BotDraft():
        await _fill(manager, draft)
    else:
        keep(manager.dialog_data, replace(form, offered=typed, problem=None))


async def _use_code(_: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    form, ctx = load(manager.dialog_data), context_of(manager)
    if form.offered is None:
        return
    try:
        draft = read_code(form.offered, tuple(ctx.service.exchanges(ctx.actor)))
    except Unclear as e:
        keep_problem(manager, ctx.words(e.fault.key, **e.fault.values))
    else:
        await _fill(manager, draft)


async def _fill(manager: DialogManager, draft: BotDraft) -> None:
    key = load(manager.dialog_data).key
    keep(manager.dialog_data, FormState(draft=draft, key=key, returning=True))
    await manager.switch_to(Form.review)
