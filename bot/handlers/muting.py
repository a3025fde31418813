"""Notices muted for a while, by the message that tells one. What needs a decision is never muted."""

from dataclasses import dataclass

from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.context import ChatContext
from bot.keyboards.callbacks import AskMute, Mute, Unmute
from bot.keyboards.muting import offer, without_offer
from bot.notifier.telling import fold
from bot.views.muting import Mutable, mutables, muted_label, muted_toast
from bot.views.words import Words
from engine.errors import NotAllowed
from engine.notice_settings import NoticeSettings
from engine.outbox import Audience, ToAlerts, ToPerson


@dataclass(frozen=True, slots=True)
class _Told:
    """What a message tells."""

    reader: Audience
    """Whose settings say how it is told."""
    those: list[Mutable]
    words: Words
    """Of those who read the message."""


async def ask(callback: CallbackQuery, callback_data: AskMute, ctx: ChatContext) -> None:
    """Offer on the message itself what can be muted of it, or take the offer back."""
    told = await _told(callback, ctx)
    if told is None:
        return
    await ctx.answer.toast()
    settings = await ctx.notice_settings.of(told.reader)
    keyboard = _keyboard(callback)
    if callback_data.offered:
        shown = offer(told.words, keyboard, told.those, settings, ctx.clock.now())
    else:
        shown = without_offer(told.words, keyboard)
    await ctx.answer.show_buttons(shown)


async def mute(callback: CallbackQuery, callback_data: Mute, ctx: ChatContext) -> None:
    """Mute it for so long. What is muted already stays so until its own end, which is said again."""
    told = await _told(callback, ctx)
    if told is None:
        return
    what = _which(told, callback_data)
    now = ctx.clock.now()

    def change(settings: NoticeSettings) -> NoticeSettings:
        if what is None:
            return settings
        return settings.snoozing(what.snooze(settings.end_of(callback_data.span, now)), now)

    settings = await ctx.notice_settings.change(told.reader, change)
    await ctx.answer.toast(_what_holds(ctx, what, settings))
    await ctx.answer.show_buttons(without_offer(told.words, _keyboard(callback)))


async def unmute(callback: CallbackQuery, callback_data: Unmute, ctx: ChatContext) -> None:
    """Have it told again, if it is muted as it was when that was offered."""
    told = await _told(callback, ctx)
    if told is None:
        return
    tapped = callback_data
    settings = await ctx.notice_settings.change(
        told.reader, lambda settings: settings.waking(tapped.kind, tapped.bot, tapped.until)
    )
    await ctx.answer.toast(_what_holds(ctx, _which(told, tapped), settings))
    await ctx.answer.show_buttons(without_offer(told.words, _keyboard(callback)))


async def _told(callback: CallbackQuery, ctx: ChatContext) -> _Told | None:
    """Return what the message tells; None when that is not known, or not theirs to mute: that is said."""
    message = callback.message
    told = None
    if isinstance(message, Message):
        told = await _told_in(message, ctx)
        if told is None:  # it can be tapped before it is booked as delivered
            await ctx.on_the_way.booked(message.chat.id)
            told = await _told_in(message, ctx)
    if told is None:
        await ctx.answer.toast(ctx.words.plain("mute-elsewhere"))
        return None
    if isinstance(told.reader, ToAlerts):
        try:
            await ctx.service.alerts.check(ctx.actor)
        except NotAllowed:
            await ctx.answer.toast(ctx.words.plain("mute-owners-only"))
            return None
    return told


async def _told_in(message: Message, ctx: ChatContext) -> _Told | None:
    """Return what is told there: in a private chat to the person, elsewhere in the alert chat."""
    own: tuple[Audience, ...] = ctx.read_for if ctx.answer.private else ()
    for audience in (*own, ToAlerts()):
        found = await ctx.outbox.told_in(audience, message.chat.id, message.message_id)
        those = mutables([telling.owed.notice for telling in fold(found)])  # a cycle, not its fills
        if found and isinstance(audience, ToAlerts):
            return _Told(audience, those, ctx.catalogues.public)
        if found:
            return _Told(ToPerson(ctx.person.user_id), those, ctx.words)
    return None


def _what_holds(ctx: ChatContext, what: Mutable | None, settings: NoticeSettings) -> str:
    """Return what a tap has come to: until when it is muted, or that it is told."""
    if what is None:
        return ctx.words.plain("mute-elsewhere")
    for one in settings.snoozed(ctx.clock.now()):
        if one.is_about(what.kind, what.bot_id):
            return muted_toast(ctx.words, one, settings)
    return ctx.words.plain("unmuted", what=muted_label(ctx.words, what))


def _which(told: _Told, tapped: Mute | Unmute) -> Mutable | None:
    """Return what a tap is about, if the message tells of that."""
    return next((one for one in told.those if (one.kind, one.bot_id) == (tapped.kind, tapped.bot)), None)


def _keyboard(callback: CallbackQuery) -> InlineKeyboardMarkup | None:
    message = callback.message
    return message.reply_markup if isinstance(message, Message) else None
