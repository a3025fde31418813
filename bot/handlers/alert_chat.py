"""The group or topic that alerts go to: offered where the program is added, linked with one tap."""

import logging
from contextlib import suppress

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, Chat, ChatFullInfo, ChatMemberUpdated, Message

from bot.access.senders import shown_name
from bot.chat.context import ChatContext
from bot.config.values import ChatPlace
from bot.handlers.settings import settings_message
from bot.keyboards.alert_chat import link_keyboard
from bot.keyboards.callbacks import LinkAlerts, UnlinkAlerts
from bot.notifier.alert_chat import AlertChat
from bot.views.alert_chat import linked_toast, offer_text
from bot.views.words import Words
from engine.alert_chat import LinkedChat
from engine.people import Person, Role
from engine.policy import check_owner

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)

log = logging.getLogger(__name__)


async def offer_when_added(
    event: ChatMemberUpdated, bot: Bot, person: Person, public_words: Words, alert_chat: AlertChat
) -> None:
    """Offer an owner, in the group to which they have added us, to have alerts there."""
    if person.role is not Role.OWNER or alert_chat.is_in(event.chat.id, event.chat.username):
        return
    try:
        await _offer(bot, event.chat, None, public_words)
    except TelegramAPIError as error:
        log.info("chat %s could not be offered to have alerts: %s", event.chat.id, error)


async def alerts(message: Message, ctx: ChatContext, bot: Bot, public_words: Words) -> None:
    """Offer it in the group or topic where an owner asks for it; in private, say where alerts go."""
    check_owner(ctx.actor)
    if ctx.answer.private:
        await ctx.answer.say(*await settings_message(ctx, ctx.words))
        return
    thread = message.message_thread_id if message.is_topic_message else None
    linked = ctx.alert_chat.linked
    try:
        if linked is not None and ctx.alert_chat.place == ChatPlace(message.chat.id, thread):
            await bot.send_message(
                message.chat.id,
                public_words("alerts-come-already"),
                message_thread_id=thread,
                parse_mode="HTML",
            )
            return
        await _offer(bot, message.chat, thread, public_words)
    except (TelegramBadRequest, TelegramForbiddenError) as error:  # the topic is closed, or we may not write
        log.info("chat %s could not be offered to have alerts: %s", message.chat.id, error)
        await ctx.answer.say(ctx.words("alerts-not-offered"))


async def _offer(bot: Bot, chat: Chat, thread_id: int | None, words: Words) -> None:
    await bot.send_message(
        chat.id,
        offer_text(words, is_forum=bool(chat.is_forum) and thread_id is None),
        message_thread_id=thread_id,
        reply_markup=link_keyboard(words, chat.id, thread_id),
        parse_mode="HTML",
    )


async def link(
    callback: CallbackQuery, callback_data: LinkAlerts, ctx: ChatContext, bot: Bot, public_words: Words
) -> None:
    """Have alerts go there. Where there was no alert chat, those of the person's bots are switched on."""
    await ctx.service.alerts.check(ctx.actor)
    chat = await _group(bot, callback_data.chat)
    if chat is None:
        await ctx.answer.toast(ctx.words.plain("alerts-not-linked"), alert=True)
        return
    before = ctx.alert_chat.place
    title = shown_name(chat.title or "")
    await ctx.alert_chat.link(LinkedChat(chat_id=chat.id, thread_id=callback_data.thread, title=title))
    log.warning("Person %s has linked chat %s for alerts", ctx.person.user_id, chat.id)
    bots = await ctx.service.alerts.switch_all_on(ctx.actor) if before is None else 0
    await ctx.answer.toast(linked_toast(ctx.words, bots))
    if isinstance(callback.message, Message):
        with suppress(TelegramBadRequest):
            await callback.message.edit_text(public_words("alerts-linked"), parse_mode="HTML")
    await _say_if_left(ctx, bot, before, public_words)


async def _say_if_left(ctx: ChatContext, bot: Bot, place: ChatPlace | None, words: Words) -> None:
    """Say where alerts came that they do so no more, if we may write there: silence would look like quiet."""
    if place is None or place == ctx.alert_chat.place:
        return
    try:
        await bot.send_message(
            place.chat_id,
            words("alerts-no-more"),
            message_thread_id=place.thread_id,
            parse_mode="HTML",
        )
    except TelegramAPIError as error:
        log.info("chat %s is not told that alerts come there no more: %s", place.chat_id, error)


async def _group(bot: Bot, chat_id: int) -> ChatFullInfo | None:
    """Return what Telegram says of the group, None where we are not in it."""
    try:
        chat = await bot.get_chat(chat_id)
    except TelegramAPIError as error:
        log.info("chat %s cannot be linked: %s", chat_id, error)
        return None
    return chat if chat.type in GROUPS else None


async def unlink(
    _: CallbackQuery, callback_data: UnlinkAlerts, ctx: ChatContext, bot: Bot, public_words: Words
) -> None:
    """Have alerts go there no more, if that is the chat that is linked."""
    await ctx.service.alerts.check(ctx.actor)
    linked = ctx.alert_chat.linked
    if linked is not None and (linked.chat_id, linked.thread_id) == (
        callback_data.chat,
        callback_data.thread,
    ):
        before = ctx.alert_chat.place
        await ctx.alert_chat.unlink()
        log.warning("Person %s has unlinked chat %s", ctx.person.user_id, linked.chat_id)
        await _say_if_left(ctx, bot, before, public_words)
    await ctx.answer.show(*await settings_message(ctx, ctx.words))
