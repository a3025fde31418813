"""What the disk alone takes: nothing durable can be faster here."""

import asyncio
import os
import tempfile
import time
from typing import IO

from tests.bench.contenders import DISK as FOLDER
from tests.bench.row import Figures, quantiles_ms

DISK = "a sync of the file alone"
BYTES = 64 * 1024
"""So much a fill writes, or a batch of them."""
APART_S = 0.05
"""Between two: a disk that is never left alone is quicker."""


async def a_sync_alone(times: int, _: int) -> Figures:
    """Append and sync now and then."""
    took = []
    with tempfile.TemporaryFile(dir=FOLDER) as file:
        for _number in range(times):
            took.append(await asyncio.to_thread(_append, file))
            await asyncio.sleep(APART_S)
    return quantiles_ms(took)


def sync_ms(times: int) -> list[float]:
    """Append and sync again and again; return what each took, in ms."""
    with tempfile.TemporaryFile(dir=FOLDER) as file:
        return [_append(file) for _ in range(times)]


def _append(file: IO[bytes]) -> float:
    begun = time.perf_counter()
    file.write(bytes(BYTES))
    file.flush()
    os.fdatasync(file.fileno())
    return (time.perf_counter() - begun) * 1000
