"""Orders that are sent while the step that decides them is being stored.

A scalper lives by how fast it answers a fill, and a commit waits for a disk. So the next order's intent is
stored before: with the step before, as `BotState.foreseen`. A fill that brings about exactly that order has
it sent at once, and its own step is stored meanwhile.

What is stored then says of an order "it may be out" before it is. Whoever begins from there, after a crash or
because a driver fell, cannot know. So the fill that leads to it is booked, the order's intent is stored, and
the exchange is asked for it by its name before anything is sent, as for any order of unknown fate. That takes
as long as a fence, and is only done where the one before may have heard of that fill: not where it was
executed later, not where the process before has ended in order, and not where its own notes say that it has
not sent the order (`EarlyNotes`).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from engine.clock import Clock
from engine.core.adoption import named_ahead
from engine.core.copies import changed
from engine.core.events import Event, OrderFilled
from engine.core.foreseen import foresee
from engine.core.money import ZERO
from engine.core.orders import DEAD, ForeseenOrder, Order, OrderState
from engine.core.state import BotState, Outcome, PendingEdit, Phase, PlaceOrder
from engine.core.types import AccountId, BotId, ClientOrderId, Fill, Leg, Mode, Side, TradeId, VenueOrderId
from engine.lease import NO_TENURE, Tenure

CLOCKS = timedelta(seconds=2)
"""So far an exchange's clock and what we know of it may be apart."""
REMEMBERED = timedelta(minutes=2)
"""So long a fill is remembered as taken."""
FRESH = timedelta(minutes=1)
"""One that was executed longer ago, or before this process began, may be in the books already: it is stored
before anything is sent."""

_Key = tuple[AccountId, str, Side, TradeId]


class TakenFills:
    """The fills that bots of this process have taken in the last minutes, whoever told them.

    The books refuse a fill that is another order's. Nothing is sent early because of such a one.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._taken: dict[_Key, None] = {}
        self._times: deque[tuple[timedelta, _Key]] = deque()

    def take(self, state: BotState, fill: Fill) -> bool:
        """Note a fill. Return whether it was unknown."""
        now, key = self._clock.monotonic(), _key(state, fill)
        while self._times and self._times[0][0] < now - REMEMBERED:
            self._taken.pop(self._times.popleft()[1], None)
        if key in self._taken:
            return False
        self._taken[key] = None
        self._times.append((now, key))
        return True


class EarlyNotes(Protocol):
    """Which orders were sent early, noted where only the end of the machine takes it away.

    Until `begin` nothing is there for the process after this one, which then takes any for possible.
    """

    def begin(self) -> None:
        """Have what is noted, and will be, there for whoever comes after."""

    def sends(self, name: ClientOrderId) -> bool:
        """Note an order that is about to be sent. Return False where it must not be, for want of a note."""

    def may_have_sent(self, name: ClientOrderId) -> bool:
        """Say whether the process before may have sent the order."""


class NoNotes:
    """Where nobody can note anything."""

    def begin(self) -> None:
        """Do nothing."""

    def sends(self, name: ClientOrderId) -> bool:
        del name
        return True

    def may_have_sent(self, name: ClientOrderId) -> bool:
        del name
        return True


class EarlyOrders:
    """What all drivers of a process share about them."""

    def __init__(self, clock: Clock, tenure: Tenure = NO_TENURE, notes: EarlyNotes | None = None) -> None:
        """`tenure`: of the database. Without one nothing is ever sent early."""
        self.clock = clock
        self.began = clock.monotonic()
        self.tenure = tenure
        self.notes: EarlyNotes = notes or NoNotes()
        self.fills = TakenFills(clock)

    def allow(self, order: Order) -> bool:
        """Say whether it may be sent, and note that. The database must surely be ours until then."""
        return self.tenure.is_sure_at(self.clock.monotonic()) and self.notes.sends(order.client_order_id)

    def may_be_out(self, state: BotState, *, is_first: bool) -> ForeseenOrder | None:
        """Return the order that may have been sent before a driver that begins from that state.

        `is_first`: the bot had no driver in this process yet.
        """
        foreseen = state.foreseen
        if foreseen is None or not state.naming.made(foreseen.client_order_id):
            return None  # what was sent before a restored backup, others ask about
        if _is_left_smaller(state.order) and not _leads_to(foreseen, state):
            return None  # whoever was there before knew that as well
        if is_first:
            in_order = self.tenure.follows_an_orderly_end
            was_sent = not in_order and self.notes.may_have_sent(foreseen.client_order_id)
        else:
            was_sent = state.bot_id in self.tenure.unsettled
        if not was_sent:
            return None
        self.tenure.unsettled.add(state.bot_id)  # also for those who come after, until it is answered
        self.notes.sends(foreseen.client_order_id)
        return foreseen


class EarlyOrder:
    """One driver's: which order may be sent early, and which may have been, before it began."""

    def __init__(
        self, state: BotState, shared: EarlyOrders, now: Callable[[], datetime | None], *, is_first: bool
    ) -> None:
        """`now`: the exchange's time. `is_first`: the bot had no driver in this process yet."""
        self._shared = shared
        self._now = now
        self._doubtful = shared.may_be_out(state, is_first=is_first)
        self._after = state.order if self._doubtful is not None else None
        """The order that it follows, as whoever was there before knew it."""
        self._is_owed = self._doubtful is not None and not (state.order and state.order.live)
        self._began = shared.clock.monotonic()
        self._fee_in_base: Decimal | None = None

    # --- before this driver -----------------------------------------------------------------------------

    def may_be_out(self, state: BotState, event: Event) -> ForeseenOrder | None:
        """Return the order that the event may lead to, if the one before may have sent it already."""
        doubtful, order = self._doubtful, state.order
        if doubtful is None or self._is_owed:
            return doubtful
        if order is None or self._after is None or not isinstance(event, OrderFilled):
            return None
        if not _makes_whole(order, event, self._after.quantity):
            return None
        began = self._began_at
        if began is None or event.fill.executed_at <= began + CLOCKS:
            return doubtful
        self.is_answered()  # nobody before this driver can have known that fill
        return None

    def as_sent_before(self, outcome: Outcome, doubtful: ForeseenOrder) -> Outcome | None:
        """Return the step with its order as one that was sent before this driver began, or never will be.

        None where the step sends none of that name: then it is still owed to ask.
        """
        placed = outcome.placed
        if placed is None or placed.client_order_id != doubtful.client_order_id:
            self._is_owed = True
            return None
        until = self._began_at or placed.deadline
        dated = changed(
            placed,
            price=doubtful.price,
            quantity=doubtful.quantity,
            created_at=doubtful.since,
            deadline=max(until, doubtful.since),
            closing=False,
            immediate=False,
        )
        state = changed(outcome.state, order=dated)
        if placed.closing:  # once it is known what became of that one
            state = changed(state, phase=Phase.SETTLING)
        elif _is_of_another_plan(doubtful, placed):  # likewise: by what applies now it is not to rest
            again = PendingEdit(config=state.config, market=state.market, market_before=state.market_before)
            state = changed(state, phase=Phase.SETTLING, pending_edit=again)
        return replace(
            outcome,
            state=state,
            orders=tuple(dated if one is placed else one for one in outcome.orders),
            requests=(PlaceOrder(order=dated),),
        )

    @property
    def owed(self) -> ForeseenOrder | None:
        """The order that may be out, and that no step has had a use for since."""
        return self._doubtful if self._is_owed else None

    @property
    def owed_was_sent_until(self) -> datetime | None:
        """When that one has left at the latest; None: the exchange's time is not known yet."""
        return self._began_at

    def is_answered(self) -> None:
        """Note that it is known what became of the order that may have been out."""
        self._doubtful, self._is_owed = None, False

    @property
    def _began_at(self) -> datetime | None:
        """When this driver began, by the exchange's time: of what was executed later none before it knew."""
        now = self._now()
        return None if now is None else now - (self._shared.clock.monotonic() - self._began)

    # --- from now on ----------------------------------------------------------------------------------------

    def order_to_send(self, stored: BotState, event: Event, outcome: Outcome) -> Order | None:
        """Return the order of that step that may be sent before the step is stored; None: none may.

        `stored`: the state on disk.
        """
        if stored.config.mode is Mode.PAPER:  # where no fill is anybody else's, either
            return None
        new = [self._shared.fills.take(stored, booked.fill) for booked in outcome.fills]
        placed, foreseen, now = outcome.placed, stored.foreseen, self._now()
        if placed is None or foreseen is None or now is None or not foreseen.is_that(placed):
            return None
        is_plain = len(outcome.requests) == 1 and new == [True] and isinstance(event, OrderFilled)
        known_since = min(FRESH, self._shared.clock.monotonic() - self._shared.began)
        if not is_plain or now - outcome.fills[0].fill.executed_at >= known_since:
            return None
        return placed if self._shared.allow(placed) else None

    def sent(self, bot_id: BotId) -> None:
        """Note that an order is under way whose step is not stored yet."""
        self._shared.tenure.unsettled.add(bot_id)

    def is_unsettled(self, bot_id: BotId) -> bool:
        """Say whether an order may be out of which the books do not know all."""
        return bot_id in self._shared.tenure.unsettled

    def stored(self, bot_id: BotId) -> None:
        """Note that all of which the driver knows is stored."""
        if self._doubtful is None:
            self._shared.tenure.unsettled.discard(bot_id)

    def with_foreseen(self, outcome: Outcome, at: datetime, *, is_wanted: bool) -> Outcome:
        """Return the step with the order that it foresees. `is_wanted`: it may be sent early at all."""
        if not outcome.durable:
            return outcome
        state = outcome.state
        for booked in outcome.fills:
            self._learn_fee(state, booked.fill)
        self._learn_what_became_of_the_order_before(outcome)
        order, foreseen = state.order, self._doubtful
        if foreseen is None and is_wanted and order is not None and order.live:
            share = state.market.maker_fee if self._fee_in_base is None else self._fee_in_base
            foreseen = foresee(state, share, at)
        if foreseen == state.foreseen:
            return outcome
        return replace(outcome, state=changed(state, foreseen=foreseen))

    def _learn_what_became_of_the_order_before(self, outcome: Outcome) -> None:
        """Note whether the doubtful order is the bot's by now, still follows one, cannot be out, or is owed.

        The exchange may say that the one before has traded whole long before it shows its fills.
        """
        doubtful, order = self._doubtful, outcome.state.order
        if doubtful is None or self._after is None:
            return
        if order is not None and order.client_order_id == doubtful.client_order_id:
            self.is_answered()
            return
        known = (*outcome.orders, order)
        before = [one for one in known if one and one.client_order_id == self._after.client_order_id]
        if before and before[-1].live:
            return
        if before and not self._is_owed and not _may_have_traded_whole(before[-1]):
            self.is_answered()
        else:
            self._is_owed = True

    def _learn_fee(self, state: BotState, fill: Fill) -> None:
        if fill.side is Side.BUY:  # of sales, and on perpetuals, it is taken in quote
            is_base = fill.fee.coin == state.market.base
            self._fee_in_base = fill.fee.amount / fill.quantity if is_base else Decimal(0)


def unworked(
    state: BotState,
    foreseen: ForeseenOrder,
    number: VenueOrderId | None = None,
    sent_until: datetime | None = None,
) -> Order:
    """Return it as an order that the books know and nobody works with. `number`: what the venue calls it.

    What it trades counts in the present cycle. It is none of its attempts, so it is never the newest order.
    `sent_until`: when it has left at the latest; it was foreseen with the order before it, maybe days ago.
    """
    return Order(
        client_order_id=foreseen.client_order_id,
        side=foreseen.side,
        leg=Leg.ENTRY if foreseen.side is state.config.side(Leg.ENTRY) else Leg.EXIT,
        cycle=state.cycle,
        attempt=state.naming.number_beside(foreseen.client_order_id, cycle=state.cycle),
        price=foreseen.price,
        quantity=foreseen.quantity,
        created_at=foreseen.since,
        deadline=max(foreseen.since, sent_until or foreseen.since),
        state=OrderState.ABSENT,
        venue_order_id=number,
        account_id=state.config.account_id,
        symbol=state.config.ticker,
    )


def beside(outcome: Outcome, order: Order) -> Outcome:
    """Return the step with an order that the bot does not work with. It gives the name to no other."""
    state = outcome.state
    cycle, attempt = state.naming.place_of(order.client_order_id) or (state.cycle, order.attempt)
    if cycle == state.cycle:
        state = changed(state, attempt=max(state.attempt, attempt))
    state = changed(state, named_ahead=named_ahead(state, order))
    return replace(outcome, state=state, orders=(*outcome.orders, order))


def _is_of_another_plan(foreseen: ForeseenOrder, placed: Order) -> bool:
    """Say whether it was foreseen by a configuration that has been changed since.

    How much an exit is for follows from fills and their fees, whose it was.
    """
    other_quantity = placed.leg is Leg.ENTRY and foreseen.quantity != placed.quantity
    return foreseen.price != placed.price or other_quantity


def _is_left_smaller(order: Order | None) -> bool:
    """Say whether it works on what a hand has left of it: nothing follows on that but a question, mostly."""
    if order is None or not order.live or order.sent_quantity is None:
        return False
    return order.quantity < order.sent_quantity


def _leads_to(foreseen: ForeseenOrder, state: BotState) -> bool:
    """Say whether the order follows on that of the state as it is now, whatever the fees: its name tells."""
    supposed = (foresee(state, fee, foreseen.since) for fee in (ZERO, state.market.taker_fee))
    return any(one is not None and one.client_order_id == foreseen.client_order_id for one in supposed)


def _may_have_traded_whole(order: Order) -> bool:
    """Say so of one that has ended, by all that is known of it."""
    if order.state in DEAD:
        return False
    return order.reported is None or max(order.reported, order.filled) >= order.quantity


def _makes_whole(order: Order, event: OrderFilled, quantity: Decimal) -> bool:
    if event.client_order_id != order.client_order_id:
        return False
    return event.fill.trade_id not in order.trade_ids and order.filled + event.fill.quantity >= quantity


def _key(state: BotState, fill: Fill) -> _Key:
    return state.config.account_id, state.config.ticker, fill.side, fill.trade_id
