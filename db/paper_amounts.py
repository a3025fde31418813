"""Amounts of wallets on paper, inside somebody's transaction."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from db.models import PaperAmount
from db.statements import upsert
from engine.core.money import ZERO, exact
from engine.core.state import BotState
from engine.risk.paper_wallets import Owned, moved_by


def keep_what_it_moved(connection: Connection, state: BotState) -> None:
    """Keep what a bot on paper that is about to be deleted has moved in its wallet."""
    for coin, amount in moved_by(state).items():
        if amount:
            add_amount(connection, (state.owner_id, state.config.exchange), coin, amount)


def add_amount(connection: Connection, owned: Owned, coin: str, amount: Decimal) -> None:
    """Add to the amount of a coin."""
    row = amount_row(owned, coin, amount)
    whose = {name: row[name] for name in ("owner_id", "exchange", "coin")}
    known = connection.scalar(select(PaperAmount.amount).filter_by(**whose))
    with exact():
        row["amount"] = amount + (known or ZERO)
    connection.execute(upsert(PaperAmount, connection.dialect.name, ["amount"]), row)


def amount_row(owned: Owned, coin: str, amount: Decimal) -> dict[str, Any]:
    """Return a row of `paper_amounts`."""
    owner_id, exchange = owned
    return {"owner_id": owner_id, "exchange": exchange, "coin": coin, "amount": amount}
