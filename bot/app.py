"""The program, put together by hand: storage, market, engine, and then the chat.

Bots trade before the chat library is even imported; the chat follows, and what happens until then waits
in the outbox.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.backups import back_up_before_upgrade
from bot.config.settings import Settings
from bot.context import AppContext
from bot.engine_wiring import CHAT, start_engine
from bot.notifier.alert_chat import AlertChat
from bot.notifier.contact import Contact
from bot.process.import_in_thread import import_in_thread, run_in_thread
from bot.process.installation_file import INSTALLATION, InstallationFile, has_ended, process_name
from bot.process.local_chat import local_chat
from bot.process.logs import say
from bot.scheduled_jobs import scheduled_jobs
from bot.venue_wiring import check_exchange_urls, market_file
from bot.views.journal import stored_text
from bot.views.words import Catalogues
from db.engines import PoolSettings
from db.housekeeping import FORMS_KEPT
from db.lease import DatabaseLease
from db.migrate import upgrade
from db.store import Store, open_store
from engine.bot_changes import BotChanges
from engine.clock import Clock
from engine.crash_points import CrashHook
from engine.errors import SettingsError
from engine.lease import Held, Lease
from engine.reads.journal import JournalLine
from engine.tasks import Nursery, TaskFalls
from engine.timings import EngineTimings

if TYPE_CHECKING:
    from aiogram.fsm.storage.base import BaseStorage

log = logging.getLogger(__name__)

STORED = ("journal-", "reason-")
"""How the keys of sentences begin that stand in the way of a fill when they are first said."""
TEMPLATES = "templates"


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock,
    crash_hook: CrashHook,
    ended: asyncio.Event | None = None,
    timings: EngineTimings = EngineTimings(),
) -> AsyncIterator[AppContext]:
    """Build everything, start it, and take it down in the opposite order. Start is recovery.

    `ended` is set when the lease is lost, and when the chat cannot work with these settings: SettingsError is
    raised at the end then. Set from outside it ends the waiting for the database, with AskedToEnd. Raises
    SettingsError, StoredByNewerVersion and StorageUnavailable when it cannot start.
    """
    ended, refusals = ended or asyncio.Event(), list[SettingsError]()

    def refuse(why: SettingsError) -> None:
        refusals.append(why)
        ended.set()

    check_exchange_urls(settings)
    market_file(settings)  # what is wrong with it is said before anything is made
    catalogues = Catalogues(settings.default_language, templates=settings.scalper_data_dir / TEMPLATES)
    stored_line = partial(stored_text, catalogues.english)
    url = settings.database_url.get_secret_value()
    await back_up_before_upgrade(settings, clock)
    await upgrade(url)
    async with AsyncExitStack() as stack:
        falls = TaskFalls()
        infrastructure = Nursery(clock, falls)  # what others stand on: ends last
        stack.push_async_callback(infrastructure.close)
        store = await stack.enter_async_context(
            open_store(url, infrastructure, stored_line, _pool_settings(settings))
        )
        local = await stack.enter_async_context(local_chat(settings))  # its poller has to end before it
        lease = _lease(settings, store, stored_line, clock, ended, timings)
        await stack.enter_async_context(lease.held(infrastructure))
        nursery = Nursery(clock, falls)
        changes = BotChanges()
        alert_chat = AlertChat(store.alert_chat, clock, settings.telegram_chat_id)
        await alert_chat.load()
        service, health = await start_engine(
            stack,
            nursery,
            store,
            settings,
            clock,
            timings,
            crash_hook,
            changes=changes,
            alert_chat=alert_chat,
            tenure=lease.tenure,
        )
        jobs = scheduled_jobs(settings, store, clock, service, health, catalogues)
        health.jobs["scheduled"] = jobs.health
        stack.enter_context(jobs.by_the_clock())

        app_context = AppContext(
            settings=settings,
            catalogues=catalogues,
            clock=clock,
            lease=lease,
            nursery=nursery,
            service=service,
            health=health,
            outbox=store.outbox,
            journal=store.journal,
            notice_settings=store.notice_settings,
            notice_history=store.notice_history,
            people=store.people,
            newcomers=store.people,
            confirmations=store.confirmations,
            card_messages=store.card_messages,
            alert_chat=alert_chat,
            bot_changes=changes,
            handled_updates=store.handled_updates,
            local=local,
            new_dialog_storage=lambda: _dialog_storage(settings, store, clock),
            crash_hook=crash_hook,
            started_at=clock.now(),
            contact=Contact(clock),
            refuse=refuse,
        )
        nursery.start(CHAT, lambda: _chat(app_context))
        if settings.monitoring_port is not None:
            nursery.start("monitoring", lambda: _monitoring(app_context))
        prepare = partial(catalogues.english.prepare, STORED)
        nursery.start("sentences", lambda: run_in_thread("sentences", prepare), restart=False)
        _say_where_to_go(app_context)
        yield app_context
    if refusals:
        raise refusals[0]


def _pool_settings(settings: Settings) -> PoolSettings:
    return PoolSettings(size=settings.db_pool_size, overflow=settings.db_max_overflow)


def _lease(
    settings: Settings,
    store: Store,
    stored_line: Callable[[JournalLine], str],
    clock: Clock,
    ended: asyncio.Event,
    timings: EngineTimings,
) -> Lease:
    return Lease(
        book=DatabaseLease(store.database, process_name(), stored_line),
        witness=InstallationFile(settings.scalper_data_dir / INSTALLATION),
        clock=clock,
        ended=ended,
        say=_say_who_holds,
        has_ended=has_ended,
        timings=timings.lease,
    )


async def _chat(app_context: AppContext) -> None:
    """Import the chat library without holding up the bots, then serve the chat."""
    chat = await import_in_thread("bot.serving")
    try:
        await chat.serve(app_context)
    except SettingsError as e:
        app_context.refuse(e)


async def _monitoring(app_context: AppContext) -> None:
    """Answer those who watch the program from outside."""
    monitoring = await import_in_thread("bot.monitoring.server")
    await monitoring.serve(app_context)


def _dialog_storage(settings: Settings, store: Store, clock: Clock) -> "BaseStorage":
    if settings.redis_url is not None:
        from bot.chat.redis_dialogs import RedisDialogs  # likewise

        return RedisDialogs(settings.redis_url.get_secret_value(), expires_after=FORMS_KEPT)
    from db.fsm_storage import DatabaseStorage  # imports the chat library

    return DatabaseStorage(store.database, clock, expires_after=FORMS_KEPT)


def _say_who_holds(held: Held) -> None:
    what = f"the database has been in use by {held.by} since {held.since:%Y-%m-%d %H:%M:%S} UTC"
    log.warning("%s: waiting for it to end", what)
    say(f"\n  Scalper is waiting: {what}.\n  It starts by itself once that process has ended.\n\n")


def _say_where_to_go(app_context: AppContext) -> None:
    if app_context.local is not None:
        what = "Scalper is running; its chat answers in a few seconds"
        say(f"\n  {what}. Open its chat: {app_context.local.page_url}\n\n")
