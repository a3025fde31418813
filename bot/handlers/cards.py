"""A bot's card as an answer, and the question before a LIVE bot works."""

from aiogram.types import InlineKeyboardMarkup

from bot.chat.cards import card_message
from bot.chat.context import ChatContext
from bot.chat.question_subjects import StartLiveTarget
from bot.chat.questions import Outcome
from bot.keyboards.callbacks import DecideOn, OnCard
from bot.parsing.values import read_bot_number
from bot.views.html import Html
from bot.views.live import live_start_question
from engine.core.types import BotId, Mode
from engine.reads.views import BotCard, BotFilter, BotRow

_ALL_BOTS = 10_000
Text = tuple[str, InlineKeyboardMarkup]


async def card_now(ctx: ChatContext, bot_id: BotId, note: str | None = None) -> Text:
    """Look the bot up, and return its card. Raises BotNotFound."""
    return card_message(ctx, await ctx.service.card(ctx.actor, bot_id), note)


def card_outcome(ctx: ChatContext, card: BotCard, note: Html | None = None) -> Outcome:
    text, markup = card_message(ctx, card, note)
    return Outcome([text], markup, note)


async def all_bots(ctx: ChatContext) -> list[BotRow]:
    """Return all bots that the person sees, by their numbers."""
    page = await ctx.service.bots(ctx.actor, BotFilter.ALL, 0, _ALL_BOTS)
    return sorted(page.rows, key=lambda row: row.number)


async def bots_called(ctx: ChatContext, written: str) -> list[BotRow]:
    """Return the bot with that number, else those with that name, else those whose name has it in it.

    Else those on that pair or coin, else those at that exchange.
    """
    rows, wanted, number = await all_bots(ctx), written.strip().casefold(), read_bot_number(written)
    for fits in (
        lambda row: str(row.number) == number,
        lambda row: row.name.casefold() == wanted,
        lambda row: wanted in row.name.casefold(),
        lambda row: wanted in {row.ticker.casefold(), *row.ticker.casefold().split("/")},
        lambda row: wanted == row.account_id.venue.casefold(),
    ):
        if wanted and (found := [row for row in rows if fits(row)]):
            return found
    return []


async def put(ctx: ChatContext, tapped: OnCard, answer: Text) -> None:
    """Answer in the card's place; below a notice, which stays as it is."""
    await (ctx.answer.say if isinstance(tapped, DecideOn) else ctx.answer.show)(*answer)


async def live_question(ctx: ChatContext, card: BotCard) -> Text:
    """Put the question whether a LIVE bot shall work, as it is now. Raises LiveSwitchedOff, CodeNeeded."""
    ctx.service.check_on(ctx.actor, Mode.LIVE)
    ctx.service.check_code(ctx.actor, card.state.config)
    target = StartLiveTarget(bot_id=card.state.bot_id, revision=card.state.revision)
    return live_start_question(ctx.words, card, ctx.service.limits(ctx.actor)), await ctx.questions.ask(
        target, ctx.words.plain("button-go-live")
    )
