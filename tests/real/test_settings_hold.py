"""What the settings say about exchanges holds in the program as it is put together."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.process.jobs import CATCH_UP_AFTER, JOBS
from engine.clock import SystemClock
from engine.crash_points import no_crash
from engine.errors import CodeNeeded
from engine.reads.health import JobHealth
from tests.real.conftest import PRICES, plain_draft, program, resting, started, until

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BEHIND_S = CATCH_UP_AFTER.total_seconds() + 5
"""By a clock that is so late, what was missed before a start is caught up at once."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here."""
    return sqlite_url


def changed(settings: Settings, **values: object) -> Settings:
    return Settings(_env_file=None, **(settings.model_dump() | values))


class LateClock(SystemClock):
    """The machine's clock is late."""

    def now(self) -> datetime:
        return super().now() - timedelta(seconds=BEHIND_S)


@pytest.mark.parametrize(("most_s", "is_wrong"), [(BEHIND_S - 20, True), (BEHIND_S + 20, False)])
async def test_the_clock_may_be_as_wrong_as_the_settings_say(
    settings: Settings, most_s: float, *, is_wrong: bool
) -> None:
    long_ago = LateClock().now() - timedelta(days=1)
    (settings.scalper_data_dir / JOBS).write_text(
        json.dumps({"jobs": {"clock": [f"{long_ago}", None, None]}})
    )
    limited = changed(settings, clock_most_wrong_s=most_s)
    async with open_app(limited, clock=LateClock(), crash_hook=no_crash) as app_context:

        async def clock_check() -> JobHealth:
            jobs = (await app_context.health.read()).jobs
            return next(job for job in jobs if job.name == "clock")

        async def is_done() -> bool:
            job = await clock_check()
            return bool(job.done_at or job.failed_at)

        await until(is_done, within_s=20)
        assert ((await clock_check()).failed_at is not None) == is_wrong


@pytest.mark.parametrize("exchange", ["CoinDCX F"])
async def test_a_code_is_asked_for_above_the_value_of_the_settings(settings: Settings, exchange: str) -> None:
    buy_price, _, quantity = PRICES["BTC/USDT"]
    draft, value = plain_draft(exchange=exchange), quantity * buy_price
    for above, is_asked in ((value - 50, True), (value + 50, False)):
        guarded = changed(settings, totp_secret=SECRET, totp_above={"USDT": above})
        async with program(guarded) as app_context:
            if is_asked:
                with pytest.raises(CodeNeeded):
                    await started(app_context, draft, "asked")
            else:
                await resting(app_context, await started(app_context, draft))


@pytest.mark.parametrize(("interval_s", "is_often"), [(0.6, True), (60.0, False)])
async def test_a_websocket_is_asked_for_a_sign_of_life_as_often_as_the_settings_say(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, interval_s: float, *, is_often: bool
) -> None:
    asked: list[float] = []
    ping: Callable[..., Coroutine[Any, Any, None]] = aiohttp.ClientWebSocketResponse.ping

    async def counted(socket: aiohttp.ClientWebSocketResponse, message: bytes = b"") -> None:
        asked.append(time.monotonic())
        await ping(socket, message)

    monkeypatch.setattr(aiohttp.ClientWebSocketResponse, "ping", counted)
    async with program(changed(settings, ws_heartbeat_interval=interval_s)) as app_context:
        await resting(app_context, await started(app_context, plain_draft()))
        if is_often:

            async def is_asked() -> bool:
                return len(asked) >= 3

            await until(is_asked, within_s=15)
        else:
            await asyncio.sleep(2)
            assert asked == []
