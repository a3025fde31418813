"""Is there room left on the disk? The owners are told before it is full: nothing can be stored then."""

import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.process.jobs import NotDone
from engine.clock import Clock
from engine.notices import DiskLow
from engine.outbox import Outbox, owe_each
from engine.people import Person

MB = 1_000_000
LITTLE_MB, TOO_LITTLE_MB = 1000, 100
"""Below the first, room should be made soon; below the second, now."""


def free_mb(folder: Path) -> int:
    """Return how much can still be written there, in MB. Raises OSError."""
    return shutil.disk_usage(folder).free // MB


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskCheck:
    """Looks when it is told to."""

    folders: Sequence[Path]
    """Where data and backups are kept. One that is not there yet is passed over."""
    owners: Callable[[], Awaitable[Sequence[Person]]]
    outbox: Outbox
    clock: Clock
    free_mb: Callable[[Path], int] = free_mb

    async def run(self) -> str:
        """Look at each folder. Raises NotDone where there is little room.

        Owners are told of the one with the least: once a week, and once a day while it is too little.
        """
        free = [(self.free_mb(folder), folder) for folder in self.folders if folder.is_dir()]
        least, folder = min(free)
        found = f"{least} MB are free at {folder}"
        if least < LITTLE_MB:
            await self._tell(folder, least)
            raise NotDone(found)
        return found

    async def _tell(self, folder: Path, free: int) -> None:
        now = self.clock.now()
        when = f"{now:%Y-%m-%d}" if free < TOO_LITTLE_MB else f"{now:%G week %V}"
        notice = DiskLow(at=now, folder=str(folder), free_mb=free)
        owners = [owner.user_id for owner in await self.owners()]
        await owe_each(self.outbox, owners, notice, f"disk {when}")
