"""Who an update comes from, and what can be said of it without knowing them."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import Chat, Update, User
from aiogram_dialog.api.entities import DialogUpdate
from aiogram_dialog.utils import remove_intent_id

from bot.keyboards.callbacks import ANSWERS_STOP_ALL
from bot.parsing.values import without_marks

ANONYMOUS_ADMIN = 1087968824
LONGEST_NAME = 64
JOINERS = "\u200c\u200d"
STOP_ALL = "/stop_all"
COMMAND = re.compile(r"/[a-z_]{1,32}\Z")
KIND_OF_BUTTON = re.compile(r"[a-z_]{1,24}(?=:|\Z)")


@dataclass(frozen=True, slots=True)
class Sender:
    """A person behind an update."""

    user_id: int
    name: str
    """As the person calls themselves, without what could disturb a line: still foreign text."""
    private_chat_id: int | None
    """Where they wrote, if that was in private."""
    language_code: str | None = None
    """The language of their Telegram, as it says it: "hi", "pt-br"."""


def sender_of(update: Update) -> Sender | None:
    """Return who sent it, or None for what nobody on the list can have sent.

    That is what comes from channels, anonymous admins and other bots, and all kinds of update not named here.
    """
    if update.callback_query is not None:
        query = update.callback_query
        return _sender(query.from_user, query.message.chat if query.message else None)
    message = update.message or update.edited_message
    if message is not None:
        return None if message.sender_chat else _sender(message.from_user, message.chat)
    if update.my_chat_member is not None:
        return _sender(update.my_chat_member.from_user, update.my_chat_member.chat)
    if update.inline_query is not None:
        return _sender(update.inline_query.from_user, None)
    if isinstance(update, DialogUpdate):
        return _sender(update.event.from_user, update.event.chat)
    return None


def comes_from_telegram(update: Update) -> bool:
    """Tell whether it came over the network; a form's own updates have no number and are made here."""
    return not isinstance(update, DialogUpdate)


def _sender(user: User | None, chat: Chat | None) -> Sender | None:
    if user is None or user.is_bot or user.id == ANONYMOUS_ADMIN:
        return None
    is_private = chat is not None and chat.type == ChatType.PRIVATE
    private = chat.id if chat and is_private else None
    return Sender(user.id, shown_name(user.full_name), private, user.language_code)


def shown_name(name: str) -> str:
    """Return the name on one line, without control and direction characters, and not too long.

    What joins letters stays where it has a meaning: in Hindi, in emoji.
    """
    seen = without_marks(name)
    kept = "".join(" " if letter.isspace() else letter for letter in seen if not _disturbs(letter))
    return " ".join(kept.split())[:LONGEST_NAME] or "somebody"


def _disturbs(letter: str) -> bool:
    is_mark = unicodedata.category(letter) in ("Cc", "Cf", "Cs")
    return is_mark and not letter.isspace() and letter not in JOINERS


def words_of(update: Update) -> list[str]:
    """Return the words of a new message; a command comes without the bot's name behind it."""
    message = update.message
    words = without_marks(message.text).split() if message and message.text else []
    if words and words[0].startswith("/"):
        words[0] = words[0].partition("@")[0].lower()
    return words


def text_of(update: Update) -> str:
    """Return what was written, or what it was changed into: a text, or what stands below a file."""
    message = update.message or update.edited_message
    return (message.text or message.caption or "") if message else ""


def stops_all(update: Update) -> bool:
    """Tell whether this stops all bots, or answers the question about it: nothing may stand in its way."""
    tap = update.callback_query
    if tap is not None and tap.data is not None:
        return tap.data.startswith(ANSWERS_STOP_ALL)
    return words_of(update)[:1] == [STOP_ALL]


def age_s(update: Update, now: datetime) -> float:
    """Return how long ago a message was written, in seconds.

    `/stop_all now` is never old, and of taps Telegram tells no time: 0.
    """
    message = update.message or update.edited_message
    if message is None or words_of(update)[:2] == [STOP_ALL, "now"]:
        return 0.0
    written = message.date
    if message.edit_date is not None:
        with suppress(OverflowError, ValueError, OSError):  # no moment that there is
            written = datetime.fromtimestamp(message.edit_date, UTC)
    return max((now - written).total_seconds(), 0.0)


def kind_of(update: Update) -> str:
    """Return what is asked, for the log: nothing that somebody has typed but the name of a command."""
    if update.callback_query is not None:
        _, data = remove_intent_id(update.callback_query.data or "")
        prefix = KIND_OF_BUTTON.match(data)
        return f"tap {prefix[0]}" if prefix else "tap"
    command = COMMAND.match(" ".join(words_of(update)[:1]))
    return command[0] if command else update.event_type.replace("_", " ")


def has_blocked_us(update: Update) -> bool:
    """Tell whether this is the person's leave from their private chat with the bot."""
    change = update.my_chat_member
    return change is not None and change.new_chat_member.status == ChatMemberStatus.KICKED
