"""What it takes to be there: with the chat library, and with a thousand bots."""

import asyncio
import atexit
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from functools import cache, partial

from tests.bench.contenders import DISK, ROOT
from tests.bench.row import OURS, Figures, Goal, Row, Scale

HELD = "loop held at the worst, ms"
MEMORY = "memory, MiB"
IMPORT = "import of the chat"
BARE = "bare imports"
AIOGRAM = "import aiogram"
LIBRARIES = "aiogram, aiogram_dialog, sqlalchemy, ccxt.pro"
SECONDS, CPU = "seconds to trading", "CPU, % of a core"
RESIDENT = "tests.bench.resident"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
_life = ExitStack()
atexit.register(_life.close)
WATCHED = """
import asyncio, sys, time
from bot.process.settled_heap import growing_heap, settle_heap
with growing_heap():
    import bot.__main__
from bot.process.import_in_thread import import_in_thread
from engine.clock import SystemClock
async def main():
    held, over = [], asyncio.Event()
    async def watch():
        while not over.is_set():
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            held.append(time.perf_counter() - begun - 0.005)
    async with asyncio.TaskGroup() as group:
        group.create_task(watch())
        heap = group.create_task(settle_heap(SystemClock()))
        begun = time.perf_counter()
        await import_in_thread("bot.serving")
        took = time.perf_counter() - begun
        over.set()
        heap.cancel()
    print(took, max(held) * 1000)
asyncio.run(main())
"""
MEASURED = "print(next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1])"


async def python_says(code: str) -> list[float]:
    """Return the numbers that a Python of ours writes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        written, _ = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return [float(word) for word in written.split()]


async def _import(_: int) -> Figures:
    took, held = await python_says(WATCHED)
    return {"seconds": took, HELD: held}


async def _memory(modules: str, _: int) -> Figures:
    [kilobytes] = await python_says(f"import {modules}; {MEASURED}")
    return {MEMORY: kilobytes / 1024}


@cache
def _folder(bots: int) -> str:
    """Return a data folder with so many resting bots; it is made once."""
    folder = _life.enter_context(tempfile.TemporaryDirectory(dir=DISK))
    what = [sys.executable, "-m", RESIDENT, folder, str(bots)]
    subprocess.run(what, cwd=ROOT, env=ENVIRONMENT, check=True)
    return folder


async def _resident(bots: int, _: int) -> Figures:
    """Start with so many bots; return how long that took, and what is taken then."""
    folder = await asyncio.to_thread(_folder, bots)
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", RESIDENT, folder), cwd=ROOT, env=ENVIRONMENT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"trading\n"
        took = time.perf_counter() - begun
        written, _rest = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    found: dict[str, float] = json.loads(written)
    return {SECONDS: took, **found}


async def _import_of_aiogram(_: int) -> Figures:
    begun = time.perf_counter()
    await python_says("import aiogram")
    return {SECONDS: time.perf_counter() - begun}


def _with_bots(scale: Scale) -> Row:
    bots = scale.of(1_000, 3)
    return Row(
        name="being there with 1,000 bots",
        what=f"{bots} bots on paper whose orders rest: from the start of the process until each is at "
        "work, against a Python that imports aiogram; then the memory with the chat and the exchanges "
        "imported, against the libraries alone, and the CPU while nothing happens.",
        columns={
            OURS: partial(_resident, bots),
            AIOGRAM: _import_of_aiogram,
            BARE: partial(_memory, LIBRARIES),
        },
        goals=(
            Goal(metric=SECONDS, against=AIOGRAM, at_most=0.45),
            Goal(metric=MEMORY, against=BARE, at_most=1.1),
            Goal(metric=CPU, at_most=2),
        ),
    )


def rows(scale: Scale) -> list[Row]:
    ours, bare = "bot.app, bot.serving, engine.venues.exchanges.build", LIBRARIES
    return [
        _with_bots(scale),
        Row(
            name="import of the chat library",
            what="While trading has begun, the chat library is imported in a thread.",
            columns={OURS: _import},
            goals=(Goal(metric=HELD, at_most=100),),
        ),
        Row(
            name="memory of all modules",
            what="All of ours imported, with the chat and the exchanges, against the libraries alone.",
            columns={OURS: partial(_memory, ours), BARE: partial(_memory, bare)},
            goals=(Goal(metric=MEMORY, against=BARE, at_most=1.1),),
        ),
    ]
