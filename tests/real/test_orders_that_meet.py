"""Two bots of one account whose orders meet at the exchange, through the whole program."""

from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import OrderEnded, Plain
from engine.core.types import BotId, Side, Status
from tests.acceptance import acceptance
from tests.kills.books import booked_fills
from tests.kills.judge import Judge
from tests.real.conftest import (
    ANNA,
    all_told,
    greet,
    paused,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.support.person import Person
from tests.support.wishes import wants_each_fill
from tests.twin import Operation, Twin
from tests.twin.asking import sell
from tests.twin.core.rules import SelfTrade

SYMBOL = "BTCUSDT"
PRICE = Decimal(94000)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


async def test_a_part_that_is_taken_from_an_order_for_meeting_its_own_account_is_not_waited_for(
    settings: Settings, twin: Twin, database_url: str, owner: Person
) -> None:
    """Binance calls it filled all the same, once the rest has traded."""
    venue = twin.world.venue("Binance")
    venue.rules.self_trade = SelfTrade.TAKES_FROM_BOTH
    async with program(settings) as app_context:
        await greet(app_context, owner)
        await wants_each_fill(owner)
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id)
        venue.quote(SYMBOL, PRICE - 1, PRICE + 1)
        venue.place(sell("94000", "0.004", name="web_1"))
        venue.trade(SYMBOL, PRICE - 1)
        why = await paused(app_context, bot_id)
        assert why == OrderEnded(why=Plain(Cause.MADE_SMALLER))
        assert (await state_of(app_context, bot_id)).leg_filled == Decimal("0.006")
        venue.trade(SYMBOL, PRICE + 100)
        await app_context.service.start(ANNA, bot_id, None)  # Re-place
        order = await resting(app_context, bot_id)
        assert (order.side, order.quantity) == (Side.BUY, Decimal("0.004"))
        venue.trade(SYMBOL, PRICE - 1)
        await resting(app_context, bot_id, Side.SELL)
        await owner.reads("the exchange reduced its quantity")
        await all_told(database_url)
        await owner.catch_up()
    booked = [(side, quantity) for side, quantity, _, _ in await booked_fills(database_url)]
    assert booked == [(Side.BUY, Decimal("0.006")), (Side.BUY, Decimal("0.004"))]


async def meet(app_context: AppContext, twin: Twin, exchange: str) -> tuple[BotId, BotId]:
    """Have one bot's order rest, and another's come that wants to sell at the same price."""
    buyer = await started(app_context, plain_draft(exchange=exchange), "buyer")
    await resting(app_context, buyer)
    twin.world.venue(exchange).quote(SYMBOL, PRICE - 1, PRICE + 1)
    seller = plain_draft(exchange=exchange, first_order=Side.SELL, buy_price=Decimal(92000), sell_price=PRICE)
    return buyer, await started(app_context, seller, "seller")


@acceptance(23)
async def test_both_sides_of_a_trade_with_oneself_are_booked_and_told_once_each(
    settings: Settings, twin: Twin, database_url: str, owner: Person, exchange: str
) -> None:
    """An exchange that lets them trade calls both sides of the trade by one id."""
    twin.world.venue(exchange).rules.self_trade = SelfTrade.HAPPENS
    async with program(settings) as app_context:
        await greet(app_context, owner)
        await wants_each_fill(owner)
        buyer, seller = await meet(app_context, twin, exchange)
        await resting(app_context, buyer, Side.SELL)
        await resting(app_context, seller, Side.BUY)
        await all_told(database_url)
        await owner.catch_up()
    before = len(twin.world.requests)

    async def read_again() -> bool:
        return any(one.operation is Operation.TRADES for one in list(twin.world.requests)[before:])

    async with program(settings) as app_context:
        await until(read_again)
        await all_told(database_url)
    filled = twin.world.journal.read("order_filled", account="main")
    assert len(filled) == 2
    assert len({entry.facts["trade_id"] for entry in filled}) == 1
    booked = [(side, quantity) for side, quantity, _, _ in await booked_fills(database_url)]
    assert sorted(booked) == [(Side.BUY, Decimal("0.01")), (Side.SELL, Decimal("0.01"))]
    assert await Judge(twin, database_url).complaints(owner.messages) == []


@pytest.mark.parametrize(
    ("exchange", "rule"),
    [("Binance", SelfTrade.ENDS_MAKER), ("Bybit", SelfTrade.ENDS_TAKER)],
    ids=["Binance", "Bybit where its site demands it"],
)
async def test_where_the_exchange_ends_one_of_them_its_bot_pauses_and_says_why(
    settings: Settings, twin: Twin, database_url: str, owner: Person, exchange: str, rule: SelfTrade
) -> None:
    venue = twin.world.venue(exchange)
    venue.rules.self_trade = rule
    async with program(settings) as app_context:
        await greet(app_context, owner)
        await wants_each_fill(owner)
        buyer, seller = await meet(app_context, twin, exchange)
        ended, other = (buyer, seller) if rule is SelfTrade.ENDS_MAKER else (seller, buyer)
        why = await paused(app_context, ended)
        assert isinstance(why, OrderEnded)
        assert isinstance(why.why, ExchangeCode)
        assert why.why.cause is Cause.SELF_TRADE
        order = await resting(app_context, other)
        assert (await state_of(app_context, other)).status is Status.ACTIVE
        venue.trade(SYMBOL, PRICE + 1 if order.side is Side.SELL else PRICE - 1)
        await resting(app_context, other, order.side.other)
        venue.quote(SYMBOL, PRICE - 1, PRICE + 1)
        await app_context.service.start(ANNA, ended, None)  # Re-place
        order = await resting(app_context, ended)
        venue.trade(SYMBOL, PRICE + 1 if order.side is Side.SELL else PRICE - 1)
        await resting(app_context, ended, order.side.other)
        await owner.reads("it would have traded against another order of this account")
        await all_told(database_url)
        await owner.catch_up()
    assert len(twin.world.journal.read("order_filled", account="main")) == 2
    assert await Judge(twin, database_url).complaints(owner.messages) == []
