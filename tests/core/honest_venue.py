"""A venue that never lies, and may be as late, as forgetful and as talkative as venues are.

It keeps its own truth (which orders live, what they have traded). What it says travels as mail that
is delivered in any order, twice, or is lost; asked about an order, it tells the truth.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from engine.core import events as e
from engine.core.orders import Order
from engine.core.types import ClientOrderId, Fee, Fill, VenueOrderId
from tests.core.drawn import trade
from tests.support.reasons import said


class Fate(Enum):
    """Where an order really is."""

    ON_ITS_WAY = 1
    LIVE = 2
    CANCELED = 3
    EXPIRED = 4
    FILLED = 5
    REFUSED = 6
    LOST = 7
    """It never arrived and never will."""


@dataclass(slots=True)
class Truth:
    order: Order
    fate: Fate = Fate.ON_ITS_WAY
    fills: list[Fill] = field(default_factory=list)
    cancel_asked: bool = False

    @property
    def traded(self) -> Decimal:
        return sum((fill.quantity for fill in self.fills), Decimal(0))

    @property
    def may_trade(self) -> bool:
        return self.fate in {Fate.ON_ITS_WAY, Fate.LIVE}


@dataclass(slots=True)
class HonestVenue:
    truths: dict[ClientOrderId, Truth] = field(default_factory=dict)
    mail: list[e.OrderEvent] = field(default_factory=list)

    def send(self, order: Order) -> None:
        assert not any(truth.may_trade for truth in self.truths.values()), "two orders out at once"
        self.truths[order.client_order_id] = Truth(order)

    def that(self, *fates: Fate) -> list[Truth]:
        return [truth for truth in self.truths.values() if truth.fate in fates]

    def arrive(self, truth: Truth, how: str, at: datetime) -> None:
        """The order arrives, is refused or lost; the answer tells it, or says that it is unknown."""
        name = truth.order.client_order_id
        if how in {"accepted", "arrived, answer lost"}:
            truth.fate = Fate.LIVE
        else:
            truth.fate = Fate.REFUSED if how == "refused" else Fate.LOST
        match how:
            case "accepted":
                self.mail.append(self.accepted(truth, at))
            case "refused":
                self.mail.append(e.OrderRejected(at=at, client_order_id=name, reason=said("no")))
            case "never sent":
                self.mail.append(e.OrderNeverSent(at=at, client_order_id=name, reason=said("too late")))
            case _:
                self.mail.append(e.OrderUnknown(at=at, client_order_id=name, reason=said("timeout")))

    def trade(self, truth: Truth, price: Decimal, quantity: Decimal, fee: Fee, at: datetime) -> None:
        fill = trade(truth.order, len(truth.fills), price, quantity, fee, at)
        truth.fills.append(fill)
        if truth.traded >= truth.order.quantity:
            truth.fate = Fate.FILLED
        self.mail.append(_filled(truth, fill, at))

    def end(self, truth: Truth, fate: Fate, at: datetime) -> None:
        truth.fate = fate
        self.mail.append(self.ended(truth, at))

    def cancel(self, truth: Truth, at: datetime) -> None:
        """Carry out a cancel that was asked for; one that comes too late is answered by the end."""
        truth.cancel_asked = False
        if truth.fate is Fate.LIVE:
            self.end(truth, Fate.CANCELED, at)
        elif truth.fate in {Fate.FILLED, Fate.CANCELED, Fate.EXPIRED}:
            self.mail.append(self.ended(truth, at))

    def find(self, truth: Truth, at: datetime) -> list[e.OrderEvent]:
        """Say all that is true of the order, in the order in which it happened."""
        name = truth.order.client_order_id
        match truth.fate:
            case Fate.ON_ITS_WAY:
                return []  # too early to tell
            case Fate.LOST | Fate.REFUSED:  # what was refused is not shown by venues
                return [e.OrderAbsent(at=at, client_order_id=name)]
            case _:
                story: list[e.OrderEvent] = [self.accepted(truth, at)]
                story += [_filled(truth, fill, at) for fill in truth.fills]
                return story if truth.fate is Fate.LIVE else [*story, self.ended(truth, at)]

    def accepted(self, truth: Truth, at: datetime) -> e.OrderEvent:
        name = truth.order.client_order_id
        return e.OrderAccepted(at=at, client_order_id=name, venue_order_id=VenueOrderId(f"v-{name}"))

    def ended(self, truth: Truth, at: datetime) -> e.OrderEvent:
        kind = e.OrderExpired if truth.fate is Fate.EXPIRED else e.OrderCanceled
        return kind(at=at, client_order_id=truth.order.client_order_id, reported=truth.traded)


def _filled(truth: Truth, fill: Fill, at: datetime) -> e.OrderEvent:
    return e.OrderFilled(at=at, client_order_id=truth.order.client_order_id, fill=fill)
