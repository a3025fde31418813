"""What Hypothesis draws: bots, commands, prices, fills."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from hypothesis import strategies as st

from engine.core import events as e
from engine.core.money import ceil_to, floor_to, quantize
from engine.core.orders import Order
from engine.core.quantities import leg_quantity
from engine.core.state import BotState
from engine.core.types import BotConfig, Fee, Fill, Leg, Market, Side, StopForm, TradeId
from tests.core.story import CONFIG, MARKET, PERPETUAL, a_stray, new_state
from tests.support.reasons import said

TINY = replace(
    MARKET, step=Decimal("0.01"), min_quantity=Decimal(0), min_notional=Decimal(0), taker_fee=Decimal("0.01")
)
ELSEWHERE = replace(MARKET, venue="Bybit")
PRICES = [Decimal(price) for price in ("0", "8", "9.9", "9.99", "10", "10.1", "10.9", "11", "11.11", "13")]
SHARES = [Decimal(share) for share in ("0.0004", "0.3", "0.5", "0.995", "0.9995", "1")]

prices = st.sampled_from(PRICES)
shares = st.sampled_from(SHARES)


@st.composite
def configs(draw: st.DrawFn) -> BotConfig:
    return replace(
        CONFIG,
        first_order=draw(st.sampled_from(Side)),
        quantity=draw(st.sampled_from([Decimal(1), Decimal(50), Decimal(100), Decimal("100.5")])),
        trailing_percent=draw(st.sampled_from([None, Decimal(1)])),
        infinite_loop=draw(st.booleans()),
    )


@st.composite
def states(draw: st.DrawFn) -> BotState:
    return new_state(draw(configs()), draw(st.sampled_from([MARKET, TINY, PERPETUAL])))


@st.composite
def fees(draw: st.DrawFn, side: Side, price: Decimal, quantity: Decimal, market: Market) -> Fee:
    """The coin received mostly, as venues do; a third coin, nothing, or a rebate now and then."""
    rate = Decimal(draw(st.sampled_from(["0.001", "0.001", "0", "0.00075", "-0.0002"])))
    value = quantize(rate * price * quantity)
    coins = ["received", "received", "third"] if not market.derivative else [market.quote]
    coin = draw(st.sampled_from(coins))
    if coin == "received" and side is Side.BUY:
        return Fee(amount=quantize(rate * quantity), coin=market.base, value=value)
    if coin == "third":
        return Fee(amount=quantize(value / 600), coin="BNB", value=value)
    return Fee(amount=value, coin=market.quote, value=value)


def part_of(quantity: Decimal, share: Decimal, market: Market) -> Decimal:
    """A share of the quantity on the step, and at least one step."""
    return max(floor_to(quantity * share, market.step), market.step)


def trade(order: Order, number: int, price: Decimal, quantity: Decimal, fee: Fee, at: datetime) -> Fill:
    return Fill(
        trade_id=TradeId(f"{order.client_order_id}/{number}"),
        client_order_id=order.client_order_id,
        side=order.side,
        price=price,
        quantity=quantity,
        fee=fee,
        executed_at=at,
    )


@st.composite
def commands(draw: st.DrawFn, state: BotState, at: datetime) -> e.Event:
    """Something that a person asks for, mostly to start."""
    kind = draw(st.sampled_from(["start", "start", "start", "stop", "stop", "edit", "pause"]))
    match kind:
        case "start":
            return e.Start(at=at)
        case "stop":
            return e.Stop(at=at, form=draw(st.sampled_from(StopForm)))
        case "pause":
            return e.Pause(at=at, reason=said("asked"), keep_order=draw(st.booleans()))
        case _:
            return draw(edits(state, at))


@st.composite
def market_events(draw: st.DrawFn, at: datetime) -> e.Event:
    """A price, a gap, a quote, or none."""
    low, high = sorted([draw(prices), draw(prices)])
    events = [
        e.PriceSeen(at=at, price=low),
        e.PriceSeen(at=at, price=high),
        e.RangeSeen(at=at, low=low, high=high),
        e.QuoteSeen(at=at, bid=low, ask=low + Decimal("0.01")),
        e.QuoteMissing(at=at, reason=said("none")),
    ]
    return draw(st.sampled_from(events))


@st.composite
def new_rules(draw: st.DrawFn, state: BotState, at: datetime) -> e.MarketChanged:
    """Other rules for the bot's market, for the one it is about to move to, or for one it has left."""
    edit = state.pending_edit
    market = draw(st.sampled_from([state.market, edit.market if edit else state.market, ELSEWHERE]))
    return e.MarketChanged(
        at=at,
        market=replace(
            market,
            tick=draw(st.sampled_from([Decimal("0.01"), Decimal(1), Decimal("0.3"), Decimal(4)])),
            step=draw(st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(3)])),
            min_notional=draw(st.sampled_from([Decimal(0), Decimal(5), Decimal(14)])),
            maker_fee=draw(st.sampled_from([Decimal("0.001"), Decimal("0.002")])),
        ),
    )


@st.composite
def edits(draw: st.DrawFn, state: BotState, at: datetime) -> e.Edit:
    """Another configuration, sometimes at another exchange, with prices on the tick."""
    config = draw(configs())
    if state.market.derivative or draw(st.integers(0, 3)):
        config = replace(config, exchange=state.config.exchange)
        market = state.market
    else:
        config, market = replace(config, exchange="Bybit"), ELSEWHERE
    config = replace(
        config,
        buy_price=floor_to(config.buy_price, market.tick),
        sell_price=ceil_to(config.sell_price, market.tick),
    )
    return e.Edit(at=at, config=config, market=market)


@st.composite
def strays(draw: st.DrawFn, state: BotState) -> Order:
    """An order at the exchange that our books do not know: of a lost time, or under a name of the bot's."""
    if draw(st.integers(0, 2)):
        naming, cycle = replace(state.naming, epoch=state.naming.epoch + 1), draw(st.integers(1, 3))
    else:
        naming, cycle = state.naming, state.cycle
    name = naming.name(cycle=cycle, leg=state.leg, attempt=draw(st.integers(1, state.attempt + 3)))
    price = draw(st.sampled_from([state.leg_price, Decimal("9.5"), Decimal("11.5")]))
    share = draw(st.sampled_from([Decimal("0.4"), Decimal("0.95"), Decimal(1), Decimal(2)]))
    stray = a_stray(state, client_order_id=name)
    return replace(stray, price=price, quantity=_stray_quantity(state, share))


def _stray_quantity(state: BotState, share: Decimal) -> Decimal:
    whole = state.config.quantity if state.leg is Leg.ENTRY else leg_quantity(state)
    return part_of(max(whole, state.market.step), share, state.market)
