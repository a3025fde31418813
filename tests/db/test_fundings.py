"""Payments of funding in the books: each once, with who held the position, in the results of its day."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.chat_models import OutboxRow
from db.models import ActivityLog, FundingRow, Trade
from db.store import Store
from engine.core.events import (
    CoinPriced,
    Edit,
    FeeDiffers,
    FundingCharged,
    OrderCanceled,
    OrderFilled,
    Start,
    Stop,
)
from engine.core.machine import step
from engine.core.reasons.accounts import AboveLimit
from engine.core.types import (
    AccountId,
    BotConfig,
    CoinAmount,
    Fee,
    Fill,
    Funding,
    FundingId,
    Mode,
    Side,
    StopForm,
    TradeId,
    rest_of,
)
from engine.errors import FillAlreadyBooked
from engine.risk.engine import RiskEngine, RiskLimits
from engine.risk.funds import Wallet
from tests.db.ledgers import Books
from tests.db.trading import CONFIG, DAY, MARKET, NOW, OWNER, Trader, count, fill_of, make_trader

PERPETUAL = replace(MARKET, venue="Binance F", derivative=True)
LIVE = replace(CONFIG, exchange="Binance F", mode=Mode.LIVE, infinite_loop=False)
ACCOUNT = AccountId("Binance F", Mode.LIVE)
BTC = "BTC/USDT"
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MUCH = {"USDT": Decimal(10**6)}


def charged(at: datetime, amount: str = "-6", name: str = "f1") -> FundingCharged:
    funding = Funding(funding_id=FundingId(name), amount=Decimal(amount), charged_at=at)
    return FundingCharged(at=at + SECOND, funding=funding)


async def in_position(trader: Trader) -> Trader:
    await trader.start()
    await trader.accept()
    await trader.fill()
    await trader.accept()
    return trader


@pytest.fixture
async def holder(books: Books) -> Trader:
    return await in_position(await books.make(config=LIVE, market=PERPETUAL))


async def test_a_payment_is_booked_once(books: Books, holder: Trader) -> None:
    assert await books.history.newest_funding_at(ACCOUNT, BTC) is None
    before = holder.state
    await holder.take(charged(NOW + HOUR))
    assert await books.history.funding_booked(ACCOUNT, BTC, FundingId("f1")) == -6
    assert await books.history.funding_booked(ACCOUNT, BTC, FundingId("f")) is None
    assert await books.history.funding_booked(ACCOUNT, "ETH/USDT", FundingId("f1")) is None
    assert await books.history.newest_funding_at(ACCOUNT, BTC) == NOW + HOUR
    assert await books.history.newest_funding_at(ACCOUNT, "ETH/USDT") is None
    assert await books.history.newest_funding_at(replace(ACCOUNT, mode=Mode.TESTNET), BTC) is None
    booked = holder.state
    with pytest.raises(FillAlreadyBooked):
        await holder.take(charged(NOW + HOUR))
    await holder.take(charged(NOW + 2 * HOUR, "1", "f2"))
    figures = [state.funding for state in (before, booked, holder.state)]
    assert figures == [0, -6, -5]


async def test_who_held_a_position_when(books: Books, holder: Trader) -> None:
    bought_at = NOW
    holder.later(hours=2)
    await holder.fill()
    held = (holder.bot_id, Decimal("0.01"))
    at = books.history.holder_at
    assert await at(ACCOUNT, BTC, bought_at) is None
    assert await at(ACCOUNT, BTC, bought_at + SECOND) == held
    assert await at(ACCOUNT, BTC, bought_at + 2 * HOUR) == held  # the exit came in that moment
    assert await at(ACCOUNT, BTC, bought_at + 2 * HOUR + SECOND) is None
    assert await at(ACCOUNT, "ETH/USDT", bought_at + SECOND) is None
    assert await at(replace(ACCOUNT, label="second"), BTC, bought_at + SECOND) is None


async def test_a_payment_is_booked_with_its_rest(books: Books, holder: Trader) -> None:
    await holder.take(charged(NOW + HOUR))
    await holder.take(charged(NOW + HOUR, "-1.5", rest_of(FundingId("f1"), Decimal("0.01"))))
    assert await books.history.funding_booked(ACCOUNT, BTC, FundingId("f1")) == Decimal("-7.5")


async def test_who_held_a_position_is_found_without_reading_all_trades(store: Store) -> None:
    trader = await make_trader(store, config=replace(LIVE, infinite_loop=True), market=PERPETUAL)
    await trader.start()
    await trader.accept()
    for _ in range(21):
        trader.later(seconds=10)
        await trader.fill()
        await trader.accept()
    asked_for = trader.now + SECOND
    trader.later(seconds=10)
    await trader.fill()
    questions: list[tuple[str, Any]] = []

    def note(_c: object, _u: object, statement: str, parameters: Any, *_: object) -> None:  # noqa: ANN401 - SQLAlchemy's
        if "SELECT" in statement:
            questions.append((statement, parameters))

    async with store.database.read() as session:
        engine = session.bind
    assert isinstance(engine, AsyncEngine)
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    held = await store.fill_history.holder_at(ACCOUNT, BTC, asked_for)
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert held == (trader.bot_id, Decimal("0.01"))
    async with engine.connect() as connection:
        rows = [len((await connection.exec_driver_sql(*question)).all()) for question in questions]
    assert sum(rows) <= 3


async def test_partial_fills_add_up_and_the_next_bot_holds_its_own(books: Books, holder: Trader) -> None:
    await holder.fill()
    other = await books.make(config=LIVE, market=PERPETUAL)
    other.now = NOW + HOUR
    await other.start()
    await other.accept()
    for name, amount in (("p1", "0.004"), ("p2", "0.001")):
        other.later(seconds=1)
        fill = fill_of(other.order, name, quantity=Decimal(amount), at=other.now)
        await other.take(OrderFilled(at=other.now, client_order_id=other.order.client_order_id, fill=fill))
    assert await books.history.holder_at(ACCOUNT, BTC, other.now) == (other.bot_id, Decimal("0.004"))
    assert await books.history.holder_at(ACCOUNT, BTC, other.now + SECOND) == (other.bot_id, Decimal("0.005"))


async def test_two_bots_may_hold_the_opposite_of_each_other(books: Books, holder: Trader) -> None:
    other = await books.make(config=replace(LIVE, first_order=Side.SELL), market=PERPETUAL)
    other.now = NOW + HOUR
    await in_position(other)
    held_at, after = books.history.held_at, NOW + 2 * HOUR
    both = {holder.bot_id: Decimal("0.01"), other.bot_id: Decimal("-0.01")}
    assert await held_at(ACCOUNT, BTC, after) == both
    assert await held_at(ACCOUNT, BTC, NOW + SECOND) == {holder.bot_id: Decimal("0.01")}
    assert await held_at(ACCOUNT, "ETH/USDT", after) == {}
    assert await books.history.holder_at(ACCOUNT, BTC, after) == (other.bot_id, Decimal("-0.01"))


async def test_fills_that_were_booked_in_another_order_are_held_all_the_same(books: Books) -> None:
    """A bot that fell is told an older fill after a newer one: the older one closes its cycle."""
    config = replace(LIVE, infinite_loop=True)
    trader = await in_position(await books.make(config=config, market=PERPETUAL))
    exits = trader.order
    for name, amount, after in (("x2", "0.004", 2), ("x1", "0.006", 1)):
        at = NOW + after * SECOND
        fill = fill_of(exits, name, quantity=Decimal(amount), at=at)
        await trader.take(OrderFilled(at=at, client_order_id=exits.client_order_id, fill=fill))
    holder_at = books.history.holder_at
    assert await holder_at(ACCOUNT, BTC, NOW + 2 * SECOND) == (trader.bot_id, Decimal("0.004"))
    assert await holder_at(ACCOUNT, BTC, NOW + 3 * SECOND) is None
    await trader.accept()
    trader.now = NOW + HOUR
    await trader.fill()
    assert await holder_at(ACCOUNT, BTC, NOW + 2 * HOUR) == (trader.bot_id, Decimal("0.01"))


async def test_one_of_the_present_cycle_is_logged_and_one_of_a_closed_cycle_is_told(store: Store) -> None:
    trader = await in_position(await make_trader(store, config=LIVE, market=PERPETUAL))
    lines, notices = await count(store, ActivityLog), await count(store, OutboxRow)
    await trader.take(charged(NOW + HOUR))
    assert (await count(store, ActivityLog), await count(store, OutboxRow)) == (lines + 1, notices)
    trader.later(hours=2)
    await trader.fill()
    lines, notices = await count(store, ActivityLog), await count(store, OutboxRow)
    await trader.take(charged(NOW + HOUR, name="f2"))
    assert (await count(store, ActivityLog), await count(store, OutboxRow)) == (lines + 1, notices + 1)
    assert await count(store, FundingRow) == 2
    [figures] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
    assert figures.total.result == trader.state.pnl


async def test_what_comes_after_its_cycle_counts_against_the_loss_of_its_day(store: Store) -> None:
    """Before a restart and after it."""
    trader = await in_position(await make_trader(store, config=LIVE, market=PERPETUAL))
    trader.later(hours=2)
    await trader.fill()
    won = trader.state.pnl
    limits = RiskLimits(live_trading=True, order_value=MUCH, exposure=MUCH, daily_loss={"USDT": Decimal(5)})
    now = trader.now
    wallet = Wallet(asked_at=now, answered_at=now, coins=MUCH)

    async def risk() -> RiskEngine:
        engine = RiskEngine(limits, lambda *_: wallet)
        engine.know_results(now.date(), await store.ledger.results_of(now.date()))
        return engine

    running = await risk()
    first = step(trader.state, Start(at=now))
    assert running.claim(first) is None
    outcome = await trader.take(charged(NOW + HOUR, "-20"))
    running.claim(outcome)
    running.note(outcome)
    why = [engine.claim(step(trader.state, Start(at=now))) for engine in (running, await risk())]
    assert [one.value for one in why if isinstance(one, AboveLimit)] == [20 - won] * 2


async def test_a_fee_that_is_valued_later_changes_the_figures(store: Store) -> None:
    trader = await make_trader(store, config=LIVE, market=PERPETUAL)
    await trader.start()
    await trader.accept()
    open_fee = Fee(
        amount=Decimal("0.01"),
        coin="XYZ",
        value=Decimal(0),
        unvalued=(CoinAmount(amount=Decimal("0.01"), coin="XYZ"),),
    )
    fill = replace(fill_of(trader.order, "x1"), fee=open_fee, trade_id=TradeId("x1"))
    await trader.take(OrderFilled(at=NOW, client_order_id=trader.order.client_order_id, fill=fill))
    await trader.accept()
    await trader.fill()
    [before] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
    await trader.take(CoinPriced(at=NOW, coin="XYZ", price=Decimal(50)))
    [after] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
    assert (after.total.result - before.total.result, after.total.fees - before.total.fees) == (
        Decimal("-0.5"),
        Decimal("0.5"),
    )
    assert after.total.result == trader.state.pnl


async def commissions(store: Store) -> list[Decimal]:
    async with store.database.read() as session:
        return list(await session.scalars(select(Trade.commission).order_by(Trade.id)))


async def test_a_fee_in_two_coins_is_valued_by_both_prices(store: Store) -> None:
    trader = await make_trader(store, config=LIVE, market=PERPETUAL)
    await trader.start()
    await trader.accept()
    open_parts = tuple(
        CoinAmount(amount=Decimal(taken), coin=coin) for taken, coin in ((2, "XYZ"), (3, "ABC"))
    )
    fee = Fee(amount=Decimal("0.1"), coin="USDT", value=Decimal("0.1"), unvalued=open_parts)
    fill = replace(fill_of(trader.order, "two"), fee=fee)
    await trader.take(OrderFilled(at=NOW, client_order_id=trader.order.client_order_id, fill=fill))
    for coin, worth in (("XYZ", "1.1"), ("ABC", "2.6"), ("ABC", "2.6")):
        await trader.take(CoinPriced(at=NOW, coin=coin, price=Decimal("0.5")))
        assert await commissions(store) == [Decimal(worth)]


async def test_the_row_of_a_fill_gets_the_value_of_its_fee_with_it(store: Store) -> None:
    """Also where only a part of the fee was open, and of two bots only the one that is told of the price."""
    other, trader = [await make_trader(store, config=LIVE, market=PERPETUAL) for _ in range(2)]

    def open_part(taken: str) -> tuple[CoinAmount, ...]:
        return (CoinAmount(amount=Decimal(taken), coin="XYZ"),)

    for each, taken in ((other, "2"), (trader, "3")):
        await each.start()
        await each.accept()
        tax = Fee(amount=Decimal("0.1"), coin="USDT", value=Decimal("0.1"), unvalued=open_part(taken))
        fill = replace(fill_of(each.order, f"a{taken}"), fee=tax)
        await each.take(OrderFilled(at=NOW, client_order_id=each.order.client_order_id, fill=fill))
    whole = Fee(amount=Decimal(4), coin="XYZ", value=Decimal(0), unvalued=open_part("4"))
    await trader.accept()
    fill = replace(fill_of(trader.order, "b"), fee=whole)
    await trader.take(OrderFilled(at=NOW, client_order_id=trader.order.client_order_id, fill=fill))
    assert await commissions(store) == [Decimal("0.1"), Decimal("0.1"), 0]
    await trader.take(CoinPriced(at=NOW, coin="XYZ", price=Decimal("0.5")))
    assert await commissions(store) == [Decimal("0.1"), Decimal("1.6"), 2]
    [figures] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
    assert figures.total.fees == sum(await commissions(store))
    await other.take(CoinPriced(at=NOW, coin="XYZ", price=Decimal(1)))
    assert await commissions(store) == [Decimal("2.1"), Decimal("1.6"), 2]


def differs(fill: Fill, fee: Fee, of: BotConfig = LIVE) -> FeeDiffers:
    return FeeDiffers(at=NOW, fill=fill, fee=fee, account_id=of.account_id, symbol=of.ticker)


@pytest.mark.parametrize("closed", [False, True])
async def test_a_fee_that_is_corrected_changes_the_figures_and_its_row(store: Store, *, closed: bool) -> None:
    trader = await make_trader(store, config=LIVE, market=PERPETUAL)
    await trader.start()
    [first] = (await trader.fill("x1")).fills
    if closed:
        await trader.fill("x2")
    [before] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
    right = Fee(amount=Decimal(2), coin="USDT", value=Decimal(2))
    outcome = await trader.take(differs(first.fill, right))
    [after] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
    more = right.value - first.fill.fee.value
    assert after.total.fees - before.total.fees == more
    assert after.total.result - before.total.result == (-more if closed else 0)
    assert after.total.result == trader.state.pnl
    assert (await commissions(store))[0] == right.value
    assert len(outcome.told) == closed
    if not closed:
        await trader.fill("x2")
        [figures] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
        assert (figures.total.result, figures.total.fees) == (trader.state.pnl, sum(await commissions(store)))


async def test_a_fee_that_is_corrected_before_it_has_a_value_gets_it_later(store: Store) -> None:
    trader = await make_trader(store, config=LIVE, market=PERPETUAL)
    await trader.start()

    def in_xyz(amount: str) -> Fee:
        part = CoinAmount(amount=Decimal(amount), coin="XYZ")
        return Fee(amount=part.amount, coin="XYZ", value=Decimal(0), unvalued=(part,))

    fill = replace(fill_of(trader.order, "x1"), fee=in_xyz("1"))
    await trader.take(OrderFilled(at=NOW, client_order_id=trader.order.client_order_id, fill=fill))
    await trader.take(differs(fill, in_xyz("3")))
    await trader.take(CoinPriced(at=NOW, coin="XYZ", price=Decimal("0.5")))
    assert (await commissions(store), trader.state.fees) == ([Decimal("1.5")], Decimal("1.5"))
    found = await store.fill_history.booked_fill(LIVE.account_id, LIVE.ticker, TradeId("x1"), Side.BUY)
    assert found is not None
    assert found[1].fee == Fee(amount=Decimal(3), coin="XYZ", value=Decimal("1.5"))


@pytest.mark.parametrize("mode", [Mode.LIVE, Mode.TESTNET])
async def test_a_fee_of_before_a_change_of_account_is_corrected_in_its_row_and_the_figures_of_then(
    store: Store, mode: Mode
) -> None:
    trader = await make_trader(store, config=LIVE, market=PERPETUAL)
    await trader.start()
    first, fill = trader.order, fill_of(trader.order, "x1")
    await trader.take(OrderCanceled(at=NOW, client_order_id=first.client_order_id, reported=Decimal(0)))
    await trader.take(Stop(at=NOW, form=StopForm.STOP))
    config = replace(LIVE, mode=mode, account="second")
    await trader.take(Edit(at=NOW, config=config, market=PERPETUAL))
    await trader.take(OrderFilled(at=NOW, client_order_id=first.client_order_id, fill=fill))
    right = Fee(amount=Decimal(2), coin="USDT", value=Decimal(2))
    await trader.take(differs(fill, right))
    assert await commissions(store) == [right.value]
    [figures] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
    assert (figures.total.fees, figures.total.result) == (right.value, Decimal(0))
    assert trader.state.fees == (right.value if mode is Mode.LIVE else 0)
