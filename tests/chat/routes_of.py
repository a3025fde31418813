"""What the dispatcher takes: its commands and the payloads of its buttons, as they are registered."""

from collections.abc import Iterator

from aiogram import Router
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from bot.keyboards.callbacks import InDigits


def commands_of(router: Router) -> set[str]:
    """Return the names of all commands."""
    found = (one for one in _filters(router, "message") if isinstance(one, Command))
    return {str(name) for one in found for name in one.commands}


def payloads_of(router: Router) -> set[type[CallbackData]]:
    """Return the kinds of payload; the one that wraps others is unwrapped before the routes."""
    found = (one for one in _filters(router, "callback_query") if isinstance(one, CallbackQueryFilter))
    return {InDigits, *(one.callback_data for one in found)}


def _filters(router: Router, event: str) -> Iterator[object]:
    observer: TelegramEventObserver = router.observers[event]
    for handler in observer.handlers:
        yield from (one.callback for one in handler.filters or ())
    for below in router.sub_routers:
        yield from _filters(below, event)
