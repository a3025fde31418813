"""Telegram with the named points around a sending."""

from bot.notifier.telegram import Rows, Sent, Telegram
from engine.crash_points import CrashHook, CrashPoint


class CrashPointTelegram:
    """Meets `bot.notifier.telegram.Telegram`: hands on to another, and says where it stands."""

    def __init__(self, telegram: Telegram, crash_hook: CrashHook) -> None:
        self._telegram = telegram
        self._crash_hook = crash_hook

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        """Send one message; see the protocol."""
        self._crash_hook(CrashPoint.BEFORE_NOTICE)
        sent = await self._telegram.send(chat_id, thread_id, html, silent=silent, buttons=buttons)
        self._crash_hook(CrashPoint.AFTER_NOTICE)
        return sent
