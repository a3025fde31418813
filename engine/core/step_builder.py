"""One step in the making: the state as it changes, and what is to be stored, told and asked."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from engine.core import results
from engine.core.copies import changed
from engine.core.notices import TOLD_LATE_AFTER, BotNotice, FillBooked
from engine.core.orders import Order, book
from engine.core.reasons.reason import Reason
from engine.core.state import BookedFill, BotState, Outcome, Request
from engine.core.types import ClientOrderId, Fill

SEND_WINDOW = timedelta(seconds=5)
"""How long after its intent an order may be sent, unless said otherwise."""


class StepBuilder:
    """Collects the effects of one event. `outcome` hands them over."""

    def __init__(
        self,
        state: BotState,
        at: datetime,
        denial: Reason | None = None,
        send_window: timedelta = SEND_WINDOW,
    ) -> None:
        self._state = state
        self._changed: dict[str, Any] = {}
        self.at = at
        self.denial = denial
        """Why no order may be decided in this step; None when one may."""
        self.send_window = send_window
        self.durable = True
        self._orders: dict[ClientOrderId, Order] = {}
        self._fills: list[BookedFill] = []
        self._notices: list[BotNotice] = []
        self._requests: list[Request] = []

    @property
    def state(self) -> BotState:
        """The bot as it is by now."""
        if self._changed:
            self._state = changed(self._state, **self._changed)
            self._changed.clear()
        return self._state

    def change(self, **fields: Any) -> None:  # noqa: ANN401 - the fields of BotState, checked by it
        """Give the state these fields. It is copied when somebody looks at it, for many change at once."""
        self._changed |= fields

    def revise(self, **fields: Any) -> None:  # noqa: ANN401 - likewise
        """Likewise, by a change that a person should have seen before tapping."""
        self.change(revision=self.state.revision + 1, **fields)

    def keep_order(self, order: Order, *, newest_too: bool = True) -> None:
        """Make this the newest order, or store the change of an earlier one, or of one that is no attempt."""
        self._orders[order.client_order_id] = order
        newest = self.state.order
        is_newest = newest is None or (order.cycle, order.attempt) >= (newest.cycle, newest.attempt)
        if newest_too and is_newest and order.attempt > 0:
            self.change(order=order)

    def tell(self, notice: BotNotice) -> None:
        """Owe this notice to the bot's people."""
        self._notices.append(notice)

    def request(self, request: Request) -> None:
        """Have this done once the step is on disk."""
        self._requests.append(request)

    def book(self, order: Order, fill: Fill, *, late: bool = False, foreign: bool = False) -> Order | None:
        """Book the fill in the tally and on its order. Return that, or None when it was booked before.

        `foreign`: the order is the exchange's own, and never the bot's newest. What an order has traded that
        was sent elsewhere is booked there, and is nothing that the bot works with.
        """
        booked = book(order, fill)
        if booked is None:
            self.durable = False
            return None
        state = self.state
        self.keep_order(booked, newest_too=not foreign)
        where = state.ref_of(order)
        elsewhere = state.sent_elsewhere(order)
        if not elsewhere:
            of_this_leg = order.cycle == state.cycle and order.leg is state.leg and not order.closing
            self.change(
                tally=results.add(state.tally, fill, state.market.base),
                leg_filled=state.leg_filled + fill.quantity if of_this_leg else state.leg_filled,
            )
        cycle = results.NO_CYCLE if elsewhere else state.cycle
        if where.money == (state.config.mode, state.market.quote):
            self.change(
                fees=state.fees + fill.fee.value,
                unvalued=results.with_unvalued(state.unvalued, fill.fee.unvalued, cycle),
                trades=state.trades + 1,
                last_fill_at=max(state.last_fill_at or fill.executed_at, fill.executed_at),
            )
        self._fills.append(BookedFill(fill=fill, pnl=None))
        self.tell(
            FillBooked(
                bot=where,
                at=fill.executed_at,
                side=fill.side,
                leg=order.leg,
                quantity=fill.quantity,
                price=fill.price,
                fee=fill.fee.amount,
                fee_coin=fill.fee.coin,
                trade_id=fill.trade_id,
                late=late or order.final,
                replayed=fill.replayed,
                learned_at=self.at if self.at - fill.executed_at > TOLD_LATE_AFTER else None,
            )
        )
        return booked

    @property
    def is_replayed(self) -> bool:
        """Whether what it books was traded in a replay."""
        return bool(self._fills) and self._fills[-1].fill.replayed

    def closed_by_last_fill(self, result: Decimal) -> None:
        """Note the result of the cycle on the fill that closed it, if a fill of this step did."""
        if self._fills:
            self._fills[-1] = changed(self._fills[-1], pnl=result)

    def outcome(self) -> Outcome:
        return Outcome(
            state=self.state,
            orders=tuple(self._orders.values()),
            fills=tuple(self._fills),
            notices=tuple(self._notices),
            requests=tuple(self._requests),
            durable=self.durable,
        )
