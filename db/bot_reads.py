"""Lists and cards of bots."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.codec import STATE
from db.models import Bot, StateOfBot, Trade
from engine.core.types import AccountId, BotId, Status
from engine.reads.views import BotCard, BotFilter, BotPage, BotRow, LastFill

STATUS_OF = {
    BotFilter.ACTIVE: Status.ACTIVE,
    BotFilter.STOPPED: Status.STOPPED,
    BotFilter.ERROR: Status.ERROR,
}


async def counts(session: AsyncSession, owner_id: int) -> dict[BotFilter, int]:
    """Return how many bots of the person each filter shows."""
    wanted = (
        select(Bot.status, func.count().label("total")).where(Bot.owner_id == owner_id).group_by(Bot.status)
    )
    found = {row.status: row.total for row in await session.execute(wanted)}
    return {BotFilter.ALL: sum(found.values())} | {
        which: found.get(status, 0) for which, status in STATUS_OF.items()
    }


async def bot_page(
    session: AsyncSession, owner_id: int, which: BotFilter, page: int, page_size: int
) -> BotPage:
    """Return one page of the person's bots, newest first. A page past the end is the last."""
    by_filter = await counts(session, owner_id)
    pages, page = paged(by_filter[which], page, page_size)
    status = STATUS_OF.get(which)
    wanted = (
        select(Bot)
        .where(Bot.owner_id == owner_id, true() if status is None else Bot.status == status)
        .order_by(Bot.number.desc())
        .limit(page_size)
        .offset(page * page_size)
    )
    bots = await session.scalars(wanted)
    return BotPage(rows=tuple(_row(bot) for bot in bots), page=page, pages=pages, counts=by_filter)


def paged(total: int, page: int, page_size: int) -> tuple[int, int]:
    """Return the number of pages, at least 1, and the page brought between the first and the last."""
    pages = max(1, -(-total // page_size))
    return pages, min(max(page, 0), pages - 1)


async def cards(session: AsyncSession, owner_id: int, bot_id: BotId | None = None) -> Sequence[BotCard]:
    """Return the stored part of the cards of the person's bots, or of that one, oldest first."""
    mine: ColumnElement[bool] = Bot.owner_id == owner_id
    if bot_id is not None:
        mine &= Bot.id == bot_id
    newest = select(func.max(Trade.id)).where(Trade.bot_id == Bot.id).correlate(Bot).scalar_subquery()
    wanted = (
        select(StateOfBot.state, Bot.number, Bot.alerts, Trade)
        .join(Bot, Bot.id == StateOfBot.bot_id)
        .outerjoin(Trade, Trade.id == newest)
        .where(mine)
        .order_by(Bot.number)
    )
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
