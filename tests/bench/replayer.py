"""Our program over a file of trades, as a process: `python -m tests.bench.replayer FILE ROWS`.

One bot scalps on paper through all of the file, as fast as it goes. Writes what that brought as JSON.
"""

import asyncio
import json
import logging
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from bot.process.settled_heap import growing_heap

with growing_heap():  # as `bot.__main__` does
    from bot.config.settings import Settings
    from bot.config.values import MarketSource
    from engine.core.checks import BotDraft
    from engine.core.types import Mode, Side
    from tests.bench.contenders import DISK
    from tests.bench.program import OWNER, running

LOOK_EVERY_S = 0.1


async def replay(file: str, rows: int, folder: Path) -> dict[str, float]:
    settings = Settings(
        _env_file=None, scalper_data_dir=folder, market_data=MarketSource("csv", Path(file)), replay_speed=0
    )
    draft = BotDraft(
        ticker="BTC/USDT",
        exchange="Binance",
        mode=Mode.PAPER,
        first_order=Side.BUY,
        quantity=Decimal(1),
        buy_price=Decimal("99.5"),
        sell_price=Decimal("100.5"),
        infinite_loop=True,
    )
    async with running(settings) as service:
        begun = time.perf_counter()
        card = await service.create(OWNER, draft, start=True, key="1")
        while card.state.feed_end is None:
            await asyncio.sleep(LOOK_EVERY_S)
            card = await service.card(OWNER, card.state.bot_id)
        took = time.perf_counter() - begun
    return {"rows/s": rows / took, "fills": card.state.trades, "memory, MiB": _peak_mib()}


def _peak_mib() -> float:
    """Return the most that it had. What the kernel keeps for `getrusage` is that of who started it, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM")]
    return float(line.split()[1]) / 1024


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    with tempfile.TemporaryDirectory(dir=DISK) as own:
        print(json.dumps(asyncio.run(replay(sys.argv[1], int(sys.argv[2]), Path(own)))), flush=True)
