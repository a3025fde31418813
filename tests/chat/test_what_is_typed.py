"""What a person types or pastes, as it comes: understood, or said; never something else."""

from decimal import Decimal

import pytest

from engine.reads.views import BotFilter
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import all_is_answered, has_bot
from tests.support.person import Person, Seen

SAID = "BTC/USDT Binance BUY 0.01 60000 60600"


def creates(seen: Seen) -> bool:
    return "Create and start" in seen.labels


@pytest.mark.parametrize(
    "line",
    [
        "\u200b/newbot BTC/USDT Binance BUY 0.01 60000 60600",
        "\ufeff/newbot\u200e BTC/USDT\u200b Binance\u00a0BUY\u200d \u20680.01\u2069 60\u00ad000 \u202a60600",
        "/newbot BTC\u2011USDT\nBinance\nBUY\u2028\u200e0.01\n60000\u200b\u202f60600\ufe0f",
        "/NEWBOT BTC/USDT, Binance, BUY, 0.01, 60000, 60600",
    ],
)
async def test_a_pasted_line_is_read_as_it_looks(anna: Person, line: str) -> None:
    await anna.send(line)
    review = await anna.reads("Each cycle brings")
    assert "Quantity: 0.01 BTC\nBuy price: 60000 USDT · Sell price: 60600 USDT" in review.text
    assert creates(review)


@pytest.mark.parametrize("word", ["58k", "~1", "no", "trail", "0.5%", "3 times", "+600", "ETH/USDT", "qty"])
async def test_nothing_is_created_while_a_word_is_not_understood(anna: Person, rig: Rig, word: str) -> None:
    await anna.send(f"/newbot {SAID} {word}")
    review = await anna.reads(lambda seen: "⚠️" in seen.text and "New bot" in seen.text)
    assert not creates(review)
    if "Right as shown" in review.labels:
        await anna.tap("Right as shown")
        await anna.reads(creates)


async def test_an_unreadable_number_keeps_its_place(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 58k 60000 60600 loop")
    review = await anna.reads("“58k” is not a number")
    assert "Quantity: –" in review.text
    assert "Buy price: 60000 USDT · Sell price: 60600 USDT" in review.text
    assert not creates(review)
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Quantity")
    await anna.reads("How much")
    await anna.send("0.01")
    await anna.reads(creates)


@pytest.mark.parametrize(
    ("line", "prices"),
    [
        ("0.01 60000 +1%", "Buy price: 60000 USDT · Sell price: 60600 USDT"),
        ("0.01 −1% + 1 %", "Buy price: 59895 USDT · Sell price: 60493.95 USDT"),
        ("0.01 last-0.2% last+0.2%", "Buy price: 60379 USDT · Sell price: 60621 USDT"),
        ("qty 0.01 sell last buy -0.5%", "Buy price: 60197.5 USDT · Sell price: 60500 USDT"),
    ],
)
async def test_prices_in_the_line_may_be_told_by_their_distance(anna: Person, line: str, prices: str) -> None:
    await anna.send(f"/newbot BTC/USDT Binance first buy {line}")
    review = await anna.reads("Each cycle brings")
    assert prices in review.text
    assert "Trailing: none · Loop: no" in review.text
    assert creates(review)


async def test_a_distance_from_a_price_that_is_not_there_is_said(anna: Person, rig: Rig) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 58m +1%")
    review = await anna.reads("There is no buy price to count from")
    assert not creates(review)
    rig.binance.prices["BTC/USDT"] = None
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 -1% 60600")
    assert not creates(await anna.reads("There is no last price to count from"))


@pytest.mark.parametrize(
    ("buy", "sell", "prices"),
    [
        ("-0.1%", "+1%", "BUY @ 60439.5 · SELL @ 61043.9"),
        ("last-0.2%", "last+0.2%", "BUY @ 60379 · SELL @ 60621"),
        ("LAST - 0,2 %", "0.61e5", "BUY @ 60379"),
        ("last", "+0.1%", "BUY @ 60500 · SELL @ 60560.5"),
    ],
)
async def test_prices_in_the_form_may_be_told_by_their_distance(
    anna: Person, buy: str, sell: str, prices: str
) -> None:
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    answers = ("BTC/USDT", "Binance", "BUY", "0.01", buy, sell)
    questions = ("exchange?", "order comes first?", "How much", "Buy at which", "Sell at which", prices)
    for answer, question in zip(answers, questions, strict=True):
        await anna.send(answer)
        await anna.reads(question)


@pytest.mark.parametrize(
    ("prices", "asked"),
    [("60000 999999999999", True), ("100 60600", True), ("60 60.6", True), ("50000 90000", False)],
)
async def test_an_absurd_price_is_questioned(anna: Person, prices: str, asked: bool) -> None:
    await anna.send(f"/newbot BTC/USDT Binance BUY 0.2 {prices}")
    review = await anna.reads("is far from the last price")
    assert creates(review) is not asked
    if asked:
        await anna.tap("Right as shown")
        await anna.reads(creates)
        await anna.tap("Change")
        await anna.reads("What do you want to change?")
        await anna.tap("Loop")
        await anna.reads("Start again")
        await anna.tap("yes")
        assert not creates(await anna.reads("Loop: yes"))


async def test_an_absurd_price_of_the_form_is_questioned_at_its_end(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01")
    for question, price in (("Buy at", "60000"), ("Sell at", "999999999999")):
        await anna.reads(question)
        await anna.send(price)
    review = await anna.reads("Ticker: BTC/USDT")
    assert "16528926 times" in review.text
    assert not creates(review)


PAIRS = ("币安人生/USDT", "1000000BABYDOGE/USDT", "BTC/U", "1INCH/USDT", "4/USDT")


@pytest.mark.parametrize("typed", [*PAIRS, "币安人生usdt", "1inch-usdt", "1inchusdt", "btcu"])
async def test_a_pair_may_be_typed_as_the_exchange_lists_it(anna: Person, rig: Rig, typed: str) -> None:
    rig.binance.prices |= dict.fromkeys(PAIRS, Decimal(2))
    wanted = next(
        pair for pair in PAIRS if pair.replace("/", "") == typed.upper().replace("/", "").replace("-", "")
    )
    await anna.send(f"/newbot {typed} Binance BUY 100 1.9 2.1")
    assert creates(await anna.reads("Each cycle brings"))
    await anna.tap("Create stopped")
    await anna.reads("Created, not started.")
    [row] = (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows
    assert row.ticker == wanted
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    await anna.send(typed)
    await anna.reads("On which exchange?")


async def test_a_perpetual_may_be_typed_as_libraries_write_it(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT:USDT Binance F BUY 0.01 60000 60600")
    assert creates(await anna.reads("Each cycle brings"))
    await anna.send("/newbot BTC/USDT:USDT Binance BUY 0.01 60000 60600")
    await anna.reads("I cannot find BTC/USDT:USDT on Binance. Did you mean BTC/USDT")


async def test_cancel_closes_the_form_that_is_open(anna: Person) -> None:
    await anna.send("/cancel")
    await anna.reads("No form is open.")
    await anna.send("/newbot")
    form = await anna.reads("Which trading pair?")
    await anna.send("/Cancel")
    await anna.reads("The form is closed; nothing was done.")
    assert anna.current(form).buttons == []
    await anna.send("BTC/USDT")
    await anna.reads("No form is open.")


@pytest.mark.parametrize("word", ["active", "STOPPED", "Error", "all"])
async def test_the_list_of_bots_may_be_asked_for_by_status(anna: Person, rig: Rig, word: str) -> None:
    await has_bot(rig, start=True)
    await anna.send(f"/bots {word}")
    await anna.reads(f"Your bots · {word.lower()}: {1 if word in {'active', 'all'} else 0} bot")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/stats fortnight", "“fortnight” is no period I know. There are /stats day, /stats week"),
        ("/ORDERS btc<", "I do not know what “btc<” asks of me. Send /orders alone."),
        ("/accounts x", "I can top up a PAPER wallet"),
        ("/cancel all", "Send /cancel alone."),
        ("/bots running", "I know no list and no bot called “running”. There are /bots all, /bots active"),
        ("/logs week", "I do not understand “week”."),
        ("/stop_all #1", "“#1” chooses nothing here: /stop_all is about all that run."),
        ("/notices today", "all bots, "),
        ("/notices вчера", "all bots, "),
        ("/bot १", "#1 BTC/USDT · Binance"),
        ("/bots #१", "#1 BTC/USDT · Binance"),
        ("/bots \u0661", "#1 BTC/USDT · Binance"),
        ("/name १ सुबह", "#1 BTC/USDT “सुबह”"),
        ("/logs #१", "Logs · all levels · #1 BTC/USDT"),
        ("/logs audit १", "#1 BTC/USDT"),
        ("/notices २०२६-११-२८", "2026-11-28"),
        ("/stats २०२६-११-२८", "2026-11-28"),
        ("/Stats", "Statistics"),
        ("/HELP", "What I can do"),
        ("/Start", "Hello"),
        ("\u200e/stop_all\u200b", "Stop 1 bot?"),
        ("/STOP_ALL Now", "Stop all: 1 bot"),
    ],
)
async def test_words_behind_a_command_are_understood_or_said(
    anna: Person, rig: Rig, typed: str, said: str
) -> None:
    await has_bot(rig, start=True)
    await anna.send(typed)
    await anna.reads(said)


async def test_a_note_keeps_what_it_says(anna: Person, rig: Rig) -> None:
    await anna.send("/logs add family 👨\u200d👩\u200d👧 – fine")
    await anna.reads("Noted")
    await anna.send("/logs")
    await anna.reads("family 👨\u200d👩\u200d👧 – fine")
    await all_is_answered(anna)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("BTC/USDT,Binance,BUY,0.01,60000,60600,loop,and,a,long,tail", "is not a ticker"),
        (f"{'A' * 30}/{'B' * 30} Binance BUY 0.01 60000 60600", "is not a ticker"),
        (f"{SAID} {'loop ' * 700}", "The loop is given twice"),
        (f"{SAID} {'9 ' * 1500}", "I do not know what 9 is for."),
        (f"{SAID} {' '.join(f'+{percent}%' for percent in range(1, 31))}", "and 21 more things"),
        (f"{SAID} {'x' * 3900}", "I do not understand"),
        ("BTC/USDT Binance BUY SELL 0.01 60000 60600", "The side is given twice"),
        ("BTC/USDT Binance BUY 10 12 sell 15", "“buy 10 12” can be read in two ways"),
        ("BTC/USDT Binance buy 0.01 60000 and sell @ 60600", "“buy 0.01 60000” can be read in two ways"),
        ("Binance buy 0.01 BTC/USDT 60000 and sell 60600", "“buy 0.01 60000” can be read in two ways"),
        ("BTC/USDT Binance sell 60600 0.01 buy 60000", "“sell 60600 0.01” can be read in two ways"),
    ],
)
async def test_what_can_be_read_in_two_ways_or_in_none_is_said(anna: Person, line: str, said: str) -> None:
    await anna.send(f"/newbot {line}")
    review = await anna.reads(lambda seen: "New bot" in seen.text and said in seen.text)
    assert not creates(review)


REVIEW = """\
Ticker: BTC/USDT · Exchange: Binance
Mode: 🧪 PAPER · First order: BUY
Quantity: 0.01 BTC
Buy price: 60000 USDT · Sell price: 60600 USDT
Trailing: none · Loop: no"""
CARD = """\
#1 BTC/USDT · Binance · 🧪 PAPER
0.01 BTC · BUY @ 60000 · SELL @ 60600
First BUY · trailing none · loop off"""


@pytest.mark.parametrize(
    "line",
    [
        "BTC/USDT Binance BUY quantity: 0.01 buy price: 60000 sell price: 60600",
        "BTC/USDT | Binance | BUY | 0.01 | 60000 | 60600 | trail: no | loop: no",
        "BTC/USDT · Binance · BUY · 0.01 · 60000 · 60600 · trailing none · loop off",
        "BTC/USDT Binance first buy buy 60000 sell 60600 0.01",
        "BTC/USDT Binance 0.01 buy 60000 sell 60600 trail=none loop=no",
        "ticker=BTC/USDT exchange=Binance first_order=BUY quantity=0.01 buy_price=60000 sell_price=60600",
        "\nPair: BTC/USDT\nExchange: Binance\nSide: BUY\nQty: 0.01\nBuy: 60000\nSell: 60600\nLoop: no",
        REVIEW,
        CARD,
    ],
)
async def test_other_ways_of_saying_the_same(anna: Person, line: str) -> None:
    await anna.send(f"/newbot {line}")
    review = await anna.reads("Each cycle brings")
    assert "Quantity: 0.01 BTC\nBuy price: 60000 USDT · Sell price: 60600 USDT" in review.text
    assert "Trailing: none · Loop: no" in review.text
    assert creates(review)


@pytest.mark.parametrize("where", ["review", "change"])
async def test_whoever_types_where_buttons_are_to_be_tapped_is_told_each_time(
    anna: Person, where: str
) -> None:
    await anna.send(f"/newbot {SAID}")
    await anna.reads(creates)
    if where == "change":
        await anna.tap("Change")
        await anna.reads("What do you want to change?")
    for said in ("⚠️ Tap a button below", "Again: Tap a button below", "⚠️ Tap a button below"):
        await anna.send("60100")
        assert creates(await anna.reads(said))


async def test_each_file_that_is_sent_as_an_answer_is_answered(anna: Person) -> None:
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    for said in ("⚠️ I can only read text here", "Again: I can only read text here"):
        await anna.upload("pair.txt", b"BTC/USDT")
        await anna.reads(said)
