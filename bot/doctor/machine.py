"""The machine: folder, disk, time zones."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.doctor.finding import Finding, bad, ok, warning
from bot.process.data_folder import check_data_folder
from bot.process.disk_check import LITTLE_MB, TOO_LITTLE_MB, free_mb
from engine.errors import SettingsError


def look_at_machine(folder: Path) -> Iterator[Finding]:
    """`folder`: where data are kept; it is made if it is missing, as at a start."""
    try:
        check_data_folder(folder)
    except SettingsError as e:
        yield bad("data folder", " ".join(e.complaints), "")
    else:
        yield ok("data folder", f"{folder} can be written")
        yield disk(folder, free_mb(folder))
    yield _zones()


def disk(folder: Path, free: int) -> Finding:
    """Say whether so much is enough, in MB."""
    found = f"{free} MB are free at {folder}"
    if free < TOO_LITTLE_MB:
        return bad("disk", found, "A full disk stops all trading: make room now")
    if free < LITTLE_MB:
        return warning("disk", found, "Make room before it is full: a full disk stops all trading")
    return ok("disk", found)


def _zones() -> Finding:
    try:
        ZoneInfo("Asia/Kolkata")
    except ZoneInfoNotFoundError:
        return bad("time zones", "there are no time zone data", "Install tzdata: apt-get install tzdata")
    return ok("time zones", "their data are there")
