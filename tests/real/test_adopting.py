"""An older database is put back: what it does not know is at the exchange, and is given to a bot."""

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.orders import OrderState
from engine.core.reasons.accounts import PositionOccupied
from engine.core.state import Phase
from engine.core.types import BotId, Mode, Side, Status, StopForm
from engine.errors import CommandRejected, OrderTaken
from engine.reads.open_orders import OrphanName, OrphanView
from tests.kills.books import booked_fills
from tests.real.conftest import ANNA, created, plain_draft, program, resting, started, state_of, until
from tests.support.person import Person
from tests.support.wishes import wants_each_fill
from tests.twin import Twin

SYMBOL = "BTCUSDT"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """A file can be put back."""
    return sqlite_url


def copy(source: str, target: str) -> None:
    """Copy a database, as `sqlite3 .backup` does."""
    paths = [Path(url.partition("///")[2]) for url in (source, target)]
    for leftover in paths[1].parent.glob(f"{paths[1].name}-*"):
        leftover.unlink()
    old, new = (sqlite3.connect(path) for path in paths)
    old.backup(new)
    old.close()
    new.close()


@pytest.fixture
def backup_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'copy.sqlite3'}"


async def strays(app_context: AppContext, many: int = 1) -> list[OrphanView]:
    """Wait until so many strays are listed, and return them."""

    async def are_there() -> bool:
        return len((await app_context.service.orders.open_orders(ANNA)).orphans) == many

    await until(are_there)
    return list((await app_context.service.orders.open_orders(ANNA)).orphans)


def name_of(stray: OrphanView) -> OrphanName:
    order = stray.order
    return OrphanName(
        account_id=order.account_id,
        symbol=order.symbol,
        side=order.side,
        client_order_id=order.client_order_id,
    )


async def in_phase(app_context: AppContext, bot_id: BotId, phase: Phase) -> None:
    async def is_so() -> bool:
        return (await state_of(app_context, bot_id)).phase is phase

    await until(is_so)


async def books_equal_the_journal(twin: Twin, url: str, venue: str = "Binance") -> None:
    booked = sorted((side, quantity, price) for side, quantity, price, _ in await booked_fills(url))
    fills = [entry.facts for entry in twin.world.journal.read("order_filled", account="main", venue=venue)]
    assert booked == sorted(
        (str(fill["side"]).upper(), Decimal(str(fill["quantity"])), Decimal(str(fill["price"])))
        for fill in fills
    )


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_the_order_of_the_lost_time_is_adopted_in_the_chat(
    settings: Settings, twin: Twin, owner: Person, database_url: str, backup_url: str
) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id)
    copy(database_url, backup_url)

    async with program(settings) as app_context:  # the time that will be lost
        await resting(app_context, bot_id)
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)
        await in_phase(app_context, bot_id, Phase.IDLE)
        await app_context.service.start(ANNA, bot_id, None)
        second = await resting(app_context, bot_id)
        assert second.attempt == 2
    copy(backup_url, database_url)

    async with program(settings) as app_context:
        await app_context.chat_is_up.wait()
        await owner.send("/help")
        await owner.reads("I was started from an older backup")
        await wants_each_fill(owner)
        await in_phase(app_context, bot_id, Phase.PAUSED)
        await strays(app_context)
        venue.trade(SYMBOL, Decimal(93999), Decimal("0.004"))  # before anybody has adopted it
        await owner.send("/orders")
        seen = await owner.reads("1 order with my tag that no bot owns")
        assert "BTC/USDT (🧫 TESTNET, Binance): BUY 0.01 BTC @ 94000" in seen.text
        await owner.tap("Adopt for #1: BUY @ 94000")
        await owner.reads("Adopt this order for #1?")
        await owner.tap("Adopt for #1")
        await owner.reads("Adopted.")
        await owner.reads("BUY 0.004 BTC @ 94000 (🧫 TESTNET, Binance)")

        venue.trade(SYMBOL, Decimal(93999))
        exit_order = await resting(app_context, bot_id, Side.SELL)
        assert exit_order.quantity == Decimal("0.00999")
        assert exit_order.client_order_id[1:4] != second.client_order_id[1:4]
        venue.trade(SYMBOL, Decimal(96001))
        await owner.reads("Cycle 1 of #1 BTC/USDT")
        await resting(app_context, bot_id, Side.BUY)
        assert (await state_of(app_context, bot_id)).cycles == 1
        assert not (await app_context.service.orders.open_orders(ANNA)).orphans
    await books_equal_the_journal(twin, database_url)
    assert len(created(twin)) == len(set(created(twin))) == 4


async def lost_start(
    settings: Settings, database_url: str, backup_url: str, *bots: str, exchange: str = "Binance"
) -> list[BotId]:
    """Make bots, back up, start the first, and put the backup back: all of them stand, one order rests."""
    draft = plain_draft(exchange=exchange)
    async with program(settings) as app_context:
        made = [await app_context.service.create(ANNA, draft, start=False, key=key) for key in bots]
    copy(database_url, backup_url)
    async with program(settings) as app_context:
        first = made[0].state.bot_id
        await app_context.service.start(ANNA, first, None)
        await resting(app_context, first)
    copy(backup_url, database_url)
    return [card.state.bot_id for card in made]


async def test_a_stopped_bot_adopts_too_and_what_filled_meanwhile_is_booked(
    settings: Settings, twin: Twin, database_url: str, backup_url: str
) -> None:
    """No bot sits at the symbol, so no pass sees it: `/orders` looks by itself."""
    [bot_id] = await lost_start(settings, database_url, backup_url, "one")
    async with program(settings) as app_context:
        [stray] = await strays(app_context)
        [card] = stray.fit
        twin.world.venue("Binance").trade(SYMBOL, Decimal(93999))  # while the question is open
        adopted = await app_context.service.orders.adopt(ANNA, bot_id, name_of(stray), card.state.revision)
        assert adopted.state.trades == 1
        await resting(app_context, bot_id, Side.SELL)
    await books_equal_the_journal(twin, database_url)


@pytest.mark.parametrize("gone", [False, True], ids=["halted", "delisted"])
async def test_a_pair_that_is_not_traded_hides_no_stray_of_another(
    settings: Settings, twin: Twin, database_url: str, backup_url: str, gone: bool
) -> None:
    async with program(settings) as app_context:
        await app_context.service.create(ANNA, plain_draft("ETH/USDT"), start=False, key="other pair")
    await lost_start(settings, database_url, backup_url, "one")
    if gone:
        twin.world.venue("Binance").delist("ETHUSDT")
    else:
        twin.world.venue("Binance").change_symbol("ETHUSDT", trading=False)
    async with program(settings) as app_context:
        [stray] = await strays(app_context)
        assert [card.number for card in stray.fit] == [2]


async def test_two_bots_and_one_order(
    settings: Settings, twin: Twin, database_url: str, backup_url: str
) -> None:
    one, two = await lost_start(settings, database_url, backup_url, "one", "two")
    async with program(settings) as app_context:
        [stray] = await strays(app_context)
        assert [card.state.bot_id for card in stray.fit] == [one, two]
        await app_context.service.orders.adopt(ANNA, two, name_of(stray), 0)
        with pytest.raises(OrderTaken):
            await app_context.service.orders.adopt(ANNA, one, name_of(stray), 0)
        assert (await state_of(app_context, one)).status is Status.STOPPED
        third = await started(
            app_context, plain_draft(quantity=Decimal("1.05")), "all the money but for one order"
        )
        await resting(app_context, third)  # the refused adoption has reserved nothing
        await app_context.service.stop(ANNA, third, StopForm.STOP, None)
        await in_phase(app_context, third, Phase.IDLE)
        twin.world.venue("Binance").trade(SYMBOL, Decimal(93999))
        await resting(app_context, two, Side.SELL)
        assert (await state_of(app_context, one)).trades == 0
        await app_context.service.start(ANNA, one, None)
        await resting(app_context, one)


async def test_it_is_followed_over_a_restart(
    settings: Settings, twin: Twin, database_url: str, backup_url: str
) -> None:
    [bot_id] = await lost_start(settings, database_url, backup_url, "one")
    async with program(settings) as app_context:
        [stray] = await strays(app_context)
        await app_context.service.orders.adopt(ANNA, bot_id, name_of(stray), 0)
        order = await resting(app_context, bot_id)
        assert order.client_order_id == stray.order.client_order_id
    twin.world.venue("Binance").trade(SYMBOL, Decimal(93999))
    async with program(settings) as app_context:
        await resting(app_context, bot_id, Side.SELL)
    await books_equal_the_journal(twin, database_url)


async def test_a_perpetual_has_one_bot_whoever_adopts(
    settings: Settings, twin: Twin, database_url: str, backup_url: str
) -> None:
    one, two = await lost_start(settings, database_url, backup_url, "one", "two", exchange="Binance F")
    twin.world.venue("Binance F")
    async with program(settings) as app_context:
        [stray] = await strays(app_context)
        await app_context.service.start(ANNA, two, None)
        await resting(app_context, two)
        with pytest.raises(CommandRejected) as rejected:
            await app_context.service.orders.adopt(ANNA, one, name_of(stray), 0)
        assert rejected.value.detail == PositionOccupied(bot_number=2, symbol="BTC/USDT")
        await app_context.service.stop(ANNA, two, StopForm.STOP, None)
        await in_phase(app_context, two, Phase.IDLE)
        await app_context.service.orders.adopt(ANNA, one, name_of(stray), 0)
        order = (await state_of(app_context, one)).order
        assert order is not None
        assert order.state is OrderState.OPEN


async def test_a_forgotten_exit_is_adopted_by_the_bot_that_holds(
    settings: Settings, twin: Twin, database_url: str, backup_url: str
) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings) as app_context:
        bot_id = await started(app_context, replace(plain_draft(), infinite_loop=False))
        await resting(app_context, bot_id)
    copy(database_url, backup_url)
    async with program(settings) as app_context:
        await resting(app_context, bot_id)
        venue.trade(SYMBOL, Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
    copy(backup_url, database_url)
    async with program(settings) as app_context:
        [stray] = await strays(app_context)

        async def fits() -> bool:
            [now] = (await app_context.service.orders.open_orders(ANNA)).orphans
            return bool(now.fit)

        await until(fits)  # as soon as the entry's fill is booked
        state = await state_of(app_context, bot_id)
        assert (state.phase, state.side, state.trades) == (Phase.PAUSED, Side.SELL, 1)
        await app_context.service.orders.adopt(ANNA, bot_id, name_of(stray), state.revision)
        venue.trade(SYMBOL, Decimal(96001))

        async def closed() -> bool:
            return (await state_of(app_context, bot_id)).cycles == 1

        await until(closed)
        assert (await state_of(app_context, bot_id)).status is Status.STOPPED
    assert name_of(stray).account_id.mode is Mode.TESTNET
    await books_equal_the_journal(twin, database_url)
    assert len(created(twin)) == 2
