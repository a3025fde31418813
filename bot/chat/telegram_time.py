"""Telegram's time of day, by which it is told how old a message is."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientSession, TraceConfig, TraceRequestEndParams
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from bot.notifier.contact import Contact
from engine.clock import Clock


class TelegramTime:
    """Heard with each answer, to the second, and carried on by the clock that only goes forward."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._zero: datetime | None = None

    def now(self) -> datetime:
        """Return Telegram's time; before its first answer our own."""
        return self._clock.now() if self._zero is None else self._zero + self._clock.monotonic()

    def heard(self, date: str | None) -> None:
        """Take note of the date of an answer, as HTTP writes it."""
        try:
            told = parsedate_to_datetime(date or "")
        except (ValueError, TypeError):  # whoever answers without one does not tell
            return
        if told.tzinfo is not None:
            self._zero = told - self._clock.monotonic()


_TYPES: dict[object, object] = {}
"""Of answers. pydantic forgets a type that nobody holds, and makes it anew with the next answer: 3 ms."""


class DatedSession(AiohttpSession):
    """aiogram's session, whose answers tell the time, and that Telegram is there."""

    def __init__(
        self, time: TelegramTime, contact: Contact, api: TelegramAPIServer, proxy: str | None = None
    ) -> None:
        super().__init__(proxy=proxy, api=api)
        self._contact = contact
        self._time = time
        self._listens = TraceConfig()
        self._listens.on_request_end.append(self._note)
        self._listens.freeze()
        self._ended = False

    async def end(self) -> None:
        """Close it for good. After a mere `close` aiogram would connect anew, and nobody would close that."""
        self._ended = True
        await self.close()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - as aiogram has it
    ) -> TelegramType:
        """As aiogram does. TelegramNetworkError also once it has ended, and for what a proxy does."""
        if self._ended:
            raise TelegramNetworkError(method, "the chat has ended")
        try:
            return await super().make_request(bot, method, timeout)
        except (ProxyError, ProxyConnectionError, ProxyTimeoutError) as error:
            raise TelegramNetworkError(method, f"TELEGRAM_PROXY: {error}") from error

    async def create_session(self) -> ClientSession:
        session = await super().create_session()
        if self._listens not in session.trace_configs:
            session.trace_configs.append(self._listens)
        return session

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        returned = method.__returning__
        if returned not in _TYPES:
            _TYPES[returned] = Response[returned]  # type: ignore[valid-type] # known at runtime only
        try:
            response = super().check_response(bot, method, status_code, content)
        except (ClientDecodeError, TelegramServerError):  # so answers what stands before it
            raise
        except (TelegramUnauthorizedError, TelegramNotFound):  # a token that is none any more serves nobody
            raise
        except TelegramAPIError:
            self._contact.heard()
            raise
        self._contact.heard()
        return response

    async def _note(
        self, session: ClientSession, context: SimpleNamespace, params: TraceRequestEndParams
    ) -> None:
        del session, context
        self._time.heard(params.response.headers.get("Date"))
