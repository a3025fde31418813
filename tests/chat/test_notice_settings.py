"""/settings: how notices are told, chosen in the chat by whom they are for."""

from engine.notice_settings import Delivery, NoticeKind
from engine.outbox import ToAlerts, ToPerson
from tests.chat.money import delivering
from tests.chat.rig import OWNER, Rig
from tests.chat.stories import has_bot
from tests.support.person import Person


async def opens_notices(anna: Person) -> None:
    await anna.send("/settings")
    await anna.reads("Settings")
    await anna.tap("Notices")
    await anna.reads("What I send you")


async def test_a_kind_is_chosen_by_taps_and_stays(rig: Rig, anna: Person) -> None:
    await opens_notices(anna)
    await anna.tap("Stops")
    shown = await anna.reads("A bot that has stopped")
    assert shown.labels == ["• with sound", "without sound", "in an hourly digest", "not sent", "Back"]
    await anna.tap("not sent")
    assert "Stops: not sent" in (await anna.reads("What I send you")).text
    await rig.restart()
    await opens_notices(anna)
    assert "Stops: not sent" in anna.last.text
    chosen = await rig.now.store.notice_settings.of(ToPerson(OWNER))
    assert chosen.chosen(NoticeKind.STOPS) is Delivery.OFF


async def test_what_needs_a_decision_cannot_be_switched_off(anna: Person) -> None:
    await opens_notices(anna)
    await anna.tap("Decisions, errors")
    shown = await anna.reads("It is always sent.")
    assert shown.labels == ["• with sound", "without sound", "Back"]


async def test_the_alert_chat_has_settings_of_its_own(rig: Rig, anna: Person) -> None:
    await opens_notices(anna)
    await anna.tap("The alert chat")
    await anna.reads("What I send to the alert chat")
    await anna.tap("Cycles")
    await anna.reads("The result of a cycle")
    await anna.tap("not sent")
    assert "Cycles: not sent" in (await anna.reads("What I send to the alert chat")).text
    await anna.tap("My own notices")
    assert "Cycles: without sound" in (await anna.reads("What I send you")).text
    assert (await rig.now.store.notice_settings.of(ToAlerts())).chosen(NoticeKind.CYCLES) is Delivery.OFF


async def test_what_is_switched_off_is_not_sent(rig: Rig, anna: Person) -> None:
    await opens_notices(anna)
    await anna.tap("Stops")
    await anna.reads("A bot that has stopped")
    await anna.tap("not sent")
    await anna.reads("Stops: not sent")
    async with delivering(rig):
        await has_bot(rig, start=True, loop=False)
        await rig.binance.move("BTC/USDT", "59990")
        await rig.binance.move("BTC/USDT", "60610")
        cycle = await anna.reads("Cycle 1 of #1 BTC/USDT")
    assert "stopped" not in cycle.text
