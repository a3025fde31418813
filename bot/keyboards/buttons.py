"""What all keyboards are made of."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.words import Words
from engine.reads.views import BotPage

Rows = list[list[InlineKeyboardButton]]


def button(label: str, payload: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=payload.pack())


def pager(
    words: Words, page: BotPage, payload_of: Callable[[int], CallbackData]
) -> list[InlineKeyboardButton]:
    newer = [button(words.plain("button-newer"), payload_of(page.page - 1))] if page.page > 0 else []
    older = (
        [button(words.plain("button-older"), payload_of(page.page + 1))] if page.page + 1 < page.pages else []
    )
    return [*newer, *older]


def in_pairs(buttons: list[InlineKeyboardButton]) -> Rows:
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def markup(rows: Rows) -> InlineKeyboardMarkup:
    """Return the keyboard; rows without buttons are left out."""
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])
