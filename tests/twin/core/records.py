"""One place through which everything that happens to an order or a wallet is kept and told."""

from dataclasses import replace
from decimal import Decimal

from tests.twin.core.accounts import Accounts
from tests.twin.core.clock import TwinClock
from tests.twin.core.errors import Why
from tests.twin.core.events import AccountChanged, Bus, Execution, FundingPaid, OrderChanged
from tests.twin.core.journal import Journal
from tests.twin.core.store import Store
from tests.twin.core.values import Fill, Order, OrderRequest, State


class Records:
    """Writes to the store and the journal of a venue, then tells its listeners."""

    def __init__(
        self,
        venue: str,
        wallet: str,
        clock: TwinClock,
        accounts: Accounts,
        store: Store,
        journal: Journal,
        bus: Bus,
    ) -> None:
        self._venue = venue
        self._wallet = wallet
        self._clock = clock
        self._accounts = accounts
        self._store = store
        self._journal = journal
        self._bus = bus

    def created(self, order: Order) -> None:
        self._store.add(order, self._clock.now())
        self._write_order(
            "order_created",
            order,
            side=order.side,
            quantity=order.quantity,
            price=order.price,
            type=order.order_type,
            time_in_force=order.time_in_force,
            reduce_only=order.reduce_only,
        )
        self._bus.tell(OrderChanged(order, Execution.NEW))

    def refused(self, request: OrderRequest, why: Why) -> None:
        self._journal.write(
            "order_refused",
            venue=self._venue,
            account=request.account,
            symbol=request.symbol,
            client_order_id=request.client_order_id,
            why=why,
        )

    def filled(self, order: Order, fill: Fill) -> Order:
        """Book one execution and return the order after it."""
        filled = order.filled + fill.quantity
        order = replace(
            order,
            filled=filled,
            filled_quote=order.filled_quote + fill.price * fill.quantity,
            state=State.FILLED if fill.quantity == order.remaining else State.PARTIALLY_FILLED,
            updated_at=fill.at,
        )
        self._store.change(order, self._clock.now())
        self._store.add_fill(fill, self._clock.now())
        self._write_order(
            "order_filled",
            order,
            side=order.side,
            trade_id=fill.trade_id,
            price=fill.price,
            quantity=fill.quantity,
            fee=fill.fee,
            fee_coin=fill.fee_coin,
            maker=fill.maker,
            realized=fill.realized,
            tax=fill.tax,
        )
        self._bus.tell(OrderChanged(order, Execution.TRADE, fill))
        return order

    def amended(self, order: Order) -> None:
        """Book that an open order has another price, quantity or name from now on."""
        self._store.change(order, self._clock.now())
        self._store.rename(order)
        self._write_order("order_amended", order, price=order.price, quantity=order.quantity)
        self._bus.tell(OrderChanged(order, Execution.AMENDED))

    def prevented(self, order: Order, quantity: Decimal) -> Order:
        """Book that so much was taken from an order in place of a trade, and return what is left of it."""
        order = replace(order, prevented=order.prevented + quantity, updated_at=self._clock.server_now())
        self._store.change(order, self._clock.now())
        self._write_order("order_prevented", order, quantity=quantity)
        self._bus.tell(OrderChanged(order, Execution.PREVENTED))
        return order

    def ended(self, order: Order, execution: Execution, because: str, cancel_client_id: str = "") -> Order:
        """Book that an order is canceled, has expired or was rejected after all, and return it."""
        order = replace(
            order,
            state=State(execution),
            ended_because=because,
            cancel_client_id=cancel_client_id,
            updated_at=self._clock.server_now(),
        )
        self._store.change(order, self._clock.now())
        self._write_order(f"order_{execution.lower()}", order, because=because)
        self._bus.tell(OrderChanged(order, execution))
        return order

    def account_changed(
        self, account: str, coins: set[str], positions: tuple[str, ...] = (), because: str = "ORDER"
    ) -> None:
        """Book the balances of some coins as they stand now."""
        wallet = self._accounts.named(account).wallet(self._wallet)
        for coin in sorted(coins):
            balance = wallet.of(coin)
            self._journal.write(
                "wallet_changed",
                venue=self._venue,
                account=account,
                coin=coin,
                free=balance.free,
                locked=balance.locked,
            )
        self._bus.tell(AccountChanged(account, tuple(sorted(coins)), positions, because))

    def setting(self, account: str, symbol: str, name: str, value: object) -> None:
        self._journal.write(
            "setting_changed", venue=self._venue, account=account, symbol=symbol, setting=name, value=value
        )

    def funding_paid(self, payment: Fill) -> None:
        """Book what a position has paid (negative: received)."""
        self._journal.write(
            "funding_paid",
            venue=self._venue,
            account=payment.account,
            symbol=payment.symbol,
            quantity=payment.quantity,
            amount=payment.fee,
            coin=payment.fee_coin,
        )
        self._store.fundings.append((self._clock.now(), payment))
        self._bus.tell(FundingPaid(payment))
        self.account_changed(payment.account, {payment.fee_coin}, (payment.symbol,), because="FUNDING_FEE")

    def deposited(self, account: str, coin: str, amount: Decimal) -> None:
        """Book a change of a wallet from outside."""
        self._journal.write("deposited", venue=self._venue, account=account, coin=coin, amount=amount)
        self.account_changed(account, {coin}, because="DEPOSIT")

    def _write_order(self, kind: str, order: Order, **facts: object) -> None:
        self._journal.write(
            kind,
            venue=self._venue,
            account=order.account,
            symbol=order.symbol,
            order_id=order.order_id,
            client_order_id=order.client_order_id,
            state=order.state,
            filled=order.filled,
            **facts,
        )
