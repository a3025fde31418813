"""What is told in the alert chat is for owners to say."""

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import Place, SetNotices
from engine.notice_settings import Delivery, NoticeKind
from engine.outbox import ToAlerts
from engine.people import Role
from tests.chat.rig import Rig
from tests.support.chat_control import ChatControl
from tests.support.person import Person


async def test_a_viewer_and_a_trader_change_nothing_there(rig: Rig, control: ChatControl) -> None:
    people, book = rig.now.store.people, rig.now.store.notice_settings
    before = await book.of(ToAlerts())
    mute = SetNotices(place=Place.GROUP, kind=NoticeKind.FILLS, delivery=Delivery.OFF)
    for role in (Role.VIEWER, Role.TRADER):
        ben_id = await control.person("Ben", started=True)
        await people.admit(ben_id, "Ben", ben_id, rig.clock.now())
        await people.set_role(ben_id, role)
        async with Person(rig.chat.page_url, ben_id) as ben:
            await rig.now.bot.send_message(ben_id, "old", reply_markup=markup([[button("Off", mute)]]))
            await ben.reads("old")
            await ben.tap("Off")
            await ben.reads("You are not allowed to do that.")
    assert await book.of(ToAlerts()) == before
    async with Person(rig.chat.page_url) as anna:
        await rig.now.bot.send_message(anna.person_id, "old", reply_markup=markup([[button("Off", mute)]]))
        await anna.reads("old")
        await anna.tap("Off")
        await anna.reads("Fills")
    assert (await book.of(ToAlerts())).chosen(NoticeKind.FILLS) is Delivery.OFF
