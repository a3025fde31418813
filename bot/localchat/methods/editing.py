"""Methods that change or take away messages."""

from dataclasses import replace
from typing import Any

from bot.localchat.call import Call
from bot.localchat.errors import ApiError, bad_request
from bot.localchat.methods.common import (
    Words,
    inline_rows,
    known_chat,
    own_message,
    sent,
    words,
    writable_chat,
)  # fmt: skip
from bot.localchat.methods.sending import input_media
from bot.localchat.model import PRIVATE, Media, Message
from bot.localchat.world import World

JsonObject = dict[str, Any]

DELETABLE_SECONDS = 48 * 3600
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
    after = replace(message, text=said[0], entities=said[1], media=media, keyboard=inline_rows(call))
    if after == message:
        raise bad_request(NOT_MODIFIED)
    message.text, message.entities, message.media = after.text, after.entities, after.media
    message.keyboard = after.keyboard
    message.edit_date = int(world.now())
    world.changed(message)
    return sent(world, message)


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


def pin_chat_message(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    message_id = call.integer("message_id")
    if message_id not in world.messages[chat.chat_id]:
        raise bad_request("message to pin not found")
    chat.pinned = [known for known in chat.pinned if known != message_id] + [message_id]
    world.save_chat(chat)
    return True


def unpin_chat_message(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    message_id = call.integer("message_id", chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    world.save_chat(chat)
    return True


def unpin_all_chat_messages(world: World, call: Call) -> bool:
    chat = known_chat(world, call)
    chat.pinned.clear()
    world.save_chat(chat)
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
