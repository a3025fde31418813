"""The exchange twin: a stateful Binance (spot and USDT-M perpetual), Bybit v5 (spot and linear), OKX v5 (spot
and linear swaps) and CoinDCX Futures on loopback, for tests.

    twin = Twin()
    await twin.start()
    twin.urls                      # {"binance": {"rest": "http://127.0.0.1:P", "ws": "ws://127.0.0.1:P"},
                                   #  "bybit", "okx", "coindcx": the same}
    twin.account.keys[0]           # key and secret of a first account with coins
    twin.world.venue("Binance").trade("BTCUSDT", Decimal("94000"))      # the market moves, orders fill
    twin.world.journal.read("order_filled", account="main")             # what really happened
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    await twin.stop()

`twin.urls` is what EXCHANGE_URLS holds (as JSON): per exchange where REST and websockets begin. From there on
paths are Binance's own (`/api/v3`, `/sapi/v1`, `/fapi/v1..3`, `/ws`, `/stream`, `/ws-api/v3`), with one
difference: futures streams live below `/futures` (`/futures/public/ws`, `/futures/private/ws?listenKey=`),
as spot and futures share the port. Spot streams live at `/stream/ws` too: ccxt takes a stream for spot only
if its address has "/stream" in it, as "wss://stream.binance.com" has. Bybit's paths are its own too
(`/v5/...`, `/v5/public/spot`, `/v5/public/linear`, `/v5/private`), and so are OKX's (`/api/v5/...`,
`/ws/v5/public`, `/ws/v5/private`) and CoinDCX's (`/exchange/v1/...`, `/market_data/...`, `/socket.io/`),
which has no client in ccxt. `ccxt_binance_urls` and its like give them key by key, as ccxt's `urls["api"]`
wants them; `assert_loopback` fails when a client has any other.

`core` is the exchange and knows no wire; `binance`, `bybit` and `okx` are wires. Another exchange meets
`exchange.Exchange` and is added in `server.Twin`. `python -m tests.twin` runs it as a process of its own;
`control` is then the way in.

The venues are "Binance", "Binance F", "Bybit", "Bybit F", "OKX", "OKX F", "CoinDCX F" and, margined in INR,
"CoinDCX F INR"; wallets are called as the venues are, but for Bybit's unified account, which has one wallet
"Bybit" for both, as OKX's has "OKX". A spot order there is not stopped by the margin that contracts bind, as
it may be at Bybit.

Symbols are called "BTCUSDT" here whatever an exchange calls them, and quantities are in coins: OKX's wire
alone knows of "BTC-USDT-SWAP", and that a contract of it is a hundredth of a coin.

An account can hold what no program asked for: `venue.enlist` adds dated contracts, or such with margin in
another coin (`core.symbols.dated`, `margined_in`), `world.besides` has lists show rows as they are given, and
`binance.hubs[venue].tell`, `bybit.private_hub.tell` and `okx.private_hub.tell` send events of any kind.
"""

from tests.twin.core.faults import Answer, Fault, FaultKind, Operation
from tests.twin.core.frames import FrameFault, FrameFaultKind, Stream
from tests.twin.loopback import (
    assert_loopback,
    ccxt_binance_urls,
    ccxt_bybit_urls,
    ccxt_okx_urls,
    exchange_urls,
)
from tests.twin.server import Twin

__all__ = [
    "Answer",
    "Fault",
    "FaultKind",
    "FrameFault",
    "FrameFaultKind",
    "Operation",
    "Stream",
    "Twin",
    "assert_loopback",
    "ccxt_binance_urls",
    "ccxt_bybit_urls",
    "ccxt_okx_urls",
    "exchange_urls",
]
