"""Is the clock of this machine right? The exchanges are asked, and the owners told when it is not."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.process.jobs import NotDone
from engine.clock import Clock
from engine.notices import ClockWrong
from engine.outbox import Outbox, owe_each
from engine.people import Person
from engine.reads.views import AccountSilent, AccountView


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCheck:
    """Looks when it is told to."""

    accounts: Callable[[], Awaitable[Sequence[AccountView | AccountSilent]]]
    owners: Callable[[], Awaitable[Sequence[Person]]]
    outbox: Outbox
    clock: Clock
    most_s: float
    """So many seconds it may be wrong."""

    async def run(self) -> str:
        """Compare with each exchange. Owners are told once a day. Raises NotDone where it is too far off."""
        views = await self.accounts()
        told = [one for one in views if isinstance(one, AccountView)]
        if not told:
            if views:
                raise NotDone("no exchange has told its time")
            return "there is no account at an exchange to ask"
        best = min(told, key=lambda one: abs(one.clock_drift_s))  # the others may be slow to answer
        venue, drift_s = best.account_id.venue, best.clock_drift_s
        if abs(drift_s) <= self.most_s:
            return f"{drift_s:+.1f} s beside {venue}"
        await self._tell(venue, drift_s)
        raise NotDone(f"the clock is {drift_s:+.1f} s off, beside {venue}")

    async def _tell(self, venue: str, drift_s: float) -> None:
        now = self.clock.now()
        notice = ClockWrong(at=now, exchange=venue, ahead_s=Decimal(f"{drift_s:.1f}"))
        owners = [owner.user_id for owner in await self.owners()]
        await owe_each(self.outbox, owners, notice, f"clock {now:%Y-%m-%d}")
