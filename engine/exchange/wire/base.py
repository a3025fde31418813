"""What the gateways of all exchanges do alike: the life of a create, of a question and of a cancel."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from engine.clock import Clock
from engine.core.orders import Order
from engine.core.types import Market, VenueOrderId
from engine.errors import NoPrice, NotPossible, TryLater, UnknownTicker, VenueUnavailable
from engine.exchange.gateway import CancelAnswer, NotFound, OrderReport, Print
from engine.exchange.wire import markets
from engine.exchange.wire.answers import Json, Refusal, Unreadable, number
from engine.exchange.wire.client import CcxtClient
from engine.exchange.wire.coin_prices import CoinPrices
from engine.exchange.wire.door import Door, NoReply
from engine.exchange.wire.environment import Environment
from engine.exchange.wire.limiter import Limiter, TurnMissed
from engine.exchange.wire.limits import Endpoint
from engine.exchange.wire.proofs import is_duplicate, proven_refusal
from engine.exchange.wire.streams import Streams
from engine.exchange.wire.times import ExchangeTime, from_ms
from engine.exchange.wire.translate import unavailable
from engine.exchange.wire.transport import GuardedSession, Reply
from engine.exchange.wire.urls import urls_in_use
from engine.ports import Accepted, NeverSent, PlaceAnswer, Rejected, Unknown

log = logging.getLogger(__name__)

MEASURE_EVERY = timedelta(seconds=60)
SAMPLES = 3
FEES_FRESH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a gateway is made of; `build` puts it together."""

    exchange: str
    environment: Environment
    client: CcxtClient
    session: GuardedSession
    door: Door
    limiter: Limiter
    time: ExchangeTime
    shelves: markets.MarketShelves
    streams: Streams
    clock: Clock
    has_keys: bool


class WireGateway(ABC):
    """Implements `engine.exchange.gateway.Gateway`, but for what differs between the exchanges."""

    default_fees: markets.Fees
    market_load: Endpoint
    """What loading the markets costs; the method is ccxt's own."""
    time_errors: frozenset[str]
    """Codes by which the exchange says that our timestamp is off."""
    gone_codes: frozenset[str]
    """Codes by which a cancel says that there is no such open order."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.exchange = parts.exchange
        self.derivative = parts.exchange.endswith(" F")
        self._client = parts.client
        self._time = parts.time
        self._clock = parts.clock
        self._measuring = asyncio.Lock()
        self._fees: dict[str, tuple[datetime, markets.Fees]] = {}
        self._coin_prices = CoinPrices(self._last_price_of, parts.clock)

    # --- orders ------------------------------------------------------------------------------------

    async def create(self, order: Order, market: Market) -> PlaceAnswer:
        """Send the create once, signed with the order's own time."""
        try:
            market_id = await self._market_id(market.symbol)
            await self._know_the_time(max_age=None)
        except (TryLater, UnknownTicker) as e:
            return NeverSent(reason=str(e))
        endpoint, params = self._create_call(order, market_id)
        try:
            reply = await self._parts.door.call(
                endpoint,
                params,
                signed_at_ms=self._time.ms(order.created_at),
                not_after=order.deadline,
            )
        except TurnMissed as e:
            return NeverSent(reason=str(e))
        except NoReply as e:
            return Unknown(reason=str(e)) if e.sent else NeverSent(reason=str(e))
        return self._placed(reply, order)

    def _placed(self, reply: Reply, order: Order) -> PlaceAnswer:
        try:
            return Accepted(venue_order_id=self._accepted_id(self._read(reply), order))
        except Unreadable as e:
            return Unknown(reason=str(e))
        except Refusal as e:
            self._note(e)
            if is_duplicate(self.exchange, e):
                return Unknown(reason="the exchange has an order of that name")
            if proven_refusal(self.exchange, e):
                return Rejected(reason=str(e))
            return Unknown(reason=str(e))

    async def cancel(self, order: Order, market: Market) -> CancelAnswer:
        """Ask for the cancel by client order id."""
        try:
            market_id = await self._market_id(market.symbol)
            await self._ask_plainly(*self._cancel_call(order, market_id))
        except Refusal as e:
            return CancelAnswer.NO_SUCH_ORDER if e.code in self.gone_codes else CancelAnswer.UNCLEAR
        except (TryLater, UnknownTicker) as e:
            log.info("%s: the cancel of %s: %s", self.exchange, order.client_order_id, e)
            return CancelAnswer.UNCLEAR
        return CancelAnswer.TAKEN

    # --- market data ---------------------------------------------------------------------------------

    async def market(self, symbol: str) -> Market:
        """Return the present rules and fees of a symbol. Raises UnknownTicker."""
        entry = await self._entry(symbol)
        try:
            return markets.rules(entry, self.exchange, symbol, await self._fees_of(symbol))
        except Unreadable as e:
            raise VenueUnavailable(self.exchange, str(e)) from None

    async def quote(self, market: Market) -> tuple[Decimal, Decimal]:
        """Return the best bid and ask. Raises NoPrice when one side of the book is empty."""
        bid, ask = await self._best(await self._market_id(market.symbol))
        if bid <= 0 or ask <= 0:
            raise NoPrice(market.symbol)
        return bid, ask

    async def last_price(self, market: Market) -> Decimal:
        """Return the newest trade price. Raises NoPrice when there is none."""
        return await self._last_price_of(market.symbol)

    def prints(self, market: Market) -> AsyncIterator[Print]:
        """Yield the public trades of a symbol. Raises VenueUnavailable when the stream breaks."""
        return self._prints(market)

    async def _prints(self, market: Market) -> AsyncIterator[Print]:
        market_id = await self._market_id(market.symbol)
        name = markets.ccxt_symbol(market.symbol, derivative=self.derivative)
        async for trade in self._parts.streams.prints(name, market_id):
            yield trade

    async def account_events(self) -> AsyncIterator[None]:
        """Yield whenever something may have happened to orders, and once after connecting."""
        await self._ready()
        async for _ in self._parts.streams.account_events():
            yield None

    # --- the rest ---------------------------------------------------------------------------------------

    async def clock_drift_s(self) -> float:
        """Return how far our clock is ahead of the exchange's, in seconds, measured now."""
        async with self._measuring:
            await self._measure()
        return self._time.drift.total_seconds()

    async def close(self) -> None:
        """Close all connections."""
        await self._parts.streams.close()
        await self._client.close()
        await self._parts.session.close()

    # --- for the exchanges ----------------------------------------------------------------------------

    @abstractmethod
    def _read(self, reply: Reply) -> Json:
        """Return the payload of an answer. Raises Refusal, Unreadable."""

    @abstractmethod
    def _create_call(self, order: Order, market_id: str) -> tuple[Endpoint, Mapping[str, object]]: ...

    @abstractmethod
    def _accepted_id(self, payload: Json, order: Order) -> VenueOrderId: ...

    @abstractmethod
    def _cancel_call(self, order: Order, market_id: str) -> tuple[Endpoint, Mapping[str, object]]: ...

    @abstractmethod
    async def _server_ms(self) -> int: ...

    @abstractmethod
    async def _own_fees(self, market_id: str) -> markets.Fees: ...

    @abstractmethod
    async def _best(self, market_id: str) -> tuple[Decimal, Decimal]: ...

    @abstractmethod
    async def _last(self, market_id: str) -> Decimal: ...

    async def _ask(self, endpoint: Endpoint, params: Mapping[str, object] | None = None) -> Json:
        """Return the answer to a question. Raises VenueUnavailable for anything that is not one."""
        try:
            return await self._ask_plainly(endpoint, params)
        except Refusal as e:
            raise VenueUnavailable(self.exchange, str(e), self._rest_s()) from None

    async def _ask_plainly(self, endpoint: Endpoint, params: Mapping[str, object] | None = None) -> Json:
        """Return the answer to a question. Raises Refusal for a plain no, VenueUnavailable for the rest."""
        if self._signs(endpoint):
            await self._know_the_time(max_age=MEASURE_EVERY)
        try:
            return self._read(await self._parts.door.call(endpoint, params))
        except TurnMissed as e:
            raise VenueUnavailable(self.exchange, str(e), e.wait_s or None) from None
        except (NoReply, Unreadable) as e:
            raise VenueUnavailable(self.exchange, str(e), self._rest_s()) from None
        except Refusal as e:
            self._note(e)
            raise

    def _reports(self, market: Market, report: OrderReport, asked: Order | None) -> OrderReport | NotFound:
        """Return the report, if it is of what was asked for. Raises Unreadable for another order."""
        if asked is not None and report.client_order_id not in {asked.client_order_id, None}:
            raise Unreadable(f"asked for {asked.client_order_id}, was told of {report.client_order_id}")
        if asked is not None and report.side is not asked.side:
            raise Unreadable(f"{asked.client_order_id} on {market.symbol} has another side there")
        return report

    def _refuse(self, what: str, refusal: Refusal) -> NotPossible:
        return NotPossible(f"{self.exchange}: {what}: {refusal}")

    async def _ready(self) -> None:
        """Have the markets at hand. Raises VenueUnavailable."""
        address = urls_in_use(self._client)["public" if not self.derivative else self._public_key()]
        load = self.market_load
        try:
            if self._client.markets is None:
                until = self._clock.now() + timedelta(seconds=10)
                await self._parts.limiter.turn(load.lane, load.costs, until)
            await self._parts.shelves.supply(f"{self.exchange} {address}", self._client)
        except TurnMissed as e:
            raise VenueUnavailable(self.exchange, str(e), e.wait_s or None) from None
        except Exception as e:
            # ccxt's parsers meet whatever the exchange sends; any failure of theirs is one to read.
            raise unavailable(self.exchange, e, self._rest_s()) from None

    def _public_key(self) -> str:
        return "fapiPublic" if self.exchange.startswith("Binance") else "public"

    async def _entry(self, symbol: str) -> Mapping[str, Json]:
        await self._ready()
        return markets.find(self._client, self.exchange, symbol, derivative=self.derivative)

    async def _market_id(self, symbol: str) -> str:
        return str((await self._entry(symbol))["id"])

    async def _last_price_of(self, symbol: str) -> Decimal:
        price = await self._last(await self._market_id(symbol))
        if price <= 0:
            raise NoPrice(symbol)
        return price

    async def _fees_of(self, symbol: str) -> markets.Fees:
        """Return the account's own fees where its key may ask, else the exchange's usual ones."""
        if not self._parts.has_keys:
            return self.default_fees
        known, now = self._fees.get(symbol), self._clock.now()
        if known is not None and now - known[0] < FEES_FRESH:
            return known[1]
        try:
            fees = await self._own_fees(await self._market_id(symbol))
        except (Refusal, Unreadable, VenueUnavailable) as e:
            log.info("%s does not tell the fees of %s, using its usual ones: %s", self.exchange, symbol, e)
            return self.default_fees
        self._fees[symbol] = (now, fees)
        return fees

    async def _know_the_time(self, max_age: timedelta | None) -> None:
        """Measure the drift if it is not known, or older than `max_age`. Raises VenueUnavailable."""
        async with self._measuring:
            stale = self._time.measured_at is None or (
                max_age is not None and self._time.is_older_than(max_age)
            )
            if stale:
                await self._measure()

    async def _measure(self) -> None:
        """Take the quickest of three answers: it has the least room for error."""
        best: tuple[timedelta, timedelta] | None = None
        for _ in range(SAMPLES):
            asked = self._clock.now()
            server = from_ms(await self._server_ms())
            answered = self._clock.now()
            took = answered - asked
            if best is None or took < best[0]:
                best = took, asked + took / 2 - server
        if best is not None:
            self._time.measured(best[1])

    def _signs(self, endpoint: Endpoint) -> bool:
        return "public" not in endpoint.method.partition("_")[0]

    def _note(self, refusal: Refusal) -> None:
        if refusal.code in self.time_errors:
            self._time.doubt()

    def _rest_s(self) -> float | None:
        return self._parts.limiter.banned_for_s or None

    async def _prices_of(self, coins: set[str], market: Market) -> Mapping[str, Decimal]:
        return await self._coin_prices.of(coins - {market.base}, market.quote)

    @staticmethod
    def _two(raw: Mapping[str, Json], first: str, second: str) -> tuple[Decimal, Decimal]:
        return number(raw, first), number(raw, second)


def unreadable_is_unavailable(exchange: str, error: Unreadable) -> VenueUnavailable:
    """Return the error to raise for an answer that cannot be read."""
    return VenueUnavailable(exchange, str(error))


Reports = Sequence[OrderReport]
