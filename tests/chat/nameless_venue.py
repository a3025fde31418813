"""An exchange moved by hand that knows no name of ours: an order is found by its shape."""

import asyncio
from decimal import Decimal

from engine.clock import Clock
from engine.core.orders import Order
from engine.core.types import BotId, Market, OrderCandidate, VenueOrderId
from engine.venue_answers import Absent, Ambiguous, FindAnswer, OrderStatus, PlaceAnswer, Present, Unknown
from tests.chat.hand_venue import HandVenue
from tests.support.reasons import said


class NamelessVenue(HandVenue):
    """Loses the answers to creates, and says afterwards which orders have the shape of one."""

    finds_by_name = False

    def __init__(self, name: str, clock: Clock) -> None:
        super().__init__(name, clock)
        self.there: dict[VenueOrderId, OrderCandidate] = {}
        self.owners: dict[VenueOrderId, BotId] = {}
        """The bots that are known to have an order there."""
        self.creates = 0
        """How often it was to place an order."""
        self._asked = asyncio.Event()

    def put(self, number: str, like: Order, filled: str = "0", *, is_open: bool = True) -> None:
        """Let there be an order of that shape."""
        self.there[VenueOrderId(number)] = OrderCandidate(
            venue_order_id=VenueOrderId(number),
            side=like.side,
            price=like.price,
            quantity=like.quantity,
            filled=Decimal(filled),
            is_open=is_open,
            created_at=self._clock.now(),
        )

    async def until_asked(self, bot_id: BotId) -> None:
        """Return once a bot has asked what became of its order, and has dealt with the answer."""
        await self._asked.wait()
        self._asked.clear()
        await self._seats[bot_id].drained()

    async def place(self, bot_id: BotId, order: Order) -> PlaceAnswer:
        self.creates += 1
        return Unknown(reason=said("no answer"))

    async def find(self, bot_id: BotId, order: Order) -> FindAnswer:
        free = self._free(bot_id, order)
        self._asked.set()
        if len(free) > 1:
            return Ambiguous(candidates=free)
        if not free:
            return Absent()
        number = free[0].venue_order_id
        self.owners[number] = bot_id
        self.resting[bot_id] = order
        return Present(venue_order_id=number)

    async def order_status(self, bot_id: BotId, market: Market, order: Order) -> OrderStatus:
        return OrderStatus(is_open=False, filled=None, candidates=self._free(bot_id, order))

    def _free(self, bot_id: BotId, order: Order) -> tuple[OrderCandidate, ...]:
        """Return what could be it, and is not known to be another bot's."""
        return tuple(
            one
            for number, one in self.there.items()
            if (one.side, one.price, one.quantity) == (order.side, order.price, order.quantity)
            and order.venue_order_id in {None, number}
            and self.owners.get(number, bot_id) == bot_id
        )
