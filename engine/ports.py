"""What the engine needs from others, as small promises.

`engine.venues` keeps those of a venue, `db` those of storage. Nothing here knows a wire or a
table.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from engine.asked import Asked
from engine.core.events import Event
from engine.core.feed_end import FeedEnd
from engine.core.notices import BotRef
from engine.core.orders import Order
from engine.core.price_triggers import PriceTriggers
from engine.core.state import BotState, Outcome
from engine.core.types import (
    AccountId,
    BotConfig,
    BotId,
    ClientOrderId,
    FeedBegin,
    Fill,
    FundingId,
    Market,
    Mode,
    Side,
    Status,
    TradeId,
    VenueOrderId,
)
from engine.reads.health import VenuesHealth
from engine.reads.history import PriceRange
from engine.reads.journal import ActLine
from engine.reads.open_orders import OrphanOrder
from engine.reads.views import AccountStanding, AccountView, PriceAt, PriceSource
from engine.venue_answers import FindAnswer, OrderStatus, PlaceAnswer

# --- a venue ------------------------------------------------------------------------------------


class VenueListener(Protocol):
    """A bot as a venue sees it: who wants to be told what."""

    @property
    def bot_id(self) -> BotId:
        """Whose listener it is."""

    @property
    def market(self) -> Market:
        """The market it trades on."""

    @property
    def leverage(self) -> int:
        """What its positions on a perpetual are leveraged by."""

    @property
    def held(self) -> Decimal:
        """Base held by the bot, signed, by its own fills."""

    @property
    def unvalued_coins(self) -> Collection[str]:
        """The coins of its fees whose value in quote is not known yet."""

    @property
    def triggers(self) -> PriceTriggers:
        """Which trade prices it wants to see now. It changes as the bot works."""

    @property
    def prices_seen_until(self) -> datetime | None:
        """Up to when the bot has followed trade prices, by the exchange's clock; None: never."""

    def gave_before(self, name: str) -> bool:
        """Say whether the bot gave the name to an order before its database was restored from a backup."""

    def post(self, event: Event) -> None:
        """Put a fact into the bot's queue."""

    def saw_prices_until(self, at: datetime) -> None:
        """Note how far prices have come; stored when convenient."""

    async def drained(self) -> None:
        """Return once all that was posted is worked through, and all that followed from it."""


class ReplayListener(VenueListener, Protocol):
    """A bot as a venue sees it whose prices may be a replay."""

    @property
    def feed_offset(self) -> int | None:
        """How far in the feed the bot's stored effects reach; None: it has seen nothing."""

    @property
    def feed_begin(self) -> FeedBegin | None:
        """The beginning of the file that the offset is one in, if it is known."""

    def post_at(self, event: Event, feed_offset: int) -> None:
        """Put a fact into the bot's queue. The offset is stored in one transaction with its effects."""

    def passed(self, feed_offset: int) -> None:
        """Note that the feed has gone by without anything for this bot; stored when convenient."""


class Venue(Protocol):
    """One account at one exchange market type, or its simulation."""

    @property
    def finds_by_name(self) -> bool:
        """Whether an order is found there by the name that we gave it."""

    def now(self) -> datetime | None:
        """Return the exchange's time, by which orders are dated there; None where events have their own.

        That is so on paper, and before the exchange has been asked for its time.
        """

    async def market(self, symbol: str) -> Market:
        """Return the present rules of a symbol. Raises UnknownTicker, VenueUnavailable."""

    async def last_price(self, symbol: str) -> Decimal:
        """Return the newest trade price, in quote. Raises UnknownTicker, NoPrice."""

    async def quote(self, symbol: str) -> tuple[Decimal, Decimal]:
        """Return the best bid and ask, in quote. Raises UnknownTicker, NoPrice."""

    async def prices_between(self, symbol: str, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        """Return what trade prices did, oldest first, as finely as they are told without much ado.

        Raises UnknownTicker, VenueUnavailable.
        """

    async def join(self, listener: ReplayListener, open_order: Order | None) -> None:
        """Begin to tell the listener of trades and of its orders' fills.

        `open_order` is the order that the bot believes to be out, if any.
        """

    def triggers_changed(self, bot_id: BotId) -> None:
        """Take note that the listener of that bot wants to see other prices now."""

    async def leave(self, bot_id: BotId) -> None:
        """Tell that bot no more. Its orders stay as they are."""

    async def place(self, bot_id: BotId, order: Order) -> PlaceAnswer:
        """Send the order once, unless its deadline has passed. Never raises for the venue's sake."""

    async def find(self, bot_id: BotId, order: Order) -> FindAnswer:
        """Say what became of the order. Never raises for the venue's sake."""

    async def order_status(self, bot_id: BotId, market: Market, order: Order) -> OrderStatus:
        """Ask how the order stands, and change nothing. Raises VenueUnavailable."""

    def accept_as_is(self, client_order_id: ClientOrderId) -> None:
        """Ask nobody about the order any more: a person has looked. Fills of it are told as ever."""

    async def cancel(self, bot_id: BotId, order: Order) -> None:
        """Ask for the cancel. The end of the order arrives as an event. Safe to ask twice."""


class ReplayVenue(Protocol):
    """What a venue can do besides whose prices may be a replay: each bot has a present of its own there."""

    async def newest(self, symbol: str, bot_id: BotId | None = None) -> PriceAt:
        """Return the newest trade price that the bot has come to; without a bot, that of a new one.

        Raises UnknownTicker, NoPrice, VenueUnavailable.
        """

    async def quote_of(self, bot_id: BotId, symbol: str) -> tuple[Decimal, Decimal]:
        """Return the best bid and ask as the bot has come to them. Raises UnknownTicker, NoPrice."""

    @property
    def hurries(self) -> bool:
        """Whether a replay goes as fast as it can, so that nobody waits for a step of it."""

    def feed_end(self, bot_id: BotId) -> FeedEnd | None:
        """Return where and why no price will ever come again for that bot; None while they come."""

    def no_prices_since(self, bot_id: BotId) -> datetime | None:
        """Return since when the stream of that bot's prices is silent; None: it is not, or there is none."""


class Orphans(Protocol):
    """What a person may do about an account's open orders that bear our tag and belong to no bot."""

    def listed(self) -> Sequence[OrphanOrder]:
        """Return them as of the last look."""

    async def refresh(self) -> None:
        """Look for them on all symbols: passes see only where bots trade. Raises TryLater."""

    async def find(self, symbol: str, side: Side, client_order_id: str) -> Order | None:
        """Ask the exchange for one, to give it to a bot. Raises TryLater, UnknownTicker.

        Returns it as `engine.core.events.Adopt` takes it. None when it has ended and traded nothing,
        or is not known.
        """

    async def cancel(self, client_order_id: str) -> bool:
        """Cancel one. Return False when there is none of that name (any more)."""


class RealAccount(Protocol):
    """What a person may ask of a real account."""

    def standing(self, symbol: str | None = None, leverage: int = 1) -> AccountStanding:
        """Return how the account stands, for a bot on that symbol, as of the last pass."""

    def has_caught_up(self, symbol: str) -> bool:
        """Say whether all that happened on the symbol before this start has been told to its bots."""

    def priced_at(self, symbol: str) -> datetime | None:
        """Return when the newest price of the symbol was made; None while none is followed."""

    def follow_charges(self, state: BotState) -> None:
        """Go on booking what was, or is, charged to a bot that stands or is deleted."""

    async def look(self) -> AccountView:
        """Ask the exchange what the account can do. Raises VenueUnavailable."""

    @property
    def orphans(self) -> Orphans:
        """Open orders that bear our tag and belong to no bot."""


class Venues(Protocol):
    """Every account of this installation."""

    def venue(self, account_id: AccountId) -> Venue:
        """Return the account. Raises UnknownAccount without keys of it, UnknownExchange on paper."""

    def replay(self, account_id: AccountId) -> ReplayVenue | None:
        """Return the replay port of an account whose prices may be a replay; None for a real one.

        Raises UnknownExchange for a paper account of an exchange that is not offered.
        """

    def real_accounts(self) -> Mapping[AccountId, RealAccount]:
        """Return the accounts with keys."""

    def exchanges(self) -> Sequence[str]:
        """Return the exchanges a bot can be made for, as people know them: "Binance", "Bybit F"."""

    def modes(self, exchange: str) -> Sequence[Mode]:
        """Return the modes that are offered there, PAPER first."""

    def is_derivative(self, exchange: str) -> bool:
        """Say whether perpetuals are traded there."""

    def prices_of(self, mode: Mode) -> PriceSource:
        """Say whose prices bots of that mode trade on."""

    def symbols(self, account_id: AccountId) -> Sequence[str]:
        """Return some symbols to offer there, the likeliest first. Raises as `venue`."""

    def health(self) -> VenuesHealth:
        """Return how they are doing, as far as is known without asking."""


# --- storage -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBot:
    """A bot as it is on disk."""

    state: BotState
    feed_offset: int | None
    """How far it has followed prices: `engine.bots.subscription` says what that means where."""
    created_at: datetime | None = None

    @property
    def at_work(self) -> bool:
        """Whether it is to be taken up when the program starts."""
        state = self.state
        return state.status is Status.ACTIVE or state.order_pending or state.may_have_foreseen_out


@dataclass(frozen=True, slots=True)
class Command:
    """A person's command to a bot, as the log tells of it."""

    person_id: int
    line: ActLine
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class TakenStep:
    """One step of a bot, to be stored."""

    outcome: Outcome
    feed_offset: int | None
    at: datetime
    command: Command | None = None
    """Whose command it was; noted with it."""


class Ledger(Protocol):
    """Where the effects of steps are kept. Each commit is one transaction."""

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        """Store state, orders, fills, log lines and notices of one step, all or nothing.

        Raises FillAlreadyBooked when a fill of it is in the books and OrderTaken when an order of it
        is another bot's (nothing is stored then), and StorageUnavailable when the database does not
        answer: nothing of it may be sent, and whether it is stored may not be known. The same outcome
        may be committed again until it succeeds; it is stored once. StateOutdated means that another
        one is stored by now, and BotNotFound that the bot was deleted.
        """

    async def commit_all(self, steps: Sequence[TakenStep]) -> None:
        """Store steps of one bot that follow one another, in as few transactions as it takes.

        Raises as `commit`. Of the steps before the one that it is about some may be stored then, the first
        ones first. After StorageUnavailable all may be: the same again raises StateOutdated or
        FillAlreadyBooked then.
        """

    async def load(self, bot_id: BotId) -> StoredBot | None:
        """Return the bot as stored, or None."""

    async def load_all(self) -> Sequence[StoredBot]:
        """Return every bot that can be read, oldest first."""

    async def load_deleted(self, bot_id: BotId) -> StoredBot | None:
        """Return a bot of a real account as it was when it was deleted, with what was booked since; or None.

        What a step of it books is in the figures of its days and of its owner's deleted bots.
        """

    async def find_order(self, bot_id: BotId, client_order_id: ClientOrderId) -> Order | None:
        """Return an earlier order of the bot, or None."""


class FillHistory(Protocol):
    """What the ledger knows of this account's past."""

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        """Return when the newest booked fill was executed, or None."""

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side) -> bool:
        """Say whether that fill is in the books, of whichever order."""

    async def booked_fill(
        self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side
    ) -> tuple[BotId, Fill] | None:
        """Return that fill as it is booked, and whose it is. None: it is not, or its bot was deleted."""

    async def trades_read_since(self, account_id: AccountId, symbol: str) -> datetime | None:
        """Return from when on fills of the account on the symbol may be missing, as noted last, or None."""

    def note_trades_read(self, account_id: AccountId, symbol: str, began_at: datetime) -> None:
        """Note that none is missing that was executed before. Nobody waits for it: it may come to nothing."""

    async def newest_funding_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        """Return when the newest booked payment of funding on the symbol was charged, or None."""

    async def funding_booked(
        self, account_id: AccountId, symbol: str, funding_id: FundingId
    ) -> Decimal | None:
        """Return how much of that payment is in the books, in quote; None: nothing of it is."""

    async def holder_at(
        self, account_id: AccountId, symbol: str, at: datetime
    ) -> tuple[BotId, Decimal] | None:
        """Return the bot whose position on a perpetual was open just before, and how much it held, signed.

        By the booked fills since the last one that closed a cycle. None when nobody held anything. A bot
        that is deleted holds nothing after that.
        """

    async def held_at(self, account_id: AccountId, symbol: str, at: datetime) -> Mapping[BotId, Decimal]:
        """Return what every bot held of a perpetual just before, likewise.

        It is mostly one. Two may hold, also the opposite of each other, where a fill of the first came to
        light only after the second had begun.
        """

    async def owner_of(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId | None,
        venue_order_id: VenueOrderId,
    ) -> tuple[BotId, ClientOrderId] | None:
        """Return whose order that is, by either name, or None.

        The symbol counts: Binance numbers the orders of each symbol by themselves.
        """

    async def given_up_by(
        self, account_id: AccountId, symbol: str, client_order_id: ClientOrderId
    ) -> BotId | None:
        """Return the bot that went on without that order, because it was proven absent; else None."""

    async def replaced_by(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId,
        venue_order_id: VenueOrderId,
    ) -> BotId | None:
        """Return the bot whose order of that name is known by another number there; else None.

        An order whose number was never told may be the very one.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBot:
    """A bot that a person asked for."""

    owner_id: int
    config: BotConfig
    market: Market
    at: datetime
    key: str
    """Makes the request safe to repeat: the same key gives the same bot."""
    alerts: bool
    """Whether its notices go to the alert chat too."""
    name: str = ""
    """What its owner calls it."""


class BotBook(Protocol):
    """The list of bots: made, found, deleted."""

    async def create(self, new: NewBot, most: int) -> StoredBot:
        """Store the bot, STOPPED, with a log line. The same `key` returns the bot made before.

        Raises LimitReached when the owner has `most` bots already.
        """

    async def create_all(self, new: Sequence[NewBot], most: int) -> Sequence[StoredBot]:
        """Store all of them, as `create` does, or none."""

    async def delete(
        self,
        bot_id: BotId,
        at: datetime,
        *,
        by: int,
        seen: BotState | None = None,
        until: datetime | None = None,
    ) -> None:
        """Delete the bot with its trades rows. Logs keep standing; orders and fill ids as well.

        `seen`: what was decided upon. `until`: when that is by the exchange's clock. Raises BotNotFound, and
        CardOutdated when it is at another revision by now, holds something else, or has an order open.
        """

    async def switch_alerts_on(self, bots: Sequence[BotRef], at: datetime, *, by: int) -> None:
        """Have the notices of all these go to the alert chat, each new one with a log line, or of none."""

    async def set_alerts(self, bot_id: BotId, *, on: bool) -> None:
        """Choose whether the bot's notices go to the alert chat too. Raises BotNotFound."""
