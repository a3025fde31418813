"""The Telegram that the notifier needs: one verb."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TapButton:
    """A button below a message."""

    label: str
    data: str
    """What a tap on it brings back, at most 64 bytes."""


Rows = Sequence[Sequence[TapButton]]
"""The buttons below a message, row by row."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that stands in a chat."""

    chat_id: int
    """The chat's number, also when its @name was given."""
    message_id: int


class Telegram(Protocol):
    """Where messages are handed in."""

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        """Send one message of at most 4,096 visible characters, without sound if `silent`.

        A message whose formatting or topic is refused is sent without it rather than not at all.
        Raises the errors of `bot.notifier.errors`, and nothing else.
        """
        ...
