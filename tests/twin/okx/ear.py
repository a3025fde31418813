"""One websocket connection, as the hubs know it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.twin.core.outlet import Outlet
from tests.twin.okx.text import Json
from tests.twin.wire import compact

NO_DATA = 4004
"""The code with which OKX closes a connection on which nothing is said."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a connection is subscribed to; `kind` and `instrument` that are empty mean any."""

    channel: str
    kind: str = ""
    instrument: str = ""

    @classmethod
    def of(cls, argument: Json) -> "Topic":
        """Return what an argument of a request asks for."""
        names = ("channel", "instType", "instId")
        return cls(*(str(argument.get(name) or "") for name in names))

    @property
    def argument(self) -> Json:
        """Return it as OKX writes it."""
        fields = {"channel": self.channel, "instType": self.kind, "instId": self.instrument}
        return {name: value for name, value in fields.items() if value}


@dataclass(eq=False, slots=True)
class Ear:
    """`account` is empty until the connection is logged in; public ones never are."""

    outlet: Outlet
    name: str
    silence_s: float
    topics: set[Topic] = field(default_factory=set)
    account: str = ""
    _ends: asyncio.TimerHandle | None = None

    def tell(self, topic: Topic, more: Json, rows: list[Json]) -> None:
        """Send rows of a topic."""
        self.said()
        self.outlet.event(compact({"arg": topic.argument | more, "data": rows}))

    def answer(self, message: Json) -> None:
        self.said()
        self.outlet.answer(compact(message | {"connId": self.name}))

    def said(self) -> None:
        """Note that something was said, by either side."""
        self.done()
        loop = asyncio.get_running_loop()
        self._ends = loop.call_later(self.silence_s, self._closer())

    def done(self) -> None:
        """Watch over the silence no more."""
        if self._ends is not None:
            self._ends.cancel()

    def _closer(self) -> Callable[[], None]:
        return lambda: self.outlet.close(NO_DATA)
