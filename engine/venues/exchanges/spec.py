"""What the shared code has to know of an exchange. Each exchange fills it in, in `<exchange>/spec.py`.

Nothing here, and nothing that a spec names before something is built, costs an import of ccxt.
"""

import math
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from engine.clock import Clock
from engine.core.ids import LENGTH, TAG
from engine.core.reasons.reason import Plain
from engine.core.types import Mode
from engine.errors import SettingsError
from engine.venues.exchanges.answers import Json, Reply
from engine.venues.exchanges.limiter import Endpoint, Route, Rule
from engine.venues.exchanges.rejections import Rejections
from engine.venues.live.gateway import Gateway

CcxtClient = Any
"""ccxt ships no types."""
RECV_WINDOW_MS = 5000
"""How late after its timestamp a signed request may arrive. The engine's fence counts on it."""
Fees = tuple[Decimal, Decimal]
"""Maker, taker, as fractions."""


class Environment(StrEnum):
    """Which of an exchange's worlds a client talks to: one choice instead of ccxt's two switches."""

    LIVE = "live"
    TESTNET = "testnet"
    """The exchange's sandbox: own keys, own markets, little trade."""
    DEMO = "demo"
    """The exchange's demo trading: live prices, play money."""
    SIMULATED = "simulated"
    """A server of our own, every address given."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signs requests."""

    api_key: str = field(repr=False)
    secret: str = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text may carry on."""
        return tuple(one for one in (self.api_key, self.secret, self.passphrase) if one)


class Signed(NamedTuple):
    """A request as it leaves."""

    url: str
    headers: Mapping[str, str]
    body: bytes | None


Sign = Callable[[Credentials, Route, str, Mapping[str, object], int], Signed]
"""Who signs, what goes where (the route, and its whole address), parameters, milliseconds of their clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySettings:
    """Which settings hold an exchange's keys.

    With "acme" they are ACME_API_KEY and ACME_SECRET_KEY, ACME_FUTURES_API_KEY and so on where derivatives
    have keys of their own, and ACME_TESTNET for whether they belong to the test venue.
    """

    prefix: str
    passphrase: bool = False
    """Whether ACME_PASSPHRASE belongs to the keys."""

    def credentials(self, api_key: str, secret: str, passphrase: str | None) -> Credentials:
        """Return what signs requests. Raises SettingsError where a passphrase is missing."""
        if self.passphrase and not passphrase:
            name = self.prefix.upper()
            raise SettingsError(
                (f"{name}_PASSPHRASE (or {name}_FUTURES_PASSPHRASE) belongs to the keys: set it too",)
            )
        return Credentials(api_key, secret, passphrase if self.passphrase else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNames:
    """What our client order ids look like there."""

    tag: str = TAG
    """How they begin."""
    length: int = LENGTH
    alphabet: frozenset[str] = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")

    def is_ours(self, name: str) -> bool:
        """Say whether a program like this one has given the name."""
        return len(name) == self.length and name.startswith(self.tag) and self.alphabet.issuperset(name)


class Rest(NamedTuple):
    """For how long an answer asks us to be silent."""

    seconds: float
    account_only: bool = False
    """It is asked of this account, and not of everybody at our address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateAnswers:
    """What an exchange's answers say about limits and bans. Times are milliseconds of its clock."""

    rest: Callable[[Reply, int], Rest | None]
    """An answer and the time now -> the rest it asks for; None: it does not."""
    used_headers: Mapping[str, str] = field(default_factory=dict)
    """Header -> the rule whose use it tells."""
    used_up_s: Callable[[Reply, int], float | None] = lambda _reply, _now_ms: None
    """An answer and the time now -> for how long the account's limit of that call is used up; or None."""


RawPrint = tuple[str, str, int]
"""A public trade: the exchange's name of the symbol, price, milliseconds."""


class RawNews(NamedTuple):
    """What a message of the private stream tells of one order, in the fields that REST's answers have."""

    market_id: str
    order: Mapping[str, Json] | None = None
    trade: Mapping[str, Json] | None = None


Call = Callable[[Endpoint], Awaitable[Reply]]
"""Makes a call. Raises TurnMissed, NoReply."""
KeepAlive = Callable[[Call, Clock, Callable[[Plain], None]], Awaitable[None]]
"""Keeps the private stream alive by calls now and then; says why once it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRules:
    """How the messages of an exchange's websockets are read, beneath ccxt."""

    prints: Callable[[object], Iterator[RawPrint]]
    """A message -> the public trades that it tells; block trades and the like left out."""
    is_private: Callable[[str], bool]
    """An address -> whether the account's own stream is there."""
    private_query: str = ""
    """What its address bears besides the key, where it bears a key."""
    greets: Callable[[str], bool] = lambda _: True
    """Such an address -> whether a subscription is answered there; else connecting is all there is."""
    news: Callable[[object], Iterator[RawNews | None]]
    """A message of the private stream -> what it tells of orders; None for anything else that may matter.

    Nothing for the answer to a ping, or for balances that change with every order. It may stumble over what
    it cannot read.
    """
    is_idle: Callable[[object], bool] = lambda _: False
    """Such a message -> whether it is nothing to anybody: ccxt is spared it as well."""
    says_over: Callable[[object], bool] = lambda _: False
    """Such a message -> whether it ends the stream."""
    watches_trades: bool = False
    """Whether fills have a subscription of their own besides that of orders."""
    keep_alive: KeepAlive | None = None
    """What has to go on while the private stream is open."""
    forget_session: Callable[[CcxtClient], None] = lambda _: None
    """Makes ccxt's client log in anew with its next private stream."""


class RawRules(NamedTuple):
    """The rules of a symbol as the exchange has them."""

    tick: Decimal
    step: Decimal
    min_quantity: Decimal
    min_notional: Decimal


ReadRules = Callable[[Mapping[str, Json]], RawRules]


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueSpec:
    """One market type of an exchange: what a bot is made for."""

    name: str
    """As people know it. It is stored with every bot, and never changes."""
    derivative: bool = False
    """Perpetuals: fees in quote, positions, leverage."""
    reducing_exempt: bool = False
    """As in `Market`."""
    pool: str
    """Which of the exchange's limits they count against: venues of one pool share them, on whatever hosts."""
    options: Mapping[str, object]
    """ccxt's options of the client."""
    testnet: Environment = Environment.TESTNET
    """Where mode TESTNET trades."""
    limits: tuple[Rule, ...]
    rejections: Rejections
    default_fees: Fees
    """Where the account's own are not known."""
    streams: StreamRules
    gateway: Callable[..., Gateway]
    """Makes the gateway of `gateway_base.GatewayDeps`, of `direct.DirectDeps` where ccxt does not serve it.

    Whoever calls it pays for ccxt.
    """
    likely_id: Callable[[str], str] = lambda symbol: symbol.replace("/", "")
    """Our symbol -> how the exchange names most such symbols."""

    def environment(self, mode: Mode, *, simulated: bool) -> Environment:
        """Return the world of an account. `simulated`: every address of the exchange is overridden.

        PAPER needs public data only and takes that of the live exchange.
        """
        if simulated:
            return Environment.SIMULATED
        return self.testnet if mode is Mode.TESTNET else Environment.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSpec:
    """One exchange."""

    name: str
    """What EXCHANGE_URLS calls it; an entry goes for all its venues."""
    client: str = ""
    """ccxt's name of it: a class of ccxt.pro. Empty where ccxt does not serve it."""
    addresses: Mapping[str, Any] = field(default_factory=dict)
    """Where it is then, by names of its own; those of websockets stand in a mapping "ws"."""
    has_test_venue: bool = True
    """Whether keys can belong to a venue without money."""
    keys: KeySettings
    venues: tuple[VenueSpec, ...]
    rates: RateAnswers
    read: Callable[[Reply], Json]
    """An answer -> its payload. Raises ExchangeRefusal, Unreadable."""
    sign: Sign
    """Signs what goes over the order line, with a secret that is no key file."""
    market_rules: ReadRules
    """A symbol's entry in the exchange's own list -> its rules. Raises UnreadableRule."""
    identity: frozenset[str] = frozenset()
    """The fields of such an entry that say which symbol it is, and whether it is traded."""
    order_names: OrderNames = OrderNames()
    symbol_field: str = "symbol"
    """The parameter of a call that names a symbol."""
    test_headers: Mapping[str, str] = field(default_factory=dict)
    """What every request of a TESTNET account bears: play money may share a host with money."""
    most_silence_s: float = math.inf
    """So long at most between two signs of life on a websocket."""
    stream_paths: Mapping[str, str] = field(default_factory=dict)
    """ccxt's name of an address -> the path it has where one host serves all."""
