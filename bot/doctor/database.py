"""The database, its tables, and who uses it now."""

from bot.config.settings import Settings
from bot.doctor.finding import Finding, bad, ok, warning
from bot.process.installation_file import has_ended
from db.inspection import DatabaseState, inspect_database
from engine.errors import SettingsError, StorageUnavailable


async def look_at_database(settings: Settings) -> tuple[list[Finding], bool]:
    """Return what was found, and whether another process is at work on it."""
    try:
        state = await inspect_database(settings.database_url.get_secret_value())
    except SettingsError as e:
        return [bad("database", " ".join(e.complaints), "")], False
    except StorageUnavailable as e:
        return [bad("database", f"it does not answer: {e}", "Start it, or check DATABASE_URL")], False
    holder = state.holder if state.holder is not None and not has_ended(state.holder) else None
    return [_tables(state), _instance(holder)], holder is not None


def _tables(state: DatabaseState) -> Finding:
    if state.revision is None:
        return ok("database", f"{state.kind}, empty: the first start makes its tables")
    if state.revision == state.newest:
        return ok("database", f"{state.kind}, its tables are those of this version ({state.revision})")
    if state.revision > state.newest:
        found = f"its tables ({state.revision}) are of a newer version than this one ({state.newest})"
        return bad("database", found, "Start that version, or restore a backup from before the update")
    found = f"its tables ({state.revision}) are older; the next start brings them to {state.newest}"
    return warning("database", found, "Make a backup before it")


def _instance(holder: str | None) -> Finding:
    if holder is None:
        return ok("second instance", "nobody uses the database now")
    what = f"{holder} uses the database"
    return warning("second instance", what, "A start now waits as a standby until that process has ended")
