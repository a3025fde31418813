"""Our program as `bot.app` puts it together, without its chat, for the peers have none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from bot.config.settings import Settings
from bot.engine_wiring import start_engine
from bot.process.installation_file import INSTALLATION, InstallationFile, has_ended, process_name
from bot.process.settled_heap import settle_heap
from db.engines import PoolSettings
from db.lease import DatabaseLease
from db.migrate import upgrade
from db.store import open_store
from engine.clock import SystemClock
from engine.crash_points import no_crash
from engine.lease import Lease
from engine.people import Actor, Role
from engine.service import Service
from engine.tasks import Nursery
from engine.timings import EngineTimings
from tests.support.words import line_text

OWNER = Actor(1, Role.OWNER)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Service]:
    """Have the bots trade while the block runs."""
    clock, timings = SystemClock(), EngineTimings()
    url = settings.database_url.get_secret_value()
    await upgrade(url)
    async with AsyncExitStack() as stack:
        infrastructure = Nursery(clock)
        stack.push_async_callback(infrastructure.close)
        store = await stack.enter_async_context(open_store(url, infrastructure, line_text, PoolSettings()))
        lease = Lease(
            book=DatabaseLease(store.database, process_name(), line_text),
            witness=InstallationFile(settings.scalper_data_dir / INSTALLATION),
            clock=clock,
            ended=asyncio.Event(),
            say=lambda _: None,
            has_ended=has_ended,
            timings=timings.lease,
        )
        await stack.enter_async_context(lease.held(infrastructure))
        infrastructure.start("heap", partial(settle_heap, clock), restart=False)
        service, _ = await start_engine(
            stack, Nursery(clock), store, settings, clock, timings, no_crash, tenure=lease.tenure
        )
        yield service
