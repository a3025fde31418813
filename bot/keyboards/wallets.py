"""The buttons about wallets on paper."""

from collections.abc import Iterable, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup
from bot.keyboards.callbacks import AskReset, AskTopUp
from bot.views.text import number
from bot.views.words import Words
from engine.core.types import CoinAmount
from engine.risk.paper_wallets import PaperWallet

_LONGEST_COIN = 20
"""In bytes: a longer one fits into no button, and is topped up by writing it."""


def wallets_keyboard(words: Words, wallets: Iterable[PaperWallet]) -> InlineKeyboardMarkup:
    """Offer to top up each wallet, and to have it begin anew."""
    return markup([_row(words, one.exchange) for one in wallets])


def _row(words: Words, exchange: str) -> list[InlineKeyboardButton]:
    add = AskTopUp(exchange=exchange, coin=None)
    return [
        button(words.plain("button-top-up", exchange=exchange), add),
        button(words.plain("button-reset-wallet", exchange=exchange), AskReset(exchange=exchange)),
    ]


def top_up_keyboard(exchange: str, offers: Sequence[CoinAmount]) -> InlineKeyboardMarkup:
    """Offer these amounts."""
    buttons = [
        button(f"+{number(one.amount)} {one.coin}", AskTopUp(exchange=exchange, coin=one.coin))
        for one in offers
        if len(one.coin.encode()) <= _LONGEST_COIN
    ]
    return markup(in_pairs(buttons))
