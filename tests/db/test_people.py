"""Who may command, pairing codes, strangers, questions and updates that are taken once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.chat_models import HandledUpdate
from db.store import Store, store_in
from engine.confirmations import Ask
from engine.core.types import AccountId, Mode
from engine.errors import BotNotFound
from engine.people import Invitation, Person, Role
from tests.db.trading import NOW, OWNER, make_trader
from tests.support.words import line_text

LATER = NOW + timedelta(seconds=60)


async def test_the_note_of_an_update_is_stored_before_what_comes_of_it(store: Store) -> None:
    wanted = select(HandledUpdate.update_id)
    assert await store.handled_updates.first_time(7, NOW)
    assert await store.database.write(lambda connection: connection.scalar(wanted)) == 7
    again = store_in(store.database, line_text)
    assert not await again.handled_updates.first_time(7, NOW), "it is stored"
    assert await again.handled_updates.first_time(8, NOW)


async def test_a_change_of_the_list_is_seen_at_once(store: Store) -> None:
    assert await store.people.person(1) is None
    await store.people.admit(1, "Anna", 11, NOW)
    assert await store.people.person(1) == Person(user_id=1, name="Anna", chat_id=11)
    await store.people.unreachable(1, "they left")
    assert [person.unreachable for person in await store.people.owners()] == ["they left"]
    await store.people.seen(1, "Anne", None)
    assert await store.people.person(1) == Person(user_id=1, name="Anne", chat_id=11)


async def test_people_are_admitted_updated_and_found(store: Store) -> None:
    assert await store.people.owners() == []
    assert await store.people.person(1) is None
    await store.people.admit(2, "Zoë <b>", 200, NOW)
    await store.people.admit(1, "Ann", None, NOW + timedelta(seconds=1))
    assert await store.people.owners() == [
        Person(user_id=2, name="Zoë <b>", chat_id=200),
        Person(user_id=1, name="Ann", chat_id=None),
    ]
    await store.people.admit(2, "Zoë", None, LATER)
    assert await store.people.person(2) == Person(user_id=2, name="Zoë", chat_id=200)


async def test_people_who_cannot_be_reached_can_be_when_they_write(store: Store) -> None:
    await store.people.admit(1, "Ann", 100, NOW)
    await store.people.unreachable(1, "blocked")
    assert await store.people.person(1) == Person(user_id=1, name="Ann", chat_id=100, unreachable="blocked")
    await store.people.seen(1, "Anna\0", None)
    assert await store.people.person(1) == Person(user_id=1, name="Anna", chat_id=100)
    await store.people.seen(1, "Anna", 101)
    assert await store.people.person(1) == Person(user_id=1, name="Anna", chat_id=101)
    await store.people.seen(404, "nobody", 1)
    assert await store.people.person(404) is None


async def test_a_new_code_voids_the_one_before(store: Store) -> None:
    assert await store.people.code() is None
    assert await store.people.code_missed() == 0
    await store.people.keep_code("hash one", NOW)
    assert [await store.people.code_missed() for _ in range(3)] == [1, 2, 3]
    assert await store.people.code() == ("hash one", NOW, 3)
    await store.people.keep_code("hash two", LATER)
    assert await store.people.code() == ("hash two", LATER, 0)
    await store.people.void_code()
    assert await store.people.code() is None


async def test_wrong_codes_at_once_are_all_counted(store: Store) -> None:
    await store.people.keep_code("hash", NOW)
    counted = await asyncio.gather(*(store.people.code_missed() for _ in range(5)))
    assert sorted(counted) == [1, 2, 3, 4, 5]


async def test_a_stranger_is_new_once(store: Store) -> None:
    answers = await asyncio.gather(*(store.people.stranger(9, NOW) for _ in range(3)))
    assert sorted(answers) == [False, False, True]
    assert await store.people.stranger(10, NOW)


async def test_an_update_is_handled_once(store: Store) -> None:
    answers = await asyncio.gather(*(store.handled_updates.first_time(5, NOW) for _ in range(3)))
    assert sorted(answers) == [False, False, True]
    assert await store.handled_updates.first_time(6, NOW)


async def test_a_question_is_claimed_once_and_then_shows_its_answer(store: Store) -> None:
    question = await store.confirmations.ask(OWNER, Ask.STOP_ALL, "a:1,b:2", LATER)
    assert len(question.id) == 8
    assert question.id.isalnum()
    claims = await asyncio.gather(*(store.confirmations.claim(question.id, OWNER, NOW) for _ in range(3)))
    assert [claim.answer for claim in claims if claim is not None] == [None, "", ""]
    assert claims[0] == question
    await store.confirmations.answered(question.id, '{"stopped": 2}')
    again = await store.confirmations.claim(question.id, OWNER, LATER + timedelta(minutes=5))
    assert again is not None
    assert (again.answer, again.target, again.ask) == ('{"stopped": 2}', "a:1,b:2", Ask.STOP_ALL)


async def test_a_question_is_not_for_others_nor_for_later(store: Store) -> None:
    question = await store.confirmations.ask(OWNER, Ask.DELETE_BOT, "a:1", LATER)
    assert await store.confirmations.claim(question.id, 404, NOW) is None
    assert await store.confirmations.claim("unheard!", OWNER, NOW) is None
    late = await store.confirmations.claim(question.id, OWNER, LATER)
    assert late == replace(question, expired=True)
    assert await store.confirmations.claim(question.id, OWNER, LATER - timedelta(seconds=1)) == question


LINK = Invitation(role=Role.TRADER, made_by=OWNER)
TESTNET = AccountId("Binance", Mode.TESTNET)


async def test_an_invitation_lets_one_in_once_and_in_time(store: Store) -> None:
    people = store.people
    for name in ("one", "two"):
        await people.invite(name, LINK, NOW, LATER)
    assert await people.redeem("three", 7, "Ben", 70, NOW) is None
    assert await people.redeem("one", 7, "Ben", 70, NOW) == LINK
    assert await people.person(7) == Person(user_id=7, name="Ben", chat_id=70, role=Role.TRADER)
    assert await people.redeem("one", 8, "Cem", 80, NOW) is None
    assert await people.redeem("two", 8, "Cem", 80, LATER) is None
    assert [person.user_id for person in await people.everybody()] == [7]
    assert await people.owners() == []


async def test_two_who_follow_a_link_at_once_do_not_both_come_in(store: Store) -> None:
    await store.people.invite("one", LINK, NOW, LATER)
    both = [store.people.redeem("one", number, "x", number, NOW) for number in (7, 8)]
    assert sorted(await asyncio.gather(*both), key=bool) == [None, LINK]


async def test_what_somebody_was_given_is_gone_with_them_and_their_bots_are_in_care(store: Store) -> None:
    people = store.people
    bot_id = (await make_trader(store)).bot_id
    for user_id in (1, 2, 3, 4):
        await people.admit(user_id, str(user_id), user_id, NOW)
    await people.set_role(3, Role.TRADER)
    await people.give_account(3, TESTNET)
    await people.give_account(3, TESTNET)
    await people.share(bot_id, 3)
    known = await people.person(3)
    assert known is not None
    assert (known.role, set(known.accounts), set(known.shared)) == (Role.TRADER, {TESTNET}, {bot_id})
    await people.remove(3, heir_id=2)
    assert await people.person(3) is None
    assert await people.reader_for(3) == await people.person(2)
    await people.remove(2, heir_id=1)
    heir = await people.person(1)
    assert heir is not None
    assert heir.wards == {2, 3}
    assert await people.reader_for(3) == heir
    await people.invite("again", LINK, NOW, LATER)
    await people.redeem("again", 3, "back", 3, NOW)
    assert await people.person(3) == Person(user_id=3, name="back", chat_id=3, role=Role.TRADER)
    assert await people.reader_for(3) == await people.person(3)


async def test_the_bots_of_who_only_reads_are_in_care_until_they_command_again(store: Store) -> None:
    people = store.people
    for user_id in (1, 2, 3):
        await people.admit(user_id, str(user_id), user_id, NOW)
    await people.remove(3, heir_id=2)
    await people.set_role(2, Role.VIEWER, heir_id=1)
    heir = await people.person(1)
    assert heir is not None
    assert heir.wards == {2, 3}
    assert await people.reader_for(2) == heir
    await people.set_role(2, Role.TRADER)
    assert await people.reader_for(2) == await people.person(2)
    assert await people.reader_for(3) == await people.person(1)


async def test_a_bot_that_is_deleted_is_shared_no_more(store: Store) -> None:
    trader = await make_trader(store)
    await store.people.admit(4, "Dora", 4, NOW)
    await store.people.share(trader.bot_id, 4)
    await store.people.unshare(trader.bot_id, 4)
    await store.people.share(trader.bot_id, 4)
    await store.bot_book.delete(trader.bot_id, NOW, by=OWNER)
    with pytest.raises(BotNotFound):
        await store.people.share(trader.bot_id, 4)
    [dora] = await store_in(store.database, line_text).people.everybody()
    assert not dora.shared


async def test_an_invitation_of_somebody_who_is_off_the_list_lets_nobody_in(store: Store) -> None:
    await store.people.admit(1, "Ann", 1, NOW)
    await store.people.invite("one", Invitation(role=Role.OWNER, made_by=1), NOW, LATER)
    await store.people.remove(1, heir_id=2)
    assert await store.people.redeem("one", 7, "Ben", 70, NOW) is None


@pytest.mark.parametrize("role", [Role.TRADER, Role.VIEWER])
async def test_an_invitation_of_somebody_who_is_no_owner_any_more_lets_nobody_in(
    store: Store, role: Role
) -> None:
    """By a link of before they would be an owner again."""
    await store.people.admit(1, "Ann", 1, NOW)
    await store.people.invite("one", Invitation(role=Role.OWNER, made_by=1), NOW, LATER)
    await store.people.set_role(1, role, heir_id=2)
    assert await store.people.redeem("one", 1, "Ann", 1, NOW) is None
