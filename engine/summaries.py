"""The daily summary of each person, at the hour that they chose: what their bots did, and that all runs."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.clock import Clock
from engine.core.money import ZERO, exact
from engine.core.notices import PriceStreamSilent
from engine.core.state import Phase
from engine.core.types import Mode, Status
from engine.errors import ScalperError
from engine.notice_history import NoticeHistory
from engine.notice_settings import NoticeSettings, NoticeSettingsBook
from engine.notices import BotResult, CoinSummary, DailySummary
from engine.outbox import Outbox, ToPerson
from engine.people import People, Person, Role
from engine.reads.figures import BotFigures, Figures
from engine.reads.health import JobHealth
from engine.reads.periods import hour_of
from engine.reads.views import BotCard
from engine.service import Service

log = logging.getLogger(__name__)

TASK = "daily summaries"
LOOKS_EVERY_S = 20.0
DAY = timedelta(days=1)


class Summaries:
    """Owes each person their summary, once for each of their days: what was missed is caught up once."""

    def __init__(
        self,
        *,
        service: Service,
        people: People,
        book: NoticeSettingsBook,
        history: NoticeHistory,
        outbox: Outbox,
        clock: Clock,
        running_since: datetime,
    ) -> None:
        self._service = service
        self._people = people
        self._book = book
        self._history = history
        self._outbox = outbox
        self._clock = clock
        self._running_since = running_since
        self._owed: dict[int, date] = {}
        self._looked_at: datetime | None = None
        self._failed_at: datetime | None = None

    async def run(self) -> None:
        """Work for ever."""
        while True:
            await self.look()
            await self._clock.sleep(LOOKS_EVERY_S)

    async def look(self) -> None:
        """Owe what is due by now. What fails is tried again with the next look."""
        if await self._owe_what_is_due():
            self._looked_at, self._failed_at = self._clock.now(), None
        else:
            self._failed_at = self._clock.now()

    def health(self) -> Iterable[JobHealth]:
        """Say how looking for what is due goes."""
        looked = [at for at in (self._looked_at, self._failed_at) if at is not None]
        yield JobHealth(
            name="summaries",
            done_at=self._looked_at,
            failed_at=self._failed_at,
            next_at=max(looked) + timedelta(seconds=LOOKS_EVERY_S) if looked else self._clock.now(),
        )

    async def _owe_what_is_due(self) -> bool:
        """Return whether all is well."""
        try:
            people = await self._people.everybody()
        except ScalperError as e:
            log.warning("nobody gets a summary yet: %s", e)
            return False
        are_well = True
        for person in people:
            try:
                await self._look_for(person)
            except ScalperError as e:
                are_well = False
                log.warning("person %s gets no summary yet: %s", person.user_id, e)
        return are_well

    async def _look_for(self, person: Person) -> None:
        me, now = ToPerson(person.user_id), self._clock.now()
        settings = await self._book.of(me)
        day = settings.summary_due(now)
        if day is None or person.role is Role.VIEWER or self._owed.get(person.user_id) == day:
            return
        summary = await self._summary(person, settings, day, now)
        # The key is stored for ever: neither a restart nor another process owes it again.
        await self._outbox.owe(me, summary, key=f"summary {person.user_id} {day}")
        self._owed[person.user_id] = day

    async def _summary(
        self, person: Person, settings: NoticeSettings, day: date, now: datetime
    ) -> DailySummary:
        hour, zone = settings.summary_hour or 0, settings.zone
        begins, ends = hour_of(day - DAY, hour, zone), hour_of(day, hour, zone)
        figures = await self._service.figures_between(person.actor, begins, ends)
        cards = await self._service.own(person.actor)
        silences = await self._history.silences(ToPerson(person.user_id), begins)
        states = [card.state for card in cards]
        paused = sum(state.phase is Phase.PAUSED for state in states)
        return DailySummary(
            at=now,
            begins=begins,
            ends=ends,
            zone=settings.time_zone or "UTC",
            coins=tuple(_coins(figures, cards)),
            active=sum(state.status is Status.ACTIVE for state in states) - paused,
            paused=paused,
            stopped=sum(state.status is Status.STOPPED for state in states),
            failed=sum(state.status is Status.ERROR for state in states),
            without_prices=without_prices(silences, cards, begins, ends),
            running_since=self._running_since,
        )


def _coins(figures: Sequence[BotFigures], cards: Sequence[BotCard]) -> Iterable[CoinSummary]:
    held = [card for card in cards if card.state.held]
    kinds = {(one.mode, one.quote) for one in figures}
    kinds |= {(card.state.config.mode, card.state.market.quote) for card in held}
    for mode, quote in sorted(kinds, key=lambda kind: (list(Mode).index(kind[0]), kind[1])):
        of = [one for one in figures if (one.mode, one.quote) == (mode, quote)]
        total = sum((one.figures for one in of), Figures())
        ranked = sorted(
            (one for one in of if one.bot_id is not None and one.figures.cycles),
            key=lambda one: one.figures.result,
        )
        holding = [
            card for card in held if (card.state.config.mode, card.state.market.quote) == (mode, quote)
        ]
        yield CoinSummary(
            mode=mode,
            quote=quote,
            cycles=total.cycles,
            trades=total.trades,
            result=total.result,
            fees=total.fees,
            best=_result(ranked[-1]) if ranked else None,
            worst=_result(ranked[0]) if ranked[1:] else None,
            holding=len(holding),
            unrealised=_unrealised(holding),
        )


def _result(of: BotFigures) -> BotResult:
    return BotResult(label=of.label, result=of.figures.result)


def _unrealised(cards: Sequence[BotCard]) -> Decimal | None:
    known = [card.unrealised for card in cards if card.unrealised is not None]
    with exact():
        return sum(known, ZERO) if known else None


def without_prices(
    silences: Sequence[PriceStreamSilent], cards: Sequence[BotCard], begins: datetime, ends: datetime
) -> timedelta:
    """Return how long at least one of the bots had no market data in that time."""
    gaps = [(one.since, one.at) for one in silences if one.over]
    gaps += [(card.state.silent_since, ends) for card in cards if card.state.silent_since is not None]
    total, until = timedelta(), begins
    for since, over in sorted(gaps):
        since, over = max(since, until), min(over, ends)  # noqa: PLW2901 - its part that is not counted yet
        if since < over:
            total += over - since
            until = over
    return total
