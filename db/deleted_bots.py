"""What stays of a bot that is deleted, so that what becomes known of it later is booked, and once."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from db.codec import STATE, account_to_text
from db.models import BookedFillRow, DeletedBot, DeletedResult, Trade
from db.paper_amounts import keep_what_it_moved
from db.rows import day_changes, fill_guards
from db.statements import upsert
from engine.core.state import BotState, Outcome
from engine.core.types import Mode
from engine.reads.figures import Figures


def keep_bot(connection: Connection, state: BotState, version: int, until: datetime) -> None:
    """Keep a bot that is about to be deleted.

    Of one on paper nothing becomes known later: what it has moved in its wallet is all that stays.
    """
    if state.config.mode is Mode.PAPER:
        keep_what_it_moved(connection, state)
        return
    row = {
        "bot_id": state.bot_id,
        "account": account_to_text(state.config.account_id),
        "symbol": state.config.ticker,
        "until": until,
        "version": version,
        "state": STATE.dump(state),
    }
    connection.execute(insert(DeletedBot), row)
    if state.market.derivative:
        its_orders = select(Trade.client_order_id).where(Trade.bot_id == state.bot_id)
        its_quantity = select(Trade.quantity).where(
            Trade.account == BookedFillRow.account,
            Trade.symbol == BookedFillRow.symbol,
            Trade.trade_id == BookedFillRow.trade_id,
            Trade.side == BookedFillRow.side,
        )
        of_it = update(BookedFillRow).where(BookedFillRow.client_order_id.in_(its_orders))
        connection.execute(of_it.values(quantity=its_quantity.scalar_subquery()))


def move_bot(connection: Connection, state: BotState, version: int) -> bool:
    """Store the next version of a deleted bot. Return False when it is not at `version`."""
    known = DeletedBot.bot_id == state.bot_id, DeletedBot.version == version
    moved = update(DeletedBot).where(*known).values(version=version + 1, state=STATE.dump(state))
    return connection.execute(moved).rowcount == 1


def add_outcome(connection: Connection, outcome: Outcome, at: datetime) -> None:
    """Add what a step of a deleted bot has brought to what its owner's deleted bots did.

    Of one that is there only what is of other money than it makes now: nobody else's figures have that.
    """
    state = outcome.state
    for day, change in day_changes(outcome):
        if not state.deleted and (day["mode"], day["quote"]) == state.ref.money:
            continue
        whose = {"owner_id": state.owner_id, "mode": day["mode"], "quote": day["quote"]}
        add_figures(connection, whose, change)
    if state.deleted and state.market.derivative:
        for booked, guard in zip(outcome.fills, fill_guards(outcome, at), strict=True):
            names = ("account", "symbol", "trade_id", "side")
            of_it = update(BookedFillRow).filter_by(**{name: guard[name] for name in names})
            connection.execute(of_it.values(quantity=booked.fill.quantity))


def add_figures(connection: Connection, whose: Mapping[str, Any], figures: Figures) -> None:
    """Add figures to those of a person's deleted bots, in one mode and quote coin."""
    if figures == Figures():
        return
    before = select(
        DeletedResult.result, DeletedResult.fees, DeletedResult.trades, DeletedResult.cycles
    ).filter_by(**whose)
    if (stored := connection.execute(before).one_or_none()) is not None:
        figures += Figures(*stored)
    row = asdict(figures)
    connection.execute(upsert(DeletedResult, connection.dialect.name, list(row)), {**whose, **row})
