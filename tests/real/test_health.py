"""What a program with a real account says of its health, over the twin, on both databases."""

import asyncio
import re
from collections.abc import AsyncIterator
from decimal import Decimal

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.config.settings import Settings
from bot.context import AppContext
from db.migrate import writable_connection
from tests.real.conftest import EAGER, plain_draft, program, resting, started, until
from tests.twin import Twin

EVERY_JOB = {"cleanup", "backup", "clock", "disk", "heartbeat", "rules", "summaries"}
SPOT = 'account="",exchange="Binance",mode="TESTNET"'


class Watcher:
    """Reads the pages of the program."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def page(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as http, http.get(f"{self.url}/{path}") as response:
            return response.status, await response.text()

    async def figure(self, name: str) -> float | None:
        """Return the newest value; None where there is none."""
        _, page = await self.page("metrics")
        found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
        return None if found is None else float(found[1])

    async def reads(self, name: str, value: float) -> None:
        """Wait until the figure has that value."""

        async def is_so() -> bool:
            return await self.figure(name) == value

        await until(is_so)


@pytest.fixture
async def app_context(settings: Settings) -> AsyncIterator[AppContext]:
    async with program(settings.model_copy(update={"monitoring_port": 0}), EAGER) as opened:
        yield opened


@pytest.fixture
async def watcher(app_context: AppContext, caplog: pytest.LogCaptureFixture) -> Watcher:
    caplog.set_level("INFO")

    async def says() -> bool:
        return "monitoring answers at" in caplog.text

    await until(says)
    found = re.search(r"monitoring answers at (http://\S+)/healthz", caplog.text)
    assert found is not None
    return Watcher(found[1])


async def test_an_account_at_work_and_an_exchange_that_goes_away(
    watcher: Watcher, app_context: AppContext, twin: Twin
) -> None:
    await resting(app_context, await started(app_context, plain_draft()))
    await app_context.chat_is_up.wait()
    for name, value in {
        'scalper_bots{state="at_work"}': 1,
        'scalper_orders{state="open"}': 1,
        'scalper_orders{state="unknown"}': 0,
        f"scalper_order_stream_open{{{SPOT}}}": 1,
        f"scalper_account_in_trouble{{{SPOT}}}": 0,
        f"scalper_fills_missed_by_stream_total{{{SPOT}}}": 0,
        "scalper_database_up": 1,
        "scalper_telegram_up": 1,
    }.items():
        await watcher.reads(name, value)

    twin.world.venue("Binance").trade("BTCUSDT", Decimal(95000))
    await watcher.reads(f'scalper_price_stream_open{{{SPOT[:-1]}",symbol="BTC/USDT"}}', 1)
    age = await watcher.figure(f'scalper_price_age_seconds{{{SPOT[:-1]}",symbol="BTC/USDT"}}')
    assert age is not None
    assert 0 <= age < 60
    _, page = await watcher.page("metrics")
    used = [float(one) for one in re.findall(r"^scalper_limit_used\{.*\} (\S+)$", page, re.MULTILINE)]
    assert max(used) > 0
    assert (await watcher.page("healthz"))[0] == 200

    async def is_ready() -> bool:
        return (await watcher.page("readyz"))[0] == 200

    await until(is_ready)
    await twin.stop()
    await watcher.reads(f"scalper_order_stream_open{{{SPOT}}}", 0)
    await watcher.reads(f"scalper_account_in_trouble{{{SPOT}}}", 1)
    await watcher.reads(f'scalper_price_stream_open{{{SPOT[:-1]}",symbol="BTC/USDT"}}', 0)
    status, answer = await watcher.page("readyz")
    assert status == 503
    assert '"account Binance TESTNET": false' in answer
    assert (await watcher.page("healthz"))[0] == 200


async def test_every_job_stands_in_it(settings: Settings) -> None:
    wanted = settings.model_copy(update={"heartbeat_url": SecretStr("http://127.0.0.1:1/beat")})
    async with program(wanted, EAGER) as app_context:
        await resting(app_context, await started(app_context, plain_draft()))
        await app_context.chat_is_up.wait()

        async def are_there() -> bool:
            jobs = {job.name: job for job in (await app_context.health.read()).jobs}
            looked = [jobs[name].done_at for name in ("rules", "summaries") if name in jobs]
            return set(jobs) == EVERY_JOB and None not in looked

        await until(are_there)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_does_not_answer_is_told(
    watcher: Watcher, app_context: AppContext, settings: Settings
) -> None:
    await watcher.reads("scalper_database_up", 1)
    async with writable_connection(settings.database_url.get_secret_value()) as held:
        await held.execute(text("LOCK TABLE outbox IN ACCESS EXCLUSIVE MODE"))
        pages = await asyncio.gather(*(watcher.page("metrics") for _ in range(3)))
        assert all("\nscalper_database_up 0.0\n" in page for _, page in pages)
        assert (await watcher.page("readyz"))[0] == 503
        assert (await watcher.page("healthz"))[0] == 200
    await watcher.reads("scalper_database_up", 1)
