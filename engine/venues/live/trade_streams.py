"""The running trade streams of one account: one for each symbol that bots trade."""

from itertools import count

from engine.clock import Clock
from engine.core.types import AccountId, BotId
from engine.ports import VenueListener
from engine.tasks import Nursery
from engine.timings import MarketDataTimings
from engine.venues.live.gateway import Gateway
from engine.venues.live.trade_stream import TradeStream


class TradeStreams:
    """Starts a stream when the first bot joins at a symbol, and ends it after the last has left."""

    def __init__(
        self,
        account_id: AccountId,
        gateway: Gateway,
        clock: Clock,
        nursery: Nursery,
        timings: MarketDataTimings = MarketDataTimings(),
    ) -> None:
        self._account_id = account_id
        self._gateway = gateway
        self._clock = clock
        self._nursery = nursery
        self._timings = timings
        self._running: dict[str, tuple[TradeStream, str]] = {}
        self._places: dict[BotId, str] = {}
        self._numbers = count()

    def of(self, symbol: str) -> TradeStream | None:
        """Return the stream of a symbol; None while none is running."""
        running = self._running.get(symbol)
        return running[0] if running else None

    def join(self, listener: VenueListener) -> None:
        symbol = listener.market.symbol
        self._places[listener.bot_id] = symbol
        if symbol not in self._running:
            # A number: the one before it may still be ending under its own.
            task = f"{self._account_id} prices of {symbol} {next(self._numbers)}"
            stream = TradeStream(listener.market, self._gateway, self._clock, self._timings)
            self._running[symbol] = stream, task
            self._nursery.start(task, stream.run)
        self._running[symbol][0].join(listener)

    def triggers_changed(self, bot_id: BotId) -> None:
        if bot_id in self._places:
            self._running[self._places[bot_id]][0].triggers_changed(bot_id)

    async def leave(self, bot_id: BotId) -> str | None:
        """Tell that bot no more. Return the symbol that nobody follows any more, or None."""
        symbol = self._places.pop(bot_id, None)  # the listener may be on its way to another already
        if symbol is None:
            return None
        stream, task = self._running[symbol]
        stream.leave(bot_id)
        if not stream.is_empty:
            return None
        del self._running[symbol]
        await self._nursery.stop(task)
        return symbol
