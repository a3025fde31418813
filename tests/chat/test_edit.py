"""Changing a bot: what it trades now, before and after, from when on, and what cannot be changed now."""

from dataclasses import replace

import pytest

from engine.core.types import Mode, StopForm
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import card_in_chat, has_bot, holding_bot
from tests.support.person import Person, Seen


async def asked_for(anna: Person, field: str, *, again: bool = False) -> Seen:
    """Open the question about one field of the bot."""
    if not again:
        await card_in_chat(anna)
        await anna.tap("Edit")
        await anna.reads("Nothing has changed yet.")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap(field)
    return await anna.reads("Now: ")


async def test_present_values_stand_on_the_buttons_and_in_the_question(anna: Person, rig: Rig) -> None:
    await has_bot(rig, trail="0.5")
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.tap("Change")
    menu = await anna.reads("What do you want to change?")
    assert menu.labels[:8] == [
        "Ticker: BTC/USDT",
        "Exchange: Binance",
        "First order: BUY",
        "Quantity: 0.01",
        "Buy price: 60000",
        "Sell price: 60600",
        "Trailing: 0.5%",
        "Loop: yes",
    ]
    await anna.tap("Buy price")
    assert "Now: 60000 USDT" in (await anna.reads("Buy at which price")).text


WORKS = "It applies at once: Save cancels the order {} and sends a new one."
SELLS = WORKS.format("SELL 0.00999 BTC @ 60600")
STAYS = "Save leaves the order {} as it is, so it keeps its place in the queue."
BUY_STAYS = STAYS.format("BUY 0.01 BTC @ 60000")
WAITS_ON = "goes on waiting for the same price"
SELL_STAYS = STAYS.format("SELL 0.00999 BTC @ 60600")
STOPPED = "Save sends nothing. It applies when the bot is started."


@pytest.mark.parametrize(
    ("stands", "field", "typed", "line", "when"),
    [
        ("buys", "Buy price", "59000", "Buy price: 60000 → 59000", WORKS.format("BUY 0.01 BTC @ 60000")),
        ("buys", "Sell price", "60700", "Sell price: 60600 → 60700, for the order that follows", BUY_STAYS),
        (
            "buys",
            "Trailing",
            "1%",
            "Trailing: none → 1%",
            "Save cancels the order BUY 0.01 BTC @ 60000, and the bot waits for its price anew, to trail it.",
        ),
        ("buys", "Loop", "no", "Loop: yes → no, when the cycle ends", BUY_STAYS),
        ("sells", "Buy price", "59000", "Buy price: 60000 → 59000, from the next cycle on", SELL_STAYS),
        ("sells", "Quantity", "0.02", "Quantity: 0.01 → 0.02, from the next cycle on", SELL_STAYS),
        (
            "sells",
            "Sell price",
            "60700",
            "Sell price: 60600 → 60700",
            SELLS,
        ),
        ("stopped", "Buy price", "59000", "Buy price: 60000 → 59000", STOPPED),
        ("paused", "Trailing", "1%", "Trailing: none → 1%", "It applies when you tap Re-place."),
        (
            "watches",
            "Trailing",
            "none",
            "Trailing: 0.5% → none",
            "It applies at once: Save sends the BUY order.",
        ),
        ("watches", "Trailing", "1%", "Trailing: 0.5% → 1%", "begins to wait for the price anew"),
        (
            "watches",
            "Loop",
            "no",
            "Loop: yes → no, when the cycle ends",
            "goes on waiting for the same price",
        ),
    ],
)
async def test_each_change_says_from_when_on(
    anna: Person, rig: Rig, stands: str, field: str, typed: str, line: str, when: str
) -> None:
    if stands == "sells":
        await holding_bot(rig)
    else:
        trail = "0.5" if stands == "watches" else None
        made = await has_bot(rig, start=stands != "stopped", trail=trail)
        if stands == "paused":
            await rig.binance.cancel_by_hand(made.state.bot_id)
    await asked_for(anna, field)
    await anna.send(typed)
    review = await anna.reads("Changes")
    after = review.text.partition("Changes\n")[2].splitlines()
    assert after[0] == line
    assert when in after[1]
    assert "Save" in review.labels


async def test_an_order_that_a_change_leaves_as_it_is_stays_at_the_exchange(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    before = made.state.order
    assert before is not None
    await asked_for(anna, "Sell price")
    await anna.send("60700")
    assert BUY_STAYS in (await anna.reads("Changes")).text
    await anna.tap("Save")
    await anna.reads("Changes saved.")
    after = (await rig.now.service.card(ANNA, made.state.bot_id)).state
    assert after.order is not None
    assert (after.order.client_order_id, after.order.live) == (before.client_order_id, True)
    assert after.config.sell_price == 60700
    await rig.binance.move("BTC/USDT", "59990")
    follows = (await rig.now.service.card(ANNA, made.state.bot_id)).state.order
    assert follows is not None
    assert follows.price == 60700


@pytest.mark.parametrize(
    ("typed", "when", "does"),
    [
        ("0.02", " and sends a new one.", "BUY 0.016 BTC @ 60000"),
        ("0.004", ". What it has filled is enough, so the SELL follows.", "SELL 0.00399 BTC @ 60600"),
        ("0.002", ". What it has filled is enough, so the SELL follows.", "SELL 0.00399 BTC @ 60600"),
    ],
)
async def test_what_an_order_has_filled_may_be_enough_after_a_change(
    anna: Person, rig: Rig, typed: str, when: str, does: str
) -> None:
    made = await has_bot(rig, start=True)
    await rig.binance.fill_part(made.state.bot_id, "0.004")
    await asked_for(anna, "Quantity")
    await anna.send(typed)
    review = await anna.reads("Changes")
    assert f"Save cancels the order BUY 0.01 BTC @ 60000, 0.004 of it filled{when}" in review.text
    await anna.tap("Save")
    assert f"Waiting for its order: {does}." in (await anna.reads("Changes saved.")).text


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("First order", "SELL", "a cycle is in progress"),
    ],
)
async def test_what_cannot_be_changed_now_is_refused_at_once(
    anna: Person, rig: Rig, field: str, typed: str, why: str
) -> None:
    made = await holding_bot(rig)
    await asked_for(anna, field)
    await anna.send(typed)
    refused = await anna.reads("That is not possible right now")
    assert why in refused.text
    assert "Now: " in refused.text
    await rig.now.service.stop(ANNA, made.state.bot_id, StopForm.CLOSE, None)
    await anna.send(typed)
    await anna.reads(f"{field}: ")


KEPT = "it keeps its pair, exchange and mode"


@pytest.mark.parametrize("field", ["Ticker", "Exchange", "Mode"])
@pytest.mark.parametrize("stands", ["works", "stopped", "closed"])
async def test_a_bot_that_has_traded_keeps_its_place(anna: Person, rig: Rig, field: str, stands: str) -> None:
    """It is said before another one is asked for, and nothing is offered but a clone."""
    rig.venues.open_account("Binance", Mode.TESTNET)
    await rig.restart()
    made = await holding_bot(rig)
    if stands != "works":
        form = StopForm.CLOSE if stands == "closed" else StopForm.STOP
        await rig.now.service.stop(ANNA, made.state.bot_id, form, None)
    asked = await asked_for(anna, field)
    assert KEPT in asked.text
    assert asked.labels == ["Clone with another pair", "Back", "Cancel"]
    await anna.send({"Ticker": "ETH/USDT", "Exchange": "Bybit", "Mode": "TESTNET"}[field])
    assert KEPT in (await anna.reads("That is not possible right now")).text
    await anna.tap("Back")
    await anna.reads("What do you want to change?")


async def test_one_that_trades_meanwhile_is_refused_and_may_be_cloned(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    assert KEPT not in (await asked_for(anna, "Ticker")).text
    await rig.binance.move("BTC/USDT", "59990")
    await anna.send("ETH/USDT")
    refused = await anna.reads(KEPT)
    assert "Clone with another pair" in refused.labels


async def test_one_that_never_traded_may_change_its_pair(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    asked = await asked_for(anna, "Ticker")
    assert "Clone with another pair" not in asked.labels
    await anna.tap("ETH/USDT")
    await anna.reads("Ticker: BTC/USDT → ETH/USDT")


async def test_a_clone_is_a_stopped_bot_of_the_same_plan_on_another_pair(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    await asked_for(anna, "Ticker")
    await anna.tap("Clone with another pair")
    asked = await anna.reads("New bot like #1")
    assert "Which trading pair?" in asked.text
    await anna.send("ETH/USDT")
    review = await anna.reads("Ticker: ETH/USDT")
    assert "Carried over from BTC/USDT" in review.text
    assert "Quantity: 0.19996 ETH" in review.text
    assert "Buy price: 3000.5 USDT · Sell price: 3030.51 USDT" in review.text
    assert "Create and start" not in review.labels
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Buy price")
    await anna.send("2990")
    await anna.reads("Buy price: 2990 USDT")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Sell price")
    await anna.send("3030")
    await anna.reads("Sell price: 3030 USDT")
    await anna.tap("Create stopped")
    card = await anna.reads("Created, not started.")
    assert "#2 ETH/USDT" in card.text
    assert "Stopped" in card.text
    assert "trades: 0" in card.text
    old = await rig.now.service.card(ANNA, made.state.bot_id)
    assert (old.state.config.ticker, old.state.trades, old.state.held > 0) == ("BTC/USDT", 1, True)


async def test_at_the_most_bots_a_clone_is_refused_at_once(anna: Person, rig: Rig) -> None:
    rig.rules = replace(rig.rules, bots_per_person=1)
    await rig.restart()
    await holding_bot(rig)
    await asked_for(anna, "Ticker")
    await anna.tap("Clone with another pair")
    assert "MAX_BOTS_PER_USER" in (await anna.reads("1 bot")).text


async def test_log_lines_keep_the_pair_they_were_made_with(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    await asked_for(anna, "Ticker")
    await anna.tap("ETH/USDT")
    await anna.reads("Ticker: BTC/USDT → ETH/USDT")
    await anna.tap("Right as shown")
    await anna.reads(lambda seen: "Save" in seen.labels)
    await anna.tap("Save")
    await anna.reads("Changes saved")
    await anna.send("/logs")
    log = await anna.reads("Logs · all levels")
    placed = [line for line in log.text.splitlines() if "BUY 0.01 BTC" in line]
    assert placed
    assert all("#1 BTC/USDT" in line for line in placed)
    assert any("#1 ETH/USDT" in line for line in log.text.splitlines())
