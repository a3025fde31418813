"""Methods that put something new into a chat."""

import secrets
from dataclasses import replace
from typing import Any

from bot.localchat.call import Call, Upload
from bot.localchat.errors import bad_request
from bot.localchat.methods.common import (
    Markup,
    Words,
    markup,
    sent,
    thread_of,
    words,
    writable_chat,
)  # fmt: skip
from bot.localchat.model import CHANNEL, Chat, FileInfo, Media, Message
from bot.localchat.world import TYPING_SECONDS, World

JsonObject = dict[str, Any]

MOST_FILE_BYTES = 50 * 1024 * 1024
MOST_PHOTO_BYTES = 10 * 1024 * 1024
MOST_PHOTO_SIDES = 10_000
MOST_PHOTO_RATIO = 20
ALBUM_SIZES = range(2, 11)
CHAT_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def send_message(world: World, call: Call) -> JsonObject:
    chat = writable_chat(world, call)
    return sent(world, _post(world, chat, call, words(call), None))


def send_photo(world: World, call: Call) -> JsonObject:
    return _send_media(world, call, "photo")


def send_document(world: World, call: Call) -> JsonObject:
    return _send_media(world, call, "document")


def _send_media(world: World, call: Call, kind: str) -> JsonObject:
    chat = writable_chat(world, call)
    caption, parsed_markup = words(call, "caption"), markup(call)
    media = Media(kind, file_of(world, call, kind))
    return sent(world, _post(world, chat, call, caption, media, parsed_markup))


def send_media_group(world: World, call: Call) -> list[JsonObject]:
    chat = writable_chat(world, call)
    given = call.json("media")
    if not isinstance(given, list) or len(given) not in ALBUM_SIZES:
        raise bad_request("expected an Array of 2-10 InputMedia in the parameter media")
    parts = [input_media(world, call, item) for item in given]
    album = secrets.token_hex(6)
    return [
        sent(world, _post(world, chat, call, caption, media, Markup(), album)) for media, caption in parts
    ]


def input_media(world: World, call: Call, given: object) -> tuple[Media, Words]:
    """Return the media and caption of an InputMedia object; raises a 400 ApiError."""
    if not isinstance(given, dict) or given.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: the local chat knows photo and document")
    caption = words(replace(call, values=given), "caption")
    return Media(
        given["type"], file_of(world, call, given["type"], reference=str(given.get("media", "")))
    ), caption


def file_of(world: World, call: Call, kind: str, *, reference: str | None = None) -> FileInfo:
    """Return the file of a call: a new upload or one known by its file_id; raises a 400 ApiError."""
    upload = call.upload(kind, of=reference)
    if upload is not None:
        return _checked_upload(world, kind, upload)
    name = call.text(kind) if reference is None else reference
    if not name:
        raise bad_request(f"there is no {kind} in the request")
    if name.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    known = world.files.get(name)
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known


def _checked_upload(world: World, kind: str, upload: Upload) -> FileInfo:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > (MOST_PHOTO_BYTES if kind == "photo" else MOST_FILE_BYTES):
        raise bad_request(f"file is too big for a {kind}")
    file = world.add_file(upload.name, upload.content)
    if kind == "photo":
        short, long = sorted((file.width, file.height))
        if not short:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if short + long > MOST_PHOTO_SIDES or long > MOST_PHOTO_RATIO * short:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return file


def _post(
    world: World,
    chat: Chat,
    call: Call,
    said: Words,
    media: Media | None,
    parsed_markup: Markup | None = None,
    album: str | None = None,
) -> Message:
    markups = markup(call) if parsed_markup is None else parsed_markup
    in_channel = chat.kind == CHANNEL
    message = Message(
        chat_id=chat.chat_id,
        message_id=0,
        date=int(world.now()),
        sender_id=None if in_channel else world.bot.bot_id,
        sender_chat_id=chat.chat_id if in_channel else None,
        by_bot=True,
        text=said[0],
        entities=said[1],
        thread_id=thread_of(chat, call),
        reply_to=_replied(world, chat, call),
        keyboard=markups.inline,
        media=media,
        media_group_id=album,
        silent=call.flag("disable_notification"),
    )
    if markups.keyboard is not None or markups.removes_keyboard:
        chat.reply_keyboard = markups.keyboard
        world.save_chat(chat)
    return world.post(message)


def _replied(world: World, chat: Chat, call: Call) -> int | None:
    parameters = call.json_object("reply_parameters") or {}
    message_id = parameters.get("message_id") or call.integer("reply_to_message_id")
    if not message_id:
        return None
    if message_id in world.messages[chat.chat_id]:
        return int(message_id)
    if parameters.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def send_chat_action(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    action = call.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread_of(chat, call)
    world.feed.publish("typing", chat_id=chat.chat_id, action=action, seconds=TYPING_SECONDS)
    return True


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
}
