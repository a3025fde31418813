"""Backups are sent to a chat as well, sealed: a copy that is not lost with the disk of the machine."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.backups import newest_backup
from bot.notifier.errors import NotSent, Throttled, Unanswered
from bot.process.jobs import NotDone
from bot.process.sealed_file import is_sealed
from bot.views.text import moment
from bot.views.words import Words
from engine.clock import Clock
from engine.notices import BackupNotSent
from engine.outbox import Outbox, owe_each
from engine.people import Person

log = logging.getLogger(__name__)

MB = 1_000_000
MOST_MB = 50
"""A bot may send no larger file."""
OF_TODAY = timedelta(hours=23)
"""An older backup was sent the day before, if it could be."""
AGAIN_AFTER_S = (5.0, 60.0, 300.0, 900.0, 1800.0)
"""While Telegram does not answer."""
SendFile = Callable[[Path, str], Awaitable[None]]
"""Has a file stand in the chat, with a caption. Raises the errors of `bot.notifier.errors`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupChat:
    """Sends the newest backup when it is told to."""

    folder: Path
    send: SendFile
    owners: Callable[[], Awaitable[Sequence[Person]]]
    outbox: Outbox
    clock: Clock
    words: Words

    async def run(self) -> str:
        """Send it. Raises NotDone where that cannot be; the owners are told then where the file is."""
        now, newest = self.clock.now(), newest_backup(self.folder)
        if newest is None or now - newest.made_at > OF_TODAY:
            raise NotDone("there is no new backup to be sent")
        file = newest.file
        if not is_sealed(file):  # the passphrase is new, and the backup older
            raise NotDone(f"{file} is not encrypted, and is sent nowhere")
        megabytes = file.stat().st_size // MB
        if megabytes >= MOST_MB:
            await self._tell(file, megabytes=megabytes)
            raise NotDone(f"{file} is larger than the {MOST_MB} MB that Telegram takes")
        await self._send(file, self.words.plain("backup-sent", at=moment(newest.made_at)))
        return f"{file} was sent to BACKUP_CHAT"

    async def _send(self, file: Path, caption: str) -> None:
        pauses = list(AGAIN_AFTER_S)
        while True:
            try:
                return await self.send(file, caption)
            except (Throttled, Unanswered) as e:
                if not pauses:
                    await self._tell(file)
                    raise NotDone(f"{file} could not be sent: {e.reason}") from e
                log.warning("a backup could not be sent yet: %s", e.reason)
                wait_s = e.retry_after_s if isinstance(e, Throttled) else 0
                await self.clock.sleep(max(pauses.pop(0), wait_s))
            except NotSent as e:
                await self._tell(file, reason=e.reason)
                raise NotDone(f"{file} was refused: {e.reason}") from e

    async def _tell(self, file: Path, *, megabytes: int | None = None, reason: str = "") -> None:
        now = self.clock.now()
        notice = BackupNotSent(at=now, file=file.name, megabytes=megabytes, reason=reason)
        owners = [owner.user_id for owner in await self.owners()]
        await owe_each(self.outbox, owners, notice, f"backup not sent {now:%Y-%m-%d}")
