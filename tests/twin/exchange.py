"""What an exchange brings into the twin, whatever its wire."""

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from tests.twin.core.faults import Answer


class Exchange(Protocol):
    """One exchange with its venues (by name in the world) and its routes."""

    name: str

    def add_routes(self, app: web.Application) -> None:
        """Add REST and websocket routes; they must not meet those of other exchanges."""
        ...

    def answers(self) -> Mapping[str, Answer]:
        """Return the exchange's well-known unpleasant answers by name."""
        ...

    def ban(self, venue: str, seconds: float) -> None:
        """Refuse everything at a venue for so long; zero lifts it."""
        ...

    def set_limit(self, venue: str, limit: int) -> None:
        """Set how much weight (or how many requests) the venue takes per interval."""
        ...

    def set_engine_delay(self, venue: str, seconds: float) -> None:
        """Let orders and cancels queue for so long between the two checks of their time."""
        ...

    def end_private_streams(self, venue: str, account: str) -> None:
        """Let what authorizes an account's private stream expire, as the exchange does by itself."""
        ...

    def close_streams(self, venue: str, code: int, *, stream: str = "", account: str = "") -> int:
        """Close open websockets of a venue (of one kind, of one account) and return how many.

        Code 1006 hangs up without a farewell.
        """
        ...


class Exchanges:
    """All exchanges of a twin, by name and by venue."""

    def __init__(self) -> None:
        self._by_venue: dict[str, Exchange] = {}
        self._all: list[Exchange] = []

    def add(self, exchange: Exchange, venues: list[str]) -> None:
        self._all.append(exchange)
        self._by_venue |= dict.fromkeys(venues, exchange)

    def all(self) -> list[Exchange]:
        return list(self._all)

    def of(self, venue: str) -> Exchange:
        """Return the exchange of a venue. KeyError for an unknown one."""
        return self._by_venue[venue]

    def answer(self, name: str) -> Answer:
        """Return a well-known answer. KeyError for an unknown name."""
        known = {key: value for one in self._all for key, value in one.answers().items()}
        return known[name]
