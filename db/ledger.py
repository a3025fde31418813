"""The ledger: each step of a bot is one unit of work.

Every bot has a version that grows with each commit, and a commit only goes through from the version
that this ledger knows. So a step can neither be stored over one that the caller has not seen, nor
twice when the answer to a commit was lost: the caller commits the same outcome again and is told it
is done.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select, true

from db import rows
from db.codec import state_from_text
from db.models import BookedFillRow, DayResult, DeletedBot, OrderRow, StateOfBot
from db.session import Database
from db.set_aside import SetAside, bots_set_aside
from db.steps import Step, StoredVersion, StoreSteps
from engine.core.money import ZERO, exact
from engine.core.orders import Order
from engine.core.state import BotState, Outcome
from engine.core.types import BotId, ClientOrderId, Mode
from engine.errors import BotNotFound, BotUnreadable, StateOutdated, StorageUnavailable
from engine.ports import StoredBot, TakenStep
from engine.reads.journal import WordLine

log = logging.getLogger(__name__)


class DatabaseLedger:
    """`engine.ports.Ledger` on a database."""

    def __init__(self, database: Database, signal: asyncio.Event, word_line: WordLine) -> None:
        self._database = database
        self._word_line = word_line
        self._signal = signal
        self._known: dict[BotId, StoredVersion] = {}
        self._in_doubt: dict[BotId, Outcome] = {}
        self._unreadable: set[BotId] = set()
        self.has_older_names = False
        """Whether a bot was met that could not be read when a backup was restored, and can be by now."""

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        await self.commit_all([TakenStep(outcome, feed_offset, at)])

    async def commit_all(self, steps: Sequence[TakenStep]) -> None:
        bot_id = steps[0].outcome.state.bot_id
        known = self._known.get(bot_id) or await self._stored_version(steps[0].outcome.state)
        in_doubt = self._in_doubt.get(bot_id)
        to_store = list[Step]()
        for step in steps:
            to_store.append(Step(step.outcome, step.feed_offset, step.at, known, in_doubt, step.command))
            known, in_doubt = StoredVersion(known.version + 1, step.outcome.state), None
        try:
            await self._database.write(StoreSteps(to_store, self._word_line, self._database.dialect))
        except StorageUnavailable:
            if len(steps) == 1:
                self._in_doubt[bot_id] = steps[0].outcome
            raise
        except (StateOutdated, BotNotFound):
            self._known.pop(bot_id, None)
            self._in_doubt.pop(bot_id, None)
            raise
        finally:
            if any(step.outcome.told for step in steps):
                self._signal.set()
        self._known[bot_id] = known
        self._in_doubt.pop(bot_id, None)
        log.debug("bot %s: stored, version %d", bot_id, known.version)

    async def load(self, bot_id: BotId) -> StoredBot | None:
        self._in_doubt.pop(bot_id, None)  # the caller goes on from what is stored
        async with self._database.read() as session:
            found = (await session.execute(rows.stored_bots(StateOfBot.bot_id == bot_id))).one_or_none()
        if found is None:
            return None
        try:
            return self._taken_in(found)
        except BotUnreadable:
            self._unreadable.add(bot_id)
            raise

    async def load_deleted(self, bot_id: BotId) -> StoredBot | None:
        self._in_doubt.pop(bot_id, None)
        found = await self._load_deleted(DeletedBot.bot_id == bot_id)
        return found[0] if found else None

    async def load_deleted_since(self, at: datetime) -> Sequence[StoredBot]:
        """Return the bots of real accounts that were deleted from then on."""
        return await self._load_deleted(DeletedBot.until >= at)

    async def load_all(self) -> Sequence[StoredBot]:
        """Return every bot that can be read, oldest first; `unreadable` are the others."""
        return await self._load(true())

    async def unreadable(self) -> Sequence[SetAside]:
        """Return those that were met and of which what is stored cannot be read, oldest first."""
        return await bots_set_aside(self._database, self._unreadable) if self._unreadable else ()

    async def results_of(self, day: date) -> Mapping[tuple[Mode, str], Decimal]:
        """Return what all bots together have earned on a UTC day, by mode and quote coin, in quote."""
        wanted = select(DayResult.mode, DayResult.quote, DayResult.result).where(DayResult.day == day)
        earned: dict[tuple[Mode, str], Decimal] = {}
        async with self._database.read() as session:
            for mode, quote, result in await session.execute(wanted):
                with exact():
                    earned[mode, quote] = earned.get((mode, quote), ZERO) + result
        return earned

    async def find_order(self, bot_id: BotId, client_order_id: ClientOrderId) -> Order | None:
        wanted = select(OrderRow).where(
            OrderRow.client_order_id == client_order_id, OrderRow.bot_id == bot_id
        )
        fills = select(BookedFillRow.trade_id).where(BookedFillRow.client_order_id == client_order_id)
        async with self._database.read() as session:
            row = await session.scalar(wanted)
            return None if row is None else rows.order_of(row, await session.scalars(fills))

    async def _load(self, which: ColumnElement[bool]) -> list[StoredBot]:
        async with self._database.read() as session:
            found = (await session.execute(rows.stored_bots(which))).all()
        bots = []
        for row in found:
            try:
                bots.append(self._taken_in(row))
            except BotUnreadable:
                self._unreadable.add(BotId(row.id))
        return bots

    def _taken_in(self, row: Any) -> StoredBot:  # noqa: ANN401 - a row of `rows.stored_bots`
        """Return the bot that the row tells, with its version noted. Raises BotUnreadable."""
        bot = rows.stored_bot(row)
        if row.epoch not in {None, bot.state.naming.epoch}:
            self.has_older_names = True
            log.warning(
                "bot %s: its orders have names of before a restored backup; a start renews them", row.id
            )
            raise BotUnreadable(row.id, "its orders have names of before a backup was restored")
        self._learn(StoredVersion(row.version, bot.state))
        return bot

    async def _load_deleted(self, which: ColumnElement[bool]) -> list[StoredBot]:
        async with self._database.read() as session:
            columns = DeletedBot.bot_id, DeletedBot.state, DeletedBot.version
            found = (await session.execute(select(*columns).where(which))).all()
        bots = []
        for row in found:
            try:
                state = state_from_text(row.bot_id, row.state)
            except BotUnreadable as e:
                log.error("a deleted bot is left out: %s", e)  # noqa: TRY400 - no traceback needed
                continue
            bots.append(StoredBot(state=state, feed_offset=None))
            self._learn(StoredVersion(row.version, state))
        return bots

    async def _stored_version(self, state: BotState) -> StoredVersion:
        bot_id = state.bot_id
        if state.deleted:
            await self._load_deleted(DeletedBot.bot_id == bot_id)
        else:
            await self.load(bot_id)
        if bot_id not in self._known:
            raise BotNotFound(bot_id)
        return self._known[bot_id]

    def _learn(self, found: StoredVersion) -> None:
        """Note what was read, unless a commit has overtaken the reading."""
        known = self._known.get(found.state.bot_id)
        if known is None or known.version < found.version:
            self._known[found.state.bot_id] = found
