"""Pictures: of a bot, of a period; and how each person wants them."""

from dataclasses import replace

from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from bot.chat.context import ChatContext
from bot.handlers.settings import show_settings
from bot.handlers.stats import day_of
from bot.keyboards.callbacks import ChooseTheme, PictureAfterCycle, ShowPeriodPicture, ShowPicture
from bot.keyboards.pictures import picture_keyboard
from bot.keyboards.stats import period_keyboard
from bot.pictures.pictures import NotDrawn
from bot.pictures.theme import Theme
from bot.pictures.values import Picture
from bot.views.pictures import (
    comparison_picture,
    look_of,
    period_caption,
    price_caption,
    price_picture,
    results_picture,
)
from engine.outbox import ToPerson


async def show_bot(_: CallbackQuery, callback_data: ShowPicture, ctx: ChatContext) -> None:
    """Show prices and fills. Raises BotNotFound."""
    history = await ctx.service.histories.of_bot(ctx.actor, callback_data.bot, callback_data.stretch)
    look = look_of(await ctx.notice_settings.of(ToPerson(ctx.person.user_id)))
    keyboard = picture_keyboard(ctx.words, callback_data.bot, history.stretch)
    caption = price_caption(ctx.words, history, look)
    await _show(ctx, price_picture(ctx.words, history, look), caption, keyboard)


async def show_period(_: CallbackQuery, callback_data: ShowPeriodPicture, ctx: ChatContext) -> None:
    """Show how results added up, or bots side by side."""
    asked = callback_data
    look = look_of(await ctx.notice_settings.of(ToPerson(ctx.person.user_id)))
    history = await ctx.service.histories.of_period(ctx.actor, asked.period, day_of(asked), look.zone)
    picture: Picture = (
        comparison_picture(ctx.words, history, look)
        if asked.by_bot
        else results_picture(ctx.words, history, look, ctx.clock.now())
    )
    caption = period_caption(ctx.words, history, look, by_bot=asked.by_bot)
    await _show(ctx, picture, caption, period_keyboard(ctx.words, history.stats, asked))


async def _show(ctx: ChatContext, picture: Picture, caption: str, keyboard: InlineKeyboardMarkup) -> None:
    try:
        file = await ctx.pictures.draw(picture)
    except NotDrawn:
        await ctx.answer.say(f"{ctx.words('picture-not-drawn')}\n\n{caption}", keyboard)
    else:
        await ctx.answer.show_picture(file, caption, keyboard)


async def choose_theme(tapped: CallbackQuery, callback_data: ChooseTheme, ctx: ChatContext) -> None:
    """Have pictures drawn so from now on."""
    dark = callback_data.theme is Theme.DARK
    me = ToPerson(ctx.person.user_id)
    await ctx.notice_settings.change(me, lambda before: replace(before, dark_pictures=dark))
    await show_settings(tapped, ctx)


async def choose_after_cycle(
    tapped: CallbackQuery, callback_data: PictureAfterCycle, ctx: ChatContext
) -> None:
    """Have a picture sent after each cycle, or not any more."""
    on, me = callback_data.on, ToPerson(ctx.person.user_id)
    await ctx.notice_settings.change(me, lambda before: replace(before, pictures_after_cycles=on))
    await show_settings(tapped, ctx)
