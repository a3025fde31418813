"""What the settings say holds in the program as it is put together."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import insert, select
from sqlalchemy.engine import make_url

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from bot.context import AppContext
from bot.localchat import LocalChat
from bot.process.jobs import CATCH_UP_AFTER, JOBS
from db.migrate import upgrade, writable_connection
from db.models import ActivityLog
from engine.clock import SystemClock
from engine.core.types import AccountId, Mode
from engine.crash_points import no_crash
from engine.people import Actor, Role
from engine.reads.health import JobHealth
from engine.reads.logs import LogLevel
from engine.reads.views import BotFilter
from tests.real.conftest import until
from tests.support.chat_control import ChatControl
from tests.support.clock import START, ManualClock
from tests.support.person import Person
from tests.support.words import CATALOGUES
from tests.whole.conftest import OWNER

KIM = Actor(OWNER, Role.OWNER)
HELP = "What I can do"
DAY = timedelta(days=1)


@asynccontextmanager
async def program(
    chat: LocalChat, folder: Path, changes: dict[str, Any], clock: ManualClock | None = None
) -> AsyncIterator[AppContext]:
    settings = Settings(
        _env_file=None,
        scalper_data_dir=folder,
        telegram_bot_token=chat.token,
        telegram_api_url=chat.url,
        telegram_owner_ids=(OWNER,),
        market_data=MarketSource("synthetic"),
        **changes,
    )
    async with open_app(settings, clock=clock or SystemClock(), crash_hook=no_crash) as opened:
        await opened.chat_is_up.wait()
        yield opened


async def asks_for_help(kim: Person) -> str:
    """Send /help, and return the first that is answered, whatever it says."""
    await kim.send("/help")
    return (await kim.reads(within_seconds=20)).text


async def test_who_asks_more_than_so_often_a_minute_or_an_hour_has_to_wait(
    chat: LocalChat, kim: Person, tmp_path: Path
) -> None:
    clock = ManualClock(SystemClock().now())
    limits = {"rate_limit_per_minute": 2, "rate_limit_per_hour": 3}
    async with program(chat, tmp_path, limits, clock):
        for _ in range(2):
            assert HELP in await asks_for_help(kim)
        assert "Try again in 60 s" in await asks_for_help(kim)
        await clock.advance(60)
        assert HELP in await asks_for_help(kim)
        assert "Try again in 3540 s" in await asks_for_help(kim)


async def test_where_the_limit_is_off_nobody_has_to_wait(
    chat: LocalChat, kim: Person, tmp_path: Path
) -> None:
    off = {"rate_limit_enabled": False, "rate_limit_per_minute": 1}
    async with program(chat, tmp_path, off):
        for _ in range(3):
            assert HELP in await asks_for_help(kim)


async def test_the_made_up_market_has_the_rules_of_the_settings(
    chat: LocalChat, kim: Person, tmp_path: Path
) -> None:
    rules = {
        "paper_tick": Decimal("0.5"),
        "paper_step": Decimal("0.02"),
        "paper_min_notional": Decimal(7),
        "paper_fee_percent": Decimal("0.3"),
    }
    async with program(chat, tmp_path, rules) as opened:
        quote = await opened.service.quote(KIM, AccountId("Binance", Mode.PAPER), "BTC/USDT")
        market = quote.market
    assert (market.tick, market.step, market.min_notional) == (Decimal("0.5"), Decimal("0.02"), Decimal(7))
    assert market.maker_fee == market.taker_fee == Decimal("0.003")


@pytest.mark.parametrize("language", ["ru", "hi"])
async def test_whose_telegram_speaks_none_of_ours_reads_the_default_language(
    chat: LocalChat, control: ChatControl, tmp_path: Path, language: str
) -> None:
    await control.person("Klaus", person_id=OWNER, started=True, language_code="de")
    async with program(chat, tmp_path, {"default_language": language}), Person(chat.page_url, OWNER) as klaus:
        head = CATALOGUES.words(language).plain("help-head")
        assert re.sub("<.*?>", "", head) in await asks_for_help(klaus)


async def test_the_made_up_market_is_that_of_its_seed(chat: LocalChat, kim: Person, tmp_path: Path) -> None:
    quotes = []
    for number, seed in enumerate((7, 7, 8)):
        clock = ManualClock(START)
        async with program(chat, tmp_path / str(number), {"synthetic_seed": seed}, clock) as opened:
            quotes.append(await opened.service.quote(KIM, AccountId("Binance", Mode.PAPER), "BTC/USDT"))
    same, again, other = [quote.last_price for quote in quotes]
    assert same == again != other


# --- what is done by the clock ------------------------------------------------------------------------


async def test_each_job_is_due_when_its_own_setting_says(
    chat: LocalChat, kim: Person, tmp_path: Path
) -> None:
    changes = {
        "backup_at": time(1, 11),
        "cleanup_at": time(2, 22),
        "clock_check_every_minutes": 6,
        "heartbeat_url": SecretStr("http://127.0.0.1:1/"),
        "heartbeat_every_minutes": 10,
    }
    async with program(chat, tmp_path, changes, ManualClock(datetime(2026, 1, 2, tzinfo=UTC))) as opened:
        due = {job.name: f"{job.next_at:%H:%M}" for job in (await opened.health.read()).jobs}
    wanted = {"backup": "01:11", "cleanup": "02:22", "clock": "00:06", "heartbeat": "00:10"}
    assert due.items() >= wanted.items()


async def has_run(opened: AppContext, name: str) -> JobHealth:
    """Wait until a job that was missed before the start was caught up, and return how that went."""

    async def job() -> JobHealth:
        return next(one for one in (await opened.health.read()).jobs if one.name == name)

    async def is_over() -> bool:
        return bool((await job()).done_at or (await job()).failed_at)

    await until(is_over, within_s=20)
    return await job()


def at_once(folder: Path, job: str) -> ManualClock:
    """Have a job be missed, and return a clock by which the time to catch it up has come."""
    now = SystemClock().now() - CATCH_UP_AFTER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / JOBS).write_text(json.dumps({"jobs": {job: [(now - 3 * DAY).isoformat(), None, None]}}))
    return ManualClock(now)


async def test_log_lines_are_kept_as_long_as_the_settings_say(
    chat: LocalChat, kim: Person, tmp_path: Path
) -> None:
    url, clock = f"sqlite:///{tmp_path / 'scalper.db'}", at_once(tmp_path, "cleanup")
    await upgrade(url)
    aged = [("plain", 9), ("plain", 11), ("audit", 11), ("audit", 19), ("audit", 21)]
    async with writable_connection(url) as connection:
        for kind, days in aged:
            at = clock.now() - days * DAY
            line = {"owner_id": OWNER, "level": LogLevel.INFO, "timestamp": at, "audit": kind == "audit"}
            await connection.execute(insert(ActivityLog).values(message=f"{kind} {days}", **line))
    async with program(chat, tmp_path, {"log_keep_days": 10, "audit_keep_days": 20}, clock) as opened:
        assert (await has_run(opened, "cleanup")).done_at
    async with writable_connection(url) as connection:
        lines = set(await connection.scalars(select(ActivityLog.message)))
    assert {f"{kind} {days}" for kind, days in aged} & lines == {"plain 9", "audit 11", "audit 19"}


# --- PostgreSQL -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "overflow"), [(1, 3), (3, 1)])
async def test_so_many_connections_are_kept_and_so_many_more_are_opened(
    chat: LocalChat, kim: Person, tmp_path: Path, postgresql_url: str, size: int, overflow: int
) -> None:
    changes = {"database_url": postgresql_url, "db_pool_size": size, "db_max_overflow": overflow}
    address = make_url(postgresql_url).set(drivername="postgresql").render_as_string(hide_password=False)
    locking, looking = [await asyncpg.connect(address) for _ in range(2)]
    connections = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    locked_out = f"{connections} AND wait_event_type = 'Lock'"
    async with program(chat, tmp_path, changes) as opened, asyncio.TaskGroup() as tasks:
        async with locking.transaction():
            await locking.execute("LOCK TABLE bots IN ACCESS EXCLUSIVE MODE")
            for _ in range(8):
                tasks.create_task(opened.service.bots(KIM, BotFilter.ALL, 0))
            await until(lambda: looking.fetchval(f"SELECT ({locked_out}) >= {size + overflow}"))
            await asyncio.sleep(0.5)  # no more come
            waiting = await looking.fetchval(locked_out)
        await opened.service.bots(KIM, BotFilter.ALL, 0)
        await asyncio.sleep(0.2)
        await locking.close()
        kept = await looking.fetchval(connections) - 1  # the one that writes
    await looking.close()
    assert (waiting, kept) == (size + overflow, size)
