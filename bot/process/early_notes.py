"""Which orders this process has sent early, noted where a process that is killed leaves it behind.

The note is in memory that belongs to the machine (`/dev/shm`): it takes microseconds, waits for no disk, and
is there after a crash of the program, not after one of the machine. So the next process on this machine knows
what the one before can have sent; where there is no note of that process, anything can have been.
"""

import logging
import os
from collections import deque
from pathlib import Path

from engine.core.types import ClientOrderId

log = logging.getLogger(__name__)

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the memory that outlives a process is what is wanted
MOST_BYTES = 1_000_000
KEPT = 2_000
"""Of so many of the newest names a file that has become large is made anew."""


class EarlyNotesFile:
    """Implements `engine.bots.early.EarlyNotes`. Where there is no such memory it knows nothing."""

    def __init__(
        self, installation: str, holder: str, before: str | None, folder: Path = SHARED_MEMORY
    ) -> None:
        """Read what `before`, the owner of the database before us, has left. Ours are those of `holder`."""
        self._path = folder / f"scalper-{installation}"
        self._holder = holder
        self._before = _names_of(self._path, before)
        self._names = deque[str](sorted(self._before or ()), maxlen=KEPT)
        self._file: int | None = None
        self._has_begun = self._is_gone = False
        """Whether there is no file, so that nobody is misled by what is not in it."""
        self._written = 0

    def begin(self) -> None:
        self._has_begun = True
        self._close()
        draft = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            text = "".join(f"{line}\n" for line in (self._holder, *self._names))
            self._written = os.write(self._file, text.encode())
            draft.replace(self._path)
        except OSError as e:
            self._give_up(e)

    def sends(self, name: ClientOrderId) -> bool:
        if self._is_gone:
            return True
        self._names.append(name)
        if self._file is None:
            return not self._has_begun
        try:
            self._written += os.write(self._file, f"{name}\n".encode())
        except OSError as e:
            self._give_up(e)
            return self._is_gone
        if self._written > MOST_BYTES:
            self.begin()
        return True

    def may_have_sent(self, name: ClientOrderId) -> bool:
        return self._before is None or name in self._before

    def end(self, *, in_order: bool) -> None:
        """Write no more. Of an orderly end nobody needs notes."""
        self._close()
        if in_order and self._has_begun:
            self._path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _give_up(self, why: OSError) -> None:
        """Leave no notes rather than some: without any, nobody takes what is not noted for not sent."""
        log.info("no notes are kept of orders that are sent early: %s", why)
        self._close()
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return
        self._is_gone = True


def _names_of(path: Path, holder: str | None) -> frozenset[str] | None:
    """Return the names that the holder has noted; None where it has left no notes here."""
    try:
        first, *names = path.read_text().splitlines()
    except (OSError, ValueError):
        return None
    return frozenset(names) if holder is not None and first == holder else None
