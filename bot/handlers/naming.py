"""A bot's name: what to write, and what was written."""

import re

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.cards import card_message
from bot.chat.context import ChatContext
from bot.handlers.cards import bots_called
from bot.keyboards.callbacks import OnCard
from bot.parsing.values import read_bot_number
from bot.views.bots import how_to_name, no_bot_called

TAKEN_AWAY = "-"
_ASKED = re.compile(r"/name (\d+) -")
"""In what `how_to_name` says, in every language, and nowhere else: which bot it asks about."""


async def ask_name(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    """Say what to write: it can be written at any time, so nothing has to be remembered."""
    await ctx.answer.toast()
    card = await ctx.service.card(ctx.actor, callback_data.bot)
    await ctx.answer.say(how_to_name(ctx.words, card))


async def name(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Call a bot so: /name 3 Morning. A bare name says how, and "-" takes the name away."""
    number, written = [*(command.args or "").split(maxsplit=1), "", ""][:2]
    await _call(ctx, number, written)


def asks_for_name(message: Message) -> dict[str, str] | bool:
    """Say whether the message answers one of ours that asks for the name of a bot, and of which."""
    asks = message.reply_to_message
    if asks is None or asks.from_user is None or not asks.from_user.is_bot:
        return False
    found = _ASKED.search(asks.text or "")
    return {"number": found[1]} if found is not None else False


async def answered(message: Message, ctx: ChatContext, number: str) -> None:
    """Call the bot as the answer says. A form that is open is not meant by it."""
    await _call(ctx, number, message.text or "")


async def _call(ctx: ChatContext, number: str, written: str) -> None:
    read = read_bot_number(number)
    found = [row for row in await bots_called(ctx, number) if str(row.number) == read]
    if not found:
        await ctx.answer.say(no_bot_called(ctx.words, number))
    elif not written.strip():
        await ctx.answer.say(how_to_name(ctx.words, await ctx.service.card(ctx.actor, found[0].bot_id)))
    else:
        wanted = "" if written.strip() == TAKEN_AWAY else written
        card = await ctx.service.rename(ctx.actor, found[0].bot_id, wanted)
        await ctx.answer.say(*card_message(ctx, card, ctx.words("named" if wanted else "unnamed")))
