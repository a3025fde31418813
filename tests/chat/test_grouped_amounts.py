"""An amount may be written in groups, wherever one is typed: 60 000, 60'000, 60,000.5, 1,00,000."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.parsing.newbot_parser import Line, read_line
from bot.parsing.values import Unclear, read_number, read_price, read_quantity
from engine.reads.views import BotFilter
from tests.chat.rig import ANNA, Rig
from tests.support.person import Person
from tests.support.words import EN

EXCHANGES = ("Binance", "Binance F", "Bybit", "Bybit F")
D = Decimal


@pytest.mark.parametrize(
    "typed",
    [
        "1 000",
        "1\u00a0000",
        "1\u202f000",
        "1\u2009000",
        "1'000",
        "1\u2019000",
        "1\u02bc000",
        "1_000",
        "1 000,0",
    ],
)
def test_a_thousand(typed: str) -> None:
    assert read_number(typed) == read_price(typed) == read_quantity(typed) == 1000


@pytest.mark.parametrize("typed", ["1,00,000", "1,00,000.00", "100 000", "100'000"])
def test_a_lakh(typed: str) -> None:
    assert read_number(typed) == 100_000


def test_where_it_could_be_a_fraction_both_are_named() -> None:
    with pytest.raises(Unclear) as caught:
        read_number("1,000")
    said = EN.plain(caught.value.fault.key, **caught.value.fault.values)
    assert said == "1,000 can be read in two ways. Write 1000 or 1.000"


def numbers(line: Line) -> tuple[Decimal | None, ...]:
    return line.draft.quantity, line.draft.buy_price, line.draft.sell_price


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0.01 60 000 60 600", ("0.01", "60000", "60600")),
        ("0,01 60\u202f000 60\u00a0600", ("0.01", "60000", "60600")),
        ("0.01 60'000 60'600", ("0.01", "60000", "60600")),
        ("0.5 100 000 110 000", ("0.5", "100000", "110000")),
        ("1 000 1.05 1.10", ("1000", "1.05", "1.10")),
        ("1 000 60 000 60 600,5", ("1000", "60000", "60600.5")),
        ("1 234 567 0.5 0.6", ("1234567", "0.5", "0.6")),
        ("qty 1 000 buy 60 000 sell 60 600", ("1000", "60000", "60600")),
        ("buy 60 000 sell 60 600 qty 0.01", ("0.01", "60000", "60600")),
        ("0.01 60 000 USDT 60 600 USDT", ("0.01", "60000", "60600")),
        ("1 000BTC 60 000 60 600", ("1000", "60000", "60600")),
        ("0.01 60 000 60 600 trail 0.5% 3x", ("0.01", "60000", "60600")),
        ("10 600 700", ("10", "600", "700")),
        ("1 200 300", ("1", "200", "300")),
        ("100 200 300", ("100", "200", "300")),
    ],
)
def test_in_a_line(typed: str, read: tuple[str, ...]) -> None:
    line = read_line(f"BTC/USDT Binance first buy {typed} loop", EXCHANGES)
    assert line.problems == ()
    assert numbers(line) == tuple(map(D, read))


@pytest.mark.parametrize("typed", ["1INCH/USDT", "1inchusdt"])
def test_a_coin_that_begins_with_a_digit_is_no_number(typed: str) -> None:
    line = read_line(f"{typed} Binance BUY 50 100 200", EXCHANGES)
    assert (line.draft.ticker, *numbers(line)) == (typed.upper(), D(50), D(100), D(200))


def test_what_has_several_readings_is_taken_in_none_of_them() -> None:
    line = read_line("BTC/USDT Binance BUY 1 000 100 200 300", EXCHANGES)
    [problem] = line.problems
    said = EN.plain(problem.fault.key, **problem.fault.values)
    assert said.startswith(
        "“1 000 100 200 300” can be read in several ways, as 1000100 200 300 or as 1000 100200 300."
    )
    assert numbers(line) == (None, None, None)


async def test_the_review_shows_what_was_put_together_also_where_bots_start_at_once(
    anna: Person, rig: Rig
) -> None:
    rig.start_first = True
    await rig.restart()
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60 000 60 600")
    review = await anna.reads("Each cycle brings")
    assert "Quantity: 0.01 BTC\nBuy price: 60000 USDT · Sell price: 60600 USDT" in review.text
    assert (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows == ()


async def test_in_the_form_and_behind_commands(anna: Person, rig: Rig) -> None:
    rig.rules = replace(rig.rules, bots_per_person=12)
    await anna.send("/newbot BTC/USDT Binance BUY 0.01")
    for question, price in (("Buy at", "60\u202f000"), ("Sell at", "60\u2019600")):
        await anna.reads(question)
        await anna.send(price)
    await anna.reads("Ticker: BTC/USDT")
    assert "Buy price: 60000 USDT · Sell price: 60600 USDT" in anna.last.text
    await anna.send("/accounts topup 1\u00a0000 USDT Binance")
    await anna.reads("1000 USDT")
    await anna.send("/accounts topup 1,00,000 USDT Binance")
    await anna.reads("100000 USDT")
