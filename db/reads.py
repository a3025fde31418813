"""What the chat asks about bots: lists, cards, figures."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.codec import STATE
from db.figures import figures_of
from db.models import Bot, StateOfBot, Trade
from db.session import Database
from engine.core.types import AccountId, BotId, Status
from engine.reads.views import BotCard, BotFilter, BotPage, BotRow, LastFill, Stats

CARDS_AT_ONCE = 50
STATUS_OF = {BotFilter[status.name]: status for status in Status}


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
        async with self._database.read() as session:
            found = (await session.execute(_cards(owner_id, Bot.id == bot_id))).one_or_none()
        return None if found is None else _card(found)

    async def bots(self, owner_id: int) -> Sequence[BotCard]:
        """Read them in pieces: between two, what trades has its turn."""
        wanted = _cards(owner_id, true()).execution_options(yield_per=CARDS_AT_ONCE)
        async with self._database.read() as session:
            return [_card(row) async for row in await session.stream(wanted)]

    async def stats(self, owner_id: int, day: datetime) -> Stats:
        """Return the figures, those of deleted bots in them and apart."""
        async with self._database.read() as session:
            counts = await _counts(session, owner_id)
            figures = await figures_of(session, owner_id, day.astimezone(UTC).date())
        return Stats(bots=counts, figures=figures, day=day)


def _cards(owner_id: int, which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the question for the stored part of cards, oldest first."""
    newest = select(func.max(Trade.id)).where(Trade.bot_id == Bot.id).correlate(Bot).scalar_subquery()
    last_fill = Trade.side, Trade.quantity, Trade.price, Trade.executed_at
    return (
        select(StateOfBot.state, Bot.number, Bot.alerts, *last_fill)
        .join(Bot, Bot.id == StateOfBot.bot_id)
        .outerjoin(Trade, Trade.id == newest)
        .where(Bot.owner_id == owner_id, which)
        .order_by(Bot.number)
    )


def _card(row: Any) -> BotCard:  # noqa: ANN401 - a row of `_cards`
    state, number, alerts, side, quantity, price, at = row
    return BotCard(
        number=number,
        state=STATE.load(state),
        alerts=alerts,
        last_price=None,
        unrealised=None,
        last_fill=None if side is None else LastFill(side=side, quantity=quantity, price=price, at=at),
    )


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
