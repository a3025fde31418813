"""What people look at: lists, cards, figures."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from db.models import BookedResult, Bot, DayResult
from db.reads import CARDS_AT_ONCE, _card
from db.statements import table
from db.store import Store
from engine.core.events import Pause, PriceSeen
from engine.core.money import ZERO
from engine.core.types import AccountId, BotId, Market, Mode, Side, Status
from engine.reads.figures import Figures, QuoteFigures
from engine.reads.views import BotCard, BotFilter, LastFill
from engine.tasks import Nursery
from tests.db.trading import CONFIG, DAY, MARKET, NOW, OWNER, make_trader, new_bot
from tests.support.clock import ManualClock
from tests.support.reasons import said

STRANGER = 77


async def test_a_page_shows_the_newest_first_and_counts(store: Store) -> None:
    second = replace(CONFIG, account="second")
    traders = [await make_trader(store, config=config) for config in (second, *[CONFIG] * 4)]
    for trader in traders[:2]:
        await trader.start()
    await traders[1].take(Pause(at=NOW, reason=said("why not")))
    await make_trader(store, owner_id=STRANGER)
    page = await store.reads.bot_page(OWNER, BotFilter.ALL, 0, 2)
    assert [row.number for row in page.rows] == [5, 4]
    assert (page.page, page.pages) == (0, 3)
    assert page.counts == {
        BotFilter.ALL: 5,
        BotFilter.ACTIVE: 2,
        BotFilter.STOPPED: 3,
        BotFilter.ERROR: 0,
    }
    active = await store.reads.bot_page(OWNER, BotFilter.ACTIVE, 0, 6)
    assert [row.number for row in active.rows] == [2, 1]
    row = active.rows[1]
    assert (row.bot_id, row.ticker, row.quote, row.account_id) == (
        traders[0].bot_id,
        "BTC/USDT",
        "USDT",
        AccountId("Binance", Mode.PAPER, "second"),
    )
    assert (row.status, row.pnl, row.trades) == (Status.ACTIVE, ZERO, 0)


async def test_a_page_past_the_end_is_the_last(store: Store) -> None:
    for _ in range(3):
        await make_trader(store)
    page = await store.reads.bot_page(OWNER, BotFilter.ALL, 9, 2)
    assert (page.page, [row.number for row in page.rows]) == (1, [1])
    empty = await store.reads.bot_page(OWNER, BotFilter.ERROR, 3, 2)
    assert (empty.page, empty.pages, empty.rows) == (0, 1, ())


async def test_a_paused_bot_shows_as_paused(store: Store) -> None:
    trader = await make_trader(store, config=replace(CONFIG, trailing_percent=Decimal("0.5")))
    await trader.start()
    await trader.take(Pause(at=NOW, reason=said("why not")))
    (row,) = (await store.reads.bot_page(OWNER, BotFilter.ACTIVE, 0, 6)).rows
    assert row.paused


async def test_a_card_has_the_state_and_the_last_fill(store: Store) -> None:
    trader = await make_trader(store, alerts=True)
    card = await store.reads.bot(OWNER, trader.bot_id)
    assert card is not None
    assert (card.state, card.number, card.alerts, card.last_fill) == (trader.state, 1, True, None)
    await trader.start()
    trader.later(minutes=1)
    await trader.fill()
    card = await store.reads.bot(OWNER, trader.bot_id)
    assert card is not None
    assert [fill.side for fill in card.cycle_fills] == [Side.BUY]
    trader.later(minutes=1)
    await trader.fill()
    card = await store.reads.bot(OWNER, trader.bot_id)
    assert card is not None
    assert card.state == trader.state
    assert card.cycle_fills == ()
    assert card.last_fill == LastFill(
        side=Side.SELL, quantity=Decimal("0.01"), price=Decimal(60600), at=NOW + timedelta(minutes=2)
    )
    assert (card.last_price, card.unrealised) == (None, None)


async def test_nobody_sees_another_persons_bots(store: Store) -> None:
    trader = await make_trader(store)
    assert await store.reads.bot(STRANGER, trader.bot_id) is None
    assert await store.reads.bot(OWNER, BotId(uuid4())) is None
    assert await store.reads.bots(STRANGER) == []
    assert (await store.reads.bot_page(STRANGER, BotFilter.ALL, 0, 6)).rows == ()
    assert [card.number for card in await store.reads.bots(OWNER)] == [1]


async def test_figures_keep_days_coins_and_modes_apart(store: Store) -> None:
    eth = Market(
        venue="Binance", symbol="ETH/BTC", base="ETH", quote="BTC", tick=MARKET.tick, step=MARKET.step
    )
    paper = await make_trader(store)
    testnet = await make_trader(store, config=replace(CONFIG, mode=Mode.TESTNET))
    in_btc = await make_trader(store, config=replace(CONFIG, ticker="ETH/BTC"), market=eth)
    paper.later(days=-1)
    for trader in (paper, testnet, in_btc):
        await trader.start()
        await trader.cycles(1)
    paper.later(days=1)
    await paper.cycles(2)
    await paper.fill()
    foreign = await make_trader(store, owner_id=STRANGER)
    await foreign.start()
    await foreign.cycles(1)
    stats = await store.reads.stats(OWNER, DAY)
    assert stats.bots == {
        BotFilter.ALL: 3,
        BotFilter.ACTIVE: 3,
        BotFilter.STOPPED: 0,
        BotFilter.ERROR: 0,
    }
    one = Decimal("4.794")
    assert stats.figures[Mode.PAPER][1] == QuoteFigures(
        quote="USDT",
        today=Figures(2 * one, 2 * Decimal("1.206") + Decimal("0.6"), trades=5, cycles=2),
        total=Figures(3 * one, 3 * Decimal("1.206") + Decimal("0.6"), trades=7, cycles=3),
        first_day=date(2026, 2, 28),
        newest_day=date(2026, 3, 1),
        newest=Figures(2 * one, 2 * Decimal("1.206") + Decimal("0.6"), trades=5, cycles=2),
    )
    assert stats.figures[Mode.PAPER][0].quote == "BTC"
    assert stats.figures[Mode.TESTNET][0].today.result == one
    assert Mode.LIVE not in stats.figures
    assert paper.state.pnl == 3 * one
    assert {figures.deleted for of_mode in stats.figures.values() for figures in of_mode} == {Figures()}


async def test_the_figures_of_deleted_bots_stay_and_are_told_apart(store: Store) -> None:
    loser, other = await make_trader(store), await make_trader(store)
    testnet = await make_trader(store, config=replace(CONFIG, mode=Mode.TESTNET))
    foreign = await make_trader(store, owner_id=STRANGER)
    loser.later(days=-1)
    for trader in (loser, other, testnet, foreign):
        await trader.start()
        await trader.cycles(1)
    loser.later(days=1)
    await loser.cycles(1)
    before = await store.reads.stats(OWNER, DAY)
    for trader in (loser, foreign):
        await store.bot_book.delete(trader.bot_id, NOW, by=trader.state.owner_id)
    after = await store.reads.stats(OWNER, DAY)
    one = Figures(Decimal("4.794"), Decimal("1.206"), trades=2, cycles=1)
    [paper], [on_testnet] = after.figures[Mode.PAPER], after.figures[Mode.TESTNET]
    assert (paper.total, paper.today) == (one + one + one, one + one)
    assert (paper.deleted, paper.deleted_today) == (one + one, one)
    assert (on_testnet.deleted, on_testnet.deleted_today) == (Figures(), Figures())
    assert after.figures[Mode.PAPER] == [
        replace(before.figures[Mode.PAPER][0], deleted=one + one, deleted_today=one)
    ]
    assert after.bots[BotFilter.ALL] == 2
    [seen_by_its_owner] = (await store.reads.stats(STRANGER, DAY)).figures[Mode.PAPER]
    assert (seen_by_its_owner.total, seen_by_its_owner.deleted) == (one, one)
    assert await store.reads.bot(OWNER, loser.bot_id) is None


async def test_a_day_that_a_deleted_bot_had_alone_stays_as_well(store: Store) -> None:
    """Nothing else of its coin is left."""
    trader = await make_trader(store)
    await trader.start()
    await trader.cycles(1)
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    [figures] = (await store.reads.stats(OWNER, DAY)).figures[Mode.PAPER]
    assert (figures.total, figures.today) == (figures.deleted, figures.deleted_today)
    [tomorrow] = (await store.reads.stats(OWNER, DAY + timedelta(days=1))).figures[Mode.PAPER]
    assert (tomorrow.today, tomorrow.deleted_today) == (Figures(), Figures())
    assert tomorrow.deleted == figures.deleted


async def test_sums_lose_no_digit(store: Store) -> None:
    tiny, huge = Decimal("0.000000000000000001"), Decimal(12345678901234567890)
    for result in (tiny, huge, -huge, huge):
        trader = await make_trader(store)
        day = _day(trader.bot_id, DAY.date(), result)
        earned = update(Bot).where(Bot.id == trader.bot_id).values(pnl=result)
        await store.database.execute(table(DayResult).insert(), day)
        of_day = {name: value for name, value in day.items() if name != "day"} | {"at": DAY}
        await store.database.execute(table(BookedResult).insert().inline(), of_day)
        await store.database.execute(earned)
    for deleted in (False, True):
        [figures] = (await store.reads.stats(OWNER, DAY)).figures[Mode.PAPER]
        for sums in (figures.total, figures.today, figures.newest):
            assert str(sums.result) == "12345678901234567890.000000000000000001"
        assert (figures.deleted == figures.total) is deleted
        for card in await store.reads.bots(OWNER):
            await store.bot_book.delete(card.state.bot_id, NOW, by=OWNER)


async def test_a_day_that_is_still_to_come_here_is_today_and_the_newest_is_of_its_coin(store: Store) -> None:
    """A fill is dated by the exchange's clock; a coin that rests has another newest day than one at work."""
    eth = Market(
        venue="Binance", symbol="ETH/BTC", base="ETH", quote="BTC", tick=MARKET.tick, step=MARKET.step
    )
    ahead = await make_trader(store)
    rests = await make_trader(store, config=replace(CONFIG, ticker="ETH/BTC"), market=eth)
    ahead.later(days=1)
    rests.later(days=-3)
    for trader in (ahead, rests):
        await trader.start()
        await trader.cycles(1)
    in_btc, in_usdt = (await store.reads.stats(OWNER, DAY)).figures[Mode.PAPER]
    assert in_usdt.today == in_usdt.newest == in_usdt.total
    assert in_usdt.today.cycles == 1
    assert (in_btc.today, in_btc.newest) == (Figures(), in_btc.total)
    assert (in_btc.first_day, in_btc.newest_day) == (date(2026, 2, 26), date(2026, 2, 26))


def _day(bot_id: BotId, day: date, result: Decimal) -> dict[str, Any]:
    return {
        "bot_id": bot_id,
        "owner_id": OWNER,
        "mode": Mode.PAPER,
        "quote": "USDT",
        "day": day,
        "result": result,
        "fees": Decimal(1),
        "trades": 2,
        "cycles": 1,
    }


async def test_totals_are_the_sum_of_all_days(store: Store) -> None:
    """They are kept beside the days, step by step."""
    trader, gone = await make_trader(store), await make_trader(store)
    for each in (trader, gone):
        await each.start()
        for _ in range(3):
            await each.cycles(1)
            each.later(days=1)
    await trader.fill()
    await store.bot_book.delete(gone.bot_id, NOW, by=OWNER)
    async with store.database.read() as session:
        days = await session.execute(
            select(DayResult.result, DayResult.fees, DayResult.trades, DayResult.cycles)
        )
        every_day = sum((Figures(*day) for day in days), Figures())
    [figures] = (await store.reads.stats(OWNER, DAY)).figures[Mode.PAPER]
    assert figures.total == every_day
    assert (figures.total.cycles, figures.deleted.cycles) == (6, 3)


async def test_others_have_their_turn_while_all_cards_are_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(70):
        await make_trader(store)
    turns, made = 0, list[int]()

    def card(row: object) -> BotCard:
        made.append(turns)
        return _card(row)

    async def another() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    monkeypatch.setattr("db.reads._card", card)
    nursery = Nursery(ManualClock())
    nursery.start("another", another)
    assert len(await store.reads.bots(OWNER)) == 70
    await nursery.close()
    assert max(made.count(turn) for turn in made) <= CARDS_AT_ONCE


async def test_a_trailing_bot_reads_back_with_its_trail(store: Store) -> None:
    new = new_bot(config=replace(CONFIG, trailing_percent=Decimal("0.25")))
    trader = await make_trader(store, config=new.config)
    await trader.start()
    await trader.take(PriceSeen(at=NOW, price=Decimal("59999.99")))
    card = await store.reads.bot(OWNER, trader.bot_id)
    assert card is not None
    assert card.state.trail is not None
    assert card.state.trail.extreme == Decimal("59999.99")
