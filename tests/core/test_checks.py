"""From what a person typed to a configuration, or to all that is wrong with it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.core.checks import (
    Adjusted,
    BotDraft,
    Caution,
    Complaint,
    Field,
    Problem,
    QuantityLimits,
    Review,
    estimate,
    review,
)
from engine.core.types import BotConfig, Market, Mode, Side
from tests.core.story import CONFIG, MARKET, PERPETUAL, Bot, new_state

D = Decimal
NO_LIMITS = QuantityLimits(smallest=D(0), largest=D(10**9))
DRAFT = BotDraft(
    ticker="XRP/USDT",
    exchange="Binance",
    first_order=Side.BUY,
    quantity=D(100),
    buy_price=D(10),
    sell_price=D(11),
    infinite_loop=True,
)


def reviewed(market: Market = MARKET, last_price: str | None = "10.5", **fields: object) -> Review:
    last = None if last_price is None else D(last_price)
    draft = replace(DRAFT, **fields)  # type: ignore[arg-type] # the fields of BotDraft
    return review(draft, market, last, NO_LIMITS)


def complaints(**fields: object) -> tuple[Complaint, ...]:
    answer = reviewed(**fields)  # type: ignore[arg-type] # the fields of BotDraft
    assert (answer.config is None) == bool(answer.complaints)
    assert (answer.estimate is None) == (answer.config is None)
    return answer.complaints


def only(field: Field, problem: Problem, limit: str | None = None) -> tuple[Complaint, ...]:
    return (Complaint(field=field, problem=problem, limit=None if limit is None else D(limit)),)


def test_a_good_draft_is_a_configuration() -> None:
    answer = reviewed()
    assert answer.config == CONFIG
    assert (answer.complaints, answer.adjusted, answer.cautions) == ((), (), ())
    assert (answer.draft, answer.market, answer.last_price) == (DRAFT, MARKET, D("10.5"))


def test_everything_that_is_missing_is_told_at_once() -> None:
    answer = review(BotDraft(), MARKET, None, NO_LIMITS)
    assert {(complaint.field, complaint.problem) for complaint in answer.complaints} == {
        (Field.QUANTITY, Problem.MISSING),
        (Field.BUY_PRICE, Problem.MISSING),
        (Field.SELL_PRICE, Problem.MISSING),
        (Field.FIRST_ORDER, Problem.MISSING),
    }


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = complaints(first_order=None, quantity=D(-1), buy_price=D(12), trailing_percent=D(101))
    assert set(wrong) == {
        *only(Field.FIRST_ORDER, Problem.MISSING),
        *only(Field.QUANTITY, Problem.NOT_POSITIVE),
        *only(Field.SELL_PRICE, Problem.NOT_ABOVE_BUY, "12"),
        *only(Field.TRAILING, Problem.NOT_A_PERCENT),
    }


@pytest.mark.parametrize("field", [Field.QUANTITY, Field.BUY_PRICE, Field.SELL_PRICE])
@pytest.mark.parametrize(
    ("typed", "problem", "limit"),
    [
        ("0", Problem.NOT_POSITIVE, None), ("-5", Problem.NOT_POSITIVE, None),
        ("NaN", Problem.NOT_POSITIVE, None), ("sNaN", Problem.NOT_POSITIVE, None),
        ("Infinity", Problem.NOT_POSITIVE, None),
        ("1e20", Problem.TOO_MANY_DIGITS, None), ("10.0000000000000000001", Problem.TOO_MANY_DIGITS, None),
    ],
)  # fmt: skip
def test_what_is_no_amount(field: Field, typed: str, problem: Problem, limit: str | None) -> None:
    name = field.value.replace(" ", "_")
    assert complaints(**{name: D(typed)}) == only(field, problem, limit)


def test_what_rounds_to_nothing() -> None:
    assert complaints(quantity=D("0.09")) == only(Field.QUANTITY, Problem.BELOW_STEP, "0.1")
    assert complaints(buy_price=D("0.005")) == only(Field.BUY_PRICE, Problem.BELOW_TICK, "0.01")


def test_prices_go_to_the_tick_and_quantities_down_to_the_step() -> None:
    answer = reviewed(quantity=D("100.19"), buy_price=D("9.996"), sell_price=D("11.004"))
    assert answer.config is not None
    used = (answer.config.quantity, answer.config.buy_price, answer.config.sell_price)
    assert used == (D("100.1"), D(10), D(11))
    assert answer.adjusted == (
        Adjusted(field=Field.QUANTITY, typed=D("100.19"), used=D("100.1")),
        Adjusted(field=Field.BUY_PRICE, typed=D("9.996"), used=D(10)),
        Adjusted(field=Field.SELL_PRICE, typed=D("11.004"), used=D(11)),
    )


def test_prices_that_round_to_the_same_do_not_make_a_spread() -> None:
    assert complaints(buy_price=D("10.996")) == only(Field.SELL_PRICE, Problem.NOT_ABOVE_BUY, "11")


@pytest.mark.parametrize("percent", ["0", "-1", "0.004", "100.01", "1e30", "NaN", "Infinity"])
def test_what_is_no_trailing_percentage(percent: str) -> None:
    assert complaints(trailing_percent=D(percent)) == only(Field.TRAILING, Problem.NOT_A_PERCENT)


@pytest.mark.parametrize(("typed", "used"), [("0.10", "0.1"), ("100", "100"), ("0.01", "0.01")])
def test_a_trailing_percentage(typed: str, used: str) -> None:
    answer = reviewed(trailing_percent=D(typed))
    assert answer.config is not None
    assert str(answer.config.trailing_percent) == used
    assert answer.adjusted == ()


def test_a_trailing_percentage_goes_to_a_hundredth() -> None:
    answer = reviewed(trailing_percent=D("0.126"))
    assert answer.config is not None
    assert answer.config.trailing_percent == D("0.13")
    assert answer.adjusted == (Adjusted(field=Field.TRAILING, typed=D("0.126"), used=D("0.13")),)


# --- sizes --------------------------------------------------------------------------------------------


def test_the_owners_limits() -> None:
    limits = QuantityLimits(smallest=D(50), largest=D(200))
    low = review(replace(DRAFT, quantity=D("49.9")), MARKET, None, limits)
    high = review(replace(DRAFT, quantity=D("200.1")), MARKET, None, limits)
    assert low.complaints == only(Field.QUANTITY, Problem.BELOW_MINIMUM, "50")
    assert high.complaints == only(Field.QUANTITY, Problem.ABOVE_MAXIMUM, "200")
    assert review(replace(DRAFT, quantity=D(200)), MARKET, None, limits).config is not None


@pytest.mark.parametrize(
    ("first_order", "market", "smallest"),
    [
        (Side.BUY, MARKET, "1.1"),  # of 1 only 0.999 can be sold again, of 1.1 it is 1.0
        (None, MARKET, "1.1"),
        (Side.SELL, MARKET, "1"),
        (Side.BUY, PERPETUAL, "1"),
    ],
)
def test_what_is_bought_must_be_large_enough_to_be_sold(
    first_order: Side | None, market: Market, smallest: str
) -> None:
    below = reviewed(market, first_order=first_order, quantity=D(smallest) - D("0.1")).complaints
    assert Complaint(field=Field.QUANTITY, problem=Problem.BELOW_MINIMUM, limit=D(smallest)) in below
    enough = reviewed(market, first_order=first_order, quantity=D(smallest)).complaints
    assert not any(complaint.field is Field.QUANTITY for complaint in enough)


def test_what_is_bought_must_be_worth_enough_to_be_sold() -> None:
    """10 x 10.00 is 100; sold are 9.9 x 10.10 = 99.99."""
    market = replace(MARKET, min_notional=D(100))
    fields = {"quantity": D(10), "sell_price": D("10.1")}
    assert reviewed(market, **fields).complaints == only(  # type: ignore[arg-type] # fields of BotDraft
        Field.QUANTITY, Problem.BELOW_NOTIONAL, "100"
    )
    perpetual = replace(PERPETUAL, min_notional=D(100))
    assert reviewed(perpetual, **fields).complaints == ()  # type: ignore[arg-type] # fields of BotDraft


@pytest.mark.parametrize("exempt", [True, False])
def test_a_buy_back_that_only_reduces_may_be_worth_less_where_the_exchange_says_so(*, exempt: bool) -> None:
    """Sold first for 10 x 10.10, and bought back for 10 x 9.90."""
    market = replace(PERPETUAL, min_notional=D(100), reducing_exempt=exempt)
    fields = {"quantity": D(10), "sell_price": D("10.1"), "buy_price": D("9.9")}
    short = reviewed(market, first_order=Side.SELL, **fields)  # type: ignore[arg-type] # fields of BotDraft
    too_small = only(Field.QUANTITY, Problem.BELOW_NOTIONAL, "100")
    assert short.complaints == (() if exempt else too_small)
    long = reviewed(market, first_order=Side.BUY, **fields)  # type: ignore[arg-type] # fields of BotDraft
    assert long.complaints == too_small, "it is the entry that is worth 99"


def test_the_entry_must_be_worth_enough() -> None:
    assert complaints(market=replace(MARKET, min_notional=D(1001))) == only(
        Field.QUANTITY, Problem.BELOW_NOTIONAL, "1001"
    )


@given(quantity=st.decimals(min_value="0.1", max_value=30, places=1))
def test_what_passes_the_checks_can_be_traded_round(quantity: Decimal) -> None:
    answer = reviewed(quantity=quantity)
    assume(answer.config is not None)
    assert answer.config is not None
    bot = Bot(new_state(answer.config))
    bot.start()
    bot.leg()
    bot.leg()
    assert [order.side for order in bot.placed] == [Side.BUY, Side.SELL, Side.BUY]


# --- cautions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first_order", "last_price", "at_once"),
    [
        (Side.BUY, "10.01", False), (Side.BUY, "10", True), (Side.BUY, "9", True), (Side.BUY, None, False),
        (Side.SELL, "10.99", False), (Side.SELL, "11", True), (Side.SELL, "12", True),
    ],
)  # fmt: skip
def test_an_order_that_fills_at_once(first_order: Side, last_price: str | None, at_once: bool) -> None:
    plain = reviewed(first_order=first_order, last_price=last_price)
    trailing = reviewed(first_order=first_order, last_price=last_price, trailing_percent=D(1))
    assert (Caution.FILLS_AT_ONCE in plain.cautions) is at_once
    assert Caution.FILLS_AT_ONCE not in trailing.cautions


@pytest.mark.parametrize(
    ("first_order", "mode", "market", "needs"),
    [
        (Side.SELL, Mode.LIVE, MARKET, True), (Side.SELL, Mode.TESTNET, MARKET, True),
        (Side.SELL, Mode.PAPER, MARKET, False), (Side.BUY, Mode.LIVE, MARKET, False),
        (Side.SELL, Mode.LIVE, PERPETUAL, False),
    ],
)  # fmt: skip
def test_a_first_sell_needs_the_coin(first_order: Side, mode: Mode, market: Market, needs: bool) -> None:
    answer = reviewed(market, first_order=first_order, mode=mode)
    assert (Caution.NEEDS_BASE in answer.cautions) is needs


@pytest.mark.parametrize(("sell_price", "eaten"), [("10.02", True), ("10.03", False)])
def test_a_spread_that_does_not_pay_the_fees(sell_price: str, eaten: bool) -> None:
    """0.2003 % is what two fees of 0.1 % cost on spot."""
    answer = reviewed(sell_price=D(sell_price))
    assert (Caution.FEES_EAT_SPREAD in answer.cautions) is eaten


# --- the estimate --------------------------------------------------------------------------------------

FINE = replace(MARKET, tick=D("1e-12"), step=D("1e-12"), min_quantity=D(0), min_notional=D(0))
rates = st.sampled_from([D(0), D("0.0002"), D("0.001"), D("0.00075"), D("0.01")])
sides = st.sampled_from(Side)


def traded_round(config: BotConfig, market: Market) -> Bot:
    """A bot that has done one cycle at that market's fee, taken in the coin received."""
    bot = Bot(new_state(config, market))
    bot.start()
    for _ in range(2):
        order = bot.order
        bot.accept()
        value = order.quantity * order.price * market.maker_fee
        fee = bot.a_fill(order, None).fee
        in_base = order.side is Side.BUY and not market.derivative
        amount = order.quantity * market.maker_fee if in_base else value
        bot.fill(fee=replace(fee, amount=amount, value=value))
    return bot


@given(first_order=sides, rate=rates, derivative=st.booleans(), spread=st.integers(1, 300))
def test_the_estimate_is_what_a_cycle_brings(
    first_order: Side, rate: Decimal, derivative: bool, spread: int
) -> None:
    market = replace(FINE, maker_fee=rate, taker_fee=rate, derivative=derivative)
    config = replace(CONFIG, first_order=first_order, sell_price=CONFIG.buy_price + D(spread) / 1000)
    figures = estimate(config, market)
    state = traded_round(config, market).state
    assert state.cycles == 1
    assert abs(figures.net - state.pnl) < D("1e-9")  # what rounding to the step leaves over
    assert abs(figures.fees - state.fees) < D("1e-9")


def test_the_estimate_by_hand() -> None:
    figures = estimate(CONFIG, MARKET)
    # buy 100 for 1000, receive 99.9, sell them for 1098.9, receive 1097.8011
    assert (figures.fees, figures.net) == (D("2.0989"), D("97.8011"))
    short = estimate(CONFIG, PERPETUAL)
    assert (short.fees, short.net) == (D("2.1"), D("97.9"))


@pytest.mark.parametrize("market", [MARKET, PERPETUAL])
def test_with_trailing_the_orders_take_and_pay_for_that(market: Market) -> None:
    """What is sent once the price has turned never rests: a spread that pays makers may not pay takers."""
    market = replace(market, maker_fee=D("0.0002"), taker_fee=D("0.0005"))
    dear = replace(market, maker_fee=market.taker_fee)
    trailing = replace(CONFIG, trailing_percent=D("0.1"))
    assert estimate(trailing, market) == estimate(CONFIG, dear)
    assert estimate(CONFIG, market) == estimate(CONFIG, replace(market, taker_fee=market.maker_fee))
    narrow = replace(CONFIG, sell_price=CONFIG.buy_price * D("1.0007"), trailing_percent=D("0.1"))
    assert estimate(narrow, market).net < 0


@given(first_order=sides, rate=rates, derivative=st.booleans())
def test_the_break_even_spread_breaks_even(first_order: Side, rate: Decimal, derivative: bool) -> None:
    """It does so in a traded cycle, and the next smaller percentage does not."""
    market = replace(FINE, maker_fee=rate, taker_fee=rate, derivative=derivative)
    percent = estimate(replace(CONFIG, first_order=first_order), market).break_even_percent
    assert abs(percent.as_tuple().exponent) <= 4  # type: ignore[arg-type] # finite
    results = {}
    for name, spread in (("there", percent), ("below", percent - D("0.0001"))):
        sell_price = CONFIG.buy_price * (1 + spread / 100)
        config = replace(CONFIG, first_order=first_order, sell_price=sell_price)
        results[name] = traded_round(config, market).state.pnl
    assert Fraction(results["there"]) >= -Fraction(1, 10**9)
    assert results["below"] < 0


@pytest.mark.parametrize(
    ("rate", "derivative", "percent"),
    [("0.001", False, "0.2004"), ("0.001", True, "0.2003"), ("0", False, "0")],
)
def test_the_break_even_spread_by_hand(rate: str, derivative: bool, percent: str) -> None:
    """1 / 0.999 / 0.999 = 1.0020030..., and 1.001 / 0.999 = 1.0020020...; never rounded down."""
    market = replace(MARKET, maker_fee=D(rate), derivative=derivative)
    assert estimate(CONFIG, market).break_even_percent == D(percent)


@pytest.mark.parametrize("leverage", [0, -1, 126])
def test_a_leverage_that_no_exchange_offers(leverage: int) -> None:
    live = reviewed(PERPETUAL, leverage=leverage, mode=Mode.LIVE)
    assert live.complaints == only(Field.LEVERAGE, Problem.NOT_A_LEVERAGE)


@pytest.mark.parametrize(("market", "mode"), [(MARKET, Mode.LIVE), (PERPETUAL, Mode.PAPER)])
def test_leverage_is_for_positions_that_can_be_liquidated(market: Market, mode: Mode) -> None:
    answer = reviewed(market, leverage=2, mode=mode)
    assert answer.complaints == only(Field.LEVERAGE, Problem.NO_LEVERAGE_HERE)
    assert reviewed(market, leverage=1, mode=mode).complaints == ()


def test_leverage_warns_of_liquidation() -> None:
    answer = reviewed(PERPETUAL, leverage=5, mode=Mode.TESTNET)
    assert answer.config is not None
    assert answer.config.leverage == 5
    assert answer.cautions == (Caution.MAY_BE_LIQUIDATED,)
