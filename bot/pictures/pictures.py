"""Draws pictures in a process of its own, and keeps the newest of them.

A thread would not do: whoever draws has Python's lock again and again, and where the machine is busy the
loop that trades waits for it.
"""

import asyncio
import logging
import os
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.pictures.values import Picture
from bot.pictures.wire import ANSWER, FAILED, SIZE

log = logging.getLogger(__name__)

DRAWN_WITHIN_S = 30.0
"""A picture takes a tenth of a second; this is for a process that starts on a machine without a rest."""
MOST_KEPT = 32
_ROOT = Path(__file__).parents[2]
_NEEDED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


class NotDrawn(Exception):
    """There is no picture: what it would show is to be said in words."""


class _WorkerGone(Exception):
    """The process has ended: by itself, for it had nothing to do, or by somebody's hand."""


class Pictures:
    """Has pictures drawn, one after the other. One that shows the same as one of the newest is that one."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._most_kept = most_kept
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self._worker: Process | None = None

    async def draw(self, picture: Picture) -> bytes:
        """Return it as a PNG file. Raises NotDrawn, with the cause in the log, whatever that is."""
        wanted = pickle.dumps(picture)
        async with self._turn:
            file = self._kept.pop(wanted, None) or await self._drawn(wanted)
            self._kept[wanted] = file
            if len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)
            return file

    async def _drawn(self, wanted: bytes) -> bytes:
        try:
            async with asyncio.timeout(DRAWN_WITHIN_S):
                try:
                    return await self._ask(wanted)
                except _WorkerGone:
                    return await self._ask(wanted)
        except (TimeoutError, OSError, _WorkerGone) as e:
            log.warning("a picture could not be drawn: %r", e)
            raise NotDrawn from e

    async def _ask(self, wanted: bytes) -> bytes:
        worker = await self._running()
        if worker.stdin is None or worker.stdout is None:
            raise NotDrawn
        try:
            worker.stdin.write(SIZE.pack(len(wanted)) + wanted)
            await worker.stdin.drain()
            outcome, size = ANSWER.unpack(await worker.stdout.readexactly(ANSWER.size))
            answer = await worker.stdout.readexactly(size)
        except (ConnectionError, asyncio.IncompleteReadError) as e:
            await self.close()
            raise _WorkerGone from e
        except BaseException:  # whose answer would come next is not known any more
            await self.close()
            raise
        if outcome == FAILED:
            log.error("a picture could not be drawn: %s", answer.decode())
            raise NotDrawn
        return answer

    async def _running(self) -> Process:
        if self._worker is None or self._worker.returncode is not None:
            await self.close()
            self._worker = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.pictures"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=_ROOT,
                env={name: os.environ[name] for name in _NEEDED if name in os.environ},  # no secrets
            )
        return self._worker

    async def close(self) -> None:
        """End the process. Another is started when it is needed."""
        worker, self._worker = self._worker, None
        if worker is not None:
            with suppress(ProcessLookupError):
                worker.kill()
            await worker.wait()


@asynccontextmanager
async def open_pictures() -> AsyncIterator[Pictures]:
    """Give what draws, and end its process."""
    pictures = Pictures()
    try:
        yield pictures
    finally:
        await pictures.close()
