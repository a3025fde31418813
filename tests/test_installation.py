"""What an installation remembers of its databases."""

import logging
from pathlib import Path

import pytest

from bot.installation import InstallationFile, process_name


async def test_each_database_is_remembered_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "data" / "installation.json"
    await InstallationFile(path).note("a", 5)
    await InstallationFile(path).note("b", 2)
    file = InstallationFile(path)
    assert [await file.seen(name) for name in "abc"] == [5, 2, 0]


async def test_it_never_goes_back(tmp_path: Path) -> None:
    file = InstallationFile(tmp_path / "installation.json")
    await file.note("a", 5)
    await file.note("a", 3)
    assert await file.seen("a") == 5


@pytest.mark.parametrize("text", ["", "[]", "{", '{"databases": {"a": "x"}}', '{"databases": 5}', "\xff"])
async def test_a_broken_file_is_begun_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "installation.json"
    path.write_bytes(text.encode("latin-1"))
    file = InstallationFile(path)
    assert await file.seen("a") == 0
    await file.note("a", 7)
    assert await file.seen("a") == 7


async def test_a_place_that_cannot_be_written_is_complained_about_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    file = InstallationFile(tmp_path / "data" / "installation.json")
    with caplog.at_level(logging.WARNING):
        await file.note("a", 1)
        await file.note("a", 2)
    assert sum("cannot be written" in line for line in caplog.messages) == 1


def test_no_two_processes_have_one_name() -> None:
    assert process_name() != process_name()
