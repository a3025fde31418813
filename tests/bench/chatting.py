"""Our program with its chat, as a process: `python -m tests.bench.chatting URL TOKEN FOLDER PERSON...`.

Each person owns some bots that are stopped. It says "ready" when it takes updates.
"""

import asyncio
import logging
import sys
from decimal import Decimal
from pathlib import Path

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from engine.clock import SystemClock
from engine.core.checks import BotDraft
from engine.core.types import Mode, Side
from engine.crash_points import no_crash
from engine.people import Actor, Role
from tests.bench.profiled import until_ended

BOTS = 5
"""Of each person."""


async def serve(url: str, token: str, folder: Path, people: list[int]) -> None:
    """Serve the chat until SIGTERM."""
    settings = Settings(
        _env_file=None,
        scalper_data_dir=folder,
        telegram_bot_token=token,
        telegram_api_url=url,
        telegram_owner_ids=tuple(people),
        market_data=MarketSource("synthetic"),
        rate_limit_enabled=False,
    )
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
    async with open_app(settings, clock=SystemClock(), crash_hook=no_crash) as app_context:
        for person in people:
            for number in range(BOTS):
                await app_context.service.create(
                    Actor(person, Role.OWNER), draft, start=False, key=f"{person} {number}"
                )
        await app_context.chat_is_up.wait()
        print("ready", flush=True)
        await until_ended()


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    at, secret, data, *ids = sys.argv[1:]
    asyncio.run(serve(at, secret, Path(data), [int(one) for one in ids]))
