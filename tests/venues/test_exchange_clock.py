"""An account goes by its exchange's time: what is dated otherwise is not sent, what is unknown is said."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from engine.core.reasons.accounts import ClockOff
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import BotId, Side
from engine.venue_answers import NeverSent
from engine.venues.live.watched_order import Watched
from tests.support.clock import START, ManualClock
from tests.venues.hand_market import order
from tests.venues.test_halted_account import COIN, Rig

BOT = BotId(UUID(int=1 << 96))
FENCE = timedelta(seconds=12)
UNKNOWN = Plain(Cause.TIME_UNKNOWN)
EXIT = replace(order(Side.BUY, "10"), reduce_only=True)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    made = Rig()
    yield made
    await made.nursery.close()


async def test_a_time_that_is_not_told_is_said(rig: Rig) -> None:
    rig.exchange.tells_time = False
    await rig.begin()
    troubles = [rig.trouble]  # it has been asked a second ago
    await rig.clock.advance(3)
    troubles.append(rig.trouble)
    rig.exchange.tells_time = True
    troubles.append(rig.trouble)
    assert troubles == [None, UNKNOWN, None]


async def test_what_was_dated_before_the_time_was_known_is_not_sent(rig: Rig) -> None:
    """Our clock was a minute ahead, and nobody knew."""
    await rig.begin()
    ahead = replace(EXIT, created_at=START + timedelta(seconds=60), deadline=START + timedelta(seconds=65))
    assert await rig.account.place(BOT, ahead) == NeverSent(reason=UNKNOWN)


@pytest.mark.parametrize("seconds", [3600, -3600])
async def test_how_far_our_clock_is_off_is_known_as_soon_as_it_is_set(rig: Rig, seconds: float) -> None:
    await rig.begin()
    blocked = [rig.account.blocked]
    rig.clock.set_ahead(seconds)
    blocked.append(rig.account.blocked)
    assert blocked == [None, ClockOff(exchange="Binance F", ahead_s=seconds)]
    assert rig.account.standing().clock_ahead == timedelta(seconds=seconds)


@pytest.mark.parametrize(("seconds", "is_off"), [(1.9, False), (-1.9, False), (2.1, True), (-2.1, True)])
async def test_an_exchange_that_answers_slowly_says_nothing_of_a_clock(
    rig: Rig, seconds: float, is_off: bool
) -> None:
    """An answer that took two seconds may have been right at any moment of them."""
    await rig.begin()
    rig.exchange.time_error = timedelta(seconds=1)
    rig.clock.set_ahead(seconds)
    assert isinstance(rig.account.blocked, ClockOff) is is_off


async def on_its_way(dated: timedelta, passed_s: float) -> bool:
    """Say whether an order of 5 s to be sent in may be on its way, so long after it is watched."""
    clock = ManualClock()
    at = START + dated
    sent = replace(EXIT, created_at=at, deadline=at + timedelta(seconds=5))
    watched = Watched(bot_id=BOT, order=sent, market=COIN, watched_since=clock.monotonic())
    await clock.advance(passed_s)
    return watched.may_be_on_its_way(clock, FENCE)


@pytest.mark.parametrize(
    ("dated_s", "passed_s", "may_be"),
    [
        (0, 16.9, True),
        (0, 17, False),
        (-5, 11.9, True),
        (-5, 12, False),
        (3600, 16.9, True),
        (3600, 17, False),
    ],
    ids=["now", "now, over", "earlier", "earlier, over", "an hour ahead", "an hour ahead, over"],
)
async def test_a_fence_ends_though_its_order_has_a_wrong_date(
    dated_s: float, passed_s: float, may_be: bool
) -> None:
    assert await on_its_way(timedelta(seconds=dated_s), passed_s) is may_be
