"""Steps of many bots as one statement of PostgreSQL: one trip there and back, and a transaction by itself.

It stores all of them or, as soon as anything is not as one of them knows it, nothing: another version, a fill
that is booked, another owner of the database. Which one it was shows when they are stored one by one.
"""

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Dialect, Uuid
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.types import TypeEngine

from db import statements
from db.models import Bot
from db.prepared import Row, Statement, compile_for, process_of, remembering
from db.statements import table
from db.steps import StepRows, StoreSteps, StoreTogether
from db.transactors import Shortcut
from db.types import to_json
from db.writer import QUESTION, Batch

_DIALECT: Dialect = asyncpg.dialect(paramstyle="named", json_serializer=to_json)  # type: ignore[no-untyped-call]
_NAMED = re.compile(r"(?<!:):(\w+)")
_KEYS = string.ascii_lowercase
"""What the columns of a row are called in JSON."""
_LENGTH = re.compile(r"\(.*\)")
_INSERT = re.compile(r"(INSERT INTO .*?) VALUES \((.*?)\)( ON CONFLICT .*)?")
_HOLDS = (
    "($1::TEXT IS NULL OR (SELECT (holder, fencing) = ($1::TEXT, $2::BIGINT) FROM owner))",
    "(SELECT count(*) FROM moved) = $3::BIGINT",
    "(SELECT count(*) FROM told) = $3::BIGINT",
)
_KEPT = "(SELECT count(*) FROM kept) = $4::BIGINT"
_BOT = table(Bot).c
_BESIDE_OWED = (_BOT.id,)
_WHERE_WANTED = "LEFT JOIN told ON told.id = new.id WHERE new.id IS NULL OR told.alerts"
"""What has an `id` is for the alert chat."""


class _Part:
    """One statement of a step, said for all rows of all steps: its one parameter is a list of them in JSON.

    An array for each column takes the server, which opens each by itself, longer where there are few rows.
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
    if isinstance(kind, Uuid):
        return _spelt_uuid
    if process is None:
        return _spelt
    return remembering(kind, lambda value: _spelt(process(value)), "spelt")


def _spelt(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, str):
        return encode_basestring(value)
    return "null" if value is None else f'"{value}"'


def _spelt_uuid(value: UUID | None) -> str:
    return "null" if value is None else f'"{value.hex}"'  # as text it takes three times as long


_FILLS = _Part("fills", statements.GUARD_FILL)
_FUNDINGS = _Part("fundings", statements.ADD_FUNDING)
_STATES = _Part("moved", statements.MOVE_STATE)
_BOTS = _Part("told", statements.MOVE_BOT, tells="bots.id, bots.alerts")
_ORDERS = _Part("kept", statements.KEEP_ORDER)
_TRADES = _Part("traded", statements.ADD_TRADE)
_DAYS = _Part("days", statements.ADD_TO_DAY)
_RESULTS = _Part("results", statements.ADD_RESULT)
_LINES = _Part("lines", statements.ADD_LOG)
_OWED = _Part("owed", statements.OWE, beside=_BESIDE_OWED, joined=_WHERE_WANTED)
PARTS = (_FILLS, _FUNDINGS, _STATES, _BOTS, _ORDERS, _TRADES, _DAYS, _RESULTS, _LINES, _OWED)


@lru_cache
def statement_of(parts: Sequence[_Part] = PARTS) -> str:
    """Return the one that stores rows of these: the server begins each, also one that has none."""
    texts = ", ".join(part.text(f"${place}") for place, part in enumerate(parts, 5))
    holds = " AND ".join([*_HOLDS, _KEPT if _ORDERS in parts else "$4::BIGINT = 0"])
    # Nothing is stored by a division by zero.
    return f"WITH owner AS ({QUESTION['postgresql']}), {texts} SELECT 1 / CASE WHEN {holds} THEN 1 ELSE 0 END"


class OneStatement:
    """Meets `db.transactors.Shortcut`."""

    def __call__(self, work: object) -> Shortcut[list[None]] | None:
        """Return how to store a batch of steps, one stretch of each of its bots. None for any other.

        There is none either for a bot whose configuration changes.
        """
        if not isinstance(work, Batch) or len(work.parts) != 1:
            return None
        (steps,) = work.parts
        if not isinstance(steps, StoreTogether) or set(steps.prepare().bots) != {statements.MOVE_BOT}:
            return None
        made, ours = steps.prepare(), work.fence.ownership
        owner = (None, None) if ours is None else (ours.holder, ours.fencing)
        rows = {part: its_rows for part, its_rows in _rows_of(made) if its_rows}
        spelt = (part.spelt(its_rows) for part, its_rows in rows.items())
        arguments = [*owner, len(made.states), len(made.orders), *spelt]
        return Shortcut(statement_of(tuple(rows)), arguments, [None] * len(work.units))

    def takes(self, unit: object) -> bool:
        """Say whether it is one stretch, of a bot that is there, and none that may be stored already.

        Nor one that changes rows of before.
        """
        return isinstance(unit, StoreSteps) and unit.joins


def _rows_of(made: StepRows) -> Iterator[tuple[_Part, Sequence[Row]]]:
    yield _FILLS, made.fills
    yield _FUNDINGS, made.fundings
    yield _STATES, made.states
    yield _BOTS, made.bots[statements.MOVE_BOT]
    yield _ORDERS, [row for *_, row in made.orders]
    yield _TRADES, made.trades
    yield _DAYS, made.days
    yield _RESULTS, made.results
    yield _LINES, made.lines
    yield _OWED, [*(row | {"id": None} for row in made.owed), *made.alerts]
