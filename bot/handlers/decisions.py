"""Buttons below notices. The notice stays as it is; what came of the tap stands below it."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.handlers.bots import STARTED, runs
from bot.handlers.cards import Text, card_message, live_question
from bot.keyboards.callbacks import Act, DecideOn, OpenCard
from bot.views.errors import OUTDATED, sentence
from bot.views.stops import stop_note
from engine.core.types import BotId, Mode, StopForm
from engine.errors import CardOutdated, CommandRejected


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="decisions")
    made.callback_query.register(open_card, OpenCard.filter())
    made.callback_query.register(go_on, DecideOn.filter(F.act == Act.START))
    made.callback_query.register(stop, DecideOn.filter(F.act == Act.STOP))
    return made


async def open_card(_: CallbackQuery, callback_data: OpenCard, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    card = await ctx.service.card(ctx.actor, BotId(callback_data.bot))
    await ctx.answer.say(*card_message(ctx, card))


async def go_on(_: CallbackQuery, callback_data: DecideOn, ctx: ChatContext) -> None:
    """Let the bot go on. With money there is a question first."""
    await ctx.answer.toast()
    await ctx.answer.say(*await _gone_on(ctx, BotId(callback_data.bot), callback_data.revision))


async def _gone_on(ctx: ChatContext, bot_id: BotId, revision: int) -> Text:
    card = await ctx.service.card(ctx.actor, bot_id)
    if card.state.revision != revision:
        return card_message(ctx, card, OUTDATED)
    if card.state.config.mode is Mode.LIVE:
        return await live_question(ctx, card)
    try:
        card = await ctx.service.start(ctx.actor, bot_id, revision)
    except (CardOutdated, CommandRejected) as e:
        return card_message(ctx, await ctx.service.card(ctx.actor, bot_id), sentence(e))
    return card_message(ctx, card, STARTED if runs(card.state) else None)


async def stop(_: CallbackQuery, callback_data: DecideOn, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    bot_id = BotId(callback_data.bot)
    try:
        report = await ctx.service.stop(ctx.actor, bot_id, StopForm.STOP, callback_data.revision)
    except CardOutdated:
        card, note = await ctx.service.card(ctx.actor, bot_id), OUTDATED
    else:
        card, note = report.card, stop_note(report, StopForm.STOP)
    await ctx.answer.say(*card_message(ctx, card, note))
