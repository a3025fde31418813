"""The way of every request: faults, address, key, time, signature, limits, the route itself, the answer."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.twin.core.accounts import Account, ApiKey
from tests.twin.core.clock import milliseconds
from tests.twin.core.errors import Refused
from tests.twin.core.faults import Fault, Operation
from tests.twin.core.venue import Venue
from tests.twin.core.world import Request
from tests.twin.faulty import through
from tests.twin.fields import INTEGER
from tests.twin.okx import errors
from tests.twin.okx.call import Call, Route, Security
from tests.twin.okx.errors import OkxError, OrderError, worded
from tests.twin.okx.house import AppContext
from tests.twin.okx.params import Params
from tests.twin.wire import Reply, compact

ENGINE = {Operation.CREATE, Operation.CANCEL}
WINDOW = timedelta(seconds=30)
DEMO = "1"
"""What stands in the header by which a request is about play money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came. `target`: path and query as they were sent, which is what is signed."""

    method: str
    path: str
    target: str
    body: str
    params: Params | None
    """None when a body is no JSON object."""
    key: str = ""
    signature: str = ""
    timestamp: str = ""
    passphrase: str = ""
    demo: str = ""
    expires: str = ""

    @property
    def payload(self) -> str:
        return self.body if self.method == "POST" else self.target.partition("?")[2]


class Door:
    """Stands before all routes; the instrument of a request says which venue it is for."""

    def __init__(self, house: AppContext) -> None:
        self._house = house
        self._world = house.world
        self._clock = house.world.clock

    async def serve(self, route: Route, incoming: Incoming) -> Reply:
        """Carry out a request as far as the faults in force let it come."""
        found = self._world.accounts.with_key(incoming.key)
        account = found[0].name if found else ""
        venue = self._venue_of(incoming)
        reply = await through(
            self._fault(route.operation, venue, account, incoming.params),
            self._clock,
            lambda queue_s: self._take(route, incoming, venue, found, queue_s),
        )
        self._world.requests.append(
            Request(
                at=self._clock.now(),
                venue=venue.name if venue else "",
                account=account,
                operation=route.operation,
                method=route.method,
                path=incoming.path,
                query=incoming.payload,
                status=reply.shown_status,
            )
        )
        return reply

    def _venue_of(self, incoming: Incoming) -> Venue | None:
        if incoming.params is None:
            return None
        found = self._house.find(incoming.params.given("instId"))
        if found is not None:
            return found[0]
        kinds = {"SPOT": self._house.spot, "SWAP": self._house.swap}
        return kinds.get(incoming.params.given("instType"))

    def _fault(
        self, operation: Operation, venue: Venue | None, account: str, params: Params | None
    ) -> Fault | None:
        """Return the fault that the request meets; one of no venue meets those of both."""
        name = params.given("clOrdId") if params else ""
        for one in [venue] if venue else self._house.venues:
            fault = self._world.faults.meet(operation, one.name, account, name)
            if fault is not None:
                return fault
        return None

    async def _take(
        self,
        route: Route,
        incoming: Incoming,
        venue: Venue | None,
        found: tuple[Account, ApiKey] | None,
        queue_s: float,
    ) -> Reply:
        params = incoming.params or Params({})
        try:
            self._check_address()
            by, key = self._check_key(route, incoming, found)
            if by is not None:
                self._count(route, params, by.name)
            _check_body(incoming)
            await self._queue(route, incoming, venue, queue_s)
            rows = route.handler(Call(self._house, params, self._clock.server_now(), by, key))
            return self._reply("0", "", rows, route)
        except OkxError as error:
            return self._reply(str(error.code), error.message, [], route, error.status)
        except (Refused, OrderError) as error:
            told = worded(error) if isinstance(error, Refused) else error
            if route.operation not in ENGINE:
                return self._reply(str(told.code), told.message, [], route)
            names = {"clOrdId": params.given("clOrdId"), "ordId": "", "tag": "", "ts": self._server_ms()}
            row = names | {"sCode": str(told.code), "sMsg": told.message}
            return self._reply("1", "All operations failed", [row], route)

    async def _queue(self, route: Route, incoming: Incoming, venue: Venue | None, queue_s: float) -> None:
        """Let an order wait for its turn; until when it may be taken is checked before and after."""
        if route.operation not in ENGINE or venue is None:
            return
        takes_time = route.operation is Operation.CREATE
        if takes_time and self._is_past(incoming.expires):
            raise OrderError(*errors.EXPIRED)
        await self._clock.sleep(queue_s + self._house.engine_delay_s.get(venue.name, 0.0))
        if takes_time and self._is_past(incoming.expires):
            raise OrderError(*errors.EXPIRED_WAITING)

    def _is_past(self, expires: str) -> bool:
        if expires and not INTEGER.fullmatch(expires):
            raise errors.malformed("expTime")
        return bool(expires) and int(expires) < int(self._server_ms())

    def _reply(self, code: str, message: str, rows: object, route: Route, status: int = 200) -> Reply:
        body: dict[str, object] = {"code": code, "msg": message, "data": rows}
        if route.operation in ENGINE:
            now_us = f"{self._server_ms()}000"
            body |= {"inTime": now_us, "outTime": now_us}
        return Reply(status, compact(body))

    def _check_address(self) -> None:
        now, house = self._clock.now(), self._house
        house.address.add(now)
        if house.address.used(now) > house.address.limit or house.ban.seconds_left(now):
            raise OkxError(*errors.TOO_MANY)

    def _check_key(
        self, route: Route, incoming: Incoming, found: tuple[Account, ApiKey] | None
    ) -> tuple[Account | None, ApiKey | None]:
        if route.security is Security.NONE:
            return None, None
        if not incoming.key:
            raise OkxError(*errors.NO_KEY)
        self._check_time(incoming.timestamp)
        if found is None or not found[1].enabled:
            raise OkxError(*errors.UNKNOWN_KEY)
        account, key = found
        if key.demo not in {None, incoming.demo == DEMO}:
            raise OkxError(*errors.WORLD)
        signed = f"{incoming.timestamp}{incoming.method}{incoming.target}{incoming.body}"
        if not hmac.compare_digest(signature_of(key, signed), incoming.signature):
            raise OkxError(*errors.SIGNATURE)
        if not hmac.compare_digest(key.passphrase, incoming.passphrase):
            raise OkxError(*errors.PASSPHRASE)
        if route.security is Security.TRADE and not key.can_trade:
            raise OkxError(*errors.RIGHTS)
        return account, key

    def _check_time(self, timestamp: str) -> None:
        try:
            sent = datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        except ValueError:
            raise OkxError(*errors.NO_TIME) from None
        if abs(self._clock.server_now() - sent) > WINDOW:
            raise OkxError(*errors.TOO_OLD)

    def _count(self, route: Route, params: Params, account: str) -> None:
        instrument = params.given("instId") if route.by_instrument else ""
        now, counted = self._clock.now(), self._house.count_of(account, route.limit, instrument)
        if counted.used(now) >= counted.limit:
            raise OkxError(*errors.TOO_MANY)
        counted.add(now)

    def _server_ms(self) -> str:
        return str(milliseconds(self._clock.server_now()))


def _check_body(incoming: Incoming) -> None:
    if incoming.params is None:
        raise OkxError(*errors.NOT_JSON)


def signature_of(key: ApiKey, text: str) -> str:
    """Return how a key signs a text."""
    return base64.b64encode(hmac.new(key.secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
