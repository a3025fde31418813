"""One bot at work: one queue, one writer.

Commands, fills, prices and timers all enter through the queue and are handled one after the
other, so nothing here needs a lock. For each: decide (`step`), commit, and only then act.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from engine.bots.bot_venues import BotVenues
from engine.bots.decider import Decider, contradictions
from engine.bots.early import EarlyOrder, EarlyOrders, beside, unworked
from engine.bots.inbox import Inbox, Item, Task, Untaken
from engine.bots.log_lines import log_command, log_stored
from engine.bots.requests import VenueRequests
from engine.bots.stretch import Stretch
from engine.bots.subscription import (
    FeedOffset,
    VenueSubscription,
    begins_to_wait,
    needs_venue,
    place_of,
    sent_order,
    unsettled_order,
)
from engine.clock import Clock
from engine.core import trailing
from engine.core.copies import changed
from engine.core.events import Event, OrderAccepted, PriceSeen, RangeSeen, Restarted
from engine.core.orders import ForeseenOrder, Order, OrderState
from engine.core.price_triggers import PriceTriggers, triggers_of
from engine.core.state import BotState, CommandRefused, Outcome
from engine.core.types import BotId, FeedBegin, Market
from engine.correlation import correlated, new_correlation_id
from engine.crash_points import CrashHook, around_commit
from engine.errors import (
    BadInput,
    CardOutdated,
    FeedError,
    FillAlreadyBooked,
    NotStored,
    ScalperError,
    StateOutdated,
    StorageUnavailable,
    TryLater,
)
from engine.ports import Command, Ledger, StoredBot, TakenStep, Venues
from engine.reads.views import AsSeen
from engine.risk.engine import RiskEngine
from engine.timings import DriverTimings
from engine.venue_answers import Accepted, PlaceAnswer, is_open

log = logging.getLogger(__name__)

Later = Callable[[BotId, float, Callable[["BotDriver"], None]], None]
"""Have something done with the bot's driver, whichever it is then, after so many seconds."""


class BotDriver:
    """Drives one bot. It is the bot's `ReplayListener` at its venue as well."""

    def __init__(  # noqa: PLR0913 - wiring is by hand and by name
        self,
        stored: StoredBot,
        *,
        venues: Venues,
        ledger: Ledger,
        clock: Clock,
        later: Later,
        changed: Callable[[BotId], None],
        risk: RiskEngine,
        early: EarlyOrders,
        is_first: bool,
        crash_hook: CrashHook,
        timings: DriverTimings,
    ) -> None:
        """`is_first`: the bot had no driver in this process yet."""
        self._risk = risk
        self._trades_at = trades_at = BotVenues(venues)
        self._timings = timings
        self.state = stored.state
        self._feed_offset = FeedOffset(stored.feed_offset, trades_at.replay_of, trades_at.time_at)
        self._stored_state = stored.state
        self._waits_since: datetime | None = None
        """When the present leg began to wait, by the exchange's time; None: before this driver."""
        self._stored_at = clock.monotonic()
        self._subscription = VenueSubscription(self, trades_at.of)
        self._ledger = ledger
        self._clock = clock
        self._later = later
        self._changed = changed
        self._crash_hook = crash_hook
        self._requests = VenueRequests(
            venues,
            clock,
            crash_hook,
            timings,
            look_later=self._look_later,
            post_later=self._post_later,
        )
        self._stretch = Stretch(stored.state.bot_id, ledger, trades_at.replay_of, clock, timings)
        self._early = EarlyOrder(
            stored.state, early, lambda: self._trades_at.time_at(self.state), is_first=is_first
        )
        self._decider = Decider(risk, self._stretch.find_order, self._now, timings.send_window)
        self._inbox = Inbox()
        self._inbox.put(Item(Task.RECOVER))  # before any command: it is the normal start

    # --- the listener: how the venue reaches the bot ----------------------------------------------

    @property
    def bot_id(self) -> BotId:
        return self.state.bot_id

    @property
    def market(self) -> Market:
        return self.state.market

    @property
    def leverage(self) -> int:
        return self.state.config.leverage

    @property
    def held(self) -> Decimal:
        return self.state.held

    @property
    def unvalued_coins(self) -> frozenset[str]:
        return frozenset(one.fee.coin for one in self.state.unvalued)

    @property
    def triggers(self) -> PriceTriggers:
        return triggers_of(self.state)

    @property
    def is_over(self) -> bool:
        """Whether it has fallen or was ended: what it is told now comes to nothing."""
        return self._inbox.is_closed

    @property
    def untaken(self) -> Sequence[Untaken]:
        """The facts that it was told and has not stored, once it is over."""
        return self._inbox.untaken

    def take_over(self, untaken: Sequence[Untaken]) -> None:
        """Go on with what the one before was told and has not stored, where nobody tells it again."""
        self._inbox.take_over(untaken)

    @property
    def feed_offset(self) -> int | None:
        return self._feed_offset.value

    @property
    def feed_begin(self) -> FeedBegin | None:
        return self.state.feed_begin

    @property
    def prices_seen_until(self) -> datetime | None:
        return self._feed_offset.as_time

    def gave_before(self, name: str) -> bool:
        """Say whether the bot gave the name to an order before a restored backup."""
        return self.state.naming.gave_before(name)

    def post(self, event: Event) -> None:
        self._inbox.put(Item(event))

    def post_at(self, event: Event, feed_offset: int) -> None:
        self._inbox.put(Item(event, feed_offset))

    def passed(self, feed_offset: int) -> None:
        if self._feed_offset.advance(feed_offset):
            self._store_if_due()

    def saw_prices_until(self, at: datetime) -> None:
        """Note how far prices have come. Stored likewise, but for a bot that no price says anything to."""
        if self._feed_offset.advance_to_time(at) and self.state.config.trailing_percent is not None:
            self._store_if_due()

    def _store_if_due(self) -> None:
        every = self._timings.stretch if self._stretch.is_open else self._timings.store_every
        if self._clock.monotonic() - self._stored_at >= every:
            self._stored_at = self._clock.monotonic()
            self._inbox.put(Item(Task.STORE_FEED_OFFSET))

    async def drained(self) -> None:
        await self._inbox.emptied()

    # --- commands and life --------------------------------------------------------------------------

    async def command(
        self, event: Event, seen: AsSeen | None = None, command: Command | None = None
    ) -> BotState:
        """Carry out a person's command, noted with what it does, and return the state after it.

        Raises CardOutdated when the bot is not as it was `seen` any more, CommandRefused when the
        command does not fit, StorageUnavailable when it could not be stored. Nothing changed then.
        """
        answer: asyncio.Future[BotState] = asyncio.get_running_loop().create_future()
        self._inbox.put(Item(event, None, answer, seen, command))
        return await answer

    def look(self) -> None:
        """Have the driver ask the venue what became of its open order."""
        self._inbox.put(Item(Task.LOOK))

    async def run(self) -> None:
        try:
            while True:
                item, handled = await self._inbox.get(), False
                try:
                    with correlated(item.correlation or new_correlation_id()):
                        await self._handle(item)
                    handled = True
                finally:
                    self._inbox.done(item, handled=handled)
        finally:
            self._inbox.close()
            await self._subscription.unsubscribe()

    async def _handle(self, item: Item) -> None:
        if item.feed_offset is None:  # of a person, or anybody else but the feed
            await self._end_stretch()
        match item.todo:
            case Task.LOOK | Task.RECOVER if not needs_venue(self.state):
                await self._find_owed()
            case Task.LOOK if self._subscription.is_active:
                await self._find_order()
            case Task.LOOK | Task.RECOVER:
                await self._recover()
            case Task.STORE_FEED_OFFSET:
                await self._keep(Outcome(state=self.state), None, is_command=False)
            case event if self._is_of_before(event):
                log.debug("bot %s: %s was not for the leg that waits now", self.bot_id, event)
            case event if item.answer is None:
                await self._take(event, item.feed_offset)
            case event:
                await self._obey(event, item)
        if self._stretch.is_over(self.state):
            await self._end_stretch()

    def _is_of_before(self, event: Event) -> bool:
        """Say whether it tells prices of before the present leg began to wait, and was waiting itself."""
        since = self._waits_since
        return since is not None and isinstance(event, PriceSeen | RangeSeen) and event.at < since

    async def _end_stretch(self) -> None:
        await self._stretch.store()
        self._stored_at = self._clock.monotonic()

    async def _obey(self, event: Event, item: Item) -> None:
        try:
            if not item.fits(self.state):
                raise CardOutdated
            await self._take(event, None, is_command=True, command=item.command)
            log_command(self.state, event)
        except (StateOutdated, StorageUnavailable) as e:
            item.refuse(StorageUnavailable(str(e)))
            if not isinstance(e, NotStored) or self._early.is_unsettled(self.bot_id):
                # Whether it is stored is not known. What is stored is the truth: the next one begins there.
                raise
            self._risk.know([self.state])
        except (CommandRefused, ScalperError) as e:
            self._risk.know([self.state])  # nothing was stored: what the step had claimed is free again
            item.refuse(e)
        else:
            item.fulfil(self.state)

    async def _recover(self) -> None:
        """Subscribe again, with the order that may be out, and take up what was going on."""
        if self._subscription.is_active:
            return
        if await self._subscribe(unsettled_order(self.state)):
            await self._find_order()
            await self._take(Restarted(at=self._clock.now()), None)

    # --- decide, commit, act ---------------------------------------------------------------------------

    async def _take(
        self,
        event: Event,
        feed_offset: int | None,
        *,
        is_command: bool = False,
        command: Command | None = None,
    ) -> None:
        """Handle one event and everything that follows from acting on it."""
        waiting = deque(await self._take_one(event, feed_offset, is_command=is_command, command=command))
        with self._inbox.keeping(waiting):
            while waiting:
                waiting.extend(await self._take_one(waiting[0]))
                waiting.popleft()

    async def _take_all(self, known: Iterable[Event]) -> None:
        """Handle what an answer has told, one after the other."""
        left = deque(known)
        with self._inbox.keeping(left):
            while left:
                await self._take(left[0], None)
                left.popleft()

    async def _take_one(
        self,
        event: Event,
        feed_offset: int | None = None,
        *,
        is_command: bool = False,
        command: Command | None = None,
    ) -> tuple[Event, ...]:
        """Handle one event. Return what became known by acting on it."""
        was_owed, doubtful = self._early.owed, self._early.may_be_out(self.state, event)
        outcome = await self._decider.decide(
            self.state,
            self._dated(event),
            is_command=is_command,
            may_be_out=None if doubtful is None else doubtful.client_order_id,
        )
        if outcome is None:
            return ()
        asked = None if doubtful is None else self._early.as_sent_before(outcome, doubtful)
        outcome = asked or outcome
        answer, early = None, self._early.order_to_send(self._stored_state, event, outcome)
        if early is None or doubtful is not None:
            foreseen = self._foresee(outcome)
            kept = await self._keep(foreseen, feed_offset, is_command=is_command, command=command)
        else:
            kept, answer = await self._keep_and_send(outcome, early)
        if not kept:
            return ()
        if feed_offset is not None:
            self.passed(feed_offset)
        if not await self._keep_subscribed():
            return ()  # what was asked for is taken up again by `look`, once there is a subscription
        self._subscription.pass_on_triggers()
        if asked:  # now: what is heard of it first would end the asking, and its account not watch it
            await self._find_order()
            return ()
        if doubtful is not None or (was_owed is None and self._early.owed is not None):
            self.look()
        return await self._carry_out(outcome, answer)

    async def _carry_out(self, outcome: Outcome, answer: PlaceAnswer | None) -> tuple[Event, ...]:
        """Do what the step asks for. `answer`: to its order, if that was sent already."""
        known: list[Event] = []
        for request in outcome.requests:
            known += await self._requests.carry_out(self.state, request, answer)
        return tuple(known)

    async def _keep_and_send(self, outcome: Outcome, order: Order) -> tuple[bool, PlaceAnswer]:
        """Send the order while the step is being stored. Return whether that is kept, and the answer.

        Raises as `_keep`.
        """
        self._early.sent(self.bot_id)
        try:
            async with asyncio.TaskGroup() as both:
                keeping = both.create_task(self._keep_foreseen(outcome))
                answer = await self._requests.send(outcome.state, order)
                # Here, for one that fails while the group waits for it leaves this task marked as cancelled.
                is_kept = await keeping
        except BaseExceptionGroup as e:
            if (this := asyncio.current_task()) is not None and this.cancelling():
                raise asyncio.CancelledError from e  # an error of the same moment would hide it
            raise e.exceptions[0] from None
        if not is_kept:  # a fill that the books have as another order's: this one was sent in error
            number = answer.venue_order_id if isinstance(answer, Accepted) else None
            order = unworked(self.state, ForeseenOrder.of(order), number)
            await self._requests.cancel(self.state, order)
            await self._keep(beside(Outcome(state=self.state), order), None, is_command=False)
        return is_kept, answer

    async def _keep_foreseen(self, outcome: Outcome) -> bool:
        """Keep the step of an order that is being sent."""
        # Its bytes first, which leave in the loop's next turn: what is made here takes as long as the order.
        await asyncio.sleep(0)
        return await self._keep(self._foresee(outcome), None, is_command=False)

    def _foresee(self, outcome: Outcome) -> Outcome:
        return self._early.with_foreseen(
            outcome, self._now(), is_wanted=self._trades_at.takes_early_orders(outcome.state)
        )

    async def _keep(
        self,
        outcome: Outcome,
        feed_offset: int | None,
        *,
        is_command: bool,
        command: Command | None = None,
    ) -> bool:
        """Make the outcome the present, on disk if it matters. Return False if it is dropped."""
        if not outcome.durable and command is None and not self._is_due(outcome.state):
            self.state = outcome.state
            return True
        before, after = around_commit(outcome)
        while True:
            self._crash_hook(before)
            where = self._where(outcome.state) if feed_offset is None else feed_offset
            step = TakenStep(outcome, where, self._clock.now(), command)
            if not is_command and self._stretch.takes(outcome.state):
                self._stretch.add(step)
                break
            try:
                await self._commit(step, is_command=is_command)
            except FillAlreadyBooked:
                log.warning("bot %s: a fill that is in the books already", self.bot_id)
                for pause in contradictions(outcome, self._clock.now()):
                    self.post(pause)
                self._risk.drop(self.state, outcome)
                return False
            except StorageUnavailable as e:
                if is_command:
                    raise
                # A fact does not go away: it waits for the database, and with it all that follows.
                log.error("bot %s: the database does not answer: %s", self.bot_id, e)  # noqa: TRY400 - it is known
                await self._clock.sleep(self._timings.storage_pause_s)
            else:
                self._stored_at = self._clock.monotonic()
                break
        self._crash_hook(after)
        self._become(outcome.state)
        self._early.stored(self.bot_id)
        self._risk.note(outcome)
        self._changed(self.bot_id)
        log_stored(outcome)
        stays = self._subscription.is_at_place_of(outcome.state)
        if feed_offset is None or not stays:
            self._feed_offset.is_stored(where, stays=stays)
        return True

    def _become(self, state: BotState) -> None:
        if begins_to_wait(self.state, state):
            self._waits_since = self._trades_at.time_at(state)
        self.state = self._stored_state = state

    async def _commit(self, step: TakenStep, *, is_command: bool) -> None:
        try:
            if step.command is None:
                await self._ledger.commit(step.outcome, step.feed_offset, step.at)
            else:
                await self._ledger.commit_all([step])
        except StorageUnavailable:
            if not (is_command and await self._has_landed(step.outcome)):
                raise

    async def _has_landed(self, outcome: Outcome) -> bool:
        """Say of a command whose commit got no answer whether that is what is stored.

        What waits behind it is not lost then with the driver: prices are told once. Raises NotStored when
        what was stored before still is (should it land yet, the next commit finds another state), and
        StorageUnavailable when nobody can say.
        """
        stored = await self._ledger.load(self.bot_id)
        if stored is not None and stored.state == self._stored_state:
            raise NotStored("the database did not answer")
        return stored is not None and stored.state == outcome.state

    def _is_due(self, state: BotState) -> bool:
        """Say whether a moved extreme should be stored now: a quarter of the trail, or 5 s."""
        stored, percent = self._stored_state.trail, state.config.trailing_percent
        if state.trail is None or stored is None or percent is None or state.trail == stored:
            return False
        overdue = self._clock.monotonic() - self._stored_at >= self._timings.store_every
        return overdue or trailing.moved_far(stored, state.trail, percent)

    def _where(self, state: BotState) -> int | None:
        """Return the feed offset of a state that has come to no event with one of its own."""
        moved = place_of(state) != place_of(self.state)
        if not moved and (self._subscription.is_at_place_of(state) or not needs_venue(state)):
            return self._feed_offset.at_step(self.state, state)
        return self._feed_offset.at_begin(self.state, state)

    def _dated(self, event: Event) -> Event:
        """Return the event as of now: an order that follows is decided now, however old the news is.

        At an exchange that is the exchange's time. On paper an event has its own.
        """
        now = self._trades_at.time_at(self.state)
        return event if now is None else replace(event, at=now)

    def _now(self) -> datetime:
        return self._trades_at.time_at(self.state) or self._clock.now()

    async def _find_order(self) -> None:
        """Ask what became of an order whose fate is not known, and again later if nobody can tell."""
        order = self._fateless()
        if order is None:
            await self._find_owed()
            return
        await self._take_all(await self._requests.find(self.state, order))
        if self._fateless() is not None:
            self._look_later()

    async def _find_owed(self) -> None:
        """Ask for an order that may have been sent before this driver began, and that the bot does not work.

        From then on the books know it, and what it has traded is booked. What is open of it is cancelled: the
        bot goes on without it, and two of its orders are never out.
        """
        owed = self._early.owed
        if owed is None or not (self._subscription.is_active or await self._subscribe(None)):
            return
        sent_until = self._early.owed_was_sent_until
        if sent_until is None:
            self._look_later()
            return
        order = unworked(self.state, owed, sent_until=sent_until)
        found = await self._requests.find(self.state, changed(order, state=OrderState.UNKNOWN))
        if not found:
            self._look_later()
            return
        numbers = [event.venue_order_id for event in found if isinstance(event, OrderAccepted)]
        order = changed(order, venue_order_id=next(iter(numbers), None))
        if is_open(found, order):  # first: once it is known, nobody asks for it any more
            await self._requests.cancel(self.state, order)
        self._early.is_answered()
        await self._keep(self._foresee(beside(Outcome(state=self.state), order)), None, is_command=False)
        await self._take_all(found)
        await self._keep_subscribed()

    def _fateless(self) -> Order | None:
        order = self.state.order
        if order is None or self._requests.was_never_sent(order):
            return None
        return order if order.state in {OrderState.INTENT, OrderState.UNKNOWN} else None

    def _look_later(self) -> None:
        self._later(self.bot_id, self._timings.ask_again_after_s, BotDriver.look)

    def _post_later(self, event: Event, in_s: float) -> None:
        self._later(self.bot_id, in_s, lambda driver: driver.post(event))

    async def _keep_subscribed(self) -> bool:
        """Subscribe where the bot trades while it works, only there. Return False when that fails."""
        needed = needs_venue(self.state)
        if not (needed and self._subscription.is_at_place_of(self.state)):
            await self._subscription.unsubscribe()
        return self._subscription.is_active or not needed or await self._subscribe(sent_order(self.state))

    async def _subscribe(self, open_order: Order | None) -> bool:
        try:
            await self._subscription.subscribe(self.state, open_order)
        except (BadInput, TryLater, FeedError) as e:
            log.warning("bot %s cannot follow %s yet: %s", self.bot_id, self.market.symbol, e)
            self._look_later()
            return False
        return True
