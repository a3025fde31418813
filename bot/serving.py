"""The chat at work: connects, pairs, answers, and delivers what is owed.

Importing this module imports the chat library, which takes seconds: `bot.app` does it in a thread
while the bots trade already.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.access.middleware import Access
from bot.access.owner_directory import Roster
from bot.access.pairing import Pairing
from bot.access.rate_limit import RateLimit
from bot.access.strangers import Strangers
from bot.chat.menu import register_menu
from bot.chat.outgoing import Outgoing
from bot.context import House
from bot.dispatcher import build_dispatcher
from bot.keyboards.notices import buttons_of
from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.chat_pace import Pace
from bot.notifier.crash_points import ProbedTelegram
from bot.notifier.notifier import Notifier
from bot.process.local_chat import LOCAL_PERSON_ID
from bot.views.notices import word
from bot.views.prices import Prices
from engine.core.checks import QuantityLimits

log = logging.getLogger(__name__)

LAST_NOTICES_S = 2.0
"""How long messages on their way may take to be booked when the program ends."""
_PRICES = {"live": Prices.REAL, "synthetic": Prices.MADE_UP, "csv": Prices.REPLAYED}


async def serve(house: House) -> None:
    """Serve the chat until cancelled. Raises when Telegram cannot be reached: it is begun anew then."""
    pace = Pace()
    roster = await _roster(house)
    live_trading = house.settings.live_trading
    async with _bot(house) as speaking, _bot(house) as notifying:
        speaking.session.middleware(Outgoing(pace, house.clock))
        notifier = Notifier(
            outbox=house.outbox,
            people=roster,
            telegram=ProbedTelegram(AiogramTelegram(notifying), house.probe),
            word=partial(word, live_trading=live_trading),
            buttons_of=partial(buttons_of, live_trading=live_trading),
            alerts=house.settings.telegram_chat_id,
            pace=pace,
            clock=house.clock,
            nursery=house.nursery,
        )
        notifier.start()
        try:
            await _answer(house, speaking, roster)
        finally:
            await notifier.settle(LAST_NOTICES_S)
            await notifier.stop()


async def _answer(house: House, bot: Bot, roster: Roster) -> None:
    """Take updates until cancelled."""
    me = await bot.me()
    log.info("connected as @%s", me.username)
    await register_menu(bot)
    pairing = Pairing(roster, house.clock, _show, me.username)
    dispatcher = build_dispatcher(
        service=house.service,
        confirmations=house.confirmations,
        clock=house.clock,
        nursery=house.nursery,
        limits=_limits(house),
        storage=house.new_dialog_storage(),
        prices=_PRICES[house.settings.market_data.kind],
    )
    Access(
        people=roster,
        strangers=Strangers(roster, house.outbox, pairing, house.clock),
        handled=house.handled_updates,
        limit=_rate_limit(house),
        clock=house.clock,
    ).guard(dispatcher)
    house.nursery.start("pairing", pairing.run)
    house.chat_is_up.set()
    try:
        await _poll(dispatcher, bot)
    finally:
        await house.nursery.stop("pairing")


async def _poll(dispatcher: Dispatcher, bot: Bot) -> None:
    """Poll until cancelled. aiogram's own tasks end only when it is asked to stop, so it is asked."""
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(
            dispatcher.start_polling(
                bot,
                handle_signals=False,
                close_bot_session=False,
                allowed_updates=[*dispatcher.resolve_used_update_types(), "my_chat_member"],
            )
        )
        try:
            await asyncio.shield(polling)
        except asyncio.CancelledError:
            with suppress(RuntimeError):  # it had not begun
                await dispatcher.stop_polling()
            raise


async def _roster(house: House) -> Roster:
    """Say who is on the list: the settings' owners, the paired one, or the local chat's person."""
    if house.local is None:
        owner_ids = house.settings.telegram_owner_ids
        return Roster(house.people, only=owner_ids, never=(LOCAL_PERSON_ID,))
    roster = Roster(house.people, only=(LOCAL_PERSON_ID,))
    if await house.people.owner(LOCAL_PERSON_ID) is None:
        await roster.admit(LOCAL_PERSON_ID, "You", LOCAL_PERSON_ID, house.clock.now())
    return roster


@asynccontextmanager
async def _bot(house: House) -> AsyncIterator[Bot]:
    token = house.settings.telegram_bot_token
    if house.local is not None:
        address, secret = house.local.url, house.local.token
    elif token is not None:
        address, secret = house.settings.telegram_api_url, token.get_secret_value()
    else:
        raise RuntimeError("neither a local chat nor a token")
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    bot = Bot(secret, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    try:
        yield bot
    finally:
        await session.close()


def _limits(house: House) -> QuantityLimits:
    return QuantityLimits(smallest=house.settings.min_trade_amount, largest=house.settings.max_trade_amount)


def _rate_limit(house: House) -> RateLimit | None:
    settings = house.settings
    if not settings.rate_limit_enabled:
        return None
    return RateLimit(settings.rate_limit_per_minute, settings.rate_limit_per_hour)


def _show(invitation: str) -> None:
    """Put a pairing code before the operator's eyes: on stderr, and in no log."""
    sys.stderr.write(invitation)
    sys.stderr.flush()
