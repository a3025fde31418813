"""The trading matching of one market: who sits there, whose orders rest, and what a tick means for them.

Nothing here waits. A tick is shown, facts are posted to the seats it concerns, and `MarketRun` waits
until they are worked through.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from engine.core.events import OrderCanceled, OrderExpired, OrderFilled, OrderRejected, PriceSeen
from engine.core.interest import NO_INTEREST, Interest
from engine.core.orders import Order
from engine.core.reasons.markets import MarketReason
from engine.core.types import BotId, ClientOrderId
from engine.ports import ReplayListener
from engine.venues.paper.absent_listener import AbsentListener
from engine.venues.paper.executions import (
    PaperOrder,
    crosses,
    execution,
    placed_at,
    refusal,
    resting_interest,
    trade_id,
    venue_order_id,
)
from engine.venues.paper.feeds.base import Tick
from engine.venues.price_index import LevelIndex

TOLD_EVERY_ROWS = 20
"""A listener whose bot is not concerned hears at least so often how far the feed has come."""


@dataclass(slots=True, eq=False)
class PaperSlot:
    """A listener on the matching."""

    listener: ReplayListener
    tick: Tick | None
    """The newest tick that the bot had seen when it sat down, or when the run went back for another."""
    symbol: str = field(init=False)
    orders: dict[ClientOrderId, PaperOrder] = field(default_factory=dict)
    interest: Interest = NO_INTEREST
    asked: tuple[int, Interest] | None = None
    """The tick that was put to the bot last, and why: it is not put to it twice for the same reason."""

    def __post_init__(self) -> None:
        self.symbol = self.listener.market.symbol


class PaperMatchingEngine:
    """Seats, their orders, and the present tick."""

    def __init__(self, tick: Decimal, *, replayable: bool, max_fill: Decimal | None = None) -> None:
        self.tick: Tick | None = None
        """The tick that was shown last."""
        self._replayable = replayable
        self._max_fill = max_fill
        self._slots: dict[BotId, PaperSlot] = {}
        self._wishes: LevelIndex[BotId] = LevelIndex(tick)
        self._resting: LevelIndex[PaperOrder] = LevelIndex(tick)
        self._unpriced: list[PaperOrder] = []
        self._stirred: dict[PaperSlot, None] = {}
        self._round: deque[PaperSlot] = deque()

    # --- sitting down and standing up ------------------------------------------------------------------

    def __len__(self) -> int:
        """How many sit here."""
        return len(self._slots)

    def subscribe(self, listener: ReplayListener, tick: Tick | None) -> PaperSlot:
        """Give the listener a slot. `tick` is the newest that it has seen, and its present price."""
        self.unsubscribe(listener.bot_id)
        slot = self._slots[listener.bot_id] = PaperSlot(listener, tick)
        self._round.append(slot)
        self._stirred[slot] = None
        return slot

    def unsubscribe(self, bot_id: BotId) -> None:
        """Take slot and orders away: a listener that comes back brings its order along."""
        slot = self._slots.pop(bot_id, None)
        if slot is None:
            return
        for paper in slot.orders.values():
            self._end(paper)
        self._wishes.drop(bot_id)
        self._stirred.pop(slot, None)
        self._round.remove(slot)

    def detach(self, bot_id: BotId) -> None:
        """Let the bot's orders trade on while it is away, if it has any or waits for a price."""
        slot = self._slots.get(bot_id)
        if slot is None:
            return
        listener, interest = slot.listener, slot.listener.interest
        moved_away = listener.market.symbol != slot.symbol
        waits = interest != NO_INTEREST or any(paper.open for paper in slot.orders.values())
        if waits and not moved_away:
            slot.listener = AbsentListener(bot_id, listener.market, interest)
        else:
            self.unsubscribe(bot_id)

    def reattach(self, listener: ReplayListener) -> PaperSlot | None:
        """Give the bot its held slot back, with all that it has missed. None: there is none."""
        slot = self._slots.get(listener.bot_id)
        if slot is None or not isinstance(slot.listener, AbsentListener):
            return None
        missed, slot.listener, slot.tick = slot.listener.missed(), listener, self.tick
        for event in missed:
            listener.post(event)
        self._stirred[slot] = None
        return slot

    def slot(self, bot_id: BotId) -> PaperSlot | None:
        """Return the bot's slot."""
        return self._slots.get(bot_id)

    def present(self, slot: PaperSlot) -> Tick | None:
        """Return the tick that is the present for that slot: it may be ahead of the matching."""
        own, tick = slot.tick, self.tick
        return own if tick is None or (own is not None and own.index > tick.index) else tick

    def go_back(self, tick: Tick) -> None:
        """Begin again at an earlier tick. Those who were further stay where they are until it comes."""
        for slot in self._slots.values():
            slot.tick = self.present(slot)
        self.tick = tick

    # --- orders ------------------------------------------------------------------------------------------

    def place(self, slot: PaperSlot, order: Order) -> PaperOrder | MarketReason:
        """Take the order in, at the price just seen. Return why not if it is refused."""
        known = slot.orders.get(order.client_order_id)
        if known is not None:
            return known
        why_not = refusal(order, slot.listener.market)
        if why_not is not None:
            return why_not
        tick = self.present(slot)
        if tick is not None and self._replayable:
            slot.listener.passed(tick.index)
        paper = self._take_in(slot, order, tick)
        if tick is None:
            self._unpriced.append(paper)
        else:
            self._at_placement(slot, paper, tick)
        return paper

    def put_back(self, slot: PaperSlot, order: Order) -> None:
        """Take in an order that the bot believes to be out.

        One that was placed at the slot's present tick, or that the venue never answered for, is judged
        as at its placement: what it traded then may have been lost. The others have rested since.
        """
        at, tick = placed_at(order), self.present(slot)
        if order.venue_order_id is None or (tick is not None and at == tick.index):
            taken = self.place(slot, order)
            if not isinstance(taken, PaperOrder) and tick is not None:
                rejected = OrderRejected(at=tick.at, client_order_id=order.client_order_id, reason=taken)
                self._post(slot, rejected, tick)
            return
        paper = self._take_in(slot, order, tick)
        if order.immediate and tick is not None:
            self._expire(slot, paper, tick)
        else:
            self._resting.put(paper, resting_interest(order))

    def cancel(self, slot: PaperSlot, name: ClientOrderId) -> None:
        """End the order, unless it has ended already: then the facts of its end are out."""
        paper, tick = slot.orders.get(name), self.present(slot)
        if paper is None or not paper.open:
            return
        self._end(paper)
        at = paper.order.created_at if tick is None else tick.at
        self._post(slot, OrderCanceled(at=at, client_order_id=name, reported=paper.filled), tick)

    def _take_in(self, slot: PaperSlot, order: Order, tick: Tick | None) -> PaperOrder:
        name = order.venue_order_id or venue_order_id(
            order, tick.index if tick and self._replayable else None
        )
        paper = PaperOrder(slot.listener.bot_id, order, name)
        slot.orders = {known: other for known, other in slot.orders.items() if other.open}
        slot.orders[order.client_order_id] = paper
        return paper

    def _at_placement(self, slot: PaperSlot, paper: PaperOrder, tick: Tick) -> None:
        done_before = trade_id(paper.bot_id, paper.order, tick.index) in paper.order.trade_ids
        if crosses(paper.order, tick.price) and not done_before:
            self._fill(slot, paper, tick, taker=True)
        if not paper.open:
            return
        if paper.order.immediate:
            self._expire(slot, paper, tick)
        else:
            self._resting.put(paper, resting_interest(paper.order))

    def _fill(self, slot: PaperSlot, paper: PaperOrder, tick: Tick, *, taker: bool) -> None:
        quantity = paper.left if self._max_fill is None else min(paper.left, self._max_fill)
        fill = execution(paper, slot.listener.market, tick, quantity, taker=taker)
        paper.filled += quantity
        if not paper.left:
            self._end(paper)
        name = paper.order.client_order_id
        self._post(slot, OrderFilled(at=tick.at, client_order_id=name, fill=fill), tick)

    def _expire(self, slot: PaperSlot, paper: PaperOrder, tick: Tick) -> None:
        self._end(paper)
        name = paper.order.client_order_id
        self._post(slot, OrderExpired(at=tick.at, client_order_id=name, reported=paper.filled), tick)

    def _end(self, paper: PaperOrder) -> None:
        paper.open = False
        self._resting.drop(paper)

    # --- ticks --------------------------------------------------------------------------------------------

    def show(self, tick: Tick) -> None:
        """Make this the present tick, and post what it brings about."""
        self.tick = tick
        waiting, self._unpriced = self._unpriced, []
        for paper in waiting:
            slot = self._slots.get(paper.bot_id)
            if slot is not None and paper.open:
                self._at_placement(slot, paper, tick)
        for paper in self._resting.met(tick.price):
            slot = self._slots.get(paper.bot_id)
            if slot is not None and _is_new(tick, slot) and paper not in waiting:
                self._fill(slot, paper, tick, taker=False)
        for bot_id in self._wishes.met(tick.price):
            self.judge(self._slots[bot_id])

    def judge(self, slot: PaperSlot) -> None:
        """Ask anew what the bot waits for, and tell it the price of its present tick if that is it."""
        interest, tick = slot.listener.interest, self.present(slot)
        if interest != slot.interest:
            slot.interest = interest
            self._wishes.put(slot.listener.bot_id, interest)
        if tick is None or slot.asked == (tick.index, interest) or not interest.meets(tick.price):
            return
        if not self._replayable and tick is slot.tick:
            return  # printed before the bot came: no fresh price
        slot.asked = tick.index, interest
        self._post(slot, PriceSeen(at=tick.at, price=tick.price), tick)

    def _post(
        self,
        slot: PaperSlot,
        event: OrderFilled | OrderExpired | OrderCanceled | OrderRejected | PriceSeen,
        tick: Tick | None,
    ) -> None:
        if tick is not None and self._replayable:
            slot.listener.post_at(event, tick.index)
        else:
            slot.listener.post(event)
        self._stirred[slot] = None

    def stirred(self) -> Iterable[PaperSlot]:
        """Return those that something was posted to since the last call, or who have just come."""
        slots, self._stirred = list(self._stirred), {}
        return slots

    def tell_passed(self) -> None:
        """Tell some how far the feed has come: each in its turn, all of one within 20 ticks."""
        tick = self.tick
        if tick is None or not self._replayable:
            return
        for _ in range(-(-len(self._round) // TOLD_EVERY_ROWS)):
            slot = self._round[0]
            self._round.rotate(-1)
            if self.present(slot) is tick:
                slot.listener.passed(tick.index)


def _is_new(tick: Tick, slot: PaperSlot) -> bool:
    return slot.tick is None or tick.index > slot.tick.index
