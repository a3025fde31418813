"""Where a bot is subscribed and which order is its present one, as its state says."""

from collections.abc import Callable

from engine.core.orders import LIVE, Order, OrderState
from engine.core.price_triggers import NO_TRIGGERS
from engine.core.state import BotState, Phase
from engine.core.types import AccountId
from engine.ports import ReplayListener, Venue


def needs_venue(state: BotState) -> bool:
    """Say whether the bot has to be told of prices or of its order."""
    return state.phase is not Phase.IDLE or state.order_pending


def place_of(state: BotState) -> tuple[AccountId, str]:
    """Return the account and the symbol."""
    return state.config.account_id, state.config.ticker


def sent_order(state: BotState) -> Order | None:
    """Return the order that the venue may have by now; one just decided on is still to be sent."""
    order = state.order
    return order if order is not None and order.state in LIVE - {OrderState.INTENT} else None


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
        """Whether the bot is subscribed anywhere."""
        return self._venue is not None

    def is_at_place_of(self, state: BotState) -> bool:
        """Say whether it is subscribed where that state trades."""
        return self._venue is not None and self._place == place_of(state)

    def fits(self, state: BotState) -> bool:
        """Say whether a bot in that state may stay subscribed, or not, as it is."""
        return self._venue is None or (needs_venue(state) and self.is_at_place_of(state))

    async def subscribe(self, state: BotState, open_order: Order | None) -> None:
        """Subscribe where that state trades. Raises BadInput, TryLater, FeedError."""
        self._known_triggers = self._listener.triggers
        venue = self._venue_of(state)
        await venue.join(self._listener, open_order)
        self._venue, self._place = venue, place_of(state)

    async def unsubscribe(self) -> None:
        """Unsubscribe, if it is subscribed."""
        if self._venue is not None:
            venue, self._venue, self._place = self._venue, None, None
            await venue.leave(self._listener.bot_id)

    def pass_on_triggers(self) -> None:
        """Tell the venue when other prices are wanted now."""
        if self._venue is not None and self._listener.triggers != self._known_triggers:
            self._known_triggers = self._listener.triggers
            self._venue.triggers_changed(self._listener.bot_id)
