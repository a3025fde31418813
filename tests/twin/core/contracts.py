"""Positions and what accounts set for them; how the exchange closes them by force."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from tests.twin.core.clock import TwinClock
from tests.twin.core.errors import Refused, UnknownNameError, Why
from tests.twin.core.events import Bus, Execution, LeverageChanged
from tests.twin.core.market import Market
from tests.twin.core.matching import Matching
from tests.twin.core.perpetual import PerpetualMoney, Position, Settings
from tests.twin.core.records import Records
from tests.twin.core.store import Store
from tests.twin.core.values import ZERO, Fill, Order, OrderRequest, OrderType, Side, TimeInForce, to_coin

SETTLEMENT = "settlement_autoclose-1"
ON_BOOK = "autoclose-1"
MakeOrder = Callable[[OrderRequest, Decimal], Order]


class Contracts:
    """The perpetual half of a venue. `margins` has the figures."""

    def __init__(
        self,
        clock: TwinClock,
        markets: Mapping[str, Market],
        margins: PerpetualMoney,
        store: Store,
        records: Records,
        matching: Matching,
        bus: Bus,
        make_order: MakeOrder,
    ) -> None:
        self.margins = margins
        self._clock = clock
        self._markets = markets
        self._store = store
        self._records = records
        self._matching = matching
        self._bus = bus
        self._make_order = make_order

    def position(self, account: str, symbol: str) -> Position:
        """Return the position, which may be empty. Refused for an unknown symbol."""
        if symbol not in self._markets:
            raise Refused(Why.UNKNOWN_SYMBOL, symbol)
        return self.margins.position(account, symbol)

    def settings(self, account: str) -> Settings:
        return self.margins.settings(account)

    def set_leverage(self, account: str, symbol: str, leverage: int) -> None:
        """Set the leverage of one symbol. Refused outside what the symbol allows."""
        position = self.position(account, symbol)
        if not 1 <= leverage <= self._markets[symbol].symbol.max_leverage:
            raise Refused(Why.BAD_LEVERAGE, str(leverage))
        position.leverage = leverage
        self._records.setting(account, symbol, "leverage", leverage)
        self._bus.tell(LeverageChanged(account, symbol))

    def set_isolated(self, account: str, symbol: str, *, isolated: bool) -> None:
        """Set the margin mode of one symbol. Refused when it is set already, or anything is open there."""
        position = self.position(account, symbol)
        if position.isolated is isolated:
            raise Refused(Why.NO_CHANGE)
        if self._store.open_orders(account=account, symbol=symbol):
            raise Refused(Why.OPEN_ORDERS_EXIST)
        if position.amount:
            raise Refused(Why.POSITION_EXISTS)
        position.isolated = isolated
        self._records.setting(account, symbol, "isolated", isolated)

    def set_hedge(self, account: str, *, hedge: bool) -> None:
        """Set the position mode of the account. Refused as a margin mode is.

        Hedged positions are not kept: wires refuse orders of an account in this mode.
        """
        settings = self.settings(account)
        if settings.hedge is hedge:
            raise Refused(Why.NO_CHANGE)
        if self._store.open_orders(account=account):
            raise Refused(Why.OPEN_ORDERS_EXIST)
        if any(self.position(account, symbol).amount for symbol in self._markets):
            raise Refused(Why.POSITION_EXISTS)
        settings.hedge = hedge
        self._records.setting(account, "", "hedge", hedge)

    def set_multi_assets(self, account: str, *, multi_assets: bool) -> None:
        """Set whether all coins serve as margin together. Refused when it is set already."""
        settings = self.settings(account)
        if settings.multi_assets is multi_assets:
            raise Refused(Why.NO_CHANGE)
        settings.multi_assets = multi_assets
        self._records.setting(account, "", "multi_assets", multi_assets)

    def liquidate(self, account: str, symbol: str, price: Decimal) -> Fill:
        """End the open orders and close the whole position at a price. UnknownNameError without one."""
        return self._close(account, symbol, price, "autoclose")

    def liquidate_on_book(self, account: str, symbol: str, price: Decimal) -> Fill:
        """Do it by an order of the exchange's that trades on the book. UnknownNameError without one."""
        return self._close(account, symbol, price, ON_BOOK)

    def deleverage(self, account: str, symbol: str, price: Decimal) -> Fill:
        """Close the position as the counterpart of somebody's liquidation. UnknownNameError without one."""
        return self._close(account, symbol, price, "adl_autoclose")

    def settle(self, account: str, symbol: str, price: Decimal) -> Fill:
        """Close the position because the contract ends. UnknownNameError without one."""
        return self._close(account, symbol, price, SETTLEMENT)

    def fund(self, account: str, symbol: str, rate: Decimal) -> Fill:
        """Let a position pay funding: a long pays a positive rate, a short receives it.

        UnknownNameError without a position.
        """
        amount, price = self.position(account, symbol).amount, self._markets[symbol].mark_price
        if not amount:
            raise UnknownNameError(f"{account} has no position on {symbol}")
        fee = to_coin(amount * price * rate)
        self.margins.pay_funding(account, symbol, fee)
        payment = Fill(
            trade_id=self._markets[symbol].next_trade_id(),
            order_id="",
            client_order_id="",
            account=account,
            symbol=symbol,
            side=Side.SELL if amount > 0 else Side.BUY,
            price=price,
            quantity=abs(amount),
            fee=fee,
            fee_coin=self._markets[symbol].symbol.margin_coin,
            maker=False,
            realized=ZERO,
            at=self._clock.server_now(),
        )
        self._records.funding_paid(payment)
        return payment

    def _close(self, account: str, symbol: str, price: Decimal, name: str) -> Fill:
        amount = self.position(account, symbol).amount
        if not amount:
            raise UnknownNameError(f"{account} has no position on {symbol}")
        for resting in self._store.open_orders(account=account, symbol=symbol):
            self._records.ended(resting, Execution.EXPIRED, name)
        order = self._make_order(
            OrderRequest(
                account=account,
                symbol=symbol,
                side=Side.SELL if amount > 0 else Side.BUY,
                order_type=OrderType.LIQUIDATION,
                time_in_force=TimeInForce.IOC,
                client_order_id=name,
                price=price,
            ),
            abs(amount),
        )
        self._records.created(order)
        return self._matching.force(order, price)[1]
