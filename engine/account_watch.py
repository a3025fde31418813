"""Tells people of accounts at which their bots are at work, and which cannot be read for minutes."""

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.state import Phase
from engine.core.types import AccountId, Mode
from engine.errors import TryLater
from engine.notices import AccountAway
from engine.outbox import Outbox, ToPerson
from engine.ports import Venues
from engine.timings import AccountWatchTimings

log = logging.getLogger(__name__)

TASK = "account watch"


class AccountWatch:
    """A task. What was told lives in memory: after a restart the exchange is asked anew anyway.

    Nobody is asked for anything: bots sit an outage out by themselves, so without this nobody would know.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        venues: Venues,
        outbox: Outbox,
        clock: Clock,
        timings: AccountWatchTimings,
    ) -> None:
        self._supervisor = supervisor
        self._venues = venues
        self._outbox = outbox
        self._clock = clock
        self._timings = timings
        self._away: dict[AccountId, timedelta] = {}
        """Accounts that are away, and when that was seen first."""
        self._told: dict[AccountId, tuple[datetime, set[int]]] = {}
        """Those of which somebody was told: since when it is so, and who knows."""

    async def run(self) -> None:
        """Look now and then, for ever."""
        while True:
            try:
                await self.look()
            except TryLater as error:
                log.warning("It cannot be stored yet that an account is away or back: %s", error)
            await self._clock.sleep(self._timings.looks_every_s)

    async def look(self) -> None:
        """Owe what is news. Raises StorageUnavailable; the next look owes it then, and nothing twice."""
        at_work = self._at_work()
        for account_id, account in self._venues.real_accounts().items():
            standing = account.standing()
            if standing.trouble is None or standing.trouble_since is None:
                await self._is_back(account_id)
                continue
            now = self._clock.monotonic()
            if now - self._away.setdefault(account_id, now) < self._timings.told_after:
                continue
            since, knowing = self._told.setdefault(account_id, (standing.trouble_since, set()))
            for owner_id, bots in at_work[account_id].items():
                if owner_id not in knowing:
                    notice = AccountAway(
                        at=self._clock.now(),
                        account_id=account_id,
                        since=since,
                        reason=standing.trouble,
                        bots=bots,
                    )
                    await self._owe(owner_id, notice)
                    knowing.add(owner_id)

    async def _is_back(self, account_id: AccountId) -> None:
        self._away.pop(account_id, None)
        if (told := self._told.get(account_id)) is None:
            return
        since, knowing = told
        for owner_id in sorted(knowing):
            await self._owe(owner_id, AccountAway(at=self._clock.now(), account_id=account_id, since=since))
        del self._told[account_id]

    async def _owe(self, owner_id: int, notice: AccountAway) -> None:
        what = "back" if notice.reason is None else "away"
        key = f"account {what} {notice.account_id} {notice.since.isoformat()} {owner_id}"
        await self._outbox.owe(ToPerson(owner_id), notice, key=key)

    def _at_work(self) -> Mapping[AccountId, Mapping[int, int]]:
        """Return how many bots of whom are at work on each account."""
        found = defaultdict[AccountId, Counter[int]](Counter)
        for state in self._supervisor.states():
            if state.phase is not Phase.IDLE and state.config.mode is not Mode.PAPER:
                found[state.config.account_id][state.owner_id] += 1
        return found
