"""What an exchange tells when asked: late by a little, and forgetful."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from tests.twin.core.clock import TwinClock
from tests.twin.core.rules import Rules
from tests.twin.core.store import OrderKey, Store
from tests.twin.core.values import ZERO, Fill, Order

Item = TypeVar("Item", Order, Fill)


@dataclass(slots=True)
class Lag:
    """How far reads of orders and trades are behind, in seconds: drawn anew for each read."""

    least_s: float = 0.0
    most_s: float = 0.0
    seed: int = 0
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def set(self, least_s: float, most_s: float | None = None) -> None:
        """Let reads be that late; with two figures, anything between them."""
        self.least_s = least_s
        self.most_s = least_s if most_s is None else most_s

    def draw(self) -> timedelta:
        return timedelta(seconds=self._random.uniform(self.least_s, self.most_s))


@dataclass(frozen=True, slots=True)
class Window:
    """Which of many: bounds of time (the server's), a first id, at most so many."""

    start: datetime | None = None
    end: datetime | None = None
    first_id: int | None = None
    limit: int = 500


class Reads:
    """Answers from the store as it was a little while ago."""

    def __init__(self, store: Store, rules: Rules, lag: Lag, clock: TwinClock) -> None:
        self._store = store
        self._rules = rules
        self._lag = lag
        self._clock = clock

    def order(
        self, account: str, symbol: str, *, order_id: str | None = None, client_order_id: str | None = None
    ) -> Order | None:
        """Return one order, the youngest where a client id was used again; None if it cannot be seen."""
        moment = self._moment()
        if order_id is not None:
            keys: list[OrderKey] = [(symbol, order_id)]
        else:
            keys = self._store.with_client_id(account, symbol, client_order_id or "")
        seen = [order for order in self._seen(keys, moment) if order.account == account]
        return seen[-1] if seen else None

    def open_orders(self, account: str, symbol: str | None = None) -> list[Order]:
        if not self._lag.most_s:
            return self._store.open_orders(account=account, symbol=symbol)
        seen = self._seen(self._store.keys(account, symbol), self._moment())
        return [order for order in seen if order.state.is_open]

    def orders(self, account: str, symbol: str | None, window: Window) -> list[Order]:
        """Return orders in any state, oldest first.

        Over the limit the oldest are returned if a first id or a start is given, else the youngest.
        """
        found = [
            order
            for order in self._seen(self._store.keys(account, symbol), self._moment())
            if (window.first_id is None or order.number >= window.first_id)
            and (window.start is None or order.created_at >= window.start)
            and (window.end is None or order.created_at <= window.end)
        ]
        return _cut(found, window)

    def fills(
        self, account: str, symbol: str | None, window: Window, order_id: str | None = None
    ) -> list[Fill]:
        """Return executions, oldest first, cut as `orders` are."""
        moment = self._moment()
        found = [
            fill
            for at, fill in self._store.fills
            if at <= moment
            and fill.account == account
            and symbol in {None, fill.symbol}
            and order_id in {None, fill.order_id}
            and (window.first_id is None or fill.trade_id >= window.first_id)
            and (window.start is None or fill.at >= window.start)
            and (window.end is None or fill.at <= window.end)
        ]
        return _cut(found, window)

    def fundings(self, account: str, window: Window) -> list[Fill]:
        """Return what positions have paid, oldest first, cut as `orders` are."""
        moment = self._moment()
        found = [
            fill
            for at, fill in self._store.fundings
            if at <= moment
            and fill.account == account
            and (window.start is None or fill.at >= window.start)
            and (window.end is None or fill.at <= window.end)
        ]
        return _cut(found, window)

    def _moment(self) -> datetime:
        return self._clock.now() - self._lag.draw()

    def _seen(self, keys: list[OrderKey], moment: datetime) -> list[Order]:
        states = [self._store.was(key, moment) for key in keys]
        return [order for order in states if order is not None and not self._is_forgotten(order)]

    def _is_forgotten(self, order: Order) -> bool:
        after = self._rules.forget_unfilled_s
        if after is None or order.state.is_open or order.filled != ZERO:
            return False
        return self._clock.server_now() - order.updated_at >= timedelta(seconds=after)


def _cut(found: list[Item], window: Window) -> list[Item]:
    from_the_start = window.first_id is not None or window.start is not None
    return found[: window.limit] if from_the_start else found[-window.limit :]
