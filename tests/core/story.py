"""A bot to tell stories with: each method feeds one event to the machine, a second later."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from engine.core import events as e
from engine.core.ids import OrderNaming
from engine.core.machine import step
from engine.core.notices import BotNotice, BotPaused, BotStopped
from engine.core.orders import Order, OrderState
from engine.core.reasons.reason import Reason
from engine.core.state import (
    BotState,
    CancelOrder,
    CommandRefused,
    FetchQuote,
    Goal,
    Outcome,
    Phase,
    PlaceOrder,
    Refusal,
    Request,
)
from engine.core.types import (
    BotConfig,
    BotId,
    ClientOrderId,
    Fee,
    Fill,
    Leg,
    Market,
    Mode,
    Side,
    Status,
    StopForm,
    TradeId,
    VenueOrderId,
)
from tests.support.reasons import said

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
MARKET = Market(
    venue="Binance",
    symbol="XRP/USDT",
    base="XRP",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.1"),
    min_quantity=Decimal(1),
    min_notional=Decimal(5),
)
PERPETUAL = replace(MARKET, venue="Binance F", derivative=True)
CONFIG = BotConfig(
    ticker="XRP/USDT",
    exchange="Binance",
    mode=Mode.PAPER,
    first_order=Side.BUY,
    quantity=Decimal(100),
    buy_price=Decimal(10),
    sell_price=Decimal(11),
    infinite_loop=True,
)
TRAILING = replace(CONFIG, trailing_percent=Decimal(1))


def new_state(config: BotConfig = CONFIG, market: Market = MARKET) -> BotState:
    return BotState(
        bot_id=BotId(UUID(int=7)),
        owner_id=42,
        naming=OrderNaming(epoch=1, serial=7),
        config=config,
        market=market,
    )


def new_order(**fields: object) -> Order:
    """An order as a fresh bot would place it."""
    bot = Bot()
    bot.start()
    return replace(bot.order, **fields)  # type: ignore[arg-type] # the fields of Order, checked by it


def a_stray(of: BotState, quantity: str = "50", price: str | None = None, **fields: object) -> Order:
    """An open order on the side of the bot's leg that our books do not know."""
    order = Order(
        client_order_id=OrderNaming(epoch=3, serial=7).name(cycle=9, leg=of.leg, attempt=4),
        side=of.side,
        leg=Leg.ENTRY,
        cycle=0,
        attempt=0,
        price=of.leg_price if price is None else Decimal(price),
        quantity=Decimal(quantity),
        created_at=EPOCH,
        deadline=EPOCH,
        state=OrderState.ABSENT,
        venue_order_id=VenueOrderId("v-stray"),
    )
    return replace(order, **fields)  # type: ignore[arg-type] # the fields of Order, checked by it


def fee_of(side: Side, price: Decimal, quantity: Decimal, market: Market) -> Fee:
    """0.1 % of the coin received, as spot venues take it; in quote on a perpetual."""
    rate = Decimal("0.001")
    value = rate * price * quantity
    if side is Side.BUY and not market.derivative:
        return Fee(amount=rate * quantity, coin=market.base, value=value)
    return Fee(amount=value, coin=market.quote, value=value)


@dataclass(slots=True)
class Bot:
    """The machine with a memory: what it asked for, what it told, and the last outcome."""

    state: BotState = field(default_factory=new_state)
    now: datetime = EPOCH
    requests: list[Request] = field(default_factory=list)
    notices: list[BotNotice] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)

    def feed(self, event: e.Event) -> Outcome:
        return self.take(step(self.state, event))

    def take(self, outcome: Outcome) -> Outcome:
        self.state = outcome.state
        self.requests += outcome.requests
        self.notices += outcome.notices
        self.outcomes.append(outcome)
        return outcome

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    # --- what one looks at -------------------------------------------------------------------

    @property
    def order(self) -> Order:
        assert self.state.order is not None
        return self.state.order

    @property
    def name(self) -> ClientOrderId:
        return self.order.client_order_id

    @property
    def placed(self) -> list[Order]:
        return [request.order for request in self.requests if isinstance(request, PlaceOrder)]

    @property
    def cancels(self) -> list[ClientOrderId]:
        return [request.client_order_id for request in self.requests if isinstance(request, CancelOrder)]

    @property
    def quotes_asked(self) -> int:
        return sum(isinstance(request, FetchQuote) for request in self.requests)

    def extreme(self) -> Decimal | None:
        """The extreme of the armed trail; None: not armed."""
        return self.state.trail.extreme if self.state.trail else None

    @property
    def last(self) -> Outcome:
        return self.outcomes[-1]

    @property
    def told(self) -> list[str]:
        """The kinds of all notices so far."""
        return [notice.kind for notice in self.notices]

    # --- commands ----------------------------------------------------------------------------

    def start(self) -> Outcome:
        return self.feed(e.Start(at=self.tick()))

    def stop(self, form: StopForm = StopForm.STOP) -> Outcome:
        return self.feed(e.Stop(at=self.tick(), form=form))

    def finish(self) -> Outcome:
        return self.stop(StopForm.FINISH)

    def close(self) -> Outcome:
        return self.stop(StopForm.CLOSE)

    def edit(self, market: Market | None = None, **fields: object) -> Outcome:
        config = replace(self.state.config, **fields)  # type: ignore[arg-type] # the fields of BotConfig
        return self.feed(e.Edit(at=self.tick(), config=config, market=market or self.state.market))

    def pause(
        self, reason: str = "because", *, keep_order: bool = False, lost: ClientOrderId | None = None
    ) -> Outcome:
        return self.feed(e.Pause(at=self.tick(), reason=said(reason), keep_order=keep_order, lost=lost))

    def rules(self, **fields: object) -> Outcome:
        """The exchange changes these fields of its market."""
        market = replace(self.state.market, **fields)  # type: ignore[arg-type] # the fields of Market
        return self.feed(e.MarketChanged(at=self.tick(), market=market))

    def adopt(self, order: Order, denial: str | None = None) -> Outcome:
        return self.take(
            step(
                self.state,
                e.Adopt(at=self.tick(), order=order),
                denial=None if denial is None else said(denial),
            )
        )

    def settle(self) -> Outcome:
        return self.feed(e.AcceptAsIs(at=self.tick(), client_order_id=self.name))

    # --- prices ------------------------------------------------------------------------------

    def price(self, *prices: str) -> None:
        for price in prices:
            self.feed(e.PriceSeen(at=self.tick(), price=Decimal(price)))

    def away(self, low: str, high: str) -> Outcome:
        return self.feed(e.RangeSeen(at=self.tick(), low=Decimal(low), high=Decimal(high)))

    def quote(self, bid: str, ask: str) -> Outcome:
        return self.feed(e.QuoteSeen(at=self.tick(), bid=Decimal(bid), ask=Decimal(ask)))

    def no_quote(self, reason: str = "the feed is down") -> Outcome:
        return self.feed(e.QuoteMissing(at=self.tick(), reason=said(reason)))

    # --- the venue -----------------------------------------------------------------------------

    def accept(self) -> Outcome:
        venue_id = VenueOrderId(f"v-{self.name}")
        return self.feed(e.OrderAccepted(at=self.tick(), client_order_id=self.name, venue_order_id=venue_id))

    def reject(self, reason: str | None = "insufficient balance") -> Outcome:
        why = None if reason is None else said(reason)
        return self.feed(e.OrderRejected(at=self.tick(), client_order_id=self.name, reason=why))

    def never_sent(self, reason: Reason | None = None) -> Outcome:
        why = reason or said("too late")
        return self.feed(e.OrderNeverSent(at=self.tick(), client_order_id=self.name, reason=why))

    def unknown(self) -> Outcome:
        return self.feed(e.OrderUnknown(at=self.tick(), client_order_id=self.name, reason=said("timeout")))

    def absent(self) -> Outcome:
        return self.feed(e.OrderAbsent(at=self.tick(), client_order_id=self.name))

    def canceled(self, reported: str | Decimal | None = None) -> Outcome:
        amount = self.order.filled if reported is None else Decimal(reported)
        return self.feed(e.OrderCanceled(at=self.tick(), client_order_id=self.name, reported=amount))

    def expired(self, reported: str | Decimal | None = None, reason: str | None = None) -> Outcome:
        amount = self.order.filled if reported is None else Decimal(reported)
        return self.feed(
            e.OrderExpired(
                at=self.tick(),
                client_order_id=self.name,
                reported=amount,
                reason=None if reason is None else said(reason),
            )
        )

    def fill(self, quantity: str | Decimal | None = None, price: str | None = None, **fields: object) -> Fill:
        """Fill the newest order, or what remains of it, at its price."""
        fill = self.a_fill(self.order, quantity, price, **fields)
        self.fills.append(fill)
        self.again(fill)
        return fill

    def again(self, fill: Fill) -> Outcome:
        return self.feed(e.OrderFilled(at=self.tick(), client_order_id=self.name, fill=fill))

    def late_fill(self, order: Order, quantity: str | Decimal, price: str | None = None) -> Fill:
        """Fill an order that is not the newest any more."""
        fill = self.a_fill(order, quantity, price)
        self.fills.append(fill)
        self.late_again(order, fill)
        return fill

    def late_again(self, order: Order, fill: Fill) -> Outcome:
        return self.feed(e.LateFilled(at=self.tick(), order=order, fill=fill))

    def a_fill(
        self, order: Order, quantity: str | Decimal | None, price: str | None = None, **fields: object
    ) -> Fill:
        amount = order.remaining if quantity is None else Decimal(quantity)
        at_price = order.price if price is None else Decimal(price)
        fill = Fill(
            trade_id=TradeId(f"t{len(self.fills) + 1}"),
            client_order_id=order.client_order_id,
            side=order.side,
            price=at_price,
            quantity=amount,
            fee=fee_of(order.side, at_price, amount, self.state.market),
            executed_at=self.now,
        )
        return replace(fill, **fields)  # type: ignore[arg-type] # the fields of Fill

    def restart(self) -> Outcome:
        return self.feed(e.Restarted(at=self.tick()))

    # --- shortcuts -----------------------------------------------------------------------------

    def leg(self) -> None:
        """The venue takes the newest order and fills it whole."""
        self.accept()
        self.fill()


def working(config: BotConfig = CONFIG, market: Market = MARKET) -> Bot:
    """A bot whose entry order rests at the venue (for a plain configuration)."""
    bot = Bot(new_state(config, market))
    bot.start()
    bot.accept()
    return bot


def holding(config: BotConfig = CONFIG, market: Market = MARKET) -> Bot:
    """A bot whose entry is filled and whose exit order rests at the venue."""
    bot = working(config, market)
    bot.fill()
    bot.accept()
    return bot


def the_end(bot: Bot) -> tuple[str, Decimal]:
    """Why it stopped and what is held, after making sure that it has."""
    assert (bot.state.status, bot.state.phase, bot.state.goal) == (Status.STOPPED, Phase.IDLE, Goal.RUN)
    assert not bot.state.finishing
    left_over = (bot.state.pause_reason, bot.state.error, bot.state.trail, bot.state.pending_edit)
    assert left_over == (None, None, None, None)
    notice = bot.notices[-1]
    assert isinstance(notice, BotStopped)
    return notice.why, notice.held


def refusal_of(bot: Bot, form: StopForm) -> Refusal:
    before = bot.state
    with pytest.raises(CommandRefused) as refused:
        bot.stop(form)
    assert bot.state == before
    return refused.value.why


def the_pause(bot: Bot) -> Reason:
    """Why it is paused, after making sure that it is, and that its owner was told."""
    assert (bot.state.status, bot.state.phase) == (Status.ACTIVE, Phase.PAUSED)
    told = [notice.reason for notice in bot.notices if isinstance(notice, BotPaused)]
    assert told[-1] == bot.state.pause_reason
    return told[-1]
