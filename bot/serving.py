"""The chat at work: connects, pairs, and answers; `bot.notifying` tells the rest beside it.

Importing this module imports the chat library, which takes seconds: `bot.app` does it in a thread
while the bots trade already.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer

from bot.access.middleware import Access
from bot.access.pairing import Pairing
from bot.access.people_directory import PeopleDirectory, people_directory
from bot.access.rate_limit import RateLimit
from bot.access.strangers import Strangers
from bot.cards.living import LivingCards
from bot.cards.watch import CardWatch
from bot.chat.alert_chat_watch import AlertChatWatch
from bot.chat.contact_watch import POLL_S, ContactWatch
from bot.chat.contact_watch import TASK as CONTACT
from bot.chat.context import ContextMiddleware
from bot.chat.cut_connection import CutConnection
from bot.chat.hindrance import as_hindrance
from bot.chat.listening import Listening
from bot.chat.menu import register_menu
from bot.chat.pacing_middleware import PacingMiddleware
from bot.chat.shared_token import ConflictWatch, take_updates_from_webhook
from bot.chat.telegram_time import DatedSession, TelegramTime
from bot.chat.webhook import webhook_door
from bot.chat.webhook_address import OwnWebhook, own_webhook
from bot.chat.webhook_watch import TASK as WEBHOOK
from bot.chat.webhook_watch import Arrivals, WebhookWatch
from bot.chat_parts import ChatParts
from bot.context import AppContext
from bot.dispatcher import build_dispatcher
from bot.notifier.alert_losses import AlertLosses
from bot.notifier.undelivered import Undelivered
from bot.notifying import notifying
from bot.pictures.pictures import open_pictures
from bot.process.local_chat import LOCAL_PERSON_ID
from bot.process.logs import say
from engine.clock import SteadyClock
from engine.reads.views import PriceSource

log = logging.getLogger(__name__)

PRICES = {
    "live": PriceSource.EXCHANGE,
    "synthetic": PriceSource.MADE_UP,
    "csv": PriceSource.FILE,
}


async def serve(app_context: AppContext) -> None:
    """Serve the chat until cancelled. Raises NotYet when Telegram cannot be used: it is begun anew then.

    Raises SettingsError when the token is another program's by its webhook.
    """
    people = await _people_directory(app_context)
    time = TelegramTime(app_context.clock)
    async with (
        _bot(app_context, time) as answering,
        _bot(app_context, time) as notifying_bot,
        open_pictures() as pictures,
    ):
        parts = ChatParts(
            app_context=app_context,
            people=people,
            time=time,
            answering=answering,
            notifying=notifying_bot,
            living=LivingCards(app_context.card_messages),
            pictures=pictures,
        )
        await parts.living.load()
        conflicts = ConflictWatch(
            app_context.outbox, people, app_context.clock, app_context.catalogues.english
        )
        contact = ContactWatch(
            app_context.contact, notifying_bot, app_context.outbox, people, app_context.clock
        )
        for middleware in (
            PacingMiddleware(parts.pace, app_context.clock),
            CutConnection(),
            CardWatch(parts.living),
            conflicts,
            contact,
        ):
            answering.session.middleware(middleware)
        async with notifying(parts):
            app_context.nursery.start(CONTACT, contact.run)
            try:
                with conflicts.instead_of_aiogram():
                    await _answer(parts, conflicts)
            finally:
                await app_context.nursery.stop(CONTACT)


async def _answer(parts: ChatParts, conflicts: ConflictWatch) -> None:
    """Take updates until cancelled."""
    app_context, bot, people, time = parts.app_context, parts.answering, parts.people, parts.time
    settings = app_context.settings
    with as_hindrance():
        me = await bot.me()
        log.info("connected as @%s", me.username)
        own = own_webhook(settings.telegram_webhook_url, bot.token, app_context.lease.tenure.installation)
        if not app_context.chat_is_up.is_set():  # later the bots are not ended for it: `ConflictWatch` tells
            await take_updates_from_webhook(bot, own, take_over=settings.telegram_take_over)
        await register_menu(bot, app_context.catalogues, await people.everybody())
    pairing = Pairing(people, app_context.newcomers, app_context.clock, say, me.username)
    listening = Listening(app_context.clock, time.now, begins_now=app_context.local is not None)
    bot.session.middleware(listening)
    arrivals = Arrivals(app_context.clock, time.now)
    waited_s = listening.waited_s if own.url is None else arrivals.waited_s
    access = _access(app_context, people, pairing, time, waited_s)
    undelivered = Undelivered(app_context.journal, people, app_context.clock)
    losses = AlertLosses(app_context.alert_chat, people, app_context.outbox, app_context.clock, undelivered)
    doors = AlertChatWatch(app_context.alert_chat, losses), access
    storage = app_context.new_dialog_storage()
    dispatcher = build_dispatcher(_gives_context(parts), storage=storage, doors=doors)
    app_context.nursery.start("pairing", pairing.run)
    try:
        if own.url is None:
            app_context.chat_is_up.set()
            await _poll(dispatcher, bot)
        else:
            await _be_brought(app_context, dispatcher, bot, own, arrivals, conflicts)
    finally:
        await dispatcher.drain()
        await storage.close()  # what was still answered has opened it again
        await app_context.nursery.stop("pairing")


def _gives_context(parts: ChatParts) -> ContextMiddleware:
    app_context = parts.app_context
    settings = app_context.settings
    return ContextMiddleware(
        catalogues=app_context.catalogues,
        people=parts.people,
        service=app_context.service,
        cards=parts.living,
        outbox=app_context.outbox,
        notice_settings=app_context.notice_settings,
        alert_chat=app_context.alert_chat,
        history=app_context.notice_history,
        confirmations=app_context.confirmations,
        clock=app_context.clock,
        contact=app_context.contact,
        steady_clock=SteadyClock(app_context.clock),
        nursery=app_context.nursery,
        pictures=parts.pictures,
        limits=settings.quantity_limits,
        prices=PRICES[settings.market_data.kind],
        answered_stops=parts.answered_stops,
        on_the_way=parts.on_the_way,
        start_first=settings.default_bot_status == "ACTIVE",
    )


def _access(
    app_context: AppContext,
    people: PeopleDirectory,
    pairing: Pairing,
    time: TelegramTime,
    waited_s: Callable[[int], float],
) -> Access:
    settings = app_context.settings
    rate_limit = RateLimit(settings.rate_limit_per_minute, settings.rate_limit_per_hour)
    return Access(
        people=people,
        strangers=Strangers(
            people,
            app_context.newcomers,
            app_context.outbox,
            pairing,
            app_context.clock,
            app_context.catalogues,
        ),
        handled=app_context.handled_updates,
        limit=rate_limit if settings.rate_limit_enabled else None,
        clock=app_context.clock,
        catalogues=app_context.catalogues,
        telegram_now=time.now,
        waited_s=waited_s,
    )


async def _poll(dispatcher: Dispatcher, bot: Bot) -> None:
    """Poll until cancelled. aiogram's own tasks end only when it is asked to stop, so it is asked."""
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(
            dispatcher.start_polling(
                bot,
                handle_signals=False,
                close_bot_session=False,
                polling_timeout=POLL_S,
                allowed_updates=dispatcher.resolve_used_update_types(),
            )
        )
        try:
            await asyncio.shield(polling)
        except asyncio.CancelledError:
            with suppress(RuntimeError):  # it had not begun
                await dispatcher.stop_polling()
            raise


async def _be_brought(
    app_context: AppContext,
    dispatcher: Dispatcher,
    bot: Bot,
    own: OwnWebhook,
    arrivals: Arrivals,
    conflicts: ConflictWatch,
) -> None:
    """Have Telegram bring updates until cancelled. The webhook stays: what comes meanwhile waits there."""
    clock, port = app_context.clock, app_context.settings.telegram_webhook_port
    kinds = dispatcher.resolve_used_update_types()
    watch = WebhookWatch(bot, own, kinds, arrivals, conflicts, clock)
    async with webhook_door(dispatcher, bot, own, arrivals, port, clock):
        await watch.begin()
        app_context.chat_is_up.set()
        app_context.nursery.start(WEBHOOK, watch.run)
        try:
            await asyncio.Event().wait()
        finally:
            await app_context.nursery.stop(WEBHOOK)


async def _people_directory(app_context: AppContext) -> PeopleDirectory:
    """Return who is on the list; the local chat's person is, from the start."""
    people = people_directory(app_context.settings, app_context.people)
    if app_context.local is not None and await app_context.people.person(LOCAL_PERSON_ID) is None:
        await people.admit(LOCAL_PERSON_ID, "You", LOCAL_PERSON_ID, app_context.clock.now())
    return people


@asynccontextmanager
async def _bot(app_context: AppContext, time: TelegramTime) -> AsyncIterator[Bot]:
    token, proxy = app_context.settings.telegram_bot_token, app_context.settings.telegram_proxy
    if app_context.local is not None:
        proxy = None  # it is on this machine
        address, secret = app_context.local.url, app_context.local.token
    elif token is not None:
        address, secret = app_context.settings.telegram_api_url, token.get_secret_value()
    else:
        raise RuntimeError("neither a local chat nor a token")
    through = proxy.get_secret_value() if proxy else None
    session = DatedSession(time, app_context.contact, TelegramAPIServer.from_base(address), through)
    bot = Bot(secret, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    try:
        yield bot
    finally:
        await session.end()
