"""What the form asks may be answered in words of one's own language, and with what stands on its buttons."""

import pytest

from bot.parsing.newbot_parser import read_line
from bot.parsing.values import Unclear, read_loop, read_mode, read_percent, read_price, read_side
from engine.core.types import Mode, Side
from engine.reads.views import BotFilter
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person, Seen

EXCHANGES = ("Binance", "Binance F", "Bybit", "Bybit F")


@pytest.mark.parametrize("word", ["купить", "Покупка", "खरीदें", "ख़रीदें", "खरीद", "buy"])
def test_to_buy(word: str) -> None:
    assert read_side(word) is Side.BUY


@pytest.mark.parametrize("word", ["продать", "ПРОДАЖА", "बेचें", "बेचना", "sell"])
def test_to_sell(word: str) -> None:
    assert read_side(word) is Side.SELL


@pytest.mark.parametrize(
    ("word", "loops"),
    [
        ("да", True),
        ("Нет", False),
        ("हाँ", True),
        ("हां", True),
        ("नहीं", False),
        ("цикл", True),
        ("один раз", False),
    ],
)
def test_yes_and_no(word: str, *, loops: bool) -> None:
    assert read_loop(word) is loops


def test_no_trailing_and_modes_and_distances() -> None:
    assert read_percent("нет") is None
    assert read_percent("без трейлинга") is None
    assert read_percent("नहीं") is None
    assert read_mode("тестнет") is Mode.TESTNET
    for distance in ("последняя - 0,2 %", "последняя-0.2%", "अंतिम-0.2%"):
        assert read_price(distance) == read_price("last-0.2%")
    for foreign in ("может быть", "शायद"):
        with pytest.raises(Unclear):
            read_loop(foreign)


@pytest.mark.parametrize("typed", ["нет", "Создать и запустить", "नहीं"])
def test_what_is_no_answer_is_quoted_as_it_was_written(typed: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_price(typed)
    assert caught.value.fault.values["typed"] == typed


@pytest.mark.parametrize(
    "line",
    [
        "BTC/USDT Binance купить 0,01 60000 60600 трейлинг 0,5% цикл",
        "BTC/USDT Binance сначала купить количество 0.01 60000 60600 трейлинг 0.5 % цикл: да",
        "BTC/USDT Binance खरीदें 0.01 60000 60600 ट्रेलिंग 0.5% लूप",
        "BTC/USDT, Binance, 0.01, купить по 60000 и продать по 60600, трейлинг: 0.5%, повторять",
    ],
)
def test_a_line_may_be_in_them(line: str) -> None:
    found = read_line(line, EXCHANGES)
    assert found.problems == ()
    assert found.draft == read_line("BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop", EXCHANGES).draft


def test_a_line_may_say_no_in_them() -> None:
    found = read_line("BTC/USDT Binance ПРОДАТЬ 0.01 60000 60600 без трейлинга без цикла", EXCHANGES)
    assert found.problems == ()
    assert (found.draft.first_order, found.draft.infinite_loop, found.draft.trailing_percent) == (
        Side.SELL,
        False,
        None,
    )


ANSWERS = {
    "ru": ("купить", "0.01", "60000", "60600", "нет", "да", "Создать"),
    "hi": ("खरीदें", "0.01", "60000", "60600", "नहीं", "हाँ", ""),
    "en": ("Buy", "0.01", "60000", "60600", "None", "Yes", "create stopped"),
}


@pytest.mark.parametrize("language", ANSWERS)
async def test_a_whole_form_without_a_tap(rig: Rig, control: ChatControl, language: str) -> None:
    await control.person("Ivan", person_id=OWNER, started=True, language_code=language)
    await rig.now.store.people.admit(OWNER, "Ivan", OWNER, rig.clock.now())
    await rig.now.store.people.reads(OWNER, language)
    async with Person(rig.chat.page_url) as ivan:
        await ivan.send("/newbot")
        first = await ivan.reads(lambda seen: "ETH/USDT" in seen.labels)
        shown = await after(ivan, "BTC/USDT", first)
        for answer in ("Binance", *ANSWERS[language][:-1]):
            shown = await after(ivan, answer, shown)
        assert "60000" in shown.text
        assert "60600" in shown.text
        stopped = shown.labels[0] if language != "en" else ANSWERS["en"][-1]
        await ivan.send(stopped.upper() if language == "en" else stopped)
        await ivan.reads("#1 BTC/USDT")
        [row] = (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows
        card = await rig.now.service.card(ANNA, row.bot_id)
        assert (card.state.config.first_order, card.state.config.infinite_loop) == (Side.BUY, True)
        assert ivan.current(shown).buttons == [], "the form has gone"


async def after(ivan: Person, answer: str, before: Seen) -> Seen:
    """Answer, and return the form with another question."""
    await ivan.send(answer)
    return await ivan.reads(lambda seen: bool(seen.labels) and seen.text != before.text)


async def test_back_and_cancel_may_be_written(anna: Person, rig: Rig) -> None:
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    await anna.send("BTC/USDT")
    await anna.reads("On which exchange?")
    await anna.send("back")
    await anna.reads("Which trading pair?")
    await anna.send("BTC/USDT")
    form = await anna.reads("On which exchange?")
    await anna.send("Cancel")
    await anna.reads("The form is closed; nothing was done.")
    assert anna.current(form).buttons == []
    assert (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows == ()
    await anna.send("BTC/USDT")
    await anna.reads("No form is open.")


async def test_the_name_of_a_field_chooses_it_and_save_saves(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    await anna.send("/bots")
    await anna.reads("Your bots")
    await anna.tap("#1 BTC/USDT")
    await anna.reads("Realised:")
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.send("change")
    await anna.reads("What do you want to change?")
    await anna.send("sell price")
    await anna.reads("Sell at which price")
    await anna.send("60700")
    await anna.reads("Sell price: 60600 → 60700")
    await anna.send("SAVE")
    await anna.reads("Changes saved.")
    card = await rig.now.service.card(ANNA, made.state.bot_id)
    assert card.state.config.sell_price == 60700
