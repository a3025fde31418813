"""Methods that change or take away messages."""

from dataclasses import replace

from bot.localchat.call import Call
from bot.localchat.errors import ApiError, bad_request
from bot.localchat.methods.common import Words, inline_rows, own_message, words, writable_chat
from bot.localchat.methods.sending import input_media
from bot.localchat.model import PRIVATE, JsonObject, Media, Message
from bot.localchat.objects import message_object
from bot.localchat.world import World

DELETABLE_SECONDS = 48 * 3600
EDITABLE_SECONDS = 48 * 3600
MOST_DELETED_AT_ONCE = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def edit_message_text(world: World, call: Call) -> JsonObject:
    message = own_message(world, call)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, call, message, words(call), None)


def edit_message_caption(world: World, call: Call) -> JsonObject:
    message = own_message(world, call)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, call, message, words(call, "caption"), message.media)


def edit_message_media(world: World, call: Call) -> JsonObject:
    message = own_message(world, call)
    media, caption = input_media(world, call, call.json("media"))
    return _edit(world, call, message, caption, media)


def edit_message_reply_markup(world: World, call: Call) -> JsonObject:
    message = own_message(world, call)
    return _edit(world, call, message, (message.text, message.entities), message.media)


def _edit(world: World, call: Call, message: Message, said: Words, media: Media | None) -> JsonObject:
    if world.now() - message.date > EDITABLE_SECONDS:
        raise bad_request("message can't be edited")
    after = replace(message, text=said[0], entities=said[1], media=media, keyboard=inline_rows(call))
    if after == message:
        raise bad_request(NOT_MODIFIED)
    message.text, message.entities, message.media = after.text, after.entities, after.media
    message.keyboard = after.keyboard
    message.edit_date = int(world.now())
    world.changed(message)
    return message_object(world, message)


def delete_message(world: World, call: Call) -> bool:
    message = world.messages[writable_chat(world, call).chat_id].get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, message)
    world.remove(message)
    return True


def delete_messages(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    ids = call.json("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= MOST_DELETED_AT_ONCE:
        raise bad_request("there are no message identifiers to delete")
    for message_id in ids:
        message = world.messages[chat.chat_id].get(message_id)
        if message is not None:
            _delete_if_allowed(world, message)
    return True


def _delete_if_allowed(world: World, message: Message) -> None:
    try:
        _check_deletable(world, message)
    except ApiError:
        return
    world.remove(message)


def _check_deletable(world: World, message: Message) -> None:
    chat = world.chats[message.chat_id]
    allowed = message.by_bot or chat.kind == PRIVATE or chat.bot_status == "administrator"
    if not allowed or world.now() - message.date > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted")


METHODS = (
    edit_message_text, edit_message_caption, edit_message_media, edit_message_reply_markup,
    delete_message, delete_messages,
)  # fmt: skip
