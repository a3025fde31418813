"""What every question to an exchange needs: markets at hand, a known time, a turn, a readable answer."""

import asyncio
import contextlib
import logging
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from ccxt.base.errors import BaseError

from engine.clock import Clock
from engine.errors import UnknownTicker, VenueUnavailable
from engine.tasks import Nursery
from engine.timings import EngineTimings
from engine.venues.exchanges import markets
from engine.venues.exchanges.answers import ExchangeRefusal, Json, NoReply, Reply, Unreadable, failed
from engine.venues.exchanges.limiter import Endpoint, Lane, Limiter, TurnMissed
from engine.venues.exchanges.measured_time import MeasuresTime
from engine.venues.exchanges.rest_client import RestClient
from engine.venues.exchanges.server_time import ExchangeTime, from_ms
from engine.venues.exchanges.spec import CcxtClient, Credentials, Environment, ExchangeSpec, VenueSpec
from engine.venues.exchanges.streams import Streams
from engine.venues.exchanges.transport import GuardedSession

log = logging.getLogger(__name__)

SAMPLES = 3
LINE, LINES = "order line", 2
"""The task that keeps the connections for orders open, and how many they are."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayDeps:
    """What a gateway is made of; `build` puts it together."""

    exchange: ExchangeSpec
    venue: VenueSpec
    environment: Environment
    client: CcxtClient
    session: GuardedSession
    rest: RestClient
    limiter: Limiter
    time: ExchangeTime
    market_cache: markets.MarketCache
    streams: Streams
    clock: Clock
    credentials: Credentials | None
    """None: for public market data only."""
    timings: EngineTimings


class GatewayBase(MeasuresTime):
    """One account's way to ask."""

    market_load: Endpoint
    """What loading the markets costs; the method is ccxt's own."""
    time_errors: frozenset[str]
    """Codes by which the exchange says that our timestamp is off."""

    def __init__(self, deps: GatewayDeps) -> None:
        super().__init__(deps.time, deps.clock)
        self._deps = deps
        self.exchange = deps.venue.name
        self.derivative = deps.venue.derivative
        self._client = deps.client
        self._tasks = Nursery(deps.clock)
        self._line_used_at: timedelta | None = None

    @abstractmethod
    async def _server_ms(self) -> int:
        """Return the exchange's time in ms. Raises VenueUnavailable."""

    async def _ask(self, endpoint: Endpoint, params: Mapping[str, object] | None = None) -> Json:
        """Return the answer to a question. Raises VenueUnavailable for anything that is not one.

        Raises UnknownTicker when the exchange does not know the symbol that was asked about.
        """
        try:
            return await self._ask_plainly(endpoint, params)
        except ExchangeRefusal as e:
            raise self._no_answer(e, params) from None

    async def _get(
        self, read: Callable[[Json], T], endpoint: Endpoint, params: Mapping[str, object] | None = None
    ) -> T:
        """Return what is read in the answer to a question. Raises as `_ask`."""
        answer = await self._ask(endpoint, params)
        with self._reading():
            return read(answer)

    async def _ask_plainly(self, endpoint: Endpoint, params: Mapping[str, object] | None = None) -> Json:
        """Return the answer to a question. Raises ExchangeRefusal for a plain no, else VenueUnavailable."""
        if "public" not in endpoint.method.partition("_")[0]:
            in_haste = endpoint.lane is Lane.CANCEL
            await self._know_the_time(max_age=None if in_haste else self._deps.timings.connection.clock_every)
            self._keep_line_open()
        try:
            return self._understood(await self._deps.rest.call(endpoint, params))
        except TurnMissed as e:
            raise VenueUnavailable(self.exchange, e.reason, e.wait_s or None) from None
        except (NoReply, Unreadable) as e:
            raise self._unavailable(e) from None
        except ExchangeRefusal as e:
            self._note(e)
            raise

    def _understood(self, reply: Reply) -> Json:
        """Return the payload of an answer. Raises ExchangeRefusal, Unreadable, without secrets."""
        try:
            return self._deps.exchange.read(reply)
        except ExchangeRefusal as e:
            # An exchange may quote the request, key and all, in its refusal.
            raise ExchangeRefusal(e.code, self._without_secrets(e.text), e.status) from None
        except Unreadable as e:
            reason = replace(e.reason, said=self._without_secrets(e.reason.said))
            raise Unreadable(self._without_secrets(str(e)), reason) from None

    def _without_secrets(self, text: str) -> str:
        for secret in self._deps.credentials.secrets if self._deps.credentials else ():
            text = text.replace(secret, "***")
        return text

    def _no_answer(
        self, why: ExchangeRefusal, params: Mapping[str, object] | None
    ) -> UnknownTicker | VenueUnavailable:
        """Return what a refused question means."""
        named = params.get(self._deps.exchange.symbol_field) if params is not None else None
        if named is not None and self._deps.venue.rejections.knows_no_symbol(why):
            asked = str(named)
            return UnknownTicker(self._deps.market_cache.symbol_of(asked) or asked, self.exchange)
        return self._unavailable(why)

    def _unavailable(self, why: NoReply | Unreadable | ExchangeRefusal) -> VenueUnavailable:
        if isinstance(why, Unreadable):
            log.info("%s: an answer cannot be read: %s", self.exchange, why)
        return VenueUnavailable(self.exchange, why.reason, self._deps.limiter.banned_for_s or None)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Within the block, an answer that cannot be read is no answer."""
        try:
            yield
        except Unreadable as e:
            raise self._unavailable(e) from None

    # --- markets -----------------------------------------------------------------------------------

    async def _ready(self, max_age: timedelta | None = None) -> None:
        """Have the markets at hand, any or with `max_age` none that are older. Raises VenueUnavailable."""
        if self._client.markets is not None and max_age is None:
            return
        try:
            await self._deps.market_cache.supply(
                self._client, self._load_markets, max_age, derivative=self.derivative
            )
        except TurnMissed as e:
            raise VenueUnavailable(self.exchange, e.reason, e.wait_s or None) from None
        except Unreadable as e:
            raise self._unavailable(e) from None
        except (BaseError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as e:
            # The last five are what ccxt's parsers make of an answer that they did not expect.
            if not isinstance(e, BaseError):
                log.exception("%s: the markets cannot be read", self.exchange)
            raise VenueUnavailable(
                self.exchange, failed(e), self._deps.limiter.banned_for_s or None
            ) from None

    async def _load_markets(self) -> None:
        load = self.market_load
        until = self._clock.monotonic() + self._deps.timings.connection.turn_within
        await self._deps.limiter.turn(load.lane, load.costs, until)
        await self._client.load_markets(reload=True)

    async def _entry(self, symbol: str, max_age: timedelta | None = None) -> Mapping[str, Json]:
        """Return ccxt's entry of a symbol that is traded. Raises NotTraded, UnknownTicker, VenueUnavailable.

        With `max_age` the list of symbols is not older than that; what it says of a symbol that was
        listed, and is not traded by it, has to be quite new.
        """
        await self._ready(max_age)
        try:
            return markets.find(self._client, self._deps.venue, symbol)
        except UnknownTicker:
            if max_age is None or not self._deps.market_cache.was_listed(symbol):
                raise
        await self._ready(self._deps.timings.market_data.missing_fresh)
        return markets.find(self._client, self._deps.venue, symbol)

    async def _market_id(self, symbol: str) -> str:
        """Return the exchange's name of a symbol that is traded. Raises as `_entry`."""
        return str((await self._entry(symbol))["id"])

    async def _past_id(self, symbol: str) -> str:
        """Return the exchange's name of a symbol that may be halted, or not listed any more.

        For questions about what there is and was. Raises UnknownTicker, VenueUnavailable.
        """
        await self._ready()
        likely = self._deps.venue.likely_id(symbol)
        market_id = self._deps.market_cache.id_of(symbol, likely)
        if market_id is None:
            raise UnknownTicker(symbol, self.exchange)
        return market_id

    # --- time ----------------------------------------------------------------------------------------

    async def _measure(self) -> None:
        """Take the quickest of three answers: it has the least room for error."""
        samples = [await self._sample() for _ in range(SAMPLES)]
        took, server, at = min(samples)
        self._time.measured(server, at, error=took / 2)

    async def _sample(self) -> tuple[timedelta, datetime, timedelta]:
        """Return how long an answer took, the time in it, and when on our clock that must have been."""
        asked = self._clock.monotonic()
        server_ms = await self._server_ms()
        took = self._clock.monotonic() - asked
        with self._reading():
            return took, from_ms(server_ms), asked + took / 2

    def _keep_line_open(self) -> None:
        """Have the connections for orders used now and then: a handshake takes two to three flights.

        One after the other, so that one of them is always free; the first time at once, so that there are
        two.
        """
        now, used_at = self._clock.monotonic(), self._line_used_at
        if self._deps.rest.orders is None or self._tasks.runs(LINE):
            return
        if used_at is None or now - used_at >= self._deps.timings.connection.line_used_every:
            self._line_used_at = now
            job = partial(self._use_line, at_once=used_at is None)
            self._tasks.start(LINE, job, restart=False)

    async def _use_line(self, *, at_once: bool) -> None:
        with contextlib.suppress(VenueUnavailable):
            if at_once:
                await asyncio.gather(*(self._server_ms() for _ in range(LINES)))
            else:
                for _ in range(LINES):
                    await self._server_ms()

    def _note(self, refusal: ExchangeRefusal) -> None:
        if refusal.code in self.time_errors:
            self._time.doubt()
