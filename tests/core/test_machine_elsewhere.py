"""An order of before a change of pair, exchange or mode trades later: it is booked where it was sent."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.notices import BotRef, CycleClosed, FillBooked
from engine.core.orders import Order, OrderState
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.reason import AboutOrder, Plain, Reason, Several, TradedElsewhere
from engine.core.results import EMPTY_TALLY, NO_CYCLE
from engine.core.state import Phase
from engine.core.types import Fee, Fill, Market, Mode, Status, TradeId
from tests.core.story import CONFIG, MARKET, Bot, working
from tests.core.test_machine_charges import differs, in_xyz, priced
from tests.support.reasons import said

ETH = replace(MARKET, symbol="ETH/USDT", base="ETH")
ELSEWHERE = pytest.mark.parametrize(
    ("market", "changed"),
    [
        (ETH, {"ticker": "ETH/USDT"}),
        (replace(ETH, symbol="ETH/USDC", quote="USDC"), {"ticker": "ETH/USDC"}),
        (replace(MARKET, venue="Bybit"), {"exchange": "Bybit"}),
        (MARKET, {"mode": Mode.LIVE}),
        (MARKET, {"account": "second"}),
    ],
    ids=["pair", "quote coin", "exchange", "mode", "account"],
)


def moved(market: Market = ETH, **changed: object) -> tuple[Bot, Order, Fill]:
    """A bot whose cancelled order is of before its change, and 40 XRP that it trades after all."""
    bot = working()
    first, fill = bot.order, bot.a_fill(bot.order, "40")
    bot.stop()
    bot.canceled()
    bot.edit(market, **(changed or {"ticker": "ETH/USDT"}))
    return bot, first, fill


def told(bot: Bot) -> BotRef:
    [notice] = [one for one in bot.notices if isinstance(one, FillBooked)]
    return notice.bot


def traded(first: Order, quantity: str = "40") -> TradedElsewhere:
    return TradedElsewhere(
        client_order_id=first.client_order_id,
        side=first.side,
        quantity=Decimal(quantity),
        coin="XRP",
        symbol="XRP/USDT",
        account_id=CONFIG.account_id,
    )


def pause_of(bot: Bot) -> Reason | None:
    assert (bot.state.status, bot.state.phase) == (Status.ACTIVE, Phase.PAUSED)
    return bot.state.pause_reason


@ELSEWHERE
def test_it_is_booked_where_it_was_sent_and_the_bot_pauses(
    market: Market, changed: dict[str, object]
) -> None:
    bot, first, fill = moved(market, **changed)
    bot.start()
    bot.accept()
    bot.late_again(first, fill)
    where = told(bot)
    assert (where.ticker, where.base, where.quote) == ("XRP/USDT", "XRP", "USDT")
    assert where.account_id == CONFIG.account_id
    assert bot.cancels[-1] == bot.name
    bot.canceled()
    assert pause_of(bot) == traded(first)
    assert bot.state.tally == EMPTY_TALLY
    assert bot.state.leg_filled == 0
    same_money = (CONFIG.mode, "USDT") == (bot.state.config.mode, market.quote)
    assert bot.state.trades == same_money
    assert bot.state.fees == (fill.fee.value if same_money else 0)
    bot.start()
    assert (bot.order.quantity, bot.order.symbol) == (CONFIG.quantity, market.symbol)


def test_what_the_bot_has_traded_since_stays_as_it_was() -> None:
    bot, first, fill = moved()
    bot.start()
    bot.leg()
    tally = bot.state.tally
    bot.late_again(first, fill)
    assert bot.state.tally == tally
    assert bot.state.trades == 2


def test_the_order_is_still_the_bots_newest() -> None:
    """It waits for its trail on the new pair, and has sent nothing there yet."""
    bot, first, fill = moved(ETH, ticker="ETH/USDT", trailing_percent=Decimal(1))
    bot.start()
    assert bot.name == first.client_order_id
    bot.again(fill)
    assert told(bot).ticker == "XRP/USDT"
    assert pause_of(bot) == traded(first)


def test_seen_twice_it_counts_once() -> None:
    bot, _, fill = moved(ETH, ticker="ETH/USDT", trailing_percent=Decimal(1))
    bot.start()
    bot.again(fill)
    before = bot.state
    bot.again(fill)
    assert bot.state == before


def test_more_of_it_is_said_in_place_of_less() -> None:
    bot, first, fill = moved()
    bot.start()
    bot.accept()
    bot.late_again(first, fill)
    bot.canceled()
    [order] = [one for outcome in bot.outcomes for one in outcome.orders if one.filled == 40]
    bot.late_again(order, replace(fill, trade_id=TradeId("t9")))
    assert pause_of(bot) == traded(first, "80")


def test_a_bot_that_stands_says_it_as_well() -> None:
    bot, first, fill = moved()
    bot.start()
    bot.pause("because")
    bot.accept()
    bot.canceled()
    bot.late_again(first, fill)
    assert pause_of(bot) == Several(reasons=(said("because"), traded(first)))


def test_a_stopped_bot_stays_stopped() -> None:
    bot, _, fill = moved()
    bot.again(fill)
    assert (bot.state.status, told(bot).ticker) == (Status.STOPPED, "XRP/USDT")
    assert bot.state.held == 0


def test_one_that_never_was_there_has_a_person_look() -> None:
    bot = Bot()
    bot.start()
    fill = bot.a_fill(bot.order, "40")
    first = bot.order
    bot.stop()
    bot.absent()
    bot.edit(ETH, ticker="ETH/USDT", trailing_percent=Decimal(1))
    bot.start()
    bot.again(fill)
    assert bot.order.state is OrderState.QUARANTINED
    name = first.client_order_id
    contradicts = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=name)
    assert pause_of(bot) == Several(reasons=(contradicts, traded(first)))
    bot.settle()
    bot.start()
    assert bot.state.phase is Phase.WATCHING
    assert bot.state.held == 0


def test_an_order_of_an_earlier_version_is_of_where_its_bot_trades() -> None:
    bot, first, fill = moved()
    bot.start()
    bot.accept()
    bot.late_again(replace(first, account_id=None, symbol=None), fill)
    assert told(bot).ticker == "ETH/USDT"
    bot.canceled()
    assert pause_of(bot) == Plain(Cause.LATE_FILL)


def test_a_finish_that_a_fill_makes_go_on_stands_for_it() -> None:
    bot, first, fill = moved()
    bot.start()
    bot.accept()
    bot.finish()
    bot.late_again(first, fill)
    bot.fill("40")
    bot.canceled()
    assert pause_of(bot) == traded(first)


def test_a_close_goes_on() -> None:
    bot, first, fill = moved()
    bot.start()
    bot.leg()
    bot.accept()
    bot.close()
    bot.late_again(first, fill)
    bot.canceled()
    assert bot.state.phase is Phase.CLOSING


def test_a_fee_of_it_without_a_value_is_of_no_cycle() -> None:
    """It waits for its value while the bot trades on, and is in the sum of fees then: in no result."""
    bot, first, fill = moved()
    bot.start()
    bot.leg()
    bot.accept()
    bot.late_again(first, replace(fill, fee=in_xyz("0.01")))
    bot.canceled()
    bot.start()
    bot.leg()  # the cycle closes
    bot.leg()
    assert [(one.fee.amount, one.cycle) for one in bot.state.unvalued] == [(Decimal("0.01"), NO_CYCLE)]
    before = bot.state
    outcome = priced(bot, "50")
    assert (outcome.told, outcome.results) == ((), {})
    assert (bot.state.tally, bot.state.pnl) == (before.tally, before.pnl)
    assert bot.state.fees == before.fees + Decimal("0.5")
    assert not any(cycle.unvalued for cycle in bot.notices if isinstance(cycle, CycleClosed))


@ELSEWHERE
def test_a_fee_of_it_that_was_told_wrongly_is_corrected_where_it_was_traded(
    market: Market, changed: dict[str, object]
) -> None:
    bot, _, fill = moved(market, **changed)
    bot.again(fill)
    bot.start()
    bot.leg()
    before = bot.state
    right = Fee(amount=Decimal("0.7"), coin="USDT", value=Decimal("0.7"))
    outcome = differs(bot, fill, right, CONFIG)
    assert (outcome.told, outcome.results) == ((), {})
    [line] = outcome.charges
    assert (line.bot.ticker, line.bot.account_id) == ("XRP/USDT", CONFIG.account_id)
    same_money = (CONFIG.mode, "USDT") == before.ref.money
    more = right.value - fill.fee.value if same_money else Decimal(0)
    assert bot.state == replace(before, fees=before.fees + more)


def test_a_fee_of_it_without_a_value_is_corrected_while_it_waits_for_one() -> None:
    bot, _, fill = moved()
    fill = replace(fill, fee=in_xyz("0.01"))
    bot.again(fill)
    differs(bot, fill, in_xyz("0.03"), CONFIG)
    assert [(one.fee.amount, one.cycle) for one in bot.state.unvalued] == [(Decimal("0.03"), NO_CYCLE)]
