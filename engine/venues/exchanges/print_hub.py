"""The public trades that one client hears: each message is read once, for whoever follows its symbol.

A market may trade faster than its followers can think. What nobody waits for is left out then: of the
prices in the band that concerns nobody the newest is enough. When even so too many wait, the extremes and the
newest stand for all of them: no level that was touched is passed over, only the way between.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from engine.core.money import plain
from engine.core.reasons.calls import CallFailed
from engine.core.reasons.reason import Plain
from engine.venues.exchanges.server_time import from_ms
from engine.venues.exchanges.spec import RawPrint
from engine.venues.exchanges.stream_listener import StreamListener
from engine.venues.level_index import Band
from engine.venues.live.gateway import Print

log = logging.getLogger(__name__)

TURN_AFTER = 100
"""So many prints are handed on before everybody else gets a turn of the loop."""


class PrintListener(StreamListener[Print]):
    """Follows the prints of one symbol."""

    def __init__(self, name: str, market_id: str, band: Callable[[], Band], most_waiting: int) -> None:
        """`name`: ccxt's, `market_id`: the exchange's."""
        super().__init__()
        self.name = name
        self.market_id = market_id
        self.heard_at = 0.0
        """By the loop's time."""
        self._band = band
        self._most_waiting = most_waiting
        self._handed_on = 0
        self._waits_outside = 0
        """Prints outside of the band that are still to be taken: what they bring about may move it."""
        self._quiet: Print | None = None
        """The newest one, while others wait and it concerns nobody."""

    def take(self, url: str, price: Decimal, at_ms: int) -> None:
        self.url, self.heard_at = url, asyncio.get_running_loop().time()
        trade = Print(price=price, at=from_ms(at_ms))
        low, high = self._band()
        outside = not low < price < high
        if not (outside or self.queue.empty() or self._waits_outside):
            self._quiet = trade
            return
        self._put_quiet()
        self._waits_outside += outside
        self.queue.put_nowait(trade)
        if self.queue.qsize() > self._most_waiting:
            self._thin()

    async def next(self, within_s: float | None) -> Print | CallFailed | Plain | None:
        if self.queue.empty():
            self._put_quiet()
        self._handed_on += 1
        if self._handed_on % TURN_AFTER == 0:
            await asyncio.sleep(0)
        item = await super().next(within_s)
        if self.queue.empty():
            self._waits_outside = 0
        return item

    def _put_quiet(self) -> None:
        quiet, self._quiet = self._quiet, None
        if quiet is not None:
            self.queue.put_nowait(quiet)

    def _thin(self) -> None:
        waiting = [self.queue.get_nowait() for _ in range(self.queue.qsize())]
        prints = [one for one in waiting if isinstance(one, Print)]
        log.warning("%s trades faster than it can be followed: %d prints in few", self.name, len(prints))
        low, high = min(prints, key=_price_of), max(prints, key=_price_of)
        for one in waiting:
            if one in {low, high, prints[-1]} or not isinstance(one, Print):
                self.queue.put_nowait(one)


class PrintHub:
    """Hears all messages of one client."""

    def __init__(self, read: Callable[[object], Iterator[RawPrint]]) -> None:
        self._read = read
        self._followers: dict[str, list[PrintListener]] = {}

    @property
    def followers(self) -> list[PrintListener]:
        return [one for followers in self._followers.values() for one in followers]

    def add(self, listener: PrintListener) -> None:
        self._followers.setdefault(listener.market_id, []).append(listener)

    def remove(self, listener: PrintListener) -> None:
        self._followers[listener.market_id].remove(listener)

    def opened(self, url: str) -> None:
        """Nothing is known yet."""

    def heard(self, url: str, message: object) -> bool:
        """Hand on the prints of a message. Return whether ccxt need not see it: that takes longer."""
        followers: Sequence[PrintListener] = ()
        for market_id, price_text, at_ms in self._read(message):
            followers = self._followers.get(market_id, ())
            price = _price(price_text)
            if price is not None:
                for listener in followers:
                    listener.take(url, price, at_ms)
        return bool(followers) and all(listener.subscribed for listener in followers)

    def broke(self, url: str) -> None:
        for listener in self.followers:
            listener.broke(url)


def _price_of(trade: Print) -> Decimal:
    return trade.price


@lru_cache(maxsize=1024)
def _price(text: str) -> Decimal | None:
    """Return a price that something can have traded at, or None."""
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    return plain(price) if price.is_finite() and price > 0 else None
