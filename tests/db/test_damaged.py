"""A SQLite database that is damaged: what is said, and the backup that takes its place."""

import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import text

from bot.backups import back_up_before_upgrade, backup_command, make_backup, restore_command
from bot.config.settings import Settings
from bot.doctor.database import look_at_database
from bot.doctor.finding import Verdict
from bot.process.installation_file import INSTALLATION, InstallationFile
from db.migrate import upgrade, writable_connection
from engine.clock import SystemClock
from engine.errors import SettingsError, StorageDamaged
from tests.kills.books import rows
from tests.support.clock import ManualClock
from tests.whole.test_command_line import run

DAMAGES = ["its head", "its middle", "cut off", "nothing but zeros"]
NOBODY = 65534


def settings(folder: Path) -> Settings:
    return Settings(_env_file=None, scalper_data_dir=folder)


def address(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'scalper.db'}"


def damage(file: Path, how: str) -> None:
    content = bytearray(file.read_bytes())
    if how == "its head":
        content[100:300] = b"\xaa" * 200
    elif how == "its middle":
        content[4096 : len(content) * 3 // 4] = b"\xaa" * (len(content) * 3 // 4 - 4096)
    elif how == "cut off":
        del content[len(content) // 2 :]
    else:
        content = bytearray(len(content))
    file.write_bytes(content)


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A data folder with a database in it that knows a stranger."""
    await upgrade(address(tmp_path))
    async with writable_connection(address(tmp_path)) as connection:
        await connection.execute(
            text("INSERT INTO strangers (user_id, first_seen_at) VALUES (123454321, '2026-01-01')")
        )
    return tmp_path


@pytest.mark.parametrize("how", DAMAGES)
async def test_a_backup_takes_the_place_of_a_damaged_database_which_is_kept(folder: Path, how: str) -> None:
    backup = await make_backup(settings(folder), SystemClock())
    file = folder / "scalper.db"
    damage(file, how)
    file.with_name("scalper.db-wal").write_bytes(b"what was written last")
    damaged = file.read_bytes()
    assert await restore_command(settings(folder), backup) == 0
    assert await rows(address(folder), "SELECT user_id FROM strangers") == [(123454321,)]
    kept = folder / "scalper.db.before-restore"
    assert kept.read_bytes()[100:] == damaged[100:]
    if how == DAMAGES[-1]:  # what it can read SQLite tidies up itself
        assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"what was written last"


AT_WORK = """
import sqlite3, sys
at_work = sqlite3.connect(sys.argv[1])
at_work.execute("PRAGMA journal_mode = WAL")
at_work.execute("DELETE FROM strangers")
at_work.commit()
at_work.execute("PRAGMA wal_checkpoint(TRUNCATE)")
print("open", flush=True)
sys.stdin.read()
"""


async def test_one_that_a_process_has_open_gives_way_to_none(folder: Path) -> None:
    backup = await make_backup(settings(folder), SystemClock())
    file = folder / "scalper.db"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", AT_WORK, str(file), stdin=pipe, stdout=pipe
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"open\n"
        damage(file, "its head")
        damaged = file.read_bytes()
        with pytest.raises(SettingsError, match="Stop that process first"):
            await restore_command(settings(folder), backup)
        assert file.read_bytes()[100:] == damaged[100:]
    finally:
        await process.communicate(b"")
    assert await restore_command(settings(folder), backup) == 0


@pytest.mark.parametrize("how", DAMAGES[:3])
async def test_the_start_and_the_doctor_name_the_way_out(folder: Path, how: str) -> None:
    backup = await make_backup(settings(folder), SystemClock())
    damage(folder / "scalper.db", how)
    with pytest.raises(StorageDamaged):
        await upgrade(address(folder))
    status, said = await run(SCALPER_DATA_DIR=str(folder))
    assert (status, "Traceback" in said) == (2, False)
    assert "the database is damaged" in said
    assert "python -m bot restore" in said
    assert str(backup.parent) in said
    [found], _ = await look_at_database(settings(folder))
    assert found.verdict is Verdict.BAD
    assert "damaged" in found.what
    assert "python -m bot restore" in found.way_out


@pytest.mark.parametrize("how", ["gone", "emptied"])
async def test_a_database_that_is_missed_is_said_before_a_new_one_takes_its_place(
    folder: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    backup = await make_backup(settings(folder), SystemClock())
    file = folder / "scalper.db"
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(b"")
    [found, _], _ = await look_at_database(settings(folder))
    assert found.verdict is Verdict.OK  # nobody has ever worked here
    await back_up_before_upgrade(settings(folder), SystemClock())
    assert "has worked here" not in caplog.text
    await InstallationFile(folder / INSTALLATION).note("one", 5)
    [found, _], _ = await look_at_database(settings(folder))
    assert found.verdict is Verdict.WARNING
    assert str(backup) in found.way_out
    content = backup.read_bytes()
    await back_up_before_upgrade(settings(folder), SystemClock())
    [kept] = backup.parent.glob("scalper-kept-*")
    assert str(kept) in caplog.text
    assert kept.read_bytes() == content


async def test_the_last_backup_of_a_database_that_is_missed_is_never_thinned_out(folder: Path) -> None:
    clock = ManualClock()
    await make_backup(settings(folder), clock)
    await InstallationFile(folder / INSTALLATION).note("one", 5)
    (folder / "scalper.db").unlink()
    few = Settings(_env_file=None, scalper_data_dir=folder, backup_keep=2)
    await back_up_before_upgrade(few, clock)
    await upgrade(address(folder))
    newer = []
    for _ in range(3):
        clock.set_ahead(24 * 3600)
        newer.append(await make_backup(few, clock))
    [kept] = few.backup_folder.glob("scalper-kept-*")
    assert [file for file in newer if file.exists()] == newer[1:]
    assert await restore_command(few, kept) == 0
    assert await rows(address(folder), "SELECT user_id FROM strangers") == [(123454321,)]


async def test_of_a_damaged_database_no_backup_is_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(folder / "scalper.db", "cut off")
    assert await backup_command(settings(folder), SystemClock()) == 1
    assert "python -m bot restore" in capsys.readouterr().err


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may use."""
    made = Path(mkdtemp(prefix="scalper-test-"))
    made.chmod(0o777)
    yield made
    shutil.rmtree(made)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may do anything with any file: it gives that up for a while."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


async def test_a_backup_that_may_be_read_alone_is_enough(folder: Path, open_folder: Path) -> None:
    made = await make_backup(settings(folder), SystemClock())
    backup = open_folder / "put-here-by-somebody-else.db"
    shutil.copyfile(made, backup)
    backup.chmod(0o444)
    data = open_folder / "data"
    with as_nobody():
        assert await restore_command(settings(data), backup) == 0
    assert await rows(address(data), "SELECT user_id FROM strangers") == [(123454321,)]


@pytest.mark.parametrize("what", ["text", "another program's", "a folder", "missing", "closed"])
async def test_a_file_that_is_no_backup_is_named_for_what_it_is(open_folder: Path, what: str) -> None:
    backup = open_folder / "one.db"
    if what == "a folder":
        backup.mkdir()
    elif what == "another program's":
        with closing(sqlite3.connect(backup)) as made:
            made.execute("CREATE TABLE songs (name)")
    elif what != "missing":
        backup.write_text("no backup at all" * 100)
    if what == "closed":
        backup.chmod(0)
    with as_nobody(), pytest.raises(SettingsError) as refused:
        await restore_command(settings(open_folder / "data"), backup)
    [sentence] = refused.value.complaints
    assert sentence.startswith(str(backup))
    assert "DATABASE_URL" not in sentence


@pytest.mark.parametrize("place", ["closed", "a name that is too long"])
async def test_a_place_that_may_not_be_looked_at_is_named(open_folder: Path, place: str) -> None:
    folder = open_folder / "closed"
    folder.mkdir(mode=0)
    file = folder / "scalper.db" if place == "closed" else open_folder / ("x" * 300)
    wanted = Settings(_env_file=None, scalper_data_dir=open_folder, database_url=f"sqlite:///{file}")
    with as_nobody():
        [found], _ = await look_at_database(wanted)
        with pytest.raises(SettingsError, match="cannot be used"):
            await upgrade(f"sqlite:///{file}")
    assert found.verdict is Verdict.BAD
    assert "cannot be used" in found.what
