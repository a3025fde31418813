"""What the whole program takes, as it is started: with its chat, and ten bots whose orders rest."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import cast

from tests.bench.contenders import DISK, ROOT
from tests.bench.kept import KEPT
from tests.bench.row import OURS, Figures, Goal, Row, Scale
from tests.bench.rows.starting import ENVIRONMENT, MEASURED, python_says
from tests.kills.market import seed_bots
from tests.localchat.controlled import ControlledChat
from tests.soak.bots import drafts
from tests.soak.gauge import Gauge
from tests.support.chat_control import ChatControl
from tests.support.program import Program
from tests.twin import Twin

EXCHANGE, OWNER = "Binance", 77
CALM_AFTER_S = 20.0
LOOK_EVERY_S = 0.01
FIRST_POLL_WITHIN_S = 120.0
BARE, AIOGRAM = "bare imports", "import aiogram"
MEMORY, CPU, SECONDS = "memory, MiB", "CPU, % of a core", "seconds to the first poll"
BEYOND = "seconds beyond import aiogram"
LOADED = """
import json, sys
import bot.__main__, bot.app, bot.serving, bot.monitoring.server, engine.venues.exchanges.build
def of_others(module):
    return "site-packages" in (getattr(module, "__file__", None) or "")
print(json.dumps([name for name, module in sys.modules.items() if of_others(module)]))
"""
IMPORTED = """
import importlib
for name in {names}:
    try:
        importlib.import_module(name)
    except ImportError:
        pass
{measured}
"""


@dataclass(slots=True)
class Installed:
    """An installation with bots, at an exchange where nothing happens."""

    bots: int
    twin: Twin = field(default_factory=Twin)
    chat: ControlledChat = field(default_factory=ControlledChat)

    @asynccontextmanager
    async def there(self) -> AsyncIterator[Program]:
        """Have exchange, chat and bots while the block runs; the program is not started."""
        with tempfile.TemporaryDirectory(dir=DISK) as name:
            await self.twin.start()
            await self.chat.start()
            try:
                async with ChatControl(self.chat.page_url) as control:
                    await control.person("Kim", person_id=OWNER, started=True)
                environment = self._environment(Path(name))
                await seed_bots(environment, Path(name), OWNER, drafts(EXCHANGE, self.bots))
                yield Program(Path(name), **environment)
            finally:
                await self.chat.stop()
                await self.twin.stop()

    def _environment(self, folder: Path) -> dict[str, str]:
        key = self.twin.account.keys[0]
        return {
            "DATABASE_URL": f"sqlite:///{folder}/data/scalper.db",
            "TELEGRAM_BOT_TOKEN": self.chat.token,
            "TELEGRAM_API_URL": self.chat.url,
            "TELEGRAM_OWNER_IDS": str(OWNER),
            "MARKET_DATA": "synthetic",
            "EXCHANGE_URLS": json.dumps(self.twin.urls),
            "BINANCE_API_KEY": key.key,
            "BINANCE_SECRET_KEY": key.secret,
        }

    async def first_poll(self, after: int) -> None:
        """Wait until the bot asks for updates, after so many calls."""
        async with asyncio.timeout(FIRST_POLL_WITHIN_S):
            while True:
                newer = [call for call in self.chat.calls if call["number"] > after]
                if any(call["method"].lower() == "getupdates" for call in newer):
                    return
                await asyncio.sleep(LOOK_EVERY_S)


async def _installed(bots: int) -> tuple[Installed, Program]:
    """Return what is made once for all rounds of a row."""
    kept = KEPT.get()
    known = kept.by_key.get(Installed)
    if known is None:
        installed = Installed(bots)
        ready: asyncio.Future[Program] = asyncio.get_running_loop().create_future()

        async def be_there() -> None:
            async with installed.there() as program:
                ready.set_result(program)
                await asyncio.Event().wait()

        kept.nursery.start("installation", be_there, restart=False)
        kept.by_key[Installed] = known = installed, await asyncio.wait_for(ready, FIRST_POLL_WITHIN_S)
    return cast("tuple[Installed, Program]", known)


async def _ours(bots: int, look_for_s: float, _: int) -> Figures:
    installed, program = await _installed(bots)
    imported = (await _import_of_aiogram(0))[SECONDS]
    calls, begun = installed.chat.call_count, time.perf_counter()
    await program.start()
    try:
        await installed.first_poll(calls)
        took = time.perf_counter() - begun
        gauge = Gauge()
        await asyncio.sleep(CALM_AFTER_S)
        await gauge.look(program.pid)
        await asyncio.sleep(look_for_s)
        sample = await gauge.look(program.pid)
        assert sample is not None, program.output
        await program.terminate()
    finally:
        await program.kill()
    return {SECONDS: took, BEYOND: took - imported, MEMORY: sample.rss_mib, CPU: sample.cpu_percent}


async def _import_of_aiogram(_: int) -> Figures:
    begun = time.perf_counter()
    await python_says("import aiogram")
    return {SECONDS: time.perf_counter() - begun}


@cache
def _libraries() -> tuple[str, ...]:
    """Return the modules of others that ours import, in their order."""
    what = [sys.executable, "-c", LOADED]
    done = subprocess.run(what, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True, text=True)
    return tuple(json.loads(done.stdout))


async def _bare(_: int) -> Figures:
    names = await asyncio.to_thread(_libraries)
    [kilobytes] = await python_says(IMPORTED.format(names=names, measured=MEASURED))
    return {MEMORY: kilobytes / 1024}


def rows(scale: Scale) -> list[Row]:
    bots, look_for_s = scale.of(10, 2), float(scale.of(30, 1))
    return [
        Row(
            name="the whole program",
            what=f"{bots} bots at an exchange where nothing happens, and the chat: from the start of the "
            "process until it asks Telegram for updates, beside a Python that imports aiogram; its memory "
            "20 s later, against a Python that imports the same modules of others and none of ours; and the "
            "CPU while all orders rest.",
            columns={
                OURS: partial(_ours, bots, look_for_s),
                AIOGRAM: _import_of_aiogram,
                BARE: _bare,
            },
            goals=(
                Goal(metric=BEYOND, at_most=2),
                Goal(metric=MEMORY, against=BARE, at_most=1.1),
                Goal(metric=CPU, at_most=1),
            ),
        )
    ]
