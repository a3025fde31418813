"""The place of a bot that is away for a moment: it notes what the bot must hear when it comes back."""

from datetime import datetime
from decimal import Decimal

from engine.core.events import Event, PriceSeen, RangeSeen
from engine.core.money import ZERO
from engine.core.price_triggers import PriceTriggers
from engine.core.types import BotId, Market


class BufferingListener:
    """Meets `engine.ports.ReplayListener`.

    Facts about orders are kept as they are. Prices become one range: a trail may move while its bot is
    away, but it fires on a fresh price only.
    """

    feed_offset = None
    feed_begin = None
    prices_seen_until = None
    leverage = 1
    held = ZERO
    unvalued_coins = ()

    def __init__(self, bot_id: BotId, market: Market, triggers: PriceTriggers) -> None:
        self.bot_id = bot_id
        self.market = market
        self.triggers = triggers
        """As it was when the bot left."""
        self._facts: list[Event] = []
        self._prices: list[tuple[Decimal, datetime]] = []

    def gave_before(self, name: str) -> bool:
        """Return False: no paper order is anywhere but in the books."""
        del name
        return False

    def post(self, event: Event) -> None:
        if isinstance(event, PriceSeen):
            seen = [*self._prices, (event.price, event.at)]
            self._prices = [min(seen), max(seen)]
        else:
            self._facts.append(event)

    def post_at(self, event: Event, feed_offset: int) -> None:
        del feed_offset  # nobody is away from a replay
        self.post(event)

    def passed(self, feed_offset: int) -> None:
        """Do nothing."""

    def saw_prices_until(self, at: datetime) -> None:
        """Do nothing."""

    async def drained(self) -> None:
        """Return at once."""

    def missed(self) -> list[Event]:
        """Return what the bot has to be told, in the order of its telling."""
        if not self._prices:
            return self._facts
        (low, _), (high, _) = self._prices
        at = max(moment for _, moment in self._prices)
        return [*self._facts, RangeSeen(at=at, low=low, high=high)]
