"""What is known of an account as a whole: how its passes go, its wallet, its fitness for new entries."""

import contextlib
import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.core.reasons.accounts import AboutAccount, ClockOff
from engine.core.reasons.calls import RateLimited
from engine.core.reasons.causes import AccountCause, Cause
from engine.core.reasons.reason import Plain, Reason, TooManyRefusals
from engine.core.types import AccountId, BotId, ClientOrderId
from engine.errors import TryLater
from engine.risk.funds import Wallet
from engine.timings import AccountTimings
from engine.venue_answers import NeverSent, PlaceAnswer, Rejected
from engine.venues.live.gateway import Gateway, KeyRights

log = logging.getLogger(__name__)

MOST_REFUSALS = 5
SETTLED_WITHIN = timedelta(seconds=2)
MOST_DRIFT = timedelta(seconds=1)
"""With a clock further off no new entry is sent, though requests are signed with the exchange's time."""
TIME_DUE_AFTER = timedelta(seconds=3)
"""So long it is not said that the exchange has not told its time."""


@dataclass(slots=True)
class PassState:
    """How the passes over an account have gone, as of the last one."""

    count: int = 0
    """Passes that went through."""
    seen_at: datetime | None = None
    """When the last of them began."""
    trouble: Reason | None = None
    """What the last pass failed with, or could not read of one order; None when it went through."""
    trouble_since: datetime | None = None
    next_try_at: datetime | None = None
    rests: bool = False
    """Whether the exchange has said that it takes nothing until then."""
    caught_up: set[str] = field(default_factory=set)
    """Symbols over which a first pass is through."""
    answered: set[str] = field(default_factory=set)
    """Those, and the ones of which the exchange says that it does not know them (any more)."""

    def failed(self, trouble: Reason, at: datetime, next_try_at: datetime, *, rests: bool) -> None:
        self.trouble, self.next_try_at, self.rests = trouble, next_try_at, rests
        self.trouble_since = self.trouble_since or at

    def went_through(self, begun_at: datetime) -> None:
        self.count += 1
        self.seen_at = begun_at

    def recovered(self) -> None:
        """Note that nothing is wrong any more."""
        self.trouble = self.trouble_since = self.next_try_at = None
        self.rests = False

    def unheard(self, now: datetime) -> Reason:
        """Return why an order cannot be sent on a symbol that no pass has been over yet.

        While the exchange takes nothing that is its pace, in whatever words it has said so: it is no answer
        to the order.
        """
        if self.rests and self.next_try_at is not None:
            return RateLimited(wait_s=max((self.next_try_at - now).total_seconds(), 0.0))
        return self.trouble or Plain(Cause.NOT_HEARD_YET)

    def age(self, now: datetime) -> timedelta | None:
        """Return how long ago the last that went through began; `now` is the exchange's."""
        return None if self.seen_at is None else max(now - self.seen_at, timedelta(0))

    def covered(self, symbols: Iterable[str], known: Iterable[str]) -> None:
        """Note the symbols that a pass was over, and those of them that the exchange knows."""
        wanted = set(symbols)
        self.caught_up |= wanted & set(known)
        self.answered |= wanted


class ExchangeClock:
    """Meets `engine.clock.Clock`: its time of day is the exchange's, and ours before that was measured."""

    def __init__(self, gateway: Gateway, clock: Clock) -> None:
        self._gateway = gateway
        self._clock = clock
        self._needed_since: timedelta | None = None
        self.monotonic = clock.monotonic
        self.sleep = clock.sleep

    def now(self) -> datetime:
        return self._gateway.now() or self._clock.now()

    @property
    def ahead(self) -> timedelta | None:
        """By how much this machine's clock is ahead of the exchange's; None while that is not known."""
        known = self._gateway.now()
        return None if known is None else self._clock.now() - known

    @property
    def error(self) -> timedelta:
        """By how much its time of day may be wrong."""
        return self._gateway.time_error

    def is_needed(self) -> None:
        """Note that orders are to be dated by it from now on."""
        self._needed_since = self._needed_since or self.monotonic()

    @property
    def trouble(self) -> Plain | None:
        """Why nothing can be sent: the exchange's time is needed, and has not been told for a while."""
        since = self._needed_since
        is_due = since is not None and self.monotonic() - since >= TIME_DUE_AFTER
        return Plain(Cause.TIME_UNKNOWN) if is_due and self._gateway.now() is None else None


class WalletReader:
    """Asks for the wallet where what was seen is too old."""

    def __init__(self, gateway: Gateway, clock: Clock) -> None:
        """`clock` has the exchange's time."""
        self._gateway = gateway
        self._clock = clock
        self._asked: timedelta | None = None
        self.latest: Wallet | None = None
        """As of the last look; None before the first."""
        self.refreshed_at: timedelta | None = None
        """When it was last looked at for somebody who had been told no."""

    async def read(self, max_age: timedelta) -> Wallet:
        """Return the wallet, asked for anew unless it was seen within `max_age`. Raises VenueUnavailable."""
        asked = self._clock.monotonic()
        if self.latest is None or self._asked is None or asked - self._asked >= max_age:
            coins = await self._gateway.balances()
            now, took = self._clock.now(), self._clock.monotonic() - asked
            self.latest, self._asked = Wallet(asked_at=now - took, answered_at=now, coins=coins), asked
        return self.latest

    async def read_at(self, moment: datetime | None) -> Wallet:
        """Return the wallet, asked for anew at that moment by the exchange's clock, or now."""
        if moment is not None and (wait := moment - self._clock.now()) > timedelta(0):
            await self._clock.sleep(wait.total_seconds())
        return await self.read(timedelta(0))


class SettlementLag:
    """An order may be refused for want of what its bot's own fill has brought: that settles a little later.

    One new attempt is made after a fill, never a second.
    """

    def __init__(self, clock: Clock, wallet: WalletReader) -> None:
        self._clock = clock
        self._wallet = wallet
        self._filled: dict[BotId, timedelta] = {}

    def filled(self, bot_id: BotId) -> None:
        """Note a fill that the bot is told of."""
        self._filled[bot_id] = self._clock.monotonic()

    async def judged(self, bot_id: BotId, answer: PlaceAnswer) -> PlaceAnswer:
        """Return the answer, or for such a refusal, after a look at the wallet, that nothing was sent."""
        if not isinstance(answer, Rejected) or not answer.for_want:
            return answer
        at = self._filled.pop(bot_id, None)
        if at is None or self._clock.monotonic() - at > SETTLED_WITHIN:
            return answer
        with contextlib.suppress(TryLater):
            await self._wallet.read(timedelta(0))
        return NeverSent(reason=answer.reason)


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


def clock_problem(account_id: AccountId, ahead: timedelta | None, error: timedelta) -> ClockOff | None:
    """Return why no new entry is sent by this clock.

    `ahead`: of the exchange's; None: not known. `error`: by how much that may be wrong: an exchange that
    answers slowly says nothing of a clock.
    """
    if ahead is None or abs(ahead) - error <= MOST_DRIFT:
        return None
    return ClockOff(exchange=account_id.venue, ahead_s=ahead.total_seconds())


class Breaker:
    """Counts the definite refusals of one account, and stops new entries after several within a short time.

    One refusal ends one bot's work, but twenty bots can have twenty refused, and an exchange that is
    sent nothing but what it refuses bans the key. So new entries wait for a while then, of all bots at that
    account; exits and closes are sent all the same. It ends by itself, and a start of the program begins
    without it.
    """

    def __init__(
        self, account_id: AccountId, clock: Clock, timings: AccountTimings = AccountTimings()
    ) -> None:
        self._account_id = account_id
        self._clock = clock
        self._within = timings.refusals_within
        self._lasts = timings.refusals_stop_for
        self._refused: deque[timedelta] = deque(maxlen=MOST_REFUSALS)
        self._counted: deque[ClientOrderId] = deque(maxlen=4 * MOST_REFUSALS)
        self._tripped: timedelta | None = None
        self._reason: Reason | None = None

    def note(self, name: ClientOrderId, answer: PlaceAnswer) -> None:
        """Count the exchange's answer to an order when it is a definite refusal."""
        if isinstance(answer, Rejected):
            self.refused(name, answer.reason)

    def refused(self, name: ClientOrderId, why: Reason | None) -> None:
        """Count a refusal that became known later than with the answer. Each order counts once."""
        now = self._clock.monotonic()
        if name in self._counted:
            return  # the stream and a question tell the same
        self._counted.append(name)
        self._refused.append(now)
        if len(self._refused) == MOST_REFUSALS and now - self._refused[0] <= self._within:
            self._refused.clear()  # so many more prolong it
            self._tripped, since = now, self._clock.now()
            self._reason = TooManyRefusals(
                account_id=self._account_id,
                count=MOST_REFUSALS,
                within_min=self._within.seconds // 60,
                last_at=since,
                why=why,
                until=since + self._lasts,
            )
            log.warning("%s: %s", self._account_id, self._reason)

    def reason(self) -> Reason | None:
        """Return why no new entry may be sent, since when and until when; None when one may."""
        is_over = self._tripped is None or self._clock.monotonic() >= self._tripped + self._lasts
        return None if is_over else self._reason
