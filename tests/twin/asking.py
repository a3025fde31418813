"""Short ways to ask a venue for orders."""

from decimal import Decimal

from tests.twin.core.values import OrderRequest, OrderType, Side, TimeInForce

D = Decimal


def limit(
    side: Side,
    price: str,
    quantity: str = "0.01",
    *,
    name: str = "one",
    account: str = "main",
    time_in_force: TimeInForce = TimeInForce.GTC,
    reduce_only: bool = False,
) -> OrderRequest:
    """Return a request for a limit order on BTCUSDT."""
    return OrderRequest(
        account=account,
        symbol="BTCUSDT",
        side=side,
        order_type=OrderType.LIMIT,
        time_in_force=time_in_force,
        client_order_id=name,
        quantity=D(quantity),
        price=D(price),
        reduce_only=reduce_only,
    )


def buy(price: str, quantity: str = "0.01", **more: object) -> OrderRequest:
    return limit(Side.BUY, price, quantity, **more)  # type: ignore[arg-type]  # fields by name


def sell(price: str, quantity: str = "0.01", **more: object) -> OrderRequest:
    return limit(Side.SELL, price, quantity, **more)  # type: ignore[arg-type]  # fields by name


def market(side: Side, quantity: str = "0.01", *, name: str = "now", account: str = "main") -> OrderRequest:
    """Return a request for a market order on BTCUSDT."""
    return OrderRequest(
        account=account,
        symbol="BTCUSDT",
        side=side,
        order_type=OrderType.MARKET,
        time_in_force=TimeInForce.IOC,
        client_order_id=name,
        quantity=D(quantity),
    )
