"""Owners hear of a disk before it is full, and of a backup that could not be made."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.backups import make_backup
from bot.config.settings import Settings
from bot.nightly_backup import NightlyBackup
from bot.process.disk_check import LITTLE_MB, TOO_LITTLE_MB, DiskCheck
from bot.process.jobs import NotDone
from engine.errors import StorageUnavailable
from engine.notices import BackupFailed, DiskLow
from engine.outbox import ToPerson
from engine.people import Person, Role
from tests.support.clock import START, ManualClock
from tests.support.memory_chat_tables import MemoryOutbox

ANN = 7
DAY_S = 24 * 3600


class Server:
    """A machine with one folder for data and one for backups."""

    def __init__(self, folder: Path) -> None:
        self.data, self.backups = folder / "data", folder / "backups"
        self.data.mkdir()
        self.free = {self.data: 50_000, self.backups: 50_000}
        self.clock = ManualClock(START)
        self.outbox = MemoryOutbox(START)
        self.check = DiskCheck(
            folders=(self.data, self.backups),
            owners=self._owners,
            outbox=self.outbox,
            clock=self.clock,
            free_mb=lambda folder: self.free[folder],
        )

    async def _owners(self) -> Sequence[Person]:
        return [Person(user_id=ANN, name="Ann", chat_id=ANN, role=Role.OWNER)]

    async def told(self) -> list[object]:
        return [owed.notice for owed in await self.outbox.waiting(ToPerson(ANN), 99)]

    async def look(self, *, days: float = 0) -> None:
        await self.clock.advance(days * DAY_S)
        with pytest.raises(NotDone, match="MB are free"):
            await self.check.run()


async def test_a_disk_with_room_is_no_news(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.free[server.data] = LITTLE_MB
    assert await server.check.run() == f"1000 MB are free at {server.data}"
    assert await server.told() == []


async def test_little_room_is_told_once_a_week_and_too_little_every_day(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.free[server.data] = LITTLE_MB - 1
    for _ in range(3):
        await server.look()
    assert await server.told() == [DiskLow(at=START, folder=str(server.data), free_mb=999)]
    await server.look(days=7)
    assert len(await server.told()) == 2
    server.free[server.data] = TOO_LITTLE_MB - 1
    for _ in range(3):
        await server.look()
        await server.look(days=1)
    assert len(await server.told()) == 2 + 4


async def test_the_folder_with_the_least_room_is_named(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.free[server.backups] = 3  # it is not there yet: a backup makes it
    await server.check.run()
    server.backups.mkdir()
    await server.look()
    assert await server.told() == [DiskLow(at=START, folder=str(server.backups), free_mb=3)]


async def test_the_disk_itself_is_asked(tmp_path: Path) -> None:
    server = Server(tmp_path)
    check = DiskCheck(
        folders=(server.data,), owners=server.check.owners, outbox=server.outbox, clock=server.clock
    )
    try:
        found = await check.run()
    except NotDone as little:
        found = str(little)
    megabytes, _, rest = found.partition(" ")
    assert (megabytes.isdecimal(), rest) == (True, f"MB are free at {server.data}")


async def test_a_backup_that_cannot_be_made_is_told_to_the_owners_once_a_day(tmp_path: Path) -> None:
    """A real one, in a folder where a file stands in the way."""
    server = Server(tmp_path)
    (tmp_path / "in the way").write_text("")
    settings = Settings(
        _env_file=None,
        scalper_data_dir=server.data,
        database_url=f"sqlite+aiosqlite:///{server.data}/scalper.sqlite3",
        backup_dir=tmp_path / "in the way",
    )
    nightly = NightlyBackup(
        folder=settings.backup_folder,
        make=lambda: make_backup(settings, server.clock),
        owners=server.check.owners,
        outbox=server.outbox,
        clock=server.clock,
    )
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            await nightly.run()
    [told] = await server.told()
    assert isinstance(told, BackupFailed)
    assert (told.at, told.newest_at) == (START, None)
    await server.clock.advance(DAY_S)
    with pytest.raises(StorageUnavailable):
        await nightly.run()
    assert len(await server.told()) == 2


async def test_it_says_when_the_newest_one_was_made(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.backups.mkdir()
    before = START - timedelta(days=2)
    (server.backups / f"scalper-{before:%Y%m%dT%H%M%S}Z.db").write_bytes(b"")

    async def disk_is_full() -> Path:
        raise StorageUnavailable("OSError: No space left on device")

    nightly = NightlyBackup(
        folder=server.backups,
        make=disk_is_full,
        owners=server.check.owners,
        outbox=server.outbox,
        clock=server.clock,
    )
    with pytest.raises(StorageUnavailable):
        await nightly.run()
    assert await server.told() == [
        BackupFailed(
            at=START,
            reason="OSError: No space left on device",
            newest_at=before.replace(microsecond=0),
        )
    ]
