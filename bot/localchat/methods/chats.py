"""Methods about the bot itself, chats, members and files."""

from bot.localchat import objects
from bot.localchat.call import Call
from bot.localchat.errors import bad_request
from bot.localchat.methods.common import visible_chat
from bot.localchat.model import PRIVATE, JsonObject
from bot.localchat.world import World

MOST_DOWNLOAD_BYTES = 20 * 1024 * 1024


def get_me(world: World, _: Call) -> JsonObject:
    return objects.full_bot_user(world.bot)


def get_chat(world: World, call: Call) -> JsonObject:
    return objects.full_chat(world, visible_chat(world, call))


def get_chat_member(world: World, call: Call) -> JsonObject:
    chat = visible_chat(world, call)
    person_id = call.integer("user_id")
    if person_id == world.bot.bot_id:
        status = "member" if chat.kind == PRIVATE else chat.bot_status
        return objects.member_object(objects.bot_user(world.bot), status)
    person = world.persons.get(person_id)
    if person is None:
        raise bad_request("user not found")
    return objects.member_object(objects.user(person), chat.status_of(person_id))


def get_chat_administrators(world: World, call: Call) -> list[JsonObject]:
    chat = visible_chat(world, call)
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


def get_file(world: World, call: Call) -> JsonObject:
    file = world.files.get(call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > MOST_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return objects.file_object(file, file_path=objects.file_path(file))


METHODS = (get_me, get_chat, get_chat_member, get_chat_administrators, get_file)
