"""Changing a bot: what it trades now, before and after, from when on, and what cannot be changed now."""

import pytest

from engine.core.types import StopForm
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
STOPPED = "Save sends nothing. It applies when the bot is started."


@pytest.mark.parametrize(
    ("stands", "field", "typed", "line", "when"),
    [
        ("buys", "Buy price", "59000", "Buy price: 60000 → 59000", WORKS.format("BUY 0.01 BTC @ 60000")),
        ("buys", "Sell price", "60700", "Sell price: 60600 → 60700, for the order that follows", WORKS[:20]),
        ("buys", "Loop", "no", "Loop: yes → no, when the cycle ends", WORKS[:20]),
        ("sells", "Buy price", "59000", "Buy price: 60000 → 59000, from the next cycle on", WORKS[:20]),
        ("sells", "Quantity", "0.02", "Quantity: 0.01 → 0.02, from the next cycle on", WORKS[:20]),
        (
            "sells",
            "Sell price",
            "60700",
            "Sell price: 60600 → 60700",
            SELLS,
        ),
        ("stopped", "Buy price", "59000", "Buy price: 60000 → 59000", STOPPED),
        ("paused", "Trailing", "1%", "Trailing: none → 1%", "It applies when you tap Re-place."),
        ("watches", "Trailing", "1%", "Trailing: 0.5% → 1%", "begins to wait for the price anew"),
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


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("Ticker", "ETH/USDT", "the bot still holds coin"),
        ("Exchange", "Bybit", "the bot still holds coin"),
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


async def test_a_pair_with_another_quote_is_refused_at_once_for_a_bot_that_has_traded(
    anna: Person, rig: Rig
) -> None:
    made = await holding_bot(rig)
    await rig.now.service.stop(ANNA, made.state.bot_id, StopForm.CLOSE, None)
    await asked_for(anna, "Ticker")
    await anna.send("XRP/ETH")
    assert "not possible right now" in (await anna.reads("not possible")).text
