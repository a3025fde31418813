"""/accounts: what each real account holds and may do."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.chat.context import ChatContext
from bot.views.accounts import accounts_lines


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="accounts")
    made.message.register(accounts, Command("accounts"))
    return made


async def accounts(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.say_lines(accounts_lines(await ctx.service.accounts(ctx.actor)))
