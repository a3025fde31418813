"""Notices that stand in the chat, shown in the other form: exact or rounded."""

from collections.abc import Sequence
from functools import partial

from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.keyboards.digits import turned
from bot.notifier.compose import Word, joined
from bot.notifier.telling import Telling, fold
from bot.views.digits import digits
from bot.views.html import esc, plain, visible_length
from bot.views.notices import word
from bot.views.text import MOST_UNITS


async def _found(ctx: ChatContext, message: Message, say: Word) -> tuple[Sequence[Telling], str | None]:
    """Return what the message tells, and the end of it where it stands as it was told, in whichever language.

    None: there is none, or it is worded otherwise by now, and would stand there twice.
    """
    place = message.chat.id, message.message_id
    told = fold([one for whom in ctx.read_for for one in await ctx.outbox.told_in(whom, *place)])
    with digits(exact=not ctx.exact):
        languages = map(ctx.catalogues.words, ctx.catalogues.languages)
        before = [plain(joined(words, told, say)) for words in languages] if told else []
    return told, next(filter((message.text or "").endswith, before), None)


async def show_notices(callback: CallbackQuery, ctx: ChatContext) -> None:
    """Word the notices of the message again, with what stands above them left as it is."""
    message = callback.message
    if not isinstance(message, Message):
        await ctx.answer.toast(ctx.words.plain("figures-in-logs"))
        return
    say = partial(word, live_trading=ctx.service.limits(ctx.actor).live_trading)
    shown = message.text or ""
    told, below = await _found(ctx, message, say)
    if below is None:  # it can be tapped before what it tells is booked as delivered
        await ctx.on_the_way.booked(message.chat.id)
        told, below = await _found(ctx, message, say)
    with digits(exact=ctx.exact):
        now = joined(ctx.words, told, say)
    above = shown.removesuffix(below or "").strip()
    text = f"<i>{esc(above)}</i>\n\n{now}" if above else now
    if below is None or visible_length(text) > MOST_UNITS:
        await ctx.answer.toast(ctx.words.plain("figures-in-logs"))
        return
    await ctx.answer.toast()
    await ctx.answer.show(text, turned(ctx.words, message.reply_markup, exact=ctx.exact))
