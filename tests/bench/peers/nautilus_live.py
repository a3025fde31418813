"""nautilus_trader's node with its Binance adapter. It stores nothing.

Runs in an environment of its own (`make bench-peers`): `python nautilus_live.py JOB`.
"""

import json
import sys

from nautilus_trader.adapters.binance import (
    BINANCE,
    BinanceAccountType,
    BinanceDataClientConfig,
    BinanceExecClientConfig,
    BinanceLiveDataClientFactory,
    BinanceLiveExecClientFactory,
)
from nautilus_trader.config import (
    InstrumentProviderConfig,
    LiveExecEngineConfig,
    LiveRiskEngineConfig,
    LoggingConfig,
    TradingNodeConfig,
)
from nautilus_trader.live.node import TradingNode
from nautilus_trader.model.data import TradeTick
from nautilus_trader.model.enums import OrderSide
from nautilus_trader.model.events import OrderFilled
from nautilus_trader.model.identifiers import InstrumentId, TraderId
from nautilus_trader.model.objects import Price, Quantity
from nautilus_trader.trading.strategy import Strategy

PRICES = {OrderSide.BUY: "99.00", OrderSide.SELL: "101.00"}
HIT_QUANTITY = "7.00000"
FIRST_ORDERS_AFTER_NS = 1_500_000_000


class Scalp(Strategy):  # type: ignore[misc]  # it is not installed beside our tools
    """Sends the order of the other side after each fill, or an order on each print of the hit's size."""

    def __init__(self, what: str, instruments: list[InstrumentId]) -> None:
        super().__init__()
        self.what, self.instruments = what, instruments
        self.quantity, self.hit = Quantity.from_str("1.00000"), Quantity.from_str(HIT_QUANTITY)
        self.next_side = dict.fromkeys(instruments, OrderSide.BUY)

    def on_start(self) -> None:
        for instrument in self.instruments:
            self.subscribe_trade_ticks(instrument)
        print("ready", flush=True)
        if self.what == "fill":
            at = self.clock.timestamp_ns() + FIRST_ORDERS_AFTER_NS
            self.clock.set_time_alert_ns("first orders", at, self.first_orders)

    def first_orders(self, _: object) -> None:
        for instrument in self.instruments:
            self.place(instrument)

    def on_trade_tick(self, tick: TradeTick) -> None:
        if tick.size == self.hit:
            self.place(tick.instrument_id)

    def on_order_filled(self, event: OrderFilled) -> None:
        if self.what == "fill":
            self.place(event.instrument_id)

    def place(self, instrument: InstrumentId) -> None:
        side = self.next_side[instrument]
        self.next_side[instrument] = OrderSide.SELL if side == OrderSide.BUY else OrderSide.BUY
        price = Price.from_str(PRICES[side])
        self.submit_order(self.order_factory.limit(instrument, side, self.quantity, price))


def main() -> None:
    job = json.loads(sys.argv[1])
    host = f"127.0.0.1:{job['port']}"
    instruments = [InstrumentId.from_str(f"{symbol}.{BINANCE}") for symbol in job["symbols"]]
    both = {
        "api_key": "k" * 64,
        "api_secret": "s" * 64,
        "account_type": BinanceAccountType.SPOT,
        "base_url_http": f"http://{host}",
        "base_url_ws": f"ws://{host}",
        "instrument_provider": InstrumentProviderConfig(load_ids=frozenset(instruments)),
    }
    config = TradingNodeConfig(
        trader_id=TraderId("BENCH-001"),
        logging=LoggingConfig(log_level="ERROR"),
        exec_engine=LiveExecEngineConfig(reconciliation=False),
        # It refuses more orders than its own limit.
        risk_engine=LiveRiskEngineConfig(bypass=False, max_order_submit_rate="10000/00:00:01"),
        data_clients={BINANCE: BinanceDataClientConfig(**both)},
        exec_clients={BINANCE: BinanceExecClientConfig(**both)},
        timeout_connection=20.0,
        timeout_disconnection=1.0,
        timeout_post_stop=1.0,
    )
    node = TradingNode(config)
    node.trader.add_strategy(Scalp(job["what"], instruments))
    node.add_data_client_factory(BINANCE, BinanceLiveDataClientFactory)
    node.add_exec_client_factory(BINANCE, BinanceLiveExecClientFactory)
    node.build()
    node.run()


if __name__ == "__main__":
    main()
