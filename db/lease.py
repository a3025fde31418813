"""The row that says which process owns the database.

Its times are those of the database's clock: the clocks of two machines need not agree.
"""

import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, select, text, update

from db.backup_restore import Draw, begin_anew
from db.models import LeaseRow
from db.session import Database
from db.statements import insert_into, table
from db.writer import Ownership
from engine.errors import LeaseLost
from engine.lease import Held, Taken
from engine.reads.journal import WordLine

THE_LEASE = 1
_SQLITE_NOW = text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
_POSTGRESQL_NOW = text("SELECT clock_timestamp()")
_ROW = table(LeaseRow).c
_LEASE = select(table(LeaseRow)).where(_ROW.id == THE_LEASE)
_RENEW = (
    update(table(LeaseRow))
    .where(_ROW.id == THE_LEASE)
    .values(expires_at=bindparam("until"), stamp=_ROW.stamp + 1)
    .returning(_ROW.stamp)
)


class DatabaseLease:
    """`engine.lease.LeaseBook` on a database, for one process."""

    def __init__(
        self, database: Database, holder: str, word_line: WordLine, draw: Draw = secrets.randbelow
    ) -> None:
        """`holder` names the process, in words for people, and no other process ever."""
        self._draw = draw
        self._database = database
        self._holder = holder
        self._word_line = word_line

    async def take(self, ttl_s: float, *, unchanged: Held | None = None) -> Taken | Held:
        def work(connection: Connection) -> tuple[Taken, Ownership] | Held:
            row, now = _locked(connection), _now(connection)
            held = _held(row)
            if held is not None and held.by != self._holder and held != unchanged and not _expired(row, now):
                return held
            mine = Ownership(self._holder, row.fencing + 1)
            until = now + timedelta(seconds=ttl_s)
            connection.execute(_change(**asdict(mine), acquired_at=now, expires_at=until))
            taken = Taken(
                installation=row.installation, stamp=row.stamp, holder=self._holder, before=row.holder
            )
            return taken, mine

        answer = await self._database.write_beside(work)
        if isinstance(answer, Held):
            return answer
        taken, self._database.fence.ownership = answer
        return taken

    async def renew(self, ttl_s: float) -> int:
        def work(connection: Connection) -> int:
            self._database.fence.check(connection)
            expires_at = _now(connection) + timedelta(seconds=ttl_s)
            stamp: int = connection.execute(_RENEW, {"until": expires_at}).scalar_one()
            return stamp

        return await self._database.write_beside(work)

    async def release(self) -> int | None:
        mine = self._database.fence.ownership
        if mine is None:
            return None
        given_back = _change(holder=None, acquired_at=None, expires_at=None, stamp=LeaseRow.stamp + 1)
        ours = given_back.where(LeaseRow.holder == mine.holder, LeaseRow.fencing == mine.fencing)

        def work(connection: Connection) -> int | None:
            return connection.execute(ours.returning(LeaseRow.stamp)).scalar_one_or_none()

        return await self._database.write_beside(work)

    async def begin_anew(self, stamp: int, at: datetime) -> int:
        def work(connection: Connection) -> int:
            connection.execute(_change(stamp=stamp))
            return begin_anew(connection, at, self._word_line, self._draw)

        return await self._database.write(work)

    def when_refused(self, tell: Callable[[LeaseLost], None]) -> None:
        self._database.fence.when_refused = tell


def holder_in_use(connection: Connection) -> str | None:
    """Return who owns the database at this moment, or None. The table must be there."""
    row = connection.execute(_LEASE).one_or_none()
    return None if row is None or _expired(row, _now(connection)) else row.holder


def _locked(connection: Connection) -> Row[Any]:
    """Return the row, locked; the first process ever makes it."""
    first = insert_into(LeaseRow, connection.dialect.name).values(
        id=THE_LEASE, installation=secrets.token_hex(8), fencing=0, stamp=0
    )
    connection.execute(first.on_conflict_do_nothing())
    return connection.execute(_LEASE.with_for_update()).one()


def _held(row: Row[Any]) -> Held | None:
    if row.holder is None or row.acquired_at is None:
        return None
    return Held(by=row.holder, since=row.acquired_at, stamp=row.stamp)


def _expired(row: Row[Any], now: datetime) -> bool:
    return row.expires_at is None or row.expires_at <= now


def _change(**columns: object) -> Update:
    return update(LeaseRow).where(LeaseRow.id == THE_LEASE).values(**columns)


def _now(connection: Connection) -> datetime:
    if connection.dialect.name == "sqlite":
        return datetime.fromisoformat(connection.execute(_SQLITE_NOW).scalar_one()).replace(tzinfo=UTC)
    now: datetime = connection.execute(_POSTGRESQL_NOW).scalar_one()
    return now
