"""Each reads their own language: by their Telegram at first, then as they choose; notices and menu too."""

import re

import pytest

from engine.core.types import Mode, Status
from engine.reads.views import BotFilter
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person


async def language_of(rig: Rig) -> str | None:
    person = await rig.now.store.people.person(OWNER)
    assert person is not None
    return person.language


@pytest.fixture
async def ivan(rig: Rig, control: ChatControl) -> Person:
    """The owner, whose Telegram speaks Russian."""
    await control.person("Ivan", person_id=OWNER, started=True, language_code="ru")
    return Person(rig.chat.page_url)


async def test_the_first_language_is_that_of_their_telegram(rig: Rig, ivan: Person) -> None:
    async with ivan:
        await ivan.send("/settings")
        shown = await ivan.reads("Настройки")
        assert "Язык: Русский" in shown.text
        assert shown.labels[:5] == ["English", "हिन्दी", "• Русский", "Уведомления", "Часовой пояс"]
        assert await language_of(rig) == "ru"
        assert (await ivan.commands())["bots"] == "ваши боты и их карточки"


async def test_a_telegram_that_speaks_none_of_ours_gets_that_of_the_installation(
    rig: Rig, control: ChatControl
) -> None:
    await control.person("Klaus", person_id=OWNER, started=True, language_code="de")
    async with Person(rig.chat.page_url) as klaus:
        await klaus.send("/settings")
        assert "Language: English" in (await klaus.reads("Settings")).text
        assert (await klaus.commands())["bots"] == "your bots and their cards"
    assert await language_of(rig) is None


async def test_another_language_is_chosen_by_a_tap_and_stays(rig: Rig, anna: Person) -> None:
    await anna.send("/settings")
    await anna.reads("Language: English")
    await anna.tap("हिन्दी")
    shown = await anna.reads("भाषा: हिन्दी")
    assert shown.labels[:5] == ["English", "• हिन्दी", "Русский", "सूचनाएँ", "टाइम ज़ोन"]
    assert (await anna.commands())["bots"] == "आपके बॉट और उनके कार्ड"
    await rig.restart()
    await anna.send("/settings")
    assert "सेटिंग्स" in (await anna.reads("भाषा")).text
    assert (await anna.commands())["bots"] == "आपके बॉट और उनके कार्ड"
    await anna.tap("English")
    await anna.reads("Done. From now on I write to you in English.")
    assert (await anna.commands())["bots"] == "your bots and their cards"


async def test_a_notice_is_in_the_language_of_its_reader_when_it_is_sent(
    rig: Rig, anna: Person, notices: None
) -> None:
    await rig.now.store.people.reads(OWNER, "ru")
    card = await has_bot(rig, start=True)
    await rig.now.service.stop_all(ANNA)
    told = await anna.reads("остановлен")
    assert f"#{card.number} BTC/USDT остановлен ({Mode.PAPER.value}, Binance)" in told.text


async def test_a_group_reads_the_language_of_the_installation(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    await rig.now.store.people.admit(OWNER, "Anna", OWNER, rig.clock.now())
    await rig.now.store.people.reads(OWNER, "hi")
    group = await control.group("Desk", {OWNER: "creator"})
    await anna.send("/settings", chat=group)
    assert "सेटिंग्स" in (await anna.reads("भाषा")).text
    assert "I have answered you in our private chat." in (await anna.reads("private chat", chat=group)).text


async def test_who_asks_in_a_group_at_first_is_answered_in_the_language_of_their_telegram(
    rig: Rig, ivan: Person, control: ChatControl
) -> None:
    group = await control.group("Desk", {OWNER: "creator"})
    async with ivan:
        await ivan.send("/settings", chat=group)
        await ivan.reads("Настройки")


FORMS = {
    "ru": (
        [
            ("BTC/USDT", "какой бирже?"),
            ("Binance", "Какой ордер первый?"),
            ("BUY", "Сколько BTC?"),
            ("0.01", "По какой цене в USDT покупать?"),
            ("60000", "По какой цене в USDT продавать?"),
            ("60600", "Использовать трейлинг?"),
            ("нет", "Начинать заново после каждого цикла?"),
            ("да", "Каждый цикл приносит +4.788606 USDT за вычетом комиссий 1.205394 USDT."),
        ],
        ("Новый бот · 🧪 PAPER", "Количество: 0.01 BTC", "Трейлинг: нет · Повтор циклов: да"),
        ("Создать и запустить", "Создан и запущен."),
        ("Какая торговая пара?", "«60000-1%» – не цена. Для цены напишите +1% или -1%"),
    ),
    "hi": (
        [
            ("BTC/USDT", "किस एक्सचेंज पर?"),
            ("Binance", "पहले कौन सा ऑर्डर?"),
            ("BUY", "कितना BTC?"),
            ("0.01", "USDT में किस भाव पर खरीदें?"),
            ("60000", "USDT में किस भाव पर बेचें?"),
            ("60600", "भाव को ट्रेल करें?"),
            ("नहीं", "हर साइकल के बाद फिर शुरू करें?"),
            ("हाँ", "1.205394 USDT फ़ीस काटकर हर साइकल में +4.788606 USDT मिलेंगे।"),
        ],
        ("नया बॉट · 🧪 PAPER", "मात्रा: 0.01 BTC", "ट्रेल: नहीं · लूप: हाँ"),
        ("बनाएँ और स्टार्ट करें", "बन गया और चालू हो गया।"),
        ("कौन सा ट्रेडिंग पेयर?", "“60000-1%” भाव नहीं है। भाव के लिए +1% या -1% लिखें"),
    ),
}
"""What a person taps or types with what it brings, the review, the last tap, and a slip on the way."""
ENGLISH_WORDS = re.compile(r"\b(the|price|tap|type|your|cycle|order|bot|loop)\b", re.IGNORECASE)


@pytest.mark.parametrize("language", FORMS)
async def test_a_bot_is_made_in_the_language_of_its_maker(
    rig: Rig, control: ChatControl, language: str
) -> None:
    steps, review, (last, made), (first, slip) = FORMS[language]
    await control.person("Anna", person_id=OWNER, started=True, language_code=language)
    async with Person(rig.chat.page_url) as person:
        await person.send("/newbot")
        shown = await person.reads(first)
        for answer, brings in steps:
            if answer == "60600":
                await person.send("60000-1%")
                await person.reads(slip)
            await (person.tap if answer in shown.labels else person.send)(answer)
            shown = await person.reads(brings)
            assert not ENGLISH_WORDS.search(shown.text)
        assert all(line in shown.text for line in review)
        await person.tap(last)
        await person.reads(made)
    assert [row.status for row in (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows] == [
        Status.ACTIVE
    ]


@pytest.mark.parametrize("language", FORMS)
async def test_what_the_buttons_of_a_form_say_can_be_typed(
    rig: Rig, control: ChatControl, language: str
) -> None:
    steps, review, _, (first, _) = FORMS[language]
    await control.person("Anna", person_id=OWNER, started=True, language_code=language)
    async with Person(rig.chat.page_url) as person:
        await person.send("/newbot")
        shown = await person.reads(first)
        for answer, brings in steps:
            await person.send(answer)
            shown = await person.reads(brings)
        assert all(line in shown.text for line in review)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ru",
            [
                "Я не понимаю «wow!».",
                "Количество указано дважды; я взял первое.",
                "если значения выше верны",
            ],
        ),
        ("hi", ["मैं “wow!” नहीं समझा।", "मात्रा दो बार दी गई है; मैंने पहली ली।", "तो यही सही है दबाएँ।"]),
    ],
)
async def test_what_is_not_understood_of_a_line_is_said_in_their_language(
    rig: Rig, control: ChatControl, language: str, said: list[str]
) -> None:
    await control.person("Anna", person_id=OWNER, started=True, language_code=language)
    async with Person(rig.chat.page_url) as person:
        await person.send("/newbot BTC/USDT Binance first buy qty 0.01 qty 0.02 buy 60000 sell 60600 wow!")
        shown = await person.reads(said[0])
        assert all(one in shown.text for one in said)


async def test_a_form_answers_again_after_the_language_that_was_chosen_already(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600 once")
    await anna.reads("Each cycle brings")
    await anna.send("/settings")
    await anna.reads("Language: English")
    await anna.send("hello")
    first = await anna.reads("lets you type another value")
    await anna.tap("• English")
    await anna.reads("From now on I write to you in English")
    await anna.send("hello")
    again = await anna.reads("lets you type another value")
    assert again.text != first.text


@pytest.mark.parametrize("written", ["активные", "Стоят", "active"])
async def test_a_list_is_asked_for_by_what_its_button_is_called(rig: Rig, ivan: Person, written: str) -> None:
    await has_bot(rig)
    async with ivan:
        await ivan.send("/bots")
        labels = (await ivan.reads("Ваши боты")).labels
        await ivan.send(f"/bots {written}")
        shown = await ivan.reads("Ваши боты · ")
        assert any(label.startswith("• ") and label != labels[0] for label in shown.labels), shown.labels
