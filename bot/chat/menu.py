"""The command menu that Telegram shows beside the text field."""

import logging
from collections.abc import Iterable

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.views.help import GROUP_COMMANDS, command_text, commands_of
from bot.views.words import Catalogues, Words
from engine.people import Person, Role

log = logging.getLogger(__name__)


async def register_menu(bot: Bot, catalogues: Catalogues, people: Iterable[Person]) -> None:
    """Tell Telegram the commands: in each language for private chats, in the installation's for groups.

    `people` are those on the list, who may read another language than their Telegram. Raises
    TelegramAPIError.
    """
    public, private = catalogues.public, BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(_commands(public, commands_of(Role.TRADER)), scope=private)
    await bot.set_my_commands(_commands(public, GROUP_COMMANDS), scope=BotCommandScopeAllGroupChats())
    for language in catalogues.languages:
        words = catalogues.words(language)
        commands = _commands(words, commands_of(Role.TRADER))
        await bot.set_my_commands(commands, scope=private, language_code=language)
    for person in people:
        if person.language is not None:
            await show_menu(bot, person, catalogues.words(person.language))


async def show_menu(bot: Bot, person: Person, words: Words) -> None:
    """Show one person the commands of their role in the language that they read, if they can be reached."""
    if person.chat_id is None:
        return
    try:
        await bot.set_my_commands(
            _commands(words, commands_of(person.role)), scope=BotCommandScopeChat(chat_id=person.chat_id)
        )
    except TelegramAPIError as e:
        log.warning("the menu of person %s is in another language than theirs: %s", person.user_id, e)


async def hide_menu(bot: Bot, person: Person) -> None:
    """Show somebody who is off the list no commands of their own any more."""
    if person.chat_id is None:
        return
    try:
        await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=person.chat_id))
    except TelegramAPIError as e:
        log.info("the menu of person %s stays: %s", person.user_id, e)


def _commands(words: Words, names: Iterable[str]) -> list[BotCommand]:
    return [BotCommand(command=name, description=command_text(words, name)) for name in names]
