"""Nobody outside the list gets past the door, whatever they send, and nothing gets past it twice."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.types import Chat, Message, Update, User
from aiogram_dialog.api.entities import DialogUpdate, DialogUpdateEvent

from bot.access.people_directory import PeopleDirectory
from bot.access.rate_limit import RateLimit
from bot.access.senders import sender_of, shown_name, stops_all
from bot.keyboards.callbacks import AnswerQuestion
from engine.confirmations import Ask
from engine.errors import StorageUnavailable
from engine.notices import StrangerSeen
from engine.outbox import ToPerson
from engine.people import Person, Role
from tests.access.door import Door, make_door
from tests.support.clock import START
from tests.support.memory_chat_tables import MemoryPeople

OWNER = User(id=11, is_bot=False, first_name="Ann")
STRANGER = User(id=66, is_bot=False, first_name="<b>Mallory</b>\u202e\n", last_name="*_[")
ANONYMOUS = User(id=1087968824, is_bot=True, first_name="Group")
GROUP = Chat(id=-1001, type="supergroup", title="Desk")
LET_THROUGH = {"message", "edited_message", "callback_query", "inline_query", "my_chat_member"}


@pytest.fixture
def door() -> Door:
    made = make_door()
    made.people.add(OWNER.id, chat_id=OWNER.id)
    return made


def any_update(kind: str, user: User, chat: Chat, *, status: str = "member") -> Update:
    message = SimpleNamespace(chat=chat)
    event = SimpleNamespace(
        from_user=user,
        user=user,
        chat=chat,
        sender_chat=None,
        message=message,
        new_chat_member=SimpleNamespace(status=status),
        text="/stop_all now",
        date=START,
        edit_date=None,
        data="x",
        id="1",
    )
    construct: Any = Update.model_construct  # a stand-in for what is not looked at
    update: Update = construct(update_id=999, **{kind: event})
    return update


@pytest.mark.parametrize("kind", sorted(Update.model_fields.keys() - {"update_id"}))
@pytest.mark.parametrize("chat", [GROUP, Chat(id=66, type="private")], ids=["group", "private"])
async def test_no_kind_of_update_of_a_stranger_comes_in(kind: str, chat: Chat, door: Door) -> None:
    assert await door.knock(any_update(kind, STRANGER, chat)) is None
    assert door.came_in == []


@pytest.mark.parametrize("kind", sorted(Update.model_fields.keys() - {"update_id"}))
async def test_of_the_owner_only_known_kinds_come_in(kind: str, door: Door) -> None:
    await door.knock(any_update(kind, OWNER, GROUP))
    assert len(door.came_in) == (kind in LET_THROUGH)


async def test_the_dispatcher_asks_the_door_first(door: Door) -> None:
    dispatcher = Dispatcher()
    reached: list[int] = []

    @dispatcher.message()
    async def handle(message: Message, person: Person) -> None:
        reached.append(person.user_id)

    dispatcher.update.outer_middleware(door.access)
    for number, user in enumerate((STRANGER, OWNER), start=1):
        chat = Chat(id=user.id, type="private")
        message = Message(message_id=1, date=START, chat=chat, from_user=user, text="/bots")
        await dispatcher.feed_update(door.bot, Update(update_id=number, message=message))
    assert reached == [OWNER.id]


async def test_handlers_learn_who_asks(door: Door) -> None:
    assert await door.writes(OWNER, "/bots") == "handled"
    assert door.came_in[0]["person"] == Person(user_id=11, name="Ann", chat_id=11)


async def test_a_stranger_gets_one_calm_sentence_and_the_owner_is_told_once(door: Door) -> None:
    for _ in range(50):
        await door.writes(STRANGER, "/stop_all now")
        await door.taps(STRANGER)
    assert [chat for chat, _ in door.said] == [STRANGER.id]
    assert "66" in door.said[0][1]
    assert door.toasts == []
    await door.clock.advance(601)
    await door.taps(STRANGER)
    assert len(door.toasts) == 1
    notices = [row.owed for row in door.outbox.rows]
    assert [(owed.audience, owed.notice) for owed in notices] == [
        (ToPerson(11), StrangerSeen(at=START, user_id=66, name="<b>Mallory</b> *_["))
    ]


async def test_many_strangers_cause_no_storm(door: Door) -> None:
    for number in range(500):
        await door.writes(User(id=1000 + number, is_bot=False, first_name="x"), "hi")
    assert len(door.said) == 20
    await door.clock.advance(60)
    await door.writes(User(id=5000, is_bot=False, first_name="x"), "hi")
    assert len(door.said) == 21


async def test_groups_get_silence(door: Door) -> None:
    await door.writes(STRANGER, "/bots", GROUP)
    await door.taps(STRANGER, chat=GROUP)
    await door.writes(ANONYMOUS, "/bots", GROUP, sender_chat=GROUP)
    await door.writes(OWNER, "/bots", GROUP, sender_chat=GROUP)
    await door.writes(User(id=5, is_bot=True, first_name="Bot"), "/bots", GROUP)
    assert (door.came_in, door.said, door.toasts, door.outbox.rows) == ([], [], [], [])
    await door.writes(OWNER, "/bots", GROUP)
    assert len(door.came_in) == 1


async def test_who_writes_without_a_name_is_told_why_nothing_was_done_once_in_a_while(door: Door) -> None:
    door.session.admins = [User(id=5, is_bot=True, first_name="Bot"), OWNER]
    channel = Chat(id=-1009, type="channel", title="News")
    for sender in (GROUP, channel, GROUP):
        await door.writes(ANONYMOUS, "/stop_all now", GROUP, sender_chat=sender)
    assert door.came_in == []
    [(where, sentence)] = door.said
    assert where == GROUP.id
    assert "nothing was done" in sentence
    await door.clock.advance(601)
    await door.writes(ANONYMOUS, "/bots", GROUP, sender_chat=GROUP)
    assert len(door.said) == 2


@pytest.mark.parametrize("text", ["hello", "/weather", "/bots@other_bot", "/", ""])
async def test_what_is_not_for_us_and_has_no_name_gets_silence(text: str, door: Door) -> None:
    door.session.admins = [OWNER]
    await door.writes(ANONYMOUS, text, GROUP, sender_chat=GROUP)
    assert door.said == []


async def test_where_nobody_of_ours_is_an_administrator_there_is_silence(door: Door) -> None:
    door.session.admins = [STRANGER]
    for _ in range(3):
        await door.writes(ANONYMOUS, "/bots", GROUP, sender_chat=GROUP)
    assert door.said == []
    assert len(door.session.asked) == 1


@pytest.mark.parametrize(
    "user",
    [User(id=OWNER.id, is_bot=True, first_name="Bot"), User(id=1087968824, is_bot=False, first_name="Group")],
)
async def test_bots_and_anonymous_admins_are_nobody_even_on_the_list(user: User, door: Door) -> None:
    door.people.add(1087968824, chat_id=5)
    await door.writes(user, "/bots", GROUP)
    await door.writes(user, "/bots")
    await door.taps(user)
    assert (door.came_in, door.said, door.toasts) == ([], [], [])


async def test_a_form_moves_itself_only_for_people_on_the_list(door: Door) -> None:
    def background_move(user: User) -> DialogUpdate:
        chat = Chat(id=user.id, type="private")
        construct: Any = DialogUpdateEvent.model_construct
        event = construct(from_user=user, chat=chat, thread_id=None)
        return DialogUpdate(event)

    for _ in range(2):
        assert await door.knock(background_move(OWNER)) == "handled"
        assert await door.knock(background_move(STRANGER)) is None


async def test_the_same_update_is_handled_once(door: Door) -> None:
    chat = Chat(id=11, type="private")
    update = Update(
        update_id=5, message=Message(message_id=1, date=START, chat=chat, from_user=OWNER, text="/bots")
    )
    assert await door.knock(update) == "handled"
    assert await door.knock(update) is None
    assert len(door.came_in) == 1


@pytest.mark.parametrize(
    ("text", "age_s"),
    [
        ("/newbot", 540),
        ("/stop_all", 540),
        ("/stop_all now", 0),
        ("/Stop_all@Scalper_bot  now", 0),
        ("/stop_all nowhere", 540),
    ],
)
async def test_handlers_learn_how_old_a_command_is(door: Door, text: str, age_s: float) -> None:
    await door.writes(OWNER, text, ago_s=540)
    assert door.came_in[0]["age_s"] == age_s


async def test_a_clock_that_is_behind_makes_nothing_negative(door: Door) -> None:
    await door.writes(OWNER, "/newbot", ago_s=-30)
    assert door.came_in[0]["age_s"] == 0


async def test_a_tap_on_an_old_message_is_not_old(door: Door) -> None:
    await door.taps(OWNER)
    assert door.came_in[0]["age_s"] == 0


async def test_too_many_messages_are_refused_with_one_sentence() -> None:
    door = make_door(limit=RateLimit(per_minute=3, per_hour=5))
    door.people.add(11, chat_id=11)
    for _ in range(10):
        await door.writes(OWNER, "/bots")
    assert len(door.came_in) == 3
    assert door.said == [
        (11, "That was too much at once, so I did not act on it. Try again in 60 s. /stop_all always works.")
    ]
    await door.taps(OWNER)
    assert door.toasts == [
        "That was too much at once, so I did not act on it. Try again in 60 s. /stop_all always works."
    ]
    await door.writes(OWNER, "/stop_all")
    await door.taps(OWNER, AnswerQuestion(ask=Ask.STOP_ALL, question="abc", yes=True).pack())
    await door.taps(OWNER, AnswerQuestion(ask=Ask.DELETE_BOT, question="abc", yes=True).pack())
    assert len(door.came_in) == 5
    await door.clock.advance(60)
    for _ in range(10):
        await door.writes(OWNER, "/bots")
    assert len(door.came_in) == 7
    assert door.said[1][1].startswith(
        "That was too much at once, so I did not act on it. Try again in 3540 s."
    )
    door.people.add(12, chat_id=12)
    await door.writes(User(id=12, is_bot=False, first_name="Ben"), "/bots")
    assert len(door.came_in) == 8, "each has a limit of their own"


def test_only_stopping_everything_stops_all() -> None:
    def of(text: str) -> Update:
        chat = Chat(id=11, type="private")
        return Update(
            update_id=1, message=Message(message_id=1, date=START, chat=chat, from_user=OWNER, text=text)
        )

    assert stops_all(of("/stop_all"))
    assert stops_all(of("/stop_all@scalper_bot now"))
    assert not stops_all(of("/stop_all_not"))
    assert not stops_all(of("please /stop_all"))


async def test_who_blocks_the_bot_is_unreachable_until_they_write(door: Door) -> None:
    left = any_update("my_chat_member", OWNER, Chat(id=11, type="private"), status="kicked")
    await door.knock(left)
    assert door.people.listed[11].unreachable == "Forbidden: bot was blocked by the user"
    assert door.came_in == []
    await door.writes(OWNER, "/start")
    assert door.people.listed[11].unreachable is None


async def test_a_message_in_a_group_changes_nothing_about_where_a_person_is_reached(door: Door) -> None:
    door.people.add(11, chat_id=None)
    await door.writes(OWNER, "/bots", GROUP)
    assert door.people.listed[11].chat_id is None
    await door.writes(OWNER, "/bots")
    assert door.people.listed[11].chat_id == 11


async def test_without_a_database_strangers_get_silence_and_the_owner_an_error(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(user_id: int) -> None:
        raise StorageUnavailable("away")

    await door.writes(OWNER, "/bots")
    monkeypatch.setattr(door.people, "person", away)
    assert await door.writes(STRANGER, "/bots") is None
    assert door.session.asked == []
    with pytest.raises(StorageUnavailable):
        await door.writes(OWNER, "/bots")


async def test_owners_of_the_settings_are_exactly_those() -> None:
    door = make_door(only=(66,))
    door.people.add(11, chat_id=11)
    assert await door.writes(OWNER, "/bots") is None
    assert await door.writes(STRANGER, "/bots") == "handled"
    assert door.people.listed[66].chat_id == 66


async def test_settings_say_who_the_owners_are_and_not_who_trades() -> None:
    door = make_door(only=(66,))
    trader = door.people.add(11, chat_id=11, role=Role.TRADER)
    assert await door.writes(OWNER, "/bots") == "handled"
    assert door.came_in[0]["person"] == trader
    door.people.add(66, chat_id=66, role=Role.VIEWER)
    await door.writes(STRANGER, "/bots")
    assert door.came_in[1]["person"].role is Role.OWNER, "whatever is stored of them"


async def test_the_person_of_the_local_chat_is_nobody_on_telegram() -> None:
    door = make_door(never=(11,))
    door.people.add(11, chat_id=11)
    await door.pairing.redeem(66, "x", 66, "wrong")
    assert len(door.shown) == 1, "there is no owner, so a code is shown"
    assert await door.writes(OWNER, "/bots") is None
    await door.writes(OWNER, f"/start {door.code}")
    assert door.came_in == []
    assert await door.writes(STRANGER, f"/start {door.code}") == "handled"


def test_names_of_others_are_one_short_line() -> None:
    assert shown_name("a\u202eb\u0000\nc\t d") == "ab c d"
    assert shown_name("\u200b") == "somebody"
    assert shown_name("\u200d") == "somebody"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    hindi = "\u0936\u094d\u200d\u092f\u093e\u092e"
    assert shown_name(f"{hindi} {family}") == f"{hindi} {family}"
    assert len(shown_name("x" * 500)) == 64
    assert sender_of(Update(update_id=1)) is None


async def test_the_settings_leave_the_bots_of_former_owners_to_the_first_they_name() -> None:
    stored = MemoryPeople()
    for user_id in (1, 2, 3):
        stored.add(user_id, chat_id=user_id)
    people = PeopleDirectory(stored, only=(2, 4), never=(3,))
    heir = await people.person(2)
    assert heir is not None
    assert heir.wards == {1}, "and whom the settings make nobody leaves nothing"
    assert await people.reader_for(1) == heir
    assert await people.reader_for(3) is None
    assert [(one.user_id, set(one.wards)) for one in await people.everybody()] == [(2, {1}), (4, set())]
    alone = PeopleDirectory(stored, only=(2,), inherits=False)
    assert [set(one.wards) for one in await alone.everybody()] == [set()]
    assert await alone.reader_for(1) is None
