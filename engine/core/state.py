"""Everything a bot is at one moment, and what one step of it brings about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from engine.core.feed_end import FeedEnd
from engine.core.ids import OrderNaming
from engine.core.money import ZERO
from engine.core.notices import BotNotice, BotRef, Charge, CycleClosed, FillBooked
from engine.core.orders import ForeseenOrder, Order
from engine.core.reasons.reason import Reason
from engine.core.results import EMPTY_TALLY, Tally, UnvaluedFee
from engine.core.trailing import Trail
from engine.core.types import (
    AccountId,
    BotConfig,
    BotId,
    ClientOrderId,
    FeedBegin,
    Fill,
    Leg,
    Market,
    Side,
    Status,
)


class Phase(StrEnum):
    """What the bot is doing. The rows of the machine's table are named by it."""

    IDLE = "IDLE"
    """Nothing: stopped, or in error."""
    WATCHING = "WATCHING"
    """A trailing leg waits for the price."""
    WORKING = "WORKING"
    """An order is out, or its intent is."""
    SETTLING = "SETTLING"
    """The order is being cancelled; what follows waits until it has ended."""
    CLOSING = "CLOSING"
    """A price to close at has been asked for."""
    PAUSED = "PAUSED"
    """A person has to decide. An order may be out all the same: see `BotState.kept_order`."""


class Goal(StrEnum):
    """What follows once the present order has ended."""

    RUN = "RUN"
    STOP = "STOP"
    CLOSE = "CLOSE"
    PAUSE = "PAUSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEdit:
    """A configuration that applies once the present order has ended."""

    config: BotConfig
    market: Market
    market_before: Market | None = None
    """As in `BotState`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotState:
    """A bot at one moment. Only `engine.core.machine.step` makes the next one."""

    bot_id: BotId
    owner_id: int
    naming: OrderNaming
    config: BotConfig
    market: Market
    """The rules that the next order obeys."""
    market_before: Market | None = None
    """The rules that `config` was checked by, where the exchange has changed them since."""
    name: str = ""
    """What its owner calls it, at most NAME_LENGTH characters: foreign text. "": nothing."""
    revision: int = 0
    """Grows with every change a person should have seen before tapping: start, stop, edit, pause, error."""
    status: Status = Status.STOPPED
    phase: Phase = Phase.IDLE
    goal: Goal = Goal.RUN
    finishing: bool = False
    """Stop when the cycle is complete."""
    close_slippage_percent: Decimal = ZERO
    pending_edit: PendingEdit | None = None
    pause_reason: Reason | None = None
    """Why it stands, or is about to; of one that is to finish, what it stands for if a fill has it go on."""
    error: Reason | None = None
    leg: Leg = Leg.ENTRY
    cycle: int = 1
    attempt: int = 0
    """Orders tried in this cycle."""
    unsent: int = 0
    """Orders in a row that never reached the venue."""
    leg_filled: Decimal = ZERO
    """Base traded in this leg so far, before fees."""
    order: Order | None = None
    """The newest order, ended or not."""
    foreseen: ForeseenOrder | None = None
    """The order that follows when that one fills whole, where it may be sent before its step is stored."""
    named_ahead: ClientOrderId | None = None
    """A name of a later cycle that an order of before bears already. No other one gets it."""
    trail: Trail | None = None
    silent_since: datetime | None = None
    """Since when the stream of prices is silent, while its people have been told so."""
    tally: Tally = EMPTY_TALLY
    pnl: Decimal = ZERO
    """Sum of the results of closed cycles, in quote."""
    fees: Decimal = ZERO
    """Sum of all fees, in quote."""
    funding: Decimal = ZERO
    """Sum of all funding, in quote: positive was received, negative was paid."""
    unvalued: tuple[UnvaluedFee, ...] = ()
    """Fees that are in no result yet. At most three of one coin: of this cycle, of those before, of none."""
    cycles: int = 0
    trades: int = 0
    last_fill_at: datetime | None = None
    feed_begin: FeedBegin | None = None
    """The beginning of the file that it replays; None: it has replayed none."""
    feed_end: FeedEnd | None = None
    """The end of its prices that was told last: it is told once."""
    deleted: bool = False
    """A person has deleted it. What becomes known of its past is booked all the same."""

    @property
    def side(self) -> Side:
        return self.config.side(self.leg)

    @property
    def leg_price(self) -> Decimal:
        return self.config.price(self.side)

    @property
    def held(self) -> Decimal:
        """Base held by this bot, signed."""
        return self.tally.held

    def order_named(self, name: ClientOrderId | None) -> Order | None:
        """Return the newest order if that is its name."""
        return self.order if self.order is not None and self.order.client_order_id == name else None

    @property
    def order_pending(self) -> bool:
        """Whether an order is out, unknown, or short of fills that the venue reported."""
        return self.order is not None and not self.order.final

    @property
    def may_have_foreseen_out(self) -> bool:
        """Whether an order that it foresaw may be out, and nothing that it works with leads there any more.

        It was sent, if it was, by whoever had the bot before a crash.
        """
        return self.foreseen is not None and not (self.order is not None and self.order.live)

    @property
    def kept_order(self) -> Order | None:
        """The order that a pause has left at the venue; a start goes on with it."""
        order = self.order
        return order if self.phase is Phase.PAUSED and order is not None and order.live else None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is going on: it waits for its person."""
        return self.phase in {Phase.IDLE, Phase.PAUSED}

    @property
    def out_of_reach(self) -> bool:
        """Whether its order is not final and cannot be cancelled either: a person has to look.

        It contradicts itself, or has ended short of the fills that the venue reported.
        """
        return self.order is not None and self.order_pending and not self.order.live

    @property
    def ref(self) -> BotRef:
        return BotRef(
            bot_id=self.bot_id,
            number=self.naming.serial,
            ticker=self.config.ticker,
            base=self.market.base,
            quote=self.market.quote,
            exchange=self.config.exchange,
            mode=self.config.mode,
            account=self.config.account,
            name=self.name,
        )

    def sent_elsewhere(self, order: Order) -> bool:
        """Say whether the bot has changed its pair or account since that order was sent."""
        here = self.config.ticker, self.config.account_id
        return (order.symbol or here[0], order.account_id or here[1]) != here

    def ref_of(self, order: Order) -> BotRef:
        """Return the bot as it was where that order was sent."""
        return self.ref_at(order.account_id or self.config.account_id, order.symbol or self.config.ticker)

    def ref_at(self, account_id: AccountId, symbol: str) -> BotRef:
        """Return the bot as it was when it traded there."""
        if (account_id, symbol) == (self.config.account_id, self.config.ticker):
            return self.ref
        base, _, rest = symbol.partition("/")
        return replace(
            self.ref,
            ticker=symbol,
            base=base,
            quote=rest.partition(":")[0],
            exchange=account_id.venue,
            mode=account_id.mode,
            account=account_id.label,
        )


# --- requests: done after the step is on disk -------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    client_order_id: ClientOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchQuote:
    """Ask for the best bid and ask; the answer is `QuoteSeen` or `QuoteMissing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOrder:
    """Follow this order from now on: it is at the venue already, and may have traded."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAcceptedAsIs:
    """Ask no person about this order any more. Fills of it are still facts."""

    client_order_id: ClientOrderId


Request = PlaceOrder | CancelOrder | FetchQuote | FollowOrder | MarkAcceptedAsIs


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedFill:
    """A fill with what it did, as the trades table shows it."""

    fill: Fill
    pnl: Decimal | None
    """Result of the cycle that this fill closed, in quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one step brings about. All of it but the requests is one transaction."""

    state: BotState
    orders: tuple[Order, ...] = ()
    """Orders that are new or have changed."""
    fills: tuple[BookedFill, ...] = ()
    notices: tuple[BotNotice, ...] = ()
    requests: tuple[Request, ...] = ()
    durable: bool = True
    """False when only a trail's extreme moved, which may be stored a little later."""

    @property
    def placed(self) -> Order | None:
        """The order that it sends, if it does. No step sends two."""
        return next((one.order for one in self.requests if isinstance(one, PlaceOrder)), None)

    @property
    def cycles(self) -> tuple[CycleClosed, ...]:
        return tuple(notice for notice in self.notices if isinstance(notice, CycleClosed))

    @property
    def charges(self) -> tuple[Charge, ...]:
        return tuple(notice for notice in self.notices if isinstance(notice, Charge))

    @property
    def results(self) -> Mapping[str, tuple[date, Decimal]]:
        """What it adds to results: its name within the bot -> UTC day, and amount in quote."""
        closed = {f"cycle {cycle.cycle}": (self.day_of(cycle), cycle.result) for cycle in self.cycles}
        return closed | {
            f"{charge.kind} {charge.name}": (charge.at.astimezone(UTC).date(), charge.change)
            for charge in self.charges
            if charge.total is not None
        }

    @property
    def told(self) -> tuple[BotNotice, ...]:
        """What is owed to chats. A charge of the present cycle is told with the cycle's result."""
        return tuple(one for one in self.notices if not (isinstance(one, Charge) and one.total is None))

    def day_of(self, cycle: CycleClosed) -> date:
        """Return the UTC day of a cycle's result."""
        return self.time_of(cycle).astimezone(UTC).date()

    def time_of(self, cycle: CycleClosed) -> datetime:
        """Return when a cycle's result was made: with the fill that closed it, else when it was noted."""
        times = [booked.fill.executed_at for booked in self.fills if booked.pnl is not None]
        return times[-1] if times else cycle.at

    @property
    def adds_to_deleted(self) -> bool:
        """Whether it adds to the figures of deleted bots: it is one, or makes other money now."""
        booked = (*(notice for _, notice in self.told_fills), *self.charges)
        money = (self.state.config.mode, self.state.market.quote)
        return self.state.deleted or any(one.bot.money != money for one in booked)

    @property
    def told_fills(self) -> tuple[tuple[BookedFill, FillBooked], ...]:
        """Each fill with its notice, which knows the bot as it was then: an edit may follow it."""
        if not self.fills:
            return ()
        notices = [notice for notice in self.notices if isinstance(notice, FillBooked)]
        return tuple(zip(self.fills, notices, strict=True))


class Refusal(StrEnum):
    ALREADY_RUNNING = "already_running"
    ALREADY_STOPPED = "already_stopped"
    ALREADY_PAUSED = "already_paused"
    STILL_RUNNING = "still_running"
    ORDER_UNRESOLVED = "order_unresolved"
    HOLDS_COIN = "holds_coin"
    MID_CYCLE = "mid_cycle"
    HAS_TRADED = "has_traded"
    NOT_ALLOWED = "not_allowed"
    WRONG_SIDE = "wrong_side"
    MORE_THAN_HELD = "more_than_held"
    NAME_NOT_FREE = "name_not_free"
    REPLACED_THERE = "replaced_there"
    ORDER_ENDED = "order_ended"
    ORDER_OPEN_THERE = "order_open_there"
    NOTHING_TO_SETTLE = "nothing_to_settle"


class CommandRefused(Exception):
    """The command does not fit what the bot is doing. Nothing was changed."""

    def __init__(self, why: Refusal, detail: Reason | None = None) -> None:
        """`detail` says more than `why`, where there is more to say."""
        super().__init__(f"{why}: {detail}")
        self.why = why
        self.detail = detail


class EventRefused(Exception):
    """The event has no row in the machine's table. Nothing was changed; it is a bug of ours."""

    def __init__(self, phase: Phase, event: type) -> None:
        super().__init__(f"{event.__name__} has no row in phase {phase}")
        self.phase = phase
        self.event = event
