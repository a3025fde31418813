"""The buttons below the list of open orders."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import Rows, button, in_pairs, markup
from bot.keyboards.callbacks import AdoptOrphan, CancelOrphan, ShowCard, ShowOrders
from bot.views.orphans import adopt_label, orphan_label
from bot.views.words import Words
from engine.reads.open_orders import OpenOrders, OrphanView

_MOST_ORDERS = 20
_MOST_ORPHANS = 12
_MOST_ADOPTERS = 5
"""Together below the 100 buttons that a message may have."""


def orders_keyboard(words: Words, found: OpenOrders) -> InlineKeyboardMarkup:
    shown = {card.state.bot_id: card for card, _ in found.orders}
    cards = [
        button(card.state.ref.label, ShowCard(bot=bot_id, refresh=False))
        for bot_id, card in list(shown.items())[:_MOST_ORDERS]
    ]
    orphans = [row for orphan in found.orphans[:_MOST_ORPHANS] for row in _orphan_rows(words, orphan)]
    return markup([*orphans, *in_pairs(cards), [button(words.plain("button-refresh"), ShowOrders())]])


def _orphan_rows(words: Words, orphan: OrphanView) -> Rows:
    name = orphan.order.client_order_id
    adopt = [
        [button(adopt_label(words, orphan.order, card), AdoptOrphan(order=name, bot=card.state.bot_id))]
        for card in orphan.fit[:_MOST_ADOPTERS]
    ]
    return [*adopt, [button(orphan_label(words, orphan.order), CancelOrphan(order=name))]]
