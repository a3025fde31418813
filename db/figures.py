"""The figures of a person's bots, from totals that are kept: no question reads every day of a year."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Bot, DayResult, DeletedResult
from engine.core.types import Mode
from engine.reads.views import Figures, QuoteFigures

_OWNER: BindParameter[int] = bindparam("owner")
_KINDS = union(
    select(Bot.mode, Bot.quote).where(Bot.owner_id == _OWNER),
    select(DeletedResult.mode, DeletedResult.quote).where(DeletedResult.owner_id == _OWNER),
).subquery()


def _day_of_kind(which: Callable[[ColumnElement[date]], ColumnElement[date]]) -> ColumnElement[date]:
    """Return the first or the newest day of a mode and coin: the index has it at its end."""
    same = DayResult.mode == _KINDS.c.mode, DayResult.quote == _KINDS.c.quote
    day = which(DayResult.__table__.c.day)
    return select(day).where(DayResult.owner_id == _OWNER, *same).correlate(_KINDS).scalar_subquery()


_DAYS_OF_KINDS = select(_KINDS.c.mode, _KINDS.c.quote, _day_of_kind(func.min), _day_of_kind(func.max))
_OF_BOTS = select(Bot.mode, Bot.quote, Bot.pnl, Bot.fees, Bot.total_trades, Bot.cycles).where(
    Bot.owner_id == _OWNER
)
_OF_DELETED = select(
    DeletedResult.mode,
    DeletedResult.quote,
    DeletedResult.result,
    DeletedResult.fees,
    DeletedResult.trades,
    DeletedResult.cycles,
).where(DeletedResult.owner_id == _OWNER)
_OF_DAYS = (
    select(
        DayResult.result,
        DayResult.fees,
        DayResult.trades,
        DayResult.cycles,
        DayResult.day,
        Bot.id.is_(None),
    )
    .outerjoin(Bot, Bot.id == DayResult.bot_id)
    .where(
        DayResult.owner_id == _OWNER,
        DayResult.mode == bindparam("mode"),
        DayResult.quote == bindparam("quote"),
        DayResult.day >= bindparam("since"),
    )
)


@dataclass(slots=True)
class _Sums:
    """The figures in one mode and quote coin."""

    first_day: date
    newest_day: date
    total: Figures = field(default_factory=Figures)
    deleted: Figures = field(default_factory=Figures)
    today: Figures = field(default_factory=Figures)
    deleted_today: Figures = field(default_factory=Figures)
    newest: Figures = field(default_factory=Figures)

    def add_day(self, day: date, figures: Figures, today: date, *, deleted: bool) -> None:
        if day >= today:
            self.today += figures
            if deleted:
                self.deleted_today += figures
        if day == self.newest_day:
            self.newest += figures

    def of(self, quote: str) -> QuoteFigures:
        return QuoteFigures(
            quote=quote,
            today=self.today,
            total=self.total + self.deleted,
            first_day=self.first_day,
            newest_day=self.newest_day,
            newest=self.newest,
            deleted=self.deleted,
            deleted_today=self.deleted_today,
        )


async def figures_of(
    session: AsyncSession, owner_id: int, today: date
) -> Mapping[Mode, Sequence[QuoteFigures]]:
    """Return the figures of the person's bots, deleted ones among them, by mode and quote coin."""
    owner = {"owner": owner_id}
    sums = {
        (mode, quote): _Sums(first_day, newest_day)
        for mode, quote, first_day, newest_day in await session.execute(_DAYS_OF_KINDS, owner)
        if first_day is not None
    }
    for mode, quote, result, fees, trades, cycles in await session.execute(_OF_BOTS, owner):
        if (of := sums.get((mode, quote))) is not None:
            of.total += Figures(result, fees, trades, cycles)
    for mode, quote, result, fees, trades, cycles in await session.execute(_OF_DELETED, owner):
        if (of := sums.get((mode, quote))) is not None:
            of.deleted += Figures(result, fees, trades, cycles)
    for (mode, quote), of in sums.items():
        end = owner | {"mode": mode, "quote": quote, "since": min(today, of.newest_day)}
        for result, fees, trades, cycles, day, deleted in await session.execute(_OF_DAYS, end):
            of.add_day(day, Figures(result, fees, trades, cycles), today, deleted=deleted)
    by_mode: defaultdict[Mode, list[QuoteFigures]] = defaultdict(list)
    for mode, quote in sorted(sums):
        by_mode[mode].append(sums[mode, quote].of(quote))
    return by_mode
