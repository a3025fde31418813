"""The market of the kills at the exchange twin: bots that trade often, and a price that lets them."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random

from bot.app import open_app
from bot.config.settings import Settings
from bot.localchat import LocalChat
from engine.clock import SystemClock
from engine.core.checks import BotDraft
from engine.core.types import Mode, Side
from engine.crash_points import no_crash
from engine.people import Actor, Role
from tests.kills.prices import LEVEL, high, low
from tests.twin import Twin

SWING = Decimal("0.0016")
"""How far the market goes, as a share of the middle."""
STEPS = 8
"""Prints from one end to the other."""
TRAIL = Decimal("0.05")
EXCHANGES = ("Binance", "Binance F", "Bybit", "Bybit F", "OKX", "OKX F", "CoinDCX F")
SYMBOLS = dict.fromkeys(EXCHANGES, ("BTCUSDT", "ETHUSDT"))
LEAST_PRINT = Decimal("0.00001")
"""Of a print that fills an order in part, in coins: OKX counts on spot in steps that are worth nothing."""
PLENTY = "USDT=100000"


def is_nameless(exchange: str) -> bool:
    """Say whether orders bear no name of ours there."""
    return exchange.startswith("CoinDCX")


def mode_of(exchange: str) -> Mode:
    """Return in which mode the twin is traded at: CoinDCX has no test venue."""
    return Mode.LIVE if is_nameless(exchange) else Mode.TESTNET


def keys_of(twin: Twin, exchange: str) -> dict[str, str]:
    """Return the settings by which the program trades at the twin."""
    key, family = twin.account.keys[0], exchange.partition(" ")[0].upper()
    found = {f"{family}_API_KEY": key.key, f"{family}_SECRET_KEY": key.secret}
    if family == "OKX":
        found["OKX_PASSPHRASE"] = key.passphrase
    if mode_of(exchange) is Mode.LIVE:
        found |= {f"{family}_TESTNET": "false", "LIVE_TRADING": "true"}
        found |= dict.fromkeys(("MAX_ORDER_VALUE", "MAX_EXPOSURE", "MAX_DAILY_LOSS"), PLENTY)
    return found


def settings_at(twin: Twin, chat: LocalChat, exchange: str, database_url: str, owner: int) -> dict[str, str]:
    """Return the settings of a program that trades at the twin, and talks to that chat."""
    return {
        "DATABASE_URL": database_url,
        "TELEGRAM_BOT_TOKEN": chat.token,
        "TELEGRAM_API_URL": chat.url,
        "TELEGRAM_OWNER_IDS": str(owner),
        "MARKET_DATA": "synthetic",
        "EXCHANGE_URLS": json.dumps(twin.urls),
        **keys_of(twin, exchange),
    }


def drafts(exchange: str) -> list[BotDraft]:
    """Return one plain bot and one that trails; the second begins with the sale."""
    shapes = ((Side.BUY, Decimal("0.01"), None), (Side.SELL, Decimal("0.2"), TRAIL))
    return [
        BotDraft(
            ticker=symbol.replace("USDT", "/USDT"),
            exchange=exchange,
            mode=mode_of(exchange),
            first_order=first,
            quantity=quantity,
            buy_price=low(symbol),
            sell_price=high(symbol),
            trailing_percent=trail,
            infinite_loop=True,
        )
        for symbol, (first, quantity, trail) in zip(SYMBOLS[exchange], shapes, strict=True)
    ]


async def seed_bots(
    environment: dict[str, str], folder: Path, owner: int, wanted: Iterable[BotDraft]
) -> None:
    """Make these bots in a short life of the program inside this process."""
    fields = {name.lower(): value for name, value in environment.items()}
    settings = Settings(_env_file=None, scalper_data_dir=folder / "data", **fields)  # type: ignore[arg-type] # texts, as from the environment
    async with open_app(settings, clock=SystemClock(), crash_hook=no_crash) as app_context:
        for number, draft in enumerate(wanted):
            await app_context.service.create(
                Actor(owner, Role.OWNER),
                draft,
                start=True,
                key=f"seed {number}",
                live_confirmed=draft.mode is Mode.LIVE,
            )


@dataclass(slots=True)
class Mover:
    """Swings every market up and down, with some partial fills on the way."""

    twin: Twin
    exchange: str
    random: Random
    held: set[str] = field(default_factory=set)
    """Symbols whose market stands still."""
    pause_s: float = 0.12

    async def run(self) -> None:
        """Move for ever."""
        venue = self.twin.world.venue(self.exchange)
        place, direction = 0, 1
        while True:
            for symbol in SYMBOLS[self.exchange]:
                if symbol in self.held:
                    continue
                rule = venue.symbols[symbol]
                offset = SWING * (2 * place - STEPS) / STEPS
                price = (LEVEL[symbol] * (1 + offset) // rule.tick) * rule.tick
                price += rule.tick * self.random.randint(-3, 3)
                little = (
                    max(rule.step, LEAST_PRINT) * self.random.randint(1, 8)
                    if self.random.random() < 0.3
                    else None
                )
                venue.trade(symbol, price, little)
            place += direction
            if place in {0, STEPS}:
                direction = -direction
            await asyncio.sleep(self.pause_s)
