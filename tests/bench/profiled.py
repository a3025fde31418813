"""What a process of the bench does while it is measured."""

import asyncio
import cProfile
import os
import signal

PROFILE = "BENCH_PROFILE"
"""Names a file: what our program does while it is measured is written there, as cProfile does."""


async def until_ended() -> None:
    """Wait for SIGTERM; where BENCH_PROFILE names a file, write a profile of the time until then."""
    ended, profile = asyncio.Event(), os.environ.get(PROFILE)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    if profile is None:
        await ended.wait()
        return
    profiler = cProfile.Profile()
    profiler.enable()
    await ended.wait()
    profiler.disable()
    profiler.dump_stats(profile)
