"""Steps of many bots as one statement of PostgreSQL: one trip there and back, and a transaction by itself.

It stores all of them or, as soon as anything is not as one of them knows it, nothing: another version, a fill
that is booked, another owner of the database. Which one it was shows when they are stored one by one.
"""

import re
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from sqlalchemy import Column, Dialect, Executable
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.types import TypeEngine

from db import statements
from db.models import Bot
from db.prepared import Row, Statement, compile_for, process_of, remembering
from db.statements import table
from db.steps import StepRows, StoreSteps, StoreTogether
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
_BESIDE_OWED = (_BOT.id,)
_WHERE_WANTED = "LEFT JOIN told ON told.id = new.id WHERE new.id IS NULL OR told.alerts"
"""What has an `id` is for the alert chat."""


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
        tells: str = "1",
    ) -> None:
        """`beside` are parameters for `joined`, which picks among the rows of an insert."""
        compiled = compile_for(_DIALECT, statement, names)
        kinds = {name: bind.type for name, bind in compiled.binds.items()}
        kinds |= {column.name: column.type for column in beside}
        self._columns = [(name, _spelling(kind)) for name, kind in kinds.items()]
        # Without its length: a cast to one would cut silently what the column itself refuses.
        arrays = [
            f"${next(places)}::TEXT::{_LENGTH.sub('', kind.compile(_DIALECT))}[]" for kind in kinds.values()
        ]
        rows = f"FROM unnest({', '.join(arrays)}) WITH ORDINALITY AS new({', '.join(kinds)}, place)"
        text = _NAMED.sub(r"new.\1", str(compiled))
        if (insert := _INSERT.fullmatch(text)) is not None:
            head, values, tail = insert.groups(default="")
            text = f"{head} SELECT {values} {rows} {joined} ORDER BY new.place {tail}"
        else:
            text = text.replace(" WHERE ", f" {rows} WHERE ", 1)
        self.text = f"{name} AS ({text} RETURNING {tells})"

    def arrays(self, rows: Sequence[Row]) -> list[str]:
        """Return the rows column by column. Raises ValueRefused, and KeyError for one of other columns."""
        for row in rows:
            if len(row) != len(self._columns):
                raise KeyError(*({name for name, _ in self._columns} ^ row.keys()))
        # As the server reads an array: the driver takes ten times as long over a list.
        return [f"{{{','.join([spelt(row[name]) for row in rows])}}}" for name, spelt in self._columns]


def _spelling(kind: TypeEngine[Any]) -> Callable[[Any], str]:
    """Return how values of the kind are spelt within an array."""
    process = process_of(kind, _DIALECT)
    if process is None:
        return _element
    return remembering(kind, lambda value: _element(process(value)), "spelt")


def _element(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", r"\\").replace('"', r"\"") + '"'
    return str(value)


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
        self._bots = part("told", statements.MOVE_BOT, tells="bots.id, bots.alerts")
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
        if not isinstance(work, Batch) or len(work.parts) != 1:
            return None
        (steps,) = work.parts
        if not isinstance(steps, StoreTogether) or set(steps.prepare().bots) != {statements.MOVE_BOT}:
            return None
        arguments = self._arguments(steps.prepare(), work.fence.ownership)
        return Shortcut(self.text, arguments, [None] * len(work.units))

    def takes(self, unit: object) -> bool:
        """Say whether it is one stretch, of a bot that is there, and none that may be stored already.

        Nor one that changes rows of before.
        """
        return isinstance(unit, StoreSteps) and unit.joins

    def _arguments(self, made: StepRows, ours: Ownership | None) -> list[Any]:
        owner = (None, None) if ours is None else (ours.holder, ours.fencing)
        return [
            *owner,
            *self._fills.arrays(made.fills),
            *self._fundings.arrays(made.fundings),
            *self._states.arrays(made.states),
            *self._bots.arrays(made.bots[statements.MOVE_BOT]),
            *self._orders.arrays([row for *_, row in made.orders]),
            *self._trades.arrays(made.trades),
            *self._days.arrays(made.days),
            *self._results.arrays(made.results),
            *self._lines.arrays(made.lines),
            *self._owed.arrays([*(row | {"id": None} for row in made.owed), *made.alerts]),
            *(len(made.states), len(made.orders)),
        ]
