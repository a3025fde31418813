"""The program as it is, but ended by SIGKILL when it comes to its n-th named point.

    SCALPER_KILL_AT=17 python -m tests.kills.killable
    SCALPER_KILL_AT=2 SCALPER_KILL_POINT="before fill" python -m tests.kills.killable

Without SCALPER_KILL_AT it only counts; SCALPER_KILL_POINT counts points of that name alone.
SCALPER_LEASE_S is how long its lease holds without renewal, SCALPER_FENCE_S how long after its deadline an
order may still come to be. With SCALPER_EDIT_EVERY_S a person changes the price of a bot about that often, so
that orders are cancelled and made anew.
"""

import os
import signal
import sys
from datetime import timedelta
from itertools import count

import bot.__main__ as program
from engine.crash_points import CrashHook, CrashPoint
from engine.timings import AccountTimings, DriverTimings, EngineTimings, LeaseTimings
from tests.kills.restless_owner import restless_owner


def killer(at: int, name: str = "") -> CrashHook:
    """Return a hook that ends this process, without a farewell, at the `at`-th point (from 1)."""
    numbers = count(1)

    def crash_hook(point: CrashPoint) -> None:
        if name in {"", point.value} and next(numbers) == at:
            sys.stderr.write(f"killed at point {at}: {point}\n")
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    return crash_hook


def timings(fence_s: str | None, lease: LeaseTimings) -> EngineTimings:
    """Return how long things take; with a fence, an order may be on its way for twice that."""
    if fence_s is None:
        return EngineTimings(lease=lease)
    fence = timedelta(seconds=float(fence_s))
    return EngineTimings(
        lease=lease,
        driver=DriverTimings(send_window=2 * fence, ask_again_after_s=0.5),
        account=AccountTimings(fence=fence),
    )


def main() -> int:
    """Run the program and return its exit status."""
    wanted = os.environ.get
    every_s = float(wanted("SCALPER_EDIT_EVERY_S", "0"))
    lease = LeaseTimings(ttl_s=float(wanted("SCALPER_LEASE_S", LeaseTimings().ttl_s)))
    return program.main(
        killer(int(wanted("SCALPER_KILL_AT", "0")), wanted("SCALPER_KILL_POINT", "")),
        timings(wanted("SCALPER_FENCE_S"), lease),
        restless_owner(every_s) if every_s else None,
    )


if __name__ == "__main__":
    program.leave(main())
