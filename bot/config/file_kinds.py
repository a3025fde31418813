"""What settings name as a file may be none: nothing that is read at a start may keep it waiting for ever."""

import os
import stat
from pathlib import Path
from select import select
from time import monotonic

WITHIN_S = 5.0
"""So long the other end of a pipe has to say all that it says."""
MOST_BYTES = 1 << 20
_CHUNK = 1 << 16
_KINDS = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISSOCK, "it is a socket"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
)


def no_file(file: Path) -> str | None:
    """Say what is there in the place of a file; None where it is one, or nothing is there. Raises OSError."""
    try:
        mode = file.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    return next((what for is_it, what in _KINDS if is_it(mode)), None)


def read_in_time(file: Path, within_s: float = WITHIN_S) -> bytes:
    """Return what is in a file, or what comes by a pipe until its end, as of `<(command)` in a shell.

    Raises OSError: TimeoutError where that does not come, and where it is more than a megabyte.
    """
    until, parts = monotonic() + within_s, list[bytes]()
    opened = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # else a pipe waits for its writer
    try:
        while sum(map(len, parts)) <= MOST_BYTES:
            if not select([opened], [], [], max(until - monotonic(), 0.0))[0]:  # nobody has closed it
                raise TimeoutError(None, f"nobody has written all of it within {within_s:g} s", str(file))
            if not (part := os.read(opened, _CHUNK)):
                return b"".join(parts)
            parts.append(part)
        raise OSError(None, "it does not end", str(file))
    finally:
        os.close(opened)
