"""Amounts are rounded for reading, and exact by a tap, wherever one was rounded: cards, lists, notices."""

import asyncio
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from sqlalchemy import update

from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.chat_pace import ChatId
from bot.notifier.on_the_way import OnTheWay
from bot.notifier.telegram import Rows, Sent
from db.chat_models import OutboxRow
from db.housekeeping import tidy
from engine.reads.views import BotFilter
from tests.chat.money import delivering
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot, told
from tests.support.person import Person, Seen

BOUGHT_AT, SOLD_AT = "60123.47", "60654.31"


async def cycled_bot(rig: Rig) -> None:
    """Make a bot that has done a cycle whose figures have more digits than are read."""
    made = await has_bot(rig, start=True, buy=BOUGHT_AT, sell=SOLD_AT, loop=False)
    await rig.binance.move("BTC/USDT", "60000")
    await rig.binance.move("BTC/USDT", "60700")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.cycles == 1


def line_of(seen: Seen, begin: str) -> str:
    return next(line for line in seen.text.splitlines() if begin in line)


async def exact_pnl(rig: Rig) -> str:
    (row,) = (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows
    return f"{row.pnl.normalize():f}"


async def test_a_card_shows_exact_figures_and_goes_back(anna: Person, rig: Rig) -> None:
    await cycled_bot(rig)
    exact = await exact_pnl(rig)
    card = await card_in_chat(anna)
    assert exact not in card.text
    await anna.tap("Exact")
    shown = await anna.reads(f"Realised: +{exact} USDT")
    assert shown.message_id == card.message_id
    assert not shown.has_button("Exact")
    await anna.tap("Rounded")
    back = await anna.reads("Realised:")
    assert line_of(back, "Realised") == line_of(card, "Realised")
    assert back.labels == card.labels


async def test_what_was_not_rounded_offers_nothing(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    card = await card_in_chat(anna)
    assert not card.has_button("Exact")
    await anna.send("/stats")
    assert not (await anna.reads("Statistics")).has_button("Exact")
    await anna.send("/bots")
    assert not (await anna.reads("Your bots")).has_button("Exact")


@pytest.mark.parametrize(("command", "head"), [("/stats", "Statistics"), ("/bots", "Your bots")])
async def test_lists_and_statistics_too(anna: Person, rig: Rig, command: str, head: str) -> None:
    await cycled_bot(rig)
    exact = await exact_pnl(rig)
    await anna.send(command)
    rounded = await anna.reads(head)
    assert exact not in rounded.text
    await anna.tap("Exact")
    assert head in (await anna.reads(exact)).text
    await anna.tap("Rounded")
    assert (await anna.reads(head)).text == rounded.text


@pytest.mark.usefixtures("notices")
async def test_notices_show_exactly_what_they_told_then(anna: Person, rig: Rig) -> None:
    await cycled_bot(rig)
    cycle = await told(anna, rig, "Cycle 1 of #1")
    exact = await exact_pnl(rig)
    assert exact not in cycle.text
    await has_bot(rig, start=True, key="another")  # the notice is of the first bot, whatever is newer
    await anna.tap("Exact", on=cycle)
    shown = await anna.reads(f"Cycle 1 of #1 BTC/USDT: +{exact} USDT")
    assert shown.message_id == cycle.message_id
    assert len(shown.text.splitlines()) == len(cycle.text.splitlines())
    await anna.tap("Rounded", on=shown)
    back = await anna.reads("Cycle 1 of #1")
    assert (back.text, back.labels) == (cycle.text, cycle.labels)


class HeldTelegram(AiogramTelegram):
    """Its answer is on the way back for as long as a test likes; what it answers stands in the chat."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(bot)
        self.answers = asyncio.Event()

    async def send(
        self, chat_id: int | str, thread_id: int | None, html: str, *, silent: bool, buttons: Rows = ()
    ) -> Sent:
        sent = await super().send(chat_id, thread_id, html, silent=silent, buttons=buttons)
        await self.answers.wait()
        return sent


class Awaited(OnTheWay):
    """Lets a test see that somebody waits."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()

    async def booked(self, chat: ChatId) -> None:
        self.asked.set()
        await super().booked(chat)


async def test_a_notice_can_be_tapped_before_it_is_booked_as_told(anna: Person, rig: Rig) -> None:
    rig.on_the_way = awaited = Awaited()
    await rig.restart()
    held = HeldTelegram(rig.now.bot)
    async with delivering(rig, telegram=held):
        await cycled_bot(rig)
        cycle = await told(anna, rig, "Cycle 1 of #1")
        exact = await exact_pnl(rig)
        await anna.tap("Exact", on=cycle)
        async with asyncio.timeout(anna.patience_seconds):
            await awaited.asked.wait()
        held.answers.set()
        shown = await anna.reads(f"Cycle 1 of #1 BTC/USDT: +{exact} USDT")
        assert shown.message_id == cycle.message_id


@pytest.mark.usefixtures("notices")
async def test_a_late_notice_stays_one(anna: Person, rig: Rig) -> None:
    await rig.now.store.people.unreachable(1000, "away")
    await cycled_bot(rig)
    await rig.clock.advance(600)
    await anna.send("/help")  # whoever writes can be reached again
    late = await told(anna, rig, "Cycle 1 of #1")
    assert late.text.startswith("Delayed. From")
    await anna.tap("Exact", on=late)
    shown = await anna.reads(await exact_pnl(rig))
    assert shown.text.splitlines()[0] == late.text.splitlines()[0]


@pytest.mark.usefixtures("notices")
async def test_a_notice_that_is_kept_no_more_says_so(anna: Person, rig: Rig) -> None:
    await cycled_bot(rig)
    cycle = await told(anna, rig, "Cycle 1 of #1")
    await rig.on_the_way.booked(cycle.chat_id)
    await tidy(rig.now.store.database, rig.clock.now() + timedelta(days=31))
    await anna.tap("Exact", on=cycle)
    await anna.reads_toast("/logs")


@pytest.mark.usefixtures("notices")
async def test_a_notice_that_would_be_worded_otherwise_now_is_left_as_it_stands(
    anna: Person, rig: Rig
) -> None:
    """Shown beside what stands there, its fills would be told twice."""
    await cycled_bot(rig)
    cycle = await told(anna, rig, "Cycle 1 of #1")
    await rig.now.store.database.execute(update(OutboxRow).values(kept_for=None))
    await anna.tap("Exact", on=cycle)
    await anna.reads_toast("/logs")
    assert anna.current(cycle).text == cycle.text


@pytest.mark.parametrize("junk", ["x|1", "x|7|bs:ALL:0", "x|1|", "x|1|x|1|bs", "x||"])
async def test_a_tap_that_nobody_made_is_an_old_button(anna: Person, rig: Rig, junk: str) -> None:
    await all_is_answered(anna)
    message = await rig.now.bot.send_message(
        1000,
        "old",
        reply_markup=InlineKeyboardMarkup(
            inline_keyboard=[[InlineKeyboardButton(text="old", callback_data=junk)]]
        ),
    )
    assert message.message_id
    await anna.tap("old")
    await anna.reads("button")
