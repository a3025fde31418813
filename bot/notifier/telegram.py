"""The Telegram that the notifier needs: two verbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiogram.types import InlineKeyboardButton

from engine.crash_points import CrashHook, CrashPoint

Rows = Sequence[Sequence[InlineKeyboardButton]]
"""The buttons below a message, row by row."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that stands in a chat."""

    chat_id: int
    """The chat's number, also when its @name was given."""
    message_id: int
    beside_topic: bool = False
    """Whether its topic takes no messages, so that it stands in the group itself."""


class Telegram(Protocol):
    """Where messages are handed in."""

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        """Send one message of at most 4,096 visible characters, without sound if `silent`.

        A message whose formatting or topic is refused is sent without it rather than not at all.
        Raises the errors of `bot.notifier.errors`, and nothing else.
        """

    async def edit(self, chat_id: int, message_id: int, html: str, buttons: Rows = ()) -> None:
        """Have a message show that. Nothing happens where it does already.

        Raises the errors of `bot.notifier.errors`, and nothing else.
        """


class CrashPointTelegram:
    """Hands on to another, and says where it stands."""

    def __init__(self, telegram: Telegram, crash_hook: CrashHook) -> None:
        self._telegram = telegram
        self._crash_hook = crash_hook

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        self._crash_hook(CrashPoint.BEFORE_NOTICE)
        sent = await self._telegram.send(chat_id, thread_id, html, silent=silent, buttons=buttons)
        self._crash_hook(CrashPoint.AFTER_NOTICE)
        return sent

    async def edit(self, chat_id: int, message_id: int, html: str, buttons: Rows = ()) -> None:
        self._crash_hook(CrashPoint.BEFORE_NOTICE)
        await self._telegram.edit(chat_id, message_id, html, buttons)
        self._crash_hook(CrashPoint.AFTER_NOTICE)
