"""Open orders that bear our tag and that no bot works: which there are, as of the last look."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.core.events import Pause
from engine.core.types import BotId, ClientOrderId, VenueOrderId
from engine.venues.live.gateway import OrderReport

ADOPTED_WITHIN = timedelta(seconds=15)
"""So long a person's word for an order may take until the order is watched."""


class OrphanOrders:
    """Notes them, and asks the person whose order it was when one had been proven absent."""

    def __init__(
        self,
        *,
        is_ours: Callable[[str], bool],
        is_watched: Callable[[ClientOrderId], bool],
        tell: Callable[[BotId, Pause], None],
        clock: Clock,
    ) -> None:
        self._is_ours = is_ours
        self._is_watched = is_watched
        self._tell = tell
        self._clock = clock
        self._absent: dict[ClientOrderId, BotId] = {}
        self._seen: dict[tuple[str, VenueOrderId], OrderReport] = {}
        self._spoken_for: dict[ClientOrderId, datetime] = {}

    def listed(self) -> Sequence[OrderReport]:
        """Return them as of the last look."""
        return tuple(
            one
            for one in self._seen.values()
            if one.client_order_id is None or not self._is_watched(one.client_order_id)
        )

    def given_up(self, name: ClientOrderId, bot_id: BotId) -> None:
        """Note an order as proven absent: should it appear all the same, its bot pauses."""
        self._absent[name] = bot_id

    def taken_up(self, name: ClientOrderId) -> None:
        """Note that the order has a bot again."""
        self._absent.pop(name, None)

    def speak_for(self, name: ClientOrderId) -> None:
        """Note that a person is giving this order to a bot: for a moment it is no reason to pause one."""
        self._spoken_for[name] = self._clock.now() + ADOPTED_WITHIN

    def mind(self, symbols: Collection[str], listed: Iterable[OrderReport]) -> None:
        """Take note of those among the open orders of these symbols."""
        self._seen = {key: one for key, one in self._seen.items() if key[0] not in symbols}
        for report in listed:
            name = report.client_order_id
            if name is None or self._is_watched(name) or not self._is_ours(name):
                continue
            bot_id = self._absent.get(name)
            if bot_id is not None and not self._is_spoken_for(name):
                reason = f"order {name}, proven absent, has appeared at the exchange"
                self._tell(bot_id, Pause(at=self._clock.now(), reason=reason))
            self._seen[report.symbol, report.venue_order_id] = report

    def _is_spoken_for(self, name: ClientOrderId) -> bool:
        until = self._spoken_for.get(name)
        return until is not None and self._clock.now() < until
