"""The list of bots and their cards."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.handlers.cards import card_message, live_question
from bot.keyboards.bots import bots_keyboard, stop_forms, stop_keyboard
from bot.keyboards.callbacks import Act, OnCard, ShowBots, ShowCard, StopBy
from bot.views.bots import bots_text
from bot.views.card import UPDATED, card_body
from bot.views.errors import OUTDATED, sentence
from bot.views.html import plain
from bot.views.stops import stop_note, stop_question
from engine.core.state import BotState, Phase
from engine.core.types import BotId, Mode, Status
from engine.errors import CardOutdated, CommandRejected, LiveUnconfirmed, NotPossible
from engine.reads.views import BotFilter

UP_TO_DATE = "Up to date"
STARTED = "<b>Started.</b>"


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="bots")
    made.message.register(bots, Command("bots"))
    taps = made.callback_query
    taps.register(show_bots, ShowBots.filter())
    taps.register(show, ShowCard.filter())
    taps.register(start, OnCard.filter(F.act == Act.START))
    taps.register(ask_stop, OnCard.filter(F.act == Act.STOP))
    taps.register(alerts, OnCard.filter(F.act.in_({Act.ALERTS_ON, Act.ALERTS_OFF})))
    taps.register(stop, StopBy.filter())
    return made


async def bots(_: Message, ctx: ChatContext) -> None:
    page = await ctx.service.bots(ctx.actor, BotFilter.ALL, 0)
    await ctx.answer.say(bots_text(page, BotFilter.ALL), bots_keyboard(page, BotFilter.ALL))


async def show_bots(_: CallbackQuery, callback_data: ShowBots, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    which = callback_data.which
    page = await ctx.service.bots(ctx.actor, which, callback_data.page)
    await ctx.answer.show(bots_text(page, which), bots_keyboard(page, which))


async def show(callback: CallbackQuery, callback_data: ShowCard, ctx: ChatContext) -> None:
    card = await ctx.service.card(ctx.actor, BotId(callback_data.bot))
    same = callback_data.refresh and _shows(callback, card_body(card, ctx.clock.now()))
    await ctx.answer.toast(UP_TO_DATE if same else "")
    await ctx.answer.show(*card_message(ctx, card))


def _shows(callback: CallbackQuery, body: str) -> bool:
    """Say whether the message with the button shows this card already, whenever it was looked up."""
    text = getattr(callback.message, "text", None) or ""
    return bool(text.split(plain(UPDATED))[0] == plain(body))


async def start(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    bot_id = BotId(callback_data.bot)
    card = await ctx.service.card(ctx.actor, bot_id)
    if card.state.config.mode is Mode.LIVE and card.state.revision == callback_data.revision:
        await ctx.answer.show(*await live_question(ctx, card))
        return
    failed: str | None = None
    try:
        card = await ctx.service.start(ctx.actor, bot_id, callback_data.revision)
    except (CardOutdated, CommandRejected, LiveUnconfirmed) as e:
        card, failed = await ctx.service.card(ctx.actor, bot_id), sentence(_shown(e))
    await ctx.answer.show(*card_message(ctx, card, STARTED if runs(card.state) else failed))


def _shown(error: NotPossible) -> NotPossible:
    """Return the error as a card tells it: one that came before the question is a card of the past."""
    return CardOutdated() if isinstance(error, LiveUnconfirmed) else error


def runs(state: BotState) -> bool:
    """Say whether the bot works towards its next order, and goes on after this cycle."""
    return state.status is Status.ACTIVE and state.phase is not Phase.PAUSED and not state.finishing


async def ask_stop(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    card = await ctx.service.card(ctx.actor, BotId(callback_data.bot))
    forms = stop_forms(card)
    if forms:
        await ctx.answer.show(stop_question(card, forms), stop_keyboard(card))
    else:
        await ctx.answer.show(*card_message(ctx, card, OUTDATED))


async def stop(_: CallbackQuery, callback_data: StopBy, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    bot_id, form = BotId(callback_data.bot), callback_data.form
    try:
        report = await ctx.service.stop(ctx.actor, bot_id, form, callback_data.revision)
    except CardOutdated:
        card, note = await ctx.service.card(ctx.actor, bot_id), OUTDATED
    else:
        card, note = report.card, stop_note(report, form)
    await ctx.answer.show(*card_message(ctx, card, note))


async def alerts(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    on = callback_data.act is Act.ALERTS_ON
    card = await ctx.service.set_alerts(ctx.actor, BotId(callback_data.bot), on=on)
    await ctx.answer.toast(f"Alerts are {'on' if on else 'off'}")
    await ctx.answer.show(*card_message(ctx, card))
