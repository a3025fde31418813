"""The lease: one process at a time owns a database.

A process takes the lease before it does anything else, renews it while it works, and gives it back
when it ends in order. Each owner has a number of its own, and no write passes from a process whose
number is not the present one. So a process that was stopped for a while, and whose place another
has taken, can store nothing, and therefore send nothing; it finds out and ends.

A database that does not answer is not a lost lease: nothing is written meanwhile, and the first to
reach it again, this process or another, is its owner.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from engine.clock import Clock
from engine.core.step_builder import SEND_WINDOW
from engine.core.types import BotId
from engine.errors import AskedToEnd, LeaseLost, StorageUnavailable
from engine.tasks import Nursery
from engine.timings import LeaseTimings

log = logging.getLogger(__name__)

RENEWALS = "lease"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The lease is ours."""

    installation: str
    """Which database this is. Its backups have the same."""
    stamp: int
    """How far it had come; see `Witness`."""
    holder: str = ""
    """Our name there."""
    before: str | None = None
    """Who had it before and has not given it back; None: nobody, or somebody who has."""


@dataclass(slots=True, kw_only=True)
class Tenure:
    """What this process knows of its lease without asking: for whoever acts before a write has shown it."""

    sure_until: timedelta | None = None
    """Until then, by the clock that only goes forward, no other can take it. None: it is not ours."""
    installation: str = ""
    """Of which database it is."""
    holder: str = ""
    """Our name there."""
    before: str | None = None
    """Who had it before, and has not given it back."""
    unsettled: set[BotId] = field(default_factory=set)
    """Bots of which something is out that is not stored. While there are any, the lease is not given back."""

    @property
    def follows_an_orderly_end(self) -> bool:
        """Whether nothing of the process before can be under way."""
        return self.before is None

    def is_sure_at(self, now: timedelta) -> bool:
        return self.sure_until is not None and now < self.sure_until


NO_TENURE = Tenure()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Somebody else has it."""

    by: str
    since: datetime
    stamp: int


class LeaseBook(Protocol):
    """Where the lease is kept. All of these raise StorageUnavailable."""

    async def take(self, ttl_s: float, *, unchanged: Held | None = None) -> Taken | Held:
        """Take the lease if it is free, expired by the database's clock, or ours already.

        One that still stands as `unchanged` says is taken as well: its owner has been given the time.
        """

    async def renew(self, ttl_s: float) -> int:
        """Let the lease hold for so long from now. Return the new stamp. Raises LeaseLost."""

    async def release(self) -> int | None:
        """Let the next one take it at once. Return the new stamp; None when it was not ours."""

    async def begin_anew(self, stamp: int, at: datetime) -> int:
        """Go on after a restored backup, with `stamp` at least; in one transaction.

        Order names get a new epoch, and every bot that works on an exchange is paused until a person
        has looked. Return how many wait. Raises LeaseLost.
        """

    def when_refused(self, tell: Callable[[LeaseLost], None]) -> None:
        """Have `tell` called when a write was refused because the lease is another's."""


class Witness(Protocol):
    """Remembers, outside the database, how far each database had come."""

    async def seen(self, installation: str) -> int:
        """Return the highest stamp noted, 0 if there is none."""

    async def note(self, installation: str, stamp: int) -> None:
        """Remember the stamp. Never raises: what cannot be remembered is logged."""


class Lease:
    """Keeps the lease of this process."""

    def __init__(
        self,
        *,
        book: LeaseBook,
        witness: Witness,
        clock: Clock,
        ended: asyncio.Event,
        say: Callable[[Held], None],
        has_ended: Callable[[str], bool] = lambda _: False,
        timings: LeaseTimings = LeaseTimings(),
    ) -> None:
        """Prepare; nothing is taken yet.

        `ended` ends the waiting, and is set when the lease is lost. `say` tells who is waited for.
        `has_ended` knows owners, by their names, that are not there any more: nobody waits for those.
        """
        self._book = book
        self._witness = witness
        self._clock = clock
        self._ended = ended
        self._say = say
        self._has_ended = has_ended
        self._ttl_s = timings.ttl_s
        self._ask_every_s = timings.ask_every_s
        self._installation = ""
        self.tenure = Tenure()
        self.loss: LeaseLost | None = None
        """Why this process must end; None while the lease is ours."""

    @asynccontextmanager
    async def held(self, nursery: Nursery) -> AsyncIterator[None]:
        """Own the database while in the block; wait for it as long as another does.

        Raises AskedToEnd when `ended` is set before, and StorageUnavailable when the database does
        not answer at all. In the end the lease is given back.
        """
        self._book.when_refused(self._lose)
        taken = await self._wait()
        try:
            await self._mind_restored(taken)
            nursery.start(RENEWALS, self._keep)
            yield
        finally:
            await nursery.stop(RENEWALS)
            await self._release()

    async def _wait(self) -> Taken:
        waited_s, seen = 0.0, None
        while not self._ended.is_set():
            answer = await self._ask(seen, waited_s)
            if isinstance(answer, Taken):
                self._installation = answer.installation
                return answer
            if answer is not None and answer != seen:
                if self._has_ended(answer.by):
                    waited_s, seen = self._ttl_s, answer
                    continue
                if seen is None or answer.by != seen.by:
                    self._say(answer)
                waited_s, seen = 0.0, answer
            await self._clock.sleep(self._ask_every_s)
            waited_s += self._ask_every_s
        raise AskedToEnd("told to end while waiting for the database")

    async def _ask(self, seen: Held | None, waited_s: float) -> Taken | Held | None:
        """Return None when the database does not answer, after it has answered before."""
        asked_at = self._clock.monotonic()
        try:
            # An owner that has not moved for so long is gone, whatever a clock that was set back says.
            answer = await self._book.take(self._ttl_s, unchanged=seen if waited_s >= self._ttl_s else None)
        except StorageUnavailable as e:
            if seen is None:
                raise
            log.warning("still waiting for the database: %s", e)
            return None
        if isinstance(answer, Taken):
            tenure = self.tenure
            tenure.installation, tenure.holder, tenure.before = (
                answer.installation,
                answer.holder,
                answer.before,
            )
            self._is_ours_since(asked_at)
        return answer

    def _is_ours_since(self, asked_at: timedelta) -> None:
        """Note that it holds from then on; an order may still be sent for a while after it was decided."""
        self.tenure.sure_until = asked_at + timedelta(seconds=self._ttl_s) - SEND_WINDOW

    async def _mind_restored(self, taken: Taken) -> None:
        newest = await self._witness.seen(taken.installation)
        if taken.stamp >= newest:
            return
        held_back = await self._book.begin_anew(newest + 1, self._clock.now())
        log.warning(
            "the database is an older backup: orders get a new series of ids, %s bots wait for their owner",
            held_back,
        )

    async def _keep(self) -> None:
        while True:
            asked_at = self._clock.monotonic()
            try:
                stamp = await self._book.renew(self._ttl_s)
            except StorageUnavailable as e:
                log.warning("the lease was not renewed, nothing can be stored: %s", e)
            except LeaseLost as e:
                self._lose(e)
                return
            else:
                self._is_ours_since(asked_at)
                await self._witness.note(self._installation, stamp)
            await self._clock.sleep(self._ttl_s / 3)

    def _lose(self, error: LeaseLost) -> None:
        self.tenure.sure_until = None
        if self.loss is None:
            self.loss = error
            log.error("%s: this process ends", error)
            self._ended.set()

    async def _release(self) -> None:
        self.tenure.sure_until = None
        if self.tenure.unsettled:
            log.warning("the lease is not released: it expires by itself, and the next one looks closely")
            return
        try:
            stamp = await self._book.release()
        except StorageUnavailable as e:
            log.warning("the lease was not released, it expires by itself: %s", e)
        else:
            if stamp is not None:
                await self._witness.note(self._installation, stamp)
