"""Our program as one process: real gateway, files and engine, and no chat, for the peers have none.

Started by `tests.bench.contenders`; it trades until it is ended.
"""

import asyncio
import json
import logging
import sys
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path

from bot.app import start_engine
from bot.config.settings import Settings
from bot.process.installation_file import INSTALLATION, InstallationFile, has_ended, process_name
from bot.views.journal import line_text
from db.engines import PoolSettings
from db.lease import DatabaseLease
from db.migrate import upgrade
from db.store import open_store
from engine.clock import SystemClock
from engine.core.checks import BotDraft
from engine.core.types import Mode, Side
from engine.crash_points import no_crash
from engine.lease import Lease
from engine.people import Actor, Role
from engine.service import Service
from engine.tasks import Nursery
from engine.timings import EngineTimings
from tests.bench.job import FAR, HIT, LOOP, Job, Levels

OWNER = Actor(1, Role.OWNER)
START_AT_ONCE = 20


async def trade(job: Job, folder: Path) -> None:
    """Have the bots of the job trade, for ever. Says "ready" on stdout once all are started."""
    clock, timings, settings = SystemClock(), EngineTimings(), _settings(job, folder)
    url = settings.database_url.get_secret_value()
    await upgrade(url)
    async with AsyncExitStack() as stack:
        infrastructure = Nursery(clock)
        stack.push_async_callback(infrastructure.close)
        store = await stack.enter_async_context(open_store(url, infrastructure, line_text, PoolSettings()))
        lease = Lease(
            book=DatabaseLease(store.database, process_name(), line_text),
            witness=InstallationFile(folder / INSTALLATION),
            clock=clock,
            ended=asyncio.Event(),
            say=lambda _: None,
            has_ended=has_ended,
            timings=timings.lease,
        )
        await stack.enter_async_context(lease.held(infrastructure))
        nursery = Nursery(clock)
        service = await start_engine(stack, nursery, store, settings, clock, timings, no_crash)
        await _start_bots(service, job)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def _settings(job: Job, folder: Path) -> Settings:
    host = f"127.0.0.1:{job.port}"
    return Settings(
        _env_file=None,
        telegram_bot_token="1234567890:" + "A" * 35,
        scalper_data_dir=folder,
        binance_api_key="k" * 64,
        binance_secret_key="s" * 64,
        exchange_urls={"binance": {"rest": f"http://{host}", "ws": f"ws://{host}"}},
        max_bots_per_user=100_000,
    )


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
