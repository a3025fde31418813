"""An exchange that a test moves by hand: orders rest until `move` trades through them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from engine.clock import Clock
from engine.core.events import Event, OrderCanceled, OrderExpired, OrderFilled, Pause, PriceSeen
from engine.core.orders import Order
from engine.core.state import BotState
from engine.core.types import (
    AccountId,
    BotId,
    ClientOrderId,
    Fee,
    Fill,
    Market,
    Mode,
    Side,
    TradeId,
    VenueOrderId,
)
from engine.errors import NoPrice, UnknownAccount, UnknownExchange, VenueUnavailable
from engine.ports import RealAccount, VenueListener
from engine.reads.health import VenuesHealth
from engine.reads.history import PriceRange
from engine.reads.open_orders import OrphanOrder
from engine.reads.views import AccountStanding, AccountView, PriceSource
from engine.venue_answers import Accepted, FindAnswer, OrderStatus, PlaceAnswer, Present
from engine.venues.symbols import resolve
from tests.support.reasons import said

EXCHANGES = ("Binance", "Binance F", "Bybit")
SYMBOLS = {"BTC/USDT": Decimal(60_500), "ETH/USDT": Decimal(3000), "XRP/ETH": Decimal("0.0015")}


class HandVenue:
    """One exchange. Fees are 0.1 %, of the coin received."""

    finds_by_name = True

    def __init__(self, name: str, clock: Clock) -> None:
        self.name = name
        self.prices: dict[str, Decimal | None] = dict(SYMBOLS)
        self.past: list[PriceRange] = []
        self.resting: dict[BotId, Order] = {}
        self.keeps_orders_on_cancel = False
        self.is_slow: asyncio.Event | None = None
        """While there is one, bots that sit down wait until it is set."""
        self.silent = False
        self.trades_at_once: Decimal | None = None
        """So much of an order that must trade at once; the rest is cancelled. None: all of it."""
        self.seen: OrderStatus | None = None
        """What it says of any order that is asked about."""
        self._clock = clock
        self._seats: dict[BotId, VenueListener] = {}
        self._trades = 0

    async def market(self, symbol: str) -> Market:
        """Return the rules of the symbol."""
        known = resolve(symbol, self.prices, self.name, derivative=self.name.endswith(" F"))
        base, quote = known.split("/")
        return Market(
            venue=self.name,
            symbol=known,
            base=base,
            quote=quote,
            tick=Decimal("0.01") if quote == "USDT" else Decimal("0.00000001"),
            step=Decimal("0.00001"),
            min_notional=Decimal(5) if quote == "USDT" else Decimal(0),
            derivative=self.name.endswith(" F"),
        )

    def now(self) -> None:
        """Return nothing: events have their own time here."""

    async def last_price(self, symbol: str) -> Decimal:
        price = self.prices.get(symbol)
        if price is None:
            raise NoPrice(symbol)
        return price

    async def quote(self, symbol: str) -> tuple[Decimal, Decimal]:
        price = await self.last_price(symbol)
        return price, price

    async def prices_between(self, symbol: str, begins: datetime, ends: datetime) -> list[PriceRange]:
        """Return what the test has put there."""
        del symbol
        return [one for one in self.past if begins <= one.at <= ends]

    async def join(self, seat: VenueListener, open_order: Order | None) -> None:
        if self.is_slow is not None:
            await self.is_slow.wait()
        self._seats[seat.bot_id] = seat
        if open_order is not None:
            self.resting[seat.bot_id] = open_order

    async def leave(self, bot_id: BotId) -> None:
        self._seats.pop(bot_id, None)

    async def place(self, bot_id: BotId, order: Order) -> PlaceAnswer:
        if order.immediate:
            self._trade_at_once(bot_id, order)
        else:
            self.resting[bot_id] = order
        return Accepted(venue_order_id=VenueOrderId(f"hand-{order.client_order_id}"))

    async def find(self, bot_id: BotId, order: Order) -> FindAnswer:
        self.resting.setdefault(bot_id, order)
        return Present(venue_order_id=VenueOrderId(f"hand-{order.client_order_id}"))

    async def order_status(self, bot_id: BotId, market: Market, order: Order) -> OrderStatus:
        if self.silent:
            raise VenueUnavailable(self.name, said("no answer"))
        return self.seen or OrderStatus(is_open=bot_id in self.resting, filled=order.filled)

    def accept_as_is(self, client_order_id: ClientOrderId) -> None:
        pass

    async def cancel(self, bot_id: BotId, order: Order) -> None:
        if self.keeps_orders_on_cancel:
            return
        self.resting.pop(bot_id, None)
        self._seats[bot_id].post(
            OrderCanceled(at=self._clock.now(), client_order_id=order.client_order_id, reported=order.filled)
        )

    def triggers_changed(self, bot_id: BotId) -> None:
        pass

    async def move(self, symbol: str, price: str) -> None:
        """Let a trade print, filling what it trades through, and wait until everybody has reacted."""
        self.prices[symbol] = Decimal(price)
        for bot_id, seat in list(self._seats.items()):
            if seat.market.symbol != symbol:
                continue
            order = self.resting.get(bot_id)
            if order is not None and _crosses(order, Decimal(price)):
                del self.resting[bot_id]
                self._post_fill(bot_id, order, order.price, order.quantity - order.filled)
            if seat.triggers.meets(Decimal(price)):
                seat.post(PriceSeen(at=self._clock.now(), price=Decimal(price)))
            await seat.drained()

    async def cancel_by_hand(self, bot_id: BotId) -> None:
        """Let the order be cancelled at the exchange, by somebody else."""
        order = self.resting.pop(bot_id)
        self._seats[bot_id].post(
            OrderCanceled(at=self._clock.now(), client_order_id=order.client_order_id, reported=order.filled)
        )
        await self._seats[bot_id].drained()

    async def end_short(self, bot_id: BotId, reported: str) -> None:
        """Let the order end with more reported than its trades show; after a minute a person is asked."""
        order = self.resting.pop(bot_id)
        now, amount = self._clock.now(), Decimal(reported)
        seat = self._seats[bot_id]
        seat.post(OrderCanceled(at=now, client_order_id=order.client_order_id, reported=amount))
        seat.post(Pause(at=now, reason=said("the exchange reports more filled than its trades show")))
        self.seen = OrderStatus(is_open=False, filled=amount)
        await seat.drained()

    def tell(self, bot_id: BotId, event: Event) -> None:
        """Tell a bot something, true or not."""
        self._seats[bot_id].post(event)

    async def late_fill(self, bot_id: BotId, order: Order, quantity: str) -> None:
        """Show a trade of an order that has ended."""
        self._post_fill(bot_id, order, order.price, Decimal(quantity))
        await self._seats[bot_id].drained()

    async def fill_part(self, bot_id: BotId, quantity: str) -> None:
        """Fill a part of the resting order."""
        order = self.resting[bot_id]
        self._post_fill(bot_id, order, order.price, Decimal(quantity))
        self.resting[bot_id] = replace(order, filled=order.filled + Decimal(quantity))
        await self._seats[bot_id].drained()

    def _trade_at_once(self, bot_id: BotId, order: Order) -> None:
        price = self.prices[self._seats[bot_id].market.symbol]
        part = self.trades_at_once
        if price is not None and _reaches(order, price):
            self._post_fill(bot_id, order, price, order.quantity if part is None else part)
            if part is not None:
                end = OrderCanceled(
                    at=self._clock.now(), client_order_id=order.client_order_id, reported=part
                )
                self._seats[bot_id].post(end)
        else:
            self._seats[bot_id].post(
                OrderExpired(at=self._clock.now(), client_order_id=order.client_order_id, reported=Decimal(0))
            )

    def _post_fill(self, bot_id: BotId, order: Order, price: Decimal, quantity: Decimal) -> None:
        self._trades += 1
        seat = self._seats[bot_id]
        in_base = order.side is Side.BUY and not seat.market.derivative
        share = Decimal("0.001")
        value = quantity * price * share
        fee = Fee(
            amount=quantity * share if in_base else value,
            coin=seat.market.base if in_base else seat.market.quote,
            value=value,
        )
        fill = Fill(
            trade_id=TradeId(f"{self.name}-{self._trades}-{bot_id.hex[:8]}"),
            client_order_id=order.client_order_id,
            side=order.side,
            price=price,
            quantity=quantity,
            fee=fee,
            executed_at=self._clock.now(),
        )
        seat.post(OrderFilled(at=self._clock.now(), client_order_id=order.client_order_id, fill=fill))


def _crosses(order: Order, price: Decimal) -> bool:
    return price < order.price if order.side is Side.BUY else price > order.price


def _reaches(order: Order, price: Decimal) -> bool:
    return price <= order.price if order.side is Side.BUY else price >= order.price


class HandOrphans:
    """The orders that no bot owns, as a test puts them there."""

    def __init__(self, exchange: str) -> None:
        self.open: list[OrphanOrder] = []
        self.at_exchange: dict[str, Order] = {}
        """What is found there when a bot is to adopt it."""
        self.silent: str | None = None
        self._exchange = exchange

    def check_answers(self) -> None:
        if self.silent is not None:
            raise VenueUnavailable(self._exchange, said(self.silent))

    def listed(self) -> list[OrphanOrder]:
        return self.open

    async def refresh(self) -> None:
        self.check_answers()

    async def find(self, symbol: str, side: Side, client_order_id: str) -> Order | None:
        return self.at_exchange.get(client_order_id)

    async def cancel(self, client_order_id: str) -> bool:
        left = [orphan for orphan in self.open if orphan.client_order_id != client_order_id]
        gone = len(left) < len(self.open)
        self.open = left
        return gone


class HandAccount:
    """A real account that says what a test wants it to say."""

    def __init__(self, account_id: AccountId) -> None:
        self.view = AccountView(
            account_id=account_id,
            balances={"USDT": Decimal(1000), "BTC": Decimal("0.5")},
            may_trade=True,
            may_withdraw=False,
            clock_drift_s=0.012,
            foreign_orders=2,
            blocked=None,
            trouble=None,
        )
        self.state = AccountStanding(foreign_orders=2)
        self.orphans = HandOrphans(account_id.venue)
        self.caught_up = True

    def follow_charges(self, state: BotState) -> None:
        """Do nothing: nobody is charged here."""

    async def look(self) -> AccountView:
        self.orphans.check_answers()
        return self.view

    def standing(self, symbol: str | None = None, leverage: int = 1) -> AccountStanding:
        return self.state

    def has_caught_up(self, symbol: str) -> bool:
        return self.caught_up

    def priced_at(self, symbol: str) -> datetime | None:
        return None


class HandVenues:
    """All exchanges on paper, and the real accounts that a test adds."""

    def __init__(self, clock: Clock) -> None:
        self.known = {name: HandVenue(name, clock) for name in EXCHANGES}
        self.real: dict[AccountId, HandVenue] = {}
        self.paper_prices = PriceSource.EXCHANGE
        self.doing = VenuesHealth()
        self.accounts: dict[AccountId, HandAccount] = {}
        self._clock = clock

    def open_account(self, exchange: str, mode: Mode, label: str = "") -> HandAccount:
        """Let there be keys."""
        account_id = AccountId(exchange, mode, label)
        self.real[account_id] = HandVenue(exchange, self._clock)
        account = self.accounts[account_id] = HandAccount(account_id)
        return account

    def venue(self, account_id: AccountId) -> HandVenue:
        on_paper = account_id.mode is Mode.PAPER
        found = self.known.get(account_id.venue) if on_paper else self.real.get(account_id)
        if found is None:
            raise UnknownExchange(account_id.venue, EXCHANGES) if on_paper else UnknownAccount(account_id)
        return found

    def replay(self, account_id: AccountId) -> None:
        return None

    def exchanges(self) -> tuple[str, ...]:
        return EXCHANGES

    def real_accounts(self) -> Mapping[AccountId, RealAccount]:
        return self.accounts

    def modes(self, exchange: str) -> tuple[Mode, ...]:
        return (Mode.PAPER, *dict.fromkeys(one.mode for one in self.real if one.venue == exchange))

    def is_derivative(self, exchange: str) -> bool:
        return exchange.endswith(" F")

    def prices_of(self, mode: Mode) -> PriceSource:
        if mode is Mode.PAPER:
            return self.paper_prices
        return PriceSource.TEST_VENUE if mode is Mode.TESTNET else PriceSource.EXCHANGE

    def symbols(self, account_id: AccountId) -> tuple[str, ...]:
        return tuple(self.venue(account_id).prices)

    def health(self) -> VenuesHealth:
        return self.doing
