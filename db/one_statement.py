"""Steps of many bots as one statement of PostgreSQL: one trip there and back, and a transaction by itself.

It stores all of them or, as soon as anything is not as one of them knows it, nothing: another version, a fill
that is booked, another owner of the database. Which one it was shows when they are stored one by one.
"""

import re
from collections.abc import Sequence
from itertools import count
from typing import Any, TypeGuard

from sqlalchemy import Column, Dialect, Executable
from sqlalchemy.dialects.postgresql import asyncpg

from db import statements
from db.models import Bot
from db.prepared import Row, Statement, compile_for, process_of
from db.rows import figures_row
from db.statements import table
from db.steps import StepRows, StoreSteps
from db.transactors import Shortcut
from db.types import to_json
from db.writer import QUESTION, Batch, Ownership

_DIALECT: Dialect = asyncpg.dialect(paramstyle="named", json_serializer=to_json)  # type: ignore[no-untyped-call]
_NAMED = re.compile(r"(?<!:):(\w+)")
_LENGTH = re.compile(r"\(.*\)")
_INSERT = re.compile(r"(INSERT INTO .*?) VALUES \((.*?)\)( ON CONFLICT .*)?")
_HOLDS = """
({0} IS NULL OR (SELECT (holder, fencing) = ({0}, {1}) FROM owner))
AND (SELECT count(*) FROM moved) = ${2}::BIGINT
AND (SELECT count(*) FROM told) = ${2}::BIGINT
AND (SELECT count(*) FROM kept) = ${3}::BIGINT
"""
_BOT = table(Bot).c
_BESIDE_OWED = (_BOT.id, _BOT.alerts)
_WHERE_WANTED = "JOIN told ON told.id = new.id WHERE told.alerts OR NOT new.alerts"


class _Part:
    """One statement of a step, said for all rows of all steps: each of its parameters is an array."""

    def __init__(
        self,
        name: str,
        statement: Executable,
        names: Sequence[str] | None,
        places: "count[int]",
        *,
        beside: Sequence[Column[Any]] = (),
        joined: str = "",
    ) -> None:
        """`beside` are parameters for `joined`, which picks among the rows of an insert."""
        compiled = compile_for(_DIALECT, statement, names)
        kinds = {name: bind.type for name, bind in compiled.binds.items()}
        kinds |= {column.name: column.type for column in beside}
        self._columns = [(name, process_of(kind, _DIALECT)) for name, kind in kinds.items()]
        # Without its length: a cast to one would cut silently what the column itself refuses.
        arrays = [f"${next(places)}::{_LENGTH.sub('', kind.compile(_DIALECT))}[]" for kind in kinds.values()]
        rows = f"FROM unnest({', '.join(arrays)}) WITH ORDINALITY AS new({', '.join(kinds)}, place)"
        text = _NAMED.sub(r"new.\1", str(compiled))
        if (insert := _INSERT.fullmatch(text)) is not None:
            head, values, tail = insert.groups(default="")
            text = f"{head} SELECT {values} {rows} {joined} ORDER BY new.place {tail}"
        else:
            text = text.replace(" WHERE ", f" {rows} WHERE ", 1)
        self.text = f"{name} AS ({text}{'' if ' RETURNING ' in text else ' RETURNING 1'})"

    def arrays(self, rows: Sequence[Row]) -> list[list[Any]]:
        """Return the rows column by column. Raises ValueRefused, and KeyError for one of other columns."""
        for row in rows:
            if len(row) != len(self._columns):
                raise KeyError(*({name for name, _ in self._columns} ^ row.keys()))
        return [
            [row[name] if made is None else made(row[name]) for row in rows] for name, made in self._columns
        ]


class OneStatement:
    """Meets `db.transactors.Shortcut`."""

    def __init__(self) -> None:
        places = count(1)
        owner = f"${next(places)}::TEXT", f"${next(places)}::BIGINT"

        def part(name: str, statement: Statement, **more: Any) -> _Part:  # noqa: ANN401 - those of _Part
            return _Part(name, statement.core("postgresql"), statement.names, places, **more)

        self._fills = part("fills", statements.GUARD_FILL)
        self._fundings = part("fundings", statements.ADD_FUNDING)
        self._states = part("moved", statements.MOVE_STATE)
        self._bots = part("told", statements.MOVE_BOT)
        self._orders = part("kept", statements.KEEP_ORDER)
        self._trades = part("traded", statements.ADD_TRADE)
        self._days = part("days", statements.ADD_TO_DAY)
        self._results = part("results", statements.ADD_RESULT)
        self._lines = part("lines", statements.ADD_LOG)
        self._owed = part("owed", statements.OWE, beside=_BESIDE_OWED, joined=_WHERE_WANTED)
        parts = (
            *(self._fills, self._fundings, self._states, self._bots, self._orders),
            *(self._trades, self._days, self._results, self._lines, self._owed),
        )
        holds = _HOLDS.format(*owner, next(places), next(places))
        self.text = (
            f"WITH owner AS ({QUESTION['postgresql']}), {', '.join(part.text for part in parts)} "
            # Nothing is stored by a division by zero.
            f"SELECT 1 / CASE WHEN {holds} THEN 1 ELSE 0 END"
        )

    def __call__(self, work: object) -> Shortcut[list[None]] | None:
        """Return how to store a batch of steps, one stretch of each of its bots. None for any other.

        There is none either for a bot whose configuration changes.
        """
        if not isinstance(work, Batch) or not all(self.takes(unit) for unit in work.units):
            return None
        made = [unit.prepare()[0] for unit in work.units if self.takes(unit)]
        if any(one.bot[0] is not statements.MOVE_BOT for one in made):
            return None
        return Shortcut(self.text, self._arguments(made, work.fence.ownership), [None] * len(made))

    def takes(self, unit: object) -> TypeGuard[StoreSteps]:
        """Say whether it is one stretch, of a bot that is there, and none that may be stored already.

        Nor one that changes rows of before.
        """
        return isinstance(unit, StoreSteps) and [steps[0].is_special for steps in unit.stretches] == [False]

    def _arguments(self, made: Sequence[StepRows], ours: Ownership | None) -> list[Any]:
        owner = (None, None) if ours is None else (ours.holder, ours.fencing)
        orders = [row for one in made for _, row in one.orders]
        days = [day | figures_row(change) for one in made for _, day, change in one.days]
        owed = [
            {**row, "id": one.state["the_bot"], "alerts": to_alerts}
            for one in made
            for pair in one.owed
            for row, to_alerts in zip(pair, (False, True), strict=True)
        ]
        return [
            *owner,
            *self._fills.arrays([row for one in made for row in one.fills]),
            *self._fundings.arrays([row for one in made for row in one.fundings]),
            *self._states.arrays([one.state for one in made]),
            *self._bots.arrays([one.bot[1] for one in made]),
            *self._orders.arrays(orders),
            *self._trades.arrays([row for one in made for row in one.trades]),
            *self._days.arrays(days),
            *self._results.arrays([row for one in made for row in one.results]),
            *self._lines.arrays([row for one in made for row in one.lines]),
            *self._owed.arrays(owed),
            *(len(made), len(orders)),
        ]
