"""What ends the form: a bot made or changed, and the card in the form's place."""

from dataclasses import replace

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram_dialog import DialogManager, ShowMode

from bot.chat.cards import card_message
from bot.chat.context import ChatContext
from bot.dialogs.form_state import form_of, keep, load, with_problem
from bot.dialogs.states import Form
from bot.views.errors import sentence
from bot.views.form import created_note
from bot.views.html import Html
from engine.errors import CardOutdated, ScalperError
from engine.reads.views import BotCard

FINISHED = "finished_forms"
"""Where the person's data keeps which forms they ended: a second tap on such a one changes nothing."""
_MOST_FINISHED = 10


def context_of(manager: DialogManager) -> ChatContext:
    ctx: ChatContext = manager.middleware_data["ctx"]
    return ctx


async def submit(manager: DialogManager, *, start: bool, live_confirmed: bool = False) -> str:
    """Make the bot, or change the one that the form edits, and close the form, or say in the form why not.

    Returns what is said, as HTML.
    """
    form, ctx = load(manager.dialog_data), context_of(manager)
    editing, draft = form.editing, form.draft
    try:
        if editing is None:
            card = await ctx.service.create(
                ctx.actor, draft, start=start, key=form.key, live_confirmed=live_confirmed
            )
            note = created_note(ctx.words, card)
        else:
            card = await ctx.service.edit(
                ctx.actor, editing.bot_id, draft, editing.revision, live_confirmed=live_confirmed
            )
            note = ctx.words("form-saved")
    except ScalperError as e:
        if editing is None or not isinstance(e, CardOutdated):
            return keep_problem(manager, sentence(ctx.words, e))
        now = await ctx.service.card(ctx.actor, editing.bot_id)
        keep(manager.dialog_data, replace(form, editing=form_of(now).editing))
        return keep_problem(manager, ctx.words("form-changed-meanwhile"))
    ctx.tells_of_pause(card)
    return await end_with_card(manager, card, note)


def keep_problem(manager: DialogManager, problem: str) -> str:
    """Have the form say what is wrong, and return it."""
    form = with_problem(load(manager.dialog_data), Html(problem), context_of(manager).words)
    keep(manager.dialog_data, form)
    return form.problem or problem


def drop_complaint(manager: DialogManager) -> None:
    """Have a form that is open say no more what was wrong: that is in the language of then."""
    if manager.has_context():
        keep(manager.dialog_data, replace(load(manager.dialog_data), problem=None))


async def to_review(_: object, _button: object, manager: DialogManager) -> None:
    """Show the review anew, without what was wrong before."""
    keep(
        manager.dialog_data,
        replace(load(manager.dialog_data), money_question=None, problem=None, offered=None),
    )
    await manager.switch_to(Form.review)


async def end_with_card(manager: DialogManager, card: BotCard, note: str) -> str:
    """Close the form; its message becomes the bot's card. Return the card's text."""
    text, markup = card_message(context_of(manager), card, note)
    await end(manager, text, markup)
    return text


async def end(manager: DialogManager, text: str, markup: InlineKeyboardMarkup) -> None:
    """Close the form and put the text in its place; below, where a word ended it and no tap."""
    state: FSMContext = manager.middleware_data["state"]
    finished: list[str] = (await state.get_data()).get(FINISHED, [])
    newest = [*finished, manager.current_context().id][-_MOST_FINISHED:]
    await state.update_data({FINISHED: newest})
    ctx = context_of(manager)
    left = None if isinstance(manager.event, CallbackQuery) else manager.current_stack().last_message_id
    await manager.done(show_mode=ShowMode.NO_UPDATE)
    if left is not None:
        await ctx.answer.close(left, ctx.words("form-ended"))
    await ctx.answer.show(text, markup)
