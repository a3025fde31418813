"""The way of every request: faults, limits, signature and time, the route itself, the answer."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from tests.twin.binance.call import Call, Route, Security
from tests.twin.binance.desk import Desk, unit_of
from tests.twin.binance.errors import (
    KEY_FORMAT,
    KEY_REJECTED,
    SIGNATURE,
    TOO_EARLY,
    TOO_LATE,
    TOO_LATE_IN_ENGINE,
    BinanceError,
    missing,
    worded,
)
from tests.twin.binance.params import Params
from tests.twin.core.accounts import Account, ApiKey
from tests.twin.core.clock import milliseconds
from tests.twin.core.errors import Refused
from tests.twin.core.faults import Operation
from tests.twin.core.values import Kind
from tests.twin.core.world import Request
from tests.twin.faulty import through
from tests.twin.wire import Reply, compact

ENGINE = {Operation.CREATE, Operation.CANCEL}
EARLY_MS = 1_000
MOST_WINDOW_MS = 60_000
SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came. `payloads` are the texts of which one must be signed."""

    path: str
    query: str
    params: Params
    key: str
    payloads: tuple[str, ...]


class Door:
    """Stands before the routes of one venue."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world
        self._clock = desk.world.clock

    async def serve(self, route: Route, incoming: Incoming) -> Reply:
        """Carry out a request as far as the faults in force let it come."""
        found = self._world.accounts.with_key(incoming.key)
        account = found[0].name if found else ""
        venue, named = self._desk.venue.name, incoming.params.named
        fault = self._world.faults.meet(route.operation, venue, account, named)
        reply = await through(fault, self._clock, lambda queue_s: self._take(route, incoming, found, queue_s))
        self._world.requests.append(
            Request(
                at=self._clock.now(),
                venue=self._desk.venue.name,
                account=account,
                operation=route.operation,
                method=route.method,
                path=incoming.path,
                query=incoming.query,
                status=reply.shown_status,
            )
        )
        return reply

    async def _take(
        self, route: Route, incoming: Incoming, found: tuple[Account, ApiKey] | None, queue_s: float
    ) -> Reply:
        headers: dict[str, str] = {}
        try:
            self._weigh(route, incoming.params, headers)
            by, key = self._check_key(route, incoming, found)
            queue_s += self._desk.engine_delay_s if route.operation in ENGINE else 0.0
            await self._clock.sleep(queue_s)
            if route.operation in ENGINE:
                self._check_engine_time(incoming.params)
            if route.operation is Operation.CREATE and by is not None:
                self._count_order(by.name, headers)
            call = Call(self._desk.venue, incoming.params, self._clock.server_now(), by, key)
            return Reply(200, compact(route.handler(self._desk, call)), headers=headers)
        except Refused as error:
            return _refusal(worded(error, self._desk.venue.kind), headers)
        except BinanceError as error:
            return _refusal(error, headers)

    def _weigh(self, route: Route, params: Params, headers: dict[str, str]) -> None:
        now, weights = self._clock.now(), self._desk.weights
        if left := self._desk.ban.seconds_left(now):
            raise self._banned(left)
        within = weights.add(route.weighs(params), now)
        headers["X-MBX-USED-WEIGHT"] = headers["X-MBX-USED-WEIGHT-1M"] = str(weights.used)
        if not within and weights.over >= self._desk.ban_after:
            self._desk.ban.until = now + timedelta(minutes=2)
            raise self._banned(120)
        if not within:
            raise BinanceError(
                -1003,
                f"Too much request weight used; current limit is {weights.limit} request weight "
                "per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.",
                status=429,
                retry_after=weights.resets_in(now),
            )

    def _banned(self, seconds: int) -> BinanceError:
        until = milliseconds(self._clock.server_now() + timedelta(seconds=seconds))
        return BinanceError(
            -1003,
            f"Way too much request weight used; IP banned until {until}. "
            "Please use WebSocket Streams for live updates to avoid bans.",
            status=418,
            retry_after=seconds,
        )

    def _check_key(
        self, route: Route, incoming: Incoming, found: tuple[Account, ApiKey] | None
    ) -> tuple[Account | None, ApiKey | None]:
        if route.security is Security.NONE:
            return None, None
        if len(incoming.key) < SHORTEST_KEY:
            raise BinanceError(*KEY_FORMAT, status=401)
        if found is None or not found[1].enabled:
            raise BinanceError(*KEY_REJECTED, status=401)
        account, key = found
        if route.security is not Security.KEY:
            self._check_time(incoming.params)
            _check_signature(key, incoming)
        if route.security is Security.TRADE and not key.can_trade:
            raise BinanceError(*KEY_REJECTED, status=401)
        return account, key

    def _check_time(self, params: Params) -> None:
        sent, window = _time_of(params)
        server = milliseconds(self._clock.server_now())
        if sent >= server + EARLY_MS:
            raise BinanceError(*TOO_EARLY)
        if server - sent > window:
            raise BinanceError(*TOO_LATE)

    def _check_engine_time(self, params: Params) -> None:
        sent, window = _time_of(params)
        if milliseconds(self._clock.server_now()) - sent > window:
            spot = self._desk.venue.kind is Kind.SPOT
            raise BinanceError(*(TOO_LATE if spot else TOO_LATE_IN_ENGINE))

    def _count_order(self, account: str, headers: dict[str, str]) -> None:
        now: datetime = self._clock.now()
        for name, counted in self._desk.order_counts(account).items():
            if counted.used(now) >= counted.limit:
                interval = f"{name[:-1]} {unit_of(name)}"
                raise BinanceError(
                    -1015,
                    f"Too many new orders; current limit is {counted.limit} orders per {interval}.",
                    status=429,
                    retry_after=int(counted.interval.total_seconds()),
                )
            counted.add(now)
            headers[f"X-MBX-ORDER-COUNT-{name}"] = str(counted.used(now))


def _time_of(params: Params) -> tuple[int, Decimal]:
    sent = params.integer("timestamp")
    if sent is None:
        raise missing("timestamp")
    window = params.decimal("recvWindow") or Decimal(5_000)
    if window > MOST_WINDOW_MS:
        raise BinanceError(-1131, "recvWindow must be less than 60000")
    return sent, window


def _check_signature(key: ApiKey, incoming: Incoming) -> None:
    given = incoming.params.text("signature")
    for payload in incoming.payloads:
        right = hmac.new(key.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
        if hmac.compare_digest(right, given.lower()):
            return
    raise BinanceError(*SIGNATURE)


def _refusal(error: BinanceError, headers: dict[str, str]) -> Reply:
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return Reply(error.status, compact(error.as_json()), headers=headers)
