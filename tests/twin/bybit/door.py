"""The way of every request: faults, address, key, time, signature, limits, the route itself, the answer."""

import hashlib
import hmac
from dataclasses import dataclass
from decimal import Decimal

from tests.twin.bybit.call import Call, Route, Security
from tests.twin.bybit.errors import (
    ADDRESS_BLOCKED,
    KEY,
    PERMISSION,
    TOO_MANY_VISITS,
    BybitError,
    PlainRefusal,
    worded,
)
from tests.twin.bybit.house import BLOCKED_FOR, SECOND, AppContext
from tests.twin.bybit.params import Params
from tests.twin.core.accounts import Account, ApiKey
from tests.twin.core.clock import milliseconds
from tests.twin.core.errors import Refused
from tests.twin.core.faults import Fault, Operation
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue
from tests.twin.core.world import Request
from tests.twin.faulty import through
from tests.twin.fields import INTEGER
from tests.twin.wire import Reply, compact

ENGINE = {Operation.CREATE, Operation.CANCEL}
EARLY_MS = 1_000
ELSEWHERE = {"inverse", "option"}
"""Categories that exist and have nothing in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came. `payload`: the raw query or body, which is what is signed."""

    path: str
    payload: str
    params: Params | None
    """None when a body is no JSON object."""
    key: str = ""
    timestamp: str = ""
    window: str = ""
    signature: str = ""


class Door:
    """Stands before all routes; the category of a request says which venue it is for."""

    def __init__(self, house: AppContext) -> None:
        self._house = house
        self._world = house.world
        self._clock = house.world.clock

    async def serve(self, route: Route, incoming: Incoming) -> Reply:
        """Carry out a request as far as the faults in force let it come."""
        found = self._world.accounts.with_key(incoming.key)
        account = found[0].name if found else ""
        venue, operation = self._venue_of(route, incoming), route.is_about(incoming.params)
        reply = await through(
            self._fault(operation, venue, account, incoming.params),
            self._clock,
            lambda queue_s: self._take(route, incoming, venue, found, queue_s),
        )
        self._world.requests.append(
            Request(
                at=self._clock.now(),
                venue=venue.name if venue else "",
                account=account,
                operation=operation,
                method=route.method,
                path=incoming.path,
                query=incoming.payload,
                status=reply.shown_status,
            )
        )
        return reply

    def _venue_of(self, route: Route, incoming: Incoming) -> Venue | None:
        if not route.by_category or incoming.params is None:
            return None
        return self._house.venue_of(incoming.params.category)

    def _fault(
        self, operation: Operation, venue: Venue | None, account: str, params: Params | None
    ) -> Fault | None:
        """Return the fault that the request meets; one without category meets those of both venues."""
        for name in [venue.name] if venue else [one.name for one in self._house.venues]:
            fault = self._world.faults.meet(operation, name, account, params.named if params else "")
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
        headers = {"Timenow": str(self._server_ms()), "Traceid": f"{self._house.number():032x}"}
        kind = venue.kind if venue else Kind.PERPETUAL
        try:
            self._check_address()
            by, key = self._check_key(route, incoming, found)
            if by is not None:
                self._count(route, venue, by.name, headers)
            if route.operation in ENGINE and venue is not None:
                await self._clock.sleep(queue_s + self._house.engine_delay_s.get(venue.name, 0.0))
                if self._house.queue_checks_time:
                    self._check_time(incoming)
            result = self._result(route, incoming.params, venue, by, key)
            return self._reply(0, "OK", result, headers)
        except PlainRefusal as error:
            return Reply(error.status, error.body, "text/plain", headers)
        except Refused as refused:
            problem = worded(refused, kind)
            return self._reply(problem.code, problem.message, problem.result, headers)
        except BybitError as error:
            return self._reply(error.code, error.message, error.result, headers)

    def _result(
        self,
        route: Route,
        params: Params | None,
        venue: Venue | None,
        by: Account | None,
        key: ApiKey | None,
    ) -> object:
        if params is None:
            raise BybitError(10001, "Request parameter error.")
        if route.by_category and venue is None:
            if params.category not in ELSEWHERE or route.method != "GET":
                raise BybitError(10001, "Illegal category")
            return {"category": params.category, "list": [], "nextPageCursor": ""}
        return route.handler(self._house, Call(params, self._clock.server_now(), venue, by, key))

    def _reply(self, code: int, message: str, result: object, headers: dict[str, str]) -> Reply:
        body = {
            "retCode": code,
            "retMsg": message,
            "result": result,
            "retExtInfo": {},
            "time": self._server_ms(),
        }
        return Reply(200, compact(body), headers=headers)

    def _check_address(self) -> None:
        now, house = self._clock.now(), self._house
        house.address.add(now)
        if house.address.used(now) > house.address.limit:
            house.ban.until = now + BLOCKED_FOR
        if house.ban.seconds_left(now):
            raise PlainRefusal(403, ADDRESS_BLOCKED)

    def _check_key(
        self, route: Route, incoming: Incoming, found: tuple[Account, ApiKey] | None
    ) -> tuple[Account | None, ApiKey | None]:
        if route.security is Security.NONE:
            return None, None
        if not (incoming.key and incoming.signature and incoming.timestamp):
            raise PlainRefusal(401)
        if found is None or not found[1].enabled:
            raise BybitError(*KEY)
        account, key = found
        self._check_time(incoming)
        self._check_signature(key, incoming)
        if route.security is Security.TRADE and not key.can_trade:
            raise BybitError(*PERMISSION)
        return account, key

    def _check_time(self, incoming: Incoming) -> None:
        window = incoming.window or "5000"
        if not (INTEGER.fullmatch(incoming.timestamp) and INTEGER.fullmatch(window)):
            raise BybitError(
                10002, "invalid request, please check your server timestamp or recv_window param."
            )
        sent, server = int(incoming.timestamp), self._server_ms()
        if not server - int(Decimal(window)) <= sent < server + EARLY_MS:
            raise BybitError(
                10002,
                "invalid request, please check your server timestamp or recv_window param. "
                f"req_timestamp[{sent}],server_timestamp[{server}],recv_window[{window}]",
            )

    def _check_signature(self, key: ApiKey, incoming: Incoming) -> None:
        signed = f"{incoming.timestamp}{incoming.key}{incoming.window}{incoming.payload}"
        right = hmac.new(key.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, incoming.signature.lower()):
            raise BybitError(10004, f"error sign! origin_string[{signed}]")

    def _count(self, route: Route, venue: Venue | None, account: str, headers: dict[str, str]) -> None:
        name = route.limit
        if name in {"create", "cancel"}:
            name = f"{'spot' if venue is self._house.spot else 'linear'} {name}"
        now, counted = self._clock.now(), self._house.count_of(account, name)
        left = counted.limit - counted.used(now)
        reset = self._clock.server_now() if left > 0 else self._clock.server_now() + SECOND
        headers["X-Bapi-Limit"] = str(counted.limit)
        headers["X-Bapi-Limit-Status"] = str(max(0, left - 1))
        headers["X-Bapi-Limit-Reset-Timestamp"] = str(milliseconds(reset))
        if left <= 0:
            raise BybitError(*TOO_MANY_VISITS)
        counted.add(now)

    def _server_ms(self) -> int:
        return milliseconds(self._clock.server_now())
