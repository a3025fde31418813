"""Commands in a group that come from nobody: an administrator who remains anonymous, or a channel's name.

Nobody can be recognised in them, so nothing is done. Where people of ours are among the group's
administrators that is said now and then, for it may be one of them: somebody who wrote /stop_all must not
believe that all has stopped. Elsewhere there is silence.
"""

import logging

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError
from aiogram.types import Message, Update

from bot.access.senders import ANONYMOUS_ADMIN, words_of
from bot.access.turns import Turns
from bot.views.help import KNOWN
from bot.views.words import Catalogues
from engine.clock import Clock
from engine.errors import TryLater
from engine.people import People

log = logging.getLogger(__name__)

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


class Nameless:
    """Says what became of them."""

    def __init__(self, people: People, clock: Clock, catalogues: Catalogues) -> None:
        self._people = people
        self._turns = Turns(clock)
        self._catalogues = catalogues

    async def meet(self, update: Update, bot: Bot) -> None:
        """Answer it, if it is a command of ours that has no name and its turn has come. Never raises."""
        message = update.message
        if message is None or not _hides(message) or words_of(update)[:1] not in _COMMANDS:
            return
        try:
            if not await _is_for(bot, message) or not self._turns.takes(message.chat.id):
                return
            if not await self._is_of_ours(bot, message.chat.id):
                return
            await bot.send_message(
                message.chat.id,
                self._catalogues.public("nameless"),
                message_thread_id=message.message_thread_id if message.is_topic_message else None,
                parse_mode="HTML",
            )
        except (AiogramError, TryLater) as error:
            log.info("a command without a name in chat %s is not answered: %s", message.chat.id, error)

    async def _is_of_ours(self, bot: Bot, chat_id: int) -> bool:
        """Tell whether somebody on the list is an administrator there, openly or not."""
        for member in await bot.get_chat_administrators(chat_id):
            if not member.user.is_bot and await self._people.person(member.user.id) is not None:
                return True
        return False


_COMMANDS = [[f"/{name}"] for name in KNOWN]


def _hides(message: Message) -> bool:
    """Tell whether somebody in the group wrote it, not in their own name. A copied channel post is none."""
    sender = message.from_user
    hidden = message.sender_chat is not None or (sender is not None and sender.id == ANONYMOUS_ADMIN)
    return hidden and message.chat.type in _GROUPS and not message.is_automatic_forward


async def _is_for(bot: Bot, message: Message) -> bool:
    """Tell whether the command bears our name, or none."""
    _, _, named = (message.text or "").split(maxsplit=1)[0].partition("@")
    return not named or named.casefold() == ((await bot.me()).username or "").casefold()
