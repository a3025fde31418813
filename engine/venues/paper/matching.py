"""The matching engine of one market: who takes part, whose orders rest, and what a tick means for them.

Nothing here waits. A tick is shown, facts are posted to the listeners it concerns, and `MarketRun` waits
until they are worked through.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from engine.core.events import (
    Event,
    MarketChanged,
    OrderCanceled,
    OrderExpired,
    OrderFilled,
    OrderRejected,
    PricesBack,
    PriceSeen,
    PricesEnded,
    PricesSilent,
)
from engine.core.orders import Order
from engine.core.price_triggers import NO_TRIGGERS, PriceTriggers
from engine.core.reasons.markets import MarketReason
from engine.core.types import BotId, ClientOrderId, Margin
from engine.ports import ReplayListener
from engine.venues.level_index import NO_BAND, Band, LevelIndex
from engine.venues.paper.buffering_listener import BufferingListener
from engine.venues.paper.executions import PaperOrder, execution, placed_at, refusal, venue_order_id
from engine.venues.paper.feeds.base import Tick

TOLD_EVERY_ROWS = 20
"""A listener whose bot is not concerned hears at least so often how far the feed has come."""


@dataclass(slots=True, eq=False)
class Participant:
    """A listener on the matching."""

    matching: "PaperMatchingEngine"
    listener: ReplayListener
    symbol: str
    tick: Tick | None
    """The newest tick of the market when the bot joined."""
    orders: dict[ClientOrderId, PaperOrder] = field(default_factory=dict)
    triggers: PriceTriggers = NO_TRIGGERS
    asked: tuple[int, PriceTriggers] | None = None
    """The tick that was put to the bot last, and why: it is not put to it twice for the same reason."""


class PaperMatchingEngine:
    """Participants, their orders, and the present tick."""

    def __init__(self, tick: Decimal, *, replayable: bool, max_fill: Decimal | None = None) -> None:
        self.tick: Tick | None = None
        """The tick that was shown last."""
        self._replayable = replayable
        self._max_fill = max_fill
        self._participants: dict[BotId, Participant] = {}
        self._wishes: LevelIndex[BotId] = LevelIndex(tick)
        self._resting: LevelIndex[PaperOrder] = LevelIndex(tick)
        self._unpriced: list[PaperOrder] = []
        self._stirred: dict[Participant, None] = {}
        self._told_at = 0

    # --- joining and leaving ---------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._participants)

    def subscribe(self, listener: ReplayListener) -> Participant:
        """Give the listener a place. The present tick is the newest that it has seen."""
        self.unsubscribe(listener.bot_id)
        participant = Participant(self, listener, listener.market.symbol, self.tick)
        self._participants[listener.bot_id] = participant
        self._stirred[participant] = None
        return participant

    def unsubscribe(self, bot_id: BotId) -> None:
        """Take participant and orders away: a listener that comes back brings its order along."""
        participant = self._participants.pop(bot_id, None)
        if participant is None:
            return
        for paper in participant.orders.values():
            self._end(paper)
        self._wishes.drop(bot_id)
        self._stirred.pop(participant, None)

    def detach(self, bot_id: BotId) -> None:
        """Let the bot's orders trade on while it is away, if it has any or waits for a price."""
        participant = self._participants.get(bot_id)
        if participant is None:
            return
        listener, triggers = participant.listener, participant.listener.triggers
        moved_away = listener.market.symbol != participant.symbol
        waits = triggers != NO_TRIGGERS or any(paper.open for paper in participant.orders.values())
        if waits and not moved_away:
            participant.listener = BufferingListener(bot_id, listener.market, triggers)
        else:
            self.unsubscribe(bot_id)

    def reattach(self, listener: ReplayListener) -> Participant | None:
        """Give the bot its held participant back, with all that it has missed. None: there is none."""
        participant = self._participants.get(listener.bot_id)
        if participant is None or not isinstance(participant.listener, BufferingListener):
            return None
        missed, participant.listener, participant.tick = participant.listener.missed(), listener, self.tick
        for event in missed:
            listener.post(event)
        self._stirred[participant] = None
        return participant

    def participant(self, bot_id: BotId) -> Participant | None:
        return self._participants.get(bot_id)

    # --- orders ------------------------------------------------------------------------------------------

    def place(self, participant: Participant, order: Order) -> PaperOrder | MarketReason:
        """Take the order in, at the price just seen. Return why not if it is refused."""
        known = participant.orders.get(order.client_order_id)
        if known is not None:
            return known
        why_not = refusal(order, participant.listener.market)
        if why_not is not None:
            return why_not
        tick = self.tick
        if tick is not None and self._replayable:
            participant.listener.passed(tick.index)
        paper = self._take_in(participant, order, tick)
        if tick is None:
            self._unpriced.append(paper)
        else:
            self._at_placement(participant, paper, tick)
        return paper

    def put_back(self, participant: Participant, order: Order) -> None:
        """Take in an order that the bot believes to be out.

        One that was placed at the present tick, or that the venue never answered for, is judged
        as at its placement: what it traded then may have been lost. The others have rested since.
        """
        at, tick = placed_at(order), self.tick
        if order.venue_order_id is None or (tick is not None and at == tick.index):
            taken = self.place(participant, order)
            if not isinstance(taken, PaperOrder) and tick is not None:
                rejected = OrderRejected(at=tick.at, client_order_id=order.client_order_id, reason=taken)
                self._post(participant, rejected, tick)
            return
        paper = self._take_in(participant, order, tick)
        if not order.immediate:
            self._resting.put(paper, paper.resting_triggers)
        elif tick is None:
            self._unpriced.append(paper)  # it may not rest, and nobody knows yet whether it crosses
        else:
            self._expire(participant, paper, tick)

    def cancel(self, participant: Participant, name: ClientOrderId) -> None:
        """End the order, unless it has ended already: then the facts of its end are out."""
        paper, tick = participant.orders.get(name), self.tick
        if paper is None or not paper.open:
            return
        self._end(paper)
        at = paper.order.created_at if tick is None else tick.at
        self._post(participant, OrderCanceled(at=at, client_order_id=name, reported=paper.filled), tick)

    def _take_in(self, participant: Participant, order: Order, tick: Tick | None) -> PaperOrder:
        name = order.venue_order_id or venue_order_id(
            order, tick.index if tick and self._replayable else None
        )
        paper = PaperOrder(participant.listener.bot_id, order, name, order.filled)
        participant.orders = {known: other for known, other in participant.orders.items() if other.open}
        participant.orders[order.client_order_id] = paper
        return paper

    def _at_placement(self, participant: Participant, paper: PaperOrder, tick: Tick) -> None:
        done_before = paper.trade_id(tick.index) in paper.order.trade_ids
        if paper.crosses(tick.price) and not done_before:
            self._fill(participant, paper, tick, taker=True)
        if not paper.open:
            return
        if paper.order.immediate:
            self._expire(participant, paper, tick)
        else:
            self._resting.put(paper, paper.resting_triggers)

    def _fill(self, participant: Participant, paper: PaperOrder, tick: Tick, *, taker: bool) -> None:
        quantity = paper.left if self._max_fill is None else min(paper.left, self._max_fill)
        market, replayed = participant.listener.market, self._replayable
        fill = execution(paper, market, tick, quantity, taker=taker, replayed=replayed)
        paper.filled += quantity
        if not paper.left:
            self._end(paper)
        name = paper.order.client_order_id
        self._post(participant, OrderFilled(at=tick.at, client_order_id=name, fill=fill), tick)

    def _expire(self, participant: Participant, paper: PaperOrder, tick: Tick) -> None:
        self._end(paper)
        name = paper.order.client_order_id
        self._post(participant, OrderExpired(at=tick.at, client_order_id=name, reported=paper.filled), tick)

    def _end(self, paper: PaperOrder) -> None:
        paper.open = False
        self._resting.drop(paper)

    # --- ticks --------------------------------------------------------------------------------------------

    def show(self, tick: Tick) -> None:
        """Make this the present tick, and post what it brings about."""
        self.tick = tick
        waiting, self._unpriced = self._unpriced, []
        for paper in waiting:
            participant = self._participants.get(paper.bot_id)
            if participant is not None and paper.open:
                self._at_placement(participant, paper, tick)
        for paper in self._resting.met(tick.price):
            participant = self._participants.get(paper.bot_id)
            if participant is not None and paper not in waiting:
                self._fill(participant, paper, tick, taker=False)
        for bot_id in self._wishes.met(tick.price):
            self.judge(self._participants[bot_id])

    def judge(self, participant: Participant) -> None:
        """Ask anew what the bot waits for, and tell it the price of its present tick if that is it."""
        triggers, tick = participant.listener.triggers, self.tick
        if triggers != participant.triggers:
            participant.triggers = triggers
            self._wishes.put(participant.listener.bot_id, triggers)
        if tick is None or participant.asked == (tick.index, triggers) or not triggers.meets(tick.price):
            return
        if not self._replayable and tick is participant.tick:
            return  # printed before the bot came: no fresh price
        participant.asked = tick.index, triggers
        self._post(participant, PriceSeen(at=tick.at, price=tick.price), tick)

    def _post(self, participant: Participant, event: Event, tick: Tick | None) -> None:
        if tick is not None and self._replayable:
            participant.listener.post_at(event, tick.index)
        else:
            participant.listener.post(event)
        self._stirred[participant] = None

    def stirred(self) -> Iterable[Participant]:
        """Return those that something was posted to since the last call, or who have just come."""
        participants, self._stirred = list(self._stirred), {}
        return participants

    def tell(self, event: PricesEnded | PricesSilent | PricesBack) -> None:
        """Tell everybody how it is with the prices."""
        for participant in list(self._participants.values()):
            self._post(participant, event, self.tick)

    def tell_of_margin(self, margin: Margin | None, now: datetime) -> None:
        """Tell those who do not know it what their perpetual is settled in, and at which rate."""
        for participant in self._participants.values():
            market = participant.listener.market
            if market.margin != margin and not isinstance(participant.listener, BufferingListener):
                event = MarketChanged(at=now, market=replace(market, margin=margin))
                self._post(participant, event, self.tick)

    def tell_passed(self) -> None:
        """Tell now and then how far the replay has come."""
        if self.tick is not None and self._replayable and self.tick.index - self._told_at >= TOLD_EVERY_ROWS:
            self._told_at = self.tick.index
            for participant in self._participants.values():
                participant.listener.passed(self.tick.index)

    def band(self) -> Band:
        """Return two prices: no tick strictly between them concerns anybody, as it is now."""
        if self._unpriced or self._stirred:
            return NO_BAND
        (low, high), (other_low, other_high) = self._wishes.band(), self._resting.band()
        return max(low, other_low), min(high, other_high)
