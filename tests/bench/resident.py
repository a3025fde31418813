"""Our program with bots that rest, as a process: `python -m tests.bench.resident FOLDER [BOTS]`.

With a number it makes so many bots on paper and ends. Without one it starts with those that are there, says
"trading" once all of them are at work, and then writes what it takes to be there, as JSON.
"""

import asyncio
import json
import logging
import sys
import time
from decimal import Decimal
from pathlib import Path

from bot.process.settled_heap import growing_heap

with growing_heap():  # as `bot.__main__` does
    from bot.config.settings import Settings
    from engine.core.checks import BotDraft
    from engine.core.types import Mode, Side
    from engine.loop_gauge import WatchedLoop
    from tests.bench.program import OWNER, running

CALM_AFTER_S = 2.0
LOOK_FOR_S = 5.0
AT_ONCE = 50


def _settings(folder: Path) -> Settings:
    return Settings(_env_file=None, scalper_data_dir=folder, max_bots_per_user=100_000)


async def make(folder: Path, bots: int) -> None:
    """Make bots whose orders rest, far from every price."""
    draft = BotDraft(
        ticker="BTC/USDT",
        exchange="Binance",
        mode=Mode.PAPER,
        first_order=Side.BUY,
        quantity=Decimal(1),
        buy_price=Decimal(1),
        sell_price=Decimal(1_000_000),
        infinite_loop=True,
    )
    async with running(_settings(folder)) as service:
        for first in range(0, bots, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, bots))
            await asyncio.gather(
                *(service.create(OWNER, draft, start=True, key=str(number)) for number in numbers)
            )


async def rest(folder: Path) -> dict[str, float]:
    """Start, and return what memory (MiB) and how much of a core it takes while nothing happens."""
    async with running(_settings(folder)) as service:
        supervisor = service._supervisor  # noqa: SLF001 - who knows when all are at work
        await asyncio.gather(*(supervisor.drained(bot_id) for bot_id in supervisor._drivers))  # noqa: SLF001
        print("trading", flush=True)
        import engine.venues.exchanges.build  # noqa: F401, PLC0415 - PAPER alone has no use for it

        await asyncio.sleep(CALM_AFTER_S)
        cpu, begun = time.process_time(), time.perf_counter()
        await asyncio.sleep(LOOK_FOR_S)
        busy = (time.process_time() - cpu) / (time.perf_counter() - begun)
    return {"CPU, % of a core": busy * 100, "memory, MiB": _memory_mib()}


def _memory_mib() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmRSS")]
    return float(line.split()[1]) / 1024


def main() -> None:
    folder, *bots = sys.argv[1:]
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        if bots:
            runner.run(make(Path(folder), int(bots[0])))
        else:
            print(json.dumps(runner.run(rest(Path(folder)))), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    main()
