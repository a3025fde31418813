"""Telegram with the named points around a sending."""

from bot.notifier.telegram import Rows, Sent, Telegram
from engine.crash_points import Point, Probe


class ProbedTelegram:
    """Meets `bot.notifier.telegram.Telegram`: hands on to another, and says where it stands."""

    def __init__(self, telegram: Telegram, probe: Probe) -> None:
        self._telegram = telegram
        self._probe = probe

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        """Send one message; see the protocol."""
        self._probe(Point.BEFORE_NOTICE)
        sent = await self._telegram.send(chat_id, thread_id, html, silent=silent, buttons=buttons)
        self._probe(Point.AFTER_NOTICE)
        return sent
