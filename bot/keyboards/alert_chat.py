"""The buttons by which a group is linked and unlinked."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import LinkAlerts, UnlinkAlerts
from bot.views.words import Words
from engine.alert_chat import LinkedChat


def link_keyboard(words: Words, chat_id: int, thread_id: int | None) -> InlineKeyboardMarkup:
    return markup([[button(words.plain("button-link-alerts"), LinkAlerts(chat=chat_id, thread=thread_id))]])


def unlink_button(words: Words, linked: LinkedChat) -> InlineKeyboardButton:
    payload = UnlinkAlerts(chat=linked.chat_id, thread=linked.thread_id)
    return button(words.plain("button-unlink-alerts"), payload)
