"""What an installation remembers of its databases."""

import asyncio
import logging
import os
import socket
import sys
from pathlib import Path

import pytest

from bot.process.installation_file import InstallationFile, has_ended, process_name


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


async def test_an_owner_of_this_machine_that_is_gone_is_known_to_be() -> None:
    gone = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await gone.wait()
    there = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    here = socket.gethostname()
    try:
        assert has_ended(f"{here}, process {gone.pid} (0011aabb)")
        assert has_ended(f"{here}, process {os.getpid()} (0011aabb)")
        assert not has_ended(f"{here}, process {there.pid} (0011aabb)")
        assert not has_ended(f"elsewhere, process {gone.pid} (0011aabb)")
        assert not has_ended("somebody")
    finally:
        there.kill()
        await there.wait()
