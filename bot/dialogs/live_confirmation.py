"""The last question of a form about a LIVE bot: whether it shall trade with money."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram.enums import ParseMode
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from aiogram_dialog.widgets.text import Const, Format

from bot.chat.questions import put
from bot.dialogs.ending import create, person_of, save
from bot.dialogs.form_state import FormState, keep, load
from bot.dialogs.states import Form
from bot.views.errors import EXPIRED, sentence
from bot.views.live import GO_LIVE, live_question
from engine.clock import Clock
from engine.confirmations import Ask, Confirmations
from engine.errors import ScalperError
from engine.service import Service


def money_window(typed: Callable[[Message, MessageInput, DialogManager], Awaitable[None]]) -> Window:
    """Return the window of the question."""
    return Window(
        Format("{text}"),
        Button(Const(GO_LIVE), id="money", on_click=_confirmed),
        Button(Const("Back"), id="back_money", on_click=_back),
        MessageInput(typed),
        state=Form.money,
        getter=_question,
        parse_mode=ParseMode.HTML,
    )


async def ask_for_money(manager: DialogManager) -> None:
    """Put the question, about the draft as it is and the bot as it was seen."""
    confirmations: Confirmations = manager.middleware_data["confirmations"]
    clock: Clock = manager.middleware_data["clock"]
    form = load(manager.dialog_data)
    target = _target(form)
    question = await put(confirmations, person_of(manager), clock, Ask.GO_LIVE, target)
    keep(manager.dialog_data, replace(form, money_question=question, problem=None))
    await manager.switch_to(Form.money)


def _target(form: FormState) -> str:
    editing = form.editing
    return f"edit:{editing.bot_id.hex}:{editing.revision}" if editing else f"create:{form.key}"


async def _question(dialog_manager: DialogManager, service: Service, **_: object) -> dict[str, Any]:
    form = load(dialog_manager.dialog_data)
    what = f"Change #{form.editing.number}, which trades" if form.editing else "Start this bot"
    try:
        found = await service.review(form.draft)
    except ScalperError as e:
        return {"text": sentence(e)}
    if found.config is None:
        return {"text": "This cannot be traded any more. Go back to the review."}
    return {"text": live_question(what, found.config, found.market, service.limits)}


async def _confirmed(_: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Carry it out if the question is open, and about just this."""
    confirmations: Confirmations = manager.middleware_data["confirmations"]
    clock: Clock = manager.middleware_data["clock"]
    form = load(manager.dialog_data)
    found = await confirmations.claim(form.money_question or "", person_of(manager).user_id, clock.now())
    keep(manager.dialog_data, replace(form, money_question=None))
    if found is None or found.answer is not None or found.target != _target(form):
        keep(manager.dialog_data, replace(form, money_question=None, problem=EXPIRED))
        await manager.switch_to(Form.review)
        return
    await manager.switch_to(Form.review)  # where it stays when it cannot be done
    if form.editing is None:
        await create(manager, start=True, live_confirmed=True)
    else:
        await save(manager, live_confirmed=True)


async def _back(_: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    keep(manager.dialog_data, replace(load(manager.dialog_data), money_question=None, problem=None))
    await manager.switch_to(Form.review)
