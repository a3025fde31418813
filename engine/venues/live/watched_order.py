"""What an account remembers of an order while anything about it may still change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from engine.clock import Clock
from engine.core.money import ZERO
from engine.core.orders import Order, OrderFact, OrderIdentity, OrderState
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import OrderOutOfSight
from engine.core.types import BotId, Market, TradeId, VenueOrderId
from engine.venues.live.gateway import Execution, OrderReport, TradeReport

OrderNumber = tuple[str, VenueOrderId | None]
"""An exchange's name for an order with its symbol: Binance numbers the orders of each by themselves."""


@dataclass(slots=True)
class Watched:
    """One order of ours at this account."""

    bot_id: BotId
    order: Order
    market: Market
    watched_since: timedelta
    """By the clock that only goes forward."""
    venue_order_id: VenueOrderId | None = None
    streamed_number: VenueOrderId | None = None
    """What the exchange's stream calls it, until an answer has told that. A hand may take its name away."""
    told: set[TradeId] = field(default_factory=set)
    """Fills that the bot has been told of."""
    filled: Decimal = ZERO
    """Their sum, in base."""
    figures: tuple[Decimal, Decimal] = field(init=False)
    """Price and quantity as the exchange showed them last; what was sent, before it did."""
    figures_are_sure: bool = True
    """Whether its bot knows no other ones. What its driver before was told is told on to the one of now."""
    reported: Decimal = ZERO
    """What the exchange has said of it: filled so far, in base."""
    cancel_asked_at: timedelta | None = None
    cancel_is_unclear: bool = False
    """Whether nothing is known of what came of that: it may never have been sent."""
    not_founds: int = 0
    """Explicit "no such order" after the fence, in a row."""
    final_report: OrderReport | None = None
    """What the exchange said when it had ended; it is forgotten once all its fills have been told."""
    short_since: timedelta | None = None
    """Since when what the exchange says cannot all be true, in the same way."""
    doubt: OrderCause | OrderOutOfSight | None = None
    """What it is that cannot be true."""
    asked_a_person: bool = False
    held_back_since: timedelta | None = None
    """Since when trades wait that would make it whole, while the exchange calls it open."""
    heard: dict[TradeId, Execution] = field(default_factory=dict)
    """Fills that the stream has told, and that do not follow on what the bot has been told."""
    to_confirm: "OrderReport | None" = None
    """What the stream has told of it besides fills, until REST has been asked."""
    is_ending: bool = False
    """Its end is expected at any moment, whoever tells it."""

    def __post_init__(self) -> None:
        self.figures = self.order.price, self.order.quantity

    def is_it(self, report: OrderReport) -> bool:
        """Say whether it is this order: by its number at the exchange, by its name where that is unknown.

        A hand may give the name to another order, once this one has ended, or take it from this one.
        """
        if report.symbol != self.market.symbol:
            return False
        if self.venue_order_id is not None:
            return report.venue_order_id == self.venue_order_id
        return report.client_order_id == self.order.client_order_id

    def would_be_whole(self, report: OrderReport | None, trades: Iterable[TradeReport]) -> bool:
        """Say whether with these trades it has traded what it was for when it was read. It may be larger."""
        if report is None and not self.figures_are_sure:
            return True
        quantity = report.quantity if report is not None else self.figures[1]
        new = (trade.quantity for trade in trades if trade.trade_id not in self.told)
        return self.filled + sum(new, ZERO) >= quantity

    def up_to_whole(self, report: OrderReport, trades: Sequence[TradeReport]) -> Sequence[TradeReport]:
        """Return the trades that can be true while the order is as reported: one that is whole is not open.

        A read that lags shows it as it was, maybe before a hand made it larger.
        """
        if report.ended is not None:
            return trades
        filled = self.filled
        for place, trade in enumerate(trades):
            filled += ZERO if trade.trade_id in self.told else trade.quantity
            if filled >= report.quantity:
                return trades[:place]
        return trades

    @property
    def identity(self) -> OrderIdentity:
        """How the exchange is asked about it, with what is known by now."""
        return replace(self.order.identity, venue_order_id=self.venue_order_id)

    @property
    def number(self) -> OrderNumber:
        """What the exchange calls it, as far as is known."""
        return self.market.symbol, self.venue_order_id

    @property
    def fate_is_unknown(self) -> bool:
        """Whether nobody can say yet that the exchange has the order."""
        unsure = self.order.state in {OrderState.INTENT, OrderState.UNKNOWN}
        return self.venue_order_id is None and unsure

    def may_be_on_its_way(self, clock: Clock, fence: timedelta) -> bool:
        """Say whether an explicit "no such order" cannot be believed yet. `clock` has the exchange's time.

        It can so long after the order's deadline; and after it was decided, should its date be wrong because
        the exchange's time was not known then.
        """
        time_to_send = self.order.deadline - self.order.created_at
        return (
            clock.now() < self.order.deadline + fence
            and clock.monotonic() < self.watched_since + time_to_send + fence
        )

    @property
    def is_known_there(self) -> bool:
        """Whether the exchange's own stream has told of it as of an order that it has, or had."""
        report = self.to_confirm
        is_taken = report is not None and report.ended is not OrderFact.REJECTED
        return bool(self.told or self.heard) or is_taken

    @property
    def complete(self) -> bool:
        """Whether it has ended and every reported fill has been told."""
        return self.final_report is not None and self.filled >= self.final_report.filled

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing that only REST can say: no gap, no end, no change."""
        if self.heard or (self.final_report is None and self.is_ending):
            return False
        report = self.to_confirm
        if report is None or self.final_report is not None:
            return True
        return report.ended is None and report.filled <= self.filled and self.shows(report)

    def shows(self, report: OrderReport) -> bool:
        """Say whether the figures of a report are known."""
        return self.figures_are_sure and figures_of(report, self) == self.figures

    def follows(self, execution: Execution) -> bool:
        """Say whether a fill is the very next one, and nothing that is said with it is new."""
        trade, filled = execution.trade, self.filled + execution.trade.quantity
        return (
            trade.side is self.order.side
            and self.figures_are_sure
            and execution.quantity == self.figures[1]
            and execution.filled == filled
            and execution.ended == (filled >= execution.quantity)
        )

    def ended_with(self, execution: Execution) -> OrderReport:
        """Return how the order stands after the fill that made it whole."""
        price, quantity = self.figures
        return OrderReport(
            venue_order_id=execution.trade.venue_order_id,
            client_order_id=self.order.client_order_id,
            symbol=self.market.symbol,
            side=self.order.side,
            price=price,
            quantity=quantity,
            filled=execution.filled,
            ended=OrderFact.FILLED,
            created_at=self.order.created_at,
        )

    def go_on_from(self, before: "Watched") -> None:
        """Know of the same order what the watch before this one knew, but for what its bot was told.

        What a person was asked about has a minute of its own again: the bot goes on by their word. Not while
        the order has not ended in the books: the question was lost, or the end that was told with it.
        """
        if self.venue_order_id is None:
            self.venue_order_id = before.venue_order_id
        self.streamed_number = before.streamed_number
        self.figures_are_sure = before.figures_are_sure and before.figures == self.figures
        self.held_back_since = before.held_back_since
        if self.order.live or not before.asked_a_person:
            self.short_since, self.doubt = before.short_since, before.doubt

    def tell_again(self) -> None:
        """Count as told what was booked when the watch began, and no more."""
        self.told, self.filled = set(self.order.trade_ids), self.order.filled

    def news(self, trades: Iterable[TradeReport]) -> list[TradeReport]:
        """Return the trades that the bot has not been told of, and count them as told."""
        fresh = [trade for trade in trades if trade.trade_id not in self.told]
        for trade in fresh:
            self.told.add(trade.trade_id)
            self.filled += trade.quantity
        return fresh


def figures_of(report: OrderReport, watched: Watched) -> tuple[Decimal, Decimal]:
    """Return price and quantity as the exchange shows them, as far as it does."""
    price, quantity = watched.figures
    return report.price if report.price > 0 else price, report.quantity if report.quantity > 0 else quantity
