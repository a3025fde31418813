"""One websocket connection, as the hubs know it."""

from dataclasses import dataclass, field

from tests.twin.core.outlet import Outlet


@dataclass(eq=False, slots=True)
class Ear:
    """`account` is empty until the connection is authorized; public ones never are."""

    outlet: Outlet
    name: str
    topics: set[str] = field(default_factory=set)
    account: str = ""
