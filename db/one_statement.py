"""Steps of many bots as one statement of PostgreSQL: one trip there and back, and a transaction by itself.

It stores all of them or, as soon as anything is not as one of them knows it, nothing: another version, a fill
that is booked, another owner of the database. Which one it was shows when they are stored one by one.
"""

import json
import re
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Dialect
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
_KEYS = string.ascii_lowercase
"""What the columns of a row are called in JSON."""
_quoted = json.JSONEncoder(ensure_ascii=False).encode
_LENGTH = re.compile(r"\(.*\)")
_INSERT = re.compile(r"(INSERT INTO .*?) VALUES \((.*?)\)( ON CONFLICT .*)?")
_HOLDS = """
($1::TEXT IS NULL OR (SELECT (holder, fencing) = ($1::TEXT, $2::BIGINT) FROM owner))
AND (SELECT count(*) FROM moved) = $3::BIGINT
AND (SELECT count(*) FROM told) = $3::BIGINT
AND (SELECT count(*) FROM kept) = $4::BIGINT
"""
_BOT = table(Bot).c
_BESIDE_OWED = (_BOT.id,)
_WHERE_WANTED = "LEFT JOIN told ON told.id = new.id WHERE new.id IS NULL OR told.alerts"
"""What has an `id` is for the alert chat."""


class _Part:
    """One statement of a step, said for all rows of all steps: its one parameter is a list of them in JSON.

    An array for each column takes the server, which opens each by itself, four times as long.
    """

    def __init__(
        self,
        name: str,
        statement: Statement,
        *,
        beside: Sequence[Column[Any]] = (),
        joined: str = "",
        tells: str = "1",
    ) -> None:
        """`beside` are parameters for `joined`, which picks among the rows of an insert."""
        self.name = name
        compiled = compile_for(_DIALECT, statement.core("postgresql"), statement.names)
        kinds = {name: bind.type for name, bind in compiled.binds.items()}
        kinds |= {column.name: column.type for column in beside}
        self._names = kinds.keys()
        self._spell = _speller(kinds)
        # Without its length: a cast to one would cut silently what the column itself refuses.
        columns = (
            f"{_KEYS[at]} {_LENGTH.sub('', kind.compile(_DIALECT))}" for at, kind in enumerate(kinds.values())
        )
        listed = f"json_to_recordset({{}}::TEXT::JSON) AS ({', '.join(columns)})"
        rows = f"FROM ROWS FROM ({listed}) WITH ORDINALITY AS new({', '.join(kinds)}, place)"
        text = _NAMED.sub(r"new.\1", str(compiled))
        if (insert := _INSERT.fullmatch(text)) is not None:
            head, values, tail = insert.groups(default="")
            text = f"{head} SELECT {values} {rows} {joined} ORDER BY new.place {tail}"
        else:
            text = text.replace(" WHERE ", f" {rows} WHERE ", 1)
        self._text = f"{name} AS ({text} RETURNING {tells})"

    def text(self, parameter: str) -> str:
        return self._text.format(parameter)

    def spelt(self, rows: Sequence[Row]) -> str:
        """Return the rows as JSON. Raises ValueRefused, and KeyError for one of other columns."""
        for row in rows:
            if len(row) != len(self._names):
                raise KeyError(*(self._names ^ row.keys()))
        return f"[{','.join(map(self._spell, rows))}]"


def _speller(kinds: Mapping[str, TypeEngine[Any]]) -> Callable[[Row], str]:
    """Return what makes JSON of a row, written out as `db.prepared` has its rows."""
    spellings = {f"spelt_{at}": _spelling(kind) for at, kind in enumerate(kinds.values())}
    cells = (f'"{_KEYS[at]}":{{spelt_{at}(row["{name}"])}}' for at, name in enumerate(kinds))
    speller: Callable[[Row], str] = eval(f"lambda row: f'{{{{{','.join(cells)}}}}}'", spellings)  # noqa: S307 - of our own columns
    return speller


def _spelling(kind: TypeEngine[Any]) -> Callable[[Any], str]:
    """Return how values of the kind are spelt in JSON."""
    process = process_of(kind, _DIALECT)
    if isinstance(kind, JSON) and process is not None:
        return process
    if process is None:
        return _spelt
    return remembering(kind, lambda value: _spelt(process(value)), "spelt")


def _spelt(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if value is None:
        return "null"
    return _quoted(value) if isinstance(value, str) else f'"{value}"'


class OneStatement:
    """Meets `db.transactors.Shortcut`."""

    def __init__(self) -> None:
        self._fills = _Part("fills", statements.GUARD_FILL)
        self._fundings = _Part("fundings", statements.ADD_FUNDING)
        self._states = _Part("moved", statements.MOVE_STATE)
        self._bots = _Part("told", statements.MOVE_BOT, tells="bots.id, bots.alerts")
        self._orders = _Part("kept", statements.KEEP_ORDER)
        self._trades = _Part("traded", statements.ADD_TRADE)
        self._days = _Part("days", statements.ADD_TO_DAY)
        self._results = _Part("results", statements.ADD_RESULT)
        self._lines = _Part("lines", statements.ADD_LOG)
        self._owed = _Part("owed", statements.OWE, beside=_BESIDE_OWED, joined=_WHERE_WANTED)
        parts = (
            *(self._fills, self._fundings, self._states, self._bots, self._orders),
            *(self._trades, self._days, self._results, self._lines, self._owed),
        )
        texts = ", ".join(part.text(f"${place}") for place, part in enumerate(parts, 5))
        self.text = (
            f"WITH owner AS ({QUESTION['postgresql']}), {texts} "
            # Nothing is stored by a division by zero.
            f"SELECT 1 / CASE WHEN {_HOLDS} THEN 1 ELSE 0 END"
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
            *(len(made.states), len(made.orders)),
            self._fills.spelt(made.fills),
            self._fundings.spelt(made.fundings),
            self._states.spelt(made.states),
            self._bots.spelt(made.bots[statements.MOVE_BOT]),
            self._orders.spelt([row for *_, row in made.orders]),
            self._trades.spelt(made.trades),
            self._days.spelt(made.days),
            self._results.spelt(made.results),
            self._lines.spelt(made.lines),
            self._owed.spelt([*(row | {"id": None} for row in made.owed), *made.alerts]),
        ]
