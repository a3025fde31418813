"""Puts the chat together: who handles which update, and with what."""

from collections.abc import Sequence
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.types import TelegramObject, Update
from aiogram_dialog import setup_dialogs

from bot.access.senders import stops_all
from bot.chat.context import ContextMiddleware, read_digits, read_plainly
from bot.chat.draining_dispatcher import DrainingDispatcher
from bot.dialogs.form import AnsweredMessages
from bot.handlers.routes import add_handlers, add_stops


class InTurn(FSMContextMiddleware):
    """Handles what one person asks in one chat one after the other, as half-filled forms need it.

    What stops all bots has no part in a form: it waits for what its sender asked of that kind before, and for
    nothing else.
    """

    async def __call__(
        self, handler: NextMiddlewareType[TelegramObject], event: TelegramObject, data: dict[str, Any]
    ) -> object:
        if not isinstance(event, Update) or not stops_all(event):
            return await super().__call__(handler, event, data)
        stops = self.resolve_event_context(data["bot"], data, destiny="stops")
        if stops is None:
            raise ValueError("a stop without a sender")
        async with self.events_isolation.lock(stops.key):
            return await handler(event, data | {"fsm_storage": self.storage, "raw_state": None})


def build_dispatcher(
    gives_context: ContextMiddleware, *, storage: BaseStorage, doors: Sequence[BaseMiddleware]
) -> DrainingDispatcher:
    """Return the dispatcher of the chat.

    `doors` are outer middlewares, the outermost first; they stand before everything else, also before the
    storage of forms. One of them lets nobody in but people on the list, and hands each handler `person` and
    `age_s`. `storage` keeps half-filled forms; its keys must have a destiny
    (`DefaultKeyBuilder(with_destiny=True)`).
    """
    dispatcher = DrainingDispatcher()
    in_turn = InTurn(storage, SimpleEventIsolation())
    for door in (*doors, in_turn):
        dispatcher.update.outer_middleware(door)
    dispatcher.shutdown.register(in_turn.close)
    dispatcher.message.outer_middleware(read_plainly)
    dispatcher.callback_query.outer_middleware(read_digits)
    dispatcher.message.middleware(gives_context)
    dispatcher.callback_query.middleware(gives_context)
    stops, others = Router(name="stops"), Router(name="others")
    add_stops(stops)
    add_handlers(others)
    dispatcher.include_routers(stops, others)
    setup_dialogs(others, message_manager=AnsweredMessages())
    return dispatcher
