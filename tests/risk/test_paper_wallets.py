"""A wallet on paper is what it began with and what each fill has moved, to the last digit."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from engine.core import results
from engine.core.ids import OrderNaming
from engine.core.money import ZERO, exact, quantize
from engine.core.state import BotState
from engine.core.types import BotId, ClientOrderId, Fee, Fill, Mode, Side, TradeId
from engine.risk.paper_wallets import PaperWallets, beside_after_reset, moved_by
from tests.core.story import CONFIG, MARKET, PERPETUAL

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SMALLEST = Decimal("0.00000001")
amounts = st.integers(1, 10**13).map(lambda count: count * SMALLEST)


@dataclass(frozen=True)
class Trade:
    side: Side
    quantity: Decimal
    price: Decimal
    closes: bool
    """Whether a cycle ends with it."""


trades = st.lists(st.builds(Trade, st.sampled_from(Side), amounts, amounts, st.booleans()), max_size=12)


def fill_of(trade: Trade, number: int, base: str | None, quote: str) -> Fill:
    """Return the fill with its fee in the coin received; with `base` None always in quote."""
    with exact():
        in_base = base is not None and trade.side is Side.BUY
        amount = quantize(trade.quantity * (1 if in_base else trade.price) / 1000)
        fee = Fee(
            amount=amount,
            coin=base if in_base and base else quote,
            value=quantize(amount * trade.price) if in_base else amount,
        )
    return Fill(
        trade_id=TradeId(str(number)),
        client_order_id=ClientOrderId("x"),
        side=trade.side,
        price=trade.price,
        quantity=trade.quantity,
        fee=fee,
        executed_at=NOW,
    )


def bot(*, derivative: bool = False) -> BotState:
    market = PERPETUAL if derivative else MARKET
    return BotState(
        bot_id=BotId(UUID(int=1)),
        owner_id=42,
        naming=OrderNaming(epoch=1, serial=1),
        config=replace(CONFIG, exchange=market.venue, mode=Mode.PAPER),
        market=market,
    )


def after(state: BotState, fill: Fill, *, closes: bool) -> BotState:
    tally = results.add(state.tally, fill, state.market.base)
    if not closes:
        return replace(state, tally=tally)
    with exact():
        return replace(state, tally=results.next_tally(tally), pnl=state.pnl + results.result(tally))


@given(trades)
def test_what_a_bot_has_moved_is_what_its_fills_have(them: list[Trade]) -> None:
    state, moved = bot(), defaultdict[str, Decimal](Decimal)
    base, quote = state.market.base, state.market.quote
    for number, trade in enumerate(them):
        fill = fill_of(trade, number, base, quote)
        with exact():
            moved[base] += trade.side.sign * trade.quantity
            moved[quote] -= trade.side.sign * trade.quantity * trade.price
            moved[fill.fee.coin] -= fill.fee.amount
        state = after(state, fill, closes=trade.closes)
        assert moved_by(state) == {base: moved[base], quote: moved[quote]}


@given(trades)
def test_a_perpetual_moves_what_was_won_and_lost(them: list[Trade]) -> None:
    """Once nothing is held that is all the money that went; before, the position counts at its cost."""
    state, cash = bot(derivative=True), ZERO
    for number, trade in enumerate(them):
        fill = fill_of(trade, number, None, state.market.quote)
        with exact():
            cash -= trade.side.sign * trade.quantity * trade.price + fill.fee.amount
            state = after(state, fill, closes=trade.closes)
            assert moved_by(state) == {state.market.quote: cash + results.cost_of_held(state.tally)}


@given(trades)
def test_after_a_reset_it_is_as_in_the_beginning_with_what_is_held_on_top(them: list[Trade]) -> None:
    state = bot()
    for number, trade in enumerate(them):
        state = after(
            state, fill_of(trade, number, state.market.base, state.market.quote), closes=trade.closes
        )
    wallets, owned = PaperWallets({"*": Decimal(100)}), (42, "Binance")
    wallets.know(owned, beside_after_reset([state]))
    with exact():
        has = {coin: wallets.beside_bots(owned, coin) + moved for coin, moved in moved_by(state).items()}
    assert has == {state.market.base: 100 + max(state.held, ZERO), state.market.quote: 100}
