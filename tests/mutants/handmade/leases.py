"""One process owns a database."""

from tests.mutants.mutant import TESTS, WHOLE, Kind, Mutant

LEASE = "engine/lease.py"
ROW = "db/lease.py"

MUTANTS = (
    Mutant(
        "a new owner has the number of the old one",
        Kind.LEASE,
        ROW,
        "Ownership(self._holder, row.fencing + 1)",
        "Ownership(self._holder, row.fencing)",
        WHOLE,
    ),
    Mutant(
        "a lease that has expired is waited for",
        Kind.LEASE,
        ROW,
        "return row.expires_at is None or row.expires_at <= now",
        "return row.expires_at is None",
        WHOLE,
    ),
    Mutant(
        "a lease is taken from whoever has it",
        Kind.LEASE,
        ROW,
        "held != unchanged and not _expired(row, now)",
        "held == unchanged and not _expired(row, now)",
        WHOLE,
    ),
    Mutant(
        "whoever gives a lease back ends that of the next",
        Kind.LEASE,
        ROW,
        "given_back.where(LeaseRow.holder == mine.holder, LeaseRow.fencing == mine.fencing)",
        "given_back.where(LeaseRow.fencing >= mine.fencing)",
        TESTS,
    ),
    Mutant(
        "the fence knows its owner by name alone",
        Kind.LEASE,
        "db/writer.py",
        "(holder, fencing) != (mine.holder, mine.fencing)",
        "holder != mine.holder",
        WHOLE,
    ),
    Mutant(
        "nobody asks the fence",
        Kind.LEASE,
        "db/writer.py",
        "self.fence.check(connection)\n",
        "pass\n",
        WHOLE,
    ),
    Mutant(
        "a process whose lease is lost goes on",
        Kind.LEASE,
        LEASE,
        "            except LeaseLost as e:\n                self._lose(e)\n",
        "            except LeaseLost:\n",
        WHOLE,
    ),
    Mutant(
        "a lease is renewed after it has expired",
        Kind.LEASE,
        LEASE,
        "await self._clock.sleep(self._ttl_s / 3)",
        "await self._clock.sleep(self._ttl_s * 3)",
        WHOLE,
    ),
    Mutant(
        "an older backup passes for the present",
        Kind.LEASE,
        LEASE,
        "if taken.stamp >= newest:",
        "if taken.stamp >= 0:",
        WHOLE,
    ),
    Mutant(
        "the stamp of a lease stands still",
        Kind.LEASE,
        ROW,
        'values(expires_at=bindparam("until"), stamp=_ROW.stamp + 1)',
        'values(expires_at=bindparam("until"), stamp=_ROW.stamp)',
        WHOLE,
    ),
)
