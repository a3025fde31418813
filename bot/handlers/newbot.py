"""Opening the form: empty, from one line, or for a bot that shall change."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager, ShowMode, StartMode

from bot.chat.cards import card_message
from bot.chat.context import ChatContext
from bot.chat.seen_forms import check_forms_seen
from bot.dialogs.form_state import FormState, clone_of_card, dump, form_of, left_out
from bot.dialogs.states import STATES, Form
from bot.dialogs.steps import asking_the_rest, assumed_fields, take_line
from bot.handlers.transfer import offer_lines
from bot.keyboards.bots import new_bot_keyboard
from bot.keyboards.callbacks import CloneBot, OnCard
from bot.parsing.newbot_parser import read_line, tells_of_several
from bot.parsing.settings_code import is_code, read_code, write_code
from bot.parsing.values import Unclear, shown
from bot.views.form import assumed_choices, created_note
from bot.views.help import NEWBOT_EXAMPLE, form_in_private, no_form
from bot.views.html import Html
from bot.views.transfer import code_text
from bot.views.warnings import warning_lines
from engine.core.types import Leg, Mode
from engine.errors import ScalperError

_MOST_QUOTED = 80
"""Letters of a line that is none."""


async def newbot(_: Message, command: CommandObject, ctx: ChatContext, dialog_manager: DialogManager) -> None:
    """Open the form. In a group the way to it is sent privately."""
    line = (command.args or "").strip()
    if not ctx.answer.private:
        await ctx.answer.say(form_in_private(ctx.words, line), new_bot_keyboard(ctx.words))
    else:
        await open_form(ctx, line, dialog_manager)


async def open_form(ctx: ChatContext, line: str, manager: DialogManager) -> None:
    """Open the form below what was written; with a line or a code, at its review.

    What the line leaves out is asked before that. One that was open is closed. Of several lines the
    list is shown instead.
    """
    await ctx.service.check_room(ctx.actor)
    form: FormState | None = None
    exchanges = tuple(ctx.service.exchanges(ctx.actor))
    if tells_of_several(line, exchanges):
        await offer_lines(ctx, line)
        return
    if is_code(line):
        try:
            form = FormState(draft=read_code(line, exchanges), returning=True)
        except Unclear as e:
            await ctx.answer.say(ctx.words(e.fault.key, **e.fault.values))
            return
    elif line:
        said = read_line(line, exchanges)
        if said.is_foreign:
            problem = ctx.words("form-not-a-line", typed=shown(line, _MOST_QUOTED), example=NEWBOT_EXAMPLE)
            await _close(ctx, manager)
            await _start(manager, FormState(problem=problem))
            return
        form = await take_line(said, ctx)
        if ctx.start_first and not said.spaced and await _made_at_once(ctx, form):
            return
        form = await asking_the_rest(form, ctx)
    await _close(ctx, manager)
    await _start(manager, form)


async def _made_at_once(ctx: ChatContext, form: FormState) -> bool:
    """Make and start the bot of a line in which nothing has to be looked at first; say whether it was.

    With money there is always a question first, and what was rounded, counted or warned of is shown.
    """
    if form.line_problems or form.worth is not None or form.draft.mode is Mode.LIVE:
        return False
    try:
        found = await ctx.service.review(ctx.actor, form.draft)
    except ScalperError:
        return False  # the form says why
    if found.config is None or found.adjusted or found.cautions or warning_lines(ctx.words, found, Leg.ENTRY):
        return False
    card = await ctx.service.create(ctx.actor, form.draft, start=True, key=form.key)
    ctx.tells_of_pause(card)
    note = created_note(ctx.words, card)
    if assumed := assumed_fields(form, ctx):
        values = " · ".join(label for label, _ in assumed_choices(ctx.words, form.draft, assumed))
        note = Html(f"{note}\n{ctx.words('form-assumed-made', values=values)}")
    await ctx.answer.say(*card_message(ctx, card, note))
    return True


async def pasted(message: Message, ctx: ChatContext, dialog_manager: DialogManager) -> None:
    """Open the form with a code that was sent by itself."""
    await open_form(ctx, (message.text or "").strip(), dialog_manager)


async def show_code(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    """Show the settings of a bot as a code, below its card."""
    card = await ctx.service.card(ctx.actor, callback_data.bot)
    await ctx.answer.say(code_text(ctx.words, card, write_code(card.state.config)))


async def cancel(_: Message, ctx: ChatContext, dialog_manager: DialogManager) -> None:
    """Close the form that is open."""
    check_forms_seen()
    was_open = dialog_manager.has_context()
    await _close(ctx, dialog_manager)
    nothing = no_form(ctx.words, ctx.person.role)
    await ctx.answer.say(ctx.words("form-cancelled-by-word") if was_open else nothing)


async def _close(ctx: ChatContext, manager: DialogManager) -> None:
    left = manager.current_stack().last_message_id if manager.has_context() else None
    await manager.reset_stack()
    if left is not None:
        await ctx.answer.close(left, ctx.words("form-closed"))


async def _start(
    manager: DialogManager, form: FormState | None = None, *, show: ShowMode | None = None
) -> None:
    """Begin at the review of the form, or at the first question that it has to ask."""
    check_forms_seen()
    form = form or FormState()
    state = Form.review if form.returning else Form.ticker
    if form.filling:
        state = STATES[left_out(form.draft)[0]]
    await manager.start(state, data=dump(form), mode=StartMode.RESET_STACK, show_mode=show)


async def new_form(_: CallbackQuery, ctx: ChatContext, dialog_manager: DialogManager) -> None:
    await ctx.service.check_room(ctx.actor)
    await _start(dialog_manager)


async def clone(
    _: CallbackQuery, callback_data: CloneBot, ctx: ChatContext, dialog_manager: DialogManager
) -> None:
    """Open the form of a new bot with the settings of one that there is."""
    await ctx.service.check_room(ctx.actor)
    card = await ctx.service.card(ctx.actor, callback_data.bot)
    if callback_data.below:
        await _close(ctx, dialog_manager)
    show = ShowMode.SEND if callback_data.below else None
    await _start(dialog_manager, clone_of_card(card), show=show)


async def edit(
    _: CallbackQuery, callback_data: OnCard, ctx: ChatContext, dialog_manager: DialogManager
) -> None:
    await _start(dialog_manager, form_of(await ctx.service.card(ctx.actor, callback_data.bot)))
