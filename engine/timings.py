"""How long the engine waits, how often it looks, and what counts as fresh: one object for each subject.

The defaults are what the service runs with; who uses them gets them from whoever puts it together.
Names that end with `_s` are seconds.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from engine.core.reasons.calls import RateLimited
from engine.core.reasons.reason import Reason
from engine.core.step_builder import SEND_WINDOW

MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverTimings:
    send_window: timedelta = SEND_WINDOW
    """How long after its intent an order may be sent."""
    store_every: timedelta = timedelta(seconds=5)
    """What changes nothing but how far the bot has come is stored that often."""
    ask_again_after_s: float = 3.0
    """Until an order of unknown fate, or a venue that could not be joined, is asked again."""
    first_retry_s: float = 1.0
    """Until the next attempt for an order that was never sent; twice that after each further one."""
    longest_retry_s: float = 30.0
    longest_paced_s: float = 10.0
    """Instead, for one that waits for its turn among others, unless it is known to take longer."""
    storage_pause_s: float = 1.0
    stretch: timedelta = timedelta(seconds=0.1)
    """So long a replay that goes as fast as it can may lie in memory before it is stored."""
    stretch_steps: int = 100
    """And so many steps."""

    def retry_in_s(self, unsent: int, reason: Reason) -> float:
        """Return the pause after an order that was not sent, and so many before it in a row."""
        pause: float = self.first_retry_s * 2.0 ** min(unsent, MOST_DOUBLINGS)
        if isinstance(reason, RateLimited):
            pause = max(min(pause, self.longest_paced_s), reason.wait_s)
        return min(pause, self.longest_retry_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTimings:
    """Of one account at a real exchange: its passes, its orders and its positions."""

    pass_every_s: float = 12.0
    shortest_pause_s: float = 0.2
    longest_pause_s: float = 30.0
    """Between passes that fail."""
    wallet_fresh: timedelta = timedelta(seconds=30)
    refresh_within_s: float = 6.0
    """So long a refresh of wallet and orders may take, for an order that the wallet seems to forbid."""
    refresh_again_after: timedelta = timedelta(seconds=2)

    fence: timedelta = timedelta(seconds=12)
    """After an order's deadline: 10 s that a request may wait inside the exchange, 2 s for the clocks."""
    trades_every: timedelta = timedelta(minutes=5)
    trades_overlap: timedelta = timedelta(minutes=10)
    """Trades are read since so long before the newest that is booked."""
    cancel_again_after: timedelta = timedelta(seconds=5)
    order_asked_after: tuple[timedelta, ...] = (
        timedelta(milliseconds=100),
        timedelta(seconds=1),
        timedelta(seconds=4),
    )
    """So long after the stream has told of an order what REST has to confirm, it is asked about; each time
    again while REST does not show it. The first is for messages that are under way."""
    orders_remembered: timedelta = timedelta(minutes=10)
    """So long a message about an order that is over is taken for a repetition."""
    ask_a_person_after: timedelta = timedelta(seconds=60)
    """So long an answer may contradict what is known of an order."""
    adopted_within: timedelta = timedelta(seconds=15)
    """So long a person's word for an order may take until the order is watched."""

    positions_every: timedelta = timedelta(seconds=20)
    positions_lag: timedelta = timedelta(seconds=5)
    """A position may be shown as it was so long ago, or by a clock that is a little off."""
    margin_settings_every: timedelta = timedelta(seconds=60)

    funding_every: timedelta = timedelta(hours=1)
    """Payments of funding are charged at full hours at most."""
    funding_looks: tuple[timedelta, ...] = (
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(minutes=55),
    )
    """They are read so long after that, for they are shown a little later, now and then much later."""
    funding_waits: timedelta = timedelta(minutes=10)
    """So long a payment for more than a bot held may wait for fills that are shown late."""
    funding_overlap: timedelta = timedelta(hours=8)
    """They are read again since so long before the last reading."""
    funding_memory: timedelta = timedelta(days=7)
    """An account whose books have none yet of a symbol is read since so long ago."""
    funding_again_after: timedelta = timedelta(minutes=1)
    """After a reading that has failed."""
    rights_every: timedelta = timedelta(minutes=30)
    """What the key may do is looked at: a hand may give it more, or take from it."""
    values_every: timedelta = timedelta(minutes=10)
    """Coins that fees were taken in, and that had no price, are asked for again that often."""

    refusals_within: timedelta = timedelta(minutes=10)
    """So close together refusals stop new entries."""
    refusals_stop_for: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceTimings:
    """Of streams of prices that may have fallen silent. A question costs little of an exchange's limits."""

    ask_after: timedelta = timedelta(seconds=10)
    """So long no price of now has come before REST is asked; twice that after each answer: it is quiet."""
    ask_most: timedelta = timedelta(seconds=60)
    ask_again_after: timedelta = timedelta(seconds=5)
    """While it is silent, or was opened just now."""
    gap_within_s: float = 1.0
    """So long prices of now wait, after a break, for what was traded in it."""
    late_by: timedelta = timedelta(seconds=3)
    """A trade that REST knows may come so much later by the stream."""
    reopen_first: timedelta = timedelta(seconds=15)
    """A silent stream is opened anew at once, then after so long, then twice that."""
    reopen_most: timedelta = timedelta(minutes=2)
    told_after: timedelta = timedelta(seconds=60)
    """People are told of a silence that lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketDataTimings:
    """Of prices, and of the rules and fees of markets."""

    rules_fresh: timedelta = timedelta(minutes=30)
    rules_doubtful: timedelta = timedelta(minutes=1)
    """Between two looks when the last one was doubtful, or the account is in trouble."""
    rules_look_within: timedelta = timedelta(seconds=2)
    """After so long no further look is begun: fills must not wait for rules."""
    list_fresh: timedelta = timedelta(minutes=10)
    """A list of the symbols that is younger is good enough for the rules of one."""
    missing_fresh: timedelta = timedelta(minutes=1)
    """Likewise, to say that a symbol that was listed is not traded."""
    fees_fresh: timedelta = timedelta(minutes=30)
    coin_price_fresh: timedelta = timedelta(seconds=60)
    """A coin's price, to value a fee that was taken in it."""

    price_fresh: timedelta = timedelta(seconds=10)
    """A trade that is older moves nothing."""
    passed_every: timedelta = timedelta(seconds=5)
    """Bots are told that often how far prices have come."""
    no_prices_pause_s: float = 60.0
    """Until prices of a symbol that is not traded are asked for again."""
    first_reconnect_s: float = 1.0
    """Until a public stream for paper bots is opened again; twice that after each further break."""
    longest_reconnect_s: float = 60.0
    silence: SilenceTimings = field(default_factory=SilenceTimings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionTimings:
    """Of the lines to an exchange."""

    call_timeout_s: float = 10.0
    """Of one REST call."""
    turn_within: timedelta = timedelta(seconds=10)
    """So long a question waits for its turn."""
    pass_turn_within: timedelta = timedelta(seconds=75)
    """So long one of a pass does, for the pace that we keep by ourselves: longer than any limit's window."""
    clock_every: timedelta = timedelta(seconds=60)
    """Our clock is compared with the exchange's that often."""
    line_used_every: timedelta = timedelta(seconds=10)
    """The connections for orders are used that often while the account asks anything."""
    line_kept_s: float = 45.0
    """So long such a connection is kept that nothing was sent on."""
    unsubscribe_within_s: float = 3.0
    nothing_told_every_s: float = 1.0
    """Whoever follows prices hears that often that there is none."""
    longest_ban_s: float = 3 * 24 * 3600.0
    """No longer are we silent, whatever an exchange asks for."""
    most_waiting: int = 20_000
    """Prints that a follower may lag behind before only the extremes of them are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsTimings:
    """Of what an account is believed to have."""

    reads_lag: timedelta = timedelta(seconds=3)
    """A wallet may be shown as it was so long ago."""
    fills_kept: timedelta = timedelta(minutes=10)
    """Older ones are in every wallet that is still counted on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTimings:
    """Of answers to people."""

    exchange_within_s: float = 10.0
    """A person waits that long for an exchange, not longer."""
    drained_within_s: float = 5.0
    """How long an answer to a person waits for an order to end."""
    look_again_s: float = 0.25
    """Meanwhile it is looked for that often."""
    restart_report_within: timedelta = timedelta(seconds=20)
    """So long the report on a start waits for the exchanges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTimings:
    ttl_s: float = 15.0
    """How long a lease holds that is not renewed. It must be the same in all processes of a database."""
    ask_every_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountWatchTimings:
    """Of telling people of accounts that cannot be read."""

    looks_every_s: float = 15.0
    told_after: timedelta = timedelta(minutes=2)
    """A line that is dead for less is sat out in silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallenWatchTimings:
    """Of telling people of bots whose driver falls again and again."""

    looks_every_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineTimings:
    driver: DriverTimings = field(default_factory=DriverTimings)
    account: AccountTimings = field(default_factory=AccountTimings)
    market_data: MarketDataTimings = field(default_factory=MarketDataTimings)
    connection: ConnectionTimings = field(default_factory=ConnectionTimings)
    funds: FundsTimings = field(default_factory=FundsTimings)
    service: ServiceTimings = field(default_factory=ServiceTimings)
    lease: LeaseTimings = field(default_factory=LeaseTimings)
    account_watch: AccountWatchTimings = field(default_factory=AccountWatchTimings)
    fallen_watch: FallenWatchTimings = field(default_factory=FallenWatchTimings)
