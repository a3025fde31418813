"""The least that answers a tap, as a process: `python -m tests.bench.plain_chat URL TOKEN`.

aiogram with one handler that answers and edits. Texts and buttons are as long as ours, and always there.
"""

import asyncio
import logging
import sys
from uuid import UUID

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.bench.profiled import until_ended

LINE = "<b>#{} BTC/USDT</b> · Binance · PAPER · stopped · +0 USDT"
TEXTS = {
    "bl": "\n".join(LINE.format(number) for number in range(6)),
    "bc": "\n".join(["One of them", LINE] * 7),
}
BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text=f"#{number} BTC/USDT", callback_data=f"bc:{UUID(int=number).hex}:0")]
        for number in range(5)
    ]
    + [[InlineKeyboardButton(text="All bots", callback_data="bl:all:0")]]
)
dispatcher = Dispatcher()


@dispatcher.message()
async def begin(message: Message) -> None:
    await message.answer(TEXTS["bl"], reply_markup=BUTTONS)


@dispatcher.callback_query()
async def tapped(query: CallbackQuery) -> None:
    await query.answer()
    assert isinstance(query.message, Message)
    await query.message.edit_text(TEXTS[(query.data or "bl")[:2]], reply_markup=BUTTONS)


async def serve(url: str, token: str) -> None:
    """Serve the chat until SIGTERM."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    async with asyncio.TaskGroup() as group:
        group.create_task(dispatcher.start_polling(bot, handle_signals=False))
        print("ready", flush=True)
        await until_ended()
        await dispatcher.stop_polling()


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(serve(*sys.argv[1:3]))
