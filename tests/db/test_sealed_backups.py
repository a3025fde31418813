"""With a passphrase backups are sealed: nothing of them can be read, and nothing changed unnoticed."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.backups import make_backup, restore_command
from bot.config.settings import Settings
from bot.process.sealed_file import MARK, SUFFIX, is_sealed, seal, unseal
from db.migrate import upgrade, writable_connection
from engine.clock import SystemClock
from engine.errors import SettingsError
from tests.kills.books import rows

WORD, OTHER = "correct horse battery", "correct horse batterie"


def settings(folder: Path, url: str, word: str | None) -> Settings:
    return Settings(
        _env_file=None,
        scalper_data_dir=folder / "data",
        backup_dir=folder / "backups",
        database_url=url,
        backup_passphrase=word,
    )


@pytest.fixture
def other_url(tmp_path: Path) -> str:
    """Address of a second database, a new one."""
    return f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"


@pytest.fixture
async def database_url(sqlite_url: str) -> str:
    """Address of a database with a stranger in it."""
    await upgrade(sqlite_url)
    async with writable_connection(sqlite_url) as connection:
        await connection.execute(
            text("INSERT INTO strangers (user_id, first_seen_at) VALUES (123454321, '2026-01-01')")
        )
    return sqlite_url


async def test_a_sealed_backup_is_put_back_with_its_passphrase_alone(
    database_url: str, other_url: str, tmp_path: Path
) -> None:
    made = await make_backup(settings(tmp_path, database_url, WORD), SystemClock())
    assert made.name.endswith(f".db{SUFFIX}")
    assert b"SQLite" not in made.read_bytes()
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    assert list((tmp_path / "data").iterdir()) == []
    for word, said in ((None, "set the BACKUP_PASSPHRASE"), (OTHER, "another BACKUP_PASSPHRASE")):
        with pytest.raises(SettingsError, match=said) as refused:
            await restore_command(settings(tmp_path, other_url, word), made)
        assert OTHER not in str(refused.value.complaints)
    assert not (tmp_path / "other.db").exists() or (tmp_path / "other.db").stat().st_size == 0
    assert await restore_command(settings(tmp_path, other_url, WORD), made) == 0
    assert await rows(other_url, "SELECT user_id FROM strangers") == [(123454321,)]


async def test_one_that_is_not_sealed_is_put_back_with_a_passphrase_set(
    database_url: str, other_url: str, tmp_path: Path
) -> None:
    made = await make_backup(settings(tmp_path, database_url, None), SystemClock())
    assert made.suffix == ".db"
    assert await restore_command(settings(tmp_path, other_url, WORD), made) == 0
    assert await rows(other_url, "SELECT user_id FROM strangers") == [(123454321,)]


async def test_old_ones_are_thinned_out_whether_sealed_or_not(database_url: str, tmp_path: Path) -> None:
    plain = settings(tmp_path, database_url, None).model_copy(update={"backup_keep": 1})
    sealed = settings(tmp_path, database_url, WORD).model_copy(update={"backup_keep": 1})
    first = await make_backup(plain, SystemClock())
    first.rename(first.with_name("scalper-20200101T000000Z.db"))
    newest = await make_backup(sealed, SystemClock())
    assert list(newest.parent.iterdir()) == [newest]


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_what_is_unsealed_is_what_there_was(tmp_path: Path, size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    plain, sealed, back = tmp_path / "plain", tmp_path / "sealed", tmp_path / "back"
    plain.write_bytes(content)
    seal(plain, sealed, WORD)
    assert is_sealed(sealed)
    assert not is_sealed(plain)
    unseal(sealed, back, WORD)
    assert back.read_bytes() == content
    twice = tmp_path / "twice"
    seal(plain, twice, WORD)
    assert twice.read_bytes() != sealed.read_bytes()


@pytest.mark.parametrize("at", [len(MARK), len(MARK) + 16, len(MARK) + 28, -17, -1, "cut", "longer", "head"])
def test_a_changed_byte_is_noticed(tmp_path: Path, at: int | str) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    plain.write_bytes(b"money" * 100)
    seal(plain, sealed, WORD)
    content = bytearray(sealed.read_bytes())
    if isinstance(at, int):
        content[at] ^= 1
    else:
        changed = {"cut": content[:-1], "longer": content + b"x", "head": content[: len(MARK) + 5]}
        content = changed[at]
    sealed.write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be opened"):
        unseal(sealed, tmp_path / "back", WORD)
