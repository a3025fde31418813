"""A start with LIVE_TRADING off, on a real ledger: who is paused, and what is stored with it."""

from dataclasses import replace

from db.store import Store
from engine.core.events import Stop
from engine.core.notices import BotPaused
from engine.core.orders import OrderState
from engine.core.state import Phase
from engine.core.types import Mode, Status, StopForm
from engine.outbox import ToPerson
from engine.risk.live_switch import WAS_OFF, pause_live
from tests.db.trading import CONFIG, NOW, OWNER, Trader, make_trader
from tests.support.clock import ManualClock

LIVE = replace(CONFIG, mode=Mode.LIVE)


async def now_stored(store: Store, trader: Trader) -> Trader:
    found = await store.ledger.load(trader.bot_id)
    assert found is not None
    return Trader(store.ledger, found.state)


async def started(store: Store) -> int:
    """Begin as the program does, and return how many were paused."""
    return await pause_live(store.ledger, ManualClock(NOW), await store.ledger.load_all())


async def resting(store: Store, mode: Mode = Mode.LIVE) -> Trader:
    trader = await make_trader(store, config=replace(CONFIG, mode=mode))
    await trader.start()
    await trader.accept()
    return trader


async def test_every_live_bot_at_work_stands_with_its_order_where_it_is(store: Store) -> None:
    works = await resting(store)
    watches = await make_trader(store, config=replace(LIVE, trailing_percent=CONFIG.quantity * 100))
    await watches.start()
    assert await started(store) == 2
    works, watches = await now_stored(store, works), await now_stored(store, watches)
    assert (works.state.phase, works.state.pause_reason) == (Phase.PAUSED, WAS_OFF)
    assert works.state.kept_order == works.order
    assert works.order.state is OrderState.OPEN
    assert (watches.state.phase, watches.state.kept_order) == (Phase.PAUSED, None)


async def test_it_is_told_once_however_often_the_program_starts(store: Store) -> None:
    works = await resting(store)
    assert [await started(store) for _ in range(3)] == [1, 0, 0]
    owed = [item.notice for item in await store.outbox.waiting(ToPerson(OWNER), 10)]
    [told] = [notice for notice in owed if isinstance(notice, BotPaused)]
    assert told.kept is not None
    assert (told.kept.price, told.kept.quantity) == (works.order.price, works.order.quantity)
    assert told.revision == (await now_stored(store, works)).state.revision


async def test_others_and_what_a_person_has_asked_for_are_left_alone(store: Store) -> None:
    others = [await resting(store, mode) for mode in (Mode.PAPER, Mode.TESTNET)]
    stops, closes = await resting(store), await resting(store)
    await stops.take(Stop(at=NOW, form=StopForm.STOP))
    await closes.fill()
    await closes.accept()
    await closes.take(Stop(at=NOW, form=StopForm.CLOSE))
    stands = await make_trader(store, config=LIVE)
    before = [(await now_stored(store, one)).state for one in (*others, stops, closes, stands)]
    assert await started(store) == 0
    assert [(await now_stored(store, one)).state for one in (*others, stops, closes, stands)] == before
    assert before[0].status is Status.ACTIVE
