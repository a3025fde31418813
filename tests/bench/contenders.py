"""Who is measured: our program, and the peers that are installed; each as a process of its own."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from tests.bench.job import Job
from tests.bench.profiled import PROFILE

ROOT = Path(__file__).parents[2]
PEERS = Path(os.environ.get("PEERS", ROOT / ".peers"))
"""Where `make bench-peers` puts an environment for each of them."""


PEER_SCRIPTS = Path(__file__).parent / "peers"
Ready = Callable[[], Awaitable[None]]
DISK = "/var/tmp"  # noqa: S108 - the usual temporary folder may be in memory, where a sync costs nothing
READY_WITHIN_S = 300.0


class ContenderEnded(Exception):
    """It was still needed."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Scripts are modules of ours, and files of `peers` that the peer's own Python runs."""

    name: str
    script: str
    """Does a job at the lean exchange, or serves a chat."""
    is_peer: bool = True

    @property
    def python(self) -> Path:
        return PEERS / self.name / "bin" / "python" if self.is_peer else Path(sys.executable)

    @property
    def is_installed(self) -> bool:
        return self.python.exists()

    @asynccontextmanager
    async def at_work(self, job: Job) -> AsyncIterator[Ready]:
        """Run while the block does; what it complains of goes to our stderr.

        Gives what waits until it says that it has begun.

        The block ends with ContenderEnded, in a group, when the process does.
        """
        with tempfile.TemporaryDirectory(dir=DISK) as folder:
            async with self.running(json.dumps(asdict(job)), folder) as ready:
                yield ready

    @asynccontextmanager
    async def running(self, *arguments: str) -> AsyncIterator[Ready]:
        """Run its script while the block does, as `at_work`."""
        async with self._process(self.script, *arguments) as process, asyncio.TaskGroup() as group:
            watcher = group.create_task(self._has_ended(process))
            yield partial(_is_ready, process)
            watcher.cancel()

    async def result(self, script: str, *arguments: str) -> dict[str, float]:
        """Run a script to its end, and return what it has written. Raises ContenderEnded."""
        async with self._process(script, *arguments) as process:
            written, _ = await process.communicate()
        if process.returncode:
            raise ContenderEnded(f"{self.name} ended by itself: {process.returncode}")
        found: dict[str, float] = json.loads(written)
        return found

    @asynccontextmanager
    async def _process(self, script: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
        what = [str(PEER_SCRIPTS / script)] if self.is_peer else ["-m", script]
        process = await asyncio.create_subprocess_exec(
            self.python,
            *what,
            *arguments,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": "" if self.is_peer else str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            yield process
        finally:
            if process.returncode is None and not self.is_peer and PROFILE in os.environ:
                process.terminate()
                await process.wait()
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _has_ended(self, process: asyncio.subprocess.Process) -> None:
        raise ContenderEnded(f"{self.name} ended by itself: {await process.wait()}")


async def _is_ready(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(READY_WITHIN_S):
        while (line := await process.stdout.readline()) != b"ready\n":
            if not line:
                raise ContenderEnded("it says no more")


SCALPER = Contender("scalper", "tests.bench.trader", is_peer=False)
SCALPER_CHAT = Contender("scalper", "tests.bench.chatting", is_peer=False)
PLAIN_CHAT = Contender("aiogram alone", "tests.bench.plain_chat", is_peer=False)
NAUTILUS = Contender("nautilus", "nautilus_live.py")
CCXT = Contender("ccxt", "ccxt_pro.py")
PEERS_KNOWN = (NAUTILUS, CCXT)
