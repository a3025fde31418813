"""The file of a SQLite database, looked at before it is opened for good."""

import fcntl
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from engine.errors import SettingsError

OUR_REVISION = re.compile(r"\d{4}")
MOVED = "moved-"
"""How the revision of a file begins whose contents are in another database by now."""
_BEGIN = b"SQLite format 3\0"
_OPEN_AT = 128
"""Where in the file beside it SQLite holds a lock as long as a process has a database open (WAL)."""


class NotADatabase(SettingsError):
    """There is something else in the file, or what is left of a database."""


def check_file(file: Path) -> None:
    """Make the folder of a database if need be. Raises SettingsError where the file cannot be ours.

    It is NotADatabase where none can be read in it.
    """
    try:
        if file.is_dir():
            raise _refusal(file, "it is a folder")
        if file.exists() and not file.is_file():  # a pipe waits for its other end
            raise _refusal(file, "it is no file")
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab+") as opened:  # a new one is empty, as SQLite makes it
            opened.seek(0)
            begin = opened.read(len(_BEGIN))
    except FileExistsError:
        raise _refusal(file, f"{file.parent} is not a folder") from None
    except OSError as e:
        raise _refusal(file, e.strerror or type(e).__name__) from None
    if begin and begin != _BEGIN:
        way_out = "Name another file, or put a backup in its place: python -m bot restore FILE."
        raise NotADatabase((f"DATABASE_URL: {file} cannot be used: it is not a database. {way_out}",))
    if begin and is_moved(file):
        raise SettingsError(
            (f"DATABASE_URL: what was in {file} was moved to PostgreSQL. Name that database.",)
        )
    if begin and _is_anothers(file):
        raise _refusal(file, "it is another program's database")


def is_there(file: Path) -> bool:
    """Say whether there is one. Raises SettingsError where that cannot be seen."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as e:
        raise _refusal(file, e.strerror or type(e).__name__) from None
    return True


def is_open(file: Path) -> bool:
    """Say whether another process has it open; for a file that cannot be asked, because it is damaged."""
    try:
        with file.with_name(f"{file.name}-shm").open("rb+") as beside:
            fcntl.lockf(beside, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_AT)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _refusal(file: Path, why: str) -> SettingsError:
    return SettingsError((f"DATABASE_URL: {file} cannot be used: {why}. Name another file.",))


def is_moved(file: Path) -> bool:
    """Say whether its contents are in another database by now. The file stays as it is."""
    return any(revision.startswith(MOVED) for revision in _revisions(file) or ())


def _is_anothers(file: Path) -> bool:
    """Say whether others made the tables in it. The file stays as it is."""
    revisions = _revisions(file)
    return revisions is None or not all(OUR_REVISION.fullmatch(revision) for revision in revisions)


def _revisions(file: Path) -> list[str] | None:
    """Return those of its tables: empty where there are no tables, or it cannot be read; None for others'."""
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as opened:
        tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in tables:
            return None if tables else []
        return [str(revision) for (revision,) in opened.execute("SELECT version_num FROM alembic_version")]
    return []
