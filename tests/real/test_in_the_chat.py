"""A person trades in TESTNET from the chat: real ccxt and the exchange twin behind it."""

from contextlib import suppress
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.localchat import LocalChat
from engine.core.types import AccountId, Mode
from engine.errors import NotTraded
from tests.real.conftest import ANNA, HALF_AN_HOUR_IS_A_SECOND, plain_draft, program, resting, started, until
from tests.support.person import Person
from tests.support.wishes import wants_each_fill
from tests.twin import Twin

SYMBOL = "BTCUSDT"
MOST_LOOKS = 5
"""On a machine that is busy with much else an exchange may answer that what it is asked came too late."""


async def trades_and_decides(settings: Settings, twin: Twin, owner: Person, exchange: str) -> None:
    """Look at the account, make a bot, cancel its order by hand, have it placed again, read of its fill."""
    venue = twin.world.venue(exchange)
    venue.trade(SYMBOL, Decimal(95000))

    async def has_order() -> bool:
        return bool(venue.store.open_orders(account="main", symbol=SYMBOL))

    async with program(settings) as app_context:
        await app_context.chat_is_up.wait()
        looks, shown = 0, ""
        while "Key permissions: read, trade" not in shown:
            assert looks < MOST_LOOKS, shown
            await owner.send("/accounts")
            shown = (await owner.reads(f"{exchange} · 🧫 TESTNET", within_seconds=60)).text
            looks += 1

        await owner.send(f"/newbot BTC/USDT {exchange} testnet BUY 0.01 94000 96000")
        await owner.reads("Mode: 🧫 TESTNET", within_seconds=60)
        await owner.tap("Create and start")
        await owner.reads("Created and started.", within_seconds=60)
        await until(has_order)
        await owner.send("/orders")
        orders = await owner.reads("Open orders · 1 order", within_seconds=60)
        assert f"#1 BTC/USDT (🧫 TESTNET, {exchange}): BUY 0.01 BTC @ 94000" in orders.text

        [order] = venue.store.open_orders(account="main", symbol=SYMBOL)
        venue.cancel("main", SYMBOL, order_id=order.order_id)
        paused = await owner.reads("#1 BTC/USDT paused", within_seconds=60)
        assert paused.labels == ["Re-place", "Stop", "Open card"]
        await owner.tap("Re-place", on=paused)
        await owner.reads("Started.", within_seconds=60)
        await until(has_order)
        await wants_each_fill(owner)
        venue.trade(SYMBOL, Decimal(93999))
        fill = await owner.reads(f"BUY 0.01 BTC @ 94000 (🧫 TESTNET, {exchange})", within_seconds=60)
        assert "#1 BTC/USDT" in fill.text


@pytest.mark.slow
async def test_a_person_trades_and_decides(settings: Settings, twin: Twin, owner: Person) -> None:
    await trades_and_decides(settings, twin, owner, "Binance")


class TestAtBybit:
    """One kind of database is enough where only the exchange is another."""

    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        return sqlite_url

    @pytest.mark.slow
    @pytest.mark.parametrize("exchange", ["Bybit", "Bybit F"])
    async def test_a_person_trades_and_decides(
        self, settings: Settings, twin: Twin, owner: Person, exchange: str
    ) -> None:
        await trades_and_decides(settings, twin, owner, exchange)


@pytest.mark.slow
async def test_a_person_hears_of_a_halted_pair_and_of_new_rules(
    settings: Settings, twin: Twin, chat: LocalChat, owner: Person
) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        bot_id = await started(app_context, plain_draft(sell_price=Decimal("96000.05")))
        await resting(app_context, bot_id)
        await app_context.chat_is_up.wait()
        await owner.send("/orders")
        await owner.reads("Open orders · 1 order", within_seconds=60)
        venue.change_symbol(SYMBOL, trading=False)
        halted = await owner.reads("#1 BTC/USDT paused", within_seconds=60)
        assert (
            "trading in BTC/USDT is halted on Binance; tap Re-place once it resumes, or Stop" in halted.text
        )
        assert "TESTNET" in halted.text
        await owner.tap("Re-place", on=halted)
        await owner.reads("Trading in BTC/USDT is halted on Binance.", within_seconds=60)

        venue.change_symbol(SYMBOL, trading=True, tick=Decimal("0.1"))

        async def is_traded() -> bool:
            with suppress(NotTraded):
                return bool(
                    await app_context.service.quote(ANNA, AccountId("Binance", Mode.TESTNET), "BTC/USDT")
                )
            return False

        await until(is_traded)
        await owner.tap("Re-place", on=halted)
        changed = await owner.reads(
            "the sell price 96000.05 does not fit the new price step", within_seconds=60
        )
        assert "Binance has new rules for BTC/USDT (price step 0.01 -> 0.1)" in changed.text
        assert "tap Edit, then Re-place" in changed.text
