"""nautilus_trader's BacktestEngine over a file of trades: `python nautilus_replay.py FILE ROWS`.

The same scalp as ours. Writes what that brought as JSON. Its rate is that of the engine alone, with all
trades in memory; reading the file is told apart.
"""

import csv
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
from nautilus_trader.backtest.config import BacktestEngineConfig
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.backtest.models import FillModel
from nautilus_trader.config import LoggingConfig
from nautilus_trader.model.currencies import BTC, USDT
from nautilus_trader.model.data import TradeTick
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.events import OrderFilled
from nautilus_trader.model.identifiers import Venue
from nautilus_trader.model.instruments import Instrument
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.test_kit.providers import TestInstrumentProvider
from nautilus_trader.trading.strategy import Strategy

BUY, SELL = 99.5, 100.5
NS_A_MS = 1_000_000


class Scalp(Strategy):  # type: ignore[misc]  # it is not installed beside our tools
    """Buys, sells, and begins again. It follows the prints, as ours does."""

    def __init__(self, instrument: Instrument) -> None:
        super().__init__()
        self.instrument, self.fills, self.seen = instrument, 0, 0

    def on_start(self) -> None:
        self.subscribe_trade_ticks(self.instrument.id)
        self.place(OrderSide.BUY, BUY)

    def on_trade_tick(self, _: TradeTick) -> None:
        self.seen += 1

    def on_order_filled(self, event: OrderFilled) -> None:
        self.fills += 1
        if event.order_side == OrderSide.BUY:
            self.place(OrderSide.SELL, SELL)
        else:
            self.place(OrderSide.BUY, BUY)

    def place(self, side: OrderSide, price: float) -> None:
        order = self.order_factory.limit(self.instrument.id, side, Quantity(1, 6), Price(price, 2))
        self.submit_order(order)


def read_ticks(file: str, instrument: Instrument) -> list[TradeTick]:
    with open(file, newline="", encoding="utf-8") as lines:  # noqa: PTH123 - as a user of it would
        rows = list(csv.DictReader(lines))
    ns = np.array([int(row["timestamp"]) for row in rows], np.uint64) * np.uint64(NS_A_MS)
    ticks: list[TradeTick] = TradeTick.from_raw_arrays_to_list(
        instrument.id,
        2,
        6,
        np.array([float(row["price"]) for row in rows]),
        np.array([float(row["amount"]) for row in rows]),
        np.zeros(len(rows), np.uint8),
        [str(number) for number in range(len(rows))],
        ns,
        ns,
    )
    return ticks


def peak_mib() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM")]
    return float(line.split()[1]) / 1024


def main() -> None:
    file, rows = sys.argv[1], int(sys.argv[2])
    instrument = TestInstrumentProvider.btcusdt_binance()
    engine = BacktestEngine(
        BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True), run_analysis=False)
    )
    engine.add_venue(
        Venue("BINANCE"),
        OmsType.NETTING,
        AccountType.CASH,
        [Money(1_000_000, USDT), Money(10, BTC)],
        base_currency=None,
        trade_execution=True,
        fill_model=FillModel(prob_fill_on_limit=1.0),
    )
    engine.add_instrument(instrument)
    began_to_load = time.perf_counter()
    engine.add_data(read_ticks(file, instrument))
    strategy = Scalp(instrument)
    engine.add_strategy(strategy)
    begun = time.perf_counter()
    engine.run()
    ended = time.perf_counter()
    found = {
        "rows/s": rows / (ended - begun),
        "rows/s with reading": rows / (ended - began_to_load),
        "fills": strategy.fills,
        "memory, MiB": peak_mib(),
    }
    print(json.dumps(found), flush=True)
    os._exit(0)  # taking it down takes long


if __name__ == "__main__":
    main()
