"""The paper venue: orders are simulated over a feed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from engine.core.feed_end import FeedEnd
from engine.core.orders import Order
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import BotId, ClientOrderId, Market
from engine.errors import FeedError, NoPrice, UnknownTicker
from engine.ports import ReplayListener
from engine.reads.health import SymbolHealth
from engine.reads.history import PriceRange
from engine.reads.views import PriceAt
from engine.venue_answers import (
    Accepted,
    CannotTell,
    FindAnswer,
    OrderStatus,
    PlaceAnswer,
    Present,
    Rejected,
    Unknown,
)
from engine.venues.paper.executions import PaperOrder
from engine.venues.paper.feeds.base import NoPrices
from engine.venues.paper.feeds.sources import Source
from engine.venues.paper.market_run import MarketRun, ReplayConfig
from engine.venues.paper.matching import Participant

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Runs:
    """The markets that run. The venues of one source share them: a symbol has one price."""

    shared: dict[str, MarketRun] = field(default_factory=dict)
    """By the name of the feed."""
    of_bot: dict[BotId, MarketRun] = field(default_factory=dict)
    """Where a bot takes part, or did last."""

    def health(self) -> list[SymbolHealth]:
        """Return how the prices of the shared markets are doing that somebody takes part in."""
        return [run.health() for run in self.shared.values() if run.is_followed]


class PaperVenue:
    """Meets `engine.ports.Venue` and `engine.ports.ReplayVenue`.

    The intent on our disk is this venue's acceptance: an order that was to be placed when the program
    died is found, and judged at the price of that moment. So nothing is ever absent, and an order's
    deadline means nothing: a replay's time is not the clock's.
    """

    def __init__(self, exchange: str, source: Source, replay_config: ReplayConfig, runs: Runs) -> None:
        self._exchange = exchange
        self._source = source
        self._replay_config = replay_config
        self._runs = runs

    finds_by_name = True

    # --- the market --------------------------------------------------------------------------------------

    def now(self) -> None:
        """Return nothing: each bot has a present of its own, which its events bring along."""

    async def market(self, symbol: str) -> Market:
        return await self._source.market(self._exchange, symbol)

    async def last_price(self, symbol: str) -> Decimal:
        return (await self.newest(symbol)).price

    async def newest(self, symbol: str, bot_id: BotId | None = None) -> PriceAt:
        market = await self.market(symbol)
        run = self._runs.of_bot.get(bot_id) if bot_id is not None else None
        if run is None or (run.symbol, run.exchange) != (market.symbol, self._exchange):
            run = self._shared_run(market.symbol)
        if run is not None and run.newest is not None:
            return PriceAt(run.newest.price, run.newest.at)
        if run is not None and run.end is not None:
            raise NoPrice(market.symbol)
        return await self._source.idle_price(self._exchange, market.symbol)

    async def quote(self, symbol: str) -> tuple[Decimal, Decimal]:
        """Return the last price twice: a feed of trades knows no bid and no ask."""
        price = await self.last_price(symbol)
        return price, price

    async def prices_between(self, symbol: str, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        market = await self.market(symbol)
        return await self._source.prices_between(self._exchange, market, begins, ends)

    async def quote_of(self, bot_id: BotId, symbol: str) -> tuple[Decimal, Decimal]:
        price = (await self.newest(symbol, bot_id)).price
        return price, price

    # --- listeners ---------------------------------------------------------------------------------------

    async def join(self, listener: ReplayListener, open_order: Order | None) -> None:
        """Subscribe the bot with its order if one is out: in a replay at its offset, at a market now.

        Where there are no prices for it, because the market data is not what it was, it joins all
        the same: nothing trades, and it can be stopped.
        """
        try:
            run = self._runs.of_bot[listener.bot_id] = self._run_of(listener)
            await run.join(listener, open_order)
        except (UnknownTicker, FeedError) as e:
            log.error("bot %s gets no prices: %s", listener.bot_id, e)  # noqa: TRY400 - the data is wrong
            run = MarketRun(listener.market, listener.market.symbol, NoPrices(e.reason), self._replay_config)
            self._runs.of_bot[listener.bot_id] = run
            await run.join(listener, open_order)

    def _run_of(self, listener: ReplayListener) -> MarketRun:
        market, shared = listener.market, self._runs.shared
        name = self._source.feed_name(self._exchange, market.symbol)
        if not self._source.bots_walk_alone and name in shared:
            return shared[name]
        feed = self._source.feed(self._exchange, market)
        if self._source.bots_walk_alone:
            return MarketRun(market, f"{name} of bot {listener.bot_id}", feed, self._replay_config)
        run = shared[name] = MarketRun(market, name, feed, self._replay_config)
        return run

    async def leave(self, bot_id: BotId) -> None:
        """Unsubscribe the bot. Its order trades on: in a replay, as soon as the bot is back."""
        run = self._runs.of_bot.get(bot_id)
        if run is not None:
            await run.leave(bot_id)

    def triggers_changed(self, bot_id: BotId) -> None:
        participant = self._participant(bot_id)
        if participant is not None:
            participant.matching.judge(participant)

    @property
    def hurries(self) -> bool:
        return self._source.bots_walk_alone and not self._replay_config.speed

    def feed_end(self, bot_id: BotId) -> FeedEnd | None:
        run = self._runs.of_bot.get(bot_id)
        return None if run is None else run.end

    def no_prices_since(self, bot_id: BotId) -> datetime | None:
        run = self._runs.of_bot.get(bot_id)
        return None if run is None else run.silent_since

    # --- orders ------------------------------------------------------------------------------------------

    async def place(self, bot_id: BotId, order: Order) -> PlaceAnswer:
        """Take the order in. What it trades at once arrives as an event."""
        participant = self._participant(bot_id)
        if participant is None:
            return Unknown(reason=Plain(Cause.NOT_SUBSCRIBED))
        taken = participant.matching.place(participant, order)
        if isinstance(taken, PaperOrder):
            return Accepted(venue_order_id=taken.venue_order_id)
        return Rejected(reason=taken)

    async def find(self, bot_id: BotId, order: Order) -> FindAnswer:
        """Say that the order is here, and take it in if it is not. Its fills arrive as events."""
        participant = self._participant(bot_id)
        if participant is None:
            return CannotTell(reason=Plain(Cause.NOT_SUBSCRIBED))
        if order.client_order_id not in participant.orders:
            participant.matching.put_back(participant, order)
        known = participant.orders.get(order.client_order_id)
        if known is None:
            return CannotTell(reason=Plain(Cause.REFUSAL_ON_ITS_WAY))
        return Present(venue_order_id=known.venue_order_id)

    async def order_status(self, bot_id: BotId, market: Market, order: Order) -> OrderStatus:
        del market  # the bot's participant knows
        participant = self._participant(bot_id)
        known = participant.orders.get(order.client_order_id) if participant is not None else None
        if known is None:
            return OrderStatus(is_open=False, filled=None)
        return OrderStatus(is_open=known.open, filled=known.filled)

    def accept_as_is(self, client_order_id: ClientOrderId) -> None:
        """Do nothing: nobody is asked about paper orders."""

    async def cancel(self, bot_id: BotId, order: Order) -> None:
        """Cancel the order. Nothing follows if it has ended already: the news of that is on its way."""
        participant = self._participant(bot_id)
        if participant is not None:
            participant.matching.cancel(participant, order.client_order_id)

    def _participant(self, bot_id: BotId) -> Participant | None:
        run = self._runs.of_bot.get(bot_id)
        return run.matching.participant(bot_id) if run is not None else None

    def _shared_run(self, symbol: str) -> MarketRun | None:
        return self._runs.shared.get(self._source.feed_name(self._exchange, symbol))
