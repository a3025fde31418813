"""The real program as a process that begins with all modules: forked from one that has them.

Processes that share a test run share its fork server; else each has its own, from the first start on.
"""

import asyncio
import atexit
import json
import os
import socket
import subprocess
import sys
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import pytest

from tests.support.program import CLEAN, ROOT, Process, Program

ADDRESS = "SCALPER_FORK_SERVER"
"""In the environment: where one listens."""
_LIFE = ExitStack()
"""Of the server that this process has started."""
atexit.register(_LIFE.close)


class ForkedProgram(Program):
    """As `Program`, for tests that are not about the start itself."""

    async def _begin(self, environment: Mapping[str, str], log: BinaryIO) -> Process:
        request = json.dumps({"environment": dict(environment), "folder": str(self.folder)}).encode()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(_server(), [request], [log.fileno(), theirs.fileno()])
        process = ForkedProcess(ours)
        await process.begun()
        return process


class ForkedProcess:
    """What the fork server tells of one that it has forked."""

    def __init__(self, told: socket.socket) -> None:
        self.pid = 0
        self._told = told
        self._told.setblocking(False)
        self._status: int | None = None
        self._close = weakref.finalize(self, told.close)  # a cycle would end the socket first, with a warning

    async def begun(self) -> None:
        """Wait until it is there. Its number is known then."""
        await self._news()
        self.pid = self._read()

    @property
    def returncode(self) -> int | None:
        if self._status is None:
            with suppress(BlockingIOError):
                self._status = self._read()
                self._close()
        return self._status

    async def wait(self) -> int:
        while (status := self.returncode) is None:
            await self._news()
        return status

    def send_signal(self, signal: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal)

    def kill(self) -> None:
        self.send_signal(9)

    def _read(self) -> int:
        found = self._told.recv(64)
        assert found, "the fork server has ended"
        return int(found)

    async def _news(self) -> None:
        """Wait until there is something to read."""
        loop, there = asyncio.get_running_loop(), asyncio.Event()
        with self._told.dup() as told:  # others may wait, too
            loop.add_reader(told, there.set)
            try:
                await there.wait()
            finally:
                loop.remove_reader(told)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist ships no types
    """Tell a worker where the fork server is: it is started with the first one."""
    node.workerinput[ADDRESS] = _address()


def pytest_configure(config: pytest.Config) -> None:
    if address := getattr(config, "workerinput", {}).get(ADDRESS):
        os.environ[ADDRESS] = address


def pytest_unconfigure() -> None:
    _LIFE.close()


@cache
def _address() -> str:
    return os.environ.get(ADDRESS) or _LIFE.enter_context(_fork_server())


@cache
def _server() -> socket.socket:
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server.connect(_address())
    return _LIFE.enter_context(server)


@contextmanager
def _fork_server() -> Iterator[str]:
    """Have one listen at the address that is given."""
    environment = {name: value for name, value in os.environ.items() if name in CLEAN}
    with TemporaryDirectory(prefix="scalper-fork-") as folder:
        address = str(Path(folder) / "socket")
        with subprocess.Popen(
            [sys.executable, "-m", "tests.support.fork_server", address],
            env=environment | {"PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdout.readline()
            yield address
            server.stdin.close()
