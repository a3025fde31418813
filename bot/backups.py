"""Backups of the installation: made daily and before an upgrade, thinned out, and put back by command."""

import logging
import sys
from functools import partial
from pathlib import Path

from bot.config.settings import Settings
from bot.process.import_in_thread import run_in_thread
from bot.process.installation_file import INSTALLATION, InstallationFile, has_ended
from bot.process.logs import say
from db.backup import DRAFT, back_up, restore, suffix_of
from db.inspection import inspect_database
from engine.clock import Clock
from engine.errors import SettingsError, StorageUnavailable

log = logging.getLogger(__name__)

NIGHTLY, BEFORE_UPGRADE = "scalper-2", "scalper-before-"
"""How the names of backups begin; those of every night go on with the time."""


async def make_backup(settings: Settings, clock: Clock) -> Path:
    """Make one now, and delete the oldest but BACKUP_KEEP. Return where it is. Raises StorageUnavailable."""
    url, folder = settings.database_url.get_secret_value(), settings.backup_folder
    file = folder / f"scalper-{clock.now():%Y%m%dT%H%M%S}Z{suffix_of(url)}"
    await run_in_thread("backup", partial(back_up, url, file))
    _thin_out(folder, NIGHTLY, max(settings.backup_keep, 1))
    log.info("a backup was made: %s", file)
    return file


async def back_up_before_upgrade(settings: Settings, clock: Clock) -> None:
    """Make one if the tables are those of an older version and nobody uses them.

    Raises SettingsError when that is not possible: without a backup there is no way back.
    """
    url, folder = settings.database_url.get_secret_value(), settings.backup_folder
    state = await inspect_database(url)
    is_older = state.revision is not None and state.revision < state.newest
    if not is_older or state.holder is not None or not settings.backup_keep:
        return
    file = folder / f"{BEFORE_UPGRADE}{state.newest}-{clock.now():%Y%m%dT%H%M%S}Z{suffix_of(url)}"
    try:
        await run_in_thread("backup", partial(back_up, url, file))
    except StorageUnavailable as e:
        complaint = (
            f"BACKUP_DIR: this version has to change the tables, and no backup could be made before: {e}. "
            "Make room, name another folder, or set BACKUP_KEEP=0 to go on without one."
        )
        raise SettingsError((complaint,)) from e
    _thin_out(folder, BEFORE_UPGRADE, settings.backup_keep)
    log.warning("the tables are changed for this version; a backup of before is %s", file)


def _thin_out(folder: Path, begin: str, keep: int) -> None:
    """Delete all but the newest of a kind; the time in a name orders them."""
    made = sorted(folder.glob(f"{begin}*"), key=lambda file: file.name.rpartition("-")[2])
    whole = [file for file in made if file.suffix != DRAFT]
    for old in whole[:-keep]:
        old.unlink(missing_ok=True)
    for file in made:  # a draft of before was left by a crash
        if file.suffix == DRAFT and file.name < whole[-1].name:
            file.unlink(missing_ok=True)


async def backup_command(settings: Settings, clock: Clock) -> int:
    """Make one, beside the program if it runs. Return the exit status."""
    try:
        sys.stdout.write(f"{await make_backup(settings, clock)}\n")
    except StorageUnavailable as e:
        say(f"No backup was made: {e}. Check DATABASE_URL and BACKUP_DIR.\n")
        return 1
    return 0


async def restore_command(settings: Settings, file: Path) -> int:
    """Put a backup in the place of the database. Return the exit status. Raises SettingsError.

    The next start takes it for what it is, an older one, also on a machine that has never seen it: orders
    get names of a new epoch, and bots on an exchange wait for their owner.
    """
    url = settings.database_url.get_secret_value()
    try:
        state = await inspect_database(url)
        if state.holder is not None and not has_ended(state.holder):
            raise SettingsError((f"DATABASE_URL: {state.holder} is using it. Stop that process first.",))
        found = await restore(url, file)
    except StorageUnavailable as e:
        say(f"Nothing was restored: the database is not responding ({e}).\n")
        return 1
    if found.installation is not None:
        witness = InstallationFile(settings.scalper_data_dir / INSTALLATION)
        await witness.note(found.installation, found.stamp + 1)
    sys.stdout.write(
        f"Restored {file}. Start Scalper now: bots on an exchange stay paused until you have looked there.\n"
    )
    return 0
