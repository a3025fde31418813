"""What is told when asked is late and forgetful; what is true is not."""

from datetime import timedelta

from tests.support.clock import ManualClock
from tests.twin.asking import D, buy
from tests.twin.core.reads import Window
from tests.twin.core.values import State
from tests.twin.core.venue import Venue


async def test_a_new_order_cannot_be_seen_until_the_reads_have_caught_up(
    spot: Venue, clock: ManualClock
) -> None:
    spot.lag.set(2)
    spot.place(buy("94000"))
    spot.trade("BTCUSDT", D("94000"))
    await clock.advance(1.9)
    assert spot.reads.order("main", "BTCUSDT", client_order_id="one") is None
    assert spot.reads.open_orders("main") == []
    assert spot.reads.fills("main", "BTCUSDT", Window()) == []
    await clock.advance(0.1)
    seen = spot.reads.order("main", "BTCUSDT", client_order_id="one")
    assert seen is not None
    assert seen.state is State.FILLED
    assert len(spot.reads.fills("main", "BTCUSDT", Window())) == 1


async def test_a_late_read_shows_a_state_that_is_no_more(spot: Venue, clock: ManualClock) -> None:
    spot.lag.set(2)
    order = spot.place(buy("94000")).order
    await clock.advance(3)
    spot.cancel("main", "BTCUSDT", client_order_id="one")
    assert [seen.state for seen in spot.reads.open_orders("main")] == [State.NEW]
    assert spot.store.get(order.key) not in spot.store.open_orders()


async def test_orders_that_ended_without_a_fill_are_forgotten_and_others_are_not(
    spot: Venue, clock: ManualClock
) -> None:
    spot.rules.forget_unfilled_s = 7_200
    spot.place(buy("94000", name="unfilled"))
    spot.place(buy("94001", name="in part"))
    spot.trade("BTCUSDT", D("94001"), D("0.004"))
    for name in ("unfilled", "in part"):
        spot.cancel("main", "BTCUSDT", client_order_id=name)
    await clock.advance(7_199)
    assert spot.reads.order("main", "BTCUSDT", client_order_id="unfilled") is not None
    await clock.advance(1)
    assert spot.reads.order("main", "BTCUSDT", client_order_id="unfilled") is None
    assert spot.reads.order("main", "BTCUSDT", client_order_id="in part") is not None


def test_a_client_id_used_again_shows_the_youngest_order(spot: Venue) -> None:
    spot.place(buy("96000"))
    second = spot.place(buy("94000")).order
    assert spot.reads.order("main", "BTCUSDT", client_order_id="one") == second


def test_lists_begin_at_an_id_and_are_cut(spot: Venue) -> None:
    for number in range(5):
        spot.place(buy("96000", name=f"n{number}"))
    fills = spot.reads.fills("main", "BTCUSDT", Window(limit=2))
    assert [fill.trade_id for fill in fills] == [4, 5]
    fills = spot.reads.fills("main", "BTCUSDT", Window(first_id=2, limit=2))
    assert [fill.trade_id for fill in fills] == [2, 3]
    assert [order.number for order in spot.reads.orders("main", None, Window(first_id=1004))] == [1004, 1005]


async def test_lists_can_be_bounded_by_time(spot: Venue, clock: ManualClock) -> None:
    spot.place(buy("96000", name="early"))
    begun = clock.now()
    await clock.advance(60)
    spot.place(buy("96000", name="late"))
    late = spot.reads.fills("main", "BTCUSDT", Window(start=begun + timedelta(seconds=1)))
    assert [fill.client_order_id for fill in late] == ["late"]


def test_accounts_do_not_see_each_other(spot: Venue) -> None:
    order = spot.place(buy("94000")).order
    assert spot.reads.order("other", "BTCUSDT", order_id=order.order_id) is None
    assert spot.reads.open_orders("other") == []
