"""The sums of what an account's bots have at work are always those of asking every bot."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.ids import OrderNaming
from engine.core.money import exact
from engine.core.orders import Order, OrderState
from engine.core.results import Tally
from engine.core.state import BotState
from engine.core.types import BotId, Leg, Market, Mode, Side
from engine.risk.at_work import AtWork, cost_of, purse_of
from engine.risk.paper_wallets import moved_by
from tests.core.story import CONFIG, MARKET, PERPETUAL, a_stray

D = Decimal
BOTS = [BotId(UUID(int=number)) for number in range(1, 5)]
EMPTY, LONG, SHORT = Tally(), Tally(received=D("70.000000000000000001")), Tally(delivered=D("70.3"))
NEW = BotId(UUID(int=9))
COINS = ("XRP", "USDT", "BTC")
amounts = st.decimals(D("0.000000000000000001"), D("99999999.9"), places=18)


@st.composite
def states(draw: st.DrawFn) -> BotState:
    """A bot of one of a few accounts and pairs, with anything held and any order."""
    market = replace(
        draw(st.sampled_from([MARKET, MARKET, PERPETUAL])),
        quote=draw(st.sampled_from(["USDT", "USDT", "BTC"])),
    )
    bot_id = draw(st.sampled_from(BOTS))
    state = BotState(
        bot_id=bot_id,
        owner_id=42,
        naming=OrderNaming(epoch=1, serial=bot_id.int),
        config=replace(
            CONFIG,
            exchange=market.venue,
            mode=Mode.LIVE,
            account=draw(st.sampled_from(["", "", "second"])),
            first_order=draw(st.sampled_from(Side)),
            buy_price=draw(amounts),
            leverage=draw(st.integers(1, 7)),
        ),
        market=market,
        tally=draw(st.sampled_from([EMPTY, LONG, LONG, SHORT])),
    )
    if not draw(st.integers(0, 3)):
        return state
    order = replace(
        a_stray(state),
        side=draw(st.sampled_from(Side)),
        leg=draw(st.sampled_from(Leg)),
        price=draw(amounts),
        quantity=draw(st.sampled_from([D("50.000000000000000003"), D(90)])),
        state=draw(st.sampled_from([*[OrderState.UNKNOWN] * 3, *OrderState])),
        reduce_only=draw(st.booleans()),
        symbol=draw(st.sampled_from([None, None, "DOGE/USDT"])),
    )
    return replace(state, order=order)


def order_here(bot: BotState) -> Order | None:
    """What was sent elsewhere, before the bot changed its pair, binds nothing here."""
    return bot.order if bot.order is not None and bot.order.symbol is None else None


def reserved(bots: Sequence[BotState], state: BotState, coin: str) -> Decimal:
    """Return what a look at every bot brings."""
    total = D(0)
    for other in bots:
        if other.bot_id == state.bot_id or other.config.account_id != state.config.account_id:
            continue
        market, order = other.market, order_here(other)
        unknown = order is not None and order.state is OrderState.UNKNOWN
        if not market.derivative and market.base == coin and other.held > 0:
            perhaps_sold = order.remaining if order and unknown and order.side is Side.SELL else D(0)
            total += max(other.held - perhaps_sold, D(0))
        elif market.derivative and market.quote == coin and other.held:
            total += cost_of(other, abs(other.held), other.config.price(other.config.first_order))
        if order is None or unknown or not other.order_pending or order.reduce_only:
            continue
        if market.quote == coin and (order.side is Side.BUY or market.derivative):
            total += cost_of(other, order.remaining, order.price)
        elif market.base == coin and order.side is Side.SELL and not market.derivative:
            total += max(order.remaining - max(other.held, D(0)), D(0))
    return total


def exposed(bots: Sequence[BotState], state: BotState) -> Decimal:
    total = D(0)
    for other in bots:
        if other.bot_id == state.bot_id or other.config.account_id != state.config.account_id:
            continue
        if other.market.quote == state.market.quote:
            total += abs(other.held) * other.config.price(other.config.first_order)
            order = order_here(other)
            if order is not None and other.order_pending and order.leg is Leg.ENTRY:
                total += order.remaining * order.price
    return total


@given(st.lists(states() | st.sampled_from(BOTS), min_size=3, max_size=12))
def test_the_sums_are_those_of_a_look_at_every_bot(happened: list[BotState | BotId]) -> None:
    """Bots come, change, move to other accounts, are deleted; each of them asks, and one that comes anew."""
    at_work, known = AtWork(), dict[BotId, BotState]()
    for one in happened:
        if isinstance(one, BotState):
            at_work.put(one)
            known[one.bot_id] = one
        else:
            at_work.forget(one)
            known.pop(one, None)
        bots = list(known.values())
        for state in bots:
            assert_right(at_work, bots, state)
            assert_right(at_work, bots, replace(state, bot_id=NEW))
            assert_right(at_work, bots, replace(state, market=replace(state.market, quote="BTC")))


def assert_right(at_work: AtWork, bots: Sequence[BotState], asking: BotState) -> None:
    with exact():
        for coin in COINS:
            assert at_work.reserved_by_others(asking, coin) == reserved(bots, asking, coin)
        assert at_work.exposed_by_others(asking) == exposed(bots, asking)
    others = {bot.bot_id for bot in bots if bot.config.account_id == asking.config.account_id}
    assert {bot.bot_id for bot in at_work.others(asking)} == others - {asking.bot_id}


@given(
    states(),
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "tally": st.sampled_from([EMPTY, LONG, SHORT]),
                "pnl": st.sampled_from([D(0), D("0.5")]),
                "owner_id": st.sampled_from([42, 43]),
                "market": st.sampled_from([MARKET, replace(MARKET, base="XRP", quote="BTC"), PERPETUAL]),
            },
        ),
        max_size=6,
    ),
)
def test_what_a_bot_has_moved_on_paper_is_that_of_now(state: BotState, steps: list[dict[str, Any]]) -> None:
    """Its configuration stays, as from fill to fill; all else may change."""
    state = replace(state, config=replace(state.config, mode=Mode.PAPER))
    at_work = AtWork()
    at_work.put(state)
    for step in steps:
        before, state = state, replace(state, **step)
        at_work.put(state)
        moved, coins = moved_by(state), {*COINS, MARKET.base, before.market.base}
        assert {coin: at_work.moved(purse_of(state), coin) for coin in coins} == {
            coin: moved.get(coin, D(0)) for coin in coins
        }
        if purse_of(before) != purse_of(state):
            assert not any(at_work.moved(purse_of(before), coin) for coin in coins)


@given(states())
def test_the_margin_of_a_position_is_its_value_by_its_leverage_and_never_less(state: BotState) -> None:
    leverage = state.config.leverage if state.market.derivative else 1
    with exact():
        assert 0 <= cost_of(state, D(100), D("0.1")) * leverage - D(10) < D("1e-30")


NEWS = [
    *[("state", state) for state in OrderState],
    *[(name, D(number)) for name in ("price", "quantity", "filled") for number in (1, 90)],
    ("reported", D(90)),
    ("reduce_only", True),
    ("leg", Leg.EXIT),
    ("symbol", "DOGE/USDT"),
]


@pytest.mark.parametrize(("name", "value"), NEWS)
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("market", [MARKET, PERPETUAL])
def test_the_sums_follow_each_piece_of_news_of_an_order(
    market: Market, side: Side, name: str, value: object
) -> None:
    config = replace(CONFIG, exchange=market.venue, mode=Mode.LIVE)
    naming = OrderNaming(epoch=1, serial=1)
    stands = BotState(bot_id=BOTS[0], owner_id=42, naming=naming, config=config, market=market)
    order = a_stray(stands, side=side, state=OrderState.OPEN)
    at_work = AtWork()
    for news in ({}, {name: value}, {}, {"side": side.other}):
        state = replace(stands, order=replace(order, **news))
        at_work.put(state)
        assert_right(at_work, [state], replace(state, bot_id=NEW))
        assert at_work.get(state.bot_id) is state
