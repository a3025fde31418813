"""What is done by the clock: every day, or every so often."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.access.people_directory import people_directory
from bot.backup_chat import BackupChat
from bot.backups import make_backup
from bot.config.settings import Settings
from bot.nightly_backup import NightlyBackup
from bot.process.clock_check import ClockCheck
from bot.process.disk_check import DiskCheck
from bot.process.heartbeat import send_heartbeat
from bot.process.import_in_thread import import_in_thread
from bot.process.jobs import JOBS, DailyJobs, Job, JobFile
from bot.views.words import Catalogues
from db.housekeeping import Kept, tidy
from db.store import Store
from engine.clock import Clock
from engine.health import HealthReads
from engine.people import Actor, Role
from engine.service import Service

PROGRAM = Actor(0, Role.OWNER)
"""Who asks for what nobody has asked for."""
DISK_EVERY = timedelta(hours=1)


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
    folders = (settings.scalper_data_dir, settings.backup_folder)
    disk = DiskCheck(folders=folders, owners=owners, outbox=store.outbox, clock=clock)
    every = timedelta(minutes=settings.clock_check_every_minutes)
    jobs = [
        Job(name="cleanup", at=settings.cleanup_at, run=delete_old_rows),
        Job(name="clock", at=every, run=check.run),
        Job(name="disk", at=DISK_EVERY, run=disk.run),
    ]
    if settings.backup_keep:
        nightly = NightlyBackup(
            folder=settings.backup_folder,
            make=partial(make_backup, settings, clock),
            owners=owners,
            outbox=store.outbox,
            clock=clock,
        )
        jobs.append(Job(name="backup", at=settings.backup_at, run=nightly.run))
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
