"""Puts together how the program is doing. It only looks: whatever it finds, nothing trades otherwise."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence

from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.state import Phase
from engine.errors import StorageUnavailable
from engine.loop_gauge import longest_hold_s
from engine.ports import Venues
from engine.reads.health import Health, JobHealth, StorageProbe, StoredHealth
from engine.tasks import TaskFalls

ANSWERS_WITHIN_S = 2.0
"""So long the database may take to be called well."""


class HealthReads:
    """Of one running program."""

    def __init__(
        self,
        *,
        supervisor: Supervisor,
        venues: Venues,
        storage: StorageProbe,
        falls: TaskFalls,
        clock: Clock,
        set_aside: Callable[[], Awaitable[Sequence[str]]],
    ) -> None:
        """`set_aside`: the labels of bots that cannot be read. Raises StorageUnavailable."""
        self._supervisor = supervisor
        self._venues = venues
        self._storage = storage
        self._falls = falls
        self._clock = clock
        self._set_aside = set_aside
        self._begun = clock.monotonic()
        self._one_at_a_time = asyncio.Lock()
        self.jobs: dict[str, Callable[[], Iterable[JobHealth]]] = {}
        """What is done every day, or every so often: told by whoever has it done, who is named."""

    async def read(self) -> Health:
        """Return how it is now. Takes 2 s at most, and never raises for the sake of what it looks at."""
        asked = self._clock.monotonic()
        stored, set_aside = await self._stored()
        answered = self._clock.monotonic()
        states, venues = self._supervisor.states(), self._venues.health()
        jobs = [job for told in self.jobs.values() for job in told()]
        return Health(
            at=self._clock.now(),
            running_for=answered - self._begun,
            bots_at_work=sum(state.phase is not Phase.IDLE for state in states),
            bots_paused=sum(state.phase is Phase.PAUSED for state in states),
            orders=Counter(state.order.state for state in states if state.order and state.order_pending),
            venues=venues,
            stored=stored,
            asked_for=answered - asked,
            writer=self._storage.writer(),
            longest_hold_s=longest_hold_s(),
            tasks_fallen=self._falls.count,
            last_fallen=self._falls.last,
            last_fall_at=self._falls.last_at,
            jobs=(*jobs, *([] if venues.rules is None else [venues.rules])),
            set_aside=set_aside,
        )

    async def _stored(self) -> tuple[StoredHealth | None, tuple[str, ...]]:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S), self._one_at_a_time:
                return await self._storage.look(), tuple(await self._set_aside())
        except (StorageUnavailable, TimeoutError):
            return None, ()
