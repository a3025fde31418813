"""What the chat asks about bots: lists, cards, figures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.codec import STATE
from db.models import Bot, DayResult, StateOfBot, Trade
from db.session import Database
from engine.core.types import AccountId, BotId, Mode, Status
from engine.reads.views import BotCard, BotFilter, BotPage, BotRow, Figures, LastFill, QuoteFigures, Stats

STATUS_OF = {BotFilter[status.name]: status for status in Status}


class _Sums:
    """The figures in one mode and quote coin, by day."""

    def __init__(self) -> None:
        self._all: defaultdict[date, Figures] = defaultdict(Figures)
        self._deleted: defaultdict[date, Figures] = defaultdict(Figures)

    def add(self, day: date, figures: Figures, *, is_deleted: bool) -> None:
        self._all[day] += figures
        if is_deleted:
            self._deleted[day] += figures

    def of(self, quote: str, today: date) -> QuoteFigures:
        newest = max(self._all)
        return QuoteFigures(
            quote=quote,
            today=_since(self._all, today),
            total=_since(self._all),
            first_day=min(self._all),
            newest_day=newest,
            newest=self._all[newest],
            deleted=_since(self._deleted),
            deleted_today=_since(self._deleted, today),
        )


def _since(days: Mapping[date, Figures], first: date = date.min) -> Figures:
    return sum((figures for day, figures in days.items() if day >= first), Figures())


class DatabaseReads:
    """`engine.reads.views.Reads` on a database. All of them raise StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def bot_page(self, owner_id: int, which: BotFilter, page: int, page_size: int) -> BotPage:
        status = STATUS_OF.get(which)
        async with self._database.read() as session:
            counts = await _counts(session, owner_id)
            pages, page = paged(counts[which], page, page_size)
            wanted = (
                select(Bot)
                .where(Bot.owner_id == owner_id, true() if status is None else Bot.status == status)
                .order_by(Bot.number.desc())
                .limit(page_size)
                .offset(page * page_size)
            )
            rows = tuple(_row(bot) for bot in await session.scalars(wanted))
        return BotPage(rows=rows, page=page, pages=pages, counts=counts)

    async def bot(self, owner_id: int, bot_id: BotId) -> BotCard | None:
        found = await self._cards(owner_id, Bot.id == bot_id)
        return found[0] if found else None

    async def bots(self, owner_id: int) -> Sequence[BotCard]:
        return await self._cards(owner_id, true())

    async def stats(self, owner_id: int, day: datetime) -> Stats:
        """Return the figures, those of deleted bots in them and apart."""
        first_day = day.astimezone(UTC).date()
        sums: defaultdict[tuple[Mode, str], _Sums] = defaultdict(_Sums)
        mine = (
            select(
                DayResult.mode,
                DayResult.quote,
                DayResult.day,
                Bot.id.is_(None),
                DayResult.result,
                DayResult.fees,
                DayResult.trades,
                DayResult.cycles,
            )
            .outerjoin(Bot, Bot.id == DayResult.bot_id)
            .where(DayResult.owner_id == owner_id)
        )
        async with self._database.read() as session:
            counts = await _counts(session, owner_id)
            for mode, quote, of_day, is_deleted, result, fees, trades, cycles in await session.execute(mine):
                figures = Figures(result, fees, trades, cycles)
                sums[mode, quote].add(of_day, figures, is_deleted=is_deleted)
        by_mode: defaultdict[Mode, list[QuoteFigures]] = defaultdict(list)
        for mode, quote in sorted(sums):
            by_mode[mode].append(sums[mode, quote].of(quote, first_day))
        return Stats(bots=counts, figures=by_mode, day=day)

    async def _cards(self, owner_id: int, which: ColumnElement[bool]) -> list[BotCard]:
        """Return the stored part of the cards of the person's bots that are meant, oldest first."""
        newest = select(func.max(Trade.id)).where(Trade.bot_id == Bot.id).correlate(Bot).scalar_subquery()
        wanted = (
            select(StateOfBot.state, Bot.number, Bot.alerts, Trade)
            .join(Bot, Bot.id == StateOfBot.bot_id)
            .outerjoin(Trade, Trade.id == newest)
            .where(Bot.owner_id == owner_id, which)
            .order_by(Bot.number)
        )
        async with self._database.read() as session:
            return [
                BotCard(
                    number=number,
                    state=STATE.load(state),
                    alerts=alerts,
                    last_price=None,
                    unrealised=None,
                    last_fill=_last_fill(trade),
                )
                for state, number, alerts, trade in await session.execute(wanted)
            ]


def paged(total: int, page: int, page_size: int) -> tuple[int, int]:
    """Return the number of pages, at least 1, and the page brought between the first and the last."""
    pages = max(1, -(-total // page_size))
    return pages, min(max(page, 0), pages - 1)


async def _counts(session: AsyncSession, owner_id: int) -> dict[BotFilter, int]:
    """Return how many bots of the person each filter shows."""
    wanted = select(Bot.status, func.count()).where(Bot.owner_id == owner_id).group_by(Bot.status)
    found = dict((await session.execute(wanted)).all())
    shown = {which: found.get(status, 0) for which, status in STATUS_OF.items()}
    return {BotFilter.ALL: sum(found.values())} | shown


def _row(bot: Bot) -> BotRow:
    return BotRow(
        bot_id=BotId(bot.id),
        number=bot.number,
        ticker=bot.ticker,
        quote=bot.quote,
        account_id=AccountId(bot.exchange, bot.mode, bot.config.get("account", "")),
        status=bot.status,
        paused=bot.paused,
        pnl=bot.pnl,
        trades=bot.total_trades,
    )


def _last_fill(trade: Trade | None) -> LastFill | None:
    if trade is None:
        return None
    return LastFill(side=trade.side, quantity=trade.quantity, price=trade.price, at=trade.executed_at)
