"""All looks, one after the other."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bot.config.env_file import load_settings
from bot.config.settings import Settings
from bot.doctor.backups import look_at_backups
from bot.doctor.database import look_at_database
from bot.doctor.exchanges import look_at_exchanges
from bot.doctor.finding import Finding, Verdict, bad, ok
from bot.doctor.machine import look_at_machine
from bot.doctor.ports import look_at_ports
from bot.doctor.redis import look_at_redis
from bot.doctor.telegram import POLL_S, look_at_telegram
from bot.process.logs import set_up_early_logging, set_up_logging, wanted_format
from engine.clock import Clock, SystemClock
from engine.errors import SettingsError


def doctor(env_file: Path | None = Path(".env")) -> int:
    """Say all that was found on stdout. Return 0, or 1 where something does not work so."""
    try:
        set_up_early_logging(wanted_format())
        settings = load_settings(env_file)
        set_up_logging(settings)
    except SettingsError as e:
        for complaint in e.complaints:
            _say(bad("settings", complaint, "See .env.example"))
        return 1
    logging.getLogger().setLevel(logging.ERROR)  # what is found is said below, once
    return asyncio.run(_look(settings))


async def _look(settings: Settings) -> int:
    is_bad = False
    async for found in findings(settings, SystemClock()):
        _say(found)
        is_bad = is_bad or found.verdict is Verdict.BAD
    return int(is_bad)


async def findings(settings: Settings, clock: Clock, *, poll_s: int = POLL_S) -> AsyncIterator[Finding]:
    """Yield them as they are found. `poll_s`: so long another program that polls is looked for."""
    yield ok("settings", "they can be read")
    for found in look_at_machine(settings.scalper_data_dir):
        yield found
    yield look_at_backups(settings, clock)
    found_there, installed = await look_at_database(settings)
    for found in found_there:
        yield found
    async for found in look_at_ports(settings, installed):
        yield found
    async for found in look_at_redis(settings.redis_url):
        yield found
    async for found in look_at_telegram(settings, clock, installed, poll_s=poll_s):
        yield found
    async for found in look_at_exchanges(settings, clock):
        yield found


def _say(found: Finding) -> None:
    sys.stdout.write(f"{found}\n")
    sys.stdout.flush()
