"""The program as it is, but ended by SIGKILL when it comes to its n-th named point.

    SCALPER_KILL_AT=17 python -m tests.killable

Without the variable it only counts. SCALPER_LEASE_S is how long its lease holds without renewal.
"""

import os
import signal
import sys
from itertools import count

from bot.__main__ import leave, main
from engine.lease import TTL_S
from engine.probe import Point, Probe


def killer(at: int) -> Probe:
    """Return a probe that ends this process, without a farewell, at the `at`-th point (from 1)."""
    numbers = count(1)

    def probe(point: Point) -> None:
        if next(numbers) == at:
            sys.stderr.write(f"killed at point {at}: {point}\n")
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    return probe


if __name__ == "__main__":
    leave(
        main(
            killer(int(os.environ.get("SCALPER_KILL_AT", "0"))),
            lease_ttl_s=float(os.environ.get("SCALPER_LEASE_S", TTL_S)),
        )
    )
