"""What the holders of perpetual positions pay each other, read from the exchange and told to the bots.

It is charged at full hours, of which an exchange chooses some and changes its choice. So an account is
asked a little after each full hour at which one of its bots may have held a position, and again, for
payments are shown late. What was read is read again, with an overlap, and told once: the books know each.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from engine.core.events import FundingCharged
from engine.core.money import EXACT, ZERO, exact, quantize
from engine.core.state import BotState
from engine.core.types import BotId, CoinAmount, Funding, FundingId, Market, rest_of
from engine.errors import TryLater
from engine.ports import VenueListener
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import FundingReport

log = logging.getLogger(__name__)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEAR = timedelta(seconds=15)
"""A position that is opened or closed so close to the moment may be charged or not."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What bots were told of one payment."""

    charged_at: datetime
    amount: Decimal
    """In quote."""
    is_whole: bool
    """Nothing is left of it that a fill which is shown later could claim."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """Whose position it was, how much, and at which moment near the charge."""

    bot_id: BotId
    held: Decimal
    held_at: datetime


class Fundings:
    """Reads the payments of one account. All times are the exchange's."""

    def __init__(self, deps: AccountDeps) -> None:
        self._deps = deps
        self._timings = deps.timings
        self._markets: dict[str, Market] = {}
        self._holding: set[BotId] = set()
        self._held_at: datetime | None = None
        """When a bot may have held a position last."""
        self._read_at: datetime | None = None
        self._failed_at: datetime | None = None
        self._told: dict[tuple[str, FundingId], _Told] = {}

    @property
    def _now(self) -> datetime:
        return self._deps.clock.now()

    def traded(self) -> None:
        """Note that a position is opened or closed now."""
        self._held_at = self._now

    def note(self, listener: VenueListener) -> None:
        """Note whether a bot holds a position. One that leaves with one goes on holding it."""
        if listener.market.derivative:
            self._markets[listener.market.symbol] = listener.market
            (self._holding.add if listener.held else self._holding.discard)(listener.bot_id)

    def follow(self, state: BotState) -> bool:
        """Read what is charged for the position of a bot that stands, and is not told of anything else.

        Of a deleted bot that is asked for at the start, and a while after that. Return whether it may have
        been charged something.
        """
        if not state.market.derivative or not (state.held or state.deleted):
            return False
        self._markets[state.market.symbol] = state.market
        if not state.deleted:
            self._holding.add(state.bot_id)
        return True

    def begin_anew(self, listener: VenueListener) -> None:
        """Forget what was told: a bot that joins knows what is stored, and no more.

        It may hold nothing by now, and have held when it was charged.
        """
        if listener.held or self._told:
            self._read_at = None
        self._told.clear()

    async def look(self, listeners: Iterable[VenueListener]) -> None:
        """Read what is new, if a position may have been charged since the last reading.

        Never raises for the exchange's sake: no order waits for it.
        """
        for listener in listeners:
            self.note(listener)
        now = self._now
        if self._holding or self._read_at is None:  # a bot may have held one shortly before this start
            self._held_at = now
        if not self._markets or not self._is_due(now):
            return
        try:
            await self._read(now)
        except TryLater as e:
            log.info("%s: payments of funding could not be read: %s", self._deps.account_id, e)
            self._failed_at = now
        else:
            self._read_at, self._failed_at = now, None

    def _is_due(self, now: datetime) -> bool:
        if self._failed_at is not None and now - self._failed_at < self._timings.funding_again_after:
            return False
        if self._read_at is None:
            return True
        return any(self._is_unread(self._read_at, now, after) for after in self._timings.funding_looks)

    def _is_unread(self, read_at: datetime, now: datetime, after: timedelta) -> bool:
        """Say whether an hour has come since, at which a position may have been held."""
        hour = self._hour_of(read_at - after + self._timings.funding_every)
        return hour + after <= now and self._held_at is not None and self._held_at >= hour - NEAR

    def _hour_of(self, at: datetime) -> datetime:
        return at - (at - EPOCH) % self._timings.funding_every

    async def _read(self, now: datetime) -> None:
        read_until = self._read_at or await self._booked_until(now)
        since = read_until - self._timings.funding_overlap
        for report in await self._deps.gateway.fundings(since):
            await self._claim(report)
        self._told = {key: told for key, told in self._told.items() if told.charged_at >= since}

    async def _booked_until(self, now: datetime) -> datetime:
        """Return from when on payments may be missing in the books.

        Each symbol counts for itself: who could not be read was told nothing while others were charged.
        """
        history = self._deps.fill_history
        newest = [await history.newest_funding_at(self._deps.account_id, symbol) for symbol in self._markets]
        none_yet = now - self._timings.funding_memory + self._timings.funding_overlap
        return min(at or none_yet for at in newest)

    async def _claim(self, report: FundingReport) -> None:
        """Tell the payment, or a rest of it, to the bot whose position it was for, if it was one of ours."""
        key, history = (report.symbol, report.funding_id), self._deps.fill_history
        told = self._told.get(key)
        if told is not None and told.is_whole:
            return
        booked = told.amount if told else await history.funding_booked(self._deps.account_id, *key)
        if booked is not None and (report.position is None or not self._is_in_quote(report)):
            self._told[key] = _Told(report.charged_at, booked, is_whole=True)
            return
        found = await self._holder(report)
        if found is None or (booked is None and self._may_hold_more(report, found.held)):
            return  # of nobody here, or of a bot whose fills are shown later: looked for once more
        funding = await self._valued(report, found.held)
        if (
            booked is not None
            and abs(funding.amount) < abs(booked)
            and self._may_hold_more(report, found.held)
        ):
            return  # likewise: what is booked is not taken back for fills that are shown later
        is_whole = report.position is None or report.position <= abs(found.held)
        self._told[key] = _Told(report.charged_at, funding.amount, is_whole)
        if booked is not None:
            with exact():
                rest = funding.amount - booked
            funding = replace(funding, funding_id=rest_of(report.funding_id, found.held), amount=rest)
        if booked is None or funding.amount:
            event = FundingCharged(at=self._deps.clock.now(), funding=funding, held_at=found.held_at)
            self._deps.tell(found.bot_id, event)

    def _is_in_quote(self, report: FundingReport) -> bool:
        return report.coin == report.symbol.rpartition("/")[2]

    def _may_hold_more(self, report: FundingReport, held: Decimal) -> bool:
        """Say whether what is held beyond our books may be fills shown late. Later it is a hand's."""
        again = self._hour_of(report.charged_at + NEAR) + self._timings.funding_waits
        return report.position is not None and report.position > abs(held) and self._now < again

    async def _holder(self, report: FundingReport) -> _Holder | None:
        for near in (timedelta(0), timedelta(seconds=-1), NEAR, -NEAR):
            at = report.charged_at + near
            found = await self._deps.fill_history.holder_at(self._deps.account_id, report.symbol, at)
            if found is not None:
                return _Holder(*found, held_at=at)
        return None

    async def _valued(self, report: FundingReport, held: Decimal) -> Funding:
        """Return the payment in quote, as far as it was for what the bot held."""
        market, amount = self._markets.get(report.symbol), report.amount
        if report.position is not None and report.position > abs(held):
            with exact():
                amount = EXACT.divide(amount * abs(held), report.position)
        price: Decimal | None = Decimal(1)
        if not self._is_in_quote(report):
            price = None if market is None else await self._deps.gateway.value_of(report.coin, market)
        unvalued = () if price is not None else (CoinAmount(amount=-quantize(amount), coin=report.coin),)
        with exact():
            value = ZERO if price is None else quantize(amount * price)
        return Funding(
            funding_id=report.funding_id, amount=value, charged_at=report.charged_at, unvalued=unvalued
        )
