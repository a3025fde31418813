"""Orders that look like a bot's, and the person who is asked which is whose.

Where orders bear no name of ours, one whose create was taken and not answered is looked for by its shape. A
person who places the very same order in the same second leaves nobody but a person to say which is the bot's.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from tests.kills.tally import rows
from tests.support.person import Person, RefusedByChat, Seen
from tests.twin.core.errors import Refused
from tests.twin.core.values import Order, OrderRequest
from tests.twin.core.venue import Venue

WHICH = "Which order is it?"
LEAST_SHOWN = 16
"""Letters of an exchange's number that a button has at least, where it is cut."""
NUMBERS = "SELECT venue_order_id FROM orders WHERE venue_order_id IS NOT NULL"
TRY_AGAIN_S = 3.0


@dataclass
class Alike:
    """`held`: symbols whose market stands still meanwhile, as one of the two rests and is nobody's."""

    venue: Venue
    database_url: str
    random: Random
    held: set[str] = field(default_factory=set)
    theirs: dict[str, str] = field(default_factory=dict)
    """The exchange's number of a bot's order -> of the other's that looks like it."""
    answered: set[str] = field(default_factory=set)
    """Of those orders: which are known to be the bot's, by a person's word."""
    complaints: list[str] = field(default_factory=list)
    _tapped: set[str] = field(default_factory=set)
    _tapped_at: float = 0.0

    def may_place(self, order: Order) -> bool:
        """Say whether an order that has just come rests, so that the same can be placed beside it."""
        return (self.venue.market(order.symbol).last - order.price) * order.side.sign > 0

    def place(self, order: Order) -> None:
        """Place the same once more, unless the order has traded already. Half of them are soon withdrawn."""
        now = self.venue.store.get(order.key)
        if now is None or not now.state.is_open or now.filled:
            return
        try:
            other = self.venue.place(
                OrderRequest(
                    account=order.account,
                    symbol=order.symbol,
                    side=order.side,
                    order_type=order.order_type,
                    client_order_id="",
                    quantity=order.quantity,
                    price=order.price,
                )
            ).order
        except Refused:  # there is no margin for two
            return
        self.theirs[order.order_id] = other.order_id
        if self.random.random() < 0.5:
            self.venue.cancel(other.account, other.symbol, order_id=other.order_id)
        else:
            self.held.add(order.symbol)

    @property
    def waiting(self) -> set[str]:
        """The bots' orders of which nobody has said yet that they are."""
        return self.theirs.keys() - self.answered

    async def answer(self, person: Person) -> None:
        """Do the next thing that somebody does who is asked; nothing when nobody is."""
        if not self.waiting or time.monotonic() - self._tapped_at < TRY_AGAIN_S:
            return
        self._tapped_at = time.monotonic()
        await self._see_what_is_settled()
        await person.catch_up()
        shown = [message for message in reversed(person.messages) if message.by_bot]
        for message in shown:
            if label := self._right_one(message):
                self._tapped.add(label[1])
                await _tap(person, label[0], message)
                return
        if self.waiting and (asked := [message for message in shown if message.has_button(WHICH)]):
            await _tap(person, WHICH, asked[0])

    def _right_one(self, message: Seen) -> tuple[str, str] | None:
        """Return the button of a bot's order, and the exchange's number of that."""
        for label in message.labels:
            shown = label.partition(": ")[2].removesuffix("…")
            for number in self.waiting:
                if len(shown) >= LEAST_SHOWN and number.startswith(shown):
                    return label, number
        return None

    async def _see_what_is_settled(self) -> None:
        known = {number for (number,) in await rows(self.database_url, NUMBERS)}
        for number in self.waiting & known:
            self.answered.add(number)
            if number not in self._tapped:
                self.complaints.append(f"order {number} has a double and was taken without a question")
            self._withdraw(self.theirs[number])

    def _withdraw(self, other: str) -> None:
        for order in self.venue.store.open_orders():
            if order.order_id == other:
                self.venue.cancel(order.account, order.symbol, order_id=other)
                self.held.discard(order.symbol)


async def _tap(person: Person, label: str, message: Seen) -> None:
    # A question that has expired meanwhile has no buttons any more; it is put again.
    with suppress(RefusedByChat):
        await person.tap(label, on=message)
