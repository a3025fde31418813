"""The code that makes the first owner.

It is shown on stderr only, never in a log, and kept as a hash. It opens the door once, in a private chat,
for 15 minutes; then, and after five wrong tries, another one takes its place, until there is an owner.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from enum import Enum, auto

from bot.access.people_directory import PeopleDirectory
from engine.clock import Clock
from engine.people import Newcomers, hash_of

CODE_BYTES = 24
LIFETIME = timedelta(minutes=15)
MOST_MISSES = 5
STRANGERS_KEPT = 1000


class Outcome(Enum):
    """What a try with a code has led to."""

    PAIRED = auto()
    WRONG = auto()
    NO_MORE_TRIES = auto()
    """This person has tried often enough for now."""
    CLOSED = auto()
    """There is an owner, so nobody is paired any more; or the settings bar this person."""


class Pairing:
    """Makes, shows and checks pairing codes. `show` puts a text before the operator's eyes only."""

    def __init__(
        self,
        people: PeopleDirectory,
        newcomers: Newcomers,
        clock: Clock,
        show: Callable[[str], None],
        bot_name: str | None = None,
    ) -> None:
        self._people = people
        self._newcomers = newcomers
        self._clock = clock
        self._show = show
        self._bot_name = bot_name
        self._shown_at: timedelta | None = None
        self._misses: dict[int, list[timedelta]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def run(self) -> None:
        """Show a code, and a new one whenever it lapses. Return when there is an owner."""
        self._shown_at = None
        while True:
            async with self._one_at_a_time:
                if await self._people.owners():
                    await self._newcomers.void_code()
                    return
                left_s = self._left_s()
                if left_s <= 0:
                    await self._renew()
                    left_s = self._left_s()
            await self._clock.sleep(left_s)

    async def redeem(self, user_id: int, name: str, chat_id: int, code: str) -> Outcome:
        """Let the person in if the code is right."""
        async with self._one_at_a_time:
            if await self._people.owners() or self._people.keeps_out(user_id):
                return Outcome.CLOSED
            if self._has_tried_enough(user_id):
                return Outcome.NO_MORE_TRIES
            if await self._is_right(code):
                await self._people.admit(user_id, name, chat_id, self._clock.now())
                await self._newcomers.void_code()
                return Outcome.PAIRED
            self._misses.setdefault(user_id, []).append(self._clock.monotonic())
            if await self._newcomers.code() is None or await self._newcomers.code_missed() >= MOST_MISSES:
                await self._renew()
            return Outcome.WRONG

    async def _is_right(self, code: str) -> bool:
        kept = await self._newcomers.code()
        if kept is None:
            return False
        return hmac.compare_digest(hash_of(code), kept[0]) and self._left_s() > 0

    async def _renew(self) -> None:
        code = secrets.token_urlsafe(CODE_BYTES)
        await self._newcomers.keep_code(hash_of(code), self._clock.now())
        self._shown_at = self._clock.monotonic()
        self._show(self._invitation(code))

    def _invitation(self, code: str) -> str:
        minutes = int(LIFETIME.total_seconds() // 60)
        lines = [
            f"This bot has no owner yet. Within {minutes} minutes, send it in a private chat:",
            f"    /start {code}",
        ]
        if self._bot_name:
            lines += ["or open", f"    https://t.me/{self._bot_name}?start={code}"]
        return "\n".join(["", *lines, "", ""])

    def _left_s(self) -> float:
        if self._shown_at is None:
            return 0.0
        return (self._shown_at + LIFETIME - self._clock.monotonic()).total_seconds()

    def _has_tried_enough(self, user_id: int) -> bool:
        """Keep one stranger from renewing the code for ever, which would shut the owner out."""
        since = self._clock.monotonic() - LIFETIME
        if len(self._misses) > STRANGERS_KEPT:
            self._misses = {known: times for known, times in self._misses.items() if times[-1] > since}
        return sum(at > since for at in self._misses.get(user_id, ())) >= MOST_MISSES
