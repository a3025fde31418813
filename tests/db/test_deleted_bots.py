"""What becomes known of a bot after it was deleted is booked: once, on its day, for its owner."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from db.chat_models import OutboxRow
from db.housekeeping import DELETED_BOTS_KEPT, tidy
from db.models import ActivityLog, DeletedBot, FundingRow, Trade
from db.store import Store
from engine.core.events import CoinPriced, Edit, LateFilled, OrderCanceled, OrderFilled, Stop
from engine.core.types import CoinAmount, Fee, Mode, StopForm, TradeId
from engine.errors import FillAlreadyBooked
from engine.reads.figures import Figures, QuoteFigures
from tests.db.ledgers import Books
from tests.db.test_fundings import ACCOUNT, BTC, HOUR, LIVE, PERPETUAL, charged, in_position
from tests.db.trading import DAY, NOW, OWNER, Trader, count, fill_of, make_trader

HELD = Decimal("0.01")


async def deleted(books: Books, trader: Trader, after: timedelta) -> Trader:
    await books.delete(trader.bot_id, NOW + after)
    stored = await books.ledger.load_deleted(trader.bot_id)
    assert stored is not None
    return Trader(books.ledger, stored.state, now=NOW + after)


async def gone(store: Store, trader: Trader) -> Trader:
    await store.bot_book.delete(trader.bot_id, trader.now, by=OWNER)
    stored = await store.ledger.load_deleted(trader.bot_id)
    assert stored is not None
    return Trader(store.ledger, stored.state, now=trader.now)


async def figures(store: Store) -> QuoteFigures:
    [found] = (await store.reads.stats(OWNER, DAY)).figures[Mode.LIVE]
    return found


async def test_what_a_deleted_bot_held_when_is_known(books: Books) -> None:
    trader = await in_position(await books.make(config=LIVE, market=PERPETUAL))
    trader.later(hours=2)
    await trader.fill()
    after = await deleted(books, trader, 3 * HOUR)
    for hours, held in ((1, (after.bot_id, HELD)), (2, (after.bot_id, HELD)), (3, None)):
        assert await books.history.holder_at(ACCOUNT, BTC, NOW + hours * HOUR) == held


async def test_a_position_is_a_deleted_bots_until_it_was_deleted(books: Books) -> None:
    trader = await in_position(await books.make(config=LIVE, market=PERPETUAL))
    after = await deleted(books, trader, 2 * HOUR)
    at = books.history.holder_at
    assert await at(ACCOUNT, BTC, NOW + HOUR) == (after.bot_id, HELD)
    assert await at(ACCOUNT, BTC, NOW + 3 * HOUR) is None
    assert await at(ACCOUNT, "ETH/USDT", NOW + HOUR) is None
    assert await at(replace(ACCOUNT, label="second"), BTC, NOW + HOUR) is None


async def test_a_payment_for_a_deleted_bot_is_booked_once(books: Books) -> None:
    trader = await in_position(await books.make(config=LIVE, market=PERPETUAL))
    after = await deleted(books, trader, HOUR)
    await after.take(charged(NOW + HOUR))
    with pytest.raises(FillAlreadyBooked):
        await after.take(charged(NOW + HOUR))
    again = await books.ledger.load_deleted(after.bot_id)
    assert again is not None
    assert [again.state.funding, again.state.pnl] == [-6, -6]
    assert await books.ledger.load(after.bot_id) is None


async def test_a_bot_on_paper_is_deleted_for_good(store: Store) -> None:
    trader = await make_trader(store)
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    assert await store.ledger.load_deleted(trader.bot_id) is None


async def test_a_payment_counts_in_the_sums_of_deleted_bots_and_on_its_day(store: Store) -> None:
    trader = await in_position(await make_trader(store, config=LIVE, market=PERPETUAL))
    trader.later(hours=2)
    await trader.fill()
    before = await figures(store)
    trader = await gone(store, trader)
    lines, notices = await count(store, ActivityLog), await count(store, OutboxRow)
    await trader.take(charged(NOW + HOUR))
    found = await figures(store)
    assert (found.deleted, found.deleted_today) == (found.total, found.today)
    assert found.total == before.total + Figures(result=Decimal(-6))
    [result] = (await store.ledger.results_of(DAY.date())).values()
    assert result == found.total.result
    assert (await count(store, ActivityLog), await count(store, OutboxRow)) == (lines + 1, notices + 1)
    assert await count(store, FundingRow) == 1


async def test_a_fill_of_a_deleted_bot_is_booked_and_told(store: Store) -> None:
    """It closes the cycle that was open, with what that has made."""
    trader = await in_position(await make_trader(store, config=LIVE, market=PERPETUAL))
    exit_order = trader.order
    trader = await gone(store, trader)
    trader.later(hours=2)
    notices = await count(store, OutboxRow)
    fill = fill_of(exit_order, "late", at=NOW + 2 * HOUR)
    event = OrderFilled(at=trader.now, client_order_id=exit_order.client_order_id, fill=fill)
    await trader.take(event)
    found = await figures(store)
    assert found.deleted == Figures(trader.state.pnl, trader.state.fees, 2, 1)
    assert trader.state.pnl > 0
    assert await count(store, OutboxRow) > notices
    assert await count(store, Trade) == 0
    assert await store.fill_history.is_booked(ACCOUNT, BTC, TradeId("late"), exit_order.side)
    assert await store.fill_history.holder_at(ACCOUNT, BTC, NOW + HOUR) is None  # it was deleted before
    late = LateFilled(at=trader.now, order=exit_order, fill=fill)
    with pytest.raises(FillAlreadyBooked):
        await Trader(store.ledger, replace(trader.state, order=None)).take(late)


async def test_a_fee_of_a_deleted_bot_is_valued(store: Store) -> None:
    trader = await make_trader(store, config=LIVE, market=PERPETUAL)
    await trader.start()
    await trader.accept()
    open_fee = CoinAmount(amount=Decimal("0.01"), coin="XYZ")
    fee = Fee(amount=Decimal("0.01"), coin="XYZ", value=Decimal(0), unvalued=(open_fee,))
    fill = replace(fill_of(trader.order, "x1"), fee=fee)
    await trader.take(OrderFilled(at=NOW, client_order_id=trader.order.client_order_id, fill=fill))
    trader = await gone(store, trader)
    await trader.take(CoinPriced(at=NOW, coin="XYZ", price=Decimal(300)))
    found = await figures(store)
    assert [found.deleted.result, found.deleted.fees] == [-3, 3]
    assert found.deleted_today == found.today == Figures(Decimal(-3), Decimal(3), trades=1)


async def test_deleted_bots_are_forgotten_in_the_end(store: Store) -> None:
    trader = await in_position(await make_trader(store, config=LIVE, market=PERPETUAL))
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    assert len(await store.ledger.load_deleted_since(NOW)) == 1
    await tidy(store.database, NOW + DELETED_BOTS_KEPT)
    assert await count(store, DeletedBot) == 1
    await tidy(store.database, NOW + DELETED_BOTS_KEPT + HOUR)
    assert await count(store, DeletedBot) == 0


async def test_fills_of_other_money_than_a_bot_makes_now_are_in_the_figures_of_that_money(
    store: Store,
) -> None:
    """An order of before its bot went from LIVE to PAPER has traded after all."""
    trader = await make_trader(store, config=LIVE, market=PERPETUAL)
    await trader.start()
    await trader.accept()
    first = trader.order
    await trader.take(Stop(at=NOW, form=StopForm.STOP))
    await trader.take(OrderCanceled(at=NOW, client_order_id=first.client_order_id, reported=Decimal(0)))
    await trader.take(Edit(at=NOW, config=replace(LIVE, mode=Mode.PAPER), market=PERPETUAL))
    fill = fill_of(first, "late")
    event = OrderFilled(at=NOW, client_order_id=first.client_order_id, fill=fill)
    await trader.take(event)
    found = await figures(store)
    assert found.total == found.today == Figures(fees=fill.fee.value, trades=1)
    assert trader.state.fees == 0
