"""The program on the command line: what it says of itself, and a data folder that it cannot use."""

import asyncio
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import __version__
from tests.support.program import CLEAN, ROOT

AS_NOBODY = """
import os, bot.__main__ as program
os.setgroups([]), os.setgid(65534), os.setuid(65534)
program.leave(program.main())
"""
"""Root may write anywhere: the program gives that up first."""


async def run(*arguments: str, nobody: bool = False, **settings: str) -> tuple[int | None, str]:
    """Return the status and all that was written; one that serves instead is ended."""
    environment = {name: value for name, value in os.environ.items() if name in CLEAN}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(("-c", AS_NOBODY) if nobody else ("-m", "bot")),
        *arguments,
        cwd="/",
        env=environment | {"PYTHONPATH": str(ROOT), "LOCAL_CHAT_PORT": "0"} | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), 30)
    except TimeoutError:
        process.kill()
        await process.wait()
        return None, ""
    return process.returncode, output.decode()


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--help",), 0, ".env.example"),
        (("-h",), 0, "usage: python -m bot"),
        (("--version",), 0, f"Scalper {__version__}"),
        (("--port", "8080"), 2, "unrecognized arguments: --port 8080"),
        (("start",), 2, "unrecognized arguments: start"),
        (("--ver",), 2, "unrecognized arguments: --ver"),
    ],
)
async def test_it_answers_or_refuses_and_never_serves(
    tmp_path: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    folder = tmp_path / "data"
    assert (ended := await run(*arguments, SCALPER_DATA_DIR=str(folder)))[0] == status
    assert said in ended[1]
    assert "Traceback" not in ended[1]
    assert not folder.exists()


def a_file(folder: Path) -> Path:
    folder.write_text("mine")
    return folder


def below_a_file(folder: Path) -> Path:
    return a_file(folder) / "data"


def with_a_folder_in_place_of_the_database(folder: Path) -> Path:
    (folder / "scalper.db").mkdir(parents=True)
    return folder


def with_anothers_database(folder: Path) -> Path:
    folder.mkdir()
    (folder / "scalper.db").write_text("not a database at all")
    return folder


def with_anothers_chat(folder: Path) -> Path:
    folder.mkdir()
    (folder / "localchat.db").write_text("not a database at all")
    return folder


@pytest.mark.parametrize(
    "make",
    [
        a_file,
        below_a_file,
        with_a_folder_in_place_of_the_database,
        with_anothers_database,
        with_anothers_chat,
    ],
)
async def test_a_data_folder_that_is_none_is_refused_in_a_sentence(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    folder = make(tmp_path / "data")
    refused(*await run(SCALPER_DATA_DIR=str(folder)), folder)


@pytest.fixture(params=[0o755, 0o700], ids=["read only", "foreign"])
def of_somebody_else(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder of root's for nobody, or else one without the right to write."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made:
        folder = Path(made)
        (folder / "scalper.db").touch()
        folder.chmod(request.param if os.geteuid() == 0 else request.param & 0o055 | 0o400)
        yield folder
        folder.chmod(0o700)


async def test_a_data_folder_of_somebody_else_is_refused_in_a_sentence(of_somebody_else: Path) -> None:
    ended = await run(SCALPER_DATA_DIR=str(of_somebody_else), nobody=os.geteuid() == 0)
    refused(*ended, of_somebody_else)


def refused(status: int | None, output: str, folder: Path) -> None:
    assert status == 2
    assert f"SCALPER_DATA_DIR: {folder}" in output
    assert output.count("SCALPER_DATA_DIR") == 1
    assert "Traceback" not in output
