"""Money that moves without a trade: funding, fees whose value becomes known later, and fees told wrongly."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.core.events import CoinPriced, FeeDiffers, FundingCharged
from engine.core.notices import CycleClosed, FeeCorrected, FeeValued, FundingBooked
from engine.core.results import cost_of_held, result
from engine.core.state import Outcome
from engine.core.types import BotConfig, CoinAmount, Fee, Fill, Funding, FundingId, Side
from tests.core.story import CONFIG, PERPETUAL, Bot, holding, new_state, working

XYZ = "XYZ"


def funding(bot: Bot, amount: str, at: datetime | None = None, name: str = "f1", **fields: object) -> Outcome:
    moment = bot.tick()
    paid = Funding(funding_id=FundingId(name), amount=Decimal(amount), charged_at=at or moment)
    return bot.feed(FundingCharged(at=moment, funding=replace(paid, **fields)))  # type: ignore[arg-type]


def priced(bot: Bot, price: str, coin: str = XYZ) -> Outcome:
    return bot.feed(CoinPriced(at=bot.tick(), coin=coin, price=Decimal(price)))


def the_cycle(bot: Bot) -> CycleClosed:
    return [notice for notice in bot.notices if isinstance(notice, CycleClosed)][-1]


def in_xyz(amount: str) -> Fee:
    unvalued = (CoinAmount(amount=Decimal(amount), coin=XYZ),)
    return Fee(amount=Decimal(amount), coin=XYZ, value=Decimal(0), unvalued=unvalued)


# --- funding ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", list(Side))
def test_fundings_of_a_cycle_are_part_of_its_result(first: Side) -> None:
    bot = holding(replace(CONFIG, first_order=first), PERPETUAL)
    for name, amount in (("f1", "-3.5"), ("f2", "1.25"), ("f3", "-0.5")):
        outcome = funding(bot, amount, name=name)
        assert outcome.told == ()
        assert [line.kind for line in outcome.notices] == ["funding"]
    bot.fill()
    cycle = the_cycle(bot)
    without = 100 - Decimal("1.0") - Decimal("1.1")  # 100 XRP from 10 to 11, 0.1 % of 1000 and of 1100
    assert (cycle.funding, cycle.result) == (Decimal("-2.75"), without - Decimal("2.75"))
    assert (bot.state.pnl, bot.state.funding) == (cycle.result, Decimal("-2.75"))
    assert list(bot.last.results.values()) == [(bot.fills[-1].executed_at.date(), cycle.result)]


def test_a_funding_that_comes_after_its_cycle_changes_the_sum_of_results_and_is_told() -> None:
    bot = holding(replace(CONFIG, infinite_loop=False), PERPETUAL)
    charged_at = bot.tick()
    bot.fill()
    before = bot.state.pnl
    outcome = funding(bot, "-8.58", charged_at)
    assert (bot.state.pnl, bot.state.held) == (before - Decimal("8.58"), Decimal(0))
    [told] = outcome.told
    assert isinstance(told, FundingBooked)
    assert (told.at, told.amount, told.total) == (charged_at, Decimal("-8.58"), bot.state.pnl)
    assert list(outcome.results.values()) == [(charged_at.date(), Decimal("-8.58"))]


def test_a_funding_of_the_last_cycle_is_none_of_the_present_one() -> None:
    bot = holding(market=PERPETUAL)
    charged_at = bot.tick()
    bot.fill()
    bot.leg()  # the entry of the second cycle
    before = bot.state.pnl
    funding(bot, "-2", charged_at)
    assert (bot.state.pnl, bot.state.tally.funding) == (before - 2, Decimal(0))
    funding(bot, "-3", name="f2")
    assert (bot.state.pnl, bot.state.tally.funding) == (before - 2, Decimal(-3))


def test_a_funding_stamped_before_its_entry_is_of_the_cycle_that_paid_it() -> None:
    """Stamps and fills are some seconds apart: it is known at which moment the position was held."""
    bot = working(market=PERPETUAL)
    stamp = bot.tick()
    bot.fill()
    held_at = bot.tick()
    paid = Funding(funding_id=FundingId("f1"), amount=Decimal(-2), charged_at=stamp)
    outcome = bot.feed(FundingCharged(at=bot.tick(), funding=paid, held_at=held_at))
    assert (bot.state.pnl, bot.state.tally.funding) == (Decimal(0), Decimal(-2))
    assert not outcome.told


def test_funding_counts_on_the_day_it_was_charged_when_its_cycle_is_closed() -> None:
    bot = holding(replace(CONFIG, infinite_loop=False), PERPETUAL)
    charged_at = bot.tick()
    bot.fill()
    bot.now += timedelta(days=2)
    [(day, amount)] = funding(bot, "-1", charged_at).results.values()
    assert (day, amount) == (charged_at.date(), Decimal(-1))


def test_a_cycle_that_began_before_its_beginning_was_noted_takes_its_funding() -> None:
    """The state of a bot from an earlier version does not say when its cycle began."""
    bot = holding(market=PERPETUAL)
    bot.state = replace(bot.state, tally=replace(bot.state.tally, began_at=None))
    funding(bot, "-2")
    assert bot.state.tally.funding == -2


# --- fees in a coin without a price ------------------------------------------------------------------------


def test_a_fee_without_a_value_is_said_with_the_cycle_and_stays_open() -> None:
    bot = working(replace(CONFIG, infinite_loop=False))
    bot.fill(fee=in_xyz("0.01"))
    bot.accept()
    bot.fill(fee=in_xyz("0.02"))
    cycle = the_cycle(bot)
    assert (cycle.fees, cycle.unvalued) == (Decimal(0), (CoinAmount(amount=Decimal("0.03"), coin=XYZ),))
    assert (cycle.result, bot.state.pnl) == (Decimal(100), Decimal(100))

    outcome = priced(bot, "50")
    assert (bot.state.pnl, bot.state.fees, bot.state.unvalued) == (Decimal("98.5"), Decimal("1.5"), ())
    [told] = outcome.told
    assert isinstance(told, FeeValued)
    assert (told.cycle, told.value, told.total) == (1, Decimal("1.5"), Decimal("98.5"))
    assert list(outcome.results.values()) == [(told.at.date(), Decimal("-1.5"))]
    assert not priced(bot, "60").durable
    assert bot.state.pnl == Decimal("98.5")


def test_a_fee_that_gets_its_value_in_its_cycle_is_part_of_the_result() -> None:
    bot = working(replace(CONFIG, infinite_loop=False))
    bot.fill(fee=in_xyz("0.01"))
    outcome = priced(bot, "50")
    assert (outcome.told, outcome.results) == ((), {})
    bot.accept()
    bot.fill()
    cycle = the_cycle(bot)
    assert (cycle.fees, cycle.unvalued) == (Decimal("0.5") + Decimal("1.1"), ())
    assert cycle.result == 100 - cycle.fees


def test_fees_of_many_cycles_are_kept_as_one_amount() -> None:
    bot = Bot(new_state())
    bot.start()
    for _ in range(5):
        bot.accept()
        bot.fill(fee=in_xyz("0.01"))
    assert [(one.fee.amount, one.cycle) for one in bot.state.unvalued] == [
        (Decimal("0.04"), 2),
        (Decimal("0.01"), 3),
    ]
    priced(bot, "100")
    assert (bot.state.pnl, bot.state.tally.fees, bot.state.fees) == (Decimal(196), Decimal(1), Decimal(5))


def test_a_price_of_another_coin_values_nothing() -> None:
    bot = working()
    bot.fill(fee=in_xyz("0.01"))
    assert not priced(bot, "50", coin="ABC").durable
    assert len(bot.state.unvalued) == 1


def test_funding_in_a_coin_without_a_price_waits_as_a_fee_does() -> None:
    bot = holding(market=PERPETUAL)
    funding(bot, "0", unvalued=(CoinAmount(amount=Decimal(4), coin=XYZ),))
    priced(bot, "2")
    assert bot.state.tally.fees - bot.fills[0].fee.value == 8


# --- a fee that was told wrongly ---------------------------------------------------------------------------


def differs(bot: Bot, fill: Fill, fee: Fee, of: BotConfig | None = None) -> Outcome:
    """`of`: what the bot traded by then; None: what it trades by now."""
    of = of or bot.state.config
    event = FeeDiffers(at=bot.tick(), fill=fill, fee=fee, account_id=of.account_id, symbol=of.ticker)
    return bot.feed(event)


def times(fee: Fee, factor: str) -> Fee:
    return replace(fee, amount=fee.amount * Decimal(factor), value=fee.value * Decimal(factor))


ONCE = replace(CONFIG, infinite_loop=False)


@pytest.mark.parametrize("first", list(Side))
@pytest.mark.parametrize("factor", ["0", "0.5", "3"])
def test_a_bot_whose_fee_is_corrected_in_its_cycle_is_as_if_it_had_been_told_at_once(
    first: Side, factor: str
) -> None:
    """What it holds included: the fee of what it buys is taken in base."""
    config = replace(ONCE, first_order=first)
    corrected, told_so = working(config), working(config)
    fill = corrected.fill()
    told_so.fill(fee=times(fill.fee, factor))
    outcome = differs(corrected, fill, times(fill.fee, factor))
    assert (outcome.told, outcome.results) == ((), {}), "it is told with its cycle"
    for name in ("tally", "fees", "held", "pnl", "unvalued"):
        assert getattr(corrected.state, name) == getattr(told_so.state, name), name


def test_a_fee_in_another_coin_than_was_told_leaves_what_is_held_as_it_was_bought() -> None:
    bot = working(ONCE)
    fill = bot.fill()
    differs(bot, fill, Fee(amount=Decimal("0.7"), coin="USDT", value=Decimal("0.7")))
    assert (bot.state.held, bot.state.fees) == (fill.quantity, Decimal("0.7"))


@pytest.mark.parametrize("first", list(Side))
def test_a_fee_that_is_corrected_after_its_cycle_changes_the_sum_of_results_and_is_told(first: Side) -> None:
    bot = holding(replace(ONCE, first_order=first))
    bot.fill()
    before = bot.state
    bought = next(fill for fill in bot.fills if fill.side is Side.BUY)
    outcome = differs(bot, bought, times(bought.fee, "2"))
    more, amount = bought.fee.value, bought.fee.amount
    assert (bot.state.held, bot.state.fees) == (before.held - amount, before.fees + more)
    assert bot.state.pnl == before.pnl - more
    [told] = outcome.told
    assert isinstance(told, FeeCorrected)
    assert (told.trade_id, told.was, told.fee) == (bought.trade_id, bought.fee, times(bought.fee, "2"))
    assert (told.change, told.total) == (-more, bot.state.pnl)
    assert list(outcome.results.values()) == [(told.at.date(), -more)]


def test_a_fee_without_a_value_is_corrected_while_it_waits_for_one() -> None:
    bot = working(ONCE)
    fill = bot.fill(fee=in_xyz("0.01"))
    differs(bot, fill, in_xyz("0.03"))
    assert [one.fee.amount for one in bot.state.unvalued] == [Decimal("0.03")]
    differs(bot, replace(fill, fee=in_xyz("0.03")), Fee(amount=Decimal(1), coin="USDT", value=Decimal(1)))
    assert (bot.state.unvalued, bot.state.fees) == ((), Decimal(1))


def test_one_that_has_been_valued_meanwhile_is_not_the_one_that_is_meant() -> None:
    bot = working(ONCE)
    fill = bot.fill(fee=in_xyz("0.01"))
    priced(bot, "50")
    before = bot.state
    assert not differs(bot, fill, in_xyz("0.03")).durable
    assert bot.state == before


@pytest.mark.parametrize("first", list(Side))
@pytest.mark.parametrize("coin", ["XRP", "USDT"])
def test_all_results_together_are_the_money_that_moved_whenever_a_fee_is_corrected(
    first: Side, coin: str
) -> None:
    """Less what was paid for what is held, which a fee in base makes less."""
    bot = holding(replace(CONFIG, first_order=first))
    bot.fill()
    bot.accept()
    bot.fill("40")
    value = Decimal(30)
    right = Fee(amount=value / 10 if coin == "XRP" else value, coin=coin, value=value)
    differs(bot, bot.fills[0], right)
    fees = [right, *(fill.fee for fill in bot.fills[1:])]
    cash = sum((-fill.side.sign * fill.value for fill in bot.fills), Decimal(0))
    cash -= sum(fee.amount for fee in fees if fee.coin == "USDT")
    held = sum((fill.side.sign * fill.quantity for fill in bot.fills), Decimal(0))
    held -= sum(fee.amount for fee in fees if fee.coin == "XRP")
    tally = bot.state.tally
    assert bot.state.held == held
    assert bot.state.pnl + result(tally) == cash + cost_of_held(tally)
