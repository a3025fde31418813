"""Doing after all what was sent while the program was away."""

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager

from bot.chat.context import ChatContext
from bot.handlers.logs import ADD, add_note
from bot.handlers.newbot import open_form
from bot.parsing.values import without_marks


async def again(callback: CallbackQuery, ctx: ChatContext, dialog_manager: DialogManager) -> None:
    """Carry out the command that stands in the message replied to. It may have been deleted."""
    offer = callback.message
    replied = offer.reply_to_message if isinstance(offer, Message) else None
    command, rest = _head(without_marks((replied.text if replied else None) or ""))
    word, text = _head(rest)
    match command.partition("@")[0].lower():
        case "/newbot":
            await open_form(ctx, rest, dialog_manager)
        case "/logs" if word.lower() == ADD:
            await add_note(ctx, text)
        case _:
            await ctx.answer.show(ctx.words("cannot-repeat"))


def _head(text: str) -> tuple[str, str]:
    """Return the first word, and what stands behind it."""
    head, *rest = text.split(maxsplit=1) or [""]
    return head, (rest or [""])[0].strip()
