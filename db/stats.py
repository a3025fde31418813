"""The figures of a person's bots, from what was added up day by day. Deleted bots are not in them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.bot_reads import counts
from db.models import Bot, DayResult
from engine.core.money import ZERO, exact
from engine.core.types import Mode
from engine.reads.views import QuoteFigures, Stats


@dataclass(slots=True)
class _Sum:
    result: Decimal = ZERO
    fees: Decimal = ZERO
    trades: int = 0
    cycles: int = 0

    def add(self, row: DayResult) -> None:
        with exact():
            self.result += row.result
            self.fees += row.fees
        self.trades += row.trades
        self.cycles += row.cycles


async def stats(session: AsyncSession, owner_id: int, day: datetime) -> Stats:
    """Return the figures, with `day` as the beginning of today."""
    first_day = day.astimezone(UTC).date()
    total: dict[tuple[Mode, str], _Sum] = defaultdict(_Sum)
    today: dict[tuple[Mode, str], _Sum] = defaultdict(_Sum)
    mine = select(DayResult).join(Bot, Bot.id == DayResult.bot_id).where(Bot.owner_id == owner_id)
    for row in await session.scalars(mine):
        key = row.mode, row.quote
        total[key].add(row)
        if row.day >= first_day:
            today[key].add(row)
    figures: dict[Mode, tuple[QuoteFigures, ...]] = {}
    for mode in Mode:
        quotes = sorted(quote for of_mode, quote in total if of_mode is mode)
        if quotes:
            figures[mode] = tuple(_figures(quote, total[mode, quote], today[mode, quote]) for quote in quotes)
    return Stats(bots=await counts(session, owner_id), figures=figures, day=day)


def _figures(quote: str, total: _Sum, today: _Sum) -> QuoteFigures:
    return QuoteFigures(
        quote=quote,
        result_today=today.result,
        result_total=total.result,
        fees_total=total.fees,
        trades_today=today.trades,
        trades_total=total.trades,
        cycles_today=today.cycles,
        cycles_total=total.cycles,
    )
