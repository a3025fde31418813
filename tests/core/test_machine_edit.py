"""Changing the configuration of a bot, wherever it stands."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.events import Start
from engine.core.machine import step
from engine.core.reasons.accounts import OtherLeverage
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain, Several
from engine.core.state import CommandRefused, Phase, Refusal
from engine.core.types import Leg, Market, Mode, Side, Status
from tests.core.story import CONFIG, MARKET, PERPETUAL, TRAILING, Bot, holding, new_state, working
from tests.support.reasons import said

BYBIT = replace(MARKET, venue="Bybit")
DOGE = replace(MARKET, symbol="DOGE/USDT", base="DOGE")
BTC_QUOTE = replace(MARKET, symbol="XRP/BTC", quote="BTC")


def refusal_of_edit(bot: Bot, market: object = None, **fields: object) -> Refusal:
    before = bot.state
    with pytest.raises(CommandRefused) as refused:
        bot.edit(market, **fields)  # type: ignore[arg-type] # Market or None
    assert bot.state == before
    return refused.value.why


def test_a_stopped_bot_takes_the_change_at_once() -> None:
    bot = Bot()
    bot.edit(quantity=Decimal(50))
    assert (bot.state.config.quantity, bot.state.phase, bot.state.pending_edit) == (
        Decimal(50), Phase.IDLE, None,
    )  # fmt: skip
    assert bot.requests == []


def test_a_resting_order_is_cancelled_and_settled_before_the_new_one() -> None:
    bot = working()
    bot.edit(buy_price=Decimal(9))
    assert (bot.state.phase, bot.cancels, len(bot.placed)) == (Phase.SETTLING, [bot.name], 1)
    assert bot.state.config.buy_price == 10
    bot.canceled()
    assert (bot.order.price, bot.order.attempt, bot.state.phase) == (Decimal(9), 2, Phase.WORKING)
    assert bot.state.pending_edit is None


def test_what_was_filled_counts_for_the_changed_leg() -> None:
    bot = working()
    bot.fill("40")
    bot.edit(quantity=Decimal(70))
    bot.canceled()
    assert bot.order.quantity == 30


def test_a_leg_that_is_filled_beyond_its_new_quantity_is_done() -> None:
    bot = working()
    bot.fill("40")
    bot.edit(quantity=Decimal(30))
    bot.canceled()
    assert (bot.order.side, bot.order.quantity) == (Side.SELL, Decimal("39.9"))


def test_the_second_change_wins() -> None:
    bot = working()
    bot.edit(buy_price=Decimal(9))
    bot.edit(buy_price=Decimal(8))
    bot.canceled()
    assert (bot.order.price, len(bot.placed)) == (Decimal(8), 2)


def test_a_fill_that_wins_against_the_change_moves_the_leg_and_the_change_applies() -> None:
    bot = working()
    bot.edit(sell_price=Decimal(12), quantity=Decimal(50))
    bot.fill()
    assert (bot.order.side, bot.order.price, bot.order.quantity) == (Side.SELL, Decimal(12), Decimal("99.9"))
    bot.leg()
    assert bot.order.quantity == 50


def test_a_cycle_that_closes_during_the_change_was_the_last_without_the_loop() -> None:
    bot = holding(replace(CONFIG, infinite_loop=False))
    bot.edit(sell_price=Decimal(12))
    bot.fill()
    assert (bot.state.status, bot.state.cycles) == (Status.STOPPED, 1)
    assert bot.last.requests == ()
    assert bot.state.config.sell_price == 12


def test_a_change_that_turns_the_loop_on_counts_for_the_cycle_that_closes() -> None:
    bot = holding(replace(CONFIG, infinite_loop=False))
    bot.edit(infinite_loop=True)
    bot.fill()
    assert (bot.order.leg, bot.order.cycle) == (Leg.ENTRY, 2)


def test_a_cycle_that_closes_during_the_change_ends_a_finishing_bot() -> None:
    bot = holding()
    bot.finish()
    bot.edit(sell_price=Decimal(12))
    bot.fill()
    assert bot.state.status is Status.STOPPED


def test_a_watching_bot_watches_for_the_new_prices() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10")
    bot.edit(buy_price=Decimal(9))
    assert (bot.state.phase, bot.state.trail) == (Phase.WATCHING, None)
    bot.price("10")
    assert bot.state.trail is None
    bot.edit(trailing_percent=None)
    assert (bot.state.phase, bot.order.price) == (Phase.WORKING, Decimal(9))


def test_a_change_while_paused_stays_paused() -> None:
    bot = working()
    bot.canceled()
    bot.edit(buy_price=Decimal(9))
    assert (bot.state.phase, bot.state.config.buy_price) == (Phase.PAUSED, Decimal(9))
    bot.start()
    assert bot.order.price == 9


def test_a_change_is_a_way_out_of_an_error() -> None:
    bot = Bot()
    bot.start()
    bot.reject()
    bot.edit(quantity=Decimal(50))
    assert (bot.state.status, bot.state.error) == (Status.STOPPED, None)
    bot.start()
    assert bot.order.quantity == 50


def test_a_change_waits_for_an_order_of_unknown_fate() -> None:
    bot = Bot()
    bot.start()
    bot.unknown()
    bot.edit(buy_price=Decimal(9))
    assert (bot.cancels, len(bot.placed)) == ([], 1)
    bot.absent()
    assert (len(bot.placed), bot.order.price) == (2, Decimal(9))


ELSEWHERE = [
    pytest.param(DOGE, {"ticker": "DOGE/USDT"}, id="pair"),
    pytest.param(BTC_QUOTE, {"ticker": "XRP/BTC"}, id="quote"),
    pytest.param(BYBIT, {"exchange": "Bybit"}, id="exchange"),
    pytest.param(MARKET, {"mode": Mode.TESTNET}, id="mode"),
    pytest.param(MARKET, {"account": "second"}, id="account"),
]


@pytest.mark.parametrize(("market", "fields"), ELSEWHERE)
def test_a_bot_that_has_traded_keeps_its_place(market: Market, fields: dict[str, object]) -> None:
    """With coin, with dust, with nothing: its trades and results are of that place."""
    bot = working()
    bot.fill("0.4")
    assert refusal_of_edit(bot, market, **fields) is Refusal.HAS_TRADED
    bot.stop()
    bot.canceled()
    assert bot.state.held > 0  # dust
    assert refusal_of_edit(bot, market, **fields) is Refusal.HAS_TRADED
    bot.start()
    bot.fill()
    bot.close()
    bot.canceled()
    bot.quote("10", "10.01")
    bot.leg()
    assert bot.state.cycles == 1
    assert refusal_of_edit(bot, market, **fields) is Refusal.HAS_TRADED


@pytest.mark.parametrize(("market", "fields"), ELSEWHERE)
def test_one_that_has_not_may_go_anywhere(market: Market, fields: dict[str, object]) -> None:
    """Also one that works: its order is cancelled first."""
    fresh, waits = Bot(), working()
    fresh.edit(market, **fields)
    waits.edit(market, **fields)
    waits.canceled()
    for bot in (fresh, waits):
        assert bot.state.market == market
        assert {name: getattr(bot.state.config, name) for name in fields} == fields
    assert waits.state.phase is Phase.WORKING


def test_the_first_order_cannot_change_within_a_cycle() -> None:
    assert refusal_of_edit(holding(), first_order=Side.SELL) is Refusal.MID_CYCLE
    bot = working()
    bot.fill("40")
    assert refusal_of_edit(bot, first_order=Side.SELL) is Refusal.MID_CYCLE


def test_the_first_order_can_change_before_a_cycle() -> None:
    bot = working()
    bot.edit(first_order=Side.SELL)
    bot.canceled()
    assert (bot.order.side, bot.order.price) == (Side.SELL, Decimal(11))


def test_a_change_that_a_fill_made_impossible_is_not_made() -> None:
    bot = working()
    bot.edit(DOGE, ticker="DOGE/USDT")
    bot.fill("40")
    bot.canceled()
    assert (bot.state.phase, bot.state.pending_edit) == (Phase.PAUSED, None)
    assert bot.state.pause_reason == Plain(Cause.EDIT_NOT_MADE)
    assert bot.state.config == CONFIG
    bot.start()
    assert bot.order.quantity == 60


def test_a_stop_after_such_a_change_still_stops() -> None:
    bot = working()
    bot.edit(DOGE, ticker="DOGE/USDT")
    bot.stop()
    bot.fill("40")
    bot.canceled()
    assert (bot.state.phase, bot.state.pending_edit, bot.state.config) == (Phase.IDLE, None, CONFIG)


def test_a_close_after_such_a_change_still_closes() -> None:
    bot = working()
    bot.edit(DOGE, ticker="DOGE/USDT")
    bot.close()
    bot.fill("40")
    bot.canceled()
    assert bot.state.phase is Phase.CLOSING


def test_a_pause_after_such_a_change_tells_both() -> None:
    bot = working()
    bot.edit(DOGE, ticker="DOGE/USDT")
    bot.pause("trading is turned off")
    bot.fill("40")
    bot.canceled()
    assert bot.state.pause_reason == Several(
        reasons=(said("trading is turned off"), Plain(Cause.EDIT_NOT_MADE))
    )


def test_a_change_and_a_stop_leave_a_changed_stopped_bot() -> None:
    bot = working()
    bot.edit(buy_price=Decimal(9))
    bot.stop()
    bot.canceled()
    assert (bot.state.status, bot.state.config.buy_price) == (Status.STOPPED, Decimal(9))
    assert len(bot.placed) == 1


def test_no_change_outlives_a_refused_order() -> None:
    """A change that is waiting must not come into force days later, at the next stop."""
    bot = working()
    bot.edit(buy_price=Decimal(9))
    bot.absent()  # a contradiction: it was accepted
    assert (bot.state.phase, bot.state.pending_edit) == (Phase.PAUSED, None)


def test_nothing_is_changed_while_an_order_is_unresolved() -> None:
    bot = working()
    bot.absent()
    assert refusal_of_edit(bot, buy_price=Decimal(9)) is Refusal.ORDER_UNRESOLVED
    bot.stop()
    assert refusal_of_edit(bot, buy_price=Decimal(9)) is Refusal.ORDER_UNRESOLVED


def test_the_leverage_of_an_open_position_stays() -> None:
    bot = holding(replace(CONFIG, exchange="Binance F"), PERPETUAL)
    assert refusal_of_edit(bot, leverage=3) is Refusal.HOLDS_COIN
    bot.leg()
    bot.edit(leverage=3)
    bot.canceled()
    assert bot.state.config.leverage == 3


def test_the_leverage_that_an_open_position_has_can_become_the_bots() -> None:
    """The pause for it says so; and an exchange may not let it be changed there while there is a position."""
    bot = holding(replace(CONFIG, exchange="Binance F"), PERPETUAL)
    bot.stop()
    bot.canceled()
    other = OtherLeverage(exchange="Binance F", symbol="XRP/USDT", there=Decimal(5), here=1)
    bot.take(step(bot.state, Start(at=bot.now), denial=other))
    assert bot.state.pause_reason == other
    assert refusal_of_edit(bot, leverage=3) is Refusal.HOLDS_COIN
    bot.edit(leverage=5)
    assert bot.state.config.leverage == 5
    assert refusal_of_edit(bot, leverage=1) is Refusal.HOLDS_COIN


@pytest.mark.parametrize("ends", ["stop", "pause", "kept"])
@pytest.mark.parametrize(
    ("market", "fields"),
    [(DOGE, {"ticker": "DOGE/USDT"}), (BYBIT, {"exchange": "Bybit"}), (MARKET, {"account": "second"})],
    ids=["pair", "exchange", "account"],
)
def test_no_change_leads_away_from_an_order_that_is_short_of_its_fills(
    ends: str, market: Market, fields: dict[str, object]
) -> None:
    bot = working()
    if ends == "kept":
        bot.pause(keep_order=True)
    bot.edit(market, **fields)
    bot.canceled("40")  # has traded, and nobody has shown by what
    if ends == "stop":
        bot.stop()
        assert bot.state.status is Status.STOPPED
    else:
        bot.pause("lost track")
        assert bot.state.pause_reason == Several(reasons=(said("lost track"), Plain(Cause.EDIT_NOT_MADE)))
    assert (bot.state.config, bot.state.pending_edit) == (CONFIG, None)
    bot.fill("40")
    assert (bot.state.held, bot.state.trades) == (Decimal("39.96"), 1)


def test_another_change_is_made_though_the_order_is_short_of_its_fills() -> None:
    bot = working()
    bot.edit(quantity=Decimal(50))
    bot.canceled("40")
    bot.stop()
    assert bot.state.config.quantity == 50
