"""Following the log: one message that edits itself while new lines come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.types import InlineKeyboardMarkup, Message

from bot.chat.answering import NO_PREVIEW
from bot.chat.context import ChatContext
from bot.keyboards.logs import follow_keyboard, logs_keyboard
from bot.views.logs import logs_text
from engine.reads.logs import LogLevel, LogPage, LogQuery

FOR = timedelta(minutes=10)
EVERY_S = 3.0


def task_name(message: Message) -> str:
    return f"follow {message.chat.id}:{message.message_id}"


def _newest(page: LogPage) -> tuple[Mapping[LogLevel, int], list[int]]:
    return page.counts, [entry.id for entry in page.entries]


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    ctx: ChatContext
    message: Message
    query: LogQuery
    bot_label: str | None
    page: LogPage
    """What the message shows already."""

    async def run(self) -> None:
        """Edit the message whenever there is something new, at most every 3 s, for 10 minutes."""
        until = self.ctx.clock.monotonic() + FOR
        shown = _newest(self.page)
        while self.ctx.clock.monotonic() < until:
            await self.ctx.clock.sleep(EVERY_S)
            if (page := await self._look()) is None:
                return
            newest = _newest(page)
            if newest != shown:
                pause = await self._put(
                    page,
                    self.ctx.words("logs-following"),
                    follow_keyboard(self.ctx.words, self.query.level, self.query.bot_id),
                )
                if pause is None:
                    return
                shown = newest if not pause else shown
                await self.ctx.clock.sleep(pause)
        if (page := await self._look()) is None:
            return
        await self._put(
            page,
            self.ctx.words("logs-followed"),
            logs_keyboard(self.ctx.words, page, self.query, self.bot_label, self.ctx.person.role),
        )

    async def _look(self) -> LogPage | None:
        """Return what stands there now; None once the person is not on the list any more."""
        person = await self.ctx.people.person(self.ctx.person.user_id)
        return None if person is None else await self.ctx.service.logs(person.actor, self.query)

    async def _put(self, page: LogPage, foot: str, markup: InlineKeyboardMarkup) -> float | None:
        """Return how long to wait before trying again, 0 when it stands, None when the message is gone."""
        text = logs_text(
            self.ctx.words,
            page,
            self.ctx.clock.now(),
            level=self.query.level,
            bot_label=self.bot_label,
            foot=foot,
        )
        try:
            await self.message.edit_text(
                text, reply_markup=markup, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
            )
        except TelegramRetryAfter as e:
            return float(e.retry_after)
        except TelegramNetworkError:
            return EVERY_S
        except TelegramBadRequest as e:
            return 0.0 if "message is not modified" in e.message else None
        except TelegramForbiddenError:  # the person has blocked the bot
            return None
        return 0.0
