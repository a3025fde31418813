"""/settings: what a person can choose for themselves."""

from aiogram import Bot
from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.chat.menu import show_menu
from bot.keyboards.callbacks import ChooseLanguage
from bot.keyboards.settings import settings_keyboard
from bot.views.settings import settings_text


async def settings(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.say(settings_text(ctx.words), settings_keyboard(ctx.words, ctx.catalogues))


async def show_settings(_: CallbackQuery, ctx: ChatContext) -> None:
    await ctx.answer.show(settings_text(ctx.words), settings_keyboard(ctx.words, ctx.catalogues))


async def choose_language(
    _: CallbackQuery, callback_data: ChooseLanguage, ctx: ChatContext, bot: Bot
) -> None:
    """Speak that language from now on: answers, notices and the menu of commands."""
    words = ctx.catalogues.words(callback_data.language)
    await ctx.people.reads(ctx.person.user_id, words.language)
    await show_menu(bot, ctx.person, words)
    await ctx.answer.show(settings_text(words, changed=True), settings_keyboard(words, ctx.catalogues))
