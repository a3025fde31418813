"""Whether Telegram answers: what everybody who speaks to it knows together."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.clock import Clock


@dataclass(frozen=True, slots=True)
class Absence:
    """A time without any answer."""

    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        return self.until - self.since


class Contact:
    """Telegram's newest answer. `bot.chat.contact_watch` says when it is away, and when it is back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.answers_since = clock.now()
        self._heard = clock.monotonic()
        self.absences = 0
        """How often it was away, the present time included."""
        self.last_absence: Absence | None = None
        self._since: datetime | None = None
        self._before = self._heard
        self._present = asyncio.Event()
        self._present.set()

    def heard(self) -> None:
        """Note that Telegram has answered, whatever it said but that the token is none."""
        self._heard = self._clock.monotonic()

    @property
    def silent_for(self) -> timedelta:
        return self._clock.monotonic() - self._heard

    @property
    def is_away(self) -> bool:
        return self._since is not None

    def away(self) -> datetime:
        """Have those wait in `present` who come there from now on. Return when it was heard last."""
        self.absences += 1
        self._before = self._heard
        self._since = self._clock.now() - self.silent_for
        self._present.clear()
        return self._since

    @property
    def absence(self) -> Absence | None:
        """The absence that is over but for `back`; None while there is none, or it goes on."""
        if self._since is None or self._heard == self._before:
            return None
        return Absence(self._since, self._since + (self._heard - self._before))

    def back(self) -> None:
        """Let those who wait go on."""
        if self.absence is not None:
            self.last_absence, self.answers_since = self.absence, self.absence.until
        self._since = None
        self._present.set()

    async def present(self) -> None:
        """Return at once, or when Telegram is back and everybody is owed the news."""
        await self._present.wait()
