"""The way of every request: faults, key, signature, limits, the route itself, the answer."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from tests.twin.coindcx.call import Call, Route
from tests.twin.coindcx.errors import CREDENTIALS, EXPIRED, TOO_MANY, CoinDCXError, invalid
from tests.twin.coindcx.house import FRESH, AppContext
from tests.twin.core.accounts import Account, ApiKey
from tests.twin.core.clock import milliseconds
from tests.twin.core.faults import Fault, Operation
from tests.twin.core.world import Request
from tests.twin.faulty import through
from tests.twin.wire import Reply, compact

ENGINE = {Operation.CREATE, Operation.CANCEL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came: the raw body is what is signed."""

    path: str
    body: bytes
    query: Mapping[str, str]
    key: str = ""
    signature: str = ""

    @property
    def fields(self) -> Mapping[str, object] | None:
        """Return what the body says; None where it is no JSON object."""
        try:
            fields = json.loads(self.body)
        except ValueError:
            return None
        return fields if isinstance(fields, dict) else None


class Door:
    """Stands before all routes."""

    def __init__(self, house: AppContext) -> None:
        self._house, self._world, self._clock = house, house.world, house.world.clock

    async def serve(self, route: Route, incoming: Incoming) -> Reply:
        """Carry out a request as far as the faults in force let it come."""
        found = self._world.accounts.with_key(incoming.key)
        account = found[0].name if found else ""
        fields = incoming.fields if route.signed else incoming.query
        venues = self._venues_of(fields or {})
        fault = self._fault(route.operation, venues, account, fields or {})
        reply = await through(
            fault, self._clock, lambda queue_s: self._take(route, incoming, fields, found, queue_s)
        )
        self._world.requests.append(
            Request(
                at=self._clock.now(),
                venue=venues[0],
                account=account,
                operation=route.operation,
                method=route.method,
                path=incoming.path,
                query=incoming.body.decode(errors="replace") or str(dict(incoming.query)),
                status=reply.shown_status,
            )
        )
        return reply

    def _venues_of(self, fields: Mapping[str, object]) -> list[str]:
        """Return which books a request names; the one of USDT where it names none."""
        order = fields.get("order")
        named = (order if isinstance(order, Mapping) else fields).get("margin_currency_short_name")
        asked = named if isinstance(named, list) else [named]
        found = [venue.name for one in asked if (venue := self._house.of_margin(one)) is not None]
        return found or [self._house.usdt.name]

    def _fault(
        self, operation: Operation, venues: list[str], account: str, fields: Mapping[str, object]
    ) -> Fault | None:
        order = fields.get("order")
        name = str(order.get("client_order_id", "")) if isinstance(order, Mapping) else ""
        for venue in venues:
            fault = self._world.faults.meet(operation, venue, account, name)
            if fault is not None:
                return fault
        return None

    async def _take(
        self,
        route: Route,
        incoming: Incoming,
        fields: Mapping[str, object] | None,
        found: tuple[Account, ApiKey] | None,
        queue_s: float,
    ) -> Reply:
        try:
            self._check_ban()
            by = self._check_key(incoming, found) if route.signed else None
            fields = self._readable(fields)
            if route.signed:
                self._check_time(route, fields)
            if route.operation in ENGINE:
                delays = [self._house.engine_delay_s.get(venue, 0.0) for venue in self._venues_of(fields)]
                await self._clock.sleep(queue_s + max(delays))
                if self._house.queue_checks_time:
                    self._check_time(route, fields)
            result = route.handler(self._house, Call(fields, self._clock.server_now(), by))
            return self._reply(200, compact(result))
        except CoinDCXError as error:
            return self._reply(error.status, compact(error.body))

    def _reply(self, status: int, body: str) -> Reply:
        return Reply(status, body, headers={"Date": http_date(self._clock.server_now())})

    def _readable(self, fields: Mapping[str, object] | None) -> Mapping[str, object]:
        if fields is None:
            raise CoinDCXError(400, "bad_request")
        return fields

    def _check_ban(self) -> None:
        if self._house.ban.seconds_left(self._clock.now()):
            raise CoinDCXError(429, TOO_MANY)

    def _check_key(self, incoming: Incoming, found: tuple[Account, ApiKey] | None) -> Account:
        """Return whose key it is. 401, by the same words whatever is wrong with it; 429 for too many."""
        if found is None or not found[1].enabled:
            raise CoinDCXError(401, CREDENTIALS, "BFF-AUTH-001")
        account, key = found
        if not hmac.compare_digest(signature(key.secret, incoming.body), incoming.signature):
            raise CoinDCXError(401, CREDENTIALS, "BFF-AUTH-001")
        counted, now = self._house.count_of(account.name), self._clock.now()
        if counted.used(now) >= counted.limit:
            raise CoinDCXError(429, TOO_MANY)
        counted.add(now)
        return account

    def _check_time(self, route: Route, fields: Mapping[str, object]) -> None:
        """Have a body bear milliseconds; a create, none of long ago."""
        stamp = fields.get("timestamp")
        if not isinstance(stamp, int) or isinstance(stamp, bool):
            raise invalid()
        age_ms = milliseconds(self._clock.server_now()) - stamp
        if route.fresh and age_ms > FRESH.total_seconds() * 1_000:
            raise CoinDCXError(422, EXPIRED)


def signature(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def http_date(moment: datetime) -> str:
    """Return a moment as headers tell it: in whole seconds."""
    return format_datetime(moment, usegmt=True)
