import re
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.localchat.markup import parse_html
from bot.views.card import card_text
from bot.views.choices import fixed_choices, price_choices, quantity_choices
from bot.views.complaints import complaint_text
from bot.views.edits import change_lines
from bot.views.form import FIELDS, form_title, review_text, spread_and_even, step_text
from bot.views.orders import orders_lines
from engine.core.checks import BotDraft, Caution, Complaint, Field, Problem, QuantityLimits, review
from engine.core.orders import OrderState
from engine.core.state import Phase
from engine.core.types import Market, Mode, Side, Status
from engine.reads.open_orders import OpenOrders
from engine.reads.views import MarketView, PriceSource
from tests.support.words import EN
from tests.views.samples import MARKET, NOW, ORDER, card, state

VIEW = MarketView(market=MARKET, last_price=Decimal(60500))
LIMITS = QuantityLimits()
DRAFT = BotDraft(
    ticker="BTC/USDT",
    exchange="Binance",
    first_order=Side.BUY,
    quantity=Decimal("0.012345678"),
    buy_price=Decimal("60000.001"),
    sell_price=Decimal(60600),
    infinite_loop=True,
)


def market(base: str, quote: str, tick: str = "0.00000001", step: str = "0.00000001") -> Market:
    return Market(
        venue="Binance",
        symbol=f"{base}/{quote}",
        base=base,
        quote=quote,
        tick=Decimal(tick),
        step=Decimal(step),
    )


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("1000PEPE", "1 1000PEPE is 1000 PEPE"),
        ("SHIB1000", "1 SHIB1000 is 1000 SHIB"),
        ("1000000MOG", "1 1000000MOG is 1000000 MOG"),
        ("10000LADYS", "1 10000LADYS is 10000 LADYS"),
        ("1MBABYDOGE", "1 1MBABYDOGE is 1000000 BABYDOGE"),
        *((coin, None) for coin in ("BTC", "1INCH", "1MX", "C98", "100X", "1000", "A1000")),
    ],
)
def test_a_coin_that_is_traded_by_the_thousand_says_so(base: str, said: str | None) -> None:
    view = MarketView(market=market(base, "USDT"), last_price=Decimal("0.0123"))
    draft = replace(DRAFT, ticker=f"{base}/USDT")
    title = form_title(EN, draft, None)
    reviewed = review_text(EN, review(draft, view.market, view.last_price, LIMITS), NOW, title)
    asked = step_text(EN, Field.QUANTITY, draft, view, NOW, title=title)
    for text in (reviewed, asked):
        if said is None:
            assert f"1 {base} is" not in text
        else:
            assert f"{said}: quantity and price are in {base}, as the exchange trades it." in text


def test_quantities_are_round_and_allowed() -> None:
    offered = quantity_choices(VIEW, BotDraft(), LIMITS)
    assert [value for _, value in offered] == ["0.0017", "0.0083", "0.017", "0.083"]
    assert offered[0][0] == "0.0017 BTC ≈ 100 USDT"


@pytest.mark.parametrize(
    ("price", "base", "quote"),
    [
        ("0.0000123", "SHIB", "USDT"),
        ("0.00148", "XRP", "ETH"),
        ("3000", "ETH", "USDT"),
        ("0.05", "ETH", "BTC"),
    ],
)
def test_every_offered_quantity_passes_the_checks(price: str, base: str, quote: str) -> None:
    view = MarketView(market=market(base, quote), last_price=Decimal(price))
    limits = QuantityLimits(largest=Decimal(10**9))
    offered = quantity_choices(view, BotDraft(), limits)
    assert 1 <= len(offered) <= 4
    for label, value in offered:
        assert len(label) < 64
        found = review(BotDraft(quantity=Decimal(value)), view.market, view.last_price, limits)
        assert not [item for item in found.complaints if item.field is Field.QUANTITY]


def test_no_price_no_quantities() -> None:
    assert quantity_choices(MarketView(market=MARKET, last_price=None), BotDraft(), LIMITS) == []


def test_sell_prices_are_counted_from_the_buy_price() -> None:
    buys = price_choices(Field.BUY_PRICE, VIEW, BotDraft())
    assert [label for label, _ in buys] == [
        "-1%: 59895",
        "-0.5%: 60197.5",
        "-0.1%: 60439.5",
        "+0.1%: 60560.5",
        "+0.5%: 60802.5",
        "+1%: 61105",
    ]
    sells = price_choices(Field.SELL_PRICE, VIEW, BotDraft(buy_price=Decimal(50000)))
    assert [label for label, _ in sells] == ["+0.1%: 50050", "+0.5%: 50250", "+1%: 50500"]
    above = price_choices(Field.SELL_PRICE, VIEW, BotDraft(buy_price=Decimal(70000)))
    assert [value for _, value in above] == ["70070", "70350", "70700"]


@pytest.mark.parametrize(
    ("spread", "even", "shown"),
    [
        ("1", "0.2003003", ("1%", "0.21%")),
        ("0.2", "0.2003003", ("0.2%", "0.21%")),
        ("0.199166", "0.2003003", ("0.2%", "0.21%")),
        ("0.2035", "0.2003003", ("0.204%", "0.201%")),
        ("0.2003003", "0.2003003", ("0.2003003%", "0.2003003%")),
        ("0.2003", "0.2003003", ("0.2%", "0.21%")),
        ("0.20031", "0.2003003", ("0.20031%", "0.20031%")),
    ],
)
def test_the_spread_and_its_break_even_say_whether_a_cycle_pays(
    spread: str, even: str, shown: tuple[str, str]
) -> None:
    assert spread_and_even(Decimal(spread), Decimal(even)) == shown


def test_trailing_choices_are_percentages() -> None:
    assert [label for label, _ in fixed_choices(EN, Field.TRAILING)] == ["none", "0.1%", "0.5%", "1%"]


@pytest.mark.parametrize("which", FIELDS)
@pytest.mark.parametrize("view", [VIEW, None])
def test_every_question_has_an_example(which: Field, view: MarketView | None) -> None:
    text = step_text(EN, which, DRAFT, view, NOW, title=form_title(EN, DRAFT, None), problem="<b>wrong</b>")
    seen, entities = parse_html(text)
    assert "PAPER" in seen
    assert "?" in seen
    assert any(entity["type"] == "code" for entity in entities)
    assert seen.endswith("⚠️ wrong")


@pytest.mark.parametrize(
    ("prices", "whose"),
    [
        (PriceSource.EXCHANGE, "Binance"),
        (PriceSource.TEST_VENUE, "test venue of Binance"),
        (PriceSource.MADE_UP, "made up"),
        (PriceSource.FILE, "replayed from a file"),
    ],
)
def test_each_price_says_whose_it_is(prices: PriceSource, whose: str) -> None:
    step = step_text(EN, Field.BUY_PRICE, DRAFT, replace(VIEW, prices=prices), NOW, title="x")
    found = review(DRAFT, MARKET, Decimal(60500), LIMITS)
    for text in (step, review_text(EN, found, NOW, "x", prices=prices)):
        assert f"Last price 60500 USDT ({whose}) at" in text
    resting = replace(ORDER, state=OrderState.OPEN)
    shown = replace(card(status=Status.ACTIVE, phase=Phase.WORKING, order=resting), prices=prices)
    assert f"Price 60500 USDT ({whose}): 500 USDT" in card_text(EN, shown, NOW)
    listed = orders_lines(EN, OpenOrders(orders=((shown, ORDER),), orphans=(), foreign=0), NOW)
    assert f"price 60500 ({whose}), 0.83% away" in listed[1]


@pytest.mark.parametrize(
    ("buy", "sell", "said"),
    [
        ("600", "60600", "buy price is far from the last price: 99% below it"),
        ("60000", "606000", "sell price is far from the last price: 901.7% above it"),
        ("60000", "6060000000", "sell price is far from the last price: 100165 times as high"),
    ],
)
def test_a_price_with_a_slip_in_its_digits_is_pointed_out(buy: str, sell: str, said: str) -> None:
    draft = replace(DRAFT, buy_price=Decimal(buy), sell_price=Decimal(sell))
    text = review_text(EN, review(draft, MARKET, Decimal(60500), LIMITS), NOW, "x")
    assert f"⚠️ Your {said}." in text
    assert text.count("is far from") == 1


def test_the_review_shows_what_was_typed_and_what_is_used() -> None:
    found = review(DRAFT, MARKET, Decimal(60500), LIMITS)
    text = review_text(EN, found, NOW, form_title(EN, DRAFT, None))
    assert "Quantity: typed 0.012345678 → used 0.01234" in text
    assert "Buy price: typed 60000.001 → used 60000" in text
    assert "at 12:03:04 UTC" in text
    parse_html(text)


@pytest.mark.parametrize(("trail", "is_wide"), [("50", True), ("10", True), ("9.99", False), (None, False)])
def test_a_trail_that_may_never_turn_is_pointed_out(trail: str | None, *, is_wide: bool) -> None:
    draft = replace(DRAFT, trailing_percent=None if trail is None else Decimal(trail))
    found = review(draft, MARKET, Decimal(60500), LIMITS)
    text = review_text(EN, found, NOW, form_title(EN, draft, None))
    said = f"only once the price has turned back by {trail}%."
    assert (said in text) is is_wide


@pytest.mark.parametrize("caution", Caution)
def test_every_caution_has_words(caution: Caution) -> None:
    drafts = {
        Caution.FEES_EAT_SPREAD: BotDraft(sell_price=Decimal("60000.01")),
        Caution.FILLS_AT_ONCE: BotDraft(buy_price=Decimal(60550)),
        Caution.NEEDS_BASE: BotDraft(mode=Mode.LIVE, first_order=Side.SELL),
        Caution.MAY_BE_LIQUIDATED: BotDraft(mode=Mode.LIVE, exchange="Binance F", leverage=8),
    }
    words = {
        Caution.FEES_EAT_SPREAD: "does not cover the fees",
        Caution.FILLS_AT_ONCE: "the first BUY fills at once",
        Caution.NEEDS_BASE: "needs BTC in your wallet",
        Caution.MAY_BE_LIQUIDATED: "At 8x, a move of about 12.5%",
    }
    changed = drafts[caution]
    draft = BotDraft(
        ticker="BTC/USDT",
        exchange=changed.exchange or "Binance",
        mode=changed.mode,
        leverage=changed.leverage,
        first_order=changed.first_order or Side.BUY,
        quantity=Decimal("0.01"),
        buy_price=changed.buy_price or Decimal(60000),
        sell_price=changed.sell_price or Decimal(60600),
    )
    market = replace(MARKET, derivative=draft.leverage > 1)
    text = review_text(EN, review(draft, market, Decimal(60500), LIMITS), NOW, "x")
    assert words[caution] in text


@pytest.mark.parametrize(
    ("prices", "last", "examples"),
    [
        ((None, None), "0.6", {"Quantity": "170", "Buy price": "0.6", "Sell price": "0.61"}),
        (("2", None), "0.6", {"Quantity": "50", "Sell price": "2.02"}),
        ((None, "1.01"), "7", {"Quantity": "100", "Buy price": "1"}),
        ((None, None), None, {"Quantity": "0.01", "Buy price": "60000", "Sell price": "60600"}),
        (("-5", "0.7"), "0.6", {"Quantity": "170", "Buy price": "0.6"}),
    ],
)
def test_an_example_of_what_is_missing_fits_the_market(
    prices: tuple[str | None, str | None], last: str | None, examples: dict[str, str]
) -> None:
    """60600 as the sell price of a coin that costs 0.6 would be taken, and rest for ever."""
    buy, sell = (None if price is None else Decimal(price) for price in prices)
    draft = BotDraft(
        ticker="BTC/USDT", exchange="Binance", first_order=Side.BUY, buy_price=buy, sell_price=sell
    )
    found = review(draft, MARKET, None if last is None else Decimal(last), LIMITS)
    text = review_text(EN, found, NOW, "x")
    shown = dict(re.findall(r"<b>([^<]+)</b>: [^\n]*Example: <code>([^<]+)</code>", text))
    assert shown == examples


@pytest.mark.parametrize("problem", Problem)
def test_every_complaint_has_words_and_an_example(problem: Problem) -> None:
    complaint = Complaint(field=Field.QUANTITY, problem=problem, limit=Decimal("0.5"))
    for rules in (MARKET, None):
        text = complaint_text(EN, complaint, rules)
        assert "Example: <code>" in text
        assert "{" not in text


@pytest.mark.parametrize(("limit", "example"), [("60456.84", "61061.41"), ("0.01", "0.02")])
def test_an_example_of_a_price_is_one_that_the_exchange_takes(limit: str, example: str) -> None:
    complaint = Complaint(field=Field.SELL_PRICE, problem=Problem.NOT_ABOVE_BUY, limit=Decimal(limit))
    assert f"Example: <code>{example}</code>" in complaint_text(EN, complaint, MARKET)


def test_only_changed_fields_are_shown_as_changes() -> None:
    other = BotDraft(ticker="BTC/USDT", exchange="Binance", first_order=Side.BUY, trailing_percent=Decimal(1))
    same = BotDraft(ticker="BTC/USDT", exchange="Binance", first_order=Side.BUY)
    assert change_lines(EN, same, other, state())[0] == "Trailing: none → 1%"
    assert change_lines(EN, same, same, state()) == ["Nothing has changed yet."]
