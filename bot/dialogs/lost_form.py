"""A command is carried out, though a crash has left half of a form behind."""

from typing import Any

from aiogram.fsm.storage.memory import DisabledEventIsolation
from aiogram.types import Message, TelegramObject
from aiogram_dialog.api.exceptions import OutdatedIntent, UnknownIntent
from aiogram_dialog.context.intent_middleware import event_context_from_message
from aiogram_dialog.context.storage import StorageProxy

from bot.chat.context import Handler
from bot.dialogs.states import Form


async def past_lost_form(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Clear away what names a form that is gone, when a command meets it, and go on with the command.

    An outer middleware of messages, and outside aiogram_dialog's own: that one looks for the form before any
    handler is chosen, and finds it gone where the program ended between the two commits of a form's end, or
    where somebody replies to a form of before. Any other text may have been meant for the form: whoever wrote
    it is told (`bot.handlers.errors`).
    """
    try:
        return await handler(event, data)
    except (UnknownIntent, OutdatedIntent):
        if not isinstance(event, Message) or not (event.text or "").startswith("/"):
            raise
        await _clear_away(event, data)
        return await handler(event.model_copy(update={"reply_to_message": None}), data)


async def _clear_away(message: Message, data: dict[str, Any]) -> None:
    """Have nobody look for a form that is gone. One that is there stays open."""
    where = event_context_from_message(message)
    forms = StorageProxy(
        bot=data["bot"],
        storage=data["fsm_storage"],
        events_isolation=DisabledEventIsolation(),  # `InTurn` sees to that
        state_groups={Form.__full_group_name__: Form},
        user_id=where.user.id,
        chat_id=where.chat.id,
        thread_id=where.thread_id,
        business_connection_id=where.business_connection_id,
    )
    stack = await forms.load_stack()
    if not stack.intents:
        return
    try:
        await forms.load_context(stack.intents[-1])
    except UnknownIntent:
        while stack.intents:
            await forms.remove_context(stack.intents.pop())
        await forms.save_stack(stack)
