"""One-time codes before what moves money: who has to give one, and when it is good.

A code that was accepted lets its person change LIVE bots for two minutes. No code is good twice, also not
after a restart; after some wrong ones none of that person's is looked at for a while, ever longer. Nothing
that stops or closes is held up.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from engine.clock import Clock
from engine.core.types import BotConfig, Mode
from engine.errors import CodeNeeded, CodesLocked, CodeWrong, TryLater
from engine.notices import CodesRefused
from engine.outbox import Outbox, owe_each
from engine.people import Actor, People

log = logging.getLogger(__name__)

OPEN_FOR = timedelta(minutes=2)
"""So long after a code its person may change LIVE bots."""
AWAITED_FOR = timedelta(minutes=5)
"""So long after a person was asked for a code, six digits from them are one."""
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
LOCKED_AT_MOST = timedelta(days=1)


class Codes(Protocol):
    """Knows the secret that codes are made of."""

    def step_of(self, code: str, at: datetime) -> int | None:
        """Return the number of the interval whose code it is, if that is good at that time."""

    def newest(self, at: datetime) -> int:
        """Return the last interval whose code is good at that time."""


class _Standing:
    """How it stands with one person. Times are of the clock that only goes forward."""

    def __init__(self) -> None:
        self.open_until = timedelta.min
        self.awaited_until = timedelta.min
        self.locked_until = timedelta.min
        self.wrong = 0
        """Since the last good one, or the last lock."""
        self.locks = 0
        """Since the last good one."""


class SecondFactor:
    """The policy, for all people of an installation."""

    def __init__(
        self,
        codes: Codes,
        above: Mapping[str, Decimal],
        clock: Clock,
        outbox: Outbox,
        people: People,
    ) -> None:
        """`above`: per quote coin, what one order may be worth without a code; in others nothing may."""
        self._codes = codes
        self._above = above
        self._clock = clock
        self._outbox = outbox
        self._people = people
        self._standing: dict[int, _Standing] = {}
        self._used = codes.newest(clock.now())
        """Codes up to this interval may have been used, in an earlier life too."""

    def check(self, actor: Actor, config: BotConfig) -> None:
        """Raise CodeNeeded, or CodesLocked, when the bot may not be set to work by this person now."""
        if config.mode is not Mode.LIVE or not self._is_above(config):
            return
        mine, now = self._of(actor), self._clock.monotonic()
        if now < mine.open_until:
            return
        self._check_lock(mine, now)
        mine.awaited_until = now + AWAITED_FOR
        raise CodeNeeded

    def awaits(self, actor: Actor) -> bool:
        """Say whether the person was asked for a code a short while ago."""
        mine = self._standing.get(actor.person_id)
        return mine is not None and self._clock.monotonic() < mine.awaited_until

    async def enter(self, actor: Actor, code: str) -> timedelta:
        """Take a code. Return for how long LIVE bots may be changed. Raises CodeWrong, CodesLocked."""
        mine, now, at = self._of(actor), self._clock.monotonic(), self._clock.now()
        self._check_lock(mine, now)
        step = self._codes.step_of(code, at)
        if step is None or step <= self._used:
            await self._wrong(actor, mine, now)
        else:
            self._used = step
            mine.wrong = mine.locks = 0
            mine.awaited_until, mine.open_until = timedelta.min, now + OPEN_FOR
        return OPEN_FOR

    async def _wrong(self, actor: Actor, mine: _Standing, now: timedelta) -> None:
        mine.wrong += 1
        if mine.wrong < TRIES:
            raise CodeWrong(TRIES - mine.wrong)
        locked_for = min(LOCKED_FOR * 2**mine.locks, LOCKED_AT_MOST)
        mine.wrong, mine.locks = 0, min(mine.locks + 1, 16)
        mine.locked_until = now + locked_for
        await self._tell(actor, locked_for)
        raise CodesLocked(locked_for)

    async def _tell(self, actor: Actor, locked_for: timedelta) -> None:
        """Owe it to all owners. Never raises for the sake of storage: the lock is what counts."""
        at = self._clock.now()
        log.warning("person %s has sent %s wrong codes: locked for %s", actor.person_id, TRIES, locked_for)
        try:
            person = await self._people.person(actor.person_id)
            name = person.name if person else ""
            notice = CodesRefused(at=at, user_id=actor.person_id, name=name, locked_for=locked_for)
            owners = [owner.user_id for owner in await self._people.owners()]
            key = f"codes refused {at:%Y-%m-%d %H:%M:%S} {actor.person_id}"
            await owe_each(self._outbox, owners, notice, key)
        except TryLater as error:
            log.warning("the owners could not be told of wrong codes: %s", error)

    def _is_above(self, config: BotConfig) -> bool:
        bound = self._above.get(config.ticker.partition("/")[2])
        return bound is None or config.quantity * max(config.buy_price, config.sell_price) > bound

    def _check_lock(self, mine: _Standing, now: timedelta) -> None:
        if now < mine.locked_until:
            raise CodesLocked(mine.locked_until - now)

    def _of(self, actor: Actor) -> _Standing:
        return self._standing.setdefault(actor.person_id, _Standing())
