"""The wheel holds all that the program needs, and what is installed from it runs by its command."""

import asyncio
import os
import re
import signal
import sys
import sysconfig
import zipfile
from pathlib import Path

import aiohttp
import pytest

from bot import __version__
from tests.support.program import CLEAN, ROOT, START_WITHIN_S

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PACKAGES = ("bot", "db", "engine")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name in CLEAN}


async def run(*command: str | Path, cwd: Path | None = None) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=cwd, env=ENVIRONMENT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output.decode()


@pytest.fixture
async def wheel(tmp_path: Path) -> Path:
    """Build it with what is installed here: no network is needed."""
    await run(*PIP, "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-w", tmp_path / "made", ROOT)
    (found,) = (tmp_path / "made").iterdir()
    assert found.name == f"scalper-{__version__}-py3-none-any.whl"
    return found


async def test_the_wheel_holds_every_file_of_the_program_and_nothing_else(wheel: Path) -> None:
    wanted = {
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert held == wanted
    assert {Path(name).suffix for name in held} >= {".py", ".ftl", ".html", ".css", ".js"}


async def test_what_is_installed_from_it_runs_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    fresh, folder = tmp_path / "fresh", tmp_path / "empty"
    folder.mkdir()
    await run(sys.executable, "-m", "venv", "--without-pip", fresh)
    python, command = fresh / "bin" / "python", fresh / "bin" / "scalper"
    await run(*PIP, "--python", python, "install", "--no-index", "--no-deps", wheel)
    (libraries,) = (fresh / "lib").glob("*/site-packages")
    (libraries / "others.pth").write_text(
        sysconfig.get_path("purelib")
    )  # what it stands on is not tried here
    assert await run(command, "--version", cwd=folder) == f"Scalper {__version__}\n"
    installed = await run(python, "-c", "import bot; print(bot.__file__)", cwd=folder)
    assert installed.startswith(str(libraries))

    settings = {"LOCAL_CHAT_PORT": "0", "SCALPER_DATA_DIR": "data"}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            command, cwd=folder, env=ENVIRONMENT | settings, stdout=log, stderr=log
        )
    try:
        async with asyncio.timeout(START_WITHIN_S):
            while "connected as" not in (said := (folder / "log").read_text()):
                assert process.returncode is None, said
                await asyncio.sleep(0.1)
        address = re.search(r"http://\S+", said)
        assert address is not None
        async with aiohttp.ClientSession() as browser, browser.get(address[0]) as page:
            assert page.status == 200
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert (folder / "data" / "scalper.db").exists()
