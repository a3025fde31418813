"""All orders and fills of a venue, with every state that an order has been in."""

from datetime import datetime

from tests.twin.core.values import Fill, Order

OrderKey = tuple[str, str]
"""Symbol and order id: ids may repeat from symbol to symbol."""


class Store:
    """Keeps for ever. Each state is stamped with the true time at which it came to be."""

    def __init__(self) -> None:
        self._states: dict[OrderKey, list[tuple[datetime, Order]]] = {}
        self._open: dict[OrderKey, Order] = {}
        self._by_client_id: dict[tuple[str, str, str], list[OrderKey]] = {}
        self._used: set[tuple[str, str]] = set()
        self.fills: list[tuple[datetime, Fill]] = []
        self.fundings: list[tuple[datetime, Fill]] = []
        """What positions have paid, with the true time as well."""

    def add(self, order: Order, at: datetime) -> None:
        self._states[order.key] = [(at, order)]
        self._open[order.key] = order
        name = (order.account, order.symbol, order.client_order_id)
        self._by_client_id.setdefault(name, []).append(order.key)
        self._used.add((order.account, order.client_order_id))

    def change(self, order: Order, at: datetime) -> None:
        self._states[order.key].append((at, order))
        if order.state.is_open:
            self._open[order.key] = order
        else:
            self._open.pop(order.key, None)

    def rename(self, order: Order) -> None:
        """Have an order be found by its present client id too."""
        name = (order.account, order.symbol, order.client_order_id)
        if order.key not in self._by_client_id.setdefault(name, []):
            self._by_client_id[name].append(order.key)

    def forget_name(self, order: Order) -> None:
        """Have an order not be found by that client id any more."""
        self._by_client_id[order.account, order.symbol, order.client_order_id].remove(order.key)

    def add_fill(self, fill: Fill, at: datetime) -> None:
        self.fills.append((at, fill))

    def get(self, key: OrderKey) -> Order | None:
        """Return the order as it really stands."""
        states = self._states.get(key)
        return states[-1][1] if states else None

    def first(self, key: OrderKey) -> Order:
        """Return the order as it was accepted. KeyError when there is none."""
        return self._states[key][0][1]

    def was(self, key: OrderKey, moment: datetime) -> Order | None:
        """Return the order as it stood then; None before it existed."""
        for at, order in reversed(self._states.get(key, [])):
            if at <= moment:
                return order
        return None

    def keys(self, account: str, symbol: str | None = None) -> list[OrderKey]:
        """Return the orders of an account, oldest first."""
        return [
            key
            for key, states in self._states.items()
            if states[0][1].account == account and symbol in {None, key[0]}
        ]

    def open_orders(self, *, account: str | None = None, symbol: str | None = None) -> list[Order]:
        """Return what is really open, oldest first."""
        return [
            order
            for order in self._open.values()
            if account in {None, order.account} and symbol in {None, order.symbol}
        ]

    def with_client_id(self, account: str, symbol: str, client_order_id: str) -> list[OrderKey]:
        """Return every order that ever had this client id, oldest first."""
        return list(self._by_client_id.get((account, symbol, client_order_id), []))

    def is_used(self, account: str, client_order_id: str) -> bool:
        """Tell whether an account has ever used a client id, on any symbol."""
        return (account, client_order_id) in self._used
