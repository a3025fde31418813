"""Notices that stand in the chat, shown in the other form: exact or rounded."""

from collections.abc import Sequence
from functools import partial

from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.keyboards.digits import turned
from bot.notifier.compose import joined
from bot.notifier.telling import Telling, fold
from bot.views.digits import digits
from bot.views.html import esc, plain, visible_length
from bot.views.notices import word
from bot.views.text import MOST_UNITS


async def _told_in(ctx: ChatContext, message: Message) -> Sequence[Telling]:
    place = message.chat.id, message.message_id
    return fold([one for whom in ctx.read_for for one in await ctx.outbox.told_in(whom, *place)])


async def show_notices(callback: CallbackQuery, ctx: ChatContext) -> None:
    """Word the notices of the message again, with what stands above them left as it is."""
    message = callback.message
    if not isinstance(message, Message):
        await ctx.answer.toast(ctx.words.plain("figures-in-logs"))
        return
    told = await _told_in(ctx, message)
    if not told:  # it can be tapped before it is booked as delivered
        await ctx.on_the_way.booked(message.chat.id)
        told = await _told_in(ctx, message)
    say = partial(word, live_trading=ctx.service.limits(ctx.actor).live_trading)
    with digits(exact=not ctx.exact):  # in whichever language it was told
        languages = map(ctx.catalogues.words, ctx.catalogues.languages)
        before = [plain(joined(words, told, say)) for words in languages]
    with digits(exact=ctx.exact):
        now = joined(ctx.words, told, say)
    shown = message.text or ""
    # Worded otherwise than it was, it would stand there twice.
    below = next(filter(shown.endswith, before), None) if told else None
    above = shown.removesuffix(below or "").strip()
    text = f"<i>{esc(above)}</i>\n\n{now}" if above else now
    if below is None or visible_length(text) > MOST_UNITS:
        await ctx.answer.toast(ctx.words.plain("figures-in-logs"))
        return
    await ctx.answer.toast()
    await ctx.answer.show(text, turned(ctx.words, message.reply_markup, exact=ctx.exact))
