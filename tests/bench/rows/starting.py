"""What the chat library costs: time of the loop while it is imported, and memory."""

import asyncio
import os
import sys
from contextlib import suppress
from functools import partial

from tests.bench.contenders import ROOT
from tests.bench.row import OURS, Figures, Goal, Row, Scale

HELD = "loop held at the worst, ms"
MEMORY = "memory, MiB"
IMPORT = "import of the chat"
BARE = "bare imports"
WATCHED = """
import asyncio, sys, time
from bot.process.import_in_thread import import_in_thread
async def main():
    held, over = [], asyncio.Event()
    async def watch():
        while not over.is_set():
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            held.append(time.perf_counter() - begun - 0.005)
    async with asyncio.TaskGroup() as group:
        group.create_task(watch())
        begun = time.perf_counter()
        await import_in_thread("bot.serving")
        took = time.perf_counter() - begun
        over.set()
    print(took, max(held) * 1000)
asyncio.run(main())
"""
MEASURED = "print(next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1])"


async def _python(code: str) -> list[float]:
    """Return the numbers that a Python of ours writes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        written, _ = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return [float(word) for word in written.split()]


async def _import(_: int) -> Figures:
    took, held = await _python(WATCHED)
    return {"seconds": took, HELD: held}


async def _memory(modules: str, _: int) -> Figures:
    [kilobytes] = await _python(f"import {modules}; {MEASURED}")
    return {MEMORY: kilobytes / 1024}


def rows(_: Scale) -> list[Row]:
    ours, bare = (
        "bot.app, bot.serving, engine.venues.exchanges.build",
        "aiogram, aiogram_dialog, sqlalchemy, ccxt.pro",
    )
    return [
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
