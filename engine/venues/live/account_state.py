"""What is known of an account as a whole: how its passes go, its wallet, its fitness for new entries."""

import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.core.reasons.accounts import AboutAccount, ClockOff
from engine.core.reasons.causes import AccountCause
from engine.core.reasons.reason import Reason, TooManyRefusals
from engine.core.types import AccountId
from engine.risk.funds import Wallet
from engine.timings import AccountTimings
from engine.venue_answers import PlaceAnswer, Rejected
from engine.venues.live.gateway import Gateway, KeyRights

log = logging.getLogger(__name__)

MOST_REFUSALS = 5
MOST_DRIFT_S = 1.0
"""With a clock further off no new entry is sent, though requests are signed with the exchange's time."""


@dataclass(slots=True)
class PassState:
    """How the passes over an account have gone, as of the last one."""

    count: int = 0
    """Passes that went through."""
    trouble: Reason | None = None
    """What the last pass failed with; None when it went through."""
    trouble_since: datetime | None = None
    next_try_at: datetime | None = None
    caught_up: set[str] = field(default_factory=set)
    """Symbols over which a first pass is through."""
    answered: set[str] = field(default_factory=set)
    """Those, and the ones of which the exchange says that it does not know them (any more)."""

    def failed(self, trouble: Reason, at: datetime, next_try_at: datetime) -> None:
        self.trouble, self.next_try_at = trouble, next_try_at
        self.trouble_since = self.trouble_since or at

    def went_through(self) -> None:
        self.count += 1
        self.trouble = self.trouble_since = self.next_try_at = None

    def covered(self, symbols: Iterable[str], known: Iterable[str]) -> None:
        """Note the symbols that a pass was over, and those of them that the exchange knows."""
        wanted = set(symbols)
        self.caught_up |= wanted & set(known)
        self.answered |= wanted


class WalletReader:
    """Asks for the wallet where what was seen is too old."""

    def __init__(self, gateway: Gateway, clock: Clock) -> None:
        self._gateway = gateway
        self._clock = clock
        self.latest: Wallet | None = None
        """As of the last look; None before the first."""
        self.refreshed_at: datetime | None = None
        """When it was last looked at for somebody who had been told no."""

    async def read(self, max_age: timedelta) -> Wallet:
        """Return the wallet, asked for anew unless it was seen within `max_age`. Raises VenueUnavailable."""
        asked_at = self._exchange_time()
        if self.latest is None or asked_at - self.latest.asked_at >= max_age:
            coins = await self._gateway.balances()
            self.latest = Wallet(asked_at=asked_at, answered_at=self._exchange_time(), coins=coins)
        return self.latest

    async def read_at(self, moment: datetime | None) -> Wallet:
        """Return the wallet, asked for anew at that moment by the exchange's clock, or now."""
        if moment is not None and (wait := moment - self._exchange_time()) > timedelta(0):
            await self._clock.sleep(wait.total_seconds())
        return await self.read(timedelta(0))

    def _exchange_time(self) -> datetime:
        return self._clock.now() - timedelta(seconds=self._gateway.known_drift_s or 0)


def key_problem(
    account_id: AccountId, rights: KeyRights | None, *, may_withdraw: bool
) -> AboutAccount | None:
    """Return why a key may not send new entries: it may do more than it should, or not enough.

    `rights` None: the exchange does not say. `may_withdraw`: the owner has allowed such keys.
    """
    if rights is None:
        return None
    if rights.withdraw and not may_withdraw:
        return AboutAccount(code=AccountCause.KEY_MAY_WITHDRAW, account_id=account_id)
    if not rights.trade:
        return AboutAccount(code=AccountCause.KEY_MAY_NOT_TRADE, account_id=account_id)
    return None


def clock_problem(account_id: AccountId, drift_s: float | None) -> ClockOff | None:
    """Return why no new entry is sent by this clock. `drift_s`: how far it is ahead; None: not known."""
    if drift_s is None or abs(drift_s) <= MOST_DRIFT_S:
        return None
    return ClockOff(exchange=account_id.venue, ahead_s=drift_s)


class Breaker:
    """Counts the definite refusals of one account, and stops new entries after several within a short time.

    One refusal ends one bot's work, but twenty bots can have twenty refused, and an exchange that is
    sent nothing but what it refuses bans the key. So new entries wait for a while then, of all bots at that
    account; exits and closes are sent all the same. It ends by itself, and a start of the program begins
    without it.
    """

    def __init__(self, account_id: AccountId, timings: AccountTimings = AccountTimings()) -> None:
        self._account_id = account_id
        self._within = timings.refusals_within
        self._lasts = timings.refusals_stop_for
        self._refused_at: deque[datetime] = deque(maxlen=MOST_REFUSALS)
        self._since: datetime | None = None
        self._why: Reason | None = None

    def note(self, answer: PlaceAnswer, at: datetime) -> None:
        """Count the exchange's answer to an order when it is a definite refusal."""
        if isinstance(answer, Rejected):
            self.refused(answer.reason, at)

    def refused(self, why: Reason | None, at: datetime) -> None:
        """Count a refusal that became known later than with the answer."""
        self._refused_at.append(at)
        if len(self._refused_at) == MOST_REFUSALS and at - self._refused_at[0] <= self._within:
            self._refused_at.clear()  # so many more prolong it
            self._since, self._why = at, why
            log.warning("%s: %s", self._account_id, self.reason(at))

    def reason(self, now: datetime) -> Reason | None:
        """Return why no new entry may be sent, since when and until when; None when one may."""
        since = self._since
        if since is None or now >= since + self._lasts:
            return None
        return TooManyRefusals(
            account_id=self._account_id,
            count=MOST_REFUSALS,
            within_min=self._within.seconds // 60,
            last_at=since,
            why=self._why,
            until=since + self._lasts,
        )
