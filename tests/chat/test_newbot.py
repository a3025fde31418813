"""Making a bot, step by step and in one line."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from engine.core.types import Status
from engine.errors import StorageUnavailable
from engine.reads.views import BotFilter
from engine.service import Service
from tests.chat.hand_venue import HandVenue
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import LINE, all_is_answered, has_bot
from tests.support.person import Person

STEPS = ("BTC/USDT", "Binance", "BUY", "0.01", "60000", "60600", "none", "yes")
QUESTIONS = (
    "Which trading pair?",
    "On which exchange?",
    "Which order comes first?",
    "How much",
    "Buy at which price",
    "Sell at which price",
    "Trail the price?",
    "Start again",
    "Each cycle brings",
)


async def fill_in(anna: Person, upto: int = len(STEPS)) -> None:
    """Type the answers of the form, up to a question."""
    await anna.send("/newbot")
    await anna.reads(QUESTIONS[0])
    for answer, question in zip(STEPS[:upto], QUESTIONS[1:], strict=False):
        await anna.send(answer)
        await anna.reads(question)


async def bots_of(rig: Rig) -> int:
    return (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).counts[BotFilter.ALL]


async def test_the_form_makes_a_running_bot_by_buttons(anna: Person, rig: Rig) -> None:
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    await anna.tap("BTC/USDT")
    await anna.reads("On which exchange?")
    await anna.tap("Binance")
    await anna.reads("Which order comes first?")
    await anna.tap("BUY")
    assert "Last price 60500 USDT (Binance) at" in (await anna.reads("How much BTC?")).text
    await anna.send("0,01 btc")
    prices = await anna.reads("Buy at which price in USDT?")
    assert "-0.5%: 60197.5" in prices.labels
    await anna.tap("-0.5%: 60197.5")
    prices = await anna.reads("Sell at which price in USDT?")
    await anna.tap(next(label for label in prices.labels if label.startswith("+0.5%: 604")))
    await anna.reads("Trail the price?")
    await anna.tap("0.5%")
    await anna.reads("Start again")
    await anna.tap("no")
    review = await anna.reads("Each cycle brings")
    assert "Trailing: 0.5% · Loop: no" in review.text
    assert "That is at your prices. Trailing may do better, never worse." in review.text
    await anna.tap("Create and start")
    card = await anna.reads("Created and started.")
    assert card.message_id == review.message_id
    assert "Waiting for the price to fall to 60197.5." in card.text
    assert "302.5 USDT (0.5%) above it" in card.text


async def test_the_review_tells_what_a_cycle_brings(anna: Person, rig: Rig) -> None:
    await fill_in(anna)
    review = await anna.reads("Each cycle brings")
    assert "New bot · 🧪 PAPER" in review.text
    assert "+4.788606 USDT after 1.205394 USDT in fees" in review.text
    assert review.labels[:2] == ["Create stopped", "Create and start"]
    assert await bots_of(rig) == 0


async def test_made_stopped_means_stopped(anna: Person, rig: Rig) -> None:
    await fill_in(anna)
    await anna.tap("Create stopped")
    await anna.reads("Created, not started.")
    assert (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows[0].status is Status.STOPPED


WRONG = [
    (0, "!!", "“!!” is not a ticker. Example: BTC/USDT"),
    (0, "<b>", "I cannot find <B> on Binance."),
    (0, "FOO/BAR", "I cannot find FOO/BAR on Binance."),
    (1, "Kraken", "“Kraken” is not an exchange I know. Choose one of: Binance, Binance F, Bybit"),
    (2, "both", "“both” is not a side. Write BUY or SELL"),
    (3, "ten", "“ten” is not a number. Example: 0.01 or 0,01"),
    (3, "1e-2", "“1e-2” is not a number"),
    (3, "NaN", "“NaN” is not a number"),
    (3, "-1", "it must be above 0"),
    (3, "-1", "Again: “-1”: Quantity: it must be above 0"),
    (3, "0", "“0”: Quantity: it must be above 0"),
    (3, "0.0001", "the smallest allowed is 0.001 BTC"),
    (3, "1001", "the largest allowed is 1000 BTC"),
    (3, "100 EUR", "This is in BTC, but you wrote EUR"),
    (3, "ten USDT", "“ten USDT” is not a number"),
    (3, "1 USDT", "“1 USDT”: Quantity: the smallest allowed is 0.001 BTC"),
    (3, "0." + "0" * 17 + "15", "it has too many digits"),
    (4, "60,000", "60,000 can be read in two ways. Write 60000 or 60.000"),
    (4, "9" * 60, "That number is too long"),
    (4, "0.1%", "“0.1%” is no price. Write +0.1% or -0.1% for one, or trail 0.1%"),
    (4, "+500", "“+500” is no price. Write it without the sign, or with one a percentage: +1%"),
    (4, "last+1", "“last+1” is not a number"),
    (5, "59999", "it must be above the buy price 60000 USDT"),
    (5, "-1%", "“-1%”: Sell price: it must be above the buy price 60000 USDT"),
    (6, "some", "“some” is not a percentage. Example: 0.5%, or none"),
    (6, "101%", "it must be above 0% and at most 100%"),
    (6, "-1%", "it must be above 0% and at most 100%"),
    (7, "perhaps", "“perhaps” is neither. Write yes or no"),
]


@pytest.mark.parametrize("at", range(len(STEPS)), ids=STEPS)
async def test_wrong_input_is_answered_in_place(anna: Person, at: int) -> None:
    await fill_in(anna, at)
    for typed, said in ((typed, said) for where, typed, said in WRONG if where == at):
        await anna.send(typed)
        answered = await anna.reads(said)
        assert QUESTIONS[at] in answered.text
        await anna.catch_up()
        assert [seen.message_id for seen in anna.messages if seen.by_bot] == [answered.message_id]
    await anna.send(STEPS[at])
    await anna.reads(QUESTIONS[at + 1])
    if at:
        assert "BTC/USDT" in anna.last.text  # nothing said before is lost


async def test_anything_but_text_is_answered_in_place(anna: Person) -> None:
    await fill_in(anna, 3)
    await anna.upload("x.txt", b"0.01")
    await anna.reads("I can only read text here.")


async def test_back_and_change_keep_what_was_said(anna: Person) -> None:
    await fill_in(anna, 5)
    await anna.tap("Back")
    await anna.reads("Buy at which price")
    await anna.send("59000")
    await anna.reads("Sell at which price")
    await anna.send("60600")
    await anna.reads("Trail the price?")
    await anna.tap("none")
    await anna.reads("Start again")
    await anna.tap("yes")
    review = await anna.reads("Each cycle brings")
    assert "Buy price: 59000 USDT · Sell price: 60600 USDT" in review.text
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Quantity")
    await anna.reads("How much BTC?")
    await anna.send("0.0234567")
    review = await anna.reads("Each cycle brings")
    assert "Quantity: typed 0.0234567 → used 0.02345" in review.text


async def test_cancel_makes_nothing(anna: Person, rig: Rig) -> None:
    await fill_in(anna)
    await anna.tap("Cancel")
    await anna.reads("Nothing was created.")
    assert await bots_of(rig) == 0


async def test_cautions_stand_in_the_review(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60550 60560")
    review = await anna.reads("Each cycle loses 1.1")
    assert "The spread does not cover the fees: each cycle loses 1.1" in review.text
    assert "at or below your buy price now: the first BUY fills at once" in review.text


async def test_two_taps_on_create_make_one_bot(anna: Person, rig: Rig) -> None:
    await fill_in(anna)
    review = anna.last
    data = review.button("Create and start")["data"]
    await anna.tap_data(review, data)
    await anna.tap_data(review, data)
    await anna.reads("Created and started.")
    await anna.reads_toast("This form is already done")
    assert await bots_of(rig) == 1
    assert "Created and started." in anna.current(review).text


async def test_a_bot_whose_making_was_not_answered_is_not_made_again(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Service.create

    async def create_and_fall(service: Service, *args: Any, **more: Any) -> None:  # noqa: ANN401 - passed on
        await create(service, *args, **more)
        raise StorageUnavailable("the answer was lost")

    await fill_in(anna)
    with monkeypatch.context() as patch:
        patch.setattr(Service, "create", create_and_fall)
        await anna.tap("Create and start")
        await anna.reads("The database is not responding")
    await rig.restart()
    await anna.tap("Create and start")
    await anna.reads("Created and started.")
    assert await bots_of(rig) == 1


async def test_the_second_half_of_a_double_tap_means_nothing_to_the_next_question(anna: Person) -> None:
    await fill_in(anna, 4)
    form = anna.last
    data = form.button("-0.1%")["data"]
    await anna.tap_data(form, data)
    await anna.tap_data(form, data)
    asked = await anna.reads("Sell at which price")
    await all_is_answered(anna)
    assert "⚠️" not in anna.current(asked).text
    assert "SELL @" not in anna.current(asked).text


async def test_the_form_survives_a_restart(anna: Person, rig: Rig) -> None:
    await fill_in(anna, 4)
    await rig.restart()
    await anna.tap("-0.5%: 60197.5")
    await anna.reads("Sell at which price")
    await rig.restart()
    await anna.send("61000")
    await anna.reads("Trail the price?")
    assert "quantity 0.01 · BUY @ 60197.5 · SELL @ 61000" in anna.last.text


async def test_a_new_form_closes_the_old_one(anna: Person) -> None:
    await fill_in(anna, 2)
    old = anna.last
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    assert anna.current(old).buttons == []


async def test_a_form_that_is_lost_is_closed_kindly(anna: Person, rig: Rig) -> None:
    await fill_in(anna, 2)
    form = anna.last
    await forget_forms(rig, "aiogd:")
    await anna.tap("BUY", on=form)
    await anna.reads_toast("This form is closed")
    closed = await anna.reads("/newbot opens a new one")
    assert closed.labels == ["New bot"]
    await anna.tap("New bot")
    await anna.reads("Which trading pair?")


async def test_a_command_is_carried_out_past_a_lost_form(anna: Person, rig: Rig) -> None:
    """As after a crash between the two commits of its end."""
    await fill_in(anna, 2)
    await forget_forms(rig, "aiogd:context")
    await anna.send("/bots")
    await anna.reads("You have no bots yet")
    assert not any("was lost" in one.text for one in anna.messages)
    await anna.send("hello")
    await anna.reads("No form is open")


async def test_what_may_have_been_meant_for_a_lost_form_is_not_taken_for_anything_else(
    anna: Person, rig: Rig
) -> None:
    await fill_in(anna, 2)
    await forget_forms(rig, "aiogd:context")
    await anna.send("0.01")
    await anna.reads("The form that was open was lost")
    await anna.send("/bots")
    await anna.reads("You have no bots yet")


async def test_a_reply_to_a_form_of_before_is_a_command_all_the_same(anna: Person, rig: Rig) -> None:
    await fill_in(anna, 2)
    form = anna.last
    await forget_forms(rig, "aiogd:")
    await anna.send("/bots", reply_to=form)
    await anna.reads("You have no bots yet")


async def forget_forms(rig: Rig, what: str) -> None:
    """Lose what the dialogs keep, as the restore of an old backup would."""
    await rig.stop()
    with closing(sqlite3.connect(rig.database_file)) as connection:
        gone = connection.execute("delete from dialogs where key like ?", (f"%{what}%",)).rowcount
        connection.commit()
    assert gone
    await rig.start()


async def test_one_line_ends_in_the_review(anna: Person) -> None:
    await anna.send("/newbot btc/usdt trail 0,5 % binance f sell 0.01 60000 60600 loop")
    review = await anna.reads("Each cycle brings")
    assert "Exchange: Binance F" in review.text
    assert "First order: SELL" in review.text
    assert "Trailing: 0.5% · Loop: yes" in review.text


@pytest.mark.parametrize("pair", ["btcusdt", "BTCUSDT", "btc/usdt"])
async def test_a_line_shows_the_pair_as_the_exchange_writes_it(anna: Person, pair: str) -> None:
    await anna.send(f"/newbot {pair} Binance BUY 0.01 60000 60600")
    review = await anna.reads("Each cycle brings")
    assert "Ticker: BTC/USDT" in review.text


async def test_everything_wrong_in_the_line_is_said_at_once_and_the_rest_is_kept(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance 0.0000001 60000 59000 trail x% loop <i>wow</i>")
    review = await anna.reads("Please fix")
    for said in (
        "“x%” is not a percentage",
        "I do not understand “<i>wow</i>”",
        "First order: not given yet. Example: BUY",
        "Quantity: the smallest quantity step here is 0.00001 BTC",
        "Sell price: it must be above the buy price 60000 USDT",
    ):
        assert said in review.text
    assert "Create" not in str(review.labels)
    for field, answer in (("First order", "BUY"), ("Quantity", "0.01"), ("Sell price", "60600")):
        await anna.tap("Change")
        await anna.reads("What do you want to change?")
        await anna.tap(field)
        await anna.reads("BTC/USDT")
        await anna.send(answer)
        review = await anna.reads("Ticker: BTC/USDT")
    assert "Create" not in str(review.labels)
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Trailing")
    await anna.reads("Trail the price?")
    await anna.send("0.5%")
    await anna.reads("Trailing: 0.5%")
    assert "Create" not in str(anna.last.labels)
    await anna.tap("Right as shown")
    await anna.reads(lambda seen: "wow" not in seen.text and "Create stopped" in seen.labels)
    await anna.tap("Create stopped")
    await anna.reads("Created, not started.")


@pytest.mark.parametrize(
    "line", ["foo bar baz qux quux corge grault", "please make me rich", "first no", "🚀🚀"]
)
async def test_a_line_that_is_none_is_answered_once_and_the_form_begins(anna: Person, line: str) -> None:
    await anna.send(f"/newbot {line}")
    form = await anna.reads("I find no bot in")
    assert "Which trading pair?" in form.text
    assert form.text.count("⚠️") == 1
    assert "FOO" not in form.text
    await anna.tap("BTC/USDT", on=form)
    for answer, question in (
        ("Binance", "Which order comes first?"),
        ("BUY", "How much BTC?"),
        ("0.01", "Buy at which price in USDT?"),
        ("60000", "Sell at which price in USDT?"),
        ("60600", "Trail the price?"),
    ):
        await anna.send(answer)
        assert "⚠️" not in (await anna.reads(question)).text


async def test_each_complaint_about_a_line_is_made_once(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance wow much such 0.01 60000 60600 7 8 9 sell sell buy sell")
    said = (await anna.reads("⚠️")).text
    complaints = [line for line in said.splitlines() if line.startswith("⚠️")]
    assert complaints == [
        "⚠️ The side is given twice; I took the first.",
        "⚠️ I do not understand “wow much such”.",
        "⚠️ I do not know what 7 8 9 is for.",
    ]


async def test_what_cannot_be_read_is_not_called_missing_as_well(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY many 60000 60600")
    said = (await anna.reads("Please fix")).text
    complaints = [line for line in said.splitlines() if "⚠️" in line]
    assert complaints == ["⚠️ Quantity: “many” is not a number. Example: 0.01 or 0,01"]
    assert said.index("Please fix") < said.index("⚠️")


async def test_what_a_line_did_not_say_is_named_in_the_review_and_a_tap_away(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000")
    await anna.reads("Sell at which price")
    await anna.send("60600")
    review = await anna.reads("Your line did not say this")
    assert "I took what is usual: Trailing: none · Loop: no" in review.text
    assert {"Trailing: none", "Loop: no", "Create stopped", "Create and start"} <= set(review.labels)
    await anna.tap("Loop: no")
    await anna.reads("Start again after each cycle?")
    await anna.send("yes")
    review = await anna.reads("Loop: yes")
    assert "I took what is usual: Trailing: none." in review.text
    assert "Loop: no" not in review.labels
    await anna.send("trailing: none")
    await anna.reads("Trail the price?")
    await anna.send("0.5%")
    review = await anna.reads("Trailing: 0.5% · Loop: yes")
    assert "did not say" not in review.text
    await anna.tap("Create stopped")
    assert "trailing 0.5%" in (await anna.reads("Created, not started.")).text


async def test_what_a_line_says_is_not_called_usual(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600 no trail once")
    assert "did not say" not in (await anna.reads("Each cycle brings")).text


async def test_what_a_line_leaves_out_is_asked(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance loop")
    await anna.reads("Which order comes first?")
    for answer, question in (
        ("BUY", "How much BTC?"),
        ("0.01", "Buy at which price"),
        ("60000", "Sell at which price"),
        ("60600", "Each cycle brings"),
    ):
        await anna.send(answer)
        await anna.reads(question)
    review = anna.last
    assert "Trailing: none · Loop: yes" in review.text
    assert "Create and start" in review.labels


async def test_what_stands_in_the_line_already_is_not_asked(anna: Person) -> None:
    await anna.send("/newbot Binance F SELL 0.01 trail 0.5%")
    await anna.reads("Which trading pair?")
    await anna.send("BTCUSDT")
    await anna.reads("Buy at which price")
    await anna.send("60000")
    await anna.reads("Sell at which price")
    await anna.send("60600")
    review = await anna.reads("Each cycle brings")
    for said in ("Ticker: BTC/USDT · Exchange: Binance F", "First order: SELL", "Trailing: 0.5%"):
        assert said in review.text


async def test_the_list_of_fields_is_behind_what_is_asked_of_a_line(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY")
    await anna.reads("How much BTC?")
    await anna.tap("Back")
    await anna.reads("What do you want to change?")
    await anna.tap("First order")
    await anna.reads("Which order comes first?")
    await anna.send("SELL")
    await anna.reads("How much BTC?")


async def test_a_mode_in_the_line_is_not_given_up_for_an_exchange_without_it(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT testnet")
    await anna.reads("On which exchange?")
    await anna.tap("Binance")
    asked = await anna.reads("On which exchange?")
    assert "TESTNET is not available for Binance" in asked.text
    assert "TESTNET" in asked.text.splitlines()[0]
    await anna.tap("Back")
    await anna.reads("What do you want to change?")
    await anna.tap("Mode")
    await anna.reads(lambda seen: seen.has_button("PAPER"))
    await anna.tap("PAPER")
    assert "PAPER" in (await anna.reads("On which exchange?")).text.splitlines()[0]


async def test_an_unknown_pair_in_a_line_that_leaves_something_out_is_asked_for_again(anna: Person) -> None:
    await anna.send("/newbot FOO/BAR Binance BUY")
    asked = await anna.reads("I cannot find FOO/BAR on Binance")
    assert "Which trading pair?" in asked.text
    assert "BTC/USDT" in asked.labels
    await anna.tap("BTC/USDT", on=asked)
    await anna.reads("How much BTC?")


async def test_a_line_with_an_unknown_ticker_is_not_lost(anna: Person) -> None:
    await anna.send("/newbot FOO/BAR Binance BUY 0.01 60000 60600")
    review = await anna.reads("I cannot find FOO/BAR on Binance")
    assert "Quantity: 0.01" in review.text
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Ticker")
    await anna.reads("Which trading pair?")
    await anna.send("BTCUSDT")
    await anna.reads("Each cycle brings")


async def test_the_limit_of_bots_is_said_and_the_form_stays(anna: Person, rig: Rig) -> None:
    rig.rules = type(rig.rules)(bots_per_person=1)
    await rig.restart()
    await anna.send(LINE)
    await anna.reads("Each cycle brings")
    await has_bot(rig)
    await anna.tap("Create and start")
    seen = await anna.reads("You have reached the limit")
    assert "Create and start" in seen.labels


@pytest.mark.parametrize("asked", ["/newbot", LINE, "New bot"])
async def test_at_the_limit_no_form_is_opened_and_the_setting_is_named(
    anna: Person, rig: Rig, asked: str
) -> None:
    rig.rules = type(rig.rules)(bots_per_person=1)
    await rig.restart()
    card = await has_bot(rig)
    if asked.startswith("/"):
        await anna.send(asked)
    else:
        await anna.send("/bots")
        await anna.reads("Your bots")
        await anna.tap(asked)
    await anna.reads("limit of 1 bot per person. Delete one in /bots or raise MAX_BOTS_PER_USER.")
    await all_is_answered(anna)
    assert not any("New bot ·" in seen.text for seen in anna.messages)
    await rig.now.service.delete(ANNA, card.state.bot_id, None, release=False)
    await anna.send(LINE)
    await anna.reads("Each cycle brings")


async def test_a_form_covered_by_other_answers_comes_down(anna: Person) -> None:
    await fill_in(anna, 3)
    form = anna.last
    await anna.send("/stats")
    await anna.reads("Statistics")
    await anna.send("0.01")
    asked = await anna.reads("Buy at which price")
    assert asked.message_id > form.message_id
    assert anna.current(form).buttons == []


async def test_a_mistyped_command_is_no_answer_to_the_form(anna: Person) -> None:
    await fill_in(anna, 0)
    await anna.send("/btc")
    await anna.reads("I do not know /btc")


async def test_an_order_above_the_owners_limit_is_warned_of_before_money_is_asked_for(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.5 60000 60600 live loop no trail")
    review = await anna.reads("New bot · 💵 LIVE")
    warning = "One order is worth 30000 USDT, above your limit of 700 USDT (MAX_ORDER_VALUE)"
    assert f"⚠️ {warning}" in review.text
    await anna.tap("Create and start")
    assert f"⚠️ {warning}" in (await anna.reads("Start this bot with real money?")).text
    await anna.tap("Trade with real money")
    made = await anna.reads("Created, but paused.")
    assert "⏸ Paused" in made.text
    assert "started" not in made.text
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600 live loop no trail")
    assert "MAX_ORDER_VALUE" not in (await anna.reads("Each cycle brings")).text
    await anna.send("/newbot BTC/USDT Binance BUY 0.5 60000 60600 paper loop no trail")
    assert "MAX_ORDER_VALUE" not in (await anna.reads("New bot · 🧪 PAPER")).text


async def test_back_goes_through_what_the_line_left_out(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY")
    await anna.reads("How much BTC?")
    await anna.send("0.01")
    await anna.reads("Buy at which price")
    await anna.send("60000")
    await anna.reads("Sell at which price")
    await anna.tap("Back")
    await anna.reads("Buy at which price")
    await anna.tap("Back")
    await anna.reads("How much BTC?")
    await anna.send("0.02")
    await anna.reads("Sell at which price")
    await anna.send("60600")
    review = await anna.reads("Each cycle brings")
    assert "Quantity: 0.02 BTC\nBuy price: 60000 USDT · Sell price: 60600 USDT" in review.text
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Back")
    await anna.reads("Each cycle brings")


async def test_back_from_the_list_of_fields_asks_on(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY")
    await anna.reads("How much BTC?")
    for back in (lambda: anna.tap("Back"), lambda: anna.send("Back")):
        await anna.tap("Back")
        await anna.reads("What do you want to change?")
        await back()
        assert "not given yet" not in (await anna.reads("How much BTC?")).text
