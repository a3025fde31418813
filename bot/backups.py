"""Backups of the installation: made daily and before an upgrade, thinned out, and put back by command."""

import logging
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.config.file_kinds import no_file
from bot.config.settings import Settings
from bot.config.stored_keys import FILE as KEYS
from bot.process.import_in_thread import run_in_thread
from bot.process.installation_file import INSTALLATION, InstallationFile, has_ended
from bot.process.logs import say
from bot.process.sealed_file import SUFFIX as SEALED
from bot.process.sealed_file import is_sealed, seal, unseal
from db.backup import DRAFT, back_up, restore, suffix_of, whole
from db.errors import translate_db_errors
from db.inspection import DatabaseState, holder_of, inspect_database
from engine.clock import Clock
from engine.errors import SettingsError, StorageDamaged, StorageUnavailable

log = logging.getLogger(__name__)

NIGHTLY, BEFORE_UPGRADE, SET_ASIDE = "scalper-2", "scalper-before-", "scalper-kept-"
"""How the names of backups begin; those of every night go on with the time."""
_TIME = re.compile(r"scalper-(?:kept-)?(\d{8}T\d{6}Z)\.")


async def make_backup(settings: Settings, clock: Clock) -> Path:
    """Make one now, and delete the oldest but BACKUP_KEEP. Return where it is. Raises StorageUnavailable."""
    folder = settings.backup_folder
    file = folder / f"scalper-{clock.now():%Y%m%dT%H%M%S}Z{_suffix(settings)}"
    await run_in_thread("backup", partial(_write, settings, file))
    _take_along(settings)
    _thin_out(folder, NIGHTLY, max(settings.backup_keep, 1))
    log.info("a backup was made: %s", file)
    return file


@dataclass(frozen=True, slots=True)
class Backup:
    """One of those of every day."""

    file: Path
    made_at: datetime


def newest_backup(folder: Path) -> Backup | None:
    """Return the one made last by `make_backup`."""
    files = [*folder.glob(f"{NIGHTLY}*"), *folder.glob(f"{SET_ASIDE}*")]
    made = [found for file in files if (found := _as_made(file)) is not None]
    return max(made, key=lambda one: one.made_at, default=None)


def _as_made(file: Path) -> Backup | None:
    found = _TIME.match(file.name)
    if found is None or file.suffix == DRAFT:
        return None
    return Backup(file, datetime.strptime(found[1], "%Y%m%dT%H%M%S%z"))


async def back_up_before_upgrade(settings: Settings, clock: Clock) -> None:
    """Make one if the tables are those of an older version and nobody uses them.

    Raises SettingsError when that is not possible: without a backup there is no way back.
    """
    url, folder = settings.database_url.get_secret_value(), settings.backup_folder
    state = await inspect_database(url)
    if is_missing(settings, state):
        _set_aside(folder)
        log.warning(
            "the database is empty, and one has worked here before. If it is missed: %s", way_back(settings)
        )
    is_older = state.revision is not None and state.revision < state.newest
    if not is_older or state.holder is not None or not settings.backup_keep:
        return
    file = folder / f"{BEFORE_UPGRADE}{state.newest}-{clock.now():%Y%m%dT%H%M%S}Z{_suffix(settings)}"
    try:
        await run_in_thread("backup", partial(_write, settings, file))
    except StorageUnavailable as e:
        complaint = (
            f"BACKUP_DIR: this version has to change the tables, and no backup could be made before: {e}. "
            "Make room, name another folder, or set BACKUP_KEEP=0 to go on without one."
        )
        raise SettingsError((complaint,)) from e
    _thin_out(folder, BEFORE_UPGRADE, settings.backup_keep)
    log.warning("the tables are changed for this version; a backup of before is %s", file)


def _take_along(settings: Settings) -> None:
    """Copy the keys that are kept encrypted: as they are, for nobody opens them without SECRET_KEY."""
    keys = settings.scalper_data_dir / KEYS
    try:
        shutil.copyfile(keys, settings.backup_folder / KEYS)
        (settings.backup_folder / KEYS).chmod(0o600)
    except FileNotFoundError:
        pass
    except OSError as e:
        log.warning("%s could not be copied to BACKUP_DIR: %s", keys, e.strerror)


def _bring_back(settings: Settings, backup: Path) -> None:
    """Put the keys beside the backup in place, unless there are some."""
    keys, kept = settings.scalper_data_dir / KEYS, backup.parent / KEYS
    if not keys.exists() and kept.is_file():
        shutil.copyfile(kept, keys)
        keys.chmod(0o600)


def _suffix(settings: Settings) -> str:
    sealed = SEALED if settings.backup_passphrase else ""
    return f"{suffix_of(settings.database_url.get_secret_value())}{sealed}"


def _write(settings: Settings, file: Path) -> None:
    """Write a backup; with a passphrase nothing that is not sealed gets to its folder."""
    url, passphrase = settings.database_url.get_secret_value(), settings.backup_passphrase
    if passphrase is None:
        back_up(url, file)
        return
    with translate_db_errors(), _private_folder(settings) as private, whole(file) as draft:
        back_up(url, private / "backup")
        seal(private / "backup", draft, passphrase.get_secret_value())


@contextmanager
def _opened(settings: Settings, file: Path) -> Iterator[Path]:
    """Give the backup as it was before it was sealed, if it was. Raises SettingsError."""
    with translate_db_errors(), _private_folder(settings) as private:
        if not _is_sealed(file):
            yield file
            return
        if settings.backup_passphrase is None:
            raise SettingsError((f"{file} is sealed: set the BACKUP_PASSPHRASE with which it was made.",))
        unseal(file, private / "backup", settings.backup_passphrase.get_secret_value())
        yield private / "backup"


def _is_sealed(file: Path) -> bool:
    """Say whether it is. Raises SettingsError where it cannot be read."""
    try:
        if (why_not := no_file(file)) is not None:
            raise SettingsError((f"{file} cannot be read: {why_not}.",))
        return is_sealed(file)
    except (FileNotFoundError, NotADirectoryError):
        raise SettingsError((f"{file} is not there.",)) from None
    except OSError as e:
        raise SettingsError((f"{file} cannot be read: {e.strerror or type(e).__name__}.",)) from None


@contextmanager
def _private_folder(settings: Settings) -> Iterator[Path]:
    settings.scalper_data_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.scalper_data_dir, prefix=".backup-") as folder:
        yield Path(folder)


def _thin_out(folder: Path, begin: str, keep: int) -> None:
    """Delete all but the newest of a kind; the time in a name orders them."""
    made = sorted(folder.glob(f"{begin}*"), key=lambda file: file.name.rpartition("-")[2])
    whole = [file for file in made if file.suffix != DRAFT]
    for old in whole[:-keep]:
        old.unlink(missing_ok=True)
    for file in made:  # a draft of before was left by a crash
        if file.suffix == DRAFT and file.name < whole[-1].name:
            file.unlink(missing_ok=True)


def _set_aside(folder: Path) -> None:
    """Have the newest backup stay for good: those of the database that begins now thin out the others."""
    newest = newest_backup(folder)
    if newest is not None and not newest.file.name.startswith(SET_ASIDE):
        with suppress(OSError):  # it is no reason not to start
            newest.file.rename(folder / newest.file.name.replace("scalper-", SET_ASIDE, 1))


def is_missing(settings: Settings, state: DatabaseState) -> bool:
    """Say whether there was a database here, and is none any more: lost, or begun anew on purpose."""
    known = InstallationFile(settings.scalper_data_dir / INSTALLATION)
    return state.revision is None and known.knows_any()


def way_back(settings: Settings) -> str:
    """Return what to do about a database that is damaged, without a full stop."""
    newest = newest_backup(settings.backup_folder)
    file = "FILE" if newest is None else newest.file
    kept = "puts a backup in its place and keeps what is there beside it"
    return f"`python -m bot restore {file}` {kept}; backups are in {settings.backup_folder}"


async def backup_command(settings: Settings, clock: Clock) -> int:
    """Make one, beside the program if it runs. Return the exit status."""
    try:
        if (await inspect_database(settings.database_url.get_secret_value())).revision is None:
            say("No backup was made: the database is empty.\n")
            return 1
        sys.stdout.write(f"{await make_backup(settings, clock)}\n")
    except StorageDamaged as e:
        say(f"No backup was made: the database is damaged ({e}). {way_back(settings)}.\n")
        return 1
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
        holder = await holder_of(url)
        if holder is not None and not has_ended(holder):
            raise SettingsError((f"DATABASE_URL: {holder} is using it. Stop that process first.",))
        with _opened(settings, file) as backup:
            found = await restore(url, backup)
    except StorageUnavailable as e:
        say(f"Nothing was restored: the database is not responding ({e}).\n")
        return 1
    _bring_back(settings, file)
    if found.installation is not None:
        witness = InstallationFile(settings.scalper_data_dir / INSTALLATION)
        await witness.note(found.installation, found.stamp + 1)
    sys.stdout.write(
        f"Restored {file}. Start Scalper now: bots on an exchange stay paused until you have looked there.\n"
    )
    return 0
