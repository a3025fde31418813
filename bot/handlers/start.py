"""/start and /help. Neither starts any trading."""

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message

from bot.chat.context import ChatContext
from bot.keyboards.bots import new_bot_keyboard
from bot.views.help import greeting, help_text


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="start")
    made.message.register(start, CommandStart())
    made.message.register(help_, Command("help"))
    return made


async def start(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.say(greeting(ctx.person.name, ctx.prices), new_bot_keyboard())


async def help_(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.say(help_text(ctx.prices))
