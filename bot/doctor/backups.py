"""Backups: whether they are made, where, and when the newest was."""

import os
from datetime import timedelta
from pathlib import Path

from bot.backups import newest_backup
from bot.config.settings import Settings
from bot.doctor.finding import Finding, bad, ok, warning
from engine.clock import Clock

ABOUT = "backups"
OLD_AFTER = timedelta(days=2)
"""One of every day is missing then."""


def look_at_backups(settings: Settings, clock: Clock) -> Finding:
    """Look and change nothing: a folder that is not there yet is made with the first backup."""
    folder = settings.backup_folder
    if (why := _why_not(folder)) is not None:
        way_out = "Let this user write there, or name another folder in BACKUP_DIR"
        return bad(ABOUT, f"none can be made: {folder} cannot be used: {why}", way_out)
    if not settings.backup_keep:
        return warning(ABOUT, "none are made", "Set BACKUP_KEEP to 1 or more")
    newest = newest_backup(folder)
    if newest is None:
        return ok(ABOUT, f"none is in {folder} yet; one is made every day at {settings.backup_at:%H:%M} UTC")
    found = f"the newest in {folder} is of {newest.made_at:%Y-%m-%d %H:%M} UTC"
    if clock.now() - newest.made_at > OLD_AFTER:
        return warning(ABOUT, found, "Make one now: python -m bot backup. The log says why none was made")
    return ok(ABOUT, found)


def _why_not(folder: Path) -> str | None:
    """Say why no file could be made in the folder, once it is there; None where one could be."""
    try:
        place = next(one for one in (folder, *folder.absolute().parents) if _is_there(one))
    except OSError as e:
        return e.strerror or type(e).__name__
    if not place.is_dir():
        return f"{place} is no folder"
    return None if os.access(place, os.W_OK | os.X_OK) else f"{place} may not be written to"


def _is_there(place: Path) -> bool:
    """Say so. Raises OSError where that cannot be seen."""
    try:
        place.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
