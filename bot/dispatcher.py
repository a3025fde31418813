"""Puts the chat together: who handles which update, and with what."""

from aiogram import Dispatcher
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram_dialog import setup_dialogs

from bot.chat.context import ContextMiddleware, read_digits, read_plainly
from bot.dialogs.form import AnsweredMessages
from bot.handlers.routes import add_handlers


def build_dispatcher(gives_context: ContextMiddleware, *, storage: BaseStorage) -> Dispatcher:
    """Return the dispatcher of the chat.

    Whoever builds it puts a middleware before it that lets nobody in but people on the list, and
    hands each handler `person` and `age_s`. `storage` keeps half-filled forms; its keys must have a
    destiny (`DefaultKeyBuilder(with_destiny=True)`).
    """
    dispatcher = Dispatcher(storage=storage, events_isolation=SimpleEventIsolation())
    dispatcher.message.outer_middleware(read_plainly)
    dispatcher.callback_query.outer_middleware(read_digits)
    dispatcher.message.middleware(gives_context)
    dispatcher.callback_query.middleware(gives_context)
    add_handlers(dispatcher)
    setup_dialogs(dispatcher, message_manager=AnsweredMessages())
    return dispatcher
