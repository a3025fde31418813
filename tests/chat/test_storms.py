"""What comes again and again, as it is seen in the chat: one message that changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.config.values import ChatPlace
from engine.core.notices import BotPaused, PriceStreamSilent
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.types import BotId
from engine.outbox import ToAlerts, ToPerson
from tests.chat.money import delivering
from tests.chat.rig import OWNER, Rig
from tests.chat.stories import has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person, Seen


async def says(anna: Person, rig: Rig, wanted: str, *, chat: int = OWNER) -> Seen:
    """Return the message that says so, letting time pass until one does: 5 min at most.

    It is given half a second for each 5 s: what it takes to write to the chat is not of the story's time.
    """
    for _ in range(60):
        await rig.clock.advance(5)
        for _ in range(10):
            await anna.catch_up()
            if found := [seen for seen in anna.in_chat(chat) if seen.by_bot and wanted in seen.text]:
                return found[-1]
            await asyncio.sleep(0.05)
    raise AssertionError(f"Not told: {wanted!r}\n{anna.account()}")


@asynccontextmanager
async def restarted(rig: Rig) -> AsyncIterator[None]:
    await rig.restart()
    async with delivering(rig):
        yield


def pauses(anna: Person) -> list[Seen]:
    return [seen for seen in anna.messages if seen.by_bot and "#1 BTC/USDT paused" in seen.text]


async def again(rig: Rig, anna: Person, bot_id: BotId) -> None:
    """Have the bot go on by its newest buttons, and pause for the same reason once more."""
    (notice,) = pauses(anna)
    await anna.turn_the_page()
    await anna.tap("Re-place", on=anna.current(notice))
    await anna.reads("Started.")
    await rig.binance.cancel_by_hand(bot_id)


async def test_a_pause_that_comes_back_is_one_message_whose_buttons_are_about_the_newest(
    anna: Person, rig: Rig
) -> None:
    made = await has_bot(rig, start=True)
    bot_id = made.state.bot_id
    async with delivering(rig):
        await rig.binance.cancel_by_hand(bot_id)
        first = await says(anna, rig, "#1 BTC/USDT paused")
        await again(rig, anna, bot_id)
        twice = await says(anna, rig, "🔁 2 times since")
        assert twice.message_id == first.message_id
        assert twice.text.startswith(first.text)
        assert twice.labels == first.labels == ["Re-place", "Stop", "Open card"]
    async with restarted(rig):
        await again(rig, anna, bot_id)
        await says(anna, rig, "🔁 3 times since")
        assert len(pauses(anna)) == 1
        await anna.tap("Re-place", on=anna.current(first))
        await anna.reads("Started.")
        assert bot_id in rig.binance.resting
    await anna.send("/notices")
    history = await anna.reads("Notices: all bots, all days")
    assert history.text.count("#1 BTC/USDT paused") == 3, "each time stands in the history"


async def test_another_reason_is_a_message_of_its_own(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    async with delivering(rig):
        await rig.binance.cancel_by_hand(made.state.bot_id)
        await says(anna, rig, "#1 BTC/USDT paused")
        other = InsufficientFunds(coin="USDT", needed=Decimal(600), available=Decimal(1))
        await owe(rig, BotPaused(bot=made.state.ref, at=rig.clock.now(), reason=other, revision=7))
        await says(anna, rig, "600 USDT")
    assert len(pauses(anna)) == 2
    assert not any("🔁" in seen.text for seen in anna.messages)


async def owe(rig: Rig, notice: BotPaused | PriceStreamSilent, *, group: bool = False) -> None:
    audience = ToAlerts() if group else ToPerson(OWNER)
    await rig.now.store.outbox.owe(audience, replace(notice, at=rig.clock.now()))


@pytest.mark.parametrize("group", [False, True], ids=["private", "group"])
async def test_a_stream_that_breaks_again_and_again_is_one_message_until_it_is_over(
    anna: Person, rig: Rig, control: ChatControl, *, group: bool
) -> None:
    desk = await control.group("Desk", {OWNER: "creator"})
    chat = desk if group else OWNER
    made = await has_bot(rig)
    broken = PriceStreamSilent(bot=made.state.ref, at=rig.clock.now(), since=rig.clock.now())
    async with delivering(rig, ChatPlace(desk)):
        for _ in range(3):
            await owe(rig, broken, group=group)
            await rig.clock.advance(60)
            await owe(rig, replace(broken, over=True), group=group)
            await rig.clock.advance(60)
        over = await says(anna, rig, "✅ Recovered. It happened 3 times in", chat=chat)
    assert over.text.startswith("▶️ #1 BTC/USDT has live prices again (PAPER, Binance)")
    about = [seen for seen in anna.in_chat(chat) if seen.by_bot and "live prices" in seen.text]
    assert [seen.message_id for seen in about] == [over.message_id]


@pytest.mark.parametrize(
    ("language", "again", "over"),
    [
        ("ru", "🔁 2 раза с ", "это произошло 2 раза."),  # noqa: RUF001
        ("hi", " से अब तक 2 बार", "✅ अब सब ठीक है।"),
    ],
    ids=["ru", "hi"],
)
async def test_it_is_counted_in_the_words_of_its_reader(
    anna: Person, rig: Rig, language: str, again: str, over: str
) -> None:
    made = await has_bot(rig)
    broken = PriceStreamSilent(bot=made.state.ref, at=rig.clock.now(), since=rig.clock.now())
    async with delivering(rig):
        await rig.now.store.people.reads(OWNER, language)
        for _ in range(2):
            await owe(rig, broken)
            await rig.clock.advance(20)
        await says(anna, rig, again)
        await owe(rig, replace(broken, over=True))
        await says(anna, rig, over)
