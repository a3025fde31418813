"""Puts the chat together: who handles which update, and with what."""

from collections.abc import Sequence

from aiogram import BaseMiddleware, Router
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import DisabledEventIsolation
from aiogram_dialog import setup_dialogs

from bot.access.codes import CodesInChat
from bot.access.correlation import Correlation
from bot.access.in_turn import InTurn
from bot.access.keys import KeysInChat
from bot.chat.context import ContextMiddleware, read_digits, read_plainly
from bot.chat.draining_dispatcher import DrainingDispatcher
from bot.chat.late import offer_late_command, offer_late_tap
from bot.dialogs.form import AnsweredMessages
from bot.dialogs.lost_form import past_lost_form
from bot.handlers.routes import add_errors, add_handlers, add_offers, add_stops


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
    forms = FSMContextMiddleware(storage, DisabledEventIsolation())
    codes = CodesInChat(gives_context.service)
    for outer in (Correlation(), InTurn(), *doors, KeysInChat(), codes, forms):
        dispatcher.update.outer_middleware(outer)
    dispatcher.shutdown.register(forms.close)
    dispatcher["fsm_storage"] = (
        storage  # whoever tells of an error looks for a form, also where no door was open
    )
    dispatcher["alert_chat"] = gives_context.alert_chat  # for what is neither a message nor a tap
    dispatcher.message.outer_middleware(read_plainly)
    dispatcher.callback_query.outer_middleware(read_digits)
    dispatcher.message.middleware(gives_context)
    dispatcher.callback_query.middleware(gives_context)
    dispatcher.edited_message.middleware(gives_context)
    dispatcher.message.middleware(offer_late_command)
    dispatcher.callback_query.middleware(offer_late_tap)
    stops, offers, others = Router(name="stops"), Router(name="offers"), Router(name="others")
    add_errors(dispatcher, others)
    add_stops(stops)
    add_offers(offers)
    add_handlers(others)
    dispatcher.include_routers(stops, offers, others)
    others.message.outer_middleware(past_lost_form)
    setup_dialogs(others, message_manager=AnsweredMessages())
    return dispatcher
