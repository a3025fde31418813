"""The trading floor of one market: who sits there, whose orders rest, and what a row means for them.

Nothing here waits. A row is shown, facts are posted to the seats it concerns, and `MarketRun` waits
until they are worked through.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from engine.core.events import OrderCanceled, OrderExpired, OrderFilled, OrderRejected, PriceSeen
from engine.core.interest import NO_INTEREST, Interest
from engine.core.orders import Order
from engine.core.types import BotId, ClientOrderId
from engine.ports import Seat
from engine.venues.paper.absent_listener import EmptySeat
from engine.venues.paper.executions import (
    PaperOrder,
    crosses,
    execution,
    placed_at,
    refusal,
    resting_interest,
    trade_id,
    venue_order_id,
)
from engine.venues.paper.feeds.base import Row
from engine.venues.price_index import LevelIndex

TOLD_EVERY_ROWS = 20
"""A seat whose bot is not concerned hears at least so often how far the feed has come."""


@dataclass(slots=True, eq=False)
class Chair:
    """A seat on the floor."""

    seat: Seat
    row: Row | None
    """The newest row that the bot had seen when it sat down, or when the run went back for another."""
    symbol: str = field(init=False)
    orders: dict[ClientOrderId, PaperOrder] = field(default_factory=dict)
    interest: Interest = NO_INTEREST
    asked: tuple[int, Interest] | None = None
    """The row that was put to the bot last, and why: it is not put to it twice for the same reason."""

    def __post_init__(self) -> None:
        self.symbol = self.seat.market.symbol


class Floor:
    """Seats, their orders, and the present row."""

    def __init__(self, tick: Decimal, *, replayable: bool, max_fill: Decimal | None = None) -> None:
        self.row: Row | None = None
        """The row that was shown last."""
        self._replayable = replayable
        self._max_fill = max_fill
        self._chairs: dict[BotId, Chair] = {}
        self._wishes: LevelIndex[BotId] = LevelIndex(tick)
        self._resting: LevelIndex[PaperOrder] = LevelIndex(tick)
        self._unpriced: list[PaperOrder] = []
        self._stirred: dict[Chair, None] = {}
        self._round: deque[Chair] = deque()

    # --- sitting down and standing up ------------------------------------------------------------------

    def __len__(self) -> int:
        """How many sit here."""
        return len(self._chairs)

    def sit(self, seat: Seat, row: Row | None) -> Chair:
        """Give the seat a chair. `row` is the newest that it has seen, and its present price."""
        self.stand(seat.bot_id)
        chair = self._chairs[seat.bot_id] = Chair(seat, row)
        self._round.append(chair)
        self._stirred[chair] = None
        return chair

    def stand(self, bot_id: BotId) -> None:
        """Take chair and orders away: a seat that comes back brings its order along."""
        chair = self._chairs.pop(bot_id, None)
        if chair is None:
            return
        for paper in chair.orders.values():
            self._end(paper)
        self._wishes.drop(bot_id)
        self._stirred.pop(chair, None)
        self._round.remove(chair)

    def hold(self, bot_id: BotId) -> None:
        """Let the bot's orders trade on while it is away, if it has any or waits for a price."""
        chair = self._chairs.get(bot_id)
        if chair is None:
            return
        seat, interest = chair.seat, chair.seat.interest
        moved_away = seat.market.symbol != chair.symbol
        waits = interest != NO_INTEREST or any(paper.open for paper in chair.orders.values())
        if waits and not moved_away:
            chair.seat = EmptySeat(bot_id, seat.market, interest)
        else:
            self.stand(bot_id)

    def come_back(self, seat: Seat) -> Chair | None:
        """Give the bot its held chair back, with all that it has missed. None: there is none."""
        chair = self._chairs.get(seat.bot_id)
        if chair is None or not isinstance(chair.seat, EmptySeat):
            return None
        missed, chair.seat, chair.row = chair.seat.missed(), seat, self.row
        for event in missed:
            seat.post(event)
        self._stirred[chair] = None
        return chair

    def chair(self, bot_id: BotId) -> Chair | None:
        """Return the bot's chair."""
        return self._chairs.get(bot_id)

    def present(self, chair: Chair) -> Row | None:
        """Return the row that is the present for that chair: it may be ahead of the floor."""
        own, row = chair.row, self.row
        return own if row is None or (own is not None and own.index > row.index) else row

    def go_back(self, row: Row) -> None:
        """Begin again at an earlier row. Those who were further stay where they are until it comes."""
        for chair in self._chairs.values():
            chair.row = self.present(chair)
        self.row = row

    # --- orders ------------------------------------------------------------------------------------------

    def place(self, chair: Chair, order: Order) -> PaperOrder | str:
        """Take the order in, at the price just seen. Return why not if it is refused."""
        known = chair.orders.get(order.client_order_id)
        if known is not None:
            return known
        why_not = refusal(order, chair.seat.market)
        if why_not is not None:
            return why_not
        row = self.present(chair)
        if row is not None and self._replayable:
            chair.seat.passed(row.index)
        paper = self._take_in(chair, order, row)
        if row is None:
            self._unpriced.append(paper)
        else:
            self._at_placement(chair, paper, row)
        return paper

    def put_back(self, chair: Chair, order: Order) -> None:
        """Take in an order that the bot believes to be out.

        One that was placed at the chair's present row, or that the venue never answered for, is judged
        as at its placement: what it traded then may have been lost. The others have rested since.
        """
        at, row = placed_at(order), self.present(chair)
        if order.venue_order_id is None or (row is not None and at == row.index):
            taken = self.place(chair, order)
            if isinstance(taken, str) and row is not None:
                rejected = OrderRejected(at=row.at, client_order_id=order.client_order_id, reason=taken)
                self._post(chair, rejected, row)
            return
        paper = self._take_in(chair, order, row)
        if order.immediate and row is not None:
            self._expire(chair, paper, row)
        else:
            self._resting.put(paper, resting_interest(order))

    def cancel(self, chair: Chair, name: ClientOrderId) -> None:
        """End the order, unless it has ended already: then the facts of its end are out."""
        paper, row = chair.orders.get(name), self.present(chair)
        if paper is None or not paper.open:
            return
        self._end(paper)
        at = paper.order.created_at if row is None else row.at
        self._post(chair, OrderCanceled(at=at, client_order_id=name, reported=paper.filled), row)

    def _take_in(self, chair: Chair, order: Order, row: Row | None) -> PaperOrder:
        name = order.venue_order_id or venue_order_id(order, row.index if row and self._replayable else None)
        paper = PaperOrder(chair.seat.bot_id, order, name)
        chair.orders = {known: other for known, other in chair.orders.items() if other.open}
        chair.orders[order.client_order_id] = paper
        return paper

    def _at_placement(self, chair: Chair, paper: PaperOrder, row: Row) -> None:
        done_before = trade_id(paper.bot_id, paper.order, row.index) in paper.order.trade_ids
        if crosses(paper.order, row.price) and not done_before:
            self._fill(chair, paper, row, taker=True)
        if not paper.open:
            return
        if paper.order.immediate:
            self._expire(chair, paper, row)
        else:
            self._resting.put(paper, resting_interest(paper.order))

    def _fill(self, chair: Chair, paper: PaperOrder, row: Row, *, taker: bool) -> None:
        quantity = paper.left if self._max_fill is None else min(paper.left, self._max_fill)
        fill = execution(paper, chair.seat.market, row, quantity, taker=taker)
        paper.filled += quantity
        if not paper.left:
            self._end(paper)
        name = paper.order.client_order_id
        self._post(chair, OrderFilled(at=row.at, client_order_id=name, fill=fill), row)

    def _expire(self, chair: Chair, paper: PaperOrder, row: Row) -> None:
        self._end(paper)
        name = paper.order.client_order_id
        self._post(chair, OrderExpired(at=row.at, client_order_id=name, reported=paper.filled), row)

    def _end(self, paper: PaperOrder) -> None:
        paper.open = False
        self._resting.drop(paper)

    # --- rows --------------------------------------------------------------------------------------------

    def show(self, row: Row) -> None:
        """Make this the present row, and post what it brings about."""
        self.row = row
        waiting, self._unpriced = self._unpriced, []
        for paper in waiting:
            chair = self._chairs.get(paper.bot_id)
            if chair is not None and paper.open:
                self._at_placement(chair, paper, row)
        for paper in self._resting.met(row.price):
            chair = self._chairs.get(paper.bot_id)
            if chair is not None and _is_new(row, chair) and paper not in waiting:
                self._fill(chair, paper, row, taker=False)
        for bot_id in self._wishes.met(row.price):
            self.judge(self._chairs[bot_id])

    def judge(self, chair: Chair) -> None:
        """Ask anew what the bot waits for, and tell it the price of its present row if that is it."""
        interest, row = chair.seat.interest, self.present(chair)
        if interest != chair.interest:
            chair.interest = interest
            self._wishes.put(chair.seat.bot_id, interest)
        if row is None or chair.asked == (row.index, interest) or not interest.meets(row.price):
            return
        if not self._replayable and row is chair.row:
            return  # printed before the bot came: no fresh price
        chair.asked = row.index, interest
        self._post(chair, PriceSeen(at=row.at, price=row.price), row)

    def _post(
        self,
        chair: Chair,
        event: OrderFilled | OrderExpired | OrderCanceled | OrderRejected | PriceSeen,
        row: Row | None,
    ) -> None:
        chair.seat.post(event, row.index if row is not None and self._replayable else None)
        self._stirred[chair] = None

    def stirred(self) -> Iterable[Chair]:
        """Return those that something was posted to since the last call, or who have just come."""
        chairs, self._stirred = list(self._stirred), {}
        return chairs

    def tell_passed(self) -> None:
        """Tell some how far the feed has come: each in its turn, all of one within 20 rows."""
        row = self.row
        if row is None or not self._replayable:
            return
        for _ in range(-(-len(self._round) // TOLD_EVERY_ROWS)):
            chair = self._round[0]
            self._round.rotate(-1)
            if self.present(chair) is row:
                chair.seat.passed(row.index)


def _is_new(row: Row, chair: Chair) -> bool:
    return chair.row is None or row.index > chair.row.index
