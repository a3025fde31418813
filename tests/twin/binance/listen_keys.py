"""Keys to private streams of futures: one per account, alive for an hour after each sign of life."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.twin.core.clock import TwinClock

LIFE = timedelta(minutes=60)


@dataclass(slots=True)
class _Kept:
    key: str
    until: datetime


class ListenKeys:
    """`life` may be changed for keys to come."""

    def __init__(self, clock: TwinClock) -> None:
        self.life = LIFE
        self._clock = clock
        self._by_account: dict[str, _Kept] = {}

    def create(self, account: str) -> str:
        """Return the account's living key, kept alive, or a new one."""
        kept = self._living(account)
        if kept is None:
            kept = self._by_account[account] = _Kept(secrets.token_hex(32), self._clock.now())
        kept.until = self._clock.now() + self.life
        return kept.key

    def keep_alive(self, account: str) -> str | None:
        """Return the key, alive for another hour; None when there is none."""
        return self.create(account) if self._living(account) else None

    def delete(self, account: str) -> None:
        self._by_account.pop(account, None)

    def expire(self, account: str) -> str | None:
        """Let the key die now and return it."""
        kept = self._by_account.pop(account, None)
        return kept.key if kept else None

    def sweep(self) -> list[str]:
        """Forget the keys that have died and return them."""
        now = self._clock.now()
        dead = {account: kept.key for account, kept in self._by_account.items() if kept.until <= now}
        for account in dead:
            del self._by_account[account]
        return list(dead.values())

    def owner(self, key: str) -> str | None:
        """Return the account that a living key belongs to."""
        for account, kept in self._by_account.items():
            if kept.key == key and kept.until > self._clock.now():
                return account
        return None

    def _living(self, account: str) -> _Kept | None:
        kept = self._by_account.get(account)
        return kept if kept is not None and kept.until > self._clock.now() else None
