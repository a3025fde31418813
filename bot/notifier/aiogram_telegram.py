"""Telegram through aiogram, with its exceptions translated."""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions
from aiohttp import ClientConnectorError

from bot.notifier.errors import NotSent, Throttled, Unanswered, Uneditable, Unreachable, Unsendable
from bot.notifier.telegram import Rows, Sent
from bot.views.html import plain

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 30
CHANGED_WITHIN_S = 10
"""Messages to the same chat wait for it."""
NOBODY_THERE = re.compile(
    r"chat not found|PEER_ID_INVALID|user not found|USER_IS_BLOCKED|deactivated|not a member|kicked"
    r"|have no rights|not enough rights|need administrator rights|WRITE_FORBIDDEN|CHAT_RESTRICTED"
    r"|CHANNEL_PRIVATE",
    re.IGNORECASE,
)
NO_SUCH_TOPIC = re.compile(r"thread not found|TOPIC_CLOSED|TOPIC_DELETED|TOPIC_ID_INVALID", re.IGNORECASE)
NOT_MODIFIED = "message is not modified"
UNEDITABLE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Moved = Callable[[int | str, int], Awaitable[None]]


async def _unnoted(_chat_id: int | str, _to: int) -> None:
    """Let it be noted by nobody."""


@dataclass(frozen=True, slots=True)
class _Draft:
    chat_id: int | str
    thread_id: int | None
    text: str
    formatted: bool
    buttons: Rows = ()
    topic_refused: bool = False


class AiogramTelegram:
    """Meets `bot.notifier.telegram.Telegram`.

    The bot must be one of its own: the interactive bot's session retries and counts by itself
    (`bot.chat.pacing_middleware`), which the notifier does too.
    """

    def __init__(self, bot: Bot, moved: Moved = _unnoted, answer_within_s: int = ANSWER_WITHIN_S) -> None:
        """Have `moved` be told of a group that became a supergroup: its number, and the new one."""
        self._bot = bot
        self._moved = moved
        self._answer_within_s = answer_within_s

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        draft = _Draft(chat_id, thread_id, html, formatted=True, buttons=buttons)
        while True:
            try:
                sent = await self._hand_in(draft, silent=silent)
                return replace(sent, beside_topic=draft.topic_refused)
            except TelegramMigrateToChat as error:
                await self._moved(draft.chat_id, error.migrate_to_chat_id)
                draft = replace(draft, chat_id=error.migrate_to_chat_id, thread_id=None)
            except TelegramBadRequest as error:
                draft = _mended(draft, error)
            except ClientDecodeError as error:
                return _taken_all_the_same(error)
            except AiogramError as error:
                raise translated(error) from error

    async def edit(self, chat_id: int, message_id: int, html: str, buttons: Rows = ()) -> None:
        try:
            await self._bot.edit_message_text(
                html,
                chat_id=chat_id,
                message_id=message_id,
                reply_markup=_markup(buttons),
                parse_mode="HTML",
                link_preview_options=NO_PREVIEW,
                request_timeout=CHANGED_WITHIN_S,
            )
        except TelegramMigrateToChat as error:
            await self._moved(chat_id, error.migrate_to_chat_id)
            raise Uneditable(error.message) from error
        except AiogramError as error:
            raise_if_it_matters(error)

    async def _hand_in(self, draft: _Draft, *, silent: bool) -> Sent:
        message = await self._bot.send_message(
            draft.chat_id,
            draft.text,
            message_thread_id=draft.thread_id,
            parse_mode="HTML" if draft.formatted else None,
            disable_notification=silent,
            link_preview_options=NO_PREVIEW,
            reply_markup=_markup(draft.buttons),
            request_timeout=self._answer_within_s,
        )
        return Sent(message.chat.id, message.message_id)


def _markup(buttons: Rows) -> InlineKeyboardMarkup | None:
    rows = [list(row) for row in buttons]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _mended(draft: _Draft, refusal: TelegramBadRequest) -> _Draft:
    """Return the draft without what it was refused for; each thing can be taken away once."""
    reason = refusal.message
    if NO_SUCH_TOPIC.search(reason) and draft.thread_id is not None:
        log.warning("Chat %s: topic %s is gone or closed; sent without it", draft.chat_id, draft.thread_id)
        return replace(draft, thread_id=None, topic_refused=True)
    # Of a topic that is left out already, it is said of the general one.
    if NOBODY_THERE.search(reason) or NO_SUCH_TOPIC.search(reason):
        raise Unreachable(reason) from refusal
    if draft.formatted:
        log.error("Telegram refuses a message (%s); sent without formatting: %r", reason, draft.text)
        return replace(draft, text=plain(draft.text), formatted=False)
    raise Unsendable(reason) from refusal


def _taken_all_the_same(error: ClientDecodeError) -> Sent:
    """Return what stands in the chat when Telegram said yes in words that aiogram cannot read."""
    match error.data:
        case {"ok": True, "result": {"message_id": int(message_id), "chat": {"id": int(chat_id)}}}:
            return Sent(chat_id, message_id)
        case _:
            raise Unanswered("the answer is not Telegram's", may_have_arrived=True) from error


def translated(error: AiogramError) -> NotSent:
    """Return what aiogram tells as one of the notifier's errors; bad requests apart."""
    reason = error.message if isinstance(error, TelegramAPIError) else str(error)
    match error:
        case TelegramRetryAfter():
            return Throttled(error.retry_after)
        case TelegramForbiddenError():
            return Unreachable(reason)
        case TelegramEntityTooLarge():
            return Unsendable(reason)
        case TelegramNetworkError():
            return Unanswered(reason, may_have_arrived=not isinstance(error.__cause__, ClientConnectorError))
        case TelegramServerError():
            return Unanswered(reason, may_have_arrived=True)
        case _:  # a refusal that says nothing about the message: a withdrawn token, say
            return Unanswered(reason, may_have_arrived=False)


def raise_if_it_matters(error: AiogramError) -> None:
    """Take a change as done where the message shows that already, or Telegram's yes cannot be read."""
    if isinstance(error, ClientDecodeError) and isinstance(error.data, dict) and error.data.get("ok"):
        return
    if isinstance(error, TelegramBadRequest) and NOT_MODIFIED in error.message:
        return
    raise as_not_sent(error) from error


def as_not_sent(error: AiogramError) -> NotSent:
    if not isinstance(error, TelegramBadRequest):
        if isinstance(error, ClientDecodeError):
            return Unanswered("the answer is not Telegram's", may_have_arrived=True)
        return translated(error)
    if any(reason in error.message for reason in UNEDITABLE):
        return Uneditable(error.message)
    if NOBODY_THERE.search(error.message):
        return Unreachable(error.message)
    return Unsendable(error.message)
