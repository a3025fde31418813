"""/notices: all that was told to a person, and what was not sent because they have muted it."""

from datetime import datetime, time, timedelta

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.context import ChatContext
from bot.handlers.stats import zone_of
from bot.keyboards.callbacks import PickHistoryBot, ShowHistory
from bot.keyboards.notice_history import ALL_DAYS, history_bots_keyboard, history_keyboard
from bot.parsing.days import day_at
from bot.parsing.periods import read_named_day
from bot.views.html import Html
from bot.views.notice_history import history_text, not_a_day
from bot.views.restart import label
from engine.core.types import BotId
from engine.errors import BotNotFound
from engine.notice_history import HistoryQuery
from engine.reads.views import BotFilter


async def notices(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Show the newest; with a day like 2026-11-28 or yesterday, those of that day."""
    written = (command.args or "").strip()
    day = read_named_day(written, ctx.clock.now().astimezone(await zone_of(ctx)).date())
    if written and day is None:
        await ctx.answer.say(not_a_day(ctx.words, written))
        return
    on = ALL_DAYS if day is None else day.toordinal()
    await ctx.answer.say(*await _page(ctx, ShowHistory(bot=None, day=on, at=0)))


async def show(_: CallbackQuery, callback_data: ShowHistory, ctx: ChatContext) -> None:
    await ctx.answer.show(*await _page(ctx, callback_data))


async def pick_bot(_: CallbackQuery, callback_data: PickHistoryBot, ctx: ChatContext) -> None:
    page = await ctx.service.bots(ctx.actor, BotFilter.ALL, callback_data.page)
    keyboard = history_bots_keyboard(ctx.words, page, callback_data.day)
    await ctx.answer.show(ctx.words("history-pick-bot"), keyboard)


async def _page(ctx: ChatContext, asked: ShowHistory) -> tuple[Html, InlineKeyboardMarkup]:
    day = day_at(asked.day)
    zone = await zone_of(ctx)
    begin = datetime.combine(day, time(), zone) if day else None
    query = HistoryQuery(
        audiences=ctx.read_for,
        bot_id=asked.bot,
        since=begin,
        until=datetime.combine(day + timedelta(days=1), time(), zone) if day else None,
        before=asked.at if asked.at > 0 else None,
        after=-asked.at if asked.at < 0 else None,
    )
    page = await ctx.history.page(query)
    name, now = await _label(ctx, asked.bot), ctx.clock.now()
    newest = page.notices[0].created_at if page.notices else now
    text = history_text(ctx.words, page, bot=name, day=day, zone=zone, now=now)
    shown, today = (at.astimezone(zone).date() for at in (newest, now))
    keyboard = history_keyboard(ctx.words, page, bot=asked.bot, label=name, day=day, shown=shown, today=today)
    return text, keyboard


async def _label(ctx: ChatContext, bot_id: BotId | None) -> str | None:
    """Return what the bot is called; nothing of one that is gone."""
    if bot_id is None:
        return None
    try:
        card = await ctx.service.card(ctx.actor, bot_id)
    except BotNotFound:
        return ctx.words.plain("history-gone-bot")
    return label(card.state.ref)
