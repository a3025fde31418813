"""The form: one message that asks, takes answers by tap or by text, and ends in a review."""

from dataclasses import replace
from operator import itemgetter
from typing import Any
from uuid import UUID

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram_dialog import Dialog, DialogManager, ShowMode, Window
from aiogram_dialog.manager.message_manager import MessageManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select
from aiogram_dialog.widgets.text import Format

from bot.chat.context import ChatContext, Handler, answer_first
from bot.dialogs import finish
from bot.dialogs.carrying import worth_text
from bot.dialogs.codes import code_button, offered_text, take_code
from bot.dialogs.ending import context_of, end, keep_problem, to_review
from bot.dialogs.form_state import FormState, clone_of, clone_of_card, keep, left_out, load
from bot.dialogs.label import Say
from bot.dialogs.live_confirmation import money_window
from bot.dialogs.states import STATES, Form
from bot.dialogs.steps import asked_fields, choices, market_of, own_choices, presets_of, take
from bot.dialogs.typed_buttons import Press, labels_of, written_choice, written_label
from bot.keyboards.bots import way_on_keyboard
from bot.keyboards.presets import keep_keyboard
from bot.parsing.settings_code import is_code
from bot.parsing.stop_words import asks_to_stop
from bot.views.bots import how_to_name
from bot.views.choices import step_choices
from bot.views.complaints import field_name
from bot.views.errors import sentence
from bot.views.form import FIELDS, KEPT, PRICED, field_values, form_title, step_text
from bot.views.presets import keep_text
from bot.views.text import number
from engine.core.checks import Field
from engine.core.state import Refusal
from engine.core.types import BotId
from engine.errors import BotNotFound, CommandRejected, LimitReached
from engine.people import Role
from engine.presets import KINDS
from engine.reads.views import BotFilter

_COVERED = "covered"
"""Set in the dialog's data when other messages stand below the form now."""
_ANSWERS_BELOW = "answers below"
"""Counts in the dialog's data the typed answers that stand below the form now."""
_MOST_ANSWERS_BELOW = 3
"""With one more it would leave a telephone's screen: then it comes down."""
_FIELD_OF = {state.state: which for which, state in STATES.items()}
_WIDTHS = {Field.QUANTITY: 1, Field.BUY_PRICE: 3, Field.SELL_PRICE: 3}


async def cover_form(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Note that a command's answer stands below an open form, so that it comes down again. A middleware."""
    result = await handler(event, data)
    manager: DialogManager | None = data.get("dialog_manager")
    if manager is not None and manager.has_context():
        manager.dialog_data[_COVERED] = True
    return result


async def close_to_readers(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Close the form of somebody who only reads by now: nothing in it can be done any more. A middleware."""
    ctx: ChatContext = data["ctx"]
    if ctx.person.role is not Role.VIEWER:
        return await handler(event, data)
    manager: DialogManager = data["dialog_manager"]
    await end(manager, ctx.words("form-closed-toast"), way_on_keyboard(ctx.words, ctx.person.role))
    return None


class AnsweredMessages(MessageManager):
    """Shows windows; taps have been answered by `answer_first` already."""

    async def answer_callback(self, bot: Bot, callback_query: CallbackQuery) -> None:
        """Do nothing: a tap is answered once."""


def make_form() -> Dialog:
    """Return the form, fit for one dispatcher."""
    dialog = Dialog(
        *(_question(which) for which in FIELDS),
        finish.review_window(_typed_at_review, _change),
        _change_window(),
        money_window(_typed_at_money),
        on_start=_begin,
    )
    dialog.callback_query.middleware(answer_first)
    dialog.callback_query.middleware(close_to_readers)
    dialog.message.middleware(close_to_readers)
    return dialog


def _question(which: Field) -> Window:
    """Return the window of one question.

    Its buttons have names of their own: the second half of a double tap must mean nothing to the
    next question.
    """
    name = which.name.lower()
    return Window(
        Format("{text}"),
        Group(
            Select(
                Format("{item[0]}"),
                id=f"pick_{name}",
                item_id_getter=itemgetter(1),
                items="choices",
                on_click=_picked,
            ),
            width=_WIDTHS.get(which, 2),
        ),
        Group(
            Select(
                Format("{item[0]}"),
                id=f"step_{name}",
                item_id_getter=itemgetter(1),
                items="steps",
                on_click=_stepped,
            ),
            width=2,
        ),
        Select(
            Format("{item[0]}"), id="same", item_id_getter=itemgetter(1), items="same", on_click=_same_again
        ),
        Row(
            Button(Say("button-use"), id=f"use_{name}", on_click=_use, when="steps"),
            Button(Say("button-step"), id=f"begin_{name}", on_click=_begin_steps, when="can_step"),
            Button(Say("button-refresh-price"), id="fresh", when="priced"),
        ),
        code_button(),
        Button(Say("button-clone"), id="clone", on_click=_clone, when="can_clone"),
        Row(
            Button(Say("button-back"), id=f"back_{name}", on_click=_back, when="can_go_back"),
            Button(Say("button-cancel"), id="cancel", on_click=finish.cancel),
        ),
        MessageInput(_typed),
        state=STATES[which],
        getter=_ask,
        parse_mode=ParseMode.HTML,
    )


def _change_window() -> Window:
    return Window(
        Say("ask-change"),
        Group(
            Select(
                Format("{item[0]}"),
                id="field",
                item_id_getter=itemgetter(1),
                items="fields",
                on_click=_change,
            ),
            width=2,
        ),
        Button(Say("button-name"), id="name", on_click=_how_to_name, when="is_edit"),
        Button(Say("button-keep-preset"), id="keep", on_click=_offer_to_keep),
        Row(
            Button(Say("button-back"), id="back_change", on_click=_back_from_list),
            Button(Say("button-cancel"), id="cancel", on_click=finish.cancel),
        ),
        MessageInput(_typed_at_change),
        state=Form.change,
        getter=_fields,
        parse_mode=ParseMode.HTML,
    )


# --- what windows show ----------------------------------------------------------------------------


async def _ask(dialog_manager: DialogManager, ctx: ChatContext, **_: object) -> dict[str, Any]:
    form = load(dialog_manager.dialog_data)
    which = _field(dialog_manager)
    priced = which in PRICED
    view = await market_of(form, ctx) if priced else None
    number = form.editing.number if form.editing else None
    title = form_title(ctx.words, form.draft, number, form.like)
    kept = _is_kept(which, form)
    offered = [] if kept else choices(which, form.draft, view, ctx)
    steps = [] if kept else step_choices(which, view, form.draft)
    if steps and priced:
        offered = []
    example = offered[-1 if which is Field.SELL_PRICE else 0][1] if priced and offered else None
    text = step_text(
        ctx.words,
        which,
        form.draft,
        view,
        ctx.clock.now(),
        title=title,
        example=example,
        problem=form.problem,
        was=form.editing.was if form.editing else None,
        worth=worth_text(form),
        stepping=bool(steps),
    )
    if (code := offered_text(form, ctx)) is not None:
        text = f"{text}\n\n{code}"
    if offered and which in KINDS:
        offered = [*await own_choices(which, view, ctx), *offered]
    return {
        "text": text,
        "steps": steps,
        "can_step": bool(offered) and which in {Field.BUY_PRICE, Field.SELL_PRICE},
        "same": await _newest(ctx) if which is FIELDS[0] and form.editing is None and not form.like else [],
        "choices": offered,
        "priced": priced,
        "can_clone": kept,
        "offered": form.offered,
        "can_go_back": form.returning or which is not FIELDS[0],
    }


async def _newest(ctx: ChatContext) -> list[tuple[str, str]]:
    """Offer the person's newest bot, to be made again."""
    newest = (await ctx.service.bots(ctx.actor, BotFilter.ALL, 0, 1)).rows
    return [(ctx.words.plain("button-same-as", bot=row.label), row.bot_id.hex) for row in newest]


async def _fields(dialog_manager: DialogManager, ctx: ChatContext, **_: object) -> dict[str, Any]:
    form = load(dialog_manager.dialog_data)
    draft, values = form.draft, field_values(ctx.words, form.draft)
    return {
        "is_edit": form.editing is not None,
        "fields": [
            (f"{field_name(ctx.words, which)}: {values[which]}", str(FIELDS.index(which)))
            for which in asked_fields(draft, ctx)
        ],
    }


async def _how_to_name(_: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Say what to write: a name is no part of what is traded, so it is given beside the form."""
    ctx, editing = context_of(manager), load(manager.dialog_data).editing
    if editing is not None:
        await ctx.answer.say(how_to_name(ctx.words, await ctx.service.card(ctx.actor, editing.bot_id)))


async def _offer_to_keep(_: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Offer below the form what of it can be kept for other forms."""
    ctx = context_of(manager)
    offered = presets_of(load(manager.dialog_data))
    await ctx.answer.say(keep_text(ctx.words, offered), keep_keyboard(ctx.words, offered))


async def _begin(start_data: dict[str, Any], manager: DialogManager) -> None:
    manager.dialog_data.update(start_data)


# --- what people do -------------------------------------------------------------------------------


async def _picked(_: CallbackQuery, _select: object, manager: DialogManager, item: str) -> None:
    await _take(manager, item)


async def _stepped(_: CallbackQuery, _select: object, manager: DialogManager, item: str) -> None:
    """Take the value to which the step leads, and stay."""
    form = load(manager.dialog_data)
    keep(manager.dialog_data, await take(_field(manager), item, form, context_of(manager)))


async def _begin_steps(_: object, _button: object, manager: DialogManager) -> None:
    """Begin to step: at the last price, or at the first offer above the buy price."""
    which, form, ctx = _field(manager), load(manager.dialog_data), context_of(manager)
    view = await market_of(form, ctx)
    if which is Field.BUY_PRICE:
        begin = number(view.last_price) if view and view.last_price else None
    else:
        begin = next((value for _, value in choices(which, form.draft, view, ctx)), None)
    if begin is not None:
        keep(manager.dialog_data, await take(which, begin, form, ctx))


async def _use(_: object, _button: object, manager: DialogManager) -> None:
    """Go on with the value that stands."""
    keep(manager.dialog_data, replace(load(manager.dialog_data), problem=None))
    await _go_on(manager, _field(manager))


async def _same_again(_: object, _select: object, manager: DialogManager, item: str) -> None:
    """Fill the form with the settings of that bot."""
    ctx = context_of(manager)
    try:
        card = await ctx.service.card(ctx.actor, BotId(UUID(item)))
    except BotNotFound as e:
        keep_problem(manager, sentence(ctx.words, e))
    else:
        keep(manager.dialog_data, clone_of_card(card))
        await manager.switch_to(Form.review)


async def _typed(message: Message, _: MessageInput, manager: DialogManager) -> None:
    _stay_in_place(manager)
    if message.text is None:
        keep_problem(manager, context_of(manager).words("form-send-text"))
    elif asks_to_stop(message.text):
        keep_problem(manager, context_of(manager).words("nothing-stopped-by-word"))
    elif not await _wrote_button(manager, message.text):
        await _take(manager, message.text)


async def _wrote_button(manager: DialogManager, typed: str) -> bool:
    """Do what a button of the question does whose label was written. Return whether there is one."""
    if not any(letter.isalpha() for letter in typed):
        return False  # an answer: labels in figures alone are their values
    ctx = context_of(manager)
    shown = await _ask(manager, ctx)
    buttons: dict[str, Press] = {
        "button-cancel": finish.cancel_by_word,
        **({"button-back": _back} if shown["can_go_back"] else {}),
        **({"button-use": _use} if shown["steps"] else {}),
        **({"button-step": _begin_steps} if shown["can_step"] else {}),
        **({"button-refresh-price": _nothing} if shown["priced"] else {}),
    }
    if (press := written_label(typed, labels_of(ctx, buttons))) is not None:
        await press(None, None, manager)
        return True
    if (bot := written_choice(typed, shown["same"])) is not None:
        await _same_again(None, None, manager, bot)
        return True
    value = written_choice(typed, [*shown["steps"], *shown["choices"]])
    if value is None or value == typed:
        return False
    await _take(manager, value)
    return True


async def _nothing(_: object, _button: object, _manager: DialogManager) -> None:
    """Have the window shown anew, as after every answer."""


async def _typed_at_review(message: Message, _input: MessageInput, manager: DialogManager) -> None:
    _stay_in_place(manager)
    if message.text is not None and await finish.wrote_button(manager, message.text):
        return
    if message.text is not None and (item := await finish.assumed_written(manager, message.text)) is not None:
        await _change(None, None, manager, item)
        return
    if message.text is not None and is_code(message.text):
        await take_code(manager, message.text)
    else:
        key = "nothing-stopped-by-word" if asks_to_stop(message.text or "") else "form-use-buttons"
        keep_problem(manager, context_of(manager).words(key))
    await manager.switch_to(Form.review)


async def _typed_at_change(message: Message, _input: MessageInput, manager: DialogManager) -> None:
    """Take the name of a field, or what another button says."""
    ctx, typed = context_of(manager), message.text or ""
    shown: list[tuple[str, str]] = (await _fields(manager, ctx))["fields"]
    names = [(field_name(ctx.words, FIELDS[int(item)]), item) for _, item in shown]
    if (item := written_choice(typed, [*shown, *names])) is not None:
        _stay_in_place(manager)
        await _change(None, None, manager, item)
        return
    buttons: dict[str, Press] = {"button-back": _back_from_list, "button-cancel": finish.cancel_by_word}
    press = written_label(typed, labels_of(ctx, buttons))
    if press is None:
        await _typed_at_review(message, _input, manager)
        return
    _stay_in_place(manager)
    await press(None, None, manager)


async def _typed_at_money(message: Message, _input: MessageInput, manager: DialogManager) -> None:
    """Say that a tap alone answers this question, which stays open."""
    _stay_in_place(manager)
    key = "nothing-stopped-by-word" if asks_to_stop(message.text or "") else "form-tap-alone"
    keep_problem(manager, context_of(manager).words(key))


def _stay_in_place(manager: DialogManager) -> None:
    """Edit the form where it stands, unless that is out of sight by now."""
    data = manager.dialog_data
    covered = data.pop(_COVERED, False)
    below = data.pop(_ANSWERS_BELOW, 0) + 1
    if covered:
        manager.show_mode = ShowMode.SEND
    elif below > _MOST_ANSWERS_BELOW:
        manager.show_mode = ShowMode.DELETE_AND_SEND
    else:
        manager.show_mode = ShowMode.EDIT
        data[_ANSWERS_BELOW] = below


async def _take(manager: DialogManager, typed: str) -> None:
    which = _field(manager)
    if is_code(typed):
        await take_code(manager, typed)
        return
    form = await take(which, typed, load(manager.dialog_data), context_of(manager))
    keep(manager.dialog_data, form)
    if form.problem is None:
        await _go_on(manager, which)


async def _go_on(manager: DialogManager, which: Field) -> None:
    """Ask what comes next behind that answer."""
    form = replace(load(manager.dialog_data), offered=None)
    keep(manager.dialog_data, form)
    asked = asked_fields(form.draft, context_of(manager))
    left = [field for field in asked if FIELDS.index(field) > FIELDS.index(which)]
    if form.goes_through_gaps:
        keep(manager.dialog_data, replace(form, filled=(*form.filled, which)))
        await manager.switch_to(STATES[left_out(form.draft)[0]])
        return
    await manager.switch_to(Form.review if form.returning or not left else STATES[left[0]])


async def _back(_: object, _button: object, manager: DialogManager) -> None:
    form, which = load(manager.dialog_data), _field(manager)
    if form.goes_through_gaps and form.filled:
        *before, last = form.filled
        keep(manager.dialog_data, replace(form, problem=None, filled=tuple(before)))
        await manager.switch_to(STATES[last])
        return
    keep(manager.dialog_data, replace(form, problem=None))
    asked = asked_fields(form.draft, context_of(manager))
    before = [field for field in asked if FIELDS.index(field) < FIELDS.index(which)]
    await manager.switch_to(Form.change if form.returning or not before else STATES[before[-1]])


async def _back_from_list(event: object, button: object, manager: DialogManager) -> None:
    """Go back to what is still to be asked; there is nothing to review before that."""
    form = load(manager.dialog_data)
    if form.goes_through_gaps:
        await manager.switch_to(STATES[left_out(form.draft)[0]])
    else:
        await to_review(event, button, manager)


async def _change(_: object, _select: object, manager: DialogManager, item: str) -> None:
    if item not in map(str, range(len(FIELDS))):  # no button of ours
        return
    form, which = load(manager.dialog_data), FIELDS[int(item)]
    problem = (
        sentence(context_of(manager).words, CommandRejected(Refusal.HAS_TRADED))
        if _is_kept(which, form)
        else None
    )
    keep(manager.dialog_data, replace(form, returning=True, problem=problem))
    await manager.switch_to(STATES[which])


def _is_kept(which: Field, form: FormState) -> bool:
    """Say whether it is the bot's for ever."""
    return which in KEPT and form.editing is not None and form.editing.traded


async def _clone(_: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Go on with the form of a new bot by the same plan, at the question for its pair."""
    form, ctx = load(manager.dialog_data), context_of(manager)
    if form.editing is None:
        return
    try:
        await ctx.service.check_room(ctx.actor)
    except LimitReached as e:
        keep(manager.dialog_data, replace(form, problem=sentence(context_of(manager).words, e)))
    else:
        keep(manager.dialog_data, clone_of(form.editing))
        await manager.switch_to(Form.ticker)


def _field(manager: DialogManager) -> Field:
    return _FIELD_OF[manager.current_context().state.state]
