"""The door on aiogram's real polling: pairing, strangers, groups, old and doubled commands."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiogram import Bot
from aiogram.types import Message

from bot.access.middleware import Access
from bot.access.pairing import Pairing
from bot.access.people_directory import PeopleDirectory
from bot.access.strangers import Strangers
from bot.chat.draining_dispatcher import DrainingDispatcher
from bot.chat.pacing_middleware import PacingMiddleware
from bot.localchat import LocalChat
from bot.notifier.chat_pace import ChatPace
from db.migrate import upgrade
from db.store import Store, open_store
from engine.clock import SystemClock
from engine.outbox import ToPerson
from engine.people import Person as Listed
from engine.reads.journal import PeopleAct, PeopleActed
from engine.reads.logs import AuditQuery
from engine.tasks import Nursery
from tests.support.chat_control import ChatControl
from tests.support.local_chat_fixtures import ANN
from tests.support.person import Person
from tests.support.words import CATALOGUES, line_text

BEN = 2000


@dataclass
class Running:
    store: Store
    codes: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    ages: list[float] = field(default_factory=list)


@pytest.fixture
async def running(sqlite_url: str, bot: Bot, control: ChatControl) -> AsyncIterator[Running]:
    clock, dispatcher = SystemClock(), DrainingDispatcher()
    nursery = Nursery(clock)
    await upgrade(sqlite_url)
    async with open_store(sqlite_url, nursery, line_text) as store:
        made = Running(store)

        @dispatcher.message()
        async def handle(message: Message, person: Listed, age_s: float) -> None:
            made.ages.append(age_s)
            await message.answer(f"yes, {person.name}")

        owners = PeopleDirectory(store.people)
        pairing = Pairing(owners, store.people, clock, made.codes.put_nowait)
        strangers = Strangers(owners, store.people, store.outbox, pairing, clock, CATALOGUES)
        access = Access(
            people=owners,
            strangers=strangers,
            handled=store.handled_updates,
            limit=None,
            clock=clock,
            catalogues=CATALOGUES,
        )
        dispatcher.update.outer_middleware(access)
        bot.session.middleware(PacingMiddleware(ChatPace(), clock))
        nursery.start("pairing", pairing.run)
        nursery.start(
            "polling", lambda: dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
        await control.bot_polls()
        yield made
        await dispatcher.stop_polling()
        await dispatcher.drain()
        await nursery.stop("polling")
    await nursery.close()


async def pair(ann: Person, running: Running) -> None:
    code = (await running.codes.get()).split("/start ")[1].split()[0]
    await ann.send(f"/start {code}")
    await ann.reads("yes, You")


async def test_who_pairs_is_noted_as_the_owner(running: Running, ann: Person) -> None:
    await pair(ann, running)
    [joined] = (await running.store.journal.audit(AuditQuery())).entries
    assert joined.line == PeopleActed(act=PeopleAct.JOINED, user_id=ANN, name="You", detail="owner")
    assert joined.asked is not None
    assert joined.asked.chat_id == ANN


async def test_a_stranger_is_turned_away_and_the_owner_is_owed_a_notice(
    running: Running, chat: LocalChat, ann: Person, control: ChatControl
) -> None:
    await control.person("Ben", person_id=BEN, started=True)
    await pair(ann, running)
    async with Person(chat.page_url, BEN) as ben:
        await ben.send("/stop_all now")
        assert str(BEN) in (await ben.reads("private bot")).text
    owed = await running.store.outbox.waiting(ToPerson(ANN), 9)
    assert [item.notice.kind for item in owed] == ["stranger"]
    assert len(running.ages) == 1


async def test_in_a_group_only_the_list_is_heard(
    running: Running, chat: LocalChat, ann: Person, control: ChatControl
) -> None:
    await control.person("Ben", person_id=BEN, started=True)
    desk = await control.group("Desk", {ANN: "administrator", BEN: "member"})
    await pair(ann, running)
    async with Person(chat.page_url, BEN) as ben:
        await ben.send("/bots", chat=desk)
    await ann.send("/bots", chat=desk, anonymous=True)
    await ann.reads("I cannot see who wrote this", chat=desk)
    await ann.send("/bots", chat=desk)
    await ann.reads("yes, You", chat=desk)
    await ann.catch_up()
    assert len([message for message in ann.in_chat(desk) if message.by_bot]) == 2


async def test_old_commands_say_so_and_doubled_ones_are_handled_once(
    running: Running, ann: Person, control: ChatControl
) -> None:
    await pair(ann, running)
    await ann.send("/newbot", seconds_ago=540)
    await ann.reads("yes, You")
    await control.repeat_update()
    await ann.send("/help")
    await ann.reads("yes, You")
    assert len(running.ages) == 3
    assert running.ages[1] >= 540
