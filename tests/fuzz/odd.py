"""Updates that nobody here waits for. Telegram sends some of them all the same, some not yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from bot.localchat import objects
from bot.localchat.model import JsonObject
from bot.localchat.world import World
from tests.fuzz.town import PLACES


@contextmanager
def asked_for(world: World, kind: str) -> Iterator[None]:
    """Have updates of a kind delivered that the bot has not asked for."""
    asked, world.updates.allowed = world.updates.allowed, [kind]
    try:
        yield
    finally:
        world.updates.allowed = asked


def odd_update(random: Random, world: World, person_id: int, text: str) -> tuple[str, JsonObject]:
    """Return kind and body of an update."""
    who = objects.user(world.persons[person_id])
    private = objects.chat_object(world, world.chats[person_id])
    group = objects.chat_object(world, world.chats[random.choice(PLACES.all)])
    chat = random.choice([private, group])
    now = int(world.now())
    message: JsonObject = {
        "message_id": 900_000 + random.randrange(1000),
        "date": now,
        "chat": chat,
        "from": who,
    }
    file = {"file_id": "f", "file_unique_id": "u", "file_size": 1}
    contents: list[JsonObject] = [
        {
            "sticker": file
            | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
        },
        {"voice": file | {"duration": 1}},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        {"contact": {"phone_number": "+1", "first_name": text or "x"}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"new_chat_title": text or "x"},
        {"new_chat_members": [objects.bot_user(world.bot), who]},
        {"left_chat_member": who},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": chat}},
        {"group_chat_created": True},
        {"text": "/stop_all now", "via_bot": objects.bot_user(world.bot)},
        {"text": "/bots", "forward_origin": {"type": "hidden_user", "date": now, "sender_user_name": "x"}},
        {"text": "/bots", "from": who | {"is_bot": True}},
        {"text": "/bots", "sender_chat": group, "from": objects.ANONYMOUS_ADMIN},
        {"text": "", "caption": "x"},
        {},
    ]
    kinds: dict[str, JsonObject] = {
        "inline_query": {"id": "1", "from": who, "query": text[:200], "offset": ""},
        "chosen_inline_result": {"result_id": "1", "from": who, "query": text[:200]},
        "message_reaction": {
            "chat": chat,
            "message_id": 1,
            "user": who,
            "date": now,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        },
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        },
        "poll_answer": {"poll_id": "1", "user": who, "option_ids": [0], "option_persistent_ids": ["a"]},
        "pre_checkout_query": {
            "id": "1",
            "from": who,
            "currency": "USD",
            "total_amount": 1,
            "invoice_payload": "x",
        },
        "chat_join_request": {"chat": group, "from": who, "user_chat_id": person_id, "date": now},
        "chat_member": {
            "chat": group,
            "from": who,
            "date": now,
            "old_chat_member": objects.member_object(who, "left"),
            "new_chat_member": objects.member_object(who, "member"),
        },
        "my_chat_member": {
            "chat": group,
            "from": who,
            "date": now,
            "old_chat_member": objects.member_object(objects.bot_user(world.bot), "administrator"),
            "new_chat_member": objects.member_object(
                objects.bot_user(world.bot), random.choice(["member", "administrator"])
            ),
        },
        "edited_channel_post": message | {"text": "/bots", "edit_date": now},
        "channel_post": message | {"text": "/stop_all now"},
        "business_message": message | {"text": "/bots", "business_connection_id": "b"},
    }
    if random.random() < 0.6:
        return "message", message | random.choice(contents)
    kind = random.choice(list(kinds))
    return kind, kinds[kind]
