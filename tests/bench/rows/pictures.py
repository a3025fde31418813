"""How long a picture takes, and how long a loop that is busy with prices is held meanwhile."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.pictures.pictures import Pictures, open_pictures
from bot.pictures.values import Picture
from tests.bench.row import OURS, Figures, Goal, Row, Scale
from tests.pictures.samples import (
    DARK,
    comparison_picture,
    fills_on,
    head,
    panel,
    price_picture,
    prices,
    results_picture,
)

TICK_S = 0.001
HELD, TOOK = "loop held at most, ms", "a picture, ms"
QUIET = "no pictures"
_DAY = prices(700)
PICTURES: tuple[Picture, ...] = (
    price_picture(_DAY, fills_on(_DAY)),
    price_picture(prices(300), fills_on(prices(300), 30), look=DARK),
    results_picture((panel(["1", "-0.4"] * 200),)),
    comparison_picture([str(result) for result in range(10)]),
)


async def _held_s(work: Awaitable[None]) -> float:
    """Return how late a tick each millisecond was at most while the work was done."""
    latest, done = 0.0, asyncio.Event()

    async def tick() -> None:
        nonlocal latest
        while not done.is_set():
            begun = time.perf_counter()
            await asyncio.sleep(TICK_S)
            latest = max(latest, time.perf_counter() - begun - TICK_S)

    async with asyncio.TaskGroup() as group:
        group.create_task(tick())
        await work
        done.set()
    return latest


async def _draw(pictures: Pictures, many: int, number: int, took: list[float]) -> None:
    for n in range(many):
        of = replace(PICTURES[n % len(PICTURES)], head=replace(head(), title=f"{number}.{n}"))
        begun = time.perf_counter()
        await pictures.draw(of)
        took.append(time.perf_counter() - begun)


async def _drawing(many: int, number: int) -> Figures:
    took: list[float] = []
    async with open_pictures() as pictures:
        await pictures.draw(PICTURES[0])  # its process has begun
        held_s = await _held_s(_draw(pictures, many, number, took))
    return {TOOK: statistics.median(took) * 1000, HELD: held_s * 1000}


async def _quiet(many: int, _: int) -> Figures:
    return {HELD: await _held_s(asyncio.sleep(many * 0.06)) * 1000}


def rows(scale: Scale) -> list[Row]:
    many = scale.of(40, 4)
    ours: Callable[[int], Awaitable[Figures]] = partial(_drawing, many)
    return [
        Row(
            name="pictures",
            what=(
                f"{many} pictures, 1,080 points wide, one after the other: from the wish to the file; and"
                " how late a tick each millisecond is at most meanwhile"
            ),
            columns={OURS: ours, QUIET: partial(_quiet, many)},
            goals=(Goal(metric=TOOK, at_most=150), Goal(metric=HELD, at_most=20)),
        )
    ]
