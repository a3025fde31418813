"""Pictures in the chat: of a bot, of a period, of bots side by side; as each person wants them."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from PIL import Image

from bot.keyboards.callbacks import ShowPicture
from bot.pictures.pictures import NotDrawn, Pictures
from bot.pictures.theme import PALETTES, Theme
from bot.pictures.values import ComparisonPicture, Picture, PricePicture, ResultsPicture
from engine.core.types import Side
from engine.reads.history import PriceRange
from tests.chat.rig import Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot, is_owing
from tests.chat.test_users import joins
from tests.support.chat_control import ChatControl
from tests.support.person import Person, Seen

DORA = 3000


async def cycle(rig: Rig) -> None:
    await rig.binance.move("BTC/USDT", "59990")
    await rig.binance.move("BTC/USDT", "60601")


def has_button(label: str, seen: Seen) -> bool:
    return label in seen.labels


def is_picture(seen: Seen) -> bool:
    return seen.media is not None and seen.media["kind"] == "photo"


async def picture(anna: Person) -> Seen:
    return await anna.reads(is_picture)


async def page_of(anna: Person, seen: Seen) -> object:
    return Image.open(BytesIO(await anna.download(seen))).convert("RGB").getpixel((1, 1))


async def test_a_picture_of_a_bot_from_its_card(rig: Rig, anna: Person, drawn: list[Picture]) -> None:
    await has_bot(rig, start=True)
    past = rig.clock.now() - timedelta(minutes=3)
    rig.binance.past = [PriceRange(past, Decimal(59_000), Decimal(61_000), Decimal(60_500))]
    await cycle(rig)
    await card_in_chat(anna)
    await anna.tap("Picture")
    seen = await picture(anna)
    assert seen.text.splitlines()[0] == "#1 BTC/USDT · Binance · 🧪 PAPER"
    assert "2 fills" in seen.text
    assert "Realised: +4.788606 USDT, after fees" in seen.text
    assert await page_of(anna, seen) == PALETTES[Theme.LIGHT].page
    (shown,) = drawn
    assert isinstance(shown, PricePicture)
    assert shown.prices == tuple(rig.binance.past)
    assert [(fill.side, fill.price) for fill in shown.fills] == [
        (Side.BUY, Decimal(60_000)),
        (Side.SELL, Decimal(60_600)),
    ]
    assert [level.written for level in shown.levels] == ["60000", "60600", "60601"]
    assert shown.note == ""
    assert seen.labels[:5] == ["• 10 min", "1 h", "24 h", "7 d", "30 d"], "it fits the newest fills"
    card = anna.with_button("Refresh")
    assert not is_picture(card), "the card stays"


async def test_another_stretch_changes_the_picture_in_its_place(rig: Rig, anna: Person) -> None:
    await has_bot(rig, start=True)
    await card_in_chat(anna)
    await anna.tap("Picture")
    first = await picture(anna)
    assert "• 24 h" in first.labels
    for label in ("7 d", "30 d"):
        await anna.tap(label)
        seen = await anna.reads(partial(has_button, f"• {label}"))
        assert (seen.message_id, seen.edited) == (first.message_id, True)
    await anna.tap("Open card")
    await anna.reads("Realised:")


async def test_nothing_new_is_no_error(rig: Rig, anna: Person) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Picture")
    await picture(anna)
    await anna.tap("24 h")
    await anna.reads_toast()
    await anna.tap("24 h")
    await anna.reads_toast()
    await anna.send("/help")
    await anna.reads("What I can do")
    assert sum(is_picture(seen) for seen in anna.messages) == 1


async def test_results_and_bots_of_a_period(rig: Rig, anna: Person, drawn: list[Picture]) -> None:
    await has_bot(rig, start=True)
    await has_bot(rig, start=True, ticker="ETH/USDT", buy="2900", sell="2910", key="eth")
    await cycle(rig)
    await cycle(rig)
    await anna.send("/stats")
    await anna.reads("Statistics")
    await anna.tap("Picture")
    seen = await picture(anna)
    assert "PAPER · USDT" in seen.text
    results = drawn[-1]
    assert isinstance(results, ResultsPicture)
    (panel,) = results.panels
    assert panel.written == "+9.577212 USDT"
    assert panel.below.startswith("2 cycles · 100% won · fees ")
    assert (panel.start, panel.points[-1].total) == (Decimal(0), Decimal("9.577212"))

    await anna.tap("Week")
    week = await anna.reads(lambda seen: is_picture(seen) and "• Week" in seen.labels)
    assert week.message_id == seen.message_id
    await anna.tap("By bot")
    await anna.reads(lambda seen: is_picture(seen) and "By coin" in seen.labels)
    compared = drawn[-1]
    assert isinstance(compared, ComparisonPicture)
    (group,) = compared.groups
    assert [bot.label for bot in group.bots] == ["#1 BTC/USDT"]
    hour = f"{rig.clock.now():%H}:00"
    assert group.bots[0].hours == f"best hour {hour} +9.577212"

    await anna.tap("◀")
    await anna.reads(lambda seen: is_picture(seen) and "Nothing was traded then." in seen.text)
    before = drawn[-1]
    assert isinstance(before, ComparisonPicture)
    assert before.note == "Nothing was traded then."
    await anna.tap("Figures")
    await anna.reads(lambda seen: not is_picture(seen) and "Nothing was traded then." in seen.text)


async def test_what_cannot_be_drawn_is_said(rig: Rig, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_: Pictures, __: Picture) -> bytes:
        raise NotDrawn

    monkeypatch.setattr(Pictures, "draw", fails)
    await has_bot(rig, start=True)
    await cycle(rig)
    await card_in_chat(anna)
    await anna.tap("Picture")
    seen = await anna.reads("The picture could not be drawn")
    assert "Realised: +4.788606 USDT, after fees" in seen.text
    assert "🧪 PAPER" in seen.text
    await anna.send("/stats")
    await anna.reads("Statistics")
    await anna.tap("Picture")
    assert "+4.788606 USDT" in (await anna.reads("The picture could not be drawn")).text


async def test_where_nobody_tells_prices_the_picture_says_so(
    rig: Rig, anna: Person, drawn: list[Picture]
) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Picture")
    await picture(anna)
    (shown,) = drawn
    assert isinstance(shown, PricePicture)
    assert shown.note == "No prices are known of this time."


async def test_a_person_chooses_the_dark(rig: Rig, anna: Person) -> None:
    await has_bot(rig)
    await anna.send("/settings")
    assert "• Light pictures" in (await anna.reads("Settings")).labels
    await anna.tap("Dark pictures")
    await anna.reads(lambda seen: "• Dark pictures" in seen.labels)
    await rig.restart()
    await card_in_chat(anna)
    await anna.tap("Picture")
    assert await page_of(anna, await picture(anna)) == PALETTES[Theme.DARK].page


async def test_nobody_sees_a_picture_of_somebody_elses_bot(
    rig: Rig, anna: Person, control: ChatControl, drawn: list[Picture]
) -> None:
    card = await has_bot(rig, start=True)
    await cycle(rig)
    await control.person("Dora", person_id=DORA, started=True)
    await card_in_chat(anna)
    await anna.tap("Picture")
    await picture(anna)
    button = InlineKeyboardButton(
        text="this", callback_data=ShowPicture(bot=card.state.bot_id, stretch=None).pack()
    )
    async with Person(rig.chat.page_url, DORA) as dora:
        await joins(anna, dora, "trader")
        shown = await rig.now.bot.send_message(
            DORA, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
        )
        await dora.catch_up()
        await dora.tap("this", on=dora.shown[DORA, shown.message_id])
        await dora.reads_toast()
        await dora.send("/stats")
        await dora.reads("Statistics")
        await dora.tap("Picture")
        await picture(dora)
        theirs = drawn[-1]
        assert isinstance(theirs, ResultsPicture)
        assert theirs.panels == ()
    of_bot = [one for one in drawn if isinstance(one, PricePicture)]
    assert len(of_bot) == 1, f"{card.state.ref.label} was drawn for somebody else"


async def told_of_cycle(rig: Rig, anna: Person, number: int) -> None:
    """Have a cycle that Anna reads of: a private chat takes one message a second."""
    await rig.clock.advance(2)
    await cycle(rig)
    await anna.reads(f"Cycle {number} of #1")
    while await is_owing(rig):
        await rig.clock.advance(0.01)
    await anna.turn_the_page()
    await all_is_answered(anna)
    await rig.clock.advance(2)


def pictures_of(anna: Person) -> int:
    return sum(is_picture(seen) for seen in anna.messages)


@pytest.mark.usefixtures("notices")
async def test_a_picture_follows_a_cycle_for_whoever_wants_it(rig: Rig, anna: Person) -> None:
    await has_bot(rig, start=True)
    await cycle(rig)
    await anna.reads("+4.788606 USDT")
    await anna.send("/settings")
    assert "Picture after cycles: off" in (await anna.reads("Settings")).labels
    await anna.tap("Picture after cycles: off")
    await anna.reads(partial(has_button, "Picture after cycles: on"))
    await rig.clock.advance(61)
    assert pictures_of(anna) == 0, "nobody had asked for it"
    await told_of_cycle(rig, anna, 2)
    seen = await picture(anna)
    assert seen.silent
    assert "4 fills" in seen.text
    await told_of_cycle(rig, anna, 3)
    await rig.clock.advance(61)
    await told_of_cycle(rig, anna, 4)
    await anna.reads(lambda seen: is_picture(seen) and "8 fills" in seen.text)
    await anna.catch_up()
    assert pictures_of(anna) == 2, "one a minute is enough"
    await anna.send("/settings")
    await anna.reads("Settings")
    await anna.tap("Picture after cycles: on")
    await anna.reads(partial(has_button, "Picture after cycles: off"))
    await rig.clock.advance(61)
    await told_of_cycle(rig, anna, 5)
    await anna.send("/help")
    await anna.reads("What I can do")
    assert pictures_of(anna) == 2
