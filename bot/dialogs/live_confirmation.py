"""The last question of a form about a LIVE bot: whether it shall trade with money."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram.enums import ParseMode
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button
from aiogram_dialog.widgets.text import Format

from bot.chat.context import ChatContext
from bot.chat.question_subjects import SubmitLiveTarget
from bot.chat.questions import Outcome
from bot.dialogs.ending import context_of, keep_problem, submit, to_review
from bot.dialogs.form_state import FormState, keep, load
from bot.dialogs.label import Say
from bot.dialogs.states import Form
from bot.views.errors import sentence
from bot.views.live import live_question
from engine.errors import ScalperError


def money_window(typed: Callable[[Message, MessageInput, DialogManager], Awaitable[None]]) -> Window:
    return Window(
        Format("{text}"),
        Button(Say("button-go-live"), id="money", on_click=_confirmed),
        Button(Say("button-back"), id="back_money", on_click=to_review),
        MessageInput(typed),
        state=Form.money,
        getter=_question,
        parse_mode=ParseMode.HTML,
    )


async def ask_for_money(manager: DialogManager) -> None:
    """Put the question, about the draft as it is and the bot as it was seen."""
    form = load(manager.dialog_data)
    question = await context_of(manager).questions.put(_target(form))
    keep(manager.dialog_data, replace(form, money_question=question, problem=None))
    await manager.switch_to(Form.money)


def _target(form: FormState) -> SubmitLiveTarget:
    if form.editing is None:
        return SubmitLiveTarget(form=form.key, bot_id=None, revision=None)
    return SubmitLiveTarget(form=form.key, bot_id=form.bot_id, revision=form.editing.revision)


async def _question(dialog_manager: DialogManager, ctx: ChatContext, **_: object) -> dict[str, Any]:
    form = load(dialog_manager.dialog_data)
    editing = form.editing
    ask = ctx.words("live-change", number=str(editing.number)) if editing else ctx.words("live-start")
    try:
        found = await ctx.service.review(ctx.actor, form.draft, form.bot_id)
    except ScalperError as e:
        return {"text": sentence(ctx.words, e)}
    if found.config is None:
        return {"text": ctx.words("live-no-more")}
    text = live_question(ctx.words, ask, found.config, found.market, ctx.service.limits(ctx.actor))
    return {"text": f"{text}\n\n⚠️ {form.problem}" if form.problem else text}


async def _confirmed(_: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Carry it out if the question is open, and about just this."""
    form = load(manager.dialog_data)
    keep(manager.dialog_data, replace(form, money_question=None))
    await manager.switch_to(Form.review)  # where it stays when it cannot be done

    async def confirmed(target: SubmitLiveTarget) -> Outcome:
        if target != _target(form):
            return Outcome([keep_problem(manager, context_of(manager).words("question-expired"))])
        try:
            said = await submit(manager, start=True, live_confirmed=True)
        except ScalperError as e:
            said = keep_problem(manager, sentence(context_of(manager).words, e))
        return Outcome([said])

    concluded = await context_of(manager).questions.conclude(
        form.money_question or "", SubmitLiveTarget, confirmed
    )
    if concluded is not None and not concluded.first:
        keep_problem(manager, "\n".join(concluded.outcome.lines))
