"""Telegram through aiogram, with its exceptions translated."""

import logging
import re
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

from bot.notifier.errors import NotSent, Throttled, Unanswered, Unreachable, Unsendable
from bot.notifier.telegram import Rows, Sent
from bot.views.html import plain

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 30
NOBODY_THERE = re.compile(
    r"chat not found|PEER_ID_INVALID|user not found|USER_IS_BLOCKED|deactivated|not a member|kicked"
    r"|have no rights|not enough rights|need administrator rights|WRITE_FORBIDDEN|CHAT_RESTRICTED"
    r"|CHANNEL_PRIVATE",
    re.IGNORECASE,
)
NO_SUCH_TOPIC = re.compile(r"thread not found|TOPIC_CLOSED|TOPIC_DELETED|TOPIC_ID_INVALID", re.IGNORECASE)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class _Draft:
    chat_id: int | str
    thread_id: int | None
    text: str
    formatted: bool
    buttons: Rows = ()


class AiogramTelegram:
    """Meets `bot.notifier.telegram.Telegram`.

    The bot must be one of its own: the interactive bot's session retries and counts by itself
    (`bot.chat.pacing_middleware`), which the notifier does too.
    """

    def __init__(self, bot: Bot, answer_within_s: int = ANSWER_WITHIN_S) -> None:
        self._bot = bot
        self._answer_within_s = answer_within_s
        self._moved: dict[int | str, int] = {}

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        place = self._moved.get(chat_id, chat_id)
        draft = _Draft(place, thread_id, html, formatted=True, buttons=buttons)
        while True:
            try:
                return await self._hand_in(draft, silent=silent)
            except TelegramMigrateToChat as error:
                log.warning(
                    "Chat %s has become %s: update TELEGRAM_CHAT_ID", chat_id, error.migrate_to_chat_id
                )
                self._moved[chat_id] = error.migrate_to_chat_id
                draft = replace(draft, chat_id=error.migrate_to_chat_id)
            except TelegramBadRequest as error:
                draft = _mended(draft, error)
            except ClientDecodeError as error:
                return _taken_all_the_same(error)
            except AiogramError as error:
                raise translated(error) from error

    async def _hand_in(self, draft: _Draft, *, silent: bool) -> Sent:
        rows = [list(row) for row in draft.buttons]
        message = await self._bot.send_message(
            draft.chat_id,
            draft.text,
            message_thread_id=draft.thread_id,
            parse_mode="HTML" if draft.formatted else None,
            disable_notification=silent,
            link_preview_options=NO_PREVIEW,
            reply_markup=InlineKeyboardMarkup(inline_keyboard=rows) if rows else None,
            request_timeout=self._answer_within_s,
        )
        return Sent(message.chat.id, message.message_id)


def _mended(draft: _Draft, refusal: TelegramBadRequest) -> _Draft:
    """Return the draft without what it was refused for; each thing can be taken away once."""
    reason = refusal.message
    if NO_SUCH_TOPIC.search(reason) and draft.thread_id is not None:
        log.warning("Chat %s: topic %s is gone or closed; sent without it", draft.chat_id, draft.thread_id)
        return replace(draft, thread_id=None)
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
