"""The buttons below a bot's picture."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import OpenCard, ShowPicture
from bot.views.pictures import stretch_label
from bot.views.words import Words
from engine.core.types import BotId
from engine.reads.history import Stretch


def picture_keyboard(words: Words, bot_id: BotId, chosen: Stretch) -> InlineKeyboardMarkup:
    """Offer to look further back or less far, also the chosen one: it is drawn anew then; and the card."""
    stretches = [
        button(stretch_label(words, one, chosen=one is chosen), ShowPicture(bot=bot_id, stretch=one))
        for one in Stretch
    ]
    return markup([stretches, [button(words.plain("button-open-card"), OpenCard(bot=bot_id))]])
