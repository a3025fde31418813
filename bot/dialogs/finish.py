"""The end of the form: the review, and what its buttons do."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from operator import itemgetter
from typing import Any

from aiogram.enums import ParseMode
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, Window
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Group, Row, Select
from aiogram_dialog.widgets.kbd.select import OnItemClick
from aiogram_dialog.widgets.text import Format

from bot.chat.context import ChatContext
from bot.dialogs.carrying import worth_text
from bot.dialogs.codes import code_button, offered_text
from bot.dialogs.ending import context_of, end, end_with_card, submit, to_review
from bot.dialogs.form_state import FormState, keep, left_out, load
from bot.dialogs.label import Say
from bot.dialogs.live_confirmation import ask_for_money
from bot.dialogs.states import Form
from bot.dialogs.steps import assumed_fields
from bot.dialogs.typed_buttons import Press, labels_of, written_choice, written_label
from bot.keyboards.bots import way_on_keyboard
from bot.views.complaints import complaint_text, field_name
from bot.views.edits import change_lines
from bot.views.errors import sentence
from bot.views.form import PRICED, assumed_choices, assumed_text, draft_text, form_title, review_text
from bot.views.html import esc
from bot.views.warnings import is_absurd
from bot.views.words import Words
from engine.core.checks import Complaint, Field, Problem, Review
from engine.core.types import Leg, Mode
from engine.errors import BotNotFound, InvalidConfig, ScalperError


def review_window(
    typed: Callable[[Message, MessageInput, DialogManager], Awaitable[None]],
    change: OnItemClick[Any, Any],
) -> Window:
    """`typed` takes what is written there, `change` goes to the question of a field."""
    return Window(
        Format("{text}"),
        Row(
            _create_and_start("go", when="starts_first"),
            Button(
                Say("button-create-stopped"),
                id="make",
                on_click=partial(_submit, start=False),
                when="can_create",
            ),
            _create_and_start("start", when="starts_second"),
        ),
        Button(Say("button-save"), id="save", on_click=partial(_submit, start=True), when="can_save"),
        code_button(),
        Button(Say("button-right-as-shown"), id="checked", on_click=_checked, when="to_check"),
        Group(
            Select(
                Format("{item[0]}"),
                id="assumed",
                item_id_getter=itemgetter(1),
                items="assumed",
                on_click=change,
            ),
            width=2,
        ),
        Row(
            Button(Say("button-change"), id="change", on_click=_to_change),
            Button(Say("button-refresh-price"), id="fresh", on_click=to_review),
        ),
        Button(Say("button-cancel"), id="cancel", on_click=cancel),
        MessageInput(typed),
        state=Form.review,
        getter=_review,
        parse_mode=ParseMode.HTML,
    )


def _create_and_start(name: str, when: str) -> Button:
    return Button(Say("button-create-and-start"), id=name, on_click=partial(_submit, start=True), when=when)


# --- what it shows --------------------------------------------------------------------------------


async def _review(dialog_manager: DialogManager, ctx: ChatContext, **_: object) -> dict[str, Any]:
    form = load(dialog_manager.dialog_data)
    found, text = await _reviewed(ctx, form)
    fits = found is not None and found.config is not None
    doubtful = bool(form.line_problems) or (found is not None and is_absurd(found))
    to_check = fits and doubtful and form.checked != form.draft
    assumed = assumed_fields(form, ctx)
    paragraphs = [text]
    if assumed:
        paragraphs.append(assumed_text(ctx.words, form.draft, assumed))
    if to_check:
        paragraphs.append(ctx.words("form-check-first"))
    if form.problem:
        paragraphs.append(f"⚠️ {form.problem}")
    if (offer := offered_text(form, ctx)) is not None:
        paragraphs.append(offer)
    ready = fits and not to_check
    can_start = ready and form.editing is None and form.like_ticker in {None, form.draft.ticker}
    changed = form.editing is not None and form.editing.was != form.draft
    return {
        "text": "\n\n".join(paragraphs),
        "can_create": ready and form.editing is None,
        "starts_first": can_start and ctx.start_first,
        "starts_second": can_start and not ctx.start_first,
        "can_save": ready and changed,
        "to_check": to_check,
        "assumed": assumed_choices(ctx.words, form.draft, assumed),
        "offered": form.offered,
    }


async def _reviewed(ctx: ChatContext, form: FormState) -> tuple[Review | None, str]:
    """Return what the draft was found to be, None where nobody could be asked, and that in words."""
    title = form_title(ctx.words, form.draft, form.editing.number if form.editing else None, form.like)
    found: Review | None = None
    try:
        found = await ctx.service.review(ctx.actor, form.draft, form.bot_id)
        card = await ctx.service.card(ctx.actor, form.editing.bot_id) if form.editing else None
    except ScalperError as e:
        return found, _without_market(ctx.words, form, title, e)
    edits = change_lines(ctx.words, form.editing.was, form.draft, card.state) if form.editing and card else ()
    text = review_text(
        ctx.words,
        found,
        ctx.clock.now(),
        title,
        edits=edits,
        leg=card.state.leg if card else Leg.ENTRY,
        problems=problem_texts(ctx.words, form),
        prices=ctx.service.prices_of(ctx.actor, form.draft.mode),
        worth=worth_text(form),
        carried_from=form.carried_from,
        unread=unread(form),
    )
    return found, text


def _without_market(words: Words, form: FormState, title: str, error: ScalperError) -> str:
    """Word a draft that no market can be asked about: every gap at once, and why."""
    needed = (Field.TICKER, Field.EXCHANGE, Field.FIRST_ORDER, *PRICED)
    missing = [
        Complaint(field=which, problem=Problem.MISSING)
        for which in needed
        if getattr(form.draft, which.name.lower()) is None and which not in unread(form)
    ]
    lines = [title, draft_text(words, form.draft, None), "", words("form-please-fix")]
    if not isinstance(error, InvalidConfig):
        lines.append(f"⚠️ {sentence(words, error)}")
    lines += [f"⚠️ {esc(problem)}" for problem in problem_texts(words, form)]
    return "\n".join([*lines, *(f"⚠️ {complaint_text(words, one, None)}" for one in missing)])


# --- what its buttons do --------------------------------------------------------------------------


async def _checked(_: object, _button: object, manager: DialogManager) -> None:
    """Take the values as they are shown: what was not understood is left out."""
    form = load(manager.dialog_data)
    keep(manager.dialog_data, replace(form, line_problems=(), checked=form.draft, problem=None))


async def _to_change(_: object, _button: object, manager: DialogManager) -> None:
    keep(manager.dialog_data, replace(load(manager.dialog_data), returning=True, problem=None))
    await manager.switch_to(Form.change)


async def _submit(_: object, _button: object, manager: DialogManager, *, start: bool) -> None:
    if start and load(manager.dialog_data).draft.mode is Mode.LIVE:
        await ask_for_money(manager)
    else:
        await submit(manager, start=start)


async def wrote_button(manager: DialogManager, typed: str) -> bool:
    """Do what a button of the review does whose label was written. Return whether there is one.

    None does anything that was written long ago: a tap from then would not either.
    """
    ctx = context_of(manager)
    if ctx.is_late:
        return False
    shown = await _review(manager, ctx)
    starts = shown["starts_first"] or shown["starts_second"]
    buttons: dict[str, Press] = {
        "button-change": _to_change,
        "button-refresh-price": to_review,
        "button-cancel": cancel_by_word,
        **({"button-create-and-start": partial(_submit, start=True)} if starts else {}),
        **({"button-create-stopped": partial(_submit, start=False)} if shown["can_create"] else {}),
        **({"button-save": partial(_submit, start=True)} if shown["can_save"] else {}),
        **({"button-right-as-shown": _checked} if shown["to_check"] else {}),
    }
    press = written_label(typed, labels_of(ctx, buttons))
    if press is None:
        return False
    await press(None, None, manager)
    return True


async def assumed_written(manager: DialogManager, typed: str) -> str | None:
    """Return the place of the field whose button, of what the line left out, was written; None: of none."""
    return written_choice(typed, (await _review(manager, context_of(manager)))["assumed"])


def unread(form: FormState) -> frozenset[Field]:
    """Return of what the line tells something that cannot be read, so that there is nothing yet."""
    return frozenset(left_out(form.draft)) & {problem.field for problem in form.line_problems}


def problem_texts(words: Words, form: FormState) -> list[str]:
    """Return as plain text what is wrong with the line; what a field lacks by it bears the field's name."""
    lacking = unread(form)
    return [
        f"{field_name(words, problem.field)}: {problem.text}"
        if problem.field is not None and problem.field in lacking
        else problem.text
        for problem in form.line_problems
    ]


async def cancel_by_word(_: object, _button: object, manager: DialogManager) -> None:
    """Close the form, as /cancel does."""
    ctx = context_of(manager)
    await end(manager, ctx.words("form-cancelled-by-word"), way_on_keyboard(ctx.words, ctx.person.role))


async def cancel(_: CallbackQuery, _button: Button, manager: DialogManager) -> None:
    """Close the form. The message becomes the bot's card again, if there is one."""
    form, ctx = load(manager.dialog_data), context_of(manager)
    bot_id = form.bot_id or form.like_id
    if bot_id is None:
        await end(manager, ctx.words("form-cancelled"), way_on_keyboard(ctx.words, ctx.person.role))
        return
    try:
        card = await ctx.service.card(ctx.actor, bot_id)
    except BotNotFound as e:
        await end(manager, sentence(ctx.words, e), way_on_keyboard(ctx.words, ctx.person.role))
        return
    await end_with_card(manager, card, ctx.words("nothing-changed"))
