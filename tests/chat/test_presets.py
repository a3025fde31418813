"""Presets of one's own: kept from a form or a bot, offered where they fit, removed in the settings."""

from dataclasses import replace

from engine.core.checks import Field
from engine.outbox import ToPerson
from engine.presets import MOST, Preset, keeping
from tests.chat.rig import OWNER, Rig
from tests.chat.stories import card_in_chat, has_bot
from tests.support.person import Person


async def test_what_is_kept_from_a_form_is_offered_in_the_next(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 100 USDT 60000 60600 trail 0.35% once")
    await anna.reads("Each cycle brings")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Keep as preset")
    offer = await anna.reads("Which of these shall I keep?")
    for label in ("Quantity: 100 USDT", "Trailing: 0.35%", "Ticker: BTC/USDT", "Exchange: Binance"):
        await anna.tap(label, on=offer)
        await anna.reads_toast("Kept.")
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    for label, asked in (
        ("⭐ BTC/USDT", "On which exchange?"),
        ("⭐ Binance", "Which order comes first?"),
        ("BUY", "How much BTC?"),
        ("⭐ 100 USDT", "Buy at which price"),
    ):
        await anna.tap(label)
        await anna.reads(asked)
    await anna.send("60000")
    await anna.reads("Sell at which price")
    await anna.send("60600")
    await anna.reads(lambda seen: seen.has_button("⭐ 0.35%"))
    await anna.tap("⭐ 0.35%")
    await anna.reads("Start again after each cycle?")
    await anna.tap("no")
    review = await anna.reads("Each cycle brings")
    assert "Trailing: 0.35%" in review.text
    assert "Quantity: 0.00166 BTC" in review.text


async def test_what_is_kept_from_a_bot_is_offered_for_pairs_with_that_coin(rig: Rig, anna: Person) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Keep as preset")
    offer = await anna.reads("Which of these shall I keep?")
    await anna.tap("Quantity: 0.01 BTC", on=offer)
    await anna.reads_toast("Kept.")
    for pair, fits in (("BTC/USDT", True), ("ETH/USDT", False)):
        await anna.send(f"/newbot {pair} Binance BUY")
        asked = await anna.reads("How much")
        assert asked.has_button("⭐ 0.01 BTC") is fits


async def test_a_preset_is_removed_in_the_settings(rig: Rig, anna: Person) -> None:
    mine, book = Preset(kind=Field.TRAILING, value="0.35%"), rig.now.store.notice_settings
    await book.change(ToPerson(OWNER), lambda before: replace(before, presets=(mine,)))
    await anna.send("/settings")
    await anna.reads("")
    await anna.tap("Presets")
    await anna.reads("Your own answers")
    await anna.tap("✕ Trailing: 0.35%")
    await anna.reads("You have no presets.")
    assert (await book.of(ToPerson(OWNER))).presets == ()


def test_there_are_so_many_of_a_kind_and_none_that_no_button_takes() -> None:
    kept: tuple[Preset, ...] = ()
    for number in range(MOST + 3):
        kept = keeping(kept, Preset(kind=Field.TRAILING, value=f"0.{number}1%"))
    assert len(kept) == MOST
    assert len(keeping(kept, Preset(kind=Field.TICKER, value="BTC/USDT"))) == MOST + 1
    assert keeping((), Preset(kind=Field.TICKER, value="币" * 14)) == ()
    assert keeping((), Preset(kind=Field.LOOP, value="yes")) == ()
