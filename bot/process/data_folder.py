"""The folder in which the program keeps its files."""

import tempfile
from pathlib import Path

from bot.config.file_kinds import no_file
from engine.errors import SettingsError

_SQLITE = b"SQLite format 3\0"


def check_data_folder(folder: Path) -> None:
    """Make the folder if need be. Raises SettingsError where this program cannot keep its files there."""
    what, why, way_out = folder, "", "Let this user write there, or choose another folder."
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        for what in (*folder.glob("*.db*"), *folder.glob("*.json")):
            if (no := no_file(what)) is not None:
                why, way_out = no, "Remove it, or choose another folder."
                break
            with what.open("r+b") as opened:
                begin = opened.read(len(_SQLITE))
            if what.suffix == ".db" and begin not in {b"", _SQLITE}:
                why, way_out = (
                    "it is not a database",
                    "Put a backup in its place (python -m bot restore FILE).",
                )
                break
    except OSError as e:
        why = e.strerror or type(e).__name__
    if why:
        raise SettingsError((f"SCALPER_DATA_DIR: {what} cannot be used: {why}. {way_out}",))
