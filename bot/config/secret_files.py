"""Secrets by file, as containers and systemd hand them in: NAME_FILE names a file that holds NAME."""

from collections.abc import Mapping
from pathlib import Path

from bot.config.file_kinds import read_in_time
from bot.config.values import PLACEHOLDER, unquoted

SUFFIX = "_file"


def read_secret_file(name: str, given: Mapping[str, str | None]) -> str | None:
    """Return what is in the file that `given` names for a setting; None where it names none.

    Raises ValueError with a sentence that says nothing of what is in the file.
    """
    written = unquoted(given.get(f"{name}{SUFFIX}") or "")
    if PLACEHOLDER.fullmatch(written):
        return None
    said = f"{name}{SUFFIX}".upper()
    if not PLACEHOLDER.fullmatch(unquoted(given.get(name) or "")):
        raise ValueError(f"{said} and {name.upper()} are both set: set one of them.")
    file = Path(written)
    shown = f": {file}" if _is_a_place(file) else ""
    try:
        text = unquoted(read_in_time(file).decode("utf-8-sig"))
    except FileNotFoundError:
        raise ValueError(f"{said} names a file that does not exist{shown}.") from None
    except OSError as e:
        raise ValueError(f"{said} names a file that cannot be read ({e.strerror}){shown}.") from None
    except ValueError:  # no text, or a name that no file can have
        raise ValueError(f"{said} names a file that cannot be read as text{shown}.") from None
    if PLACEHOLDER.fullmatch(text) or "\n" in text:
        raise ValueError(f"{said} names a file that does not hold the value alone{shown}.")
    return text


def _is_a_place(file: Path) -> bool:
    """Say whether it is the name of a file for sure, and not the secret itself in the wrong place."""
    known = [*reversed(file.parents), file]  # a folder that is there may be closed to us
    try:
        return any(part.exists() for part in known if part.name)
    except (OSError, ValueError):
        return False
