"""ccxt's classes with our ways: our clock, our session, our limits, nothing repeated.

Within a call of ours (`transport.ATTEMPT` is set) ccxt signs and sends, and keeps its opinion of the
answer to itself. In its own calls (markets, keys of streams) it judges as it always does.
"""

import contextlib
import logging
from collections.abc import Mapping
from typing import Any, Protocol

import ccxt.pro
from ccxt.base.errors import DDoSProtection, NetworkError

from engine.venues.exchanges.answers import Reply, failed, headers_of
from engine.venues.exchanges.rest_client import RateLimitFeedback
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.exchanges.spec import (
    RECV_WINDOW_MS,
    CcxtClient,
    Credentials,
    Environment,
    ExchangeSpec,
    VenueSpec,
)
from engine.venues.exchanges.transport import ATTEMPT, GuardedSession
from engine.venues.exchanges.urls import override, urls_in_use

log = logging.getLogger(__name__)


class Listener(Protocol):
    """Hears of a client's connections, their messages and their ends. Calls are quick and never wait.

    `heard` says whether ccxt may be spared the message.
    """

    def opened(self, url: str) -> None: ...
    def heard(self, url: str, message: object) -> bool: ...
    def broke(self, url: str) -> None: ...


_Ccxt: Any = object
"""Stands for the class of ccxt that comes next."""


class _OurWays(_Ccxt):  # type: ignore[misc]  # ccxt ships no types
    """Goes before one of ccxt's classes."""

    our_time: ExchangeTime | None = None
    our_pace: RateLimitFeedback | None = None
    our_listeners: tuple[Listener, ...] = ()
    our_identity: frozenset[str] = frozenset()
    our_private_query: str = ""

    def __del__(self) -> None:
        # ccxt's own would ask for close() even where nothing was opened; aiohttp's session asks itself.
        pass

    def milliseconds(self) -> int:
        return int(super().milliseconds()) if self.our_time is None else self.our_time.now_ms()

    def seconds(self) -> int:
        return self.milliseconds() // 1000

    def nonce(self) -> int:
        attempt = ATTEMPT.get()
        if attempt is not None and attempt.signed_at_ms is not None:
            return attempt.signed_at_ms
        return self.milliseconds()

    def parse_market(self, market: Any) -> Any:  # noqa: ANN401 - ccxt ships no types
        """Return the entry of a symbol, None for what has no name. One row must not hide all others.

        Of one that ccxt stumbles over it is told which symbol that is; its rules are read elsewhere.
        """
        try:
            return super().parse_market(market)
        except Exception as e:  # noqa: BLE001 - whatever it stumbles over
            log.info("%s: a symbol cannot be read as a whole: %s", self.id, failed(e))
        with contextlib.suppress(Exception):
            named = {name: value for name, value in market.items() if name in self.our_identity}
            return super().parse_market(named) | {"info": market}
        return None

    def set_markets(self, markets: Any, currencies: Any = None) -> Any:  # noqa: ANN401 - likewise
        named = [one for one in markets if one and one.get("id") and one.get("symbol")]
        return super().set_markets(named, currencies)

    def handle_pong(self, client: Any, message: object) -> object:  # noqa: ANN401 - likewise
        """Note a sign of life by the clock that ccxt looks at when it misses one: not by ours."""
        answer = super().handle_pong(client, message)
        client.lastPong = int(super().milliseconds())
        return answer

    def get_private_ws_url(self, type: str, listenKey: str) -> str:  # noqa: A002, N803 - ccxt's names
        """Return the address of a private stream on a key, and what its exchange wants named there."""
        return str(super().get_private_ws_url(type, listenKey)) + self.our_private_query

    async def keep_alive_listen_key(self, params: object = None) -> None:
        """Do nothing: `StreamRules.keep_alive` does it."""

    async def fetch(
        self, url: str, method: str = "GET", headers: object = None, body: object = None
    ) -> object:
        if self.our_pace is not None and self.our_pace.banned_for_s > 0:
            raise DDoSProtection("resting")
        return await super().fetch(url, method, headers, body)

    def on_rest_response(self, *what: Any) -> str:  # noqa: ANN401 - ccxt ships no types
        status, _reason, _url, _method, headers, body, *_request = what
        reply = Reply(status, headers_of(headers), body)
        if self.our_pace is not None:
            self.our_pace.heard(reply)
        attempt = ATTEMPT.get()
        if attempt is not None:
            attempt.reply = reply
        return str(super().on_rest_response(*what))

    def parse_json(self, http_response: str) -> object:
        return None if ATTEMPT.get() is not None else super().parse_json(http_response)

    def handle_errors(self, *what: object) -> object:
        return None if ATTEMPT.get() is not None else super().handle_errors(*what)

    def handle_http_status_code(self, *what: object) -> object:
        return None if ATTEMPT.get() is not None else super().handle_http_status_code(*what)

    def on_connected(self, client: Any, message: object = None) -> None:  # noqa: ANN401 - ccxt ships no types
        super().on_connected(client, message)
        for listener in self.our_listeners:
            listener.opened(client.url)

    def handle_message(self, client: Any, message: object) -> None:  # noqa: ANN401 - ccxt ships no types
        try:
            spared = [listener.heard(client.url, message) for listener in self.our_listeners]
            if True not in spared:
                super().handle_message(client, message)
        except Exception as e:
            # ccxt's reader dies in silence of anything raised here: end the stream aloud.
            log.exception("a message on a stream of %s could not be read", self.id)
            client.on_error(NetworkError(f"unreadable message: {type(e).__name__}"))

    def on_error(self, client: Any, error: object) -> None:  # noqa: ANN401 - ccxt ships no types
        super().on_error(client, error)
        self._tell_broken(client.url)

    def on_close(self, client: Any, error: object) -> None:  # noqa: ANN401 - ccxt ships no types
        super().on_close(client, error)
        self._tell_broken(client.url)

    def _tell_broken(self, url: str) -> None:
        for listener in self.our_listeners:
            listener.broke(url)


_SPARINGLY = {
    "maxRetriesOnFailure": 0,
    "tradesLimit": 1,
    "ws": {"compress": 0},
}
"""ccxt would keep a thousand trades of each symbol, and offer to compress what websockets carry. That takes
time on the way of a fill, and 340 KiB a line; one that has broken holds them until the next full
collection."""

PINGS = 3
"""So many go out before a websocket without a sign of life is given up."""


def build_client(
    exchange: ExchangeSpec,
    venue: VenueSpec,
    *,
    environment: Environment,
    overrides: Mapping[str, str],
    credentials: Credentials | None,
    heartbeat_s: float,
    timeout_s: float,
    headers: Mapping[str, str] = {},
) -> tuple[CcxtClient, GuardedSession]:
    """Return a client of one account and its session. Raises SettingsError for addresses it has not.

    `headers`: what each of its requests bears besides its own.
    It goes by its own clock, and minds no limits, until `our_time` and `our_pace` are set.
    """
    # ccxt writes the key of each request into its debug log.
    logging.getLogger("ccxt").setLevel(logging.WARNING)
    options = {**venue.options, "recvWindow": RECV_WINDOW_MS, "adjustForTimeDifference": False}
    config: dict[str, object] = {
        "enableRateLimit": False,
        "timeout": int(timeout_s * 1000),
        "options": options | _SPARINGLY,
    }
    if credentials is not None:
        config |= {"apiKey": credentials.api_key, "secret": credentials.secret}
        if credentials.passphrase is not None:
            config["password"] = credentials.passphrase
    bases = (_OurWays, getattr(ccxt.pro, exchange.client))
    client: CcxtClient = type(f"Our{exchange.client.capitalize()}", bases, {})(config)
    match environment:
        case Environment.TESTNET:
            client.set_sandbox_mode(True)
        case Environment.DEMO:
            client.enable_demo_trading(enable=True)
        case Environment.LIVE | Environment.SIMULATED:
            pass
    client.our_identity = exchange.identity
    client.our_private_query = venue.streams.private_query
    client.commonCurrencies = {}  # a coin is called as its exchange calls it, also where fees are told
    client.urls = client.deep_extend({}, client.urls)  # ccxt shares parts of the tree between worlds
    override(client.urls, overrides, venue.name, exchange.stream_paths)
    client.has = client.has | {"fetchCurrencies": False}
    client.headers = {**client.headers, **headers}
    # ccxt looks for the answer to a ping when it sends the next one; the first goes out late. An answer may
    # have come at once and the look a little late: half a turn more than one belongs to both.
    ping_every_s = min(heartbeat_s / PINGS, exchange.most_silence_s)
    client.streaming = client.streaming | {"keepAlive": ping_every_s * 1000, "maxPingPongMisses": 1.5}
    client.enableLastHttpResponse = client.enableLastJsonResponse = False
    client.timeout_on_exit = 0
    session = GuardedSession(urls_in_use(client).values())
    client.session, client.own_session = session, False
    client.ssl_context = False  # unused: the session has its own
    return client, session
