"""What goes wrong, drawn from a seed, and how often it really did."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from engine.core.types import ClientOrderId
from tests.sim.chronicle import Chronicle


class Fault(StrEnum):
    """Every kind that is injected. The counts are reported by name."""

    CREATE_LOST = "create: request lost"
    CREATE_REPLY_LOST = "create: reply lost after the effect"
    CREATE_LATE_IN_TIME = "create: line dropped, arrives before its deadline"
    CREATE_TOO_LATE = "create: line dropped, arrives after its deadline"
    CREATE_JUNK = "create: junk answer after the effect"
    CREATE_NEVER_SENT = "create: nothing left us"
    CREATE_REFUSED = "create: refused by proof"
    CANCEL_LOST = "cancel: request lost"
    CANCEL_REPLY_LOST = "cancel: reply lost after the effect"
    CANCEL_SLOW = "cancel: takes effect late, may race a fill"
    CANCEL_IN_VAIN = "cancel: acknowledged, and the order had traded before it"
    REFUSED_LATE = "create: acknowledged, and refused then"
    BYBIT = "an account at an exchange that acknowledges first"
    READ_FAILED = "read: no answer"
    READ_LAGS = "read: seconds old"
    FRAME_LOST = "stream: frame lost"
    FRAME_DOUBLED = "stream: frame doubled"
    FRAME_LATE = "stream: frame comes after later ones, up to minutes late"
    FRAME_LIES = "stream: a frame more, of an order that it is not"
    FRAME_FEE = "stream: another fee than REST's"
    FRAME_STRAYS = "stream: a frame of the other account"
    STREAM_BROKEN = "stream: broken"
    STREAM_SILENT = "stream: silent for the whole run"
    PARTIAL_FILL = "market: partial fill"
    CANCELED_BY_HAND = "a person cancelled at the exchange"
    EXPIRED_BY_VENUE = "the exchange expired the order"
    CRASH = "crash at a moment of its own"
    CRASH_AT_POINT = "crash at a named point"
    STORAGE_DOWN = "database: no answer"
    STORAGE_UNREAD = "database: no answer to a question"
    STORAGE_DOUBT = "database: stored, and answered with an error"
    CLOCK_SKEW = "our clock is wrong"
    FEE_IN_BASE = "fee in the base coin"
    FEE_IN_QUOTE = "fee in the quote coin"
    FEE_IN_THIRD = "fee in a third coin"
    FEE_WITHOUT_PRICE = "fee in a coin that has no price yet"
    REBATE = "rebate"
    OUTAGE = "exchange down"
    RULES_CHANGED = "other tick, step or minimum"
    HALTED = "symbol halted for a while"
    RULES_UNREADABLE = "rules of one symbol cannot be read for a while"
    CHEAP_COIN = "a coin that is worth a few ticks"
    TRADES_HIDDEN = "a trade is shown minutes late"
    CREATE_SEEN_LATE = "create: taken in time, shown to nobody for seconds"
    ODD_PRINT = "stream of prices: a price of zero, one that jumps, one told twice"
    PRINTS_SILENT = "stream of prices: open, and silent"
    CLOCK_JUMPED = "our clock jumps by less than a second"
    CLOCK_FAR_OFF = "our clock is seconds to an hour off, for a while"
    AMENDED_BY_HAND = "a person changed an order at the exchange"
    RATE_LIMITED = "too many requests: nothing is taken for a while"
    STREAM_MUTE = "stream: open, and silent for a while"
    FOREIGN_ORDERS = "orders of others in the account"
    DRIVER_FELL = "a bot's driver fell"
    TASK_FELL = "a task of the account, or a driver, fell at a question"
    LIMITS_CHANGED = "the owner changed the limits"
    LIVE_OFF = "the owner switched LIVE trading off"
    EDITED = "a person edited a bot"
    MADE = "a person made a bot"
    DELETED = "a person deleted a bot"
    TAKEN_AS_IT_IS = "a person took an order as it is"
    DEPOSITED = "somebody put money into the account"
    WITHDRAWN = "somebody took money out of the account"
    PERPETUALS = "an account for perpetuals"
    SECOND_ACCOUNT = "a second account beside the first"
    FORCED = "the exchange closed a position by force"
    FUNDING = "funding of a position"
    POSITION_BY_HAND = "a person traded a perpetual at the exchange"
    TERMS_BY_HAND = "a person changed leverage, margin or position mode at the exchange"
    OTHER_INSTRUMENTS = "dated contracts and other coins in the account"
    BELIEVED_DEAD = "a process was shut off from its database, and another took over"
    NAMELESS = "an exchange that knows no name of ours"
    DOUBLE = "create: reply lost, and somebody places an order that looks the same"
    ASKED = "people were asked which of several orders it is"
    CHOSEN = "... and it was one of them"
    NONE_OF_THEM = "... and it was none of them"
    LEFT_OPEN = "... and it is not known to the end"
    SELF_TRADE = "two bots traded with each other"
    CLOCK_DRIFTS = "our clock goes too fast or too slow"
    RESTORED = "an older backup of the database was put back"
    ADOPTED = "a person had a bot go on with an order of before the backup"
    TELEGRAM_THROTTLES = "chat: too many messages"
    TELEGRAM_REFUSES = "chat: no connection"
    TELEGRAM_LOSES = "chat: message lost, no answer"
    TELEGRAM_IS_LATE = "chat: no answer, the message arrives later"
    TELEGRAM_REPLY_LOST = "chat: no answer, the message has arrived"
    TELEGRAM_FAILS = "chat: answered with an error, the message has arrived"
    TELEGRAM_AWAY = "chat: away for minutes"
    BLOCKED = "the owner blocked the bot for a while"


NOT_DRAWN_YET: Mapping[Fault, tuple[int, ...]] = {}
"""What the program cannot live with yet -> the rows of issue 9 that mend it. Empty when that is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """How likely each thing is, per occasion. Each seed draws its own."""

    create: dict[Fault, float]
    cancel: dict[Fault, float]
    read_failed: float
    lag: float
    longest_lag_s: float
    frame_lost: float
    frame_doubled: float
    frame_late: float
    frame_lies: float
    frame_fee: float
    frame_strays: float
    stream_silent: bool
    stream_breaks_every_s: float
    partial: float
    by_hand: float
    expires: float
    crashes: int
    crash_at_points: int
    storage: float
    skew_s: float
    outages: int
    odd_prints: float
    clock_jumps: int
    bans: int
    mutes: int
    foreign: bool
    seen_late: float
    """Of creates: how many are shown late, whatever is answered."""
    falls: float
    """Of questions: how many make what asks fall."""


class Faults:
    """Draws faults and counts the ones that were really injected."""

    def __init__(self, random: Random, odds: Odds, counts: Counter[Fault], chronicle: Chronicle) -> None:
        self.random = random
        self.odds = odds
        self.counts = counts
        self.chronicle = chronicle
        self.quiet = False
        """From then on nothing goes wrong any more, so that the end can be judged."""

    def happens(self, fault: Fault, chance: float) -> bool:
        """Draw one fault, and count it when it strikes."""
        if self.quiet or self.random.random() >= chance:
            return False
        self.strikes(fault)
        return True

    def strikes(self, fault: Fault, lasts_s: float = 0.0, name: ClientOrderId | None = None) -> None:
        """Count a fault that strikes, and write it down."""
        self.counts[fault] += 1
        self.chronicle.strikes(fault, lasts_s, name)

    def one_of(self, odds: dict[Fault, float], name: ClientOrderId | None = None) -> Fault | None:
        """Draw at most one of several."""
        draw = 1.0 if self.quiet else self.random.random()
        for fault, chance in odds.items():
            draw -= chance
            if draw < 0:
                self.strikes(fault, name=name)
                return fault
        return None


CREATE_FAULTS = (
    Fault.CREATE_LOST,
    Fault.CREATE_REPLY_LOST,
    Fault.CREATE_LATE_IN_TIME,
    Fault.CREATE_TOO_LATE,
    Fault.CREATE_JUNK,
    Fault.CREATE_NEVER_SENT,
    Fault.CREATE_REFUSED,
)
CANCEL_FAULTS = (Fault.CANCEL_LOST, Fault.CANCEL_REPLY_LOST, Fault.CANCEL_SLOW)
STORAGE_FAULTS = (Fault.STORAGE_DOWN, Fault.STORAGE_DOUBT, Fault.STORAGE_UNREAD)


def draw_odds(random: Random) -> Odds:
    """Draw how rough this run will be."""
    rough = random.choice((0.02, 0.05, 0.1))
    return Odds(
        create={fault: rough * random.random() for fault in CREATE_FAULTS},
        cancel={fault: 2 * rough * random.random() for fault in CANCEL_FAULTS},
        read_failed=rough * random.random(),
        lag=random.choice((0.0, 0.2, 0.6)),
        longest_lag_s=random.choice((0.5, 3.0)),
        frame_lost=random.choice((0.0, 0.2, 0.8)),
        frame_doubled=random.choice((0.0, 0.2)),
        frame_late=random.choice((0.0, 0.1, 0.4)),
        frame_lies=random.choice((0.0, 0.0, 0.2)),
        frame_fee=Random(f"frame fee {random.getstate()[1][0]}").choice((0.0, 0.0, 0.2)),
        frame_strays=Random(f"frame strays {random.getstate()[1][0]}").choice((0.0, 0.2)),
        stream_silent=random.random() < 0.15,
        stream_breaks_every_s=random.choice((60.0, 600.0)),
        partial=random.choice((0.0, 0.3, 0.8)),
        by_hand=random.choice((0.0, 0.0, 0.002)),
        expires=random.choice((0.0, 0.0, 0.001)),
        crashes=random.choice((0, 1, 2, 4)),
        crash_at_points=random.choice((0, 1, 3, 6)),
        storage=random.choice((0.0, 0.0, 0.05)),
        skew_s=random.choice((0.0, 0.0, -0.9, 0.9)),
        outages=random.choice((0, 0, 1)),
        odd_prints=random.choice((0.0, 0.0, 0.03)),
        clock_jumps=random.choice((0, 0, 0, 1, 5)),
        bans=random.choice((0, 0, 0, 1, 4)),
        mutes=random.choice((0, 0, 1, 4)),
        foreign=random.random() < 0.3,
        seen_late=random.choice((0.0, 0.0, 0.05, 0.2)),
        falls=random.choice((0.0, 0.0, 0.0, 0.005)),
    )


def calm(odds: Odds) -> Odds:
    """Return odds with nothing unpleasant in them."""
    return replace(
        odds,
        create={},
        cancel={},
        read_failed=0.0,
        lag=0.0,
        frame_lost=0.0,
        frame_doubled=0.0,
        frame_late=0.0,
        frame_lies=0.0,
        frame_fee=0.0,
        frame_strays=0.0,
        stream_silent=False,
        stream_breaks_every_s=10.0**9,
        partial=min(odds.partial, 0.3),
        by_hand=0.0,
        expires=0.0,
        crashes=0,
        crash_at_points=0,
        storage=0.0,
        skew_s=0.0,
        outages=0,
        odd_prints=0.0,
        clock_jumps=0,
        bans=0,
        mutes=0,
        foreign=False,
        seen_late=0.0,
        falls=0.0,
    )
