"""The machine over real trades, with a paper exchange of a few lines and a wallet beside it."""

import csv
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from engine.core import events as e
from engine.core.machine import step
from engine.core.orders import Order
from engine.core.state import BotState, PlaceOrder
from engine.core.types import BotConfig, Fee, Fill, Market, Mode, Side, TradeId, VenueOrderId
from tests.core.story import new_state

DATA = Path(__file__).parents[3] / "shared" / "data" / "xrp_eth_aggtrades_binance_2019-10.csv"
MARKET = Market(
    venue="Binance", symbol="XRP/ETH", base="XRP", quote="ETH", tick=Decimal("1e-8"), step=Decimal("1e-8")
)
CONFIG = BotConfig(
    ticker="XRP/ETH", exchange="Binance", mode=Mode.PAPER, first_order=Side.BUY, quantity=Decimal(100),
    buy_price=Decimal("0.00148"), sell_price=Decimal("0.001485"),
    infinite_loop=True,
)  # fmt: skip
FEE = Decimal("0.001")


@dataclass(slots=True)
class Replay:
    """A resting order fills whole when the market trades through it; one that crosses, at the last price."""

    state: BotState
    fills: list[Fill] = field(default_factory=list)
    results: list[Decimal] = field(default_factory=list)
    last: Decimal = Decimal(0)

    def run(self, rows: list[tuple[datetime, Decimal]]) -> None:
        self.last = rows[0][1]
        self.feed(e.Start(at=rows[0][0]))
        for at, price in rows:
            self.last = price
            order = self.state.order
            if order is not None and order.live and _through(order, price):
                self.fill(order, order.price, at)
            self.feed(e.PriceSeen(at=at, price=price))

    def feed(self, event: e.Event) -> None:
        outcome = step(self.state, event)
        self.state = outcome.state
        self.results += [cycle.result for cycle in outcome.cycles]
        for request in outcome.requests:
            if isinstance(request, PlaceOrder):
                self.place(request.order, event.at)

    def place(self, order: Order, at: datetime) -> None:
        name = order.client_order_id
        self.feed(e.OrderAccepted(at=at, client_order_id=name, venue_order_id=VenueOrderId(name)))
        if _through(order, self.last) or self.last == order.price:
            self.fill(order, self.last, at)

    def fill(self, order: Order, price: Decimal, at: datetime) -> None:
        value = price * order.quantity
        fee = (
            Fee(amount=FEE * order.quantity, coin="XRP", value=FEE * value)
            if order.side is Side.BUY
            else Fee(amount=FEE * value, coin="ETH", value=FEE * value)
        )
        fill = Fill(
            trade_id=TradeId(str(len(self.fills))), client_order_id=order.client_order_id, side=order.side,
            price=price, quantity=order.quantity, fee=fee, executed_at=at,
        )  # fmt: skip
        self.fills.append(fill)
        self.feed(e.OrderFilled(at=at, client_order_id=order.client_order_id, fill=fill))


def _through(order: Order, price: Decimal) -> bool:
    return price < order.price if order.side is Side.BUY else price > order.price


@pytest.fixture(scope="module")
def rows() -> list[tuple[datetime, Decimal]]:
    if not DATA.exists():
        pytest.skip(f"the trades are not there: {DATA}")
    with DATA.open(newline="") as lines:
        return [
            (datetime.fromtimestamp(int(row["timestamp"]) / 1000, UTC), Decimal(row["price"]))
            for row in csv.DictReader(lines)
        ]


@pytest.mark.parametrize(
    ("trailing", "fills", "cycles", "first_buy", "first_sell"),
    [
        (None, 18, 9, "0.00141342", "0.001485"),
        ("0.1", 14, 7, "0.00141557", "0.00148688"),
    ],
)
@pytest.mark.parametrize("quantity", ["100", "77.7777777"])
def test_a_bot_over_real_trades(
    rows: list[tuple[datetime, Decimal]],
    trailing: str | None,
    fills: int,
    cycles: int,
    first_buy: str,
    first_sell: str,
    quantity: str,
) -> None:
    percent = None if trailing is None else Decimal(trailing)
    config = replace(CONFIG, trailing_percent=percent, quantity=Decimal(quantity))
    replay = Replay(new_state(config, MARKET))
    replay.run(rows)

    assert (len(replay.fills), len(replay.results)) == (fills, cycles)
    assert (replay.fills[0].price, replay.fills[1].price) == (Decimal(first_buy), Decimal(first_sell))
    eth, xrp = in_the_wallet(replay.fills)
    dust_at_cost = Fraction(replay.state.tally.carried_cost)
    assert Fraction(replay.state.held) == xrp
    assert Fraction(replay.state.pnl) == sum(map(Fraction, replay.results))
    if quantity == "100":
        assert xrp == dust_at_cost == 0
        assert Fraction(replay.state.pnl) == eth
    else:
        assert 0 < xrp < Fraction(MARKET.step)
        assert abs(Fraction(replay.state.pnl) - (eth + dust_at_cost)) <= Fraction(cycles, 10**18)


def in_the_wallet(fills: list[Fill]) -> tuple[Fraction, Fraction]:
    """ETH and XRP gained, counted apart from the fills' prices and quantities alone."""
    eth, xrp, keep = Fraction(0), Fraction(0), 1 - Fraction(FEE)
    for fill in fills:
        quantity, price = Fraction(fill.quantity), Fraction(fill.price)
        if fill.side is Side.BUY:
            eth, xrp = eth - price * quantity, xrp + quantity * keep
        else:
            eth, xrp = eth + price * quantity * keep, xrp - quantity
    return eth, xrp
