"""The figures of a person's bots, from totals that are kept: no question reads every day of a year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, Self

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select, union, union_all
from sqlalchemy.orm import Session

from db.models import BookedResult, Bot, DayResult, DeletedResult
from db.statements import table
from db.sums import ExactSum
from engine.core.notices import bot_label
from engine.core.types import BotId, Mode
from engine.reads.figures import BotFigures, Figures, QuoteFigures
from engine.reads.periods import midnight

_OWNER: BindParameter[int] = bindparam("owner")
_KINDS = union(
    select(Bot.mode, Bot.quote).where(Bot.owner_id == _OWNER),
    select(DeletedResult.mode, DeletedResult.quote).where(DeletedResult.owner_id == _OWNER),
).subquery()
_KIND = _KINDS.c
_AT = table(BookedResult).c.at


def _moment_of_kind(which: Any) -> ColumnElement[datetime]:  # noqa: ANN401 - func.min or func.max
    """Return the first or the newest moment of a mode and coin: the index has it at its end."""
    same = BookedResult.mode == _KIND.mode, BookedResult.quote == _KIND.quote
    moment: Select[datetime] = select(which(_AT)).where(BookedResult.owner_id == _OWNER, *same)
    return moment.correlate(_KINDS).scalar_subquery()


_MOMENTS_OF_KINDS = select(_KIND.mode, _KIND.quote, _moment_of_kind(func.min), _moment_of_kind(func.max))
_BOT = (Bot.id, Bot.number, Bot.ticker, Bot.name)
_OF_BOTS = select(*(Bot.mode, Bot.quote, *_BOT), *(Bot.pnl, Bot.fees, Bot.total_trades, Bot.cycles)).where(
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


@dataclass(slots=True)
class _Sums:
    """The figures in one mode and quote coin."""

    first: datetime
    newest: datetime
    total: Figures = field(default_factory=Figures)
    deleted: Figures = field(default_factory=Figures)
    today: Figures = field(default_factory=Figures)
    deleted_today: Figures = field(default_factory=Figures)
    of_newest_day: Figures = field(default_factory=Figures)

    def of(self, quote: str, day: datetime) -> QuoteFigures:
        return QuoteFigures(
            quote=quote,
            today=self.today,
            total=self.total + self.deleted,
            first_day=self.first.astimezone(day.tzinfo).date(),
            newest_day=self.newest.astimezone(day.tzinfo).date(),
            newest=self.of_newest_day,
            deleted=self.deleted,
            deleted_today=self.deleted_today,
        )


def figures_of(session: Session, owner_id: int, day: datetime) -> Mapping[Mode, Sequence[QuoteFigures]]:
    """Return the figures of the person's bots, deleted ones among them, by mode and quote coin.

    `day` is the midnight that began today, in the person's time zone.
    """
    owner = {"owner": owner_id}
    sums = {
        (mode, quote): _Sums(first, newest)
        for mode, quote, first, newest in session.execute(_MOMENTS_OF_KINDS, owner)
        if first is not None
    }
    for one in _all_figures(session, owner_id):
        if (of := sums.get((one.mode, one.quote))) is None:
            continue
        if one.bot_id is None:
            of.deleted += one.figures
        else:
            of.total += one.figures
    if sums:
        _add_days(session, owner_id, day, sums)
    by_mode: defaultdict[Mode, list[QuoteFigures]] = defaultdict(list)
    for mode, quote in sorted(sums):
        by_mode[mode].append(sums[mode, quote].of(quote, day))
    return by_mode


def _add_days(session: Session, owner_id: int, day: datetime, sums: Mapping[tuple[Mode, str], _Sums]) -> None:
    """Add what was made today, and on the newest day of each mode and coin."""
    zone = day.tzinfo or UTC
    for one in figures_between(session, owner_id, day, None):
        of = sums[one.mode, one.quote]
        of.today += one.figures
        if one.bot_id is None:
            of.deleted_today += one.figures
    for (mode, quote), of in sums.items():
        newest_day = midnight(of.newest.astimezone(zone).date(), zone)
        if newest_day == day:
            of.of_newest_day = of.today
            continue
        of_newest = figures_between(session, owner_id, newest_day, None, (mode, quote))
        of.of_newest_day = sum((one.figures for one in of_newest), Figures())


def figures_between(
    session: Session,
    owner_id: int,
    begins: datetime | None,
    ends: datetime | None,
    kind: tuple[Mode, str] | None = None,
) -> list[BotFigures]:
    """Return what `engine.reads.bot_reads.Reads.figures_between` says, of one mode and coin, or all."""
    if begins is None:
        return _all_figures(session, owner_id)
    asked = _Asked.of(begins, ends)
    values: dict[str, Any] = {**asked.moments, "owner": owner_id}
    if kind is not None:
        values |= {"mode": kind[0], "quote": kind[1]}
    rows = session.execute(_summed(asked.days, asked.edges, of_kind=kind is not None), values)
    return _by_number(
        (mode, quote, bot, Figures(result, fees, trades, cycles))
        for mode, quote, result, fees, trades, cycles, *bot in rows
    )


def newest_result_at(session: Session, owner_id: int, mode: Mode) -> datetime | None:
    """Return when the person's bots last traded or earned in that mode."""
    found = session.execute(_MOMENTS_OF_KINDS, {"owner": owner_id})
    moments = [newest for of, _, _, newest in found if of is mode and newest is not None]
    return max(moments, default=None)


def _all_figures(session: Session, owner_id: int) -> list[BotFigures]:
    """Return what the bots and the deleted ones did in all."""
    owner = {"owner": owner_id}
    found: list[_Row] = [
        (mode, quote, bot, Figures(result, fees, trades, cycles))
        for mode, quote, *bot, result, fees, trades, cycles in session.execute(_OF_BOTS, owner)
    ]
    found += [
        (mode, quote, [None] * len(_BOT), Figures(result, fees, trades, cycles))
        for mode, quote, result, fees, trades, cycles in session.execute(_OF_DELETED, owner)
    ]
    return _by_number(found)


_Row = tuple[Mode, str, list[Any], Figures]
"""Mode, quote coin, the bot's id, number, ticker and name or four times None, and figures."""


def _by_number(rows: Iterable[_Row]) -> list[BotFigures]:
    """Return them by the bots' numbers, those of deleted bots as one, and last."""
    of_deleted: defaultdict[tuple[Mode, str], Figures] = defaultdict(Figures)
    numbered: list[tuple[int, BotFigures]] = []
    for mode, quote, (bot_id, number, ticker, name), figures in rows:
        if bot_id is None:
            of_deleted[mode, quote] += figures
            continue
        label = bot_label(number, ticker, name)
        one = BotFigures(mode=mode, quote=quote, bot_id=BotId(bot_id), label=label, figures=figures)
        numbered.append((number, one))
    gone = [
        BotFigures(mode=mode, quote=quote, bot_id=None, label="", figures=figures)
        for (mode, quote), figures in sorted(of_deleted.items())
    ]
    return [*(one for _, one in sorted(numbered, key=lambda pair: pair[0])), *gone]


class _Days(Enum):
    """Of which whole UTC days the sums are read."""

    NONE = 0
    SINCE = 1
    BETWEEN = 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is read for a time: for whole UTC days their sums, for its edges each result."""

    days: _Days
    edges: int
    moments: Mapping[str, Any]
    """Of the days and the edges, as the question has them."""

    @classmethod
    def of(cls, begins: datetime, ends: datetime | None) -> Self:
        first = _day_from(begins)
        if ends is None:
            return cls._with(_Days.SINCE, [(begins, _begin_of(first))], first=first)
        last = ends.astimezone(UTC).date()  # the first that is not whole any more
        if last <= first:
            return cls._with(_Days.NONE, [(begins, ends)])
        edges = [(begins, _begin_of(first)), (_begin_of(last), ends)]
        return cls._with(_Days.BETWEEN, edges, first=first, last=last)

    @classmethod
    def _with(cls, days: _Days, edges: Sequence[tuple[datetime, datetime]], **of_days: date) -> Self:
        is_none = days is _Days.NONE  # then there is nothing else to be asked
        meant = [(low, high) for low, high in edges if low < high or is_none]
        moments: dict[str, Any] = dict(of_days)
        for number, (low, high) in enumerate(meant):
            moments |= {f"low_{number}": low, f"high_{number}": high}
        return cls(days, len(meant), moments)


def _parts(days: _Days, edges: int) -> list[Select[Any]]:
    """Return the questions for all rows."""
    at, day, parts = BookedResult.at, DayResult.day, list[Select[Any]]()
    if days is not _Days.NONE:
        before = [day < bindparam("last")] if days is _Days.BETWEEN else []
        parts.append(_each(DayResult, day >= bindparam("first"), *before))
    for number in range(edges):
        parts.append(_each(BookedResult, at >= bindparam(f"low_{number}"), at < bindparam(f"high_{number}")))
    return parts


def _day_from(moment: datetime) -> date:
    """Return the first UTC day that begins then or later."""
    day = moment.astimezone(UTC).date()
    return day if _begin_of(day) == moment else day + timedelta(days=1)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _each(of: type[DayResult | BookedResult], *which: ColumnElement[bool]) -> Select[Any]:
    columns = (of.bot_id, of.result, of.fees, of.trades, of.cycles)
    same = of.owner_id == _OWNER, of.mode == _KIND.mode, of.quote == _KIND.quote
    return select(_KIND.mode, _KIND.quote, *columns).where(*same, *which)


@cache
def _summed(days: _Days, edges: int, *, of_kind: bool) -> Select[Any]:
    """Return the question for the sums of each bot, mode and coin. To make one takes milliseconds."""
    of = union_all(*_parts(days, edges)).subquery().c
    sums = (
        ExactSum(of.result).label("result"),
        ExactSum(of.fees).label("fees"),
        func.sum(of.trades).label("trades"),
        func.sum(of.cycles).label("cycles"),
    )
    summed = select(of.mode, of.quote, of.bot_id, *sums).group_by(of.mode, of.quote, of.bot_id)
    if of_kind:
        summed = summed.where(of.mode == bindparam("mode"), of.quote == bindparam("quote"))
    found = summed.subquery()
    figures = (found.c[sum_.name] for sum_ in sums)
    return select(found.c.mode, found.c.quote, *figures, *_BOT).outerjoin(Bot, Bot.id == found.c.bot_id)
