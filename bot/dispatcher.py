"""Puts the chat together: who handles which update, and with what."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Dispatcher, Router
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.types import TelegramObject
from aiogram_dialog import DialogManager, setup_dialogs

from bot.chat.context import ContextMiddleware
from bot.dialogs.form import COVERED, AnsweredMessages, make_form
from bot.handlers import (
    accept_as_is,
    accounts,
    adoption,
    bots,
    decisions,
    deletion,
    errors,
    fallback,
    live,
    log_acts,
    logs,
    newbot,
    order_choice,
    orders,
    resend,
    start,
    stats,
    stop_all,
)
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
    dispatcher = Dispatcher(
        storage=storage,
        events_isolation=SimpleEventIsolation(),
    )
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
    dispatcher.include_routers(
        errors.make_router(),
        newbot.make_router(),
        _commands(),
        make_form(),
        fallback.make_router(),
    )
    setup_dialogs(dispatcher, message_manager=AnsweredMessages())
    return dispatcher


def _commands() -> Router:
    made = Router(name="commands")
    made.message.middleware(_CoverForm())
    made.include_routers(
        start.make_router(),
        bots.make_router(),
        decisions.make_router(),
        live.make_router(),
        deletion.make_router(),
        orders.make_router(),
        adoption.make_router(),
        accept_as_is.make_router(),
        order_choice.make_router(),
        accounts.make_router(),
        stop_all.make_router(),
        stats.make_router(),
        logs.make_router(),
        log_acts.make_router(),
        resend.make_router(),
        fallback.unknown_commands(),
    )
    return made


class _CoverForm(BaseMiddleware):
    """Notes that a command's answer stands below an open form, so that the form comes down again."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> object:
        result = await handler(event, data)
        manager: DialogManager | None = data.get("dialog_manager")
        if manager is not None and manager.has_context():
            manager.dialog_data[COVERED] = True
        return result
