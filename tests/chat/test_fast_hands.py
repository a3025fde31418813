"""Making a bot like another one, a quantity by its worth, and values that are moved in steps."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.parsing.newbot_parser import read_line
from bot.parsing.values import Unclear, Worth, read_quantity
from engine.core.checks import Field
from engine.reads.views import BotFilter
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import LINE, all_is_answered, card_in_chat, has_bot, told
from tests.support.person import Person, Seen


async def count(rig: Rig) -> int:
    return (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).counts[BotFilter.ALL]


async def cloning(anna: Person) -> Seen:
    await card_in_chat(anna)
    await anna.tap("Clone")
    return await anna.reads("New bot like #1 · 🧪 PAPER")


# --- like another one -----------------------------------------------------------------------------


async def test_a_clone_has_the_same_plan_and_may_start_at_once(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, trail="0.5", start=True)
    review = await cloning(anna)
    assert "Buy price: 60000 USDT · Sell price: 60600 USDT\nTrailing: 0.5% · Loop: yes" in review.text
    assert review.labels[:2] == ["Create stopped", "Create and start"]
    assert await count(rig) == 1
    await anna.tap("Create and start")
    card = await anna.reads("Created and started.")
    assert "#2 BTC/USDT" in card.text
    rows = (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows
    [new] = [row for row in rows if row.bot_id != made.state.bot_id]
    clone = (await rig.now.service.card(ANNA, new.bot_id)).state
    assert clone.config == made.state.config
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.revision == made.state.revision


async def test_cancel_brings_the_card_back(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    card = await card_in_chat(anna)
    await anna.tap("Clone")
    await anna.reads("New bot like #1")
    await anna.tap("Cancel")
    back = await anna.reads("Realised:")
    assert back.message_id == card.message_id
    assert "#1 BTC/USDT" in back.text
    assert await count(rig) == 1


async def test_at_the_most_bots_nothing_is_opened(anna: Person, rig: Rig) -> None:
    rig.rules = replace(rig.rules, bots_per_person=1)
    await rig.restart()
    await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Clone")
    await anna.reads("You have reached the limit")


async def test_without_a_price_a_clone_asks_for_what_it_cannot_carry_over(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    rig.binance.prices["ETH/USDT"] = None
    await cloning(anna)
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Ticker")
    await anna.reads("Which trading pair?")
    await anna.send("ETH/USDT")
    review = await anna.reads("Ticker: ETH/USDT")
    for name in ("Quantity", "Buy price", "Sell price"):
        assert f"{name}: not given yet" in review.text
    assert "Carried over" not in review.text


async def test_a_pair_in_another_coin_keeps_the_distances_and_asks_for_the_quantity(
    anna: Person, rig: Rig
) -> None:
    await has_bot(rig)
    await cloning(anna)
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Ticker")
    await anna.reads("Which trading pair?")
    await anna.send("XRP/ETH")
    review = await anna.reads("Ticker: XRP/ETH")
    assert "Quantity: not given yet" in review.text
    assert "Buy price: 0.0014876 ETH · Sell price: 0.00150248 ETH" in review.text


async def test_the_newest_bot_is_offered_again(anna: Person, rig: Rig) -> None:
    await has_bot(rig, key="old")
    await has_bot(rig, ticker="ETH/USDT", buy="2900", sell="3100")
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    await anna.tap("Same as #2 ETH/USDT")
    review = await anna.reads("New bot like #2")
    assert "Buy price: 2900 USDT · Sell price: 3100 USDT" in review.text
    await anna.tap("Create stopped")
    await anna.reads("Created, not started.")
    assert await count(rig) == 3


async def test_somebody_without_bots_is_offered_none(anna: Person) -> None:
    await anna.send("/newbot")
    asked = await anna.reads("Which trading pair?")
    assert not asked.has_button("Same as")


@pytest.mark.usefixtures("notices")
async def test_below_a_stop_the_same_again_is_a_form(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True, loop=False)
    await rig.binance.move("BTC/USDT", "59990")
    await rig.binance.move("BTC/USDT", "60700")
    notice = await told(anna, rig, "completed its one cycle and stopped")
    await anna.tap("Same again", on=notice)
    review = await anna.reads("New bot like #1")
    assert review.message_id != notice.message_id
    assert anna.current(notice).text == notice.text
    assert await count(rig) == 1
    await anna.tap("Create and start")
    await anna.reads("Created and started.")
    assert await count(rig) == 2


# --- by its worth -----------------------------------------------------------------------------------


async def test_a_quantity_by_its_worth_is_counted_at_the_buy_price(anna: Person, rig: Rig) -> None:
    await anna.send("/newbot")
    for question, answer in (
        ("Which trading pair?", "BTC/USDT"),
        ("On which exchange?", "Binance"),
        ("Which order comes first?", "BUY"),
        ("How much BTC?", "100 usdt"),
        ("quantity for 100 USDT", "50000"),
        ("Sell at which price", "60600"),
        ("Trail the price?", "none"),
        ("Start again", "no"),
    ):
        await anna.reads(question)
        await anna.send(answer)
    review = await anna.reads("Each cycle brings")
    assert "Quantity: 100 USDT at the buy price → 0.002 BTC, worth 100 USDT." in review.text
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Buy price")
    await anna.reads("Buy at which price")
    await anna.send("60000")
    review = await anna.reads("Each cycle brings")
    assert "Quantity: 100 USDT at the buy price → 0.00166 BTC, worth 99.6 USDT." in review.text
    await anna.tap("Create stopped")
    await anna.reads("Created, not started.")
    [row] = (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows
    assert (await rig.now.service.card(ANNA, row.bot_id)).state.config.quantity == Decimal("0.00166")


async def test_a_quantity_in_base_forgets_the_worth(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 100 USDT 50000 60600")
    await anna.reads("Quantity: 100 USDT at the buy price → 0.002 BTC")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Quantity")
    await anna.reads("How much BTC?")
    await anna.send("0.01 BTC")
    review = await anna.reads("Quantity: 0.01 BTC")
    assert "at the buy price" not in review.text


async def test_a_worth_in_a_line_is_counted_at_a_price_that_is_counted_too(anna: Person) -> None:
    await anna.send("/newbot btc/usdt binance buy qty 100USDT buy last-1% sell +1%")
    review = await anna.reads("Each cycle brings")
    assert "Quantity: 100 USDT at the buy price → 0.00166 BTC, worth 99.4257 USDT." in review.text


async def test_where_the_pair_is_counted_in_another_coin_the_worth_is_asked_for_again(anna: Person) -> None:
    await anna.send("/newbot ETH/USDT Binance BUY 100 USDT 2900 3100")
    await anna.reads("Quantity: 100 USDT at the buy price")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Ticker")
    await anna.reads("Which trading pair?")
    await anna.send("XRP/ETH")
    await anna.reads("Quantity: not given yet")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("100 USDT", Worth(Decimal(100), "USDT")),
        ("1 000,50usdt", Worth(Decimal("1000.50"), "USDT")),
        ("0.01 btc", Decimal("0.01")),
        ("0,01", Decimal("0.01")),
    ],
)
def test_what_is_read_as_a_quantity(typed: str, read: Decimal | Worth) -> None:
    assert read_quantity(typed, "BTC", "USDT") == read


@pytest.mark.parametrize("typed", ["100 EUR", "ten USDT", "1e2 USDT", "USDT", "100,000 USDT", "100 USDT BTC"])
def test_what_is_not_read_as_a_quantity(typed: str) -> None:
    with pytest.raises(Unclear):
        read_quantity(typed, "BTC", "USDT")


def test_coins_of_the_pair_may_stand_behind_amounts_in_a_line() -> None:
    line = read_line("BTC/USDT Binance BUY 0.01 BTC 60000 USDT 60600usdt", ("Binance",))
    assert line.problems == ()
    assert (line.draft.quantity, line.draft.buy_price, line.draft.sell_price) == (
        Decimal("0.01"),
        Decimal(60000),
        Decimal(60600),
    )
    line = read_line("BTC/USDT Binance BUY 100 USDT 60000 60600", ("Binance",))
    assert line.away == ((Field.QUANTITY, "100USDT"),)
    assert line.draft.quantity is None
    assert line.problems == ()


# --- in steps ---------------------------------------------------------------------------------------


async def stepping(anna: Person, field: str) -> Seen:
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap(field)
    return await anna.reads("Set to")


STEPS = ["-1%: 59400", "-0.1%: 59940", "+0.1%: 60060", "-0.01: 59999.99", "+0.01: 60000.01"]
"""Each with the price to which it leads. 1 % more would be the sell price."""


async def test_a_price_is_moved_in_steps_beside_the_last_price(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    asked = await stepping(anna, "Buy price")
    assert asked.labels[:7] == [*STEPS, "Use this", "Refresh price"]
    assert "Set to 60000 USDT." in asked.text
    assert "Last price 60500 USDT" in asked.text
    assert "That is 0.83% below the last price." in asked.text
    rig.binance.prices["BTC/USDT"] = Decimal(60_060)
    await anna.tap("+0.1%", on=asked)
    moved = await anna.reads("Set to 60060 USDT.")
    assert "Last price 60060 USDT" in moved.text
    assert "That is the last price." in moved.text
    assert moved.message_id == asked.message_id
    await anna.tap("-0.01", on=moved)
    moved = await anna.reads("Set to 60059.99 USDT.")
    await anna.tap("-1%", on=moved)
    await anna.reads("Set to 59459.39 USDT.")
    state = (await rig.now.service.card(ANNA, made.state.bot_id)).state
    assert state.config.buy_price == 60000
    await anna.tap("Use this")
    review = await anna.reads("Changes")
    assert "Buy price: 60000 → 59459.39" in review.text
    await anna.tap("Save")
    await anna.reads("Changes saved.")
    state = (await rig.now.service.card(ANNA, made.state.bot_id)).state
    assert state.config.buy_price == Decimal("59459.39")


async def test_a_step_that_is_tapped_twice_before_it_shows_is_one(anna: Person, rig: Rig) -> None:
    await has_bot(rig, sell="70000")
    asked = await stepping(anna, "Buy price")
    data = asked.button("+1%")["data"]
    await anna.tap_data(asked, data)
    await anna.tap_data(asked, data)
    await all_is_answered(anna)
    assert "Set to 60600 USDT." in anna.current(asked).text


async def test_a_step_to_where_it_may_not_be_is_not_offered(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    asked = await stepping(anna, "Sell price")
    assert "That is 1% above the buy price." in asked.text
    assert [label for label in asked.labels if label.startswith(("-", "+"))] == [
        "-0.1%: 60539.4",
        "+0.1%: 60660.6",
        "+1%: 61206",
        "-0.01: 60599.99",
        "+0.01: 60600.01",
    ]


async def test_a_step_smaller_than_a_tick_is_a_tick(anna: Person, rig: Rig) -> None:
    rig.binance.prices["BTC/USDT"] = Decimal("0.05")
    await has_bot(rig, buy="60000", sell="60600")
    await anna.send("/newbot BTC/USDT Binance BUY 1000 0.04 0.05")
    await anna.reads("Buy price: 0.04 USDT")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Buy price")
    asked = await anna.reads("Set to 0.04 USDT.")
    await anna.tap("-0.1%", on=asked)
    await anna.reads("Set to 0.03 USDT.")


async def test_a_percentage_is_moved_in_points(anna: Person, rig: Rig) -> None:
    await has_bot(rig, trail="0.5")
    asked = await stepping(anna, "Trailing")
    assert [label for label in asked.labels if label.startswith(("-", "+"))] == [
        "-0.1%: 0.4%",
        "+0.1%: 0.6%",
        "+1%: 1.5%",
        "-0.01%: 0.49%",
        "+0.01%: 0.51%",
    ]
    await anna.tap("+1%", on=asked)
    await anna.reads("Set to 1.5%.")
    await anna.tap("-0.01%: 1.49%")
    await anna.reads("Set to 1.49%.")
    await anna.tap("Use this")
    await anna.reads("Trailing: 0.5% → 1.49%")


async def test_a_new_form_is_stepped_from_the_last_price(anna: Person) -> None:
    await anna.send(f"{LINE.split(' 0.01')[0]} 0.01")
    await anna.reads("Buy at which price")
    await anna.tap("Step by step")
    asked = await anna.reads("Set to 60500 USDT.")
    await anna.tap("-1%", on=asked)
    await anna.reads("Set to 59895 USDT.")
    await anna.tap("Use this")
    assert "BUY @ 59895" in (await anna.reads("Sell at which price")).text
