"""What takes a while is shown as it goes: one message, edited at most once a second."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

from aiogram.exceptions import AiogramError

from bot.chat.context import ChatContext
from bot.views.html import Html

log = logging.getLogger(__name__)

EVERY_S = 1.0

_NUMBERS = count()

Told = Callable[[int, int], None]


@asynccontextmanager
async def showing_progress(ctx: ChatContext, said: Callable[[int, int], Html]) -> AsyncIterator[Told]:
    """Show in the answer's place how many of how many are done, whenever that has changed.

    Nothing is shown of what takes less than a second. A progress that cannot be shown disturbs nothing.
    """
    newest: Html | None = None
    shown: Html | None = None
    editing = asyncio.Lock()

    def told(done: int, of: int) -> None:
        nonlocal newest
        newest = said(done, of)

    async def keep_showing() -> None:
        nonlocal shown
        while True:
            await ctx.clock.sleep(EVERY_S)
            async with editing:
                if newest is not None and newest != shown:
                    shown = newest
                    await show(newest)

    async def show(text: Html) -> None:
        try:
            await ctx.answer.show_so_far(text)
        except AiogramError as e:
            log.info("How far it is could not be shown: %s", e)

    name = f"progress {next(_NUMBERS)}"
    ctx.nursery.start(name, keep_showing, restart=False)
    try:
        yield told
    finally:
        async with editing:  # an edit that is under way must not come after the answer
            await ctx.nursery.stop(name)
