"""Where a bot follows prices and its order, as its state says, and how far it has come in the prices."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from engine.core.orders import LIVE, Order, OrderState
from engine.core.price_triggers import NO_TRIGGERS, triggers_of
from engine.core.state import BotState, Phase
from engine.core.types import AccountId
from engine.ports import ReplayListener, ReplayVenue, Venue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)

ReplayOf = Callable[[BotState], ReplayVenue | None]
"""The replay port of where a bot in that state trades; None at a real account."""


def needs_venue(state: BotState) -> bool:
    """Say whether the bot has to be told of prices or of its order."""
    return not state.deleted and (state.phase is not Phase.IDLE or state.order_pending)


def begins_to_wait(was: BotState, state: BotState) -> bool:
    """Say whether a leg waits from now on for its price."""
    triggers = triggers_of(state)
    return triggers.is_one_sided and triggers != triggers_of(was)


def place_of(state: BotState) -> tuple[AccountId, str]:
    return state.config.account_id, state.config.ticker


def unsettled_order(state: BotState) -> Order | None:
    """Return the order of which the venue may have more to say.

    It can still trade, or it has ended short of the fills that the venue reported: a person is asked about
    those when they stay away, also where the asking was lost with a crash.
    """
    order = state.order
    if order is None or order.final or order.state is OrderState.QUARANTINED or state.sent_elsewhere(order):
        return None
    return order


def sent_order(state: BotState) -> Order | None:
    """Return the order that the venue may have by now; one just decided on is still to be sent."""
    order = state.order
    return order if order is not None and order.state in LIVE - {OrderState.INTENT} else None


class FeedOffset:
    """The offset in a replayable feed; at a real account, milliseconds of the exchange's time."""

    def __init__(
        self, stored: int | None, replay_of: ReplayOf, time_at: Callable[[BotState], datetime | None]
    ) -> None:
        self.value = stored
        self._replay_of = replay_of
        self._time_at = time_at

    @property
    def as_time(self) -> datetime | None:
        """The same as a moment, for a bot at a real account."""
        return None if self.value is None else _EPOCH + self.value * _MS

    def advance(self, to: int) -> bool:
        """Go on, never back. Return whether it has moved."""
        if self.value is not None and to <= self.value:
            return False
        self.value = to
        return True

    def advance_to_time(self, at: datetime) -> bool:
        """Likewise, at a real account."""
        return self.advance(_ms(at))

    def is_stored(self, where: int | None, *, stays: bool) -> None:
        """Note what is stored with a step. One that `stays` where it is may have come further."""
        if where is None or not stays:
            self.value = where
        else:
            self.advance(where)

    def at_step(self, was: BotState, state: BotState) -> int | None:
        """Return how far a bot has come that goes on where it is: to now, where a leg begins to wait.

        At a real account, that is. What was traded before is not for that leg, whatever is read again later.
        None: with the first price, for the exchange's time is not known yet.
        """
        if not begins_to_wait(was, state) or self._replay_of(state) is not None:
            return self.value
        now = self._time_at(state)
        return None if now is None else max(self.value or 0, _ms(now))

    def at_begin(self, was: BotState, state: BotState) -> int | None:
        """Return where a bot that `was` elsewhere, or nowhere, begins in that state.

        Nowhere does it count how far it has come at another place. In a replay it goes on where it was,
        also after a stop. At a real account one that is set to work begins now: what prices did while it
        stood is not its matter. None: with the first price, for the exchange's time is not known yet.
        """
        stays = place_of(was) == place_of(state)
        if self._replay_of(state) is not None:
            return self.value if stays else None
        if needs_venue(was) and stays:
            return self.value
        now = self._time_at(state)
        return None if now is None else _ms(now)


class VenueSubscription:
    """Where a bot's listener stands: at one symbol of one account, or nowhere."""

    def __init__(self, listener: ReplayListener, venue_of: Callable[[BotState], Venue]) -> None:
        self._listener = listener
        self._venue_of = venue_of
        self._venue: Venue | None = None
        self._place: tuple[AccountId, str] | None = None
        self._known_triggers = NO_TRIGGERS

    @property
    def is_active(self) -> bool:
        return self._venue is not None

    def is_at_place_of(self, state: BotState) -> bool:
        """Say whether it is subscribed where that state trades."""
        return self._venue is not None and self._place == place_of(state)

    async def subscribe(self, state: BotState, open_order: Order | None) -> None:
        """Subscribe where that state trades. Raises BadInput, TryLater, FeedError."""
        self._known_triggers = self._listener.triggers
        venue = self._venue_of(state)
        await venue.join(self._listener, open_order)
        self._venue, self._place = venue, place_of(state)

    async def unsubscribe(self) -> None:
        if self._venue is not None:
            venue, self._venue, self._place = self._venue, None, None
            await venue.leave(self._listener.bot_id)

    def pass_on_triggers(self) -> None:
        if self._venue is not None and self._listener.triggers != self._known_triggers:
            self._known_triggers = self._listener.triggers
            self._venue.triggers_changed(self._listener.bot_id)


def _ms(at: datetime) -> int:
    return (at - _EPOCH) // _MS
