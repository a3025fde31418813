"""What there is in wallets on paper beside what the bots there are have moved."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Connection, delete, insert, select

from db.codec import state_from_text
from db.models import Bot, PaperAmount, StateOfBot
from db.paper_amounts import add_amount, amount_row
from db.session import Database
from engine.core.types import Mode
from engine.risk.paper_wallets import Amounts, Owned, beside_after_reset


class DatabasePaperWallets:
    """`engine.risk.paper_wallets.PaperBook` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Mapping[Owned, Amounts]:
        found: dict[Owned, dict[str, Decimal]] = {}
        async with self._database.read() as session:
            for row in await session.scalars(select(PaperAmount)):
                found.setdefault((row.owner_id, row.exchange), {})[row.coin] = row.amount
        return found

    async def add(self, owned: Owned, coin: str, amount: Decimal) -> None:
        await self._database.write(lambda connection: add_amount(connection, owned, coin, amount))

    async def reset(self, owned: Owned) -> Amounts:
        owner_id, exchange = owned
        of_it = Bot.owner_id == owner_id, Bot.exchange == exchange, Bot.mode == Mode.PAPER
        states = select(Bot.id, StateOfBot.state).join(Bot, Bot.id == StateOfBot.bot_id).where(*of_it)

        def work(connection: Connection) -> Amounts:
            beside = beside_after_reset(
                [state_from_text(bot_id, text) for bot_id, text in connection.execute(states)]
            )
            connection.execute(delete(PaperAmount).filter_by(owner_id=owner_id, exchange=exchange))
            if beside:
                rows = [amount_row(owned, coin, amount) for coin, amount in beside.items()]
                connection.execute(insert(PaperAmount), rows)
            return beside

        return await self._database.write(work)
