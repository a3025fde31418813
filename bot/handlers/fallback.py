"""What nobody else takes: unknown commands, stray texts, buttons of older versions."""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.keyboards.bots import list_keyboard
from bot.views.help import NO_FORM, OLD_BUTTON, unknown_command

_PRIVATE = F.chat.type == ChatType.PRIVATE


def unknown_commands() -> Router:
    """Return the handlers that stand before the form: a mistyped command is no answer to it."""
    made = Router(name="unknown commands")
    made.message.register(unknown, _PRIVATE, F.text.startswith("/"))
    return made


def make_router() -> Router:
    """Return the handlers that stand behind everything."""
    made = Router(name="fallback")
    made.message.register(stray, _PRIVATE)
    made.callback_query.register(old_button)
    return made


async def unknown(message: Message, ctx: ChatContext) -> None:
    name = (message.text or "/").split()[0]
    await ctx.answer.say(unknown_command(name))


async def stray(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.say(NO_FORM)


async def old_button(_: CallbackQuery, ctx: ChatContext) -> None:
    await ctx.answer.toast(OLD_BUTTON)
    await ctx.answer.say(OLD_BUTTON, list_keyboard())
