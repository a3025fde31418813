"""Hears what the chat queues for the program, and has it delivered again as Telegram may do."""

from typing import Any

from tests.chat.rig import Rig

Update = dict[str, Any]


class Recorder:
    """Hears every update that the chat queues for the program."""

    def __init__(self, rig: Rig) -> None:
        self._queue = rig.chat.world.updates
        self.heard: list[Update] = []
        self._add = self._queue.add
        self._queue.add = self._heard  # type: ignore[method-assign]

    def _heard(self, kind: str, payload: Update) -> int | None:
        update_id = self._add(kind, payload)
        self.heard.append({"update_id": update_id, kind: payload})
        return update_id

    def end(self) -> list[Update]:
        self._queue.add = self._add  # type: ignore[method-assign]
        return self.heard

    def deliver_again(self, update: Update) -> None:
        """Deliver it as it was, with its number."""
        self._queue._repeats.append(update)  # noqa: SLF001 - what Telegram does is nobody's wish
        self._queue._wake()  # noqa: SLF001

    def tap_twice(self, update: Update, number: int) -> None:
        """Deliver the tap as a second one on the message as it was."""
        self._add("callback_query", update["callback_query"] | {"id": f"9{number:017}"})
