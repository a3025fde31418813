from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.newbot_parser import read_line
from bot.parsing.values import Unclear, read_exchange, read_number, read_percent, read_ticker
from engine.core.checks import Field
from engine.core.types import Mode, Side

EXCHANGES = ("Binance", "Binance F", "Bybit", "Bybit F")


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
        "١٢",
        "½",
        "0x10",
        "1_",
        "--1",
        "1 2",
        "5 USDT",
    ],
)
def test_what_is_no_number_or_could_be_two(typed: str) -> None:
    with pytest.raises(Unclear, match=r"[Ww]rite|Example"):
        read_number(typed, "BTC")


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


def test_percentages() -> None:
    assert read_percent("0.5%") == read_percent("0,5 %") == read_percent("0.5") == Decimal("0.5")
    assert read_percent("none") is read_percent("0") is read_percent("no") is None
    with pytest.raises(Unclear, match=r"Example: 0\.5%"):
        read_percent("half")


def test_tickers_and_exchanges() -> None:
    assert read_ticker("btc-usdt") == read_ticker("BTC/USDT") == "BTC/USDT"
    assert read_ticker("btcusdt") == "BTCUSDT"
    assert read_exchange("binance f", EXCHANGES) == read_exchange("BinanceF", EXCHANGES) == "Binance F"
    for typed in ("", "BTC/", "BTC/USDT/X", "12", "<b>"):
        with pytest.raises(Unclear):
            read_ticker(typed)


SAME = [
    "BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop",
    "btc/usdt binance buy 0.01 60000 60600 trail 0.5% loop",
    "loop trailing 0.5 BUY binance BTC/USDT 0.01 60000 60600",
    "binance btc-usdt buy 60000 sell 60600 qty 0.01 trail 0,5% loop yes",
    "0.01 BTC/USDT Binance buy 60000 -> 60600 0.5% loop",
    "sell 60600 first buy qty 0,01 buy 60000 BTC/USDT binance 0.5 %",
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
        ("BTC/USDT Binance BUY 1 2 3 4", None, "the number 4"),
        ("BTC/USDT Binance BUY 1 2 3 wow!", None, "“wow!”"),
        ("BTC/USDT Binance BUY 1 2 3 trail", Field.TRAILING, "not a percentage"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_kept(text: str, field: Field | None, said: str) -> None:
    line = read_line(text, EXCHANGES)
    assert [problem.field for problem in line.problems] == [field]
    assert said in line.problems[0].text
    assert line.draft.ticker == "BTC/USDT"
    assert line.draft.first_order is Side.BUY


@pytest.mark.parametrize(("word", "mode"), [("testnet", Mode.TESTNET), ("LIVE", Mode.LIVE), ("", Mode.PAPER)])
def test_a_word_chooses_the_mode(word: str, mode: Mode) -> None:
    line = read_line(f"BTC/USDT {word} Binance BUY 1 2 3", EXCHANGES)
    assert line.problems == ()
    assert line.draft.mode is mode


@given(st.text(max_size=80))
def test_any_line_is_read_without_an_error(text: str) -> None:
    read_line(text, EXCHANGES)
