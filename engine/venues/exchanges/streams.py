"""Websocket streams over ccxt.pro, listened to beneath its caches.

ccxt opens, authenticates and subscribes. What arrives is read from the raw messages: its caches
merge several states into one, and a message that comes while nobody waits does not wake anybody.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import aclosing
from functools import partial
from typing import Any

from ccxt.base.errors import BaseError

from engine.clock import Clock
from engine.core.reasons.calls import CallFailed
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.errors import VenueUnavailable
from engine.tasks import Nursery
from engine.timings import ConnectionTimings
from engine.venues.exchanges.answers import failed
from engine.venues.exchanges.print_hub import PrintHub, PrintListener
from engine.venues.exchanges.rest_client import RestClient
from engine.venues.exchanges.spec import CcxtClient, RawNews, StreamRules, VenueSpec
from engine.venues.exchanges.stream_listener import Heard, StreamListener
from engine.venues.level_index import Band
from engine.venues.live.gateway import Print

log = logging.getLogger(__name__)

STREAM_FAULTS = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What reading a message raises that is not as it should be."""


class AccountListener(StreamListener[RawNews]):
    def __init__(self, rules: StreamRules) -> None:
        super().__init__()
        self._rules = rules
        self._nudged = False
        """Whether the newest that waits is a None: another one says no more."""

    def opened(self, url: str) -> None:
        if self._rules.is_private(url):
            self.url = url
            if not self._rules.greets(url):
                self._nudge()

    def heard(self, url: str, message: object) -> bool:
        if not self._rules.is_private(url):
            return False
        self.url = url
        try:
            return self._spares(message)
        except STREAM_FAULTS as e:
            log.info("the account's stream tells what cannot be read: %s", type(e).__name__)
            self._nudge()
            return True

    def _spares(self, message: object) -> bool:
        """Note what it tells; say whether ccxt is spared it. Raises STREAM_FAULTS."""
        if self._rules.is_idle(message):
            return True
        if self._rules.says_over(message):
            self.end(Plain(Cause.STREAM_ENDED))
            return False
        return not _says_no(message) and self._is_of_orders(message)

    def _is_of_orders(self, message: object) -> bool:
        """Note what it tells; say whether that was of orders: ccxt would stumble over what it cannot read."""
        is_of_orders = False
        for news in self._rules.news(message):
            if news is None:
                self._nudge()
            else:
                is_of_orders = True
                self._nudged = False
                self.queue.put_nowait(news)
        return is_of_orders

    def _nudge(self) -> None:
        if self.queue.empty() or not self._nudged:
            self._nudged = True
            self.queue.put_nowait(None)


class Streams:
    """The websockets of one account."""

    def __init__(
        self,
        venue: VenueSpec,
        client: CcxtClient,
        rest: RestClient,
        clock: Clock,
        timings: ConnectionTimings,
    ) -> None:
        self._timings = timings
        self._venue = venue.name
        self._rules = venue.streams
        self._rest = rest
        self._client = client
        self._clock = clock
        self._tasks = Nursery(clock)
        self._numbers = itertools.count()
        self._subscribed: dict[str, int] = {}
        self._hub = PrintHub(venue.streams.prints)
        client.our_listeners = (self._hub,)

    async def prints(
        self, name: str, market_id: str, band: Callable[[], Band]
    ) -> AsyncGenerator[Print | None]:
        """Yield the public trades of a symbol. `name`: ccxt's, `market_id`: the exchange's.

        Yields None now and then while there is none, and may leave out trades as `Gateway.prints` says.
        Raises VenueUnavailable when the stream cannot be opened or breaks.
        """
        listener = PrintListener(name, market_id, band, self._timings.most_waiting)
        self._subscribed[name] = self._subscribed.get(name, 0) + 1
        self._hub.add(listener)
        try:
            watches = [lambda: self._client.watch_trades(name)]
            within_s = self._timings.nothing_told_every_s
            stream = self._listen(listener, watches, within_s)
            async with aclosing(stream) as heard:
                async for item in heard:
                    yield item
        finally:
            self._hub.remove(listener)
            self._subscribed[name] -= 1
            if not self._subscribed[name] and not listener.over and listener.url is not None:
                # A failure does no harm: what still comes is not listened to.
                with contextlib.suppress(BaseError, TimeoutError):
                    async with asyncio.timeout(self._timings.unsubscribe_within_s):
                        await self._client.un_watch_trades(name)

    async def drop_prints(self, name: str) -> None:
        """Have the next stream of a symbol's prints be a new one.

        Who has heard of it, on a line where others still do, subscribes to it once more; ccxt would not do
        that for one that was never heard of. Else the line is closed, which all that is on it are told.
        """
        listeners = self._hub.followers
        for ours in [one for one in listeners if one.name == name]:
            if ours.url is None or all(
                one.heard_at <= ours.heard_at for one in listeners if one.url == ours.url
            ):
                await self._close_lines(partial(_carries, name, ours.url))

    async def account_news(self) -> AsyncGenerator[RawNews | None]:
        """Yield what the account's stream says of orders; None after connecting, and for all else.

        Raises VenueUnavailable when the stream cannot be opened or breaks.
        """
        listener = AccountListener(self._rules)
        watches: list[Callable[[], Awaitable[object]]] = [self._client.watch_orders]
        if self._rules.watches_trades:
            watches.append(self._client.watch_my_trades)
        keep_alive = self._rules.keep_alive
        if keep_alive is not None:
            watches.append(lambda: keep_alive(self._rest.call, self._clock, listener.end))
        self._client.our_listeners = (*self._client.our_listeners, listener)
        try:
            stream = self._listen(listener, watches)
            async with aclosing(stream) as heard:
                async for news in heard:
                    yield news
        finally:
            self._client.our_listeners = tuple(
                other for other in self._client.our_listeners if other is not listener
            )
            await self._end_private()

    async def close(self) -> None:
        """End every stream's task. The client closes the sockets."""
        await self._tasks.close()

    async def _listen(
        self,
        listener: StreamListener[Heard],
        watches: list[Callable[[], Awaitable[object]]],
        within_s: float | None = None,
    ) -> AsyncGenerator[Heard | None]:
        """Yield what the listener hears while ccxt keeps the subscriptions of `watches`; None for nothing."""
        names = [f"{self._venue} stream {next(self._numbers)}" for _ in watches]
        try:
            for task_name, watch in zip(names, watches, strict=True):
                self._tasks.start(task_name, partial(_subscribe, watch, listener), restart=False)
            while True:
                item = await listener.next(within_s)
                if isinstance(item, CallFailed | Plain):
                    raise VenueUnavailable(self._venue, item)
                yield item
        finally:
            for task_name in names:
                await self._tasks.stop(task_name)

    async def _end_private(self) -> None:
        """Close the account's stream, so that the next one is a new one and says so."""
        await self._close_lines(lambda url, _: self._rules.is_private(url))
        self._rules.forget_session(self._client)

    async def _close_lines(self, is_meant: Callable[[str, Collection[str]], bool]) -> None:
        """Close the sockets whose address, or whose subscriptions, are meant."""
        for url, socket in list((self._client.clients or {}).items()):
            if is_meant(url, socket.subscriptions):
                self._client.clients.pop(url, None)
                await socket.close()
                for listener in self._client.our_listeners:
                    listener.broke(url)


async def _subscribe(watch: Callable[[], Awaitable[object]], listener: StreamListener[Any]) -> None:
    try:
        await watch()
        listener.subscribed = True
    except asyncio.CancelledError:  # its line was closed, or nobody listens any more
        listener.end(Plain(Cause.STREAM_BROKE))
        raise
    except BaseError as e:
        listener.end(failed(e))
    except Exception as e:  # noqa: BLE001 - whatever ccxt stumbles over, the stream is not there
        log.error("a stream fell over %s", failed(e))  # noqa: TRY400 - its texts may hold keys
        listener.end(failed(e))


def _carries(name: str, known_url: str | None, url: str, subscriptions: Collection[str]) -> bool:
    """Say whether a line carries the prints of a symbol. ccxt ends its names of subscriptions with that."""
    return url == known_url or any(str(one).endswith(f":{name}") for one in subscriptions)


def _says_no(message: object) -> bool:
    """Say whether it refuses a request of ours; ccxt makes an error of that."""
    if not isinstance(message, Mapping):
        return False
    return "error" in message or message.get("success") is False
