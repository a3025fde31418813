"""What the ledger knows of an account's past, asked by its reconciler."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, null, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.codec import account_to_text, state_from_text
from db.models import BookedFillRow, Bot, DeletedBot, FundingRow, OrderRow, StateOfBot, Trade, TradeCursor
from db.rows import fill_of
from db.session import Database
from db.statements import upsert
from engine.core.money import ZERO, exact
from engine.core.orders import OrderState
from engine.core.types import (
    REST,
    AccountId,
    BotId,
    ClientOrderId,
    Fill,
    FundingId,
    Side,
    TradeId,
    VenueOrderId,
)
from engine.errors import BotUnreadable


class DatabaseFillHistory:
    """`engine.ports.FillHistory` on a database. All of them raise StorageUnavailable.

    What a deleted bot did counts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._not_read = set[tuple[AccountId, str]]()

    def keep_unread(self, account_id: AccountId, symbol: str) -> None:
        """Note from now on nothing as read there: a bot on it cannot be told of its trades in this run.

        Once it can be, they are read again from where that began.
        """
        self._not_read.add((account_id, symbol))

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        newest = select(func.max(BookedFillRow.executed_at)).where(
            BookedFillRow.account == account_to_text(account_id), BookedFillRow.symbol == symbol
        )
        async with self._database.read() as session:
            return await session.scalar(newest)

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side) -> bool:
        account = account_to_text(account_id)
        key = {"account": account, "symbol": symbol, "trade_id": trade_id, "side": side}
        async with self._database.read() as session:
            return await session.get(BookedFillRow, key) is not None

    async def booked_fill(
        self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side
    ) -> tuple[BotId, Fill] | None:
        wanted = select(Trade).where(
            Trade.account == account_to_text(account_id),
            Trade.symbol == symbol,
            Trade.trade_id == trade_id,
            Trade.side == side,
        )
        async with self._database.read() as session:
            row = await session.scalar(wanted)
            return None if row is None else (BotId(row.bot_id), fill_of(row))

    async def trades_read_since(self, account_id: AccountId, symbol: str) -> datetime | None:
        key = {"account": account_to_text(account_id), "symbol": symbol}
        async with self._database.read() as session:
            row = await session.get(TradeCursor, key)
            return None if row is None else row.read_at

    def note_trades_read(self, account_id: AccountId, symbol: str, began_at: datetime) -> None:
        if (account_id, symbol) in self._not_read:
            return
        row = {"account": account_to_text(account_id), "symbol": symbol, "read_at": began_at}
        self._database.write_behind(upsert(TradeCursor, self._database.dialect, ["read_at"]), row)

    async def newest_funding_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        newest = select(func.max(FundingRow.charged_at)).where(
            FundingRow.account == account_to_text(account_id), FundingRow.symbol == symbol
        )
        async with self._database.read() as session:
            return await session.scalar(newest)

    async def funding_booked(
        self, account_id: AccountId, symbol: str, funding_id: FundingId
    ) -> Decimal | None:
        parts = select(FundingRow.amount).where(
            FundingRow.account == account_to_text(account_id),
            FundingRow.symbol == symbol,
            or_(
                FundingRow.funding_id == funding_id,
                FundingRow.funding_id.startswith(f"{funding_id}{REST}", autoescape=True),
            ),
        )
        async with self._database.read() as session:
            amounts = (await session.scalars(parts)).all()
        with exact():
            return sum(amounts, ZERO) if amounts else None

    async def holder_at(
        self, account_id: AccountId, symbol: str, at: datetime
    ) -> tuple[BotId, Decimal] | None:
        """Return the bot whose position was open just before, and how much it held: who traded last."""
        async with self._database.read() as session:
            held = await _held_at(session, account_id, symbol, at)
            holders = list(held)
            if len(holders) > 1:
                newest = _traded_before(account_id, symbol, at).where(Trade.bot_id.in_(holders)).limit(1)
                last = await session.scalar(newest)
                holders.sort(key=lambda bot_id: bot_id != last)
        return (holders[0], held[holders[0]]) if holders else None

    async def held_at(self, account_id: AccountId, symbol: str, at: datetime) -> Mapping[BotId, Decimal]:
        async with self._database.read() as session:
            return await _held_at(session, account_id, symbol, at)

    async def owner_of(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId | None,
        venue_order_id: VenueOrderId,
    ) -> tuple[BotId, ClientOrderId] | None:
        """Return whose order that is. Our own name counts first."""
        ours = select(OrderRow.bot_id, OrderRow.client_order_id).where(
            OrderRow.account == account_to_text(account_id), OrderRow.symbol == symbol
        )
        names = [OrderRow.venue_order_id == venue_order_id]
        if client_order_id is not None:
            names.insert(0, OrderRow.client_order_id == client_order_id)
        async with self._database.read() as session:
            for named in names:
                found = (await session.execute(ours.where(named).limit(1))).one_or_none()
                if found is not None:
                    return BotId(found.bot_id), ClientOrderId(found.client_order_id)
        return None

    async def given_up_by(
        self, account_id: AccountId, symbol: str, client_order_id: ClientOrderId
    ) -> BotId | None:
        given_up = select(OrderRow.bot_id).where(
            OrderRow.account == account_to_text(account_id),
            OrderRow.symbol == symbol,
            OrderRow.client_order_id == client_order_id,
            OrderRow.state == OrderState.ABSENT,
        )
        async with self._database.read() as session:
            found = await session.scalar(given_up)
        return None if found is None else BotId(found)

    async def replaced_by(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId,
        venue_order_id: VenueOrderId,
    ) -> BotId | None:
        known_otherwise = select(OrderRow.bot_id).where(
            OrderRow.account == account_to_text(account_id),
            OrderRow.symbol == symbol,
            OrderRow.client_order_id == client_order_id,
            OrderRow.venue_order_id != venue_order_id,
        )
        async with self._database.read() as session:
            found = await session.scalar(known_otherwise)
        return None if found is None else BotId(found)


def _booked_trades(account_id: AccountId, symbol: str) -> ColumnElement[bool]:
    """Join trades to the guards of their fills: those are found by time."""
    return and_(
        BookedFillRow.account == account_to_text(account_id),
        BookedFillRow.symbol == symbol,
        Trade.account == BookedFillRow.account,
        Trade.symbol == BookedFillRow.symbol,
        Trade.trade_id == BookedFillRow.trade_id,
        Trade.side == BookedFillRow.side,
    )


async def _held_at(
    session: AsyncSession, account_id: AccountId, symbol: str, at: datetime
) -> dict[BotId, Decimal]:
    """Return what bots held just before.

    What a bot holds now, or held when it was deleted, less what it has traded since: that is little.
    """
    held: dict[BotId, Decimal] = {}
    unreadable = set[BotId]()
    for row in await session.execute(_held_since(account_id, symbol, at)):
        with exact():
            bot_id = BotId(row.bot_id)
            try:
                held[bot_id] = held.get(bot_id, ZERO) + _part_of_held(row, account_id)
            except BotUnreadable:  # nobody knows what it held
                unreadable.add(bot_id)
    return {bot_id: amount for bot_id, amount in held.items() if amount and bot_id not in unreadable}


def _held_since(account_id: AccountId, symbol: str, at: datetime) -> CompoundSelect[UUID, Side, Decimal, str]:
    """Ask in one for the bots of a symbol as they are, and for their trades from then on.

    A bot that was deleted by then held nothing any more.
    """
    trades = select(Trade.bot_id, Trade.side, Trade.quantity, null().label("state")).where(
        _booked_trades(account_id, symbol), BookedFillRow.executed_at >= at
    )
    bots = (
        select(StateOfBot.bot_id, null(), null(), StateOfBot.state)
        .join(Bot, Bot.id == StateOfBot.bot_id)
        .where(Bot.ticker == symbol, Bot.exchange == account_id.venue, Bot.mode == account_id.mode)
    )
    gone = and_(
        DeletedBot.account == account_to_text(account_id),
        DeletedBot.symbol == symbol,
        DeletedBot.until >= at,
    )
    trades_of_gone = (
        select(OrderRow.bot_id, OrderRow.side, BookedFillRow.quantity, null())
        .join(BookedFillRow, BookedFillRow.client_order_id == OrderRow.client_order_id)
        .join(DeletedBot, DeletedBot.bot_id == OrderRow.bot_id)
        .where(
            gone,
            BookedFillRow.account == DeletedBot.account,
            BookedFillRow.symbol == symbol,
            BookedFillRow.executed_at >= at,
            BookedFillRow.quantity.is_not(None),
        )
    )
    bots_gone = select(DeletedBot.bot_id, null(), null(), DeletedBot.state).where(gone)
    return union_all(trades, bots, trades_of_gone, bots_gone)


def _part_of_held(row: Any, account_id: AccountId) -> Decimal:  # noqa: ANN401 - a row of `_held_since`
    """Return what the row adds to what its bot held then. Raises BotUnreadable."""
    if row.state is None:
        side, quantity = Side(row.side), Decimal(row.quantity)
        return -side.sign * quantity
    state = state_from_text(row.bot_id, row.state)
    return state.held if state.config.account_id == account_id else ZERO


def _traded_before(account_id: AccountId, symbol: str, at: datetime) -> Select[UUID]:
    """Ask for the bots that have traded before, the last one first."""
    return (
        select(Trade.bot_id)
        .where(_booked_trades(account_id, symbol), BookedFillRow.executed_at < at)
        .order_by(BookedFillRow.executed_at.desc(), Trade.id.desc())
    )
