"""What the chat's handlers say goes out again when the connection under it was just being closed."""

import logging

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientConnectorError, ClientOSError, ServerDisconnectedError

log = logging.getLogger(__name__)


class CutConnection(BaseRequestMiddleware):
    """A middleware of the interactive bot's session: one more attempt, over a new connection.

    A kept connection may be closed by the other side in the moment in which it is used. aiohttp goes on by
    itself for GET alone; everything here is a POST. Edits and answers to taps mean the same twice. A message
    may have arrived, and then stands twice: an answer read twice is better than a question that nobody
    answers. Notices do not go this way: those are marked as repeats (`bot.notifier`).
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request. Raises what the second attempt does."""
        try:
            return await make_request(bot, method)
        except TelegramNetworkError as error:
            if isinstance(method, GetUpdates) or not _was_cut(error):  # updates are asked for again anyway
                raise
            log.info("%s: the connection was closed meanwhile; once more", method.__api_method__)
            return await make_request(bot, method)


def _was_cut(error: TelegramNetworkError) -> bool:
    """Tell whether there was a connection, and it ended before an answer began."""
    cause = error.__cause__
    return isinstance(cause, ServerDisconnectedError | ClientOSError) and not isinstance(
        cause, ClientConnectorError
    )
