"""The report after a restart, with real ccxt and the twin: what was traded meanwhile, told once each."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from bot.keyboards.callbacks import OpenCard
from bot.keyboards.notices import buttons_of
from bot.views.restart import bot_line
from engine.core.types import AccountId, BotId, Mode
from engine.notices import Resumed
from engine.outbox import Owed, ToPerson
from engine.timings import EngineTimings, ServiceTimings
from tests.real.conftest import OWNER, all_told, plain_draft, program, resting, started, until
from tests.support.person import Person
from tests.support.wishes import wants_each_fill
from tests.support.words import EN
from tests.twin import Fault, FaultKind, Twin
from tests.twin.binance import answers

SYMBOL = "BTCUSDT"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


async def with_an_order(settings: Settings, exchange: str = "Binance") -> BotId:
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
    return bot_id


async def reported(app_context: AppContext) -> Resumed:
    """Wait until the report is owed, and return it."""

    async def is_owed() -> bool:
        return any(isinstance(item.notice, Resumed) for item in await waiting(app_context))

    await until(is_owed)
    [found] = [item.notice for item in await waiting(app_context) if isinstance(item.notice, Resumed)]
    return found


async def waiting(app_context: AppContext) -> Sequence[Owed]:
    return await app_context.outbox.waiting(ToPerson(OWNER), 100)


@pytest.mark.slow
@pytest.mark.parametrize("exchange", ["Binance", "Bybit F"])
async def test_two_fills_while_away_are_told_once_each_and_counted_once(
    settings: Settings, twin: Twin, owner: Person, exchange: str, database_url: str
) -> None:
    await with_an_order(settings, exchange)
    venue = twin.world.venue(exchange)
    for part in ("0.004", "0.006"):
        venue.trade(SYMBOL, Decimal(93999), Decimal(part))
    async with program(settings) as app_context:
        await app_context.chat_is_up.wait()
        await owner.send("/help")  # whoever has never written cannot be written to
        report = await owner.reads("I restarted")
        await wants_each_fill(owner)
        await all_told(database_url)
        await owner.catch_up()
        texts = [seen.text for seen in owner.messages if seen.by_bot]
    for quantity in ("0.004", "0.006"):
        line = f"BUY {quantity} BTC @ 94000 (🧫 TESTNET, {exchange})"
        assert sum(text.count(line) for text in texts) == 1
    assert sum("I restarted" in text for text in texts) == 1
    assert "#1 BTC/USDT (TESTNET): SELL 0.0" in report.text
    assert "BTC @ 96000 is open; 2 fills meanwhile, the last at" in report.text
    assert "2 fills meanwhile: see /notices." in report.text


@pytest.mark.slow
async def test_an_order_cancelled_while_away_is_a_decision_in_the_report(
    settings: Settings, twin: Twin
) -> None:
    bot_id = await with_an_order(settings)
    venue = twin.world.venue("Binance")
    [order] = venue.store.open_orders(account="main", symbol=SYMBOL)
    venue.cancel("main", SYMBOL, order_id=order.order_id, cancel_client_id="web")
    async with program(settings) as app_context:
        report = await reported(app_context)
    assert [bot_line(EN, one) for one in report.held_back] == [
        "#1 BTC/USDT (TESTNET): the order was cancelled on the exchange"
    ]
    [[card]] = buttons_of(EN, report)
    assert OpenCard.unpack(card.callback_data or "").bot == bot_id


@pytest.mark.slow
async def test_an_exchange_that_is_down_is_named_and_trading_waits_for_nothing(
    settings: Settings, twin: Twin
) -> None:
    soon = EngineTimings(service=ServiceTimings(restart_report_within=timedelta(seconds=3)))
    await with_an_order(settings)
    down = answers.error(-1000, "Service Unavailable.", status=503)
    twin.world.faults.add(Fault(FaultKind.ANSWER, answer=down, takes=False, times=None, venue="Binance"))
    async with program(settings, soon) as app_context:
        await resting(app_context, await started(app_context, plain_draft(exchange="Bybit"), "meanwhile"))
        report = await reported(app_context)
    assert report.silent == (AccountId("Binance", Mode.TESTNET),)
    assert [bot_line(EN, one) for one in report.bots] == [
        "#1 BTC/USDT (TESTNET): BUY 0.01 BTC @ 94000 is open"
    ]


@pytest.mark.slow
async def test_a_pair_that_is_gone_does_not_make_its_exchange_a_silent_one(
    settings: Settings, twin: Twin
) -> None:
    soon = EngineTimings(service=ServiceTimings(restart_report_within=timedelta(seconds=5)))
    async with program(settings, soon) as app_context:
        await resting(app_context, await started(app_context, plain_draft("ETH/USDT")))
    twin.world.venue("Binance").delist("ETHUSDT")
    async with program(settings, soon) as app_context:
        assert (await reported(app_context)).silent == ()
