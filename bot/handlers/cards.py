"""A bot's card as an answer, and the question before a LIVE bot works."""

from aiogram.types import InlineKeyboardMarkup

from bot.chat.cards import card_message
from bot.chat.context import ChatContext
from bot.chat.question_subjects import StartLiveTarget
from bot.chat.questions import Outcome
from bot.keyboards.callbacks import DecideOn, OnCard
from bot.views.live import live_start_question
from engine.core.types import BotId, Mode
from engine.reads.views import BotCard

Text = tuple[str, InlineKeyboardMarkup]


async def card_now(ctx: ChatContext, bot_id: BotId, note: str | None = None) -> Text:
    """Look the bot up, and return its card. Raises BotNotFound."""
    return card_message(ctx, await ctx.service.card(ctx.actor, bot_id), note)


def card_outcome(ctx: ChatContext, card: BotCard, note: str | None = None) -> Outcome:
    text, markup = card_message(ctx, card, note)
    return Outcome([text], markup)


async def put(ctx: ChatContext, tapped: OnCard, answer: Text) -> None:
    """Answer in the card's place; below a notice, which stays as it is."""
    await (ctx.answer.say if isinstance(tapped, DecideOn) else ctx.answer.show)(*answer)


async def live_question(ctx: ChatContext, card: BotCard) -> Text:
    """Put the question whether a LIVE bot shall work, as it is now. Raises LiveSwitchedOff."""
    ctx.service.check_on(ctx.actor, Mode.LIVE)
    target = StartLiveTarget(bot_id=card.state.bot_id, revision=card.state.revision)
    return live_start_question(ctx.words, card, ctx.service.limits(ctx.actor)), await ctx.questions.ask(
        target, ctx.words.plain("button-go-live")
    )
