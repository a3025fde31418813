"""A bot's card as a handler's answer."""

from aiogram.types import InlineKeyboardMarkup

from bot.cards.drawing import DrawnCard
from bot.chat.context import ChatContext
from engine.reads.views import BotCard


def card_message(
    ctx: ChatContext, card: BotCard, note: str | None = None
) -> tuple[str, InlineKeyboardMarkup]:
    """Return the card for the person; the message that shows it next is that bot's living card."""
    drawn = DrawnCard(words=ctx.words, card=card, exact=ctx.exact, note=note)
    ctx.cards.drew(ctx.person.user_id, drawn)
    return drawn.message(ctx.clock.now())
