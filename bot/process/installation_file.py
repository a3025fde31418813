"""What this installation remembers beside its databases: how far each had come.

A database that is behind what stands here was restored from an older backup. So the file must not
be put back together with a backup.
"""

import asyncio
import json
import logging
import os
import re
import secrets
import socket
from pathlib import Path

log = logging.getLogger(__name__)

INSTALLATION = "installation.json"


class InstallationFile:
    """Implements `engine.lease.Witness`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._complained = False

    async def seen(self, installation: str) -> int:
        return (await asyncio.to_thread(self._read)).get(installation, 0)

    def knows_any(self) -> bool:
        """Say whether a database has ever worked here."""
        return bool(self._read())

    async def note(self, installation: str, stamp: int) -> None:
        await asyncio.to_thread(self._note, installation, stamp)

    def _note(self, installation: str, stamp: int) -> None:
        known = self._read()
        known[installation] = max(stamp, known.get(installation, 0))
        draft = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({"databases": known}))
            draft.replace(self._path)
        except OSError as e:
            if not self._complained:
                self._complained = True
                log.warning("%s cannot be written, a restored backup would not be noticed: %s", self._path, e)

    def _read(self) -> dict[str, int]:
        try:
            stored = json.loads(self._path.read_text())["databases"]
            return {str(name): int(stamp) for name, stamp in stored.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as e:
            log.warning("%s cannot be read and is started afresh: %s", self._path, e)
            return {}


PROCESS_NAME = re.compile(r"(?P<host>.*), process (?P<number>\d+) \([0-9a-f]{8}\)")


def process_name() -> str:
    """Return words that name this process and no other one ever."""
    return f"{socket.gethostname()[:100]}, process {os.getpid()} ({secrets.token_hex(4)})"


def has_ended(name: str) -> bool:
    """Say whether the process of that name is known to have ended: it ran here, and is here no more.

    One that is only suspended is still here. Of other machines nothing is known.
    """
    found = PROCESS_NAME.fullmatch(name)
    if found is None or found["host"] != socket.gethostname()[:100]:
        return False
    number = int(found["number"])
    if number == os.getpid():
        return True  # the number is ours now, as it always is in a container that was started again
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it is somebody else's, and here
    return False
