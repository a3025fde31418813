"""What the ledger knows of an account's past, asked by its reconciler."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from db.codec import account_to_text
from db.models import BookedFillRow, FundingRow, OrderRow, Trade
from db.session import Database
from engine.core.orders import OrderState
from engine.core.results import holder
from engine.core.types import AccountId, BotId, ClientOrderId, FundingId, TradeId, VenueOrderId


class DatabaseFillHistory:
    """`engine.ports.FillHistory` on a database. All of them raise StorageUnavailable.

    What a deleted bot did counts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        newest = select(func.max(BookedFillRow.executed_at)).where(
            BookedFillRow.account == account_to_text(account_id), BookedFillRow.symbol == symbol
        )
        async with self._database.read() as session:
            return await session.scalar(newest)

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId) -> bool:
        key = {"account": account_to_text(account_id), "symbol": symbol, "trade_id": trade_id}
        async with self._database.read() as session:
            return await session.get(BookedFillRow, key) is not None

    async def newest_funding_at(self, account_id: AccountId) -> datetime | None:
        newest = select(func.max(FundingRow.charged_at)).where(
            FundingRow.account == account_to_text(account_id)
        )
        async with self._database.read() as session:
            return await session.scalar(newest)

    async def is_funding_booked(self, account_id: AccountId, symbol: str, funding_id: FundingId) -> bool:
        key = {"account": account_to_text(account_id), "symbol": symbol, "funding_id": funding_id}
        async with self._database.read() as session:
            return await session.get(FundingRow, key) is not None

    async def holder_at(
        self, account_id: AccountId, symbol: str, at: datetime
    ) -> tuple[BotId, Decimal] | None:
        """Return the bot whose position was open just before, and how much. Deleted bots are not known."""
        fills = (
            select(Trade.bot_id, Trade.side, Trade.quantity)
            .where(Trade.account == account_to_text(account_id), Trade.symbol == symbol)
            .where(Trade.executed_at < at)
            .order_by(Trade.executed_at.desc(), Trade.id.desc())
        )
        async with self._database.read() as session:
            newest_first = await session.execute(fills)
            return holder((BotId(bot), side, quantity) for bot, side, quantity in newest_first)

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
