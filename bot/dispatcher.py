"""Puts the chat together: who handles which update, and with what."""

from aiogram import Dispatcher
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram_dialog import setup_dialogs

from bot.chat.context import ContextMiddleware
from bot.dialogs.form import AnsweredMessages
from bot.handlers.routes import add_handlers
from bot.views.prices import Prices
from engine.clock import Clock
from engine.confirmations import Confirmations
from engine.core.checks import QuantityLimits
from engine.service import Service
from engine.tasks import Nursery


def build_dispatcher(
    *,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
    nursery: Nursery,
    limits: QuantityLimits,
    storage: BaseStorage,
    prices: Prices = Prices.REAL,
) -> Dispatcher:
    """Return the dispatcher of the chat.

    Whoever builds it puts a middleware before it that lets nobody in but people on the list, and
    hands each handler `person` and `age_s`. `storage` keeps half-filled forms; its keys must have a
    destiny (`DefaultKeyBuilder(with_destiny=True)`). `prices` says what PAPER bots trade on.
    """
    dispatcher = Dispatcher(storage=storage, events_isolation=SimpleEventIsolation())
    gives_context = ContextMiddleware(
        service=service,
        confirmations=confirmations,
        clock=clock,
        nursery=nursery,
        limits=limits,
        prices=prices,
    )
    dispatcher.message.middleware(gives_context)
    dispatcher.callback_query.middleware(gives_context)
    add_handlers(dispatcher)
    setup_dialogs(dispatcher, message_manager=AnsweredMessages())
    return dispatcher
