"""The program, put together by hand: storage, market, engine, and then the chat.

Bots trade before the chat library is even imported; the chat follows, and what happens until then waits
in the outbox.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.access.people_directory import people_directory
from bot.backup_chat import BackupChat
from bot.backups import back_up_before_upgrade, make_backup
from bot.config.settings import Settings
from bot.context import AppContext
from bot.engine_wiring import health_reads, start_trading
from bot.notifier.alert_chat import AlertChat
from bot.notifier.contact import Contact
from bot.process.clock_check import ClockCheck
from bot.process.early_notes import EarlyNotesFile
from bot.process.heartbeat import send_heartbeat
from bot.process.import_in_thread import import_in_thread, run_in_thread
from bot.process.installation_file import INSTALLATION, InstallationFile, has_ended, process_name
from bot.process.jobs import JOBS, DailyJobs, Job, JobFile
from bot.process.local_chat import local_chat
from bot.process.logs import say
from bot.venue_wiring import build_venues, market_file
from bot.views.journal import line_text
from bot.views.words import Catalogues
from db.engines import PoolSettings
from db.housekeeping import FORMS_KEPT, Kept, tidy
from db.lease import DatabaseLease
from db.migrate import upgrade
from db.store import Store, open_store
from engine.account_watch import TASK as ACCOUNTS
from engine.account_watch import AccountWatch
from engine.bot_changes import BotChanges
from engine.bots.early import EarlyOrders
from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.crash_points import CrashHook
from engine.errors import SettingsError
from engine.health import HealthReads
from engine.lease import NO_TENURE, Held, Lease, Tenure
from engine.people import Actor, Role
from engine.reads.journal import JournalLine
from engine.risk.engine import RiskEngine, RiskLimits, Rules
from engine.risk.paper_wallets import PaperWallets
from engine.second_factor import Codes
from engine.service import Service
from engine.tasks import Nursery, TaskFalls
from engine.timings import EngineTimings

if TYPE_CHECKING:
    from aiogram.fsm.storage.base import BaseStorage

log = logging.getLogger(__name__)

SWITCH_EVERY_S = 0.0005
"""So long at most one thread of Python keeps the others waiting. With Python's own 5 ms a commit, whose
statements each wait for a turn, takes 60 ms beside a loop that is busy with prices; with this, 5.
"""
STORED = ("journal-", "reason-")
"""How the keys of sentences begin that stand in the way of a fill when they are first said."""
TEMPLATES = "templates"
CHAT = "chat"
"""The task that serves it, and ends what it has begun for that."""
PROGRAM = Actor(0, Role.OWNER)
"""Who asks for what nobody has asked for."""
END_WITHIN_S = 4.0
"""What is on its way may be finished for that long when the program is told to end."""


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

    market_file(settings)  # what is wrong with it is said before anything is made
    catalogues = Catalogues(settings.default_language, templates=settings.scalper_data_dir / TEMPLATES)
    stored_text = partial(line_text, catalogues.english)
    url = settings.database_url.get_secret_value()
    await back_up_before_upgrade(settings, clock)
    await upgrade(url)
    async with AsyncExitStack() as stack:
        falls = TaskFalls()
        infrastructure = Nursery(clock, falls)  # what others stand on: ends last
        stack.push_async_callback(infrastructure.close)
        store = await stack.enter_async_context(
            open_store(url, infrastructure, stored_text, _pool_settings(settings))
        )
        local = await stack.enter_async_context(local_chat(settings))  # its poller has to end before it
        lease = _lease(settings, store, stored_text, clock, ended, timings)
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


def scheduled_jobs(
    settings: Settings,
    store: Store,
    clock: Clock,
    service: Service,
    health: HealthReads,
    catalogues: Catalogues,
) -> DailyJobs:
    """Return what is done every day, or every so often."""
    owners = people_directory(settings, store.people).owners

    async def delete_old_rows() -> str:
        gone = await tidy(store.database, clock.now(), kept=_kept(settings))
        return f"deleted {gone} rows that are no longer needed"

    check = ClockCheck(
        accounts=lambda: service.accounts(PROGRAM),
        owners=owners,
        outbox=store.outbox,
        clock=clock,
        most_s=settings.clock_most_wrong_s,
    )
    every = timedelta(minutes=settings.clock_check_every_minutes)
    jobs = [
        Job(name="cleanup", at=settings.cleanup_at, run=delete_old_rows),
        Job(name="clock", at=every, run=check.run),
    ]
    if settings.backup_keep:
        jobs.append(Job(name="backup", at=settings.backup_at, run=lambda: make_backup(settings, clock)))
    if settings.backup_chat is not None:
        to_chat = BackupChat(
            folder=settings.backup_folder,
            send=partial(send_backup, settings, clock),
            owners=owners,
            outbox=store.outbox,
            clock=clock,
            words=catalogues.words(settings.default_language),
        )
        jobs.append(Job(name="backup-chat", at=settings.backup_at, run=to_chat.run, after="backup"))
    if settings.heartbeat_url is not None:
        beat = partial(send_heartbeat, settings.heartbeat_url, health.read)
        every = timedelta(minutes=settings.heartbeat_every_minutes)
        jobs.append(Job(name="heartbeat", at=every, run=beat))
    return DailyJobs(jobs, JobFile(settings.scalper_data_dir / JOBS), clock)


async def send_backup(settings: Settings, clock: Clock, file: Path, caption: str) -> None:
    """Have a file stand in the chat for backups. Raises the errors of `bot.notifier.errors`."""
    place, token, proxy = settings.backup_chat, settings.telegram_bot_token, settings.telegram_proxy
    if place is None or token is None:
        raise RuntimeError("the settings name no chat for backups")
    chat = await import_in_thread("bot.chat.sent_file")
    await chat.send_file(
        place,
        file,
        caption,
        token=token.get_secret_value(),
        address=settings.telegram_api_url,
        proxy=proxy.get_secret_value() if proxy else None,
        clock=clock,
    )


def _kept(settings: Settings) -> Kept:
    return Kept(logs=timedelta(days=settings.log_keep_days), audit=timedelta(days=settings.audit_keep_days))


def _pool_settings(settings: Settings) -> PoolSettings:
    return PoolSettings(size=settings.db_pool_size, overflow=settings.db_max_overflow)


def _lease(
    settings: Settings,
    store: Store,
    stored_text: Callable[[JournalLine], str],
    clock: Clock,
    ended: asyncio.Event,
    timings: EngineTimings,
) -> Lease:
    return Lease(
        book=DatabaseLease(store.database, process_name(), stored_text),
        witness=InstallationFile(settings.scalper_data_dir / INSTALLATION),
        clock=clock,
        ended=ended,
        say=_say_who_holds,
        has_ended=has_ended,
        timings=timings.lease,
    )


async def start_engine(  # noqa: PLR0913 - wiring is by hand and by name
    stack: AsyncExitStack,
    nursery: Nursery,
    store: Store,
    settings: Settings,
    clock: Clock,
    timings: EngineTimings,
    crash_hook: CrashHook,
    *,
    changes: BotChanges | None = None,
    alert_chat: AlertChat | None = None,
    tenure: Tenure = NO_TENURE,
) -> tuple[Service, HealthReads]:
    """Have every bot trade on. `stack` ends the tasks first, and the connections to the exchanges last."""
    sys.setswitchinterval(SWITCH_EVERY_S)
    notes = EarlyNotesFile(tenure.installation, tenure.holder, tenure.before)
    stack.callback(lambda: notes.end(in_order=not tenure.unsettled))
    venues = build_venues(
        settings,
        clock=clock,
        nursery=nursery,
        fill_history=store.fill_history,
        deliver=lambda bot_id, event: supervisor.deliver(bot_id, event),  # noqa: PLW0108 - made below
        timings=timings,
    )
    stack.push_async_callback(venues.close)
    stack.push_async_callback(_end_in_time, nursery)  # before the lines that its tasks listen to
    rules = _rules(settings)
    risk = RiskEngine(
        rules.limits,
        venues.wallet_of,
        venues.blocked_of,
        refresh_wallet=venues.refresh_wallet,
        timings=timings.funds,
        is_derivative=venues.is_derivative,
        paper=PaperWallets(settings.paper_balance),
    )
    supervisor = Supervisor(
        nursery=nursery,
        ledger=store.ledger,
        venues=venues,
        clock=clock,
        risk=risk,
        changes=changes,
        early=EarlyOrders(clock, tenure, notes),
        crash_hook=crash_hook,
        timings=timings.driver,
    )
    health = health_reads(supervisor, store, venues, nursery, clock)
    service, _ = await start_trading(
        supervisor,
        store,
        venues,
        risk=risk,
        rules=rules,
        nursery=nursery,
        clock=clock,
        timings=timings.service,
        people=people_directory(settings, store.people),
        health=health,
        has_alert_chat=lambda: alert_chat is not None and alert_chat.place is not None,
        codes=_codes(settings),
        codes_above=settings.totp_above,
    )
    notes.begin()
    watch = AccountWatch(supervisor, venues, store.outbox, clock, timings.account_watch)
    nursery.start(ACCOUNTS, watch.run)
    return service, health


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


def _codes(settings: Settings) -> Codes | None:
    if settings.totp_secret is None:
        return None
    from bot.process.totp import TotpCodes  # where it is not wanted, nothing of it is kept in memory

    return TotpCodes(settings.totp_secret.get_secret_value())


def _rules(settings: Settings) -> Rules:
    return Rules(
        quantities=settings.quantity_limits,
        bots_per_person=settings.max_bots_per_user,
        close_slippage_percent=settings.close_slippage_percent,
        limits=RiskLimits(
            live_trading=settings.live_trading,
            order_value=settings.max_order_value,
            exposure=settings.max_exposure,
            daily_loss=settings.max_daily_loss,
        ),
    )


def _dialog_storage(settings: Settings, store: Store, clock: Clock) -> "BaseStorage":
    if settings.redis_url is not None:
        from bot.chat.redis_dialogs import RedisDialogs  # likewise

        return RedisDialogs(settings.redis_url.get_secret_value(), expires_after=FORMS_KEPT)
    from db.fsm_storage import DatabaseStorage  # imports the chat library

    return DatabaseStorage(store.database, clock, expires_after=FORMS_KEPT)


async def _end_in_time(nursery: Nursery) -> None:
    try:
        async with asyncio.timeout(END_WITHIN_S):
            await nursery.close(first=(CHAT,))  # what it has on its way is finished
    except TimeoutError:
        log.warning("some tasks did not end within %s s; everything stored is still correct", END_WITHIN_S)


def _say_who_holds(held: Held) -> None:
    what = f"the database has been in use by {held.by} since {held.since:%Y-%m-%d %H:%M:%S} UTC"
    log.warning("%s: waiting for it to end", what)
    say(f"\n  Scalper is waiting: {what}.\n  It starts by itself once that process has ended.\n\n")


def _say_where_to_go(app_context: AppContext) -> None:
    if app_context.local is not None:
        what = "Scalper is running; its chat answers in a few seconds"
        say(f"\n  {what}. Open its chat: {app_context.local.page_url}\n\n")
