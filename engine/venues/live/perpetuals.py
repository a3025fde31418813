"""What an account's perpetual positions must be like, and whether they are.

Orders on a perpetual change one position per symbol, so it matters how the account keeps it: one-way,
isolated, with the bot's own leverage. That is set before the first entry, and looked at again and again:
who changes it by hand is not fought, new entries wait. Before the position of a symbol was compared with
what bots hold nothing is set or entered there: it may be somebody else's. A position smaller than what the
bot holds by its own fills means that the exchange has closed it by force, or somebody by hand.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import blake2b

from engine.core.events import ForceClosed, Pause
from engine.core.money import ZERO
from engine.core.reasons.accounts import AboutAccount, OtherLeverage, PositionClosedByHand, PositionDiffers
from engine.core.reasons.calls import UnreadableAnswer
from engine.core.reasons.causes import AccountCause, SymbolCause
from engine.core.reasons.markets import AboutSymbol
from engine.core.reasons.reason import Reason
from engine.core.types import AccountId, BotId, ClientOrderId, Fill, Market, Side, TradeId
from engine.errors import VenueUnavailable
from engine.ports import VenueListener
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import ForcedTrade, MarginSettings
from engine.venues.live.symbol_errors import SymbolErrorIsolation

FORCED_SINCE = timedelta(days=7)
"""Exchanges tell of no earlier ones."""
LOOKS_TO_BELIEVE = 2
"""So often in a row a position must differ in the same way: a fill may be on its way to the books."""


@dataclass(slots=True)
class _Symbol:
    """One perpetual that bots trade."""

    leverage: int = 1
    """What the bot that trades it wants."""
    set_to: int | None = None
    """The leverage that we have set; None while we have set nothing."""
    margin_settings: MarginSettings | None = None
    """As they were seen last."""
    terms_at: timedelta | None = None
    looked_at: timedelta | None = None
    """When the position said something last; None before it ever did."""
    has_agreed: bool = False
    """Whether it was what bots hold, at least once."""
    agreed: tuple[datetime, Decimal] | None = None
    """When it was asked for last that it was what bots held, and what it was."""
    is_unread: bool = False
    """Whether it could not be read when it was looked at last, nor before."""
    seen: tuple[Decimal, Decimal] = (ZERO, ZERO)
    """Held by the bot, and position, when they differed last."""
    times: int = 0
    """How often in a row they did, in the same way."""
    counted_at: timedelta | None = None
    """When the look that was counted last began."""
    newest_fill_at: datetime | None = None
    """The newest in the books then."""
    filled: dict[tuple[TradeId, Side], Decimal] = field(default_factory=dict)
    """Fills that bots were told of since then, signed, in base. They may be told more than once."""
    told: set[tuple[Decimal, Decimal]] = field(default_factory=set)


@dataclass(slots=True)
class _LateFill:
    """A fill that comes to the books after they agreed with a position it should have been in."""

    listener: VenueListener
    fill: Fill
    agreed_at: datetime
    position: Decimal
    """What they agreed with then."""
    until: timedelta


class Perpetuals:
    """Looks after the perpetual positions of one account."""

    def __init__(self, deps: AccountDeps) -> None:
        self._deps = deps
        self._symbols: dict[str, _Symbol] = {}
        self._looked_at: timedelta | None = None
        self._in_doubt: dict[BotId, tuple[VenueListener, timedelta]] = {}
        """Bots whose exit was refused, and until when it is asked whether there was nothing left."""
        self._late: dict[BotId, _LateFill] = {}
        """The earliest one of each bot."""

    @property
    def unreadable(self) -> VenueUnavailable | None:
        """Why entries wait for a first look at a position: it cannot be read. None where none do."""
        is_so = any(known.is_unread for known in self._symbols.values())
        return VenueUnavailable(self._deps.account_id.venue, UnreadableAnswer()) if is_so else None

    async def make_ready(self, market: Market, leverage: int) -> None:
        """Make the margin settings of a symbol so that an entry may go. Raises MarginUnfit otherwise."""
        known = self._symbols.setdefault(market.symbol, _Symbol())
        if known.set_to != leverage:
            await self._deps.gateway.prepare(market, leverage)
            known.set_to = leverage
            known.margin_settings = MarginSettings(one_way=True, isolated=True, leverage=Decimal(leverage))
            known.terms_at = self._deps.clock.monotonic()

    def has_compared(self, symbol: str) -> bool:
        """Say whether it is known if the position of a symbol is what bots hold. One look may err there."""
        known = self._symbols.get(symbol)
        return known is not None and (known.has_agreed or known.times >= LOOKS_TO_BELIEVE)

    def stranger_on(self, symbol: str) -> PositionDiffers | None:
        """Return that the position of a symbol is not what bots hold, where that is so."""
        known = self._symbols.get(symbol)
        return None if known is None else self._other_position(symbol, known)

    def joined(self, listener: VenueListener) -> None:
        """Let nothing follow from a position that was looked at without what this bot holds."""
        known = self._symbols.get(listener.market.symbol)
        if known is not None and listener.held:
            known.times = 0

    def filled(self, listener: VenueListener | None, fill: Fill) -> None:
        """Let nothing follow any more from a difference that this fill, and those before it, explain.

        The position was what bots hold, then.
        They were known late: their order was a person's to find, say, and had traded in parts meanwhile.
        """
        known = self._symbols.get(listener.market.symbol) if listener is not None else None
        if listener is None or known is None:
            return
        self._note_late(listener, fill, known)
        if not known.times:
            return
        known.filled[fill.trade_id, fill.side] = fill.side.sign * fill.quantity
        held, position = known.seen
        if held + sum(known.filled.values(), ZERO) == position:
            known.times, known.has_agreed = 0, True

    def _note_late(self, listener: VenueListener, fill: Fill, known: _Symbol) -> None:
        """Have it asked whether the position was closed by force before this fill was known.

        What the position is now need not tell: other fills may have made up for it in the books.
        """
        if known.agreed is None:
            return
        agreed_at, position = known.agreed
        if fill.executed_at >= agreed_at - self._deps.timings.positions_lag:
            return
        until = self._deps.clock.monotonic() + self._deps.timings.positions_every
        before = self._late.get(listener.bot_id)
        if before is not None and before.fill.executed_at <= fill.executed_at:
            before.until = until
        else:
            self._late[listener.bot_id] = _LateFill(listener, fill, agreed_at, position, until)

    def forget(self, symbol: str) -> None:
        """Let go of a symbol that no bot trades any more: the next one sets the margin settings anew."""
        self._symbols.pop(symbol, None)

    def exit_refused(self, listener: VenueListener) -> None:
        """Ask with the next passes whether the exchange has closed the position that was to be reduced.

        The bot ends its work with the refusal, and nobody would look any more.
        """
        until = self._deps.clock.monotonic() + self._deps.timings.positions_every
        self._in_doubt[listener.bot_id] = listener, until

    async def _look_for_force(self, isolation: SymbolErrorIsolation) -> None:
        if not self._in_doubt:
            return
        positions, _ = await self._positions()
        for bot_id, (listener, until) in list(self._in_doubt.items()):
            with isolation.answer_about(listener.market.symbol):
                symbol = listener.market.symbol
                others = await self._held_by_others(symbol, {bot_id})
                forced = await self._forced(listener, positions.get(symbol, ZERO) - others)
                for event in forced:
                    self._deps.tell(bot_id, event)
                if forced or self._deps.clock.monotonic() >= until:
                    self._in_doubt.pop(bot_id, None)

    async def _look_for_force_before_fills(self, isolation: SymbolErrorIsolation) -> None:
        for bot_id, late in list(self._late.items()):
            symbol = late.listener.market.symbol
            with isolation.answer_about(symbol):
                forced = await self._forced_before(late)
                for event in forced:
                    self._deps.tell(bot_id, event)
                if forced and (known := self._symbols.get(symbol)) is not None:
                    known.times = 0  # once they are booked it is looked at anew
                if self._deps.clock.monotonic() >= late.until and self._late.get(bot_id) is late:
                    self._late.pop(bot_id)

    async def _forced_before(self, late: _LateFill) -> list[ForceClosed]:
        """Return what the exchange has closed of the position of a late fill before that was known.

        The books, as they are now, say what the position should have been when it was something else. Only
        forced trades that make that up to the last bit are taken for the reason, and none where another bot
        held something as well: whose it was that was closed nobody can say.
        """
        account_id, market, fill = self._deps.account_id, late.listener.market, late.fill
        bot_id = late.listener.bot_id
        held = await self._deps.fill_history.held_at(account_id, market.symbol, late.agreed_at)
        if held.keys() != {bot_id}:
            return []  # it is not booked yet, or there is nothing to explain
        too_much = held[bot_id] - late.position
        if too_much * fill.side.sign <= 0 or abs(too_much) > abs(held[bot_id]):
            return []
        listed = await self._not_booked(market, too_much)
        within = [one for one in listed if fill.executed_at <= one.trade.executed_at <= late.agreed_at]
        return self._as_events(market, _newest_that_make(within, abs(too_much)))

    def problems(self) -> tuple[Reason, ...]:
        """Return what keeps entries from being sent on the symbols that bots trade."""
        found = (self.blocked_on(symbol, known.leverage) for symbol, known in self._symbols.items())
        return tuple(why for why in found if why is not None)

    def blocked_on(self, symbol: str, leverage: int, *, holds: bool = True) -> Reason | None:
        """Return why no entry may be sent on a symbol; None when it may.

        `holds`: whether the bot that asks has the position. Who has none enters with margin settings of its
        own, where we have made none yet.
        """
        known = self._symbols.get(symbol)
        if known is None:
            return None
        are_to_be_made = known.set_to is None and not holds
        terms = None if are_to_be_made else self._other_terms(symbol, known, leverage)
        return terms or self._other_position(symbol, known)

    def _other_terms(self, symbol: str, known: _Symbol, leverage: int) -> Reason | None:
        margin_settings, exchange = known.margin_settings, self._deps.account_id.venue
        if margin_settings is None:
            return None
        if not margin_settings.one_way:
            return AboutAccount(code=AccountCause.HEDGE_MODE, account_id=self._deps.account_id)
        if not margin_settings.isolated:
            return AboutSymbol(code=SymbolCause.CROSS_MARGIN, exchange=exchange, symbol=symbol)
        if margin_settings.leverage not in {leverage, known.set_to}:
            there = margin_settings.leverage
            return OtherLeverage(exchange=exchange, symbol=symbol, there=there, here=leverage)
        return None

    def _other_position(self, symbol: str, known: _Symbol) -> PositionDiffers | None:
        if known.times < LOOKS_TO_BELIEVE:
            return None
        held, position = known.seen
        return PositionDiffers(
            exchange=self._deps.account_id.venue,
            symbol=symbol,
            coin=symbol.partition("/")[0],
            position=position,
            held=held,
        )

    async def look(
        self,
        listeners: Iterable[VenueListener],
        is_late: Callable[[str], bool],
        not_traded: Collection[str] = (),
    ) -> None:
        """Compare margin settings and positions with what the bots need and hold, now and then.

        A symbol whose position has said nothing yet is looked at with every pass.
        `is_late`: whether trades of a symbol are still missing; positions are shown before them, so
        nothing follows from a difference then. Raises TryLater when the exchange does not answer; about
        a symbol that is `not_traded`, or gone, it need not. A position that cannot be read says nothing, and
        keeps entries back before it ever could (`unreadable`).
        """
        isolation = SymbolErrorIsolation(self._deps.account_id, not_traded)
        await self._look_for_force(isolation)
        await self._look_for_force_before_fills(isolation)
        now = self._deps.clock.monotonic()
        is_time = self._looked_at is None or now - self._looked_at >= self._deps.timings.positions_every
        here = self._due(listeners, now, is_time=is_time)
        if here:
            await self._look_at(here, is_late, isolation)
        for symbol in isolation.unreadable.keys() & self._symbols.keys():
            self._symbols[symbol].looked_at = None  # so with the next pass it is asked again
        if is_time and here:
            self._looked_at = now
        for why in isolation.unreadable.values():
            raise why

    async def _look_at(
        self,
        here: Mapping[str, list[VenueListener]],
        is_late: Callable[[str], bool],
        isolation: SymbolErrorIsolation,
    ) -> None:
        """Likewise at these symbols now, whenever they were looked at last."""
        now = self._deps.clock.monotonic()
        held = {symbol: sum((listener.held for listener in those), ZERO) for symbol, those in here.items()}
        asked_at = self._deps.clock.now()
        positions, unreadable = await self._positions()
        symbols = {symbol: self._symbols.setdefault(symbol, _Symbol()) for symbol in here}
        for symbol, those in here.items():
            known = symbols[symbol]
            known.leverage = next((listener for listener in those if listener.held), those[0]).leverage
            position = None if symbol in unreadable else positions.get(symbol, ZERO)
            if is_late(symbol):
                known.times = 0
            elif await self._compare(symbol, known, those, held[symbol], position, now):
                known.looked_at = now
                if position is not None and not known.times:
                    known.agreed = asked_at, position
        for symbol, those in here.items():  # once all are compared: entries wait for that alone
            with isolation.answer_about(symbol):
                await self._mind(symbols[symbol], those, held[symbol])

    async def _mind(self, known: _Symbol, listeners: list[VenueListener], held: Decimal) -> None:
        """Look at how the position is kept, and find out why it is smaller than it should be."""
        if known.set_to is not None or held:
            await self._check_margin_settings(known, listeners[0].market)
        else:
            known.margin_settings = None  # whoever enters next makes them
        if known.times >= LOOKS_TO_BELIEVE:
            await self._explain(known, listeners)

    def _due(
        self, listeners: Iterable[VenueListener], now: timedelta, *, is_time: bool
    ) -> Mapping[str, list[VenueListener]]:
        """Return the symbols that are to be looked at now, with their bots."""
        here: dict[str, list[VenueListener]] = {}
        for listener in listeners:
            if listener.market.derivative and self._is_due(listener.market.symbol, now, is_time=is_time):
                here.setdefault(listener.market.symbol, []).append(listener)
        return here

    def _is_due(self, symbol: str, now: timedelta, *, is_time: bool) -> bool:
        known = self._symbols.get(symbol)
        if known is None or known.looked_at is None or not self.has_compared(symbol):
            return True  # entries wait for that
        return is_time and now - known.looked_at >= self._deps.timings.positions_every

    async def _positions(self) -> tuple[Mapping[str, Decimal], Collection[str]]:
        """Return the positions by symbol, and the symbols of which it cannot be read what they are."""
        positions: defaultdict[str, Decimal] = defaultdict(Decimal)
        unreadable = set[str]()
        for one in await self._deps.gateway.positions():
            if one.quantity is None:
                unreadable.add(one.symbol)
            else:
                positions[one.symbol] += one.quantity  # in hedge mode there may be two
        return positions, unreadable

    async def _check_margin_settings(self, known: _Symbol, market: Market) -> None:
        now = self._deps.clock.monotonic()
        if known.terms_at is None or now - known.terms_at >= self._deps.timings.margin_settings_every:
            known.margin_settings = await self._deps.gateway.margin_settings(market)
            known.terms_at = now

    async def _compare(
        self,
        symbol: str,
        known: _Symbol,
        listeners: list[VenueListener],
        held_before: Decimal,
        position: Decimal | None,
        asked_at: timedelta,
    ) -> bool:
        """Count a difference that stands; one that a fill of this time explains counts for nothing.

        Looks that follow each other closely count as one: both may be too early.
        `held_before`: before the position was asked for; `position`: None for one that cannot be read. Return
        whether it need not be looked at again at once: it may have been shown too late.
        A position that was right until a moment ago, or will be as soon as a trade is booked, may be seen
        in two looks: so no fill may have come meanwhile.
        """
        known.is_unread = position is None and not known.has_agreed
        if position is None:
            known.times = 0
            return known.has_agreed
        held = {held_before, sum((listener.held for listener in listeners), ZERO)}
        if position not in held and len(held) == 1:
            held = {held.pop() + await self._held_by_whoever_stands(symbol, listeners)}
        if position in held or len(held) > 1:
            known.times = 0
            if position in held:
                known.has_agreed = True
                known.told.clear()  # what a hand does once more is news
            return position in held
        newest = await self._deps.fill_history.newest_fill_at(self._deps.account_id, symbol)
        if newest is not None and self._deps.clock.now() - newest < self._deps.timings.positions_lag:
            known.times = 0
            return False
        now = (min(held), position)
        stands = known.seen == now and known.newest_fill_at == newest
        if not (stands and known.times) or known.counted_at is None:
            known.times, known.counted_at = 1, asked_at
        elif asked_at - known.counted_at >= self._deps.timings.positions_every:
            known.times, known.counted_at = known.times + 1, asked_at
        if not stands:  # those that were told, and are not booked yet, may still explain what stands
            known.filled.clear()
        known.seen, known.newest_fill_at = now, newest
        return True

    async def _held_by_whoever_stands(self, symbol: str, listeners: list[VenueListener]) -> Decimal:
        """Return what bots that listen to nothing hold there: the position is theirs as well.

        One on the symbol may wait for it; or a fill of one that stands has come to light only after another
        one had entered.
        """
        return await self._held_by_others(
            symbol, {listener.bot_id for listener in listeners if listener.held}
        )

    async def _held_by_others(self, symbol: str, those: Collection[BotId]) -> Decimal:
        """Return what all bots but those hold there, by the books."""
        held = await self._deps.fill_history.held_at(self._deps.account_id, symbol, self._deps.clock.now())
        return sum((amount for bot_id, amount in held.items() if bot_id not in those), ZERO)

    async def _explain(self, known: _Symbol, listeners: list[VenueListener]) -> None:
        """Tell the bot whose position is smaller than it should be, once, and why that is so.

        Where bots hold the opposite of each other that is the one on the side of the sum: only that side is
        there to be closed.
        """
        held, position = known.seen
        is_smaller = held and (position * held <= 0 or abs(position) < abs(held))
        owner = next((listener for listener in listeners if listener.held * held > 0), None)
        if not is_smaller or owner is None:
            return
        holding = owner.held
        forced = await self._forced(owner, position - (held - holding))
        for event in forced:
            self._deps.tell(owner.bot_id, event)
        if forced:
            known.times = 0  # once they are booked it is looked at anew
        if forced or known.seen in known.told:
            return  # it is asked about again and again all the same: the list may lag behind the position
        known.told.add(known.seen)
        market = owner.market
        reason = PositionClosedByHand(symbol=market.symbol, coin=market.base, position=position, held=held)
        self._deps.tell(owner.bot_id, Pause(at=self._deps.clock.now(), reason=reason, holding=holding))

    async def _forced(self, listener: VenueListener, position: Decimal) -> list[ForceClosed]:
        """Return what the exchange has done to the bot's position, and is not booked yet.

        `position`: what of that on the symbol is the bot's.
        """
        market, held = listener.market, listener.held
        newest = await self._deps.fill_history.newest_fill_at(self._deps.account_id, market.symbol)
        if newest is None or not held:
            return []
        listed = await self._not_booked(market, held)
        return self._as_events(market, _that_explain(listed, abs(held), abs(held - position), newest))

    async def _not_booked(self, market: Market, held: Decimal) -> list[ForcedTrade]:
        """Return the forced trades that close something of that sign, as far as no bot has them."""
        account_id, listed = self._deps.account_id, list[ForcedTrade]()
        since = self._deps.clock.now() - FORCED_SINCE
        for forced in await self._deps.gateway.forced_trades(market, since):
            trade = forced.trade
            closes = trade.side.sign * held < 0
            if closes and not await self._deps.fill_history.is_booked(
                account_id, market.symbol, trade.trade_id, trade.side
            ):
                listed.append(forced)
        return listed

    def _as_events(self, market: Market, those: Iterable[ForcedTrade]) -> list[ForceClosed]:
        account_id, now = self._deps.account_id, self._deps.clock.now()
        return [
            ForceClosed(
                at=now,
                fill=forced.trade.as_fill(_name_of(account_id, market.symbol, forced.trade.trade_id)),
                why=forced.force,
            )
            for forced in those
        ]


def _that_explain(
    forced: list[ForcedTrade], held: Decimal, missing: Decimal, newest_fill_at: datetime
) -> list[ForcedTrade]:
    """Return the newest of these trades that together make what is missing.

    Where none do, somebody has traded the symbol by hand as well: then those since the bot's newest fill,
    as far as they fit. What was closed by force before may have been somebody else's.
    """
    if missing <= held and (those := _newest_that_make(forced, missing)):
        return those
    fitting, left = list[ForcedTrade](), held
    for one in forced:
        if one.trade.executed_at >= newest_fill_at and one.trade.quantity <= left:
            fitting.append(one)
            left -= one.trade.quantity
    return fitting


def _newest_that_make(forced: list[ForcedTrade], quantity: Decimal) -> list[ForcedTrade]:
    """Return the newest of these trades that together are that much; none where none are."""
    for first in reversed(range(len(forced))):
        if sum((one.trade.quantity for one in forced[first:]), ZERO) == quantity:
            return forced[first:]
    return []


def _name_of(account_id: AccountId, symbol: str, trade_id: str) -> ClientOrderId:
    """Return a name for the order of a forced trade: always the same one, and none that we would send."""
    digest = blake2b(f"{account_id} {symbol} {trade_id}".encode(), digest_size=12).hexdigest()
    return ClientOrderId(f"forced-{digest}")
