"""Each reads their own language: by their Telegram at first, then as they choose; notices and menu too."""

import pytest

from engine.core.types import Mode
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person


async def language_of(rig: Rig) -> str | None:
    person = await rig.now.store.people.owner(OWNER)
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
        assert shown.labels == ["English", "हिन्दी", "• Русский"]
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
    assert shown.labels == ["English", "• हिन्दी", "Русский"]
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
