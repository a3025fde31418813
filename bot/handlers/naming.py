"""A bot's name: what to write, and what was written."""

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.cards import card_message
from bot.chat.context import ChatContext
from bot.handlers.cards import bots_called
from bot.keyboards.callbacks import OnCard
from bot.views.bots import how_to_name, no_bot_called

TAKEN_AWAY = "-"


async def ask_name(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    """Say what to write: it can be written at any time, so nothing has to be remembered."""
    await ctx.answer.toast()
    card = await ctx.service.card(ctx.actor, callback_data.bot)
    await ctx.answer.say(how_to_name(ctx.words, card))


async def name(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Call a bot so: /name 3 Morning. A bare name says how, and "-" takes the name away."""
    number, written = [*(command.args or "").split(maxsplit=1), "", ""][:2]
    found = [row for row in await bots_called(ctx, number) if str(row.number) == number.lstrip("#")]
    if not found:
        await ctx.answer.say(no_bot_called(ctx.words, number))
    elif not written.strip():
        await ctx.answer.say(how_to_name(ctx.words, await ctx.service.card(ctx.actor, found[0].bot_id)))
    else:
        wanted = "" if written.strip() == TAKEN_AWAY else written
        card = await ctx.service.rename(ctx.actor, found[0].bot_id, wanted)
        await ctx.answer.say(*card_message(ctx, card, ctx.words("named" if wanted else "unnamed")))
