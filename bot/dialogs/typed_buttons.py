"""What stands on a button may be written instead of tapped: it means the same."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

from aiogram_dialog import DialogManager

from bot.chat.context import ChatContext

Meaning = TypeVar("Meaning")
Press = Callable[[object, object, DialogManager], Awaitable[None]]
"""What a tap does. Neither tap nor button has to be there."""


def labels_of(ctx: ChatContext, buttons: Mapping[str, Press]) -> dict[str, Press]:
    """Return what buttons, given by keys, do by their labels: in English and in the reader's language."""
    both = (ctx.catalogues.english, ctx.words)
    return {words.plain(key): press for words in both for key, press in buttons.items()}


def written_label(typed: str, labels: Mapping[str, Meaning]) -> Meaning | None:
    """Return what the button means whose label was written, in any case; None: none has that label."""
    wanted = _bare(typed)
    return next((meaning for label, meaning in labels.items() if _bare(label) == wanted), None)


def written_choice(typed: str, choices: Iterable[tuple[str, str]]) -> str | None:
    """Return the value of the choice whose label was written; None: there is none."""
    return written_label(typed, dict(choices))


def _bare(label: str) -> str:
    return " ".join(label.split()).casefold()
