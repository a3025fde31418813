"""Stopping one bot or all: one menu, one tap, a report. `/stop_all now` asks nothing."""

from collections.abc import Sequence

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.cards import card_message
from bot.chat.context import ChatContext
from bot.chat.progress import showing_progress
from bot.chat.question_subjects import StopAllTarget, StopTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import answer
from bot.handlers.cards import Text, card_outcome, put
from bot.keyboards.bots import list_keyboard, stop_forms
from bot.keyboards.callbacks import ChooseStop, OnCard, StopBy
from bot.keyboards.questions import stop_keyboard
from bot.views.help import sent_ago
from bot.views.html import Html
from bot.views.stops import (
    about_all,
    nothing_runs,
    orphans_left,
    stop_all_question,
    stop_all_report,
    stop_note,
    stop_progress,
    stop_question,
)
from engine.core.types import StopForm
from engine.reads.views import BotCard, SeenBot

# --- one bot --------------------------------------------------------------------------------------


async def ask_one(_: CallbackQuery, callback_data: OnCard | StopBy, ctx: ChatContext) -> None:
    """Ask how to stop the bot: in the card's place, or below a notice."""
    card = await ctx.service.card(ctx.actor, callback_data.bot)
    text = await _menu(ctx, card)
    if isinstance(callback_data, OnCard):
        await put(ctx, callback_data, text)
    else:
        await ctx.answer.show(*text)


async def _menu(ctx: ChatContext, card: BotCard, note: Html | None = None) -> Text:
    """Return the question how to stop the bot, as it is now; its card where no way makes sense."""
    forms = stop_forms(card)
    if not forms:
        why = "error-read-only" if card.read_only else "error-outdated"
        return card_message(ctx, card, note or ctx.words(why))
    seen = SeenBot.of(card.state)
    target = StopTarget(bot_id=seen.bot_id, revision=seen.revision, order=seen.order)
    keyboard = stop_keyboard(ctx.words, target.ask, await ctx.questions.put(target), forms)
    return stop_question(ctx.words, card, forms, ctx.clock.now(), note), keyboard


async def ask_one_anew(ctx: ChatContext, target: StopTarget, why: Html) -> Outcome:
    text, keyboard = await _menu(ctx, await ctx.service.card(ctx.actor, target.bot_id), why)
    return Outcome([text], keyboard, why)


async def stop_one(_: CallbackQuery, callback_data: ChooseStop, ctx: ChatContext) -> None:
    form = callback_data.form

    async def act(target: StopTarget) -> Outcome:
        seen = target.seen if form is StopForm.CLOSE else target.revision
        async with showing_progress(ctx, lambda done, of: stop_progress(ctx.words, done, of)) as progress:
            progress(0, 1)
            report = await ctx.service.stop(ctx.actor, target.bot_id, form, seen)
        ctx.tells_of([report])
        return card_outcome(ctx, report.card, stop_note(ctx.words, report, form))

    await answer(ctx, callback_data.question, StopTarget, act, ask_one_anew)


# --- all at once ----------------------------------------------------------------------------------


async def ask_all(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    written = (command.args or "").strip()
    if written.lower() == "now":
        await ctx.answer.show_lines(await _report(ctx, StopForm.STOP, None), list_keyboard(ctx.words))
        return
    first = [sent_ago(ctx.words, ctx.age_s)] if ctx.is_late else []
    if written:
        first.append(about_all(ctx.words, written))
    await ctx.answer.show_lines(*await _menu_for_all(ctx, first))


async def _menu_for_all(ctx: ChatContext, first: Sequence[str]) -> tuple[list[str], InlineKeyboardMarkup]:
    """Return the question how to stop all that is at work now, below the first lines."""
    cards, now = await ctx.service.running(ctx.actor), ctx.clock.now()
    orphans = await ctx.service.orders.orphans(ctx.actor, anew=not cards)
    if not cards:
        return nothing_runs(ctx.words, orphans, now), list_keyboard(ctx.words)
    forms = tuple(form for form in StopForm if any(form in stop_forms(card) for card in cards))
    target = StopAllTarget(shown=tuple(SeenBot.of(card.state) for card in cards))
    lines = [*first, *stop_all_question(ctx.words, cards, forms, now), *orphans_left(ctx.words, orphans, now)]
    return lines, stop_keyboard(ctx.words, target.ask, await ctx.questions.put(target), forms)


async def ask_all_anew(ctx: ChatContext, _: StopAllTarget, why: Html) -> Outcome:
    lines, keyboard = await _menu_for_all(ctx, [why, ""])
    return Outcome(lines, keyboard, why)


async def stop_all(_: CallbackQuery, callback_data: ChooseStop, ctx: ChatContext) -> None:
    form = callback_data.form

    async def act(target: StopAllTarget) -> Outcome:
        return Outcome(await _report(ctx, form, target))

    await answer(ctx, callback_data.question, StopAllTarget, act, ask_all_anew)


async def _report(ctx: ChatContext, form: StopForm, target: StopAllTarget | None) -> list[str]:
    """Stop them, and return what came of it. Only a close is refused because something has changed."""
    shown = target.shown if form is StopForm.CLOSE and target is not None else None
    async with showing_progress(ctx, lambda done, of: stop_progress(ctx.words, done, of)) as progress:
        reports = await ctx.service.stop_all(ctx.actor, form, shown, progress)
    ctx.tells_of(reports)
    orphans = await ctx.service.orders.orphans(ctx.actor)
    return stop_all_report(ctx.words, reports, form, orphans, ctx.clock.now())
