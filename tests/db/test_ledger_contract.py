"""What every ledger promises, in memory and on both databases: each step whole, once, or not at all."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from engine.bots.early import beside, unworked
from engine.core.events import Edit, FeeDiffers, LateFilled, OrderCanceled, OrderFilled, PriceSeen, Stop
from engine.core.machine import step
from engine.core.orders import ForeseenOrder, Order, amend
from engine.core.state import Outcome
from engine.core.types import (
    AccountId,
    BotId,
    ClientOrderId,
    CoinAmount,
    Fee,
    Fill,
    Leg,
    Mode,
    Side,
    Status,
    StopForm,
    TradeId,
)
from engine.errors import BotNotFound, FillAlreadyBooked, OrderTaken, StateOutdated, StorageUnavailable
from engine.ports import TakenStep
from tests.db.ledgers import Books
from tests.db.trading import CONFIG, MARKET, NOW, Trader, fill_of

ACCOUNT = CONFIG.account_id


async def is_stored(books: Books, trader: Trader) -> bool:
    """Say whether what is stored is what the trader has."""
    stored = await books.ledger.load(trader.bot_id)
    return stored is not None and (stored.state, stored.feed_offset) == (trader.state, trader.feed_offset)


def filling(trader: Trader, trade_id: str) -> Outcome:
    """Return the step that fills the trader's order, not committed."""
    order = trader.order
    return step(
        trader.state,
        OrderFilled(at=NOW, client_order_id=order.client_order_id, fill=fill_of(order, trade_id)),
    )


async def test_a_step_is_read_as_it_was_committed(books: Books) -> None:
    trader = await books.make()
    assert await is_stored(books, trader)
    await trader.start()
    await trader.accept()
    trader.feed_offset = 41
    await trader.fill("t1")
    assert await is_stored(books, trader)
    assert await books.ledger.load(BotId(uuid4())) is None


async def test_a_step_that_moves_only_a_trail_is_read_again_too(books: Books) -> None:
    trader = await books.make(config=replace(CONFIG, trailing_percent=Decimal("0.5")))
    await trader.start()
    trader.feed_offset = 12
    await trader.take(PriceSeen(at=NOW, price=Decimal(59990)))
    assert trader.state.trail is not None
    assert await is_stored(books, trader)


# --- steps that follow one another -----------------------------------------------------------------------


def steps_of(trader: Trader, *trade_ids: str) -> list[TakenStep]:
    """Return a step for each fill of the trader's order at the time, which it takes and does not commit."""
    steps = []
    for place, trade_id in enumerate(trade_ids):
        outcome = filling(trader, trade_id)
        trader.state, trader.feed_offset = outcome.state, place
        steps.append(TakenStep(outcome, place, NOW))
    return steps


async def test_steps_that_follow_one_another_are_stored_as_one_by_one(books: Books) -> None:
    together, apart = await books.make(), await books.make()
    await together.start()
    await apart.start()
    await books.ledger.commit_all(steps_of(together, "t1", "t2", "t3"))
    for name in ("a1", "a2", "a3"):
        await apart.fill(name)
    assert await is_stored(books, together)
    assert (together.state.cycles, together.state.pnl) == (apart.state.cycles, apart.state.pnl)
    for name, side in (("t1", Side.BUY), ("t2", Side.SELL), ("t3", Side.BUY)):
        assert await books.history.is_booked(ACCOUNT, MARKET.symbol, TradeId(name), side)
    await together.fill("t4")
    assert await is_stored(books, together)


async def test_of_steps_with_one_that_cannot_be_none_after_it_is_stored(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    await trader.fill("t1")
    before = trader.state
    steps = steps_of(trader, "t2", "t1", "t3")
    with pytest.raises(FillAlreadyBooked):
        await books.ledger.commit_all(steps)
    stored = await books.ledger.load(trader.bot_id)
    assert stored is not None
    assert stored.state in {before, steps[0].outcome.state}
    assert not await books.history.is_booked(ACCOUNT, MARKET.symbol, TradeId("t3"), Side.SELL)


async def test_steps_whose_answer_was_lost_are_stored_once(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    steps = steps_of(trader, "t1", "t2")
    books.fail_next(after=True)
    with pytest.raises(StorageUnavailable):
        await books.ledger.commit_all(steps)
    with suppress(StateOutdated, FillAlreadyBooked):
        await books.ledger.commit_all(steps)
    stored = await books.ledger.load(trader.bot_id)
    assert stored is not None
    assert stored.state == trader.state


# --- orders ---------------------------------------------------------------------------------------------


async def test_an_order_is_found_again_as_it_was(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    await trader.accept()
    entry = trader.order
    name = entry.client_order_id
    part = fill_of(entry, "part", quantity=Decimal("0.004"))
    await trader.take(OrderFilled(at=NOW, client_order_id=name, fill=part))
    assert trader.order.trade_ids == {"part"}
    assert await books.ledger.find_order(trader.bot_id, name) == trader.order
    rest = fill_of(entry, "rest", quantity=Decimal("0.006"))
    await trader.take(OrderFilled(at=NOW, client_order_id=name, fill=rest))
    assert trader.order.client_order_id != name
    found = await books.ledger.find_order(trader.bot_id, name)
    assert found is not None
    assert found.filled == Decimal("0.01")
    assert found.trade_ids == {"part", "rest"}
    assert await books.ledger.find_order(BotId(uuid4()), name) is None
    assert await books.ledger.find_order(trader.bot_id, ClientOrderId("unheard")) is None


async def test_a_bot_may_have_several_orders_of_one_leg_that_it_does_not_work(books: Books) -> None:
    """Each crash while one is sent early may leave one. In the next cycle they bear the same numbers."""
    trader = await books.make()
    await trader.start()
    state, stored = trader.state, list[Order]()
    for cycle, attempt in ((1, 2), (1, 3), (2, 2)):
        name = state.naming.name(cycle=cycle, leg=Leg.EXIT, attempt=attempt)
        foreseen = ForeseenOrder(
            client_order_id=name, side=Side.SELL, price=Decimal(61000), quantity=Decimal("0.01"), since=NOW
        )
        stored.append(unworked(state, foreseen))
        outcome = beside(Outcome(state=state), stored[-1])
        await books.ledger.commit(outcome, None, NOW)
        state = outcome.state
    found = [await books.ledger.find_order(trader.bot_id, order.client_order_id) for order in stored]
    assert found == stored
    assert all(order.attempt < trader.order.attempt for order in stored)


async def test_an_order_may_be_changed_at_the_exchange(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    order = amend(trader.order, Decimal("59000.5"), Decimal(2))
    await books.ledger.commit(Outcome(state=replace(trader.state, order=order), orders=(order,)), None, NOW)
    found = await books.ledger.find_order(trader.bot_id, order.client_order_id)
    assert found is not None
    assert (found.price, found.quantity) == (Decimal("59000.5"), Decimal(2))
    stored = await books.ledger.load(trader.bot_id)
    assert stored is not None
    assert stored.state.order == order


async def test_an_order_never_turns_into_another(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    order = replace(trader.order, side=Side.SELL)
    with pytest.raises(StateOutdated, match="another one on disk"):
        await books.ledger.commit(Outcome(state=trader.state, orders=(order,)), None, NOW)
    assert await books.ledger.find_order(trader.bot_id, order.client_order_id) == trader.order
    assert await is_stored(books, trader)


async def test_an_order_of_another_bot_is_not_taken(books: Books) -> None:
    first, second = await books.make(), await books.make()
    await first.start()
    changed = replace(second.state, cycle=9)
    with pytest.raises(OrderTaken):
        await books.ledger.commit(Outcome(state=changed, orders=(first.order,)), None, NOW)
    assert await books.ledger.find_order(first.bot_id, first.order.client_order_id) == first.order
    assert await is_stored(books, second)


async def test_those_with_something_to_do_are_found_among_all(books: Books) -> None:
    stopped, active, order_pending = [await books.make() for _ in range(3)]
    await active.start()
    await order_pending.start()
    await order_pending.accept()
    await order_pending.take(
        OrderCanceled(at=NOW, client_order_id=order_pending.order.client_order_id, reported=Decimal("0.01"))
    )
    waits_for_fills = replace(order_pending.state, status=Status.STOPPED)
    await books.ledger.commit(Outcome(state=waits_for_fills), None, NOW)
    # It was stopped before anybody has asked for an order that may have been sent before a crash.
    asks = await books.make()
    foreseen = ForeseenOrder.of(order_pending.order)
    await books.ledger.commit(Outcome(state=replace(asks.state, foreseen=foreseen)), None, NOW)
    found = {bot.state.bot_id: bot.at_work for bot in await books.ledger.load_all()}
    assert list(found) == [one.bot_id for one in (stopped, active, order_pending, asks)]
    assert list(found.values()) == [False, True, True, True]


# --- fills ----------------------------------------------------------------------------------------------


async def test_a_fill_is_booked_once_and_the_second_leaves_nothing(books: Books) -> None:
    first, second = await books.make(), await books.make()
    await first.start()
    await second.start()
    await first.fill("same")
    with pytest.raises(FillAlreadyBooked):
        await second.fill("same")
    assert await is_stored(books, second)
    await second.fill("another")


async def test_a_trade_id_counts_per_account_and_symbol(books: Books) -> None:
    for changed in ({}, {"exchange": "Bybit"}, {"ticker": "ETH/USDT"}, {"mode": Mode.TESTNET}):
        trader = await books.make(config=replace(CONFIG, **changed))
        await trader.start()
        await trader.fill("same")
        assert await books.history.is_booked(
            trader.state.config.account_id, "BTC/USDT", TradeId("same"), Side.BUY
        )


async def test_a_refused_commit_does_not_hurt_those_beside_it(books: Books) -> None:
    traders = [await books.make() for _ in range(4)]
    for trader in traders:
        await trader.start()
    await traders[0].fill("taken")
    names = ["taken", "a", "b"]
    answers = await asyncio.gather(
        *(trader.fill(name) for trader, name in zip(traders[1:], names, strict=True)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [FillAlreadyBooked, Outcome, Outcome]


async def test_a_fill_belongs_to_the_account_it_was_made_on(books: Books) -> None:
    """A change of the configuration can take force in the step that books a fill."""
    trader = await books.make()
    await trader.start()
    outcome = filling(trader, "t1")
    moved = replace(outcome.state, config=replace(CONFIG, mode=Mode.TESTNET, exchange="Bybit"))
    await books.ledger.commit(replace(outcome, state=moved, orders=()), None, NOW)
    for account, is_its in ((ACCOUNT, True), (AccountId("Bybit", Mode.TESTNET), False)):
        assert await books.history.is_booked(account, MARKET.symbol, TradeId("t1"), Side.BUY) is is_its


async def test_two_sides_of_one_trade_inside_one_account_are_two_fills(books: Books) -> None:
    buyer, seller, third = [await books.make() for _ in range(3)]
    for trader in (buyer, seller, third):
        await trader.start()
    await seller.fill("before")
    await buyer.fill("met")
    [sold] = (await seller.fill("met")).fills
    assert [await is_stored(books, one) for one in (buyer, seller)] == [True, True]
    with pytest.raises(FillAlreadyBooked):
        await third.fill("met")  # one that bought it too
    await seller.take(another_fee(sold.fill))
    assert (await booked(books, sold.fill)).fee == another_fee(sold.fill).fee
    [bought] = [await books.history.booked_fill(ACCOUNT, MARKET.symbol, TradeId("met"), Side.BUY)]
    assert bought is not None
    assert (bought[0], bought[1].side) == (buyer.bot_id, Side.BUY)
    assert bought[1].fee != another_fee(sold.fill).fee


# --- deleted --------------------------------------------------------------------------------------------


async def test_a_fill_of_a_deleted_bot_cannot_be_booked_again(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    await trader.fill("old")
    await books.delete(trader.bot_id)
    other = await books.make()
    await other.start()
    with pytest.raises(FillAlreadyBooked):
        await other.fill("old")


async def test_a_deleted_bot_takes_no_step(books: Books) -> None:
    new, known = await books.make(), await books.make()
    await known.start()
    for trader in (new, known):
        await books.delete(trader.bot_id)
        with pytest.raises(BotNotFound):
            await books.ledger.commit(Outcome(state=trader.state), None, NOW)
        assert await books.ledger.load(trader.bot_id) is None
    assert await books.ledger.load_all() == []


# --- versions and doubt ---------------------------------------------------------------------------------


async def test_a_step_from_an_outdated_state_is_refused(books: Books) -> None:
    trader = await books.make()
    elsewhere = books.elsewhere()
    await elsewhere.load(trader.bot_id)
    await trader.start()
    with pytest.raises(StateOutdated):
        await elsewhere.commit(Outcome(state=replace(trader.state, cycle=9)), None, NOW)
    assert await is_stored(books, trader)
    await elsewhere.load(trader.bot_id)
    await elsewhere.commit(Outcome(state=replace(trader.state, cycle=9)), None, NOW)


async def test_a_commit_whose_answer_was_lost_is_done_once(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    outcome = filling(trader, "t1")
    books.fail_next(after=True)
    with pytest.raises(StorageUnavailable):
        await books.ledger.commit(outcome, 7, NOW)
    await books.ledger.commit(outcome, 7, NOW)
    trader.state, trader.feed_offset = outcome.state, 7
    assert await is_stored(books, trader)
    await trader.fill("t2")


async def test_after_a_lost_answer_another_step_must_load_first(books: Books) -> None:
    trader = await books.make()
    books.fail_next(after=True)
    with pytest.raises(StorageUnavailable):
        await trader.start()
    with pytest.raises(StateOutdated):
        await books.ledger.commit(Outcome(state=trader.state), None, NOW)
    stored = await books.ledger.load(trader.bot_id)
    assert stored is not None
    assert stored.state != trader.state
    trader.state = stored.state
    await trader.fill("t1")


async def test_a_commit_that_was_not_done_is_done_the_second_time(books: Books) -> None:
    trader = await books.make()
    books.fail_next(after=False)
    with pytest.raises(StorageUnavailable):
        await trader.start()
    assert await is_stored(books, trader)
    await trader.start()
    assert await is_stored(books, trader)


# --- a fee that was told wrongly ------------------------------------------------------------------------


def another_fee(fill: Fill, times: str = "2") -> FeeDiffers:
    factor = Decimal(times)
    fee = replace(fill.fee, amount=fill.fee.amount * factor, value=fill.fee.value * factor)
    return FeeDiffers(at=NOW, fill=fill, fee=fee, account_id=CONFIG.account_id, symbol=CONFIG.ticker)


async def booked(books: Books, fill: Fill) -> Fill:
    """Return that fill as it is booked by now."""
    found = await books.history.booked_fill(ACCOUNT, MARKET.symbol, fill.trade_id, fill.side)
    assert found is not None
    return found[1]


async def test_the_fee_of_a_fill_is_corrected_once(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    [first] = (await trader.fill("t1")).fills
    [second] = (await trader.fill("t2")).fills
    event = another_fee(first.fill)
    outcome = await trader.take(event)
    assert await is_stored(books, trader)
    assert (await booked(books, first.fill)).fee == event.fee
    assert (await booked(books, second.fill)).fee == second.fill.fee
    before = trader.state
    with pytest.raises(FillAlreadyBooked):
        await trader.take(event)
    assert (trader.state, await is_stored(books, trader)) == (before, True)
    assert outcome.results
    await trader.take(another_fee(replace(first.fill, fee=event.fee), "0.5"))
    assert (await booked(books, first.fill)).fee == first.fill.fee


async def test_a_correction_whose_answer_was_lost_is_stored_once(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    [first] = (await trader.fill("t1")).fills
    outcome = step(trader.state, another_fee(first.fill))
    books.fail_next(after=True)
    with pytest.raises(StorageUnavailable):
        await books.ledger.commit(outcome, None, NOW)
    await books.ledger.commit(outcome, None, NOW)
    trader.state = outcome.state
    assert await is_stored(books, trader)
    assert (await booked(books, first.fill)).fee == another_fee(first.fill).fee


@pytest.mark.parametrize(
    "changed",
    [
        {"trade_id": TradeId("t2")},
        {"side": Side.SELL},
        {"client_order_id": ClientOrderId("s00100010000100009")},
        {"fee": Fee(amount=Decimal("0.6"), coin="BNB", value=Decimal("0.6"))},
    ],
)
async def test_no_other_fee_is_corrected_than_the_one_that_is_meant(
    books: Books, changed: dict[str, object]
) -> None:
    trader = await books.make()
    await trader.start()
    [first] = (await trader.fill("t1")).fills
    with pytest.raises(FillAlreadyBooked):
        await trader.take(another_fee(replace(first.fill, **changed)))  # type: ignore[arg-type] # its fields
    assert await is_stored(books, trader)
    assert (await booked(books, first.fill)).fee == first.fill.fee


async def test_what_is_booked_of_a_deleted_bot_is_compared_with_nothing(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    [first] = (await trader.fill("t1")).fills
    await books.delete(trader.bot_id)
    found = await books.history.booked_fill(ACCOUNT, MARKET.symbol, first.fill.trade_id, Side.BUY)
    assert found is None


async def test_a_fill_is_read_as_it_was_booked(books: Books) -> None:
    trader = await books.make()
    await trader.start()
    await trader.accept()
    part = CoinAmount(amount=Decimal("0.01"), coin="XYZ")
    fee = Fee(amount=Decimal("0.01"), coin="XYZ", value=Decimal(0), unvalued=(part,))
    number = trader.order.venue_order_id
    fill = replace(fill_of(trader.order, "t1"), fee=fee, taker=True, venue_order_id=number)
    await trader.take(OrderFilled(at=NOW, client_order_id=trader.order.client_order_id, fill=fill))
    assert await booked(books, fill) == fill


async def test_an_order_is_found_with_where_it_was_sent_also_after_its_bot_has_changed(books: Books) -> None:
    trader = await books.make(config=replace(CONFIG, mode=Mode.LIVE))
    await trader.start()
    await trader.accept()
    first = trader.order
    await trader.take(Stop(at=NOW, form=StopForm.STOP))
    await trader.take(OrderCanceled(at=NOW, client_order_id=first.client_order_id, reported=Decimal(0)))
    config = replace(CONFIG, ticker="ETH/USDC", exchange="Bybit")
    market = replace(MARKET, venue="Bybit", symbol="ETH/USDC", base="ETH", quote="USDC")
    await trader.take(Edit(at=NOW, config=config, market=market))
    await trader.start()
    found = await books.ledger.find_order(trader.bot_id, first.client_order_id)
    assert found is not None
    assert (found.account_id, found.symbol) == (AccountId("Binance", Mode.LIVE), "BTC/USDT")
    fill = fill_of(first, "late")
    await trader.take(LateFilled(at=NOW, order=found, fill=fill))
    assert await books.history.is_booked(
        AccountId("Binance", Mode.LIVE), "BTC/USDT", TradeId("late"), fill.side
    )
    assert not await books.history.is_booked(config.account_id, "ETH/USDC", TradeId("late"), fill.side)
    with pytest.raises(FillAlreadyBooked):
        await trader.take(LateFilled(at=NOW, order=found, fill=fill))
