"""How a step of a bot is stored inside a transaction: all of it, from the known version, or nothing."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from db import rows, statements
from db.codec import NOTICE, line_to_json
from db.deleted_bots import add_outcome, move_bot
from db.later_values import change_trades, changes_trades
from db.models import DeletedBot, OrderRow, StateOfBot
from db.prepared import RUNNERS, Parameters, Row, Runner, Statement
from db.transactors import Joining, Preparing
from db.types import JsonText
from engine.core.orders import Order
from engine.core.state import BotState, Outcome
from engine.core.types import BotId, ClientOrderId
from engine.correlation import correlation_id
from engine.errors import BotNotFound, FillAlreadyBooked, OrderTaken, StateOutdated
from engine.ports import Command
from engine.reads.journal import WordLine, acted
from engine.reads.journal_lines import journal_lines

Bind = Callable[[Statement, Row], Parameters]


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


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps of one bot that follow one another and are stored as one."""

    steps: list[Step]
    is_special: bool
    """Of one step, see there."""

    @property
    def was(self) -> StoredVersion:
        return self.steps[0].known

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def state(self) -> BotState:
        return self.last.outcome.state


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRows:
    """All rows of stretches that are stored together, as their statements take them."""

    fills: Sequence[Parameters]
    fundings: Sequence[Parameters]
    states: Sequence[Parameters]
    bots: Mapping[Statement, Sequence[Parameters]]
    """By the statement: the configuration of some may have changed."""
    orders: Sequence[tuple[BotId, Order, Parameters]]
    trades: Sequence[Parameters]
    days: Sequence[Parameters]
    results: Sequence[Parameters]
    lines: Sequence[Parameters]
    owed: Sequence[Parameters]
    """To the owners."""
    alerts: Sequence[Parameters]
    """The same to the alert chat, of each bot that tells it."""


class StoreSteps(Joining):
    """The unit of work that stores steps of a bot, one after the other.

    What its transaction need not wait for is done by `prepare`.
    """

    def __init__(self, steps: Sequence[Step], word_line: WordLine, dialect: str) -> None:
        self.stretches = _stretches(steps)
        self.joins = [stretch.is_special for stretch in self.stretches] == [False]
        self.word_line = word_line
        self.dialect = dialect
        self._made: Sequence[StepRows] | None = None

    def joined(self, units: Sequence["StoreSteps"]) -> "StoreTogether":
        return StoreTogether(units)

    def prepare(self) -> Sequence[StepRows]:
        """Make the rows. They are the same however often the unit is tried."""
        if self._made is None:
            self._made = [rows_of([stretch], self.word_line, self.dialect) for stretch in self.stretches]
        return self._made

    def __call__(self, connection: Connection) -> None:
        """Store the steps inside the caller's transaction."""
        made, runner = self.prepare(), RUNNERS[self.dialect](connection)
        for stretch, its_rows in zip(self.stretches, made, strict=True):
            first = stretch.steps[0]
            if first.in_doubt is not None and _has_landed(connection, first):
                continue
            if stretch.state.deleted:
                _add_to_deleted(connection, runner, its_rows, stretch)
                continue
            _store(connection, runner, its_rows, [stretch])
            if first.outcome.adds_to_deleted:
                add_outcome(connection, first.outcome, first.at)
            change_trades(connection, stretch.last.outcome)


class StoreTogether(Preparing):
    """Units of bots with one stretch each: all rows of a kind are made, and stored, at once.

    It costs less than one by one. When it raises, none of them is stored, and which one it was
    shows when they are run alone.
    """

    def __init__(self, units: Sequence[StoreSteps]) -> None:
        self._units = units
        self._stretches = [unit.stretches[0] for unit in units]
        self._made: StepRows | None = None

    def prepare(self) -> StepRows:
        if self._made is None:
            self._made = rows_of(self._stretches, self._units[0].word_line, self._units[0].dialect)
        return self._made

    def __call__(self, connection: Connection) -> list[None]:
        made, runner = self.prepare(), RUNNERS[self._units[0].dialect](connection)
        _store(connection, runner, made, self._stretches)
        return [None] * len(self._units)


def _stretches(steps: Sequence[Step]) -> list[Stretch]:
    """Return the steps in parts of which each is stored as one: what a later step overwrites is not written.

    One that is special is a part of its own.
    """
    parts: list[Stretch] = []
    for step in steps:
        is_special = step.is_special
        if parts and not is_special and not parts[-1].is_special:
            parts[-1].steps.append(step)
        else:
            parts.append(Stretch([step], is_special))
    return parts


def rows_of(stretches: Sequence[Stretch], word_line: WordLine, dialect: str) -> StepRows:
    """Return all rows of the stretches, as they are after the last step of each."""
    bind = RUNNERS[dialect].bind
    steps = [step for stretch in stretches for step in stretch.steps]
    # Notices stand in the log as well as in the outbox.
    bodies = {id(notice): NOTICE.body(notice) for one in steps for notice in one.outcome.notices}
    changes = [rows.moment_changes(one.outcome) for one in steps]
    owed = [row for one in steps for row in rows.outbox_rows(one.outcome, one.at, bodies, one.correlation)]
    tellers = (one.outcome.state.bot_id for one in steps for _ in one.outcome.told)
    alerts = (row | {"audience": rows.ALERTS, "id": id_} for row, id_ in zip(owed, tellers, strict=True))

    def bound(statement: Statement, made: Iterable[Row]) -> list[Parameters]:
        return [bind(statement, row) for row in made]

    return StepRows(
        fills=bound(
            statements.GUARD_FILL, (row for one in steps for row in rows.fill_guards(one.outcome, one.at))
        ),
        fundings=bound(
            statements.ADD_FUNDING, (row for one in steps for row in rows.funding_rows(one.outcome, one.at))
        ),
        states=bound(statements.MOVE_STATE, map(_state_row, stretches)),
        bots=_bot_rows(stretches, bind, dialect),
        orders=[
            (stretch.state.bot_id, order, bind(statements.KEEP_ORDER, row))
            for stretch in stretches
            for order, row in _order_rows(stretch.steps)
        ],
        trades=bound(statements.ADD_TRADE, (row for one in steps for row in rows.trade_rows(one.outcome))),
        days=bound(statements.ADD_TO_DAY, _day_rows(stretches, changes)),
        results=bound(statements.ADD_RESULT, rows.result_rows(chain.from_iterable(changes))),
        lines=bound(
            statements.ADD_LOG,
            chain.from_iterable(_log_rows(stretch.steps, word_line, bodies) for stretch in stretches),
        ),
        owed=bound(statements.OWE, owed),
        alerts=bound(statements.OWE_ALERTS, alerts),
    )


def _state_row(stretch: Stretch) -> Row:
    last = stretch.last
    version = {
        "the_bot": stretch.state.bot_id,
        "the_version": stretch.was.version,
        "version": last.known.version + 1,
    }
    return rows.state_columns(stretch.state, last.feed_offset) | version


def _bot_rows(stretches: Sequence[Stretch], bind: Bind, dialect: str) -> dict[Statement, list[Parameters]]:
    found = dict[Statement, list[Parameters]]()
    for stretch in stretches:
        state, known = stretch.state, stretch.was.state
        as_before = (state.config, state.market, state.name) == (known.config, known.market, known.name)
        statement = statements.MOVE_BOT if as_before else statements.UPDATE_BOT
        changed = (rows.moving_bot_columns if as_before else rows.bot_columns)(state, stretch.last.at)
        if as_before and state.status is known.status and dialect == "sqlite":
            statement = statements.MOVE_BOT_AT_WORK
            del changed["status"]
        found.setdefault(statement, []).append(bind(statement, changed | {"the_bot": state.bot_id}))
    return found


def _day_rows(stretches: Sequence[Stretch], changes: Sequence[Sequence[rows.MomentChange]]) -> Iterator[Row]:
    """Yield what each stretch adds to which day. `changes`: of each step of them."""
    of_steps = iter(changes)
    for stretch in stretches:
        for day, change in rows.days_of(chain.from_iterable(islice(of_steps, len(stretch.steps)))):
            yield day | {"owner_id": stretch.state.owner_id} | rows.figures_row(change)


def _log_rows(steps: Sequence[Step], word_line: WordLine, bodies: Mapping[int, str]) -> Iterator[Row]:
    state = steps[-1].outcome.state
    in_log = None if state.deleted else state.bot_id
    for one in steps:
        for line in journal_lines(one.known.state, one.outcome):
            yield rows.log_row(
                line,
                word_line,
                one.at,
                owner_id=state.owner_id,
                bot_id=in_log,
                to_data=lambda line: line_to_json(line, bodies.get(id(line))),
            )
    yield from _command_rows(steps, word_line, in_log)


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


def _store(connection: Connection, runner: Runner, made: StepRows, stretches: Sequence[Stretch]) -> None:
    _guard_fills(runner, made, stretches)
    if runner.changed(statements.MOVE_STATE, made.states) != len(stretches):
        raise _another_version(connection, stretches[0].steps[0])
    for statement, bots in made.bots.items():
        runner.run(statement, bots)
    runner.run(statements.ADD_TRADE, made.trades)
    _add_lasting(connection, runner, made)
    runner.run(statements.OWE, made.owed)
    runner.run(statements.OWE_ALERTS, made.alerts)


def _guard_fills(runner: Runner, made: StepRows, stretches: Sequence[Stretch]) -> None:
    try:
        runner.run(statements.GUARD_FILL, made.fills)
        runner.run(statements.ADD_FUNDING, made.fundings)
    except (IntegrityError, sqlite3.IntegrityError) as e:
        steps = [step for stretch in stretches for step in stretch.steps]
        fills = [booked.fill.trade_id for one in steps for booked in one.outcome.fills]
        fundings = [row["funding_id"] for one in steps for row in rows.funding_rows(one.outcome, one.at)]
        raise FillAlreadyBooked(", ".join([*fills, *fundings])) from e


def _another_version(connection: Connection, step: Step) -> BotNotFound | StateOutdated:
    bot_id, version = step.outcome.state.bot_id, _version(connection, step.outcome.state)
    if version is None:
        return BotNotFound(bot_id)
    return StateOutdated(f"bot {bot_id} is at version {version}, not {step.known.version}")


def _version(connection: Connection, state: BotState) -> int | None:
    kept = DeletedBot if state.deleted else StateOfBot
    return connection.scalar(select(kept.version).where(kept.bot_id == state.bot_id))


def _add_to_deleted(connection: Connection, runner: Runner, made: StepRows, stretch: Stretch) -> None:
    """Store what has become known of a deleted bot. There are no trades of it; its owner is told."""
    (step,) = stretch.steps
    _guard_fills(runner, made, [stretch])
    if not move_bot(connection, stretch.state, step.known.version):
        raise _another_version(connection, step)
    _add_lasting(connection, runner, made)
    add_outcome(connection, step.outcome, step.at)
    runner.run(statements.OWE, made.owed)


def _add_lasting(connection: Connection, runner: Runner, made: StepRows) -> None:
    """Add what outlives the bot."""
    if runner.changed(statements.KEEP_ORDER, [row for *_, row in made.orders]) != len(made.orders):
        raise _another_order(connection, [(bot_id, order) for bot_id, order, _ in made.orders])
    runner.run(statements.ADD_TO_DAY, made.days)
    runner.run(statements.ADD_RESULT, made.results)
    runner.run(statements.ADD_LOG, made.lines)


def _another_order(
    connection: Connection, orders: Iterable[tuple[BotId, Order]]
) -> OrderTaken | StateOutdated:
    """Return what to raise about the first of these orders that stands on disk differently."""
    for bot_id, order in orders:
        name = order.client_order_id
        stored = select(OrderRow.bot_id, OrderRow.side).where(OrderRow.client_order_id == name)
        owner, side = connection.execute(stored).one()
        if owner != bot_id:
            return OrderTaken(name)
        if side is not order.side:
            return StateOutdated(f"order {name} is another one on disk")
    return StateOutdated("an order is another one on disk")
