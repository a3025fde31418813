"""What a person's bots did: today and in all, in a day, a week or a month of where the person lives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo

from engine.clock import Clock
from engine.core.types import Mode
from engine.people import Actor
from engine.policy import check_listed
from engine.ports import Venues
from engine.reads.bot_reads import Reads
from engine.reads.figures import BotFigures, PeriodStats, Stats
from engine.reads.periods import Period, Span, day_at, midnight, span_of
from engine.reads.views import PriceSource


class Statistics:
    """Adds up for whoever asks what their own bots did. All methods raise NotAllowed."""

    def __init__(self, reads: Reads, venues: Venues, clock: Clock) -> None:
        self._reads = reads
        self._venues = venues
        self._clock = clock

    async def in_all(self, actor: Actor, zone: tzinfo) -> Stats:
        """Return the figures of today and of all days."""
        check_listed(actor)
        day = midnight(day_at(self._clock.now(), zone), zone).astimezone(zone)
        stats = await self._reads.stats(actor.person_id, day)
        return replace(stats, paper=self._venues.prices_of(Mode.PAPER))

    async def of_period(self, actor: Actor, period: Period, day: date | None, zone: tzinfo) -> PeriodStats:
        """Return what each bot did in the period that the day is in; None: the present day.

        On PAPER that replays a file the present day is the newest that has results.
        """
        check_listed(actor)
        today = day_at(self._clock.now(), zone)
        if period is Period.ALL:
            of_all = await self._reads.figures_between(actor.person_id, None, None)
            return PeriodStats(period=period, span=None, bots=of_all, today=today)
        span = span_of(period, day or today, zone)
        bots = await self._between(actor, span)
        replayed = await self._replayed(actor, period, zone) if day is None else None
        if replayed is not None:
            on_paper = [one for one in await self._between(actor, replayed) if one.mode is Mode.PAPER]
            bots = [*on_paper, *(one for one in bots if one.mode is not Mode.PAPER)]
        return PeriodStats(period=period, span=span, bots=bots, today=today, replayed=replayed)

    async def between(self, actor: Actor, begins: datetime, ends: datetime) -> Sequence[BotFigures]:
        """Return what each bot did from the one moment to the other."""
        check_listed(actor)
        return await self._reads.figures_between(actor.person_id, begins, ends)

    async def _replayed(self, actor: Actor, period: Period, zone: tzinfo) -> Span | None:
        if self._venues.prices_of(Mode.PAPER) is not PriceSource.FILE:
            return None
        newest = await self._reads.newest_result_at(actor.person_id, Mode.PAPER)
        return None if newest is None else span_of(period, day_at(newest, zone), zone)

    async def _between(self, actor: Actor, span: Span) -> Sequence[BotFigures]:
        return await self._reads.figures_between(actor.person_id, span.begins, span.ends)
