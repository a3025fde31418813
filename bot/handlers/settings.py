"""/settings: what a person can choose for themselves."""

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram_dialog import DialogManager

from bot.chat.context import ChatContext
from bot.chat.menu import show_menu
from bot.dialogs.ending import drop_complaint
from bot.keyboards.callbacks import ChooseLanguage, Place
from bot.keyboards.notice_settings import notice_settings_keyboard
from bot.keyboards.settings import settings_keyboard
from bot.parsing.notice_settings import read_choice
from bot.parsing.values import Unclear
from bot.views.alert_chat import where_alerts_go
from bot.views.html import Html
from bot.views.muting import muted_lines
from bot.views.notice_settings import not_a_setting, notice_settings_text
from bot.views.settings import settings_text
from bot.views.words import Words
from engine.outbox import ToPerson
from engine.people import Role
from engine.reads.views import BotFilter


async def settings(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Show the settings; with words behind it, choose what is typed rather than tapped."""
    if command.args:
        await _choose_typed(command.args, ctx)
        return
    await ctx.answer.say(*await settings_message(ctx, ctx.words))


async def _choose_typed(written: str, ctx: ChatContext) -> None:
    try:
        change = read_choice(written, await _coins_of_results(ctx))
    except Unclear as e:
        await ctx.answer.say(ctx.words(e.fault.key, **e.fault.values))
        return
    if change is None:
        await ctx.answer.say(not_a_setting(ctx.words, written))
        return
    chosen = await ctx.notice_settings.change(ToPerson(ctx.person.user_id), change)
    now = ctx.clock.now()
    text = notice_settings_text(ctx.words, chosen, now, group=False)
    keyboard = notice_settings_keyboard(ctx.words, Place.ME, ctx.person.role, chosen.snoozed(now))
    await ctx.answer.say(text, keyboard)


async def _coins_of_results(ctx: ChatContext) -> set[str]:
    """Return in which coins the person's bots have results."""
    coins, at, pages = set[str](), 0, 1
    while at < pages:
        page = await ctx.service.bots(ctx.actor, BotFilter.ALL, at)
        coins |= {row.quote for row in page.rows}
        at, pages = at + 1, page.pages
    return coins


async def show_settings(_: CallbackQuery, ctx: ChatContext) -> None:
    await ctx.answer.show(*await settings_message(ctx, ctx.words))


async def settings_message(
    ctx: ChatContext, words: Words, *, changed: bool = False
) -> tuple[Html, InlineKeyboardMarkup]:
    """Return the settings with their buttons. Where alerts go is shown to owners, who can change it."""
    chosen = await ctx.notice_settings.of(ToPerson(ctx.person.user_id))
    muted, chat = muted_lines(words, chosen, ctx.clock.now()), ctx.alert_chat
    is_owner = ctx.person.role is Role.OWNER
    alerts = (
        where_alerts_go(words, chat.linked, by_setting=chat.place is not None, lost=chat.is_lost)
        if is_owner
        else None
    )
    text = settings_text(words, muted, alerts=alerts, changed=changed)
    linked = chat.linked if is_owner else None
    return text, settings_keyboard(words, ctx.catalogues, chosen, ctx.person.role, linked)


async def choose_language(
    _: CallbackQuery,
    callback_data: ChooseLanguage,
    ctx: ChatContext,
    bot: Bot,
    dialog_manager: DialogManager,
) -> None:
    """Speak that language from now on: answers, notices and the menu of commands, and an open form."""
    words = ctx.catalogues.words(callback_data.language)
    await ctx.service.people.choose_language(ctx.actor, words.language)
    await show_menu(bot, ctx.person, words)
    if words.language != ctx.words.language:  # else the form still shows it
        drop_complaint(dialog_manager)
    await ctx.answer.show(*await settings_message(ctx, words, changed=True))
