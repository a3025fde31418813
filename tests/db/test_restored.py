"""A database that was restored from an older backup."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from db.backup_restore import REASON
from db.chat_models import OutboxRow
from db.codec import NOTICE
from db.lease import DatabaseLease
from db.models import ActivityLog, Installation, LeaseRow
from db.store import Store
from engine.core.events import OrderAbsent, OrderCanceled, OrderUnknown, Pause, Restarted, Start, Stop
from engine.core.machine import step
from engine.core.money import ZERO
from engine.core.orders import OrderState
from engine.core.reasons.reason import CouldNotClose
from engine.core.state import BotState, CancelOrder, Goal, Phase, PlaceOrder
from engine.core.types import Mode, Status, StopForm
from engine.errors import BotUnreadable
from engine.notices import DatabaseRestored
from tests.db.test_unreadable import break_state, stored_state
from tests.db.trading import CONFIG, NOW, OWNER, Trader, make_trader, new_bot
from tests.support.reasons import said
from tests.support.words import line_text

LIVE = replace(CONFIG, mode=Mode.LIVE)


@pytest.fixture
async def lease(store: Store) -> DatabaseLease:
    lease = DatabaseLease(store.database, "one", line_text)
    await lease.take(600)
    return lease


async def working(store: Store, mode: Mode = Mode.LIVE) -> Trader:
    trader = await make_trader(store, config=replace(CONFIG, mode=mode))
    await trader.start()
    await trader.accept()
    return trader


async def stored(store: Store, trader: Trader) -> BotState:
    found = await store.ledger.load(trader.bot_id)
    assert found is not None
    return found.state


async def epoch(store: Store) -> int:
    async with store.database.read() as session:
        return (await session.scalars(select(Installation.epoch))).one()


async def test_order_names_begin_anew_for_all_bots_and_those_to_come(
    store: Store, lease: DatabaseLease
) -> None:
    traders = [await working(store), await working(store, Mode.PAPER), await make_trader(store)]
    before = await epoch(store)
    await lease.begin_anew(40, NOW)
    after = await epoch(store)
    assert after != before
    for trader in traders:
        anew = replace(trader.state.naming, epoch=after, former=(before,))
        assert (await stored(store, trader)).naming == anew
    assert (await store.bot_book.create(new_bot(), 100)).state.naming.epoch == after


async def test_a_bot_with_an_open_order_cancels_it_and_then_waits(store: Store, lease: DatabaseLease) -> None:
    trader = await working(store)
    assert await lease.begin_anew(40, NOW) == 1
    state = await stored(store, trader)
    assert (state.phase, state.goal, state.pause_reason) == (Phase.SETTLING, Goal.PAUSE, REASON)

    trader = Trader(store.ledger, state)
    taken_up = await trader.take(Restarted(at=NOW))
    name = trader.order.client_order_id
    assert taken_up.requests == (CancelOrder(client_order_id=name),)
    ended = await trader.take(OrderCanceled(at=NOW, client_order_id=name, reported=ZERO))
    assert ended.requests == ()
    assert (trader.state.phase, trader.state.pause_reason) == (Phase.PAUSED, REASON)

    again = await trader.take(Start(at=NOW))
    (placed,) = again.requests
    assert isinstance(placed, PlaceOrder)
    assert placed.order.client_order_id[1:4] != name[1:4]


async def test_a_bot_about_to_finish_waits_too_when_its_order_has_traded(
    store: Store, lease: DatabaseLease
) -> None:
    """With a fill it has something to finish. In the lost time it may have done so."""
    trader = await working(store)
    await trader.take(Stop(at=NOW, form=StopForm.FINISH))
    await lease.begin_anew(40, NOW)
    trader = Trader(store.ledger, await stored(store, trader))
    assert (trader.state.phase, trader.state.goal) == (Phase.SETTLING, Goal.STOP)
    filled = await trader.fill()  # faster than the cancel
    assert filled.requests == ()
    assert (trader.state.phase, trader.state.pause_reason) == (Phase.PAUSED, REASON)


async def test_an_order_that_a_pause_has_kept_is_cancelled_too(store: Store, lease: DatabaseLease) -> None:
    """In the lost time the bot may have gone on from it, and sent another one."""
    trader = await working(store)
    await trader.take(Pause(at=NOW, reason=said("switched off"), keep_order=True))
    await lease.begin_anew(40, NOW)
    state = await stored(store, trader)
    assert (state.phase, state.goal, state.pause_reason) == (Phase.SETTLING, Goal.PAUSE, REASON)


async def test_a_bot_with_an_order_of_unknown_fate_finds_out_and_then_waits(
    store: Store, lease: DatabaseLease
) -> None:
    trader = await make_trader(store, config=LIVE)
    await trader.start()
    name = trader.order.client_order_id
    await trader.take(OrderUnknown(at=NOW, client_order_id=name, reason=said("no answer")))
    await lease.begin_anew(40, NOW)
    trader = Trader(store.ledger, await stored(store, trader))
    assert (trader.state.phase, trader.order.state) == (Phase.SETTLING, OrderState.UNKNOWN)
    assert (await trader.take(OrderAbsent(at=NOW, client_order_id=name))).requests == ()
    assert trader.state.phase is Phase.PAUSED


async def test_a_bot_that_only_watched_waits_too(store: Store, lease: DatabaseLease) -> None:
    """In the lost time it may have sent its order."""
    trader = await make_trader(store, config=replace(LIVE, trailing_percent=CONFIG.quantity * 100))
    await trader.start()
    assert trader.state.phase is Phase.WATCHING
    await lease.begin_anew(40, NOW)
    assert (await stored(store, trader)).phase is Phase.PAUSED


async def test_a_bot_about_to_close_sends_nothing(store: Store, lease: DatabaseLease) -> None:
    trader = await working(store)
    await trader.fill()
    await trader.accept()
    await trader.take(Stop(at=NOW, form=StopForm.CLOSE))
    name = trader.order.client_order_id
    await trader.take(OrderCanceled(at=NOW, client_order_id=name, reported=ZERO))
    assert trader.state.phase is Phase.CLOSING
    await lease.begin_anew(40, NOW)
    state = await stored(store, trader)
    assert state.status is Status.ERROR
    assert state.error == CouldNotClose(why=REASON)
    assert step(state, Restarted(at=NOW)).requests == ()


async def test_paper_bots_go_on(store: Store, lease: DatabaseLease) -> None:
    trader = await working(store, Mode.PAPER)
    assert await lease.begin_anew(40, NOW) == 0
    after = await stored(store, trader)
    assert replace(after, naming=trader.state.naming) == trader.state
    await Trader(store.ledger, after).fill()


async def test_each_owner_is_told_once_and_it_stands_in_the_log_for_ever(
    store: Store, lease: DatabaseLease
) -> None:
    await working(store)
    await working(store, Mode.PAPER)
    other = await make_trader(store, owner_id=OWNER + 1)
    async with store.database.read() as session:
        before = await session.scalar(select(func.max(ActivityLog.id))) or 0
    await lease.begin_anew(40, NOW)
    async with store.database.read() as session:
        owed = [NOTICE.load(text) for text in await session.scalars(select(OutboxRow.payload))]
        lines = (
            await session.scalars(select(ActivityLog).where(ActivityLog.audit, ActivityLog.id > before))
        ).all()
    assert [notice for notice in owed if isinstance(notice, DatabaseRestored)] == [
        DatabaseRestored(at=NOW, held_back=("#1 BTC/USDT",)),
        DatabaseRestored(at=NOW, held_back=()),
    ]
    assert sorted(line.owner_id for line in lines) == [OWNER, other.state.owner_id]


async def test_it_is_all_or_nothing_with_the_stamp(
    store: Store, lease: DatabaseLease, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a crash in the middle would leave a database that looks as if nothing was to do."""
    trader = await working(store)
    before = await epoch(store)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("db.backup_restore._tell", fail)
        with pytest.raises(ZeroDivisionError):
            await lease.begin_anew(40, NOW)
    async with store.database.read() as session:
        assert (await session.scalars(select(LeaseRow.stamp))).one() == 0
    assert await epoch(store) == before
    assert await stored(store, trader) == trader.state
    await lease.begin_anew(40, NOW)
    async with store.database.read() as session:
        assert (await session.scalars(select(LeaseRow.stamp))).one() == 40


async def test_without_any_bot_there_is_nothing_to_do(store: Store, lease: DatabaseLease) -> None:
    assert await lease.begin_anew(40, NOW) == 0


async def test_one_that_could_not_be_read_then_begins_anew_once_it_is_put_right(
    store: Store, lease: DatabaseLease
) -> None:
    """Its names of the lost time must not come back, and what it has done in it nobody knows."""
    live, paper = await working(store), await working(store, Mode.PAPER)
    whole = [await stored_state(store, trader) for trader in (live, paper)]
    for trader in (live, paper):
        await break_state(store, trader, "{")
    before = await epoch(store)
    assert await lease.begin_anew(40, NOW) == 0
    for trader, text in zip((live, paper), whole, strict=True):
        await break_state(store, trader, text)
        with pytest.raises(BotUnreadable):  # until a start no command of it may send an order
            await store.ledger.load(trader.bot_id)

    assert await store.ledger.load_all() == []
    assert await store.begin_put_right_anew(NOW)
    assert len(await store.ledger.load_all()) == 2
    assert not await store.ledger.unreadable()
    after = await epoch(store)
    state = await stored(store, live)
    assert (state.phase, state.goal, state.pause_reason) == (Phase.SETTLING, Goal.PAUSE, REASON)
    assert state.naming == replace(live.state.naming, epoch=after, former=(before,))
    state = await stored(store, paper)
    assert (state.phase, state.naming.epoch) == (Phase.WORKING, after)
    assert [restored.held_back for restored in await told_of(store)] == [(live.state.ref.label,)]
    assert not await store.begin_put_right_anew(NOW)


async def told_of(store: Store) -> list[DatabaseRestored]:
    async with store.database.read() as session:
        payloads = (await session.scalars(select(OutboxRow.payload).order_by(OutboxRow.id))).all()
    notices = [NOTICE.load(payload) for payload in payloads]
    return [notice for notice in notices if isinstance(notice, DatabaseRestored)]
