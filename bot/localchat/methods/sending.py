"""Methods that put something new before people: messages, signs of life, answers to taps."""

import secrets
from dataclasses import asdict, replace

from bot.localchat.call import Call, Upload
from bot.localchat.entities import units
from bot.localchat.errors import bad_request
from bot.localchat.keyboards import Rows
from bot.localchat.methods.common import Words, inline_rows, thread_of, words, writable_chat
from bot.localchat.model import CHANNEL, Chat, FileInfo, JsonObject, Media, Message
from bot.localchat.objects import message_object
from bot.localchat.world import TYPING_SECONDS, World

MOST_ANSWER = 200
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
    return _post(world, chat, call, words(call), rows=inline_rows(call))


def send_photo(world: World, call: Call) -> JsonObject:
    return _send_media(world, call, "photo")


def send_document(world: World, call: Call) -> JsonObject:
    return _send_media(world, call, "document")


def _send_media(world: World, call: Call, kind: str) -> JsonObject:
    chat = writable_chat(world, call)
    caption, rows = words(call, "caption"), inline_rows(call)
    media = Media(kind, _file(world, call, kind, call.text(kind)))
    return _post(world, chat, call, caption, media, rows=rows)


def send_media_group(world: World, call: Call) -> list[JsonObject]:
    chat = writable_chat(world, call)
    given = call.json("media")
    if not isinstance(given, list) or len(given) not in ALBUM_SIZES:
        raise bad_request("expected an Array of 2-10 InputMedia in the parameter media")
    parts = [input_media(world, call, item) for item in given]
    album = secrets.token_hex(6)
    return [_post(world, chat, call, caption, media, album=album) for media, caption in parts]


def input_media(world: World, call: Call, given: object) -> tuple[Media, Words]:
    """Return the media and caption of an InputMedia object; raises a 400 ApiError."""
    if not isinstance(given, dict) or given.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: the local chat knows photo and document")
    caption = words(replace(call, values=given), "caption")
    kind: str = given["type"]
    return Media(kind, _file(world, call, kind, str(given.get("media", "")))), caption


def _file(world: World, call: Call, kind: str, reference: str) -> FileInfo:
    """Return the file of a call: a new upload or one known by its file_id; raises a 400 ApiError."""
    upload = call.upload(kind, reference)
    if upload is not None:
        return _checked_upload(world, kind, upload)
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    if reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    known = world.files.get(reference)
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
    media: Media | None = None,
    *,
    rows: Rows | None = None,
    album: str | None = None,
) -> JsonObject:
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
        keyboard=rows,
        media=media,
        media_group_id=album,
        silent=call.flag("disable_notification"),
    )
    return message_object(world, world.post(message))


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


def answer_callback_query(world: World, call: Call) -> bool:
    text, url = call.text("text"), call.text("url")
    if units(text) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not url.startswith(("http://", "https://", "tg://")):
        raise bad_request("URL_INVALID")
    query = world.close_query(call.text("callback_query_id"))
    if query is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    alert = call.flag("show_alert")
    world.feed.publish("answer", **asdict(query), text=text, alert=alert, url=url or None)
    return True


METHODS = (
    send_message, send_photo, send_document, send_media_group, send_chat_action, answer_callback_query,
)  # fmt: skip
