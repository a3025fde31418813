"""The cycle machine: how a bot works its legs.

Theory. A bot works on exactly one leg at a time: first the entry, then the exit, and then the
cycle is closed. For a leg it either rests one limit order at the leg's price (plain), or watches
trades and sends that order when the trail fires (trailing). One order at a time is out, ever:
a new one is decided only when the last is *final*, that is, has ended and all its fills are
booked. Everything that needs the order gone (stop, edit, close, pause) asks for its cancel and
waits in SETTLING; a fill that wins that race is booked as any other. One kind of pause keeps the
order: it rests on while the bot stands, what it trades is booked, and a start goes on with it.

`_TABLE` says which event means something in which phase. An event without a row raises
`EventRefused`; a command that does not fit raises `CommandRefused`; both change nothing.

Every event of every bot, live or replayed, enters through `step`.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from engine.core import charges, commands, events, facts, pausing
from engine.core.events import Event
from engine.core.money import exact
from engine.core.reasons.reason import Reason
from engine.core.state import BotState, CommandRefused, EventRefused, Outcome, Phase, Refusal
from engine.core.step_builder import SEND_WINDOW, StepBuilder


def step(
    state: BotState, event: Event, *, denial: Reason | None = None, send_window: timedelta = SEND_WINDOW
) -> Outcome:
    """Return what `event` makes of `state`.

    With a `denial` no order is decided: where one would have been, the bot pauses for that reason. An
    order may be sent for `send_window`.
    Pure: the same arguments give the same outcome. Raises EventRefused, CommandRefused, or
    OrderFactRefused (a fact that has no place in the order's life); then nothing has changed.
    """
    handler = _TABLE.get((state.phase, type(event)))
    if handler is None:
        raise EventRefused(state.phase, type(event))
    with exact():
        builder = StepBuilder(state, event.at, denial, send_window)
        handler(builder, event)
        return builder.outcome()


AnyEvent = TypeVar("AnyEvent", bound=Event)
Handler = Callable[[StepBuilder, Any], None]
Row = Mapping[tuple[Phase, type[Event]], Handler]


def _on(event: type[AnyEvent], handler: Callable[[StepBuilder, AnyEvent], None], *phases: Phase) -> Row:
    return {(phase, event): handler for phase in phases}


def _refuse(why: Refusal) -> Handler:
    def refuse(_builder: StepBuilder, _event: Event) -> None:
        raise CommandRefused(why)

    return refuse


def _nothing(builder: StepBuilder, _: Event) -> None:
    """Change nothing: the event is fine here and means nothing."""
    builder.durable = False


_P = Phase
_TABLE: Row = {
    # commands
    **_on(events.Start, commands.start, _P.IDLE, _P.PAUSED),
    **_on(events.Start, commands.keep_looping, _P.WATCHING, _P.WORKING, _P.SETTLING),
    **_on(events.Start, _refuse(Refusal.ORDER_UNRESOLVED), _P.CLOSING),
    **_on(events.Stop, commands.stop_idle, _P.IDLE),
    **_on(events.Stop, commands.stop, _P.WATCHING, _P.WORKING, _P.SETTLING, _P.PAUSED),
    **_on(events.Stop, _refuse(Refusal.ORDER_UNRESOLVED), _P.CLOSING),
    **_on(events.Edit, commands.edit, _P.IDLE, _P.WATCHING, _P.WORKING, _P.SETTLING, _P.PAUSED),
    **_on(events.Edit, _refuse(Refusal.ORDER_UNRESOLVED), _P.CLOSING),
    **_on(events.Rename, commands.rename, *Phase),
    **_on(events.Pause, pausing.pause, _P.WATCHING, _P.WORKING, _P.SETTLING),
    **_on(events.Pause, pausing.pause_again, _P.PAUSED),
    **_on(events.Pause, _nothing, _P.IDLE, _P.CLOSING),
    **_on(events.Adopt, _refuse(Refusal.STILL_RUNNING), *Phase),
    **_on(events.Adopt, commands.adopt, _P.IDLE, _P.PAUSED),
    # while a bot works, its order may still settle by itself
    **_on(events.AcceptAsIs, _refuse(Refusal.NOTHING_TO_SETTLE), *Phase),
    **_on(events.AcceptAsIs, commands.accept_as_is, _P.IDLE, _P.PAUSED),
    # prices; one that was on its way when the bot stopped watching means nothing
    **_on(events.PriceSeen, _nothing, *Phase),
    **_on(events.PriceSeen, facts.price_seen, _P.WATCHING),
    **_on(events.RangeSeen, _nothing, *Phase),
    **_on(events.RangeSeen, facts.range_seen, _P.WATCHING),
    **_on(events.PricesSilent, _nothing, *Phase),
    **_on(events.PricesSilent, facts.prices_silent, _P.WATCHING),
    **_on(events.PricesBack, facts.prices_back, *Phase),
    **_on(events.PricesBegun, facts.prices_begun, *Phase),
    **_on(events.PricesEnded, facts.prices_ended, *Phase),
    **_on(events.QuoteSeen, _nothing, *Phase),
    **_on(events.QuoteSeen, facts.quote_seen, _P.CLOSING),
    **_on(events.QuoteMissing, _nothing, *Phase),
    **_on(events.QuoteMissing, facts.quote_missing, _P.CLOSING),
    # the rules of the market
    **_on(events.MarketChanged, facts.market_changed, *Phase),
    # orders: what the newest one may become known as is the table of `engine.core.orders`
    **_on(events.OrderAccepted, facts.order_fact, *Phase),
    **_on(events.OrderRejected, facts.order_fact, *Phase),
    **_on(events.OrderNeverSent, facts.order_fact, *Phase),
    **_on(events.OrderUnknown, facts.order_fact, *Phase),
    **_on(events.OrderAbsent, facts.order_fact, *Phase),
    **_on(events.OrderFilled, facts.order_fact, *Phase),
    **_on(events.OrderCanceled, facts.order_fact, *Phase),
    **_on(events.OrderExpired, facts.order_fact, *Phase),
    **_on(events.OrderAmended, facts.order_amended, *Phase),
    **_on(events.LateFilled, facts.late_filled, *Phase),
    **_on(events.ForceClosed, facts.force_closed, *Phase),
    # money without a trade
    **_on(events.FundingCharged, charges.funding_charged, *Phase),
    **_on(events.CoinPriced, charges.coin_priced, *Phase),
    **_on(events.FeeDiffers, charges.fee_differs, *Phase),
    **_on(events.Restarted, facts.restarted, *Phase),
}
