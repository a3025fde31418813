"""The command menu that Telegram shows beside the text field."""

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot.views.help import COMMANDS, GROUP_COMMANDS


async def register_menu(bot: Bot) -> None:
    """Tell Telegram the commands, for private chats and for groups. Raises TelegramAPIError."""
    await bot.set_my_commands(_commands(COMMANDS), scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(_commands(GROUP_COMMANDS), scope=BotCommandScopeAllGroupChats())


def _commands(items: tuple[tuple[str, str], ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=what) for name, what in items]
