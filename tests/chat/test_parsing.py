import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.newbot_parser import read_line
from bot.parsing.values import (
    Fault,
    Unclear,
    read_exchange,
    read_loop,
    read_number,
    read_percent,
    read_price,
    read_side,
    read_ticker,
    read_ticker_and_exchange,
    without_marks,
)
from engine.core.checks import Field
from engine.core.types import Mode, Side
from tests.support.words import EN

EXCHANGES = ("Binance", "Binance F", "Bybit", "Bybit F")


def worded(fault: Fault) -> str:
    return EN.plain(fault.key, **fault.values)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0.01", "0.01"),
        ("0,01", "0.01"),
        (" 60000 ", "60000"),
        ("60 000", "60000"),
        ("60'000.5", "60000.5"),
        ("60,000.50", "60000.50"),
        ("60.000,50", "60000.50"),
        ("1,234,567", "1234567"),
        ("1,5", "1.5"),
        ("1,2345", "1.2345"),
        ("0,001", "0.001"),
        ("60.000", "60"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-1", "-1"),
        ("0.01 BTC", "0.01"),
        ("0.01btc", "0.01"),
    ],
)
def test_numbers_with_comma_or_point(typed: str, read: str) -> None:
    assert read_number(typed, "BTC") == Decimal(read)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "60,000",
        "1e5",
        "NaN",
        "inf",
        "1.2.3",
        "1,2,3",
        "十二",
        "½",
        "0x10",
        "1_",
        "--1",
        "1 2",
        "5 USDT",
    ],
)
def test_what_is_no_number_or_could_be_two(typed: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_number(typed, "BTC")
    assert re.search(r"[Ww]rite|Example", worded(caught.value.fault))


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_unclear(typed: str) -> None:
    try:
        assert read_number(typed).is_finite()
    except Unclear:
        pass
    except InvalidOperation:  # pragma: no cover
        pytest.fail("a foreign error came through")


@given(st.decimals(min_value=0, max_value=10**9, allow_nan=False, places=6))
def test_plain_numbers_come_back_exactly(amount: Decimal) -> None:
    assert read_number(f"{amount:f}") == amount
    assert read_number(f"{amount:f}".replace(".", ",")) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "\u0966.\u0966\u0967",
        "\u0966,\u0966\u0967",
        "\u0660\u066b\u0660\u0661",
        "\uff10\uff0e\uff10\uff11",
    ],
)
def test_numbers_in_the_digits_of_every_script(typed: str) -> None:
    assert read_number(typed) == Decimal("0.01")
    assert read_percent(f"{typed}%") == Decimal("0.01")
    said = read_line(f"BTC/USDT Binance BUY {typed} \u096c\u0966\u0966\u0966\u0966 60\u096c00", EXCHANGES)
    assert (said.draft.quantity, said.draft.buy_price, said.draft.sell_price) == (
        Decimal("0.01"),
        Decimal(60000),
        Decimal(60600),
    )


def test_percentages() -> None:
    assert read_percent("0.5%") == read_percent("0,5 %") == read_percent("0.5") == Decimal("0.5")
    assert read_percent("none") is read_percent("0") is read_percent("no") is None
    with pytest.raises(Unclear) as caught:
        read_percent("half")
    assert "Example: 0.5%" in worded(caught.value.fault)


def test_tickers_and_exchanges() -> None:
    assert read_ticker("btc-usdt") == read_ticker("BTC/USDT") == "BTC/USDT"
    assert read_ticker("btcusdt") == "BTCUSDT"
    assert read_ticker("btc usdt") == read_ticker("BTC / USDT") == read_ticker("$BTC_USDT,") == "BTC/USDT"
    assert read_exchange("binance f", EXCHANGES) == read_exchange("BinanceF", EXCHANGES) == "Binance F"
    assert read_ticker("币安人生/usdt") == "币安人生/USDT"
    assert read_ticker("btc/usdt:usdt") == "BTC/USDT:USDT"
    for typed in ("", "/", "<>", "x" * 41):
        with pytest.raises(Unclear):
            read_ticker(typed)


@pytest.mark.parametrize("pair", ["BTC/USDT", "BTC USDT", "btc-usdt", "BTC / USDT", "btc_usdt", "btc /usdt"])
def test_a_pair_with_an_exchange_behind_it(pair: str) -> None:
    assert read_ticker_and_exchange(pair, EXCHANGES) == ("BTC/USDT", None)
    assert read_ticker_and_exchange(f"{pair} binance f", EXCHANGES) == ("BTC/USDT", "Binance F")
    with pytest.raises(Unclear) as caught:
        read_ticker_and_exchange(f"{pair} kraken", EXCHANGES)
    assert "kraken" in worded(caught.value.fault)


SAME = [
    "BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop",
    "btc/usdt binance buy 0.01 60000 60600 trail 0.5% loop",
    "loop trailing 0.5 BUY binance BTC/USDT 0.01 60000 60600",
    "binance btc-usdt buy 60000 sell 60600 qty 0.01 trail 0,5% loop yes",
    "0.01 BTC/USDT Binance buy 60000 -> 60600 trail 0.5% loop",
    "BTC USDT Binance BUY 0.01 60000 60600 trail 0.5% loop",
    "Binance btc usdt BUY 0.01 BTC 60000 USDT 60600 USDT trail 0.5% loop",
    "btc-usdt Binance BUY 0.01 BTC 60000 60600 trail 0.5% loop",
    "Binance BTC / USDT BUY 0.01 60000 60600 trail 0.5% loop",
    "sell 60600 first buy qty 0,01 buy 60000 BTC/USDT binance trail 0.5 % loop",
    "BTC/USDT, Binance; buy first, 0.01, 60000, 60600, trail 0.5%, loop on",
    "BTC/USDT on Binance buy at 60000 and sell at 60600 0.01 trail 0.5% loop",
    "BTC/USDT Binance qty=0.01 buy=60000 sell=60600 first=buy trail=0.5% loop=on",
    "BTC/USDT Binance first: buy quantity: 0.01 Buy: 60000 Sell : 60600 trailing :0.5% loop: yes",
]


@pytest.mark.parametrize("text", SAME)
def test_many_ways_to_say_the_same(text: str) -> None:
    line = read_line(text, EXCHANGES)
    assert line.problems == ()
    draft = line.draft
    assert (draft.ticker, draft.exchange, draft.first_order) == ("BTC/USDT", "Binance", Side.BUY)
    assert (draft.quantity, draft.buy_price, draft.sell_price) == (
        Decimal("0.01"),
        Decimal(60000),
        Decimal(60600),
    )
    assert (draft.trailing_percent, draft.infinite_loop) == (Decimal("0.5"), True)


@pytest.mark.parametrize(
    ("text", "exchange"), [("binance f", "Binance F"), ("BINANCEF", "Binance F"), ("Bybit F", "Bybit F")]
)
def test_exchanges_of_two_words(text: str, exchange: str) -> None:
    line = read_line(f"BTC/USDT {text} SELL 1 2 3 once", EXCHANGES)
    assert line.problems == ()
    assert line.draft.exchange == exchange
    assert line.draft.first_order is Side.SELL
    assert line.draft.infinite_loop is False


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("BTC/USDT Binance BUY 60,000 1 2", Field.QUANTITY, "two ways"),
        ("BTC/USDT Binance live BUY 1 2 3 paper", Field.MODE, "given twice"),
        ("BTC/USDT ETH/USDT Binance BUY 1 2 3", Field.TICKER, "given twice"),
        ("BTC/USDT Binance BUY buy 1 2 3", Field.FIRST_ORDER, "given twice"),
        ("BTC/USDT Binance BUY 1 2 3 4", None, "what 4 is for"),
        ("BTC/USDT Binance BUY 1 2 3 wow!", None, "“wow!”"),
        ("BTC/USDT Binance BUY 1 2 3 trail", Field.TRAILING, "Write trail 0.5%"),
        ("BTC/USDT Binance BUY 1 2 3 trail no loop", Field.TRAILING, "Write trail 0.5%"),
        ("BTC/USDT Binance BUY 1 2 3 trail loop", Field.TRAILING, "Write trail 0.5%"),
        ("BTC/USDT Binance BUY 1 2 3 no", None, "Write no loop"),
        ("BTC/USDT Binance BUY 1 2 3 loop noloop", Field.LOOP, "given twice"),
        ("BTC/USDT Binance BUY 1 2 3 0.5%", None, "Write trail 0.5% to trail"),
        ("BTC/USDT Binance BUY 1 2 0.5%", Field.SELL_PRICE, "or trail 0.5%"),
        ("BTC/USDT Binance BUY +1% 2 3", Field.QUANTITY, "not a number"),
        ("BTC/USDT Binance BUY 1 +2 3", Field.BUY_PRICE, "without the sign"),
        ("BTC/USDT Binance BUY qty loop 2 3", Field.QUANTITY, "Write qty 0.01"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_kept(text: str, field: Field | None, said: str) -> None:
    line = read_line(text, EXCHANGES)
    assert [problem.field for problem in line.problems] == [field]
    assert said in worded(line.problems[0].fault)
    assert line.draft.ticker == "BTC/USDT"
    assert line.draft.first_order is Side.BUY


@pytest.mark.parametrize(("word", "mode"), [("testnet", Mode.TESTNET), ("LIVE", Mode.LIVE), ("", Mode.PAPER)])
def test_a_word_chooses_the_mode(word: str, mode: Mode) -> None:
    line = read_line(f"BTC/USDT {word} Binance BUY 1 2 3", EXCHANGES)
    assert line.problems == ()
    assert line.draft.mode is mode


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize(
    "word",
    ["58m", "~60000", "60000#", "1e5", "60.000.0", "½", "十二", "60000-60600", "0.5%%", "6OOOO", "wow", "?"],
)
def test_a_word_that_cannot_be_read_keeps_its_place(word: str, place: int) -> None:
    numbers = ["0.01", "60000", "60600"]
    numbers[place] = word
    line = read_line(f"BTC/USDT Binance BUY {' '.join(numbers)} loop", EXCHANGES)
    draft = line.draft
    wanted: list[Decimal | None] = [Decimal("0.01"), Decimal(60000), Decimal(60600)]
    wanted[place] = None
    assert [draft.quantity, draft.buy_price, draft.sell_price] == wanted
    field = (Field.QUANTITY, Field.BUY_PRICE, Field.SELL_PRICE)[place]
    assert [problem.field for problem in line.problems] == [field]


@pytest.mark.parametrize(
    ("words", "loop"),
    [
        ("", False),
        ("loop", True),
        ("loop yes", True),
        ("noloop", False),
        ("no loop", False),
        ("No-Loop", False),
        ("loop no", False),
        ("loop, off", False),
        ("loop=yes", True),
        ("loop: no", False),
        ("loop false", False),
        ("LOOP: True", True),
        ("without loop", False),
        ("don’t loop", False),
        ("don't loop", False),
        ("not loop", False),
        ("once", False),
        ("loop no trail", True),
    ],
)
def test_there_is_a_loop_only_where_it_is_said(words: str, loop: bool) -> None:
    line = read_line(f"BTC/USDT Binance BUY 0.01 60000 60600 {words}", EXCHANGES)
    assert line.problems == ()
    assert line.draft.infinite_loop is loop
    assert line.draft.trailing_percent is None


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("0.01 60000 +1%", {Field.SELL_PRICE: "+1%"}),
        ("0.01 60000 + 1 %", {Field.SELL_PRICE: "+1%"}),
        ("0.01 −0.1% +1%", {Field.BUY_PRICE: "-0.1%", Field.SELL_PRICE: "+1%"}),
        ("0.01 last-0.2% last + 0.2%", {Field.BUY_PRICE: "last-0.2%", Field.SELL_PRICE: "last+0.2%"}),
        ("qty 0.01 buy last sell +0,5%", {Field.BUY_PRICE: "last", Field.SELL_PRICE: "+0,5%"}),
    ],
)
def test_a_signed_percentage_is_a_price(text: str, away: dict[Field, str]) -> None:
    line = read_line(f"BTC/USDT Binance BUY {text}", EXCHANGES)
    assert line.problems == ()
    assert dict(line.away) == away
    assert line.draft.trailing_percent is None
    assert line.draft.quantity == Decimal("0.01")


@pytest.mark.parametrize(
    "text",
    [
        "buy 2 XRP/USDT at 1.5 sell at 3 on Binance",
        "Buy 2 XRP/USDT Binance @ 1.5, sell @3",
        "buy 2 XRP/USDT at 1.5 and sell 3 Binance",
        "Binance XRP/USDT buy at 1.5 2 sell 3",
        "Binance XRP/USDT buy at 1.5 sell 2 at 3",
        "buy XRP/USDT Binance 2 at 1.5 sell 3",
        "buy Binance XRP/USDT 2@1.5 sell at 3",
        "XRP/USDT Binance BUY at 1.5 qty 2 sell at 3",
        "XRP/USDT Binance BUY at 1.5 2 3",
        "купить 2 XRP/USDT по 1,5 продать по 3 на Binance",
        "Binance XRP/USDT BUY 2 at 1.5 at 3",
    ],
)
def test_what_stands_behind_at_is_a_price(text: str) -> None:
    line = read_line(text, EXCHANGES)
    draft = line.draft
    assert line.problems == ()
    assert (draft.ticker, draft.exchange, draft.first_order) == ("XRP/USDT", "Binance", Side.BUY)
    assert (draft.quantity, draft.buy_price, draft.sell_price) == (Decimal(2), Decimal("1.5"), Decimal(3))


@pytest.mark.parametrize(("word", "side"), [("long", Side.BUY), ("SHORT", Side.SELL)])
def test_long_and_short_say_what_comes_first(word: str, side: Side) -> None:
    line = read_line(f"{word} BTC/USDT Binance F 0.01 60000 60600 3x", EXCHANGES)
    assert (line.problems, line.draft.first_order) == ((), side)


@pytest.mark.parametrize(
    "text",
    [
        "buy 2 XRP/USDT 1.5 sell 3 Binance",
        "buy XRP/USDT 2 Binance 1.5 sell 3",
        "купить XRP/USDT Binance на 100 USDT за 1,5 продать за 3",
    ],
)
def test_which_of_two_amounts_is_the_price_is_not_guessed(text: str) -> None:
    line = read_line(text, EXCHANGES)
    assert [problem.fault.key for problem in line.problems] == ["typed-price-two-ways"]
    assert (line.draft.quantity, line.draft.buy_price) == (None, None)


@pytest.mark.parametrize(
    ("text", "quantity", "buy_price", "away"),
    [
        (
            "BUY 100 USDT last-0.02% sell +0.3%",
            None,
            None,
            {Field.QUANTITY: "100USDT", Field.BUY_PRICE: "last-0.02%"},
        ),
        (
            "BUY last-0.02% 100 USDT sell +0.3%",
            None,
            None,
            {Field.QUANTITY: "100USDT", Field.BUY_PRICE: "last-0.02%"},
        ),
        ("buy 0.01 -1% sell +0.3%", "0.01", None, {Field.BUY_PRICE: "-1%"}),
        ("buy 0.01 BTC 60000 sell +0.3%", "0.01", "60000", {}),
        ("buy 60000 0.01 BTC sell +0.3%", "0.01", "60000", {}),
    ],
)
def test_of_two_amounts_behind_a_side_one_can_only_be_the_price(
    text: str, quantity: str | None, buy_price: str | None, away: dict[Field, str]
) -> None:
    line = read_line(f"BTC/USDT Binance {text}", EXCHANGES)
    assert line.problems == ()
    assert dict(line.away) == away | {Field.SELL_PRICE: "+0.3%"}
    assert line.draft.quantity == (quantity and Decimal(quantity))
    assert line.draft.buy_price == (buy_price and Decimal(buy_price))


@pytest.mark.parametrize(
    ("text", "ticker"),
    [
        ("币安人生/USDT Binance BUY 1 2 3", "币安人生/USDT"),
        ("1000000BABYDOGE/USDT Binance F BUY 1 2 3", "1000000BABYDOGE/USDT"),
        ("BTC/U Binance BUY 1 2 3", "BTC/U"),
        ("4/USDT Binance BUY 1 2 3", "4/USDT"),
        ("1INCH/USDT Binance BUY 1 2 3", "1INCH/USDT"),
        ("1inchusdt Binance BUY 1 2 3", "1INCHUSDT"),
        ("Binance BUY 1 2 3 1inchusdt", "1INCHUSDT"),
        ("币安人生usdt Binance BUY 1 2 3", "币安人生USDT"),
        ("BTC/USDT:USDT Binance F BUY 1 2 3", "BTC/USDT:USDT"),
        ("btc_usdt Binance BUY 1 2 3", "BTC/USDT"),
    ],
)
def test_no_pattern_of_ours_says_what_a_ticker_is(text: str, ticker: str) -> None:
    line = read_line(text, EXCHANGES)
    assert line.problems == ()
    assert line.draft.ticker == ticker
    assert [line.draft.quantity, line.draft.buy_price, line.draft.sell_price] == [
        Decimal(n) for n in (1, 2, 3)
    ]


MARKS = "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\ufeff\u00ad\ufe0f\u2800\u3164\u034f\x00"


@given(st.data())
def test_what_nobody_sees_changes_nothing(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SAME))
    for _ in range(data.draw(st.integers(1, 6))):
        at, mark = data.draw(st.integers(0, len(text))), data.draw(st.sampled_from(MARKS))
        text = text[:at] + mark + text[at:]
    assert without_marks(text) in SAME


@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧", "\u0645\u06cc\u200c\u062e\u0648"])
def test_a_mark_that_makes_a_letter_stays(text: str) -> None:
    assert without_marks(text) == text


ORDERED = ("BTC/USDT", "Binance", "qty 0.01", "buy 60000", "sell 60600", "trail 0.5%", "loop")


@given(
    st.permutations(ORDERED),
    st.sampled_from(("", "wow", "58k", "0.5%", "no", "trail", "qty", "sell", "ETH/USDT")),
)
def test_a_line_is_read_whole_or_something_is_said(pieces: list[str], more: str) -> None:
    line = read_line(" ".join([more, "first buy", *pieces]), EXCHANGES)
    assert bool(line.problems) is bool(more)
    assert (line.draft.buy_price, line.draft.sell_price) == (Decimal(60000), Decimal(60600))


@given(st.text(max_size=80))
def test_any_line_is_read_without_an_error(text: str) -> None:
    read_line(text, EXCHANGES)


@pytest.mark.parametrize(
    ("read", "typed", "wanted"),
    [
        (read_loop, "no loop", False),
        (read_side, "SELL first", Side.SELL),
        (read_side, "first buy", Side.BUY),
        (read_percent, "trail 0.5%", Decimal("0.5")),
        (read_percent, "no trail", None),
        (lambda typed: read_exchange(typed, ("Binance", "Binance F")), "binance futures", "Binance F"),
    ],
)
def test_the_form_takes_what_the_line_takes(
    read: Callable[[str], object], typed: str, wanted: object
) -> None:
    assert read(typed) == wanted


@pytest.mark.parametrize("typed", ["60000-1%", "sell+1%", "buy+1%", "last+-1%", "%"])
def test_a_hint_is_one_that_can_be_followed(typed: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_price(typed)
    for written in re.findall(r"[+-]\S+%", worded(caught.value.fault).split("Write", 1)[-1]):
        read_price(written)


@pytest.mark.parametrize(
    "line",
    [
        "BTC/USDT Binance testnet account main BUY 0.01 60000 60600",
        "account: MAIN BTC/USDT Binance testnet BUY 0.01 60000 60600",
        "BTC/USDT Binance BUY 0.01 60000 60600 testnet Account=main",
        "buy 60000 sell 60600 qty 0.01 btcusdt binance testnet account main",
    ],
)
def test_a_line_names_its_account(line: str) -> None:
    said = read_line(line, EXCHANGES)
    assert not said.problems
    assert (said.draft.account, said.draft.mode, said.draft.exchange) == ("main", Mode.TESTNET, "Binance")
    assert (said.draft.quantity, said.draft.buy_price) == (Decimal("0.01"), Decimal(60000))


def test_an_account_is_named_once_and_whole() -> None:
    twice = read_line("BTC/USDT Binance account main account spare BUY 0.01 60000 60600", EXCHANGES)
    assert twice.draft.account == "main"
    assert [worded(one.fault) for one in twice.problems] == ["The account is given twice; I took the first."]
    alone = read_line("BTC/USDT Binance BUY 0.01 60000 60600 account", EXCHANGES)
    assert [worded(one.fault) for one in alone.problems] == [
        "“account” says nothing by itself. Write account main"
    ]


def test_an_arrow_stands_between_two_prices() -> None:
    said = read_line("XRP/USDT Binance BUY 100 last -> +0.3%", EXCHANGES)
    assert said.problems == ()
    assert said.away == ((Field.BUY_PRICE, "last"), (Field.SELL_PRICE, "+0.3%"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *(("$60000", "60000"), ("60000$", "60000"), ("$ 60,000.50", "60000.50"), ("60k", "60000")),
        *(("60.5K", "60500"), ("60,5k", "60500"), ("$60.25k", "60250"), ("60k USDT", "60000")),
        *(("60к", "60000"), ("60 тыс", "60000"), ("1.5 lakh", "150000"), ("२ लाख", "200000")),
    ],
)
def test_a_price_is_read_with_its_sign_and_its_thousands(typed: str, read: str) -> None:
    assert read_price(typed, "USDT") == Decimal(read)


@pytest.mark.parametrize(
    "typed", ["€60000", "60000₹", "$$60000", "60m", "60.123k", "60k5", "kk", "60000 $ 1", "$60,000"]
)
def test_a_price_that_may_be_another_is_not_read(typed: str) -> None:
    with pytest.raises(Unclear):
        read_price(typed, "USDT")


def test_the_sign_of_the_quote_coin_tells_a_price_and_a_worth() -> None:
    line = read_line("BTC/USDT Binance BUY $ 100 $60k 61k", EXCHANGES)
    assert line.problems == ()
    assert line.away == ((Field.QUANTITY, "$100"),)
    assert (line.draft.buy_price, line.draft.sell_price) == (Decimal(60000), Decimal(61000))
    [problem] = read_line("BTC/EUR Binance BUY 1 $60000 61000", EXCHANGES).problems
    assert "EUR" in worded(problem.fault)


@pytest.mark.parametrize(
    "line",
    [
        "buy 0.01 at price 60000 sell at the price of 61000",
        "купить 0.01 по цене 60000 и продать по цене 61000",
        "купить 0.01 BTC по 60 тыс, продать по 61 тыс.",
        "buy 0.01 at 60 k sell at 61 k",
        "BUY 0.01 60 K 61 K",
    ],
)
def test_a_line_with_prices_in_more_than_one_word(line: str) -> None:
    read = read_line(f"BTC/USDT Binance {line}", EXCHANGES)
    assert read.problems == ()
    draft = read.draft
    assert (draft.quantity, draft.buy_price, draft.sell_price) == tuple(
        map(Decimal, ("0.01", "60000", "61000"))
    )


def test_a_preposition_is_no_thousand() -> None:
    line = read_line("BTC/USDT Binance BUY 0.01 60000 к 61000", EXCHANGES)
    assert (line.draft.buy_price, line.draft.sell_price) == (Decimal(60000), Decimal(61000))
