"""How a person's bots came to stand where they do."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from engine.bot_views import BotViews
from engine.clock import Clock
from engine.core.types import BotId, Mode
from engine.errors import BadInput, TryLater
from engine.people import Actor
from engine.ports import Venues
from engine.reads.figures import PeriodStats
from engine.reads.history import (
    MOST_FILLS,
    MOST_RESULTS,
    BotHistory,
    HistoryReads,
    PeriodHistory,
    PriceRange,
    Stretch,
)
from engine.reads.periods import Period
from engine.reads.views import BotCard, PriceSource
from engine.statistics import Statistics

NEWEST = 20
"""The shortest stretch is looked at that has so many of the newest fills in it, unless somebody chooses."""


class Histories:
    """Looks back, for whoever asks and sees the bot. All methods raise NotAllowed."""

    def __init__(
        self, *, views: BotViews, statistics: Statistics, reads: HistoryReads, venues: Venues, clock: Clock
    ) -> None:
        self._views = views
        self._statistics = statistics
        self._reads = reads
        self._venues = venues
        self._clock = clock

    async def of_bot(self, actor: Actor, bot_id: BotId, stretch: Stretch | None = None) -> BotHistory:
        """Return what prices and the bot did until now, which in a replay is where that stands.

        Without a stretch it is the shortest one with the newest fills in it. Raises BotNotFound.
        """
        card = await self._views.card(actor, bot_id)
        replayed = card.prices is PriceSource.FILE and card.priced_at is not None
        ends = card.priced_at if replayed and card.priced_at else card.time_there(self._clock.now())
        if stretch is None:
            newest = await self._reads.fills_since(bot_id, None, NEWEST)
            stretch = _as_long_as(ends - newest[0].at) if newest else Stretch.DAY
        begins = ends - stretch.length
        fills = await self._reads.fills_since(bot_id, begins, MOST_FILLS + 1)
        return BotHistory(
            card=card,
            stretch=stretch,
            begins=begins,
            ends=ends,
            prices=await self._prices(card, begins, ends),
            fills=fills[-MOST_FILLS:],
            has_more_fills=len(fills) > MOST_FILLS,
        )

    async def of_period(self, actor: Actor, period: Period, day: date | None, zone: tzinfo) -> PeriodHistory:
        """Return what `Service.period_stats` does, and which results it came of."""
        stats = await self._statistics.of_period(actor, period, day, zone)
        if stats.span is None:
            found = await self._reads.results_between(actor.person_id, None, None, MOST_RESULTS)
            return PeriodHistory(stats=stats, results=found)
        span = stats.span
        found = await self._reads.results_between(actor.person_id, span.begins, span.ends, MOST_RESULTS)
        if stats.replayed is not None:
            paper = await self._reads.results_between(
                actor.person_id, stats.replayed.begins, stats.replayed.ends, MOST_RESULTS
            )
            found = [
                *(one for one in paper if one.mode is Mode.PAPER),
                *(one for one in found if one.mode is not Mode.PAPER),
            ]
        return PeriodHistory(stats=stats, results=found)

    async def between(self, actor: Actor, begins: datetime, ends: datetime) -> PeriodHistory:
        """Return what the actor's bots did from the one moment to the other."""
        bots = await self._statistics.between(actor, begins, ends)
        found = await self._reads.results_between(actor.person_id, begins, ends, MOST_RESULTS)
        stats = PeriodStats(period=Period.DAY, span=None, bots=bots, today=ends.date())
        return PeriodHistory(stats=stats, results=found, between=(begins, ends))

    async def _prices(self, card: BotCard, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        config = card.state.config
        try:
            return await self._venues.venue(config.account_id).prices_between(config.ticker, begins, ends)
        except (TryLater, BadInput):
            return ()


def _as_long_as(length: timedelta) -> Stretch:
    """Return the shortest stretch that is as long; else the longest."""
    return next((one for one in Stretch if one.length >= length), Stretch.MONTH)
