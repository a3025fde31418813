"""The yardstick of commits: the same step stored by SQLAlchemy's ORM, as its documentation would have it.

One session a step, objects read by their key, changed and added, one flush, one transaction with the
fence in it.
"""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from db import rows
from db.chat_models import OutboxRow
from db.engines import parse_url, tune_sqlite
from db.models import ActivityLog, BookedFillRow, Bot, DayResult, LeaseRow, OrderRow, StateOfBot, Trade
from engine.core.state import BotState, Outcome
from engine.core.types import BotId
from engine.reads.figures import Figures
from engine.reads.journal_lines import journal_lines
from tests.support.words import line_text


class OrmLedger:
    def __init__(self, url: str, known: dict[BotId, BotState]) -> None:
        address = parse_url(url)
        self._known = known
        self.engine: AsyncEngine = create_async_engine(address)
        self._turn: AbstractAsyncContextManager[Any] = nullcontext()
        if address.get_backend_name() == "sqlite":
            tune_sqlite(self.engine.sync_engine, begin="BEGIN IMMEDIATE", query_only=False)
            self._turn = asyncio.Lock()  # it has one writer: waiting in line beats trying again

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        state = outcome.state
        async with (
            self._turn,
            AsyncSession(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            await session.get_one(LeaseRow, 1, with_for_update={"read": True})
            stored = await session.get_one(StateOfBot, state.bot_id)
            session.add_all(BookedFillRow(**row) for row in rows.fill_guards(outcome, at))
            _change(stored, {"version": stored.version + 1, **rows.state_columns(state, feed_offset)})
            bot = await session.get_one(Bot, state.bot_id)
            _change(bot, rows.bot_columns(state, at))
            for order in outcome.orders:
                await session.merge(OrderRow(**rows.order_row(state, order, at)))
            session.add_all(Trade(**row) for row in rows.trade_rows(outcome))
            for key, change in rows.day_changes(outcome):
                await _add_to_day(session, key, change, state.owner_id)
            for line in journal_lines(self._known[state.bot_id], outcome):
                row = rows.log_row(line, line_text, at, owner_id=state.owner_id, bot_id=state.bot_id)
                session.add(ActivityLog(**row))
            for row in rows.outbox_rows(outcome, at):
                both = (row, row | {"audience": rows.ALERTS})
                session.add_all(OutboxRow(**one) for one in both[: 1 + bot.alerts])
        self._known[state.bot_id] = state


def _change(stored: object, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(stored, name, value)


async def _add_to_day(session: AsyncSession, key: dict[str, Any], change: Figures, owner_id: int) -> None:
    day = await session.get(DayResult, key)
    if day is None:
        session.add(DayResult(**key, **asdict(change), owner_id=owner_id))
        return
    _change(day, asdict(Figures(day.result, day.fees, day.trades, day.cycles) + change))
