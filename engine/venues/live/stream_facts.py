"""What the account's own stream tells of orders, made known to bots at once.

A fill that the stream tells is as true as one that REST tells, and is told on the same way, by the same key.
What the stream does not tell proves nothing: a fill that does not follow on the one before, an end, a change
are asked of REST, for that order alone, after a moment for messages that are under way.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.core.events import Pause
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.types import ClientOrderId, Market, VenueOrderId
from engine.errors import TryLater, UnknownTicker
from engine.reads.health import StreamState
from engine.tasks import Nursery
from engine.venue_answers import Accepted, NeverSent, PlaceAnswer, Rejected, Unknown
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import AccountEvent, Execution, MarketOf, OrderReport
from engine.venues.live.reconciler import Reconciler
from engine.venues.live.watched_order import OrderNumber, Watched

log = logging.getLogger(__name__)

LOOK_S = 0.1
"""While an order is to be asked about, what else is due is looked at so often."""
ASKED_AT_ONCE = 4
"""So many orders are asked about at the same time: one that has to wait holds up no other."""
MOST_EARLY = 50
"""Orders of nobody, of which the newest news is kept: answers to creates come soon after it."""


@dataclass(slots=True)
class _Question:
    watched: Watched
    due: timedelta
    times: int = 0
    """So often it has been asked."""


class StreamFacts:
    """Of one account. What it cannot tell by itself it asks, or leaves to a pass over the account."""

    def __init__(
        self, deps: AccountDeps, reconciler: Reconciler, wake: Callable[[], object], rules_of: MarketOf
    ) -> None:
        """`wake` has a pass made soon. `rules_of`: of a symbol, as they are known."""
        self._rules_of = rules_of
        self._is_heard = False
        """Whether the stream is subscribed."""
        self._deps = deps
        self._reconciler = reconciler
        self._wake = wake
        self._early: dict[OrderNumber, OrderReport] = {}
        """What was told of orders without a name whose number is not known, as before their creates are
        answered."""
        self._questions: dict[ClientOrderId, _Question] = {}
        self._asked_now: set[ClientOrderId] = set()
        self._asked = asyncio.Event()

    @property
    def missed(self) -> int:
        """How many fills the stream has not told, and REST has, since the start."""
        return self._deps.net_finds.count

    @property
    def silent_since(self) -> datetime | None:
        """Since when it tells none at all; None: it does."""
        return self._deps.net_finds.silent_since

    @property
    def state(self) -> StreamState:
        """What the stream does, as far as is known."""
        if not self._is_heard:
            return StreamState.CLOSED
        return StreamState.OPEN if self.silent_since is None else StreamState.SILENT

    def start(self, nursery: Nursery) -> None:
        """Listen and ask in tasks of their own."""
        nursery.start(f"{self._deps.account_id} events", self.listen)
        for number in range(ASKED_AT_ONCE):
            nursery.start(f"{self._deps.account_id} orders {number}", self.ask)

    async def reopen_if_silent(self, nursery: Nursery) -> None:
        """Open the stream anew where it tells nothing of what happens."""
        if self._deps.net_finds.wants_reopening():
            log.warning("%s: the account's stream is silent, and opened anew", self._deps.account_id)
            await nursery.stop(f"{self._deps.account_id} events")
            nursery.start(f"{self._deps.account_id} events", self.listen)

    async def listen(self) -> None:
        """Take what the stream tells. What a break has hidden is in the trades that are read after it."""
        try:
            async with aclosing(self._deps.gateway.account_events(self._market_of)) as events:
                async for event in events:
                    if not self._is_heard:
                        self._is_heard = True
                        self._deps.net_finds.subscribed()
                    self.take(event)
        finally:
            self._is_heard = False
            self._deps.net_finds.broke()
            self._wake()

    def take(self, event: AccountEvent) -> None:
        """Tell the bot whose order it is of, as far as nothing has to be asked first."""
        if event is not None:
            self._deps.net_finds.heard()
        match event:
            case None:  # subscribed to this or that, or something that says nothing of an order
                self._reconciler.trades.read_again()
                self._wake()
            case Execution(trade=trade):
                watched = self._watched(trade.symbol, trade.client_order_id, trade.venue_order_id)
                if watched is None:
                    self._of_no_order(trade.symbol, trade.client_order_id, event)
                elif trade.trade_id not in watched.told:
                    watched.streamed_number = trade.venue_order_id
                    watched.heard[trade.trade_id] = event
                    self._tell_what_follows(watched)
                    self._ask_unless_settled(watched)
            case OrderReport():
                watched = self._watched(event.symbol, event.client_order_id, event.venue_order_id)
                if watched is None:
                    self._of_no_order(event.symbol, event.client_order_id, event)
                else:
                    watched.streamed_number = event.venue_order_id
                    watched.to_confirm = event
                    self._ask_unless_settled(watched)

    def expect(self, watched: Watched, *, its_end: bool) -> None:
        """Wait for news of an order, and have a look taken while nobody tells any. `its_end`: at once."""
        if not self._is_heard:
            self._wake()
        elif its_end:
            watched.is_ending = True
            self._ask_unless_settled(watched)

    def believed(self, watched: Watched, answer: PlaceAnswer) -> PlaceAnswer:
        """Return what the answer to a create means: the stream may have told of the order before it came."""
        match answer:
            case Accepted(venue_order_id=number):
                if watched.venue_order_id not in {None, number}:  # the fill that said so was another's
                    self._contradicts(watched)
                watched.venue_order_id = number
                if (early := self._early.pop(watched.number, None)) is not None:
                    watched.to_confirm = early
                    self._ask_unless_settled(watched)
            case Rejected(reason=why) | NeverSent(reason=why) if watched.is_known_there:  # both cannot be
                self._contradicts(watched)
                return Unknown(reason=why)
            case Rejected() | NeverSent():
                self._reconciler.forget(watched.order)
        return answer

    def _contradicts(self, watched: Watched) -> None:
        """Have a person look: of what the stream and an answer say one is not true."""
        reason = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=watched.order.client_order_id)
        self._deps.tell(watched.bot_id, Pause(at=self._deps.clock.now(), reason=reason))

    def _market_of(self, symbol: str) -> Market | None:
        """Return the rules of a symbol, also of one with orders that is not listed any more."""
        watched = self._deps.watched.values()
        at_orders = (one.market for one in watched if one.market.symbol == symbol)
        return self._rules_of(symbol) or next(at_orders, None)

    def _watched(self, symbol: str, name: ClientOrderId | None, number: VenueOrderId) -> Watched | None:
        """Return the order that is meant: by its number there, by its name where that is unknown."""
        named = self._deps.watched.get(name) if name is not None else None
        if named is not None and named.market.symbol == symbol and named.venue_order_id in {None, number}:
            return named
        if name is not None and self._deps.is_ours(name):
            return None  # name and number do not agree; only a hand gives an order another name
        return next((one for one in self._deps.watched.values() if one.number == (symbol, number)), None)

    def _of_no_order(self, symbol: str, name: ClientOrderId | None, event: Execution | OrderReport) -> None:
        """Have it looked for where it may be ours, unless it repeats what was told of one that is over."""
        if self._reconciler.ended.told(event):
            return
        if name is None and isinstance(event, OrderReport):
            self._early[symbol, event.venue_order_id] = event
            if len(self._early) > MOST_EARLY:
                del self._early[next(iter(self._early))]
        elif name is not None and self._deps.is_ours(name):
            if isinstance(event, Execution):
                self._reconciler.trades.read_again(symbol)
            self._wake()

    def _tell_what_follows(self, watched: Watched) -> None:
        """Tell the fills that were heard of, as long as none is missing before them."""
        heard = watched.heard
        while following := next((one for one in heard.values() if watched.follows(one)), None):
            trade = following.trade
            del heard[trade.trade_id]
            watched.venue_order_id = trade.venue_order_id
            self._reconciler.take_fill(watched, following)
        for trade_id in heard.keys() & watched.told:
            del heard[trade_id]

    # --- what REST has to say ----------------------------------------------------------------------------

    def _ask_unless_settled(self, watched: Watched) -> None:
        name = watched.order.client_order_id
        if not self._reconciler.is_watched(watched) or watched.is_settled:
            return
        known = self._questions.get(name)
        if known is None or known.watched is not watched or known.times:
            first = self._deps.timings.order_asked_after[0]
            self._questions[name] = _Question(watched, self._deps.clock.monotonic() + first)
            self._asked.set()

    async def ask(self) -> None:
        """Ask about orders when that is due, for ever. Several may do so at once, of different orders."""
        while True:
            await self._asked.wait()
            while (question := self._next_due()) is not None:
                name = question.watched.order.client_order_id
                self._asked_now.add(name)
                try:
                    await self._ask(question)
                finally:
                    self._asked_now.discard(name)
            if not self._questions:
                self._asked.clear()
                continue
            await self._deps.clock.sleep(LOOK_S)

    def _next_due(self) -> _Question | None:
        """Take one that nobody else is asking about."""
        now = self._deps.clock.monotonic()
        names = (name for name, one in self._questions.items() if one.due <= now)
        name = next((name for name in names if name not in self._asked_now), None)
        return self._questions.pop(name) if name is not None else None

    async def _ask(self, question: _Question) -> None:
        watched = question.watched
        if not self._reconciler.is_watched(watched) or watched.is_settled:
            return
        try:
            await self._reconciler.ask(watched)
        except (TryLater, UnknownTicker) as e:
            log.info(
                "%s: %s cannot be asked about: %s", self._deps.account_id, watched.order.client_order_id, e
            )
            self._wake()  # passes have the patience that trouble needs
            return
        self._tell_what_follows(watched)
        if not self._reconciler.is_watched(watched) or watched.is_settled:
            return
        question.times += 1
        pauses = self._deps.timings.order_asked_after
        if question.times < len(pauses):
            question.due = self._deps.clock.monotonic() + pauses[question.times]
            self._questions.setdefault(watched.order.client_order_id, question)
            self._asked.set()
        else:  # passes go on
            watched.heard.clear()
            watched.to_confirm, watched.is_ending = None, False
