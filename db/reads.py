"""What the chat asks about bots: lists, cards, figures."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select, true
from sqlalchemy.orm import Session

from db.codec import state_from_text
from db.figures import figures_between, figures_of, newest_result_at
from db.models import Bot, OrderRow, StateOfBot, Trade
from db.session import Database
from db.statements import table
from engine.core.types import AccountId, BotId, Mode, Side, Status
from engine.errors import BotUnreadable
from engine.reads.bot_reads import Beside
from engine.reads.figures import BotFigures, Stats
from engine.reads.views import CYCLE_FILLS, BotCard, BotFilter, BotPage, BotRow, LastFill, TradeLine

CARDS_AT_ONCE = 50
_FILL = Trade.side, Trade.quantity, Trade.price, Trade.executed_at
_NEWEST_FILLS = (
    select(*_FILL, OrderRow.cycle)
    .outerjoin(OrderRow, OrderRow.client_order_id == Trade.client_order_id)
    .where(Trade.bot_id == bindparam("bot"))
    .order_by(Trade.id.desc())
    .limit(CYCLE_FILLS)
)
_NEXT_TRADES = (
    select(table(Trade), OrderRow.cycle, Bot.number, Bot.name, Bot.config)
    .join(Bot, Bot.id == Trade.bot_id)
    .outerjoin(OrderRow, OrderRow.client_order_id == Trade.client_order_id)
    .where(Trade.bot_id == bindparam("bot"), Trade.id > bindparam("after"))
    .order_by(Trade.id)
    .limit(bindparam("most", type_=Integer()))
)
STATUS_OF = {BotFilter[status.name]: status for status in Status}


class DatabaseReads:
    """`engine.reads.bot_reads.Reads` on a database. All of them raise StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def bot_page(
        self, owner_id: int, which: BotFilter, page: int, page_size: int, beside: Beside = Beside()
    ) -> BotPage:
        status = STATUS_OF.get(which)

        def look(session: Session) -> BotPage:
            counts = _counts(session, owner_id, beside)
            pages, shown = paged(counts[which], page, page_size)
            wanted = (
                select(Bot)
                .where(_of(owner_id, beside), true() if status is None else Bot.status == status)
                .order_by(Bot.number.desc())
                .limit(page_size)
                .offset(shown * page_size)
            )
            rows = tuple(_row(bot) for bot in session.scalars(wanted))
            return BotPage(rows=rows, page=shown, pages=pages, counts=counts)

        return await self._database.ask(look)

    async def bot(self, owner_id: int, bot_id: BotId, beside: Beside = Beside()) -> BotCard | None:
        def look(session: Session) -> BotCard | None:
            found = session.execute(_cards(_of(owner_id, beside), Bot.id == bot_id)).one_or_none()
            if found is None:
                return None
            card, newest = _card(found), session.execute(_NEWEST_FILLS, {"bot": bot_id}).all()
            of_cycle = takewhile(lambda fill: fill.cycle == card.state.cycle, newest)
            return replace(card, cycle_fills=tuple(_fill(*fill[:-1]) for fill in of_cycle)[::-1])

        return await self._database.ask(look)

    async def bots(self, owner_id: int, beside: Beside = Beside()) -> Sequence[BotCard]:
        """Read them in pieces: between two, what trades has its turn."""
        wanted = _cards(_of(owner_id, beside)).execution_options(yield_per=CARDS_AT_ONCE)
        async with self._database.read() as session:
            return [card async for row in await session.stream(wanted) for card in _readable(row)]

    async def trades(self, bot_id: BotId, after: int, most: int) -> Sequence[TradeLine]:
        values = {"bot": bot_id, "after": after, "most": most}
        async with self._database.read() as session:
            return [_trade_line(row) for row in await session.execute(_NEXT_TRADES, values)]

    async def stats(self, owner_id: int, day: datetime) -> Stats:
        """Return the figures, those of deleted bots in them and apart."""

        def look(session: Session) -> Stats:
            counts = _counts(session, owner_id, Beside())
            return Stats(bots=counts, figures=figures_of(session, owner_id, day), day=day)

        return await self._database.ask(look)

    async def figures_between(
        self, owner_id: int, begins: datetime | None, ends: datetime | None
    ) -> Sequence[BotFigures]:
        return await self._database.ask(lambda session: figures_between(session, owner_id, begins, ends))

    async def newest_result_at(self, owner_id: int, mode: Mode) -> datetime | None:
        return await self._database.ask(lambda session: newest_result_at(session, owner_id, mode))


def _of(owner_id: int, beside: Beside) -> ColumnElement[bool]:
    """Return the condition for the bots of that person and those beside them."""
    meant = Bot.owner_id == owner_id
    if beside.owners:
        meant |= Bot.owner_id.in_(sorted(beside.owners))
    if beside.bots:
        meant |= Bot.id.in_(beside.bots)
    return meant


def _cards(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the question for the stored part of cards, oldest first."""
    newest = select(func.max(Trade.id)).where(Trade.bot_id == Bot.id).correlate(Bot).scalar_subquery()
    return (
        select(Bot.id, StateOfBot.state, Bot.number, Bot.alerts, *_FILL)
        .join(Bot, Bot.id == StateOfBot.bot_id)
        .outerjoin(Trade, Trade.id == newest)
        .where(*which)
        .order_by(Bot.number)
    )


def _readable(row: Any) -> Iterator[BotCard]:  # noqa: ANN401 - a row of `_cards`
    """Yield the card, if it can be read: those that cannot are told of at a start."""
    with suppress(BotUnreadable):
        yield _card(row)


def _card(row: Any) -> BotCard:  # noqa: ANN401 - a row of `_cards`
    """Return the card. Raises BotUnreadable."""
    bot_id, state, number, alerts, side, quantity, price, at = row
    return BotCard(
        number=number,
        state=state_from_text(bot_id, state),
        alerts=alerts,
        last_price=None,
        unrealised=None,
        last_fill=None if side is None else _fill(side, quantity, price, at),
    )


def _fill(side: Side, quantity: Decimal, price: Decimal, at: datetime) -> LastFill:
    return LastFill(side=side, quantity=quantity, price=price, at=at)


def _trade_line(row: Any) -> TradeLine:  # noqa: ANN401 - a row of `_NEXT_TRADES`
    return TradeLine(
        row=row.id,
        at=row.executed_at,
        account_id=AccountId(row.exchange, row.mode, row.config.get("account", "")),
        symbol=row.symbol,
        quote=row.quote,
        side=row.side,
        quantity=row.quantity,
        price=row.price,
        fee=row.commission_amount,
        fee_coin=row.commission_coin,
        result=row.pnl,
        cycle=row.cycle,
        bot_number=row.number,
        bot_name=row.name,
        trade_id=row.trade_id,
        venue_order_id=row.exchange_order_id,
        client_order_id=row.client_order_id,
    )


def paged(total: int, page: int, page_size: int) -> tuple[int, int]:
    """Return the number of pages, at least 1, and the page brought between the first and the last."""
    pages = max(1, -(-total // page_size))
    return pages, min(max(page, 0), pages - 1)


def _counts(session: Session, owner_id: int, beside: Beside) -> dict[BotFilter, int]:
    """Return how many of these bots each filter shows."""
    wanted = select(Bot.status, func.count()).where(_of(owner_id, beside)).group_by(Bot.status)
    found = dict(session.execute(wanted).all())
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
        name=bot.name,
    )
