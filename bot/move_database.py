"""The command that moves an installation from SQLite to PostgreSQL."""

import sys
from functools import partial
from pathlib import Path

from bot.config.settings import Settings
from bot.process.installation_file import INSTALLATION, InstallationFile, has_ended
from bot.views.journal import stored_text
from bot.views.words import Catalogues
from db.move import move
from engine.clock import Clock
from engine.errors import StorageUnavailable


async def move_command(settings: Settings, file: Path, clock: Clock) -> int:
    """Move it, and say what was found to be the same. Return the exit status. Raises SettingsError."""
    english = Catalogues(settings.default_language).english
    url = settings.database_url.get_secret_value()
    try:
        moved = await move(
            file, url, at=clock.now(), word_line=partial(stored_text, english), has_ended=has_ended
        )
    except StorageUnavailable as e:
        sys.stderr.write(f"Nothing was moved: a database is not responding ({e}).\n")
        return 1
    if moved.installation is not None:  # the file is behind from now on, also where its mark is taken off
        witness = InstallationFile(settings.scalper_data_dir / INSTALLATION)
        await witness.note(moved.installation, moved.stamp)
    for table, count in moved.rows.items():
        sys.stdout.write(f"{table}: {count} rows, the same on both sides\n")
    sys.stdout.write(
        f"Moved {file}. Start Scalper now: all goes on in PostgreSQL, and {file} is used no more.\n"
    )
    return 0
