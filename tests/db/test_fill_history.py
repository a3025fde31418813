"""What a reconciler asks of an account's past."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.store import Store
from engine.core.events import OrderAbsent, OrderUnknown
from engine.core.types import AccountId, ClientOrderId, Mode, Side, TradeId, VenueOrderId
from tests.db.ledgers import Books
from tests.db.trading import CONFIG, MARKET, NOW, Trader, make_trader
from tests.support.reasons import said

ACCOUNT = AccountId("Binance", Mode.LIVE)
BTC, ETH = "BTC/USDT", "ETH/USDT"


async def live_trader(books: Books, **changed: Any) -> Trader:  # noqa: ANN401 - the fields of a config
    config = replace(CONFIG, mode=Mode.LIVE, **changed)
    market = replace(MARKET, symbol=config.ticker, base=config.ticker.partition("/")[0])
    return await books.make(config=config, market=market)


@pytest.fixture
async def trader(books: Books) -> Trader:
    """One that has bought, and sells."""
    trader = await live_trader(books)
    await trader.start()
    await trader.accept()
    await trader.fill("t1")
    return trader


async def test_the_newest_fill_by_when_it_was_executed(books: Books, trader: Trader) -> None:
    assert await books.history.newest_fill_at(ACCOUNT, BTC) == NOW
    trader.later(minutes=5)
    await trader.fill("t2")
    assert await books.history.newest_fill_at(ACCOUNT, BTC) == NOW + timedelta(minutes=5)
    assert await books.history.newest_fill_at(ACCOUNT, ETH) is None
    assert await books.history.newest_fill_at(AccountId("Binance", Mode.PAPER), BTC) is None


async def test_since_when_trades_are_read_is_kept_per_account_and_symbol(books: Books) -> None:
    assert await books.history.trades_read_since(ACCOUNT, BTC) is None
    for minutes in (0, 5):
        books.history.note_trades_read(ACCOUNT, BTC, NOW + timedelta(minutes=minutes))
    trader = await books.make()
    await trader.start()  # what is written later is stored later
    assert await books.history.trades_read_since(ACCOUNT, BTC) == NOW + timedelta(minutes=5)
    for account, symbol in ((ACCOUNT, ETH), (replace(ACCOUNT, label="second"), BTC)):
        assert await books.history.trades_read_since(account, symbol) is None


async def test_where_a_bot_cannot_be_told_of_its_trades_they_are_kept_to_be_read_again(
    store: Store,
) -> None:
    """It reads them once what is stored of it was put right. `keep_unread` is asked for at a start."""
    history, trader = store.fill_history, await make_trader(store)
    history.note_trades_read(ACCOUNT, BTC, NOW)
    history.keep_unread(ACCOUNT, BTC)
    for symbol in (BTC, ETH):
        history.note_trades_read(ACCOUNT, symbol, NOW + timedelta(minutes=5))
    await trader.start()
    assert await history.trades_read_since(ACCOUNT, BTC) == NOW
    assert await history.trades_read_since(ACCOUNT, ETH) == NOW + timedelta(minutes=5)


async def test_what_is_booked_is_known_per_account_and_symbol(books: Books, trader: Trader) -> None:
    assert await books.history.is_booked(ACCOUNT, BTC, TradeId("t1"), Side.BUY)
    assert not await books.history.is_booked(ACCOUNT, BTC, TradeId("t1"), Side.SELL)
    assert not await books.history.is_booked(ACCOUNT, BTC, TradeId("t2"), Side.BUY)
    assert not await books.history.is_booked(ACCOUNT, ETH, TradeId("t1"), Side.BUY)
    assert not await books.history.is_booked(AccountId("Binance", Mode.TESTNET), BTC, TradeId("t1"), Side.BUY)


async def test_an_order_is_found_by_either_name(books: Books) -> None:
    trader = await live_trader(books)
    await trader.start()
    await trader.accept()
    mine, venue_id = trader.order.client_order_id, trader.order.venue_order_id
    assert venue_id is not None
    await trader.fill()  # it is an earlier order now
    owner, no_name = (trader.bot_id, mine), VenueOrderId("no such")
    assert await books.history.owner_of(ACCOUNT, BTC, mine, no_name) == owner
    assert await books.history.owner_of(ACCOUNT, BTC, None, venue_id) == owner
    assert await books.history.owner_of(ACCOUNT, BTC, ClientOrderId("web_1"), venue_id) == owner
    assert await books.history.owner_of(ACCOUNT, BTC, None, no_name) is None
    assert await books.history.owner_of(AccountId("Binance", Mode.TESTNET), BTC, mine, venue_id) is None


async def test_our_own_name_counts_before_the_exchanges_number(books: Books) -> None:
    """A number may be another order's, on a test venue that was begun anew, say."""
    one, other = await live_trader(books), await live_trader(books)
    for trader in (one, other):
        await trader.start()
        await trader.accept()
    number_of_the_other = other.order.venue_order_id
    assert number_of_the_other is not None
    name = one.order.client_order_id
    assert await books.history.owner_of(ACCOUNT, BTC, name, number_of_the_other) == (one.bot_id, name)


async def test_a_venue_that_numbers_each_symbol_by_itself(books: Books) -> None:
    """The same number on two symbols: two orders."""
    owners = {}
    for symbol in (BTC, ETH):
        trader = await live_trader(books, ticker=symbol)
        await trader.start()
        name = trader.order.client_order_id
        owners[symbol] = (trader.bot_id, name)
        await trader.accept(VenueOrderId("1001"))
    for symbol in (BTC, ETH):
        assert await books.history.owner_of(ACCOUNT, symbol, None, VenueOrderId("1001")) == owners[symbol]


async def test_a_deleted_bot_stays_in_the_books(books: Books, trader: Trader) -> None:
    name = trader.order.client_order_id
    await books.delete(trader.bot_id)
    assert await books.history.newest_fill_at(ACCOUNT, BTC) == NOW
    assert await books.history.is_booked(ACCOUNT, BTC, TradeId("t1"), Side.BUY)
    found = await books.history.owner_of(ACCOUNT, BTC, name, VenueOrderId("x"))
    assert found == (trader.bot_id, name)


async def test_the_same_trade_at_two_accounts_is_booked_for_both(books: Books, trader: Trader) -> None:
    second = replace(ACCOUNT, label="second")
    assert not await books.history.is_booked(second, BTC, TradeId("t1"), Side.BUY)
    other = await live_trader(books, account="second")
    await other.start()
    await other.accept(trader.order.venue_order_id)
    mine, venue_id = other.order.client_order_id, other.order.venue_order_id
    assert venue_id is not None
    assert await books.history.owner_of(second, BTC, None, venue_id) == (other.bot_id, mine)
    await other.fill("t1")
    assert await books.history.is_booked(second, BTC, TradeId("t1"), Side.BUY)
    assert (trader.state.trades, other.state.trades) == (1, 1)


async def test_an_order_is_replaced_only_where_its_number_is_known(books: Books) -> None:
    trader = await live_trader(books)
    await trader.start()
    name = trader.order.client_order_id
    assert await books.history.replaced_by(ACCOUNT, BTC, name, VenueOrderId("x")) is None, "it may be it"
    await trader.accept(VenueOrderId("7"))
    assert await books.history.replaced_by(ACCOUNT, BTC, name, VenueOrderId("x")) == trader.bot_id
    assert await books.history.replaced_by(ACCOUNT, BTC, name, VenueOrderId("7")) is None
    assert await books.history.replaced_by(ACCOUNT, "ETH/USDT", name, VenueOrderId("x")) is None
    assert (
        await books.history.replaced_by(replace(ACCOUNT, label="second"), BTC, name, VenueOrderId("x"))
        is None
    )


async def test_the_bot_that_gave_an_order_up_is_remembered(books: Books) -> None:
    trader = await live_trader(books)
    await trader.start()
    name = trader.order.client_order_id
    assert await books.history.given_up_by(ACCOUNT, BTC, name) is None, "it may be there"
    await trader.take(OrderUnknown(at=NOW, client_order_id=name, reason=said("no answer")))
    await trader.take(OrderAbsent(at=NOW, client_order_id=name))
    assert await books.history.given_up_by(ACCOUNT, BTC, name) == trader.bot_id
    assert await books.history.given_up_by(ACCOUNT, "ETH/USDT", name) is None
    assert await books.history.given_up_by(AccountId("Binance", Mode.TESTNET), BTC, name) is None
    assert await books.history.given_up_by(ACCOUNT, BTC, trader.order.client_order_id) is None
