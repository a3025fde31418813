"""A person trades in TESTNET from the chat: real ccxt and the exchange twin behind it."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from bot.config import Settings
from bot.localchat import LocalChat
from bot.localchat.model import Person as Somebody
from tests.person import Person
from tests.real.conftest import OWNER, program, until
from tests.twin import Twin

SYMBOL = "BTCUSDT"


@pytest.fixture
async def owner(chat: LocalChat) -> AsyncIterator[Person]:
    chat.world.add_person(Somebody(OWNER, "Ann"), started=True)
    async with Person(chat.page_url, OWNER) as person:
        yield person


@pytest.mark.slow
async def test_a_person_trades_and_decides(
    settings: Settings, twin: Twin, chat: LocalChat, owner: Person
) -> None:
    venue = twin.world.venue("Binance")
    venue.trade(SYMBOL, Decimal(95000))

    async def has_order() -> bool:
        return bool(venue.store.open_orders(account="main", symbol=SYMBOL))

    async with program(settings) as house:
        await house.chat_is_up.wait()
        await owner.send("/accounts")
        accounts = await owner.reads("Binance · 🧫 TESTNET", within_seconds=30)
        assert "The key may: read, trade" in accounts.text

        await owner.send("/newbot BTC/USDT Binance testnet BUY 0.01 94000 96000")
        await owner.reads("Mode: 🧫 TESTNET", within_seconds=30)
        await owner.tap("Create and start")
        await owner.reads("Made and started.", within_seconds=30)
        await until(has_order)
        await owner.send("/orders")
        orders = await owner.reads("Open orders · 1 order", within_seconds=30)
        assert "#1 BTC/USDT (🧫 TESTNET, Binance): BUY 0.01 BTC @ 94000" in orders.text

        [order] = venue.store.open_orders(account="main", symbol=SYMBOL)
        venue.cancel("main", SYMBOL, order_id=order.order_id)
        paused = await owner.reads("#1 BTC/USDT paused", within_seconds=45)
        assert paused.labels == ["Re-place", "Stop", "Open card"]
        await owner.tap("Re-place", on=paused)
        await owner.reads("Started.", within_seconds=30)
        await until(has_order)
        venue.trade(SYMBOL, Decimal(93999))
        fill = await owner.reads("BUY 0.01 BTC @ 94000 (🧫 TESTNET, Binance)", within_seconds=45)
        assert "#1 BTC/USDT" in fill.text
