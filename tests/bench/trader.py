"""Our program at the lean exchange, as a process. It trades until it is ended."""

import asyncio
import json
import logging
import sys
from decimal import Decimal
from pathlib import Path

from bot.config.settings import Settings
from engine.core.checks import BotDraft
from engine.core.types import Mode, Side
from engine.service import Service
from tests.bench.job import FAR, HIT, LOOP, Job, Levels
from tests.bench.profiled import until_ended
from tests.bench.program import OWNER, running

START_AT_ONCE = 20


async def trade(job: Job, folder: Path) -> None:
    """Have the bots of the job trade, for ever. Says "ready" once all are started."""
    host = f"127.0.0.1:{job.port}"
    settings = Settings(
        _env_file=None,
        telegram_bot_token="1234567890:" + "A" * 35,
        scalper_data_dir=folder,
        binance_api_key="k" * 64,
        binance_secret_key="s" * 64,
        exchange_urls={"binance": {"rest": f"http://{host}", "ws": f"ws://{host}"}},
        max_bots_per_user=100_000,
    )
    async with running(settings) as service:
        await _start_bots(service, job)
        print("ready", flush=True)
        await until_ended()


async def _start_bots(service: Service, job: Job) -> None:
    drafts = [_draft(symbol, LOOP if job.what == "fill" else HIT) for symbol in job.symbols]
    drafts += [_draft(job.symbols[0], FAR) for _ in range(job.idle_bots)]
    room = asyncio.Semaphore(START_AT_ONCE)

    async def start(number: int, draft: BotDraft) -> None:
        async with room:
            await service.create(OWNER, draft, start=True, key=str(number))

    async with asyncio.TaskGroup() as group:
        for number, draft in enumerate(drafts):
            group.create_task(start(number, draft))


def _draft(symbol: str, levels: Levels) -> BotDraft:
    return BotDraft(
        ticker=f"{symbol.removesuffix('USDT')}/USDT",
        exchange="Binance",
        mode=Mode.TESTNET,
        first_order=Side.BUY,
        quantity=Decimal(1),
        buy_price=Decimal(levels.buy),
        sell_price=Decimal(levels.sell),
        trailing_percent=Decimal(levels.trail) if levels.trail else None,
        infinite_loop=True,
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(trade(Job(**json.loads(sys.argv[1])), Path(sys.argv[2])))
