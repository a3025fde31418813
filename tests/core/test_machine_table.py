"""Every event in every phase has a row or is refused by name; a refusal changes nothing."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from engine.core import events as e
from engine.core import legs
from engine.core.events import LateFilled
from engine.core.feed_end import FeedEnd
from engine.core.machine import step
from engine.core.orders import OrderFactRefused
from engine.core.reasons.causes import Force
from engine.core.state import CommandRefused, EventRefused, Phase
from engine.core.step_builder import StepBuilder
from engine.core.types import ClientOrderId, FeedBegin, StopForm, VenueOrderId
from tests.core.story import EPOCH, TRAILING, Bot, a_stray, holding, new_state, working
from tests.support.reasons import said

KEPT = "PAUSED with its order kept"


def in_phase(phase: Phase | str) -> Bot:
    """A bot with an order (ended or not) in that phase."""
    bot = holding()
    if phase == KEPT:
        bot.pause(keep_order=True)
        assert bot.state.kept_order == bot.order
        return bot
    match phase:
        case Phase.IDLE:
            bot.stop()
            bot.canceled()
        case Phase.WATCHING:
            bot = working()
            bot.edit(trailing_percent=TRAILING.trailing_percent)
            bot.fill()
        case Phase.SETTLING:
            bot.stop()
        case Phase.CLOSING:
            bot.close()
            bot.canceled()
        case Phase.PAUSED:
            bot.canceled()
        case Phase.WORKING:
            pass
    assert bot.state.phase is phase
    return bot


def every_event(bot: Bot) -> list[e.Event]:
    at, name = bot.tick(), bot.name
    return [
        e.Start(at=at),
        *[e.Stop(at=at, form=form) for form in StopForm],
        e.Edit(at=at, config=bot.state.config, market=bot.state.market),
        e.Rename(at=at, name="Morning"),
        *[e.Pause(at=at, reason=said("r"), keep_order=keep) for keep in (False, True)],
        e.Pause(at=at, reason=said("r"), lost=name),
        e.MarketChanged(at=at, market=replace(bot.state.market, tick=Decimal("0.03"))),
        e.Adopt(at=at, order=a_stray(bot.state)),
        e.AcceptAsIs(at=at, client_order_id=name),
        e.Restarted(at=at),
        e.PriceSeen(at=at, price=Decimal(10)),
        e.RangeSeen(at=at, low=Decimal(9), high=Decimal(12)),
        e.PricesBegun(at=at, begin=FeedBegin(file="a.csv", at=at, price=Decimal(1), candles=False)),
        e.PricesEnded(at=at, end=FeedEnd(since=None, at=at)),
        e.QuoteSeen(at=at, bid=Decimal(10), ask=Decimal(11)),
        e.QuoteMissing(at=at, reason=said("r")),
        e.OrderAccepted(at=at, client_order_id=name, venue_order_id=VenueOrderId("v")),
        e.OrderRejected(at=at, client_order_id=name, reason=said("r")),
        e.OrderNeverSent(at=at, client_order_id=name, reason=said("r")),
        e.OrderUnknown(at=at, client_order_id=name, reason=said("r")),
        e.OrderAbsent(at=at, client_order_id=name),
        e.OrderFilled(at=at, client_order_id=name, fill=bot.a_fill(bot.order, "5")),
        e.OrderCanceled(at=at, client_order_id=name, reported=Decimal(0)),
        e.OrderExpired(at=at, client_order_id=name, reported=Decimal(0)),
        e.FeeDiffers(
            at=at,
            fill=bot.fills[0],
            fee=replace(bot.fills[0].fee, value=Decimal(7)),
            account_id=bot.state.config.account_id,
            symbol=bot.state.config.ticker,
        ),
        e.LateFilled(at=at, order=bot.placed[0], fill=bot.a_fill(bot.placed[0], "5")),
        e.ForceClosed(
            at=at,
            fill=bot.a_fill(bot.placed[0], "5", client_order_id=ClientOrderId("forced-1")),
            why=Force.LIQUIDATION,
        ),
    ]


@pytest.mark.parametrize("phase", [*Phase, KEPT])
def test_every_event_is_answered_or_refused_by_name(phase: Phase | str) -> None:
    bot = in_phase(phase)
    for event in every_event(bot):
        before, as_it_was = bot.state, deepcopy(bot.state)
        refused: Exception | None = None
        try:
            first, second = step(before, event), step(before, event)
        except (CommandRefused, OrderFactRefused, EventRefused) as error:
            refused = error
        else:
            assert first == second
        if isinstance(refused, EventRefused):
            assert isinstance(event, LateFilled)
            assert (refused.phase, refused.event) == (before.phase, LateFilled)
            assert bot.name == bot.placed[0].client_order_id
        assert before == as_it_was, "a step makes a new state and leaves the old one"


@pytest.mark.parametrize(
    ("story", "changes"),
    [
        (lambda bot: bot.start(), True),
        (lambda bot: (bot.start(), bot.stop()), True),
        (lambda bot: (bot.start(), bot.edit(quantity=Decimal(50))), True),
        (lambda bot: (bot.start(), bot.reject()), True),
        (lambda bot: (bot.start(), bot.canceled()), True),
        (lambda bot: bot.edit(quantity=Decimal(50)), True),
        (lambda bot: (bot.start(), bot.pause(keep_order=True)), True),
        (lambda bot: (bot.start(), bot.pause(keep_order=True), bot.start()), True),
        (lambda bot: (bot.start(), bot.pause(keep_order=True), bot.fill("40")), False),
        (lambda bot: (bot.start(), bot.pause(keep_order=True), bot.fill()), True),
        (lambda bot: (bot.start(), bot.accept()), False),
        (lambda bot: (bot.start(), bot.fill("40")), False),
    ],
)
def test_the_revision_tells_whether_a_card_is_still_true(
    story: Callable[[Bot], object], changes: bool
) -> None:
    """What a person does, or should have seen before tapping, raises it; a fill does not."""
    bot = Bot()
    story(bot)
    before = bot.outcomes[-2].state if len(bot.outcomes) > 1 else new_state()
    assert (bot.state.revision > before.revision) is changes


def test_an_event_of_a_foreign_kind_is_refused() -> None:
    @dataclass(frozen=True)
    class MoonIsFull(e.Event):
        pass

    with pytest.raises(EventRefused, match="MoonIsFull has no row in phase IDLE"):
        step(new_state(), MoonIsFull(at=EPOCH))


def test_a_second_order_is_never_decided_while_one_is_out() -> None:
    """The last line of defence, whatever led there."""
    turn = StepBuilder(working().state, EPOCH)
    with pytest.raises(CommandRefused):
        legs.place(turn)
