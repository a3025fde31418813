"""The ledger: each step of a bot is one unit of work.

Every bot has a version that grows with each commit, and a commit only goes through from the version
that this ledger knows. So a step can neither be stored over one that the caller has not seen, nor
twice when the answer to a commit was lost: the caller commits the same outcome again and is told it
is done.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, select, true
from sqlalchemy.exc import IntegrityError

from db import rows, statements
from db.models import BookedFillRow, Bot, DayResult, OrderRow, StateOfBot
from db.session import Database
from engine.core.money import ZERO, exact
from engine.core.orders import Order
from engine.core.state import BotState, Outcome
from engine.core.types import BotId, ClientOrderId, Mode, Status
from engine.errors import BotNotFound, FillAlreadyBooked, OrderTaken, StateOutdated, StorageUnavailable
from engine.ports import StoredBot, TakenStep
from engine.reads.journal import WordLine
from engine.reads.journal_lines import journal_lines
from engine.reads.views import Figures


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """What is stored of a bot, as far as this ledger knows."""

    version: int
    state: BotState


@dataclass(frozen=True, slots=True)
class Step:
    """One commit in the making."""

    outcome: Outcome
    feed_offset: int | None
    at: datetime
    known: StoredVersion
    in_doubt: Outcome | None = None
    """An outcome whose commit got no answer, from the same version."""


class DatabaseLedger:
    """`engine.ports.Ledger` on a database."""

    def __init__(self, database: Database, signal: asyncio.Event, word_line: WordLine) -> None:
        self._database = database
        self._word_line = word_line
        self._signal = signal
        self._known: dict[BotId, StoredVersion] = {}
        self._in_doubt: dict[BotId, Outcome] = {}

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        await self.commit_all([TakenStep(outcome, feed_offset, at)])

    async def commit_all(self, steps: Sequence[TakenStep]) -> None:
        bot_id = steps[0].outcome.state.bot_id
        known = self._known.get(bot_id) or await self._stored_version(bot_id)
        in_doubt = self._in_doubt.get(bot_id)
        to_store = list[Step]()
        for step in steps:
            to_store.append(Step(step.outcome, step.feed_offset, step.at, known, in_doubt))
            known, in_doubt = StoredVersion(known.version + 1, step.outcome.state), None
        try:
            await self._database.write(lambda connection: _store_all(connection, to_store, self._word_line))
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

    async def load(self, bot_id: BotId) -> StoredBot | None:
        self._in_doubt.pop(bot_id, None)  # the caller goes on from what is stored
        found = await self._load(StateOfBot.bot_id == bot_id)
        return found[0] if found else None

    async def load_active(self) -> Sequence[StoredBot]:
        return await self._load((Bot.status == Status.ACTIVE) | StateOfBot.order_pending)

    async def load_all(self) -> Sequence[StoredBot]:
        """Return every bot, oldest first."""
        return await self._load(true())

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
            bot = rows.stored_bot(row)
            self._learn(StoredVersion(row.version, bot.state))
            bots.append(bot)
        return bots

    async def _stored_version(self, bot_id: BotId) -> StoredVersion:
        await self._load(StateOfBot.bot_id == bot_id)
        if bot_id not in self._known:
            raise BotNotFound(bot_id)
        return self._known[bot_id]

    def _learn(self, found: StoredVersion) -> None:
        """Note what was read, unless a commit has overtaken the reading."""
        known = self._known.get(found.state.bot_id)
        if known is None or known.version < found.version:
            self._known[found.state.bot_id] = found


def _store_all(connection: Connection, steps: Sequence[Step], word_line: WordLine) -> None:
    for step in steps:
        store(connection, step, word_line)


def store(connection: Connection, step: Step, word_line: WordLine) -> None:
    """Store the step of a bot inside the caller's transaction."""
    outcome, at, dialect = step.outcome, step.at, connection.dialect.name
    state = outcome.state
    if step.in_doubt is not None and _has_landed(connection, step):
        return
    _guard_fills(connection, step)
    _move_state(connection, step)
    alerts = connection.execute(
        statements.UPDATE_BOT, rows.bot_columns(state, at) | {"the_bot": state.bot_id}
    ).scalar_one()
    for order in outcome.orders:
        kept = connection.execute(statements.KEEP_ORDER[dialect], rows.order_row(state, order, at))
        if kept.rowcount != 1:
            raise _another_order(connection, state.bot_id, order)
    if trades := rows.trade_rows(outcome):
        connection.execute(statements.ADD_TRADE, trades)
    for key, change in rows.day_changes(outcome).items():
        day = dict(zip(("bot_id", "mode", "quote", "day"), key, strict=True))
        stored = connection.execute(statements.DAY, day).one_or_none()
        figures = change if stored is None else Figures(*stored) + change
        connection.execute(statements.KEEP_DAY[dialect], day | asdict(figures) | {"owner_id": state.owner_id})
    if lines := [
        rows.log_row(line, word_line, at, owner_id=state.owner_id, bot_id=state.bot_id)
        for line in journal_lines(step.known.state, outcome)
    ]:
        connection.execute(statements.ADD_LOG, lines)
    if owed := rows.outbox_rows(outcome, at, alerts=alerts):
        connection.execute(statements.OWE, owed)


def _has_landed(connection: Connection, step: Step) -> bool:
    """Say whether the outcome in doubt is stored. Raises StateOutdated when it is and another one comes."""
    bot_id = step.outcome.state.bot_id
    version = connection.scalar(select(StateOfBot.version).where(StateOfBot.bot_id == bot_id))
    if version == step.known.version:
        return False
    if version == step.known.version + 1 and step.outcome == step.in_doubt:
        return True
    raise StateOutdated(f"bot {bot_id} is at version {version}, not {step.known.version}")


def _guard_fills(connection: Connection, step: Step) -> None:
    guards = rows.fill_guards(step.outcome, step.at)
    fundings = rows.funding_rows(step.outcome, step.at)
    try:
        if guards:
            connection.execute(statements.GUARD_FILL, guards)
        if fundings:
            connection.execute(statements.ADD_FUNDING, fundings)
    except IntegrityError as e:
        names = [guard["trade_id"] for guard in guards] + [funding["funding_id"] for funding in fundings]
        raise FillAlreadyBooked(", ".join(names)) from e


def _move_state(connection: Connection, step: Step) -> None:
    state = step.outcome.state
    moved = connection.execute(
        statements.MOVE_STATE,
        rows.state_columns(state, step.feed_offset)
        | {
            "the_bot": state.bot_id,
            "the_version": step.known.version,
            "version": step.known.version + 1,
        },
    )
    if moved.rowcount == 1:
        return
    version = connection.scalar(select(StateOfBot.version).where(StateOfBot.bot_id == state.bot_id))
    if version is None:
        raise BotNotFound(state.bot_id)
    raise StateOutdated(f"bot {state.bot_id} is at version {version}, not {step.known.version}")


def _another_order(connection: Connection, bot_id: BotId, order: Order) -> OrderTaken | StateOutdated:
    """Return what to raise about an order that stands on disk differently."""
    name = order.client_order_id
    owner = connection.scalar(select(OrderRow.bot_id).where(OrderRow.client_order_id == name))
    if owner != bot_id:
        return OrderTaken(name)
    return StateOutdated(f"order {name} is another one on disk")
