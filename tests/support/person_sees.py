"""What a person sees: messages and toasts, as they look at one moment."""

from dataclasses import dataclass, field
from typing import Any, Self

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as it looked at some moment. `buttons` are rows of labels; `edits` counts its edits."""

    chat_id: int
    message_id: int
    text: str
    html: str
    buttons: list[list[str]]
    edits: int
    sender: str
    by_bot: bool
    silent: bool
    thread_id: int | None
    reply_to: int | None
    date: int
    media: JsonObject | None
    raw: JsonObject = field(repr=False)

    @property
    def edited(self) -> bool:
        return self.edits > 0

    @property
    def labels(self) -> list[str]:
        """All labels, row after row."""
        return [label for row in self.buttons for label in row]

    def button(self, label: str) -> JsonObject:
        """Return the button with this label, or else the only one that contains it."""
        buttons = [button for row in self.raw["buttons"] for button in row]
        exact = [button for button in buttons if button["label"] == label]
        near = [button for button in buttons if label in button["label"]]
        if exact or len(near) == 1:
            found: JsonObject = (exact or near)[0]
            return found
        raise AssertionError(f"No single button {label!r} among {self.labels}\nin: {self.text}")

    def has_button(self, label: str) -> bool:
        return any(label in known for known in self.labels)

    @classmethod
    def of(cls, view: JsonObject) -> Self:
        return cls(
            chat_id=view["chat_id"],
            message_id=view["message_id"],
            text=view["text"],
            html=view["html"],
            buttons=[[button["label"] for button in row] for row in view["buttons"]],
            edits=view["edits"],
            sender=view["sender"]["name"],
            by_bot=view["sender"]["is_bot"],
            silent=view["silent"],
            thread_id=view["thread_id"],
            reply_to=view["reply_to"],
            date=view["date"],
            media=view["media"],
            raw=view,
        )


@dataclass(frozen=True, slots=True)
class Toast:
    """The bot's answer to a tap: a short text, an alert or in passing. An empty one shows nothing."""

    text: str
    alert: bool
    message_id: int

    @classmethod
    def of(cls, change: JsonObject) -> Self:
        return cls(change["text"], change["alert"], change["message_id"])
