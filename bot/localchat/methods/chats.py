"""Methods about the bot itself, chats, members and files."""

from typing import Any

from bot.localchat import objects
from bot.localchat.call import Call
from bot.localchat.errors import bad_request, forbidden
from bot.localchat.methods.common import known_chat, writable_chat
from bot.localchat.model import PRIVATE, Chat
from bot.localchat.world import World

JsonObject = dict[str, Any]

MOST_DOWNLOAD_BYTES = 20 * 1024 * 1024
MOST_TOPIC_NAME = 128


def get_me(world: World, _: Call) -> JsonObject:
    return objects.full_bot_user(world.bot)


def get_chat(world: World, call: Call) -> JsonObject:
    return objects.full_chat(world, _visible_chat(world, call))


def get_chat_member(world: World, call: Call) -> JsonObject:
    chat = _visible_chat(world, call)
    person_id = call.integer("user_id")
    if person_id == world.bot.bot_id:
        status = "member" if chat.kind == PRIVATE else chat.bot_status
        return objects.member_object(objects.bot_user(world.bot), status)
    person = world.persons.get(person_id)
    if person is None:
        raise bad_request("user not found")
    return objects.member_object(objects.user(person), chat.status_of(person_id))


def get_chat_administrators(world: World, call: Call) -> list[JsonObject]:
    chat = _visible_chat(world, call)
    if chat.kind == PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    found = [
        objects.member_object(objects.user(world.persons[int(person_id)]), status)
        for person_id, status in chat.members.items()
        if status in ("creator", "administrator")
    ]
    if chat.bot_status == "administrator":
        found.append(objects.member_object(objects.bot_user(world.bot), "administrator"))
    return found


def get_chat_member_count(world: World, call: Call) -> int:
    chat = _visible_chat(world, call)
    if chat.kind == PRIVATE:
        return 2
    return 1 + sum(objects.is_present(status) for status in chat.members.values())


def leave_chat(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    if chat.kind == PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    world.save_chat(chat)
    return True


def _visible_chat(world: World, call: Call) -> Chat:
    chat = known_chat(world, call)
    if chat.kind != PRIVATE and not objects.is_present(chat.bot_status):
        done = "was kicked from" if chat.bot_status == "kicked" else "is not a member of"
        raise forbidden(f"bot {done} the {chat.kind} chat")
    return chat


def create_forum_topic(world: World, call: Call) -> JsonObject:
    chat = writable_chat(world, call)
    name = call.text("name")
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.bot_status != "administrator":
        raise bad_request("not enough rights to create a topic")
    if not 1 <= len(name) <= MOST_TOPIC_NAME:
        raise bad_request("TOPIC_NAME_INVALID")
    return {"message_thread_id": add_topic(world, chat, name), "name": name, "icon_color": 7322096}


def add_topic(world: World, chat: Chat, name: str) -> int:
    """Open a topic and return its thread id."""
    chat.last_message_id += 1
    chat.topics[str(chat.last_message_id)] = name
    world.save_chat(chat)
    return chat.last_message_id


def get_file(world: World, call: Call) -> JsonObject:
    file = world.files.get(call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > MOST_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": objects.file_path(file),
    }


METHODS = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "createForumTopic": create_forum_topic,
    "getFile": get_file,
}
