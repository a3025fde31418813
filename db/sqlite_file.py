"""The file of a SQLite database, looked at before it is opened for good."""

import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from engine.errors import SettingsError

OUR_REVISION = re.compile(r"\d{4}")
_BEGIN = b"SQLite format 3\0"


def check_file(file: Path) -> None:
    """Make the folder of a database if need be. Raises SettingsError where the file cannot be ours."""
    try:
        if file.is_dir():
            raise _refusal(file, "it is a folder")
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab+") as opened:  # a new one is empty, as SQLite makes it
            opened.seek(0)
            begin = opened.read(len(_BEGIN))
    except FileExistsError:
        raise _refusal(file, f"{file.parent} is not a folder") from None
    except OSError as e:
        raise _refusal(file, e.strerror or type(e).__name__) from None
    if begin and begin != _BEGIN:
        raise _refusal(file, "it is not a database")
    if begin and _is_anothers(file):
        raise _refusal(file, "it is another program's database")


def _refusal(file: Path, why: str) -> SettingsError:
    return SettingsError((f"DATABASE_URL: {file} cannot be used: {why}. Name another file.",))


def _is_anothers(file: Path) -> bool:
    """Say whether others made the tables in it. The file stays as it is."""
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as opened:
        tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in tables:
            return bool(tables)
        revisions = [revision for (revision,) in opened.execute("SELECT version_num FROM alembic_version")]
        return not all(OUR_REVISION.fullmatch(str(revision)) for revision in revisions)
    return False
