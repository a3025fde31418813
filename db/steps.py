"""How a step of a bot is stored inside a transaction: all of it, from the known version, or nothing."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from db import rows, statements
from db.codec import NOTICE, line_to_json
from db.deleted_bots import add_outcome, move_bot
from db.later_values import change_trades, changes_trades
from db.models import DeletedBot, OrderRow, StateOfBot
from db.prepared import RUNNERS, Parameters, Row, Runner, Statement
from db.transactors import Preparing
from db.types import JsonText
from engine.core.money import plain
from engine.core.orders import Order
from engine.core.state import BotState, Outcome
from engine.core.types import BotId, ClientOrderId
from engine.correlation import correlation_id
from engine.errors import BotNotFound, FillAlreadyBooked, OrderTaken, StateOutdated
from engine.ports import Command
from engine.reads.journal import WordLine, acted
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
    command: Command | None = None
    """Whose command it was."""
    correlation: str = field(default_factory=correlation_id)

    @property
    def is_special(self) -> bool:
        """Whether it may be stored already, adds to deleted bots, or changes rows of before."""
        return self.in_doubt is not None or self.outcome.adds_to_deleted or changes_trades(self.outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRows:
    """All rows of steps that are stored together, as their statements take them."""

    fills: Sequence[Parameters]
    fundings: Sequence[Parameters]
    state: Parameters
    bot: tuple[Statement, Parameters]
    """Which statement, too: its configuration may have changed."""
    orders: Sequence[tuple[Order, Parameters]]
    trades: Sequence[Parameters]
    days: Sequence[tuple[Parameters, dict[str, Any], Figures]]
    results: Sequence[Parameters]
    lines: Sequence[Parameters]
    owed: Sequence[tuple[Parameters, Parameters]]
    """To the owner, and to the alert chat if the bot tells it."""


class StoreSteps(Preparing):
    """The unit of work that stores steps of a bot, one after the other.

    What its transaction need not wait for is done by `prepare`.
    """

    def __init__(self, steps: Sequence[Step], word_line: WordLine, dialect: str) -> None:
        self.stretches = _stretches(steps)
        self._word_line = word_line
        self._dialect = dialect
        self._made: Sequence[StepRows] | None = None

    def prepare(self) -> Sequence[StepRows]:
        """Make the rows. They are the same however often the unit is tried."""
        if self._made is None:
            self._made = [rows_of(steps, self._word_line, self._dialect) for steps in self.stretches]
        return self._made

    def __call__(self, connection: Connection) -> None:
        """Store the steps inside the caller's transaction."""
        made, runner = self.prepare(), RUNNERS[self._dialect](connection)
        for steps, their_rows in zip(self.stretches, made, strict=True):
            if steps[0].in_doubt is not None and _has_landed(connection, steps[0]):
                continue
            _guard_fills(runner, their_rows, steps)
            if steps[0].outcome.state.deleted:
                _add_to_deleted(connection, runner, their_rows, steps[0])
                continue
            _move_state(connection, runner, their_rows, steps[0])
            _add_rows(connection, runner, their_rows, steps[0].outcome.state.bot_id)
            if steps[0].outcome.adds_to_deleted:
                add_outcome(connection, steps[0].outcome, steps[0].at)
            change_trades(connection, steps[-1].outcome)


def _stretches(steps: Sequence[Step]) -> list[list[Step]]:
    """Return the steps in parts of which each is stored as one: what a later step overwrites is not written.

    One that is special is a part of its own.
    """
    parts: list[list[Step]] = []
    goes_on = False
    for step in steps:
        is_special = step.is_special
        if goes_on and not is_special:
            parts[-1].append(step)
        else:
            parts.append([step])
        goes_on = not is_special
    return parts


def rows_of(steps: Sequence[Step], word_line: WordLine, dialect: str) -> StepRows:
    """Return all rows of steps that follow one another, as they are after the last."""
    outcomes, was, last = [step.outcome for step in steps], steps[0].known, steps[-1]
    state, at = last.outcome.state, last.at
    bind = RUNNERS[dialect].bind
    known = was.state
    as_before = (state.config, state.market, state.name) == (known.config, known.market, known.name)
    bot = statements.MOVE_BOT if as_before else statements.UPDATE_BOT
    changed = rows.moving_bot_columns(state, at) if as_before else rows.bot_columns(state, at)
    in_log = None if state.deleted else state.bot_id
    # Notices stand in the log as well as in the outbox.
    bodies = {id(notice): NOTICE.body(notice) for one in outcomes for notice in one.notices}

    log_row = partial(
        rows.log_row,
        owner_id=state.owner_id,
        bot_id=in_log,
        to_data=lambda line: line_to_json(line, bodies.get(id(line))),
    )
    version = {"the_bot": state.bot_id, "the_version": was.version, "version": last.known.version + 1}

    def bound(statement: Statement, made: Iterable[Row]) -> list[Parameters]:
        return [bind(statement, row) for row in made]

    return StepRows(
        fills=bound(
            statements.GUARD_FILL, (row for one in steps for row in rows.fill_guards(one.outcome, one.at))
        ),
        fundings=bound(
            statements.ADD_FUNDING, (row for one in steps for row in rows.funding_rows(one.outcome, one.at))
        ),
        state=bind(statements.MOVE_STATE, rows.state_columns(state, last.feed_offset) | version),
        bot=(bot, bind(bot, changed | {"the_bot": state.bot_id})),
        orders=[(order, bind(statements.KEEP_ORDER, row)) for order, row in _order_rows(steps)],
        trades=bound(statements.ADD_TRADE, (row for one in outcomes for row in rows.trade_rows(one))),
        days=[
            (bind(statements.DAY, day), day | {"owner_id": state.owner_id}, change)
            for day, change in rows.day_changes(*outcomes)
        ],
        results=bound(statements.ADD_RESULT, (row for one in outcomes for row in rows.result_rows(one))),
        lines=bound(
            statements.ADD_LOG,
            (
                log_row(line, word_line, one.at)
                for one in steps
                for line in journal_lines(one.known.state, one.outcome)
            ),
        )
        + bound(statements.ADD_LOG, _command_rows(steps, word_line, in_log)),
        owed=[
            (bind(statements.OWE, to_owner), bind(statements.OWE, to_alerts))
            for one in steps
            for to_owner, to_alerts in rows.outbox_rows(one.outcome, one.at, bodies, one.correlation)
        ],
    )


def _command_rows(steps: Sequence[Step], word_line: WordLine, in_log: BotId | None) -> Iterator[Row]:
    for one in steps:
        if (command := one.command) is not None:
            line = acted(command.line, one.known.state, one.outcome.state)
            row = rows.log_row(
                line,
                word_line,
                one.at,
                owner_id=command.person_id,
                bot_id=in_log,
                asked=command.asked,
            )
            yield row | {"extra_data": JsonText(json.dumps(row["extra_data"]))}


def _order_rows(steps: Sequence[Step]) -> Iterator[tuple[Order, Row]]:
    """Yield each order as it is after the last step, on the account where it was placed."""
    newest: dict[ClientOrderId, tuple[BotState, Order, datetime]] = {}
    for step in steps:
        for order in step.outcome.orders:
            placed_by, *_ = newest.get(order.client_order_id, (step.outcome.state,))
            newest[order.client_order_id] = placed_by, order, step.at
    for placed_by, order, at in newest.values():
        yield order, rows.order_row(placed_by, order, at)


def _has_landed(connection: Connection, step: Step) -> bool:
    """Say whether the outcome in doubt is stored. Raises StateOutdated when it is and another one comes."""
    version = _version(connection, step.outcome.state)
    if version == step.known.version:
        return False
    if version == step.known.version + 1 and step.outcome == step.in_doubt:
        return True
    bot_id = step.outcome.state.bot_id
    raise StateOutdated(f"bot {bot_id} is at version {version}, not {step.known.version}")


def _guard_fills(runner: Runner, made: StepRows, steps: Sequence[Step]) -> None:
    try:
        runner.run(statements.GUARD_FILL, made.fills)
        runner.run(statements.ADD_FUNDING, made.fundings)
    except (IntegrityError, sqlite3.IntegrityError) as e:
        fills = [booked.fill.trade_id for one in steps for booked in one.outcome.fills]
        fundings = [row["funding_id"] for one in steps for row in rows.funding_rows(one.outcome, one.at)]
        raise FillAlreadyBooked(", ".join([*fills, *fundings])) from e


def _move_state(connection: Connection, runner: Runner, made: StepRows, step: Step) -> None:
    if runner.changed(statements.MOVE_STATE, made.state) != 1:
        raise _another_version(connection, step)


def _another_version(connection: Connection, step: Step) -> BotNotFound | StateOutdated:
    bot_id, version = step.outcome.state.bot_id, _version(connection, step.outcome.state)
    if version is None:
        return BotNotFound(bot_id)
    return StateOutdated(f"bot {bot_id} is at version {version}, not {step.known.version}")


def _version(connection: Connection, state: BotState) -> int | None:
    kept = DeletedBot if state.deleted else StateOfBot
    return connection.scalar(select(kept.version).where(kept.bot_id == state.bot_id))


def _add_rows(connection: Connection, runner: Runner, made: StepRows, bot_id: BotId) -> None:
    ((_, alerts),) = runner.ask(*made.bot)
    runner.run(statements.ADD_TRADE, made.trades)
    _add_lasting(connection, runner, made, bot_id)
    runner.run(statements.OWE, [row for owed in made.owed for row in (owed if alerts else owed[:1])])


def _add_to_deleted(connection: Connection, runner: Runner, made: StepRows, step: Step) -> None:
    """Store what has become known of a deleted bot. There are no trades of it; its owner is told."""
    state = step.outcome.state
    if not move_bot(connection, state, step.known.version):
        raise _another_version(connection, step)
    _add_lasting(connection, runner, made, state.bot_id)
    add_outcome(connection, step.outcome, step.at)
    runner.run(statements.OWE, [to_owner for to_owner, _ in made.owed])


def _add_lasting(connection: Connection, runner: Runner, made: StepRows, bot_id: BotId) -> None:
    """Add what outlives the bot."""
    for order, row in made.orders:
        if runner.changed(statements.KEEP_ORDER, row) != 1:
            raise _another_order(connection, bot_id, order)
    for key, day, change in made.days:
        _add_to_day(runner, key, day, change)
    runner.run(statements.ADD_RESULT, made.results)
    runner.run(statements.ADD_LOG, made.lines)


def _add_to_day(runner: Runner, key: Parameters, day: dict[str, Any], change: Figures) -> None:
    for result, fees, trades, cycles in runner.ask(statements.DAY, key):
        change = Figures(plain(Decimal(result)), plain(Decimal(fees)), trades, cycles) + change
    runner.run(statements.KEEP_DAY, [runner.bind(statements.KEEP_DAY, day | rows.figures_row(change))])


def _another_order(connection: Connection, bot_id: BotId, order: Order) -> OrderTaken | StateOutdated:
    """Return what to raise about an order that stands on disk differently."""
    name = order.client_order_id
    owner = connection.scalar(select(OrderRow.bot_id).where(OrderRow.client_order_id == name))
    if owner != bot_id:
        return OrderTaken(name)
    return StateOutdated(f"order {name} is another one on disk")
