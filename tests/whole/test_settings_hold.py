"""What the settings say holds in the program as it is put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from bot.context import AppContext
from bot.localchat import LocalChat
from engine.clock import SystemClock
from engine.core.types import AccountId, Mode
from engine.crash_points import no_crash
from engine.people import Actor, Role
from tests.support.clock import ManualClock
from tests.support.person import Person
from tests.whole.conftest import OWNER

KIM = Actor(OWNER, Role.OWNER)
TOO_FAST = "That was too much at once"


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


async def test_who_asks_more_than_so_often_a_minute_or_an_hour_has_to_wait(
    chat: LocalChat, kim: Person, tmp_path: Path
) -> None:
    clock = ManualClock(SystemClock().now())
    limits = {"rate_limit_per_minute": 2, "rate_limit_per_hour": 3}
    async with program(chat, tmp_path, limits, clock):
        for _ in range(2):
            await kim.send("/help")
            await kim.reads("What I can do")
        await kim.send("/help")
        assert "Try again in 60 s" in (await kim.reads(TOO_FAST)).text
        await clock.advance(60)
        await kim.send("/help")
        await kim.reads("What I can do")
        await kim.send("/help")
        assert "Try again in 3540 s" in (await kim.reads(TOO_FAST)).text


async def test_where_the_limit_is_off_nobody_has_to_wait(
    chat: LocalChat, kim: Person, tmp_path: Path
) -> None:
    off = {"rate_limit_enabled": False, "rate_limit_per_minute": 1}
    async with program(chat, tmp_path, off):
        for _ in range(3):
            await kim.send("/help")
            await kim.reads("What I can do")
    assert not any(TOO_FAST in seen.text for seen in kim.messages)


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
