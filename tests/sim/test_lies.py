"""What the simulated stream tells wrongly is never such that every program would have to believe it."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from engine.core.types import ClientOrderId, Side, VenueOrderId
from engine.venues.live.gateway import OrderReport
from tests.sim.chronicle import Chronicle
from tests.sim.faults import Faults, calm, draw_odds
from tests.sim.frames import Frames
from tests.sim.virtual_time import run_virtually

OURS = OrderReport(
    venue_order_id=VenueOrderId("v1"),
    client_order_id=ClientOrderId("s007000100001e0001"),
    symbol="BTC/USDT",
    side=Side.BUY,
    price=Decimal(1),
    quantity=Decimal(1),
    filled=Decimal(0),
    ended=None,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
NAMELESS = replace(OURS, venue_order_id=VenueOrderId("v2"), client_order_id=None)
"""Of an order by which the exchange closes a position."""


@pytest.mark.parametrize("is_answered", [False, True], ids=["before its answer", "after its answer"])
def test_what_names_another_order_can_be_told_from_news_of_that_order(*, is_answered: bool) -> None:
    told = run_virtually(_told(is_answered=is_answered))
    name, number = OURS.client_order_id, OURS.venue_order_id
    assert ((name, NAMELESS.venue_order_id) in told, (name, VenueOrderId("v0")) in told) == (is_answered,) * 2
    assert (None, number) not in told


async def _told(*, is_answered: bool) -> set[tuple[ClientOrderId | None, VenueOrderId]]:
    """Return names and numbers that a line hears of an order of ours, and of somebody else's."""
    random, told = Random(1), set[tuple[ClientOrderId | None, VenueOrderId]]()
    odds = replace(calm(draw_odds(random)), frame_lies=1.0)
    frames = Frames(Faults(random, odds, Counter(), Chronicle()), random, lambda: False)
    if is_answered:
        frames.answered(OURS.client_order_id)
    line = frames.open()
    for event in (OURS, NAMELESS) * 100:
        frames.send(event)
    await asyncio.sleep(1)
    while not line.arrived.empty():
        heard = line.arrived.get_nowait()
        assert isinstance(heard, OrderReport)
        told.add((heard.client_order_id, heard.venue_order_id))
    return told
