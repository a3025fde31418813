"""What a step asks of the bot's venue: carried out one by one, and what becomes known by it at once."""

from collections.abc import Callable

from engine.bots.log_lines import log_cancelled, log_placed
from engine.clock import Clock
from engine.core.events import Event, QuoteMissing, QuoteSeen
from engine.core.orders import Order
from engine.core.state import (
    BotState,
    CancelOrder,
    FetchQuote,
    FollowOrder,
    MarkAcceptedAsIs,
    PlaceOrder,
    Request,
)
from engine.core.types import ClientOrderId
from engine.crash_points import CrashHook, CrashPoint
from engine.errors import BadInput, TryLater
from engine.ports import Venue, Venues
from engine.timings import DriverTimings
from engine.venue_answers import NeverSent, PlaceAnswer, Unknown, after_find, after_place


class VenueRequests:
    """One bot's. What is not known at once is looked after later, by whichever driver it has then."""

    def __init__(
        self,
        venues: Venues,
        clock: Clock,
        crash_hook: CrashHook,
        timings: DriverTimings,
        *,
        look_later: Callable[[], None],
        post_later: Callable[[Event, float], None],
    ) -> None:
        """`post_later` gives the event to the bot's driver after so many seconds."""
        self._venues = venues
        self._clock = clock
        self._crash_hook = crash_hook
        self._timings = timings
        self._look_later = look_later
        self._post_later = post_later
        self._not_sent_in_a_row = 0
        self._never_sent: ClientOrderId | None = None

    def was_never_sent(self, order: Order) -> bool:
        """Say whether that is proven of the order, and the bot hears of it in a moment.

        Who asked for it meanwhile would have the venue wait for what nobody can ever tell.
        """
        return order.client_order_id == self._never_sent

    async def carry_out(
        self, state: BotState, request: Request, answer: PlaceAnswer | None = None
    ) -> tuple[Event, ...]:
        """Carry out one request of the step that led to `state`. Return what became known by it at once.

        `answer`: of its order, if that was sent already.
        """
        venue = self._venues.venue(state.config.account_id)
        match request:
            case PlaceOrder(order=order):
                return self._after_place(order, answer or await self.send(state, order))
            case CancelOrder(client_order_id=name):
                if (order_now := state.order_named(name)) is not None:
                    await self.cancel(state, order_now)
                return ()
            case FetchQuote():
                return (await self._quote(state, venue),)
            case FollowOrder(order=order):
                return await self.find(state, order)
            case MarkAcceptedAsIs(client_order_id=name):
                venue.accept_as_is(name)
                return ()

    async def send(self, state: BotState, order: Order) -> PlaceAnswer:
        """Send an order, and return the venue's answer."""
        self._crash_hook(CrashPoint.BEFORE_PLACE)
        answer = await self._venues.venue(state.config.account_id).place(state.bot_id, order)
        self._crash_hook(CrashPoint.AFTER_PLACE)
        log_placed(state, order, answer)
        return answer

    async def cancel(self, state: BotState, order: Order) -> None:
        """Ask for the cancel of an order."""
        self._crash_hook(CrashPoint.BEFORE_CANCEL)
        await self._venues.venue(state.config.account_id).cancel(state.bot_id, order)
        self._crash_hook(CrashPoint.AFTER_CANCEL)
        log_cancelled(state, order)

    async def find(self, state: BotState, order: Order) -> tuple[Event, ...]:
        """Ask the venue what became of an order, and return what that says."""
        answer = await self._venues.venue(state.config.account_id).find(state.bot_id, order)
        return after_find(order, answer, self._clock.now())

    def _after_place(self, order: Order, answer: PlaceAnswer) -> tuple[Event, ...]:
        event = after_place(order, answer, self._clock.now())
        if isinstance(answer, Unknown):
            self._look_later()
        if not isinstance(answer, NeverSent):
            self._not_sent_in_a_row = 0
            return (event,)
        # The next attempt waits, longer each time: a dead line must not make a loop of intents.
        self._never_sent = order.client_order_id
        pause = self._timings.retry_in_s(self._not_sent_in_a_row, answer.reason)
        self._not_sent_in_a_row += 1
        self._post_later(event, pause)
        return ()

    async def _quote(self, state: BotState, venue: Venue) -> Event:
        symbol, replay = state.market.symbol, self._venues.replay(state.config.account_id)
        try:
            bid, ask = await (replay.quote_of(state.bot_id, symbol) if replay else venue.quote(symbol))
        except (BadInput, TryLater) as e:
            return QuoteMissing(at=self._clock.now(), reason=e.reason)
        return QuoteSeen(at=self._clock.now(), bid=bid, ask=ask)
