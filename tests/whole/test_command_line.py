"""The program on the command line: what it says of itself, and a data folder that it cannot use."""

import asyncio
import os
import pty
import sqlite3
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pyotp
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
        (("--port", "8080"), 2, "invalid choice: '8080'"),
        (("start",), 2, "invalid choice: 'start'"),
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


async def test_a_secret_for_codes_is_shown_on_a_terminal_alone() -> None:
    status, said = await run("totp")
    assert (status, "on a terminal only" in said, "otpauth" in said) == (2, True, False)


async def test_on_a_terminal_it_is_shown_with_a_code_to_scan(tmp_path: Path) -> None:
    outer, inner = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name in CLEAN}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "totp"),
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdout=inner,
        stderr=inner,
    )
    os.close(inner)
    said = await asyncio.to_thread(all_of, outer)
    assert await process.wait() == 0
    [uri] = [line.split()[-1] for line in said.splitlines() if "otpauth://" in line]
    [secret] = [line.split()[-1] for line in said.splitlines() if line.split()[:1] == ["secret"]]
    assert pyotp.parse_uri(uri).secret == secret
    assert len(secret) == 32
    assert len([line for line in said.splitlines() if "\u2580" in line or "\u2584" in line]) > 10
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def all_of(terminal: int) -> str:
    parts = []
    try:
        while part := os.read(terminal, 4096):
            parts.append(part)
    except OSError:  # so it ends
        pass
    os.close(terminal)
    return b"".join(parts).decode()


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


# --- files that settings name ---------------------------------------------------------------------------


def missing(path: Path) -> Path:
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def empty(path: Path) -> Path:
    path.touch()
    return path


def unreadable(path: Path) -> Path:
    path.write_text("timestamp,price\n1570752000000,1\n")
    path.chmod(0)
    return path


def below_anothers(path: Path) -> Path:
    path.write_text("mine")
    return path / "deeper"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (missing, "names a file that does not exist"),
        (folder, "names a folder, not a file"),
        (empty, "it is empty"),
        (unreadable, "Permission denied"),
        (below_anothers, "Not a directory"),
    ],
)
async def test_market_data_that_is_no_file_of_prices_is_one_sentence(
    open_folder: Path, make: Callable[[Path], Path], said: str
) -> None:
    path = make(open_folder / "prices.csv")
    data = open_folder / "data"
    status, output = await run(
        nobody=make is unreadable, SCALPER_DATA_DIR=str(data), MARKET_DATA=f"csv:{path}"
    )
    one_sentence(status, output, "MARKET_DATA", said)
    assert not (data / "scalper.db").exists(), "it is said before anything is made"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder where everybody may write."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made:
        Path(made).chmod(0o777)
        yield Path(made)


def one_sentence(status: int | None, output: str, *said: str) -> None:
    assert status == 2
    assert "Traceback" not in output
    (line,) = [line for line in output.splitlines() if line.startswith("  - ")]
    for words in said:
        assert words in line


def text(path: Path) -> Path:
    path.write_text("no database at all" * 9)
    path.chmod(0o666)
    return path


def anothers(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE recipes (title TEXT)")
    path.chmod(0o666)
    return path


def with_a_table_like_ours(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE bots (id TEXT)")
    path.chmod(0o666)
    return path


def migrated_by_another(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE alembic_version (version_num TEXT)")
        made.execute("INSERT INTO alembic_version VALUES ('ae1027a6acf')")
        made.commit()
    path.chmod(0o666)
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (folder, "it is a folder"),
        (text, "it is not a database"),
        (unreadable, "Permission denied"),
        (below_anothers, "is not a folder"),
        (anothers, "another program's"),
        (with_a_table_like_ours, "another program's"),
        (migrated_by_another, "another program's"),
    ],
)
async def test_a_database_file_that_is_none_of_ours_is_one_sentence(
    open_folder: Path, make: Callable[[Path], Path], said: str
) -> None:
    path = make(open_folder / "some.db")
    before = path.read_bytes() if path.is_file() else b""
    status, output = await run(
        nobody=make is unreadable,
        SCALPER_DATA_DIR=str(open_folder / "data"),
        DATABASE_URL=f"sqlite:///{path}",
    )
    one_sentence(status, output, "DATABASE_URL", str(path), said)
    assert (path.read_bytes() if path.is_file() else b"") == before
