"""The database, its tables, and who uses it now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.backups import is_missing, way_back
from bot.config.settings import Settings
from bot.doctor.finding import Finding, bad, ok, warning
from bot.process.installation_file import has_ended
from db.inspection import DatabaseState, inspect_database, unreadable_bots
from engine.errors import SettingsError, StorageDamaged, StorageUnavailable, StoredByNewerVersion


@dataclass(frozen=True, slots=True)
class Installed:
    """What others need to know of the database."""

    is_running: bool = False
    """Another process is at work on it."""
    name: str | None = None
    """Which one it is; None: nobody has ever used it, or it does not answer."""


NOT_INSTALLED = Installed()
NEWER = "Start that version, or restore a backup from before the update"


async def look_at_database(settings: Settings) -> tuple[list[Finding], Installed]:
    """Return what was found, and which database it is."""
    url = settings.database_url.get_secret_value()
    try:
        state = await inspect_database(url)
        aside = await unreadable_bots(url) if state.revision == state.newest else ()
    except SettingsError as e:
        return [bad("database", " ".join(e.complaints), "")], NOT_INSTALLED
    except StoredByNewerVersion as e:
        what = f"a bot in it was stored by a newer version than this one: {e}"
        return [bad("database", what, NEWER)], NOT_INSTALLED
    except StorageDamaged as e:
        return [bad("database", f"it is damaged: {e}", way_back(settings))], NOT_INSTALLED
    except StorageUnavailable as e:
        return [bad("database", f"it does not answer: {e}", "Start it, or check DATABASE_URL")], NOT_INSTALLED
    holder = state.holder if state.holder is not None and not has_ended(state.holder) else None
    found = [_tables(settings, state), *_set_aside(settings, aside), _instance(holder)]
    return found, Installed(holder is not None, state.installation)


def _set_aside(settings: Settings, bots: Sequence[str]) -> Iterator[Finding]:
    if bots:
        what = f"what is stored of {', '.join(bots)} cannot be read: set aside, the others trade"
        yield bad("bots", what, f"Put that right, or go back: {way_back(settings)}")


def _tables(settings: Settings, state: DatabaseState) -> Finding:
    if state.refuses is not None:
        way_out = "Have it written to, or make the user its owner: ALTER DATABASE name OWNER TO user"
        return bad("database", f"{state.kind}, and {state.refuses}", way_out)
    if is_missing(settings, state):
        found = f"{state.kind}, empty, and one has worked here before: a start begins anew, without its bots"
        return warning("database", found, f"If it is missed: {way_back(settings)}")
    if state.revision is None:
        return ok("database", f"{state.kind}, empty: the first start makes its tables")
    if state.revision == state.newest:
        return ok("database", f"{state.kind}, its tables are those of this version ({state.revision})")
    if state.revision > state.newest:
        found = f"its tables ({state.revision}) are of a newer version than this one ({state.newest})"
        return bad("database", found, NEWER)
    found = f"its tables ({state.revision}) are older; the next start brings them to {state.newest}"
    return warning("database", found, "Make a backup before it")


def _instance(holder: str | None) -> Finding:
    if holder is None:
        return ok("second instance", "nobody uses the database now")
    what = f"{holder} uses the database"
    return warning("second instance", what, "A start now waits as a standby until that process has ended")
