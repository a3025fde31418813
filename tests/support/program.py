"""The real program as a process of its own, started, killed and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Protocol

ROOT = Path(__file__).parents[2]
START_WITHIN_S = 120.0
CLEAN = {"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT"}


class Process(Protocol):
    """What is known of a process: asyncio's are such."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    async def wait(self) -> int: ...

    def send_signal(self, signal: int) -> None: ...

    def kill(self) -> None: ...


class Program:
    """One installation: its settings stay, its processes come and go."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._settings = {"SCALPER_DATA_DIR": str(folder / "data")} | settings
        self._process: Process | None = None
        self.log = folder / "program.log"
        self._read_from = 0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self, *, kill_at: int = 0, kill_point: str = "") -> None:
        """Start a process; with `kill_at` it ends itself by SIGKILL at that named point.

        `kill_point` counts the points of one name alone.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._read_from = self.log.stat().st_size if self.log.exists() else 0
        environment = {name: value for name, value in os.environ.items() if name in CLEAN}
        environment |= self._settings
        environment["PYTHONPATH"] = str(ROOT)
        environment["SCALPER_KILL_AT"] = str(kill_at)
        environment["SCALPER_KILL_POINT"] = kill_point
        with self.log.open("ab") as log:
            self._process = await self._begin(environment, log)

    async def _begin(self, environment: Mapping[str, str], log: BinaryIO) -> Process:
        """Begin a process in the folder, with that environment and no other."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.kills.killable"),
            cwd=self.folder,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stderr=log,
            stdout=log,
        )

    async def says(self, text: str, within_s: float = START_WITHIN_S) -> str:
        """Return the first line of this process's log with the text, once it is there."""
        async with asyncio.timeout(within_s):
            while True:
                for line in self.output.splitlines():
                    if text in line:
                        return line
                if not self.is_running:
                    raise AssertionError(f"the program ended without saying {text!r}:\n{self.output}")
                await asyncio.sleep(0.05)

    @property
    def output(self) -> str:
        """What this process has written so far."""
        return self.log.read_bytes()[self._read_from :].decode(errors="replace")

    async def ended(self, within_s: float) -> int | None:
        """Return the exit status once it has ended, or None if it has not by then."""
        assert self._process is not None
        try:
            return await asyncio.wait_for(self._process.wait(), within_s)
        except TimeoutError:
            return None

    async def terminate(self, within_s: float = 10.0) -> int:
        """Ask it to end, as an operator does, and return its exit status."""
        assert self._process is not None
        if self.is_running:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), within_s)

    async def kill(self) -> None:
        """End it without a farewell."""
        if self.is_running:
            assert self._process is not None
            self._process.kill()
            await self._process.wait()
