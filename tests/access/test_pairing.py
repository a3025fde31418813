"""The pairing code makes one owner, once, and gives itself to nobody else."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiogram.types import Chat, User

from bot.access.pairing import LIFETIME, MOST_MISSES, Outcome, Pairing
from bot.access.people_directory import PeopleDirectory
from engine.people import hash_of
from engine.tasks import Nursery
from tests.access.door import Door, make_door
from tests.support.clock import ManualClock
from tests.support.memory_chat_tables import MemoryPeople

ANN, MALLORY = 11, 66


class Desk:
    def __init__(self) -> None:
        self.clock, self.people, self.shown = ManualClock(), MemoryPeople(), list[str]()
        self.pairing = Pairing(
            PeopleDirectory(self.people), self.people, self.clock, self.shown.append, "scalper_bot"
        )
        self.nursery = Nursery(self.clock)

    @property
    def code(self) -> str:
        return self.shown[-1].split("/start ")[1].split()[0]

    async def open(self) -> None:
        self.nursery.start("pairing", self.pairing.run)
        await self.clock.settle()

    async def redeem(self, code: str, user_id: int = ANN) -> Outcome:
        return await self.pairing.redeem(user_id, "Ann", user_id, code)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    await made.open()
    yield made
    await made.nursery.close()


async def test_the_right_code_makes_the_owner_once(desk: Desk) -> None:
    code = desk.code
    assert await desk.redeem(code) is Outcome.PAIRED
    assert desk.people.listed[ANN].chat_id == ANN
    assert desk.people.pairing is None
    assert await desk.redeem(code, MALLORY) is Outcome.CLOSED
    await desk.clock.advance(3600)
    assert len(desk.shown) == 1
    assert not desk.nursery.runs("pairing")


async def test_two_at_once_make_one_owner(desk: Desk) -> None:
    outcomes = await asyncio.gather(desk.redeem(desk.code), desk.redeem(desk.code, MALLORY))
    assert sorted(outcome.name for outcome in outcomes) == ["CLOSED", "PAIRED"]
    assert len(desk.people.listed) == 1


async def test_the_code_has_at_least_128_bits_fits_a_link_and_is_kept_as_a_hash(desk: Desk) -> None:
    assert len(desk.code) * 6 >= 128
    assert f"https://t.me/scalper_bot?start={desk.code}" in desk.shown[0]
    assert len(desk.code) <= 64
    assert desk.people.pairing is not None
    assert desk.people.pairing[0] == hash_of(desk.code)
    assert desk.code not in repr(desk.people)


async def test_the_code_stands_in_no_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await desk.redeem("wrong")
    await desk.clock.advance(900)
    await desk.redeem(desk.code)
    assert not [shown for shown in desk.shown if shown.split("/start ")[1].split()[0] in caplog.text]


async def test_a_lapsed_code_is_replaced(desk: Desk) -> None:
    first = desk.code
    await desk.clock.advance(LIFETIME.total_seconds() - 1)
    assert len(desk.shown) == 1
    await desk.clock.advance(1)
    assert len(desk.shown) == 2
    assert await desk.redeem(first) is Outcome.WRONG
    assert await desk.redeem(desk.code) is Outcome.PAIRED


async def test_a_lapsed_code_is_worth_nothing_even_when_no_new_one_was_made() -> None:
    desk = Desk()
    await desk.open()
    await desk.nursery.close()
    await desk.clock.advance(900)
    assert await desk.redeem(desk.code) is Outcome.WRONG


async def test_a_restart_makes_the_old_code_void(desk: Desk) -> None:
    old = desk.code
    await desk.nursery.close()
    desk.nursery = Nursery(desk.clock)
    await desk.open()
    assert await desk.redeem(old) is Outcome.WRONG
    assert await desk.redeem(desk.code) is Outcome.PAIRED


async def test_five_wrong_codes_replace_it_and_the_new_one_lives_its_whole_life(desk: Desk) -> None:
    first = desk.code
    await desk.clock.advance(600)
    for number in range(5):
        assert await desk.redeem("wrong", MALLORY + number) is Outcome.WRONG
    assert len(desk.shown) == 2
    assert await desk.redeem(first) is Outcome.WRONG
    await desk.clock.advance(899)
    assert await desk.redeem(desk.code) is Outcome.PAIRED
    assert len(desk.shown) == 2


async def test_one_stranger_cannot_keep_the_owner_out(desk: Desk) -> None:
    for _ in range(5):
        await desk.redeem("wrong", MALLORY)
    code = desk.code
    for _ in range(100):
        assert await desk.redeem("wrong", MALLORY) is Outcome.NO_MORE_TRIES
    assert await desk.redeem(code, MALLORY) is Outcome.NO_MORE_TRIES
    assert await desk.redeem(code) is Outcome.PAIRED


async def test_with_an_owner_no_code_is_shown() -> None:
    desk = Desk()
    desk.people.add(ANN)
    await desk.people.keep_code(hash_of("left over"), desk.clock.now())
    await desk.open()
    assert desk.shown == []
    assert desk.people.pairing is None
    assert await desk.redeem("left over", MALLORY) is Outcome.CLOSED


async def first_start(door: Door) -> None:
    nursery = Nursery(door.clock)
    nursery.start("pairing", door.pairing.run)
    await door.clock.settle()
    await nursery.close()


async def test_pairing_at_the_door() -> None:
    door = make_door()
    await first_start(door)
    ann = User(id=ANN, is_bot=False, first_name="Ann")
    group = Chat(id=-1001, type="group", title="Desk")
    await door.writes(ann, "/start")
    assert "no owner yet" in door.said[0][1]
    await door.writes(ann, "/start nonsense")
    assert "wrong or has expired" in door.said[1][1]
    await door.writes(ann, f"/start {door.code}", group)
    assert (door.came_in, len(door.said)) == ([], 2)
    await door.writes(ann, f"/start {door.code}")
    assert door.came_in[0]["person"].user_id == ANN


async def test_too_many_wrong_codes_are_said_once_not_met_with_silence() -> None:
    door = make_door()
    await first_start(door)
    ann = User(id=ANN, is_bot=False, first_name="Ann")
    await door.writes(ann, "/bots")
    assert str(ANN) in door.said[0][1]
    for _ in range(8):
        await door.writes(ann, "/start nonsense")
    assert len(door.said) == 1 + MOST_MISSES + 1
    assert "Wait 15 minutes" in door.said[-1][1]


async def test_owners_in_the_settings_mean_no_code() -> None:
    door = make_door(only=(ANN,))
    await first_start(door)
    assert door.shown == []
    mallory = User(id=MALLORY, is_bot=False, first_name="M")
    await door.writes(mallory, "/start whatever")
    assert "not on its list" in door.said[0][1]
