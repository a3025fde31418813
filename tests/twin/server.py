"""The twin, put together: one port on loopback for all exchanges and the control door."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from aiohttp import web

from tests.twin import sockets
from tests.twin.binance.server import FUTURES_VENUE, SPOT_VENUE, Binance
from tests.twin.bybit.server import LINEAR_VENUE, WALLET, Bybit
from tests.twin.bybit.server import SPOT_VENUE as BYBIT_SPOT_VENUE
from tests.twin.coindcx.server import INR_VENUE, USDT_VENUE, CoinDCX
from tests.twin.control import Control
from tests.twin.core.accounts import Account
from tests.twin.core.clock import TimeSource
from tests.twin.core.world import World
from tests.twin.exchange import Exchanges
from tests.twin.loopback import Urls, exchange_urls
from tests.twin.okx.server import SPOT_VENUE as OKX_SPOT_VENUE
from tests.twin.okx.server import SWAP_VENUE, Okx
from tests.twin.okx.server import WALLET as OKX_WALLET

HOST = "127.0.0.1"
STOP_SECONDS = 0.3
FIRST_ACCOUNT = "main"
FIRST_COINS: Mapping[str, Mapping[str, Decimal]] = {
    SPOT_VENUE: {"USDT": Decimal(100_000), "BTC": Decimal(1), "ETH": Decimal(20), "BNB": Decimal(5)},
    FUTURES_VENUE: {"USDT": Decimal(50_000)},
    WALLET: {"USDT": Decimal(100_000), "BTC": Decimal(1), "ETH": Decimal(20)},
    USDT_VENUE: {"USDT": Decimal(50_000)},
    INR_VENUE: {"USDT": Decimal(50_000)},
    OKX_WALLET: {"USDT": Decimal(100_000), "BTC": Decimal(1), "ETH": Decimal(20)},
}


class Twin:
    """`world` is the truth and the way to move it; `account` is a first customer with coins everywhere."""

    def __init__(
        self, *, port: int = 0, time: TimeSource | None = None, journal_file: Path | None = None
    ) -> None:
        self.world = World(time=time, journal_file=journal_file)
        self.exchanges = Exchanges()
        self.binance = Binance(self.world)
        self.bybit = Bybit(self.world)
        self.coindcx = CoinDCX(self.world)
        self.exchanges.add(self.binance, [SPOT_VENUE, FUTURES_VENUE])
        self.exchanges.add(self.bybit, [BYBIT_SPOT_VENUE, LINEAR_VENUE])
        self.exchanges.add(self.coindcx, [USDT_VENUE, INR_VENUE])
        self.okx = Okx(self.world)
        self.exchanges.add(self.okx, [OKX_SPOT_VENUE, SWAP_VENUE])
        self.account: Account = self.world.open_account(FIRST_ACCOUNT, FIRST_COINS)
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def urls(self) -> Urls:
        """What EXCHANGE_URLS holds to point the program here."""
        return exchange_urls(self.url)

    async def start(self) -> None:
        """Bind and serve. OSError when the port is taken."""
        app = web.Application()
        sockets.prepare(app)
        for exchange in self.exchanges.all():
            exchange.add_routes(app)
        Control(self.world, self.exchanges).add_routes(app)
        self._runner = web.AppRunner(app, shutdown_timeout=STOP_SECONDS, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._port).start()
        self._port = self._runner.addresses[0][1]

    async def hang_up(self) -> None:
        """Break all connections and let nobody in, until `start`."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def stop(self) -> None:
        """Close websockets, end what still waits and let the port go."""
        await self.hang_up()
        await self.world.close()
