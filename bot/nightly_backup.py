"""The backup of the day, and a word to the owners where it cannot be made."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.backups import newest_backup
from engine.clock import Clock
from engine.errors import StorageUnavailable
from engine.notices import BackupFailed
from engine.outbox import Outbox, owe_each
from engine.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyBackup:
    """Makes it when it is told to."""

    folder: Path
    make: Callable[[], Awaitable[Path]]
    """Makes one. Raises StorageUnavailable."""
    owners: Callable[[], Awaitable[Sequence[Person]]]
    outbox: Outbox
    clock: Clock

    async def run(self) -> Path:
        """Make it. Raises StorageUnavailable; the owners are told then, once a day."""
        try:
            return await self.make()
        except StorageUnavailable as e:
            with suppress(StorageUnavailable):  # it may be one disk that holds the notices, too
                await self._tell(str(e))
            raise

    async def _tell(self, reason: str) -> None:
        now, newest = self.clock.now(), newest_backup(self.folder)
        made_at = newest.made_at if newest is not None else None
        notice = BackupFailed(at=now, reason=reason, newest_at=made_at)
        owners = [owner.user_id for owner in await self.owners()]
        await owe_each(self.outbox, owners, notice, f"backup {now:%Y-%m-%d}")
