"""What must be fast, as ratios and counts of one run: `make bench`.

Absolute figures belong to the machine; what is compared here runs side by side on it.
"""

import asyncio
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import Connection, insert

from bot.process.import_in_thread import import_in_thread
from db.chat_models import Stranger
from db.migrate import upgrade
from db.session import open_database
from engine.clock import SystemClock
from engine.core.price_triggers import Level, PriceTriggers
from engine.tasks import Nursery
from engine.venues.level_index import LevelIndex

ROOT = Path(__file__).parent.parent
BOTS = 1_000
COMMITS = 200
STAGES = (
    ("python alone", "sys"),
    ("trading on paper", "bot.app"),
    ("with the chat", "bot.app, bot.serving"),
    ("with keys of an exchange", "bot.app, bot.serving, engine.venues.exchanges.build"),
)
_numbers = count(1)
TICKS = 2_000


def report(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:58} {figure}\n")
    sys.stdout.flush()


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def a_tick_costs_the_bots_it_concerns() -> None:
    random = Random(1)
    index: LevelIndex[int] = LevelIndex(Decimal("0.01"))
    wishes = {}
    for bot in range(BOTS):
        low = Decimal(60_000 - random.randrange(100, 5_000))
        wishes[bot] = PriceTriggers(low=Level(price=low), high=Level(price=low + 10_000))
        index.put(bot, wishes[bot])
    prices = [Decimal(60_000 + random.randrange(-150, 150)) for _ in range(TICKS)]
    visits = sum(len(index.met(price)) for price in prices)
    by_index = timed(lambda: [index.met(price) for price in prices])
    by_scan = timed(lambda: [[b for b, w in wishes.items() if w.meets(price)] for price in prices])
    report(f"{TICKS} ticks past {BOTS} bots, bots visited", f"{visits} of {TICKS * BOTS}")
    report("  sorted levels against asking every bot", f"{by_scan / by_index:.0f} times faster")


async def commits_share_a_transaction() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        await upgrade(url)
        nursery = Nursery(SystemClock())
        async with open_database(url, nursery) as database:
            begun = time.perf_counter()
            for _ in range(COMMITS):
                await database.write(_one_row)
            alone = time.perf_counter() - begun
            begun = time.perf_counter()
            await asyncio.gather(*(database.write(_one_row) for _ in range(COMMITS)))
            together = time.perf_counter() - begun
        await nursery.close()
    report(f"{COMMITS} commits at once against one after the other", f"{alone / together:.0f} times faster")


def _one_row(connection: Connection) -> None:
    connection.execute(
        insert(Stranger), {"user_id": next(_numbers), "first_seen_at": datetime(2026, 1, 1, tzinfo=UTC)}
    )


async def the_chat_library_is_imported_aside() -> None:
    held_up: list[float] = []
    over = asyncio.Event()

    async def watch() -> None:
        while not over.is_set():
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            held_up.append(time.perf_counter() - begun - 0.005)

    async with asyncio.TaskGroup() as group:
        group.create_task(watch())
        begun = time.perf_counter()
        await import_in_thread("bot.serving")
        took = time.perf_counter() - begun
        over.set()
    late = sorted(held_up, reverse=True)
    report("importing the chat library in its thread", f"{took:.1f} s")
    report(
        "  the loop was held up at the worst, and more than 50 ms",
        f"{late[0] * 1000:.0f} ms, {sum(x > 0.05 for x in late)} times",
    )


def memory() -> None:
    for what, module in STAGES:
        look = "print(next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1])"
        out = subprocess.run(
            [sys.executable, "-c", f"import {module}; {look}"],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        report(f"memory, {what}", f"{int(out.stdout) // 1024} MB")


def main() -> None:
    logging.disable(logging.CRITICAL)
    a_tick_costs_the_bots_it_concerns()
    asyncio.run(commits_share_a_transaction())
    asyncio.run(the_chat_library_is_imported_aside())
    memory()


if __name__ == "__main__":
    main()
